"""The smallest square that changes the answer when it is hidden."""

import streamlit as st

from app import resources
from app.components.data_url import picture_url
from app.explain.drawing import framed
from app.explain.picture import Shown
from core.registry import ModelVersion
from core.workflows.explain.files import patch_in_words

_STYLE = """
.patch { width: 168px; display: block; border-radius: 3px; }
"""


def show_patch(shown: Shown, model: ModelVersion) -> None:
    """Show the picture with the square hidden, and what is answered then."""
    st.markdown("**The smallest decisive patch**")
    patch = resources.patch_of(model, shown.pixels, shown.kind)
    if patch is not None:
        image = picture_url(framed(shown.pixels, patch.top, patch.left, patch.edge))
        st.html(f'<style>{_STYLE}</style><img class="patch" alt="The patch" src="{image}">')
    st.markdown(patch_in_words(patch))
