"""Which data did it learn from? The versions of the dataset: lineage, differences, checks."""

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, show_trouble
from app.versions.changes import show_difference
from app.versions.checks import check_one
from app.versions.lineage import show_lineage, show_versions
from app.versions.publish import offer_wardrobe
from core.data.versions.store import Versions
from core.workflows.data.lineage import lineage

st.title("Which data did it learn from?", anchor=False)
st.markdown(
    "Every change of the data is a new version that nothing edits; v1 is the dataset as published. "
    "Corrections come from the label court, pictures from the wardrobe and from imports."
)
versions = Versions(resources.settings())
with error_boundary():
    show_trouble(versions.trouble())
    nodes = lineage(resources.settings(), resources.registry())
    offered = versions.choices()
    left, right = st.columns([4, 5], gap="large")
    with left:
        show_versions(nodes)
        with st.container(border=True), error_boundary():
            offer_wardrobe(offered)
    with right:
        show_lineage(nodes)
        with error_boundary():
            check_one(offered)
        if len(offered) > 1:
            st.subheader("What differs", anchor=False)
            with error_boundary():
                show_difference(offered)
