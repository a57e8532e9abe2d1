"""Which data did it learn from? Versions of the dataset: lineage, checks, imports, catalogue."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, show_trouble
from app.versions.catalogue import show_catalogue
from app.versions.changes import show_difference
from app.versions.checks import check_one
from app.versions.imports.upload import offer_import
from app.versions.imports.watch import watch_imports
from app.versions.lineage import show_lineage, show_versions
from app.versions.publish import offer_wardrobe
from app.versions.views import ask_view
from core.data.versions.store import Versions
from core.workflows.data.lineage import lineage

VERSIONS, CHECKS, IMPORT, CATALOGUE = VIEWS = ("Versions", "Checks", "Import", "Catalogue")

st.title("Which data did it learn from?", anchor=False)
st.markdown(
    "Every change of the data is a new version that nothing edits; v1 is the dataset as published. "
    "Corrections come from the label court, pictures from the wardrobe and from imports."
)
versions = Versions(resources.settings())
view = ask_view(VIEWS)
with error_boundary():
    show_trouble(versions.trouble())
    offered = versions.choices()
    if view == CHECKS:
        check_one(offered)
    elif view == IMPORT:
        left, right = st.columns([4, 5], gap="large")
        with left, error_boundary():
            offer_import(offered)
        with right:
            watch_imports()
        wardrobe, _ = st.columns([4, 5], gap="large")
        with wardrobe, st.container(border=True), error_boundary():
            offer_wardrobe(offered)
    elif view == CATALOGUE:
        show_catalogue()
    else:
        nodes = lineage(resources.settings(), resources.registry())
        left, right = st.columns([4, 5], gap="large")
        with left:
            show_versions(nodes)
        with right:
            show_lineage(nodes)
            if len(offered) > 1:
                st.subheader("What differs", anchor=False)
                with error_boundary():
                    show_difference(offered)
