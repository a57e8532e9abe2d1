"""Let background work wait while somebody's click or stroke is being answered."""

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from core.jobs import answering


def answer_first() -> None:
    """Wrap Streamlit's function that runs a page, for this process; call it once.

    A fragment that runs every second, to show how far a job is, does not hold that job up.
    """
    streamlits_own = ScriptRunner._run_script

    def run(self: ScriptRunner, rerun_data: RerunData) -> None:
        if rerun_data.is_auto_rerun:
            streamlits_own(self, rerun_data)
        else:
            with answering():
                streamlits_own(self, rerun_data)

    ScriptRunner._run_script = run  # type: ignore[method-assign]
