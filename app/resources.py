"""The only place with st.cache_*: settings, registry, predictors, data, the job runner."""

from functools import partial

import streamlit as st

from core import data
from core.data import Split
from core.jobs import Meter, Runner
from core.model_files import ChosenThreshold, chosen_thresholds
from core.predictor import Predictor
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for

PREDICTORS_KEPT = 4


@st.cache_resource
def settings() -> Settings:
    return Settings.from_environment()


@st.cache_resource
def registry() -> Registry:
    return Registry(settings())


def runner() -> Runner:
    """Return the process's runner; not cached here, since clearing caches must not lose jobs."""
    return runner_for(settings(), registry())


@st.cache_resource
def meter() -> Meter:
    """Return what measures the computer's load; its looks are shared by all pages."""
    return Meter()


def predictor(version: ModelVersion) -> Predictor:
    """Return the loaded model of a version; of its files only a chosen threshold ever changes."""
    chosen = tuple(chosen_thresholds(version.folder).items())
    return _predictor(version.name, version.run_id, str(settings().home), chosen)


@st.cache_resource(max_entries=PREDICTORS_KEPT, show_spinner=False)
def _predictor(
    name: str, run_id: str, home: str, chosen: tuple[tuple[str, ChosenThreshold], ...]
) -> Predictor:
    found = registry().get("champion" if not run_id else name)
    return Predictor.load(found.folder)


@st.cache_resource(show_spinner="Reading the test pictures")
def test_pictures() -> Split:
    """Return the test split of Fashion-MNIST."""
    return data.load_test("v1", settings())


@st.cache_resource
def start() -> bool:
    """Do once what a first start needs; with a home that is ready it costs milliseconds."""
    runner().aside(partial(prepare_home, settings(), registry()))
    return True


@st.cache_resource
def warm_registry() -> bool:
    """Import MLflow in the background, so that a promotion does not wait seconds for it."""
    runner().aside(registry().warm)
    return True
