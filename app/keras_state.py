"""Keep Streamlit from clearing the state of Keras after every run of a page.

A training in another thread is using that state: losing it in the middle of a step mixes float32
with bfloat16. Clearing it also takes half a second. Streamlit has no setting for it.
"""

from streamlit.runtime.scriptrunner import script_runner


def keep_keras_state() -> None:
    """Replace Streamlit's function for this process; repeating it changes nothing."""
    script_runner._clean_problem_modules = _nothing


def _nothing() -> None:
    pass
