"""Configure the app and its navigation."""

from pathlib import Path

import streamlit as st

from app import navigation, resources

# A local file: a named icon would be fetched from the internet.
ICON = Path(__file__).with_name("icon.png")

st.set_page_config(page_title="Fitting Room", page_icon=str(ICON), layout="wide")
st.logo(str(ICON), size="large")
resources.start()
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
