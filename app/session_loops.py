"""One event loop for the scripts of all sessions.

Streamlit makes one for each session, with three open descriptors, and keeps it for minutes after
the page was closed, until the next visit. No page of ours runs anything on it.
"""

import asyncio

from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession


def share_event_loop() -> None:
    """Replace where Streamlit's sessions keep their loop, for this process; call it once."""
    shared = asyncio.new_event_loop()
    streamlits_own = app_session._close_script_event_loop

    def get(_: AppSession) -> asyncio.AbstractEventLoop:
        return shared

    def discard(_: AppSession, loop: asyncio.AbstractEventLoop) -> None:
        loop.close()

    def close(loop: asyncio.AbstractEventLoop) -> None:
        if loop is not shared:
            streamlits_own(loop)

    AppSession._script_event_loop = property(get, discard)  # type: ignore[assignment]
    app_session._close_script_event_loop = close
