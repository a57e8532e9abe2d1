"""Define the pages: their files, titles and icons."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_FOLDER = Path(__file__).resolve().parent.parent / "pages"


def try_it() -> StreamlitPage:
    return st.Page(_FOLDER / "try_it.py", title="Try it", icon=":material/draw:", default=True)


def batch() -> StreamlitPage:
    return st.Page(_FOLDER / "batch.py", title="Many at once", icon=":material/grid_view:")


def explain() -> StreamlitPage:
    return st.Page(_FOLDER / "explain.py", title="Explain", icon=":material/lightbulb:")


def wardrobe() -> StreamlitPage:
    return st.Page(_FOLDER / "wardrobe.py", title="Wardrobe", icon=":material/checkroom:")


def explore() -> StreamlitPage:
    return st.Page(_FOLDER / "explore.py", title="Explore", icon=":material/image_search:")


def versions() -> StreamlitPage:
    return st.Page(_FOLDER / "versions.py", title="Versions", icon=":material/history:")


def labels() -> StreamlitPage:
    return st.Page(_FOLDER / "labels.py", title="Label court", icon=":material/gavel:")


def train() -> StreamlitPage:
    return st.Page(_FOLDER / "train.py", title="Train", icon=":material/school:")


def sweep() -> StreamlitPage:
    return st.Page(_FOLDER / "sweep.py", title="Sweep", icon=":material/tune:")


def evaluate() -> StreamlitPage:
    return st.Page(_FOLDER / "evaluate.py", title="Evaluate", icon=":material/target:")


def stages() -> StreamlitPage:
    return st.Page(_FOLDER / "stages.py", title="Stages", icon=":material/stairs:")


def runs() -> StreamlitPage:
    return st.Page(_FOLDER / "runs.py", title="Runs", icon=":material/leaderboard:")


def models() -> StreamlitPage:
    return st.Page(_FOLDER / "models.py", title="Models", icon=":material/inventory_2:")
