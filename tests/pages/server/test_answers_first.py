"""A page that somebody waits for holds up background work; one that refreshes itself does not."""

from typing import Any, cast

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from app.answers_first import answer_first
from app.late_fragments import drop_late_fragments
from core.jobs import threads


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many answers background work waited for, in each run of a page."""
    found: list[int] = []
    monkeypatch.setattr(
        ScriptRunner, "_run_script", lambda self, data: found.append(threads._answers)
    )
    answer_first()
    return found


def run(data: RerunData) -> None:
    ScriptRunner._run_script(cast(ScriptRunner, None), data)


def test_work_waits_for_a_click_and_not_for_a_refresh(held_up: list[int]) -> None:
    run(RerunData())
    run(RerunData(is_auto_rerun=True))
    assert held_up == [1, 0]
    assert threads._answers == 0


def test_late_fragments_are_still_dropped(held_up: list[int]) -> None:
    drop_late_fragments()
    gone = cast(Any, type("Runner", (), {"_fragment_storage": {}}))
    gone._fragment_storage = type("Storage", (), {"contains": staticmethod(lambda one: False)})
    ScriptRunner._run_script(gone, RerunData(fragment_id_queue=["canvas"]))
    assert held_up == []
    run(RerunData())
    assert held_up == [1]
