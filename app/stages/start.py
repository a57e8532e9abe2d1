"""Start the measurement that the form describes, or one on the example pictures."""

import streamlit as st

from app import resources
from app.jobs import board
from app.stages.form import EXAMPLES, SOURCE, entered
from core.workflows.photos.job import AblationJob, start_ablation


def start() -> AblationJob:
    """Queue it, with the champion. Raises BadData, DataUnavailable, HomeUnusable."""
    asked, version = entered(), resources.registry().champion()
    job = start_ablation(resources.runner(), version.name, asked.folder, asked.mapping)
    st.query_params.pop(board.LINK, None)
    return job


def start_examples() -> AblationJob:
    """Choose the example pictures in the form, and start."""
    st.session_state[SOURCE] = EXAMPLES
    return start()
