"""Configure the app and its navigation."""

from pathlib import Path

import streamlit as st

from app import navigation, resources
from app.components.widgets import show_error
from app.shell.standing import show_standing
from app.shell.style import apply_style, mark_group
from app.shell.unknown_page import mention_unknown_page
from core.errors import HomeUnusable

# A local file: a named icon would be fetched from the internet.
ICON = Path(__file__).with_name("icon.png")

st.set_page_config(page_title="Fitting Room", page_icon=str(ICON), layout="wide")
st.logo(str(ICON), size="large")
apply_style()
try:
    resources.start()
except HomeUnusable as error:  # no page could do anything without a home
    show_error(str(error))
    st.stop()
PAGES = {
    "Try": [navigation.try_it(), navigation.batch(), navigation.explain()],
    "Data": [
        navigation.explore(),
        navigation.wardrobe(),
        navigation.labels(),
        navigation.versions(),
    ],
    "Train": [navigation.train(), navigation.sweep(), navigation.runs()],
    "Judge": [navigation.evaluate(), navigation.stages()],
    "Models": [navigation.models()],
}
page = st.navigation(PAGES, position="top")
st.set_page_config(page_title=f"{page.title} · Fitting Room")
mark_group([place for place, group in enumerate(PAGES.values(), 1) if page in group])
show_standing()
mention_unknown_page()
page.run()
