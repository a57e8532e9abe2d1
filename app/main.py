"""Configure the app and its navigation."""

from pathlib import Path

import streamlit as st

from app import navigation, resources
from app.components.widgets import show_error
from core.errors import HomeUnusable

# A local file: a named icon would be fetched from the internet.
ICON = Path(__file__).with_name("icon.png")

st.set_page_config(page_title="Fitting Room", page_icon=str(ICON), layout="wide")
st.logo(str(ICON), size="large")
try:
    resources.start()
except HomeUnusable as error:  # no page could do anything without a home
    show_error(str(error))
    st.stop()
PAGES = [
    navigation.try_it(),
    navigation.batch(),
    navigation.wardrobe(),
    navigation.stages(),
    navigation.train(),
    navigation.sweep(),
    navigation.runs(),
    navigation.models(),
]
st.navigation(PAGES, position="top").run()
