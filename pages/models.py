"""Which model answers? Versions with their figures; promote, roll back, and why."""

import streamlit as st

from app import resources
from app.components.widgets import sentences
from app.models.cases import show_cases
from app.models.versions import show_champion, show_history, show_versions

st.title("Which model answers?", anchor=False)
st.markdown("Every trained model is kept. The champion is the one that the first page asks.")

with sentences():
    registry = resources.registry()
    champion, versions = registry.champion(), registry.versions()
    with sentences():  # a damaged champion must not hide those that could replace it
        show_champion(champion)
    if not versions:
        st.info(
            "The registry is being made. The shipped model answers meanwhile; reload in a moment."
        )
    else:
        show_versions(versions)
        show_cases()
        show_history(registry.history())
resources.warm_registry()
