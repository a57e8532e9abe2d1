"""The router: page configuration and navigation; nothing else."""

from pathlib import Path

import streamlit as st

from app import resources

PAGES = Path(__file__).resolve().parent.parent / "pages"

st.set_page_config(page_title="Fitting Room", page_icon=":material/checkroom:", layout="wide")
resources.start()
st.navigation(
    [
        st.Page(PAGES / "try_it.py", title="Try it", icon=":material/draw:", default=True),
        st.Page(PAGES / "train.py", title="Train", icon=":material/school:"),
        st.Page(PAGES / "models.py", title="Models", icon=":material/inventory_2:"),
    ],
    position="top",
).run()
