"""A run of a page leaves the state of Keras alone: a training in another thread is using it."""

import sys
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import script_runner

from tests.pages.conftest import OpenPage

streamlits_own = script_runner._clean_problem_modules


@pytest.fixture
def cleared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the state of Keras was cleared, by name of the function."""
    found: list[str] = []
    backend = SimpleNamespace(clear_session=lambda: found.append("clear_session"))
    monkeypatch.setitem(sys.modules, "keras", SimpleNamespace(backend=backend))
    return found


def test_a_run_of_a_page_does_not_clear_the_state_of_keras(
    cleared: list[str], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_runner, "_clean_problem_modules", streamlits_own)
    open_page("models").run()
    assert cleared == []
