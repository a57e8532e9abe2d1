"""Keep a fragment of the page that is being left from emptying the next page.

A stroke on Try it, or the second-by-second refresh of a job, may be on its way when somebody clicks
on another page. Streamlit then runs that fragment in the name of the page it belongs to, finds that
it is gone, and the browser, told of a page that is not there, clears the one that is.
"""

from dataclasses import replace
from functools import wraps

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)


def drop_late_fragments() -> None:
    """Wrap two of Streamlit's functions for this process; repeating it changes nothing."""
    if not hasattr(ScriptRunner._run_script, "__wrapped__"):
        _skip_fragments_that_are_gone()
        _keep_the_requested_page()


def _skip_fragments_that_are_gone() -> None:
    """Run no request of which no fragment exists any more."""
    streamlits_own = ScriptRunner._run_script

    @wraps(streamlits_own)
    def run(self: ScriptRunner, rerun_data: RerunData) -> None:
        asked = rerun_data.fragment_id_queue
        if not asked or any(self._fragment_storage.contains(one) for one in asked):
            streamlits_own(self, rerun_data)

    ScriptRunner._run_script = run  # type: ignore[method-assign]


def _keep_the_requested_page() -> None:
    """Let a fragment's request, merged into one for another page, not bring back its own page."""
    streamlits_own = ScriptRequests._request_rerun_locked

    @wraps(streamlits_own)
    def request(self: ScriptRequests, new_data: RerunData) -> bool:
        waiting = self._rerun_data
        if self._state is ScriptRequestType.RERUN and not waiting.fragment_id_queue:
            is_fragment = new_data.fragment_id or new_data.fragment_id_queue
            new_data = _for_the_page_of(waiting, new_data) if is_fragment else new_data
        return streamlits_own(self, new_data)

    ScriptRequests._request_rerun_locked = request  # type: ignore[method-assign]


def _for_the_page_of(waiting: RerunData, new_data: RerunData) -> RerunData:
    return replace(
        new_data,
        page_script_hash=waiting.page_script_hash,
        page_name=waiting.page_name,
        query_string=waiting.query_string,
    )
