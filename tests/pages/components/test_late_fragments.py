"""A fragment of the page that is being left neither runs nor brings its page back."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from app.late_fragments import drop_late_fragments


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[RerunData]:
    """The requests that reach Streamlit's own function."""
    found: list[RerunData] = []
    monkeypatch.setattr(ScriptRunner, "_run_script", lambda self, data: found.append(data))
    own = ScriptRequests._request_rerun_locked
    monkeypatch.setattr(ScriptRequests, "_request_rerun_locked", own)
    drop_late_fragments()
    return found


def run(storage: MemoryFragmentStorage, *fragments: str) -> None:
    runner = cast(ScriptRunner, SimpleNamespace(_fragment_storage=storage))
    ScriptRunner._run_script(runner, RerunData(fragment_id_queue=list(fragments)))


def test_a_request_for_fragments_that_are_gone_runs_nothing(ran: list[RerunData]) -> None:
    storage = MemoryFragmentStorage()
    run(storage, "canvas")
    assert ran == []
    storage._fragments["canvas"] = cast(Any, lambda: None)
    run(storage, "canvas", "gone")
    run(storage)
    assert [data.fragment_id_queue for data in ran] == [["canvas", "gone"], []]


@pytest.mark.usefixtures("ran")
def test_a_late_fragment_does_not_change_which_page_was_asked_for() -> None:
    requests = ScriptRequests()
    requests.request_rerun(RerunData(page_script_hash="train", query_string="recipe=quick"))
    requests.request_rerun(RerunData(page_script_hash="try it", fragment_id="canvas"))
    merged = requests.on_scriptrunner_ready().rerun_data
    assert (merged.page_script_hash, merged.query_string) == ("train", "recipe=quick")
    assert merged.fragment_id_queue == []


@pytest.mark.usefixtures("ran")
def test_a_click_on_a_page_after_a_fragment_still_goes_there() -> None:
    requests = ScriptRequests()
    requests.request_rerun(RerunData(page_script_hash="try it", fragment_id="canvas"))
    requests.request_rerun(RerunData(page_script_hash="train"))
    assert requests.on_scriptrunner_ready().rerun_data.page_script_hash == "train"


def test_repeating_it_changes_nothing(ran: list[RerunData]) -> None:
    before = ScriptRunner._run_script
    drop_late_fragments()
    assert ScriptRunner._run_script is before
