"""Which model answers? List the versions with their metrics; promote and roll back."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary
from app.models.cases import show_cases
from app.models.versions import show_champion, show_history, show_versions

st.title("Which model answers?", anchor=False)
st.markdown("Every trained model is kept. The champion is the one that answers on the Try it page.")

with error_boundary():
    registry = resources.registry()
    champion, versions = registry.champion(), registry.versions()
    with error_boundary():  # a damaged champion must not hide those that could replace it
        show_champion(champion)
    if not versions and registry.versions(also_deleted=True):
        st.info("All versions are deleted, so the shipped model answers. Restore them on Runs.")
    elif not versions:
        st.info("The registry is being set up; until then the shipped model answers. Reload soon.")
    else:
        show_versions(versions)
        show_cases()
        show_history(registry.history())
resources.warm_registry()
