"""Keep few of the sessions whose page was closed: each holds three files open.

Streamlit keeps them for two minutes, since it may be only the connection that broke; up to 128, and
the expired ones until another page is closed. Streamlit has no setting for their number.
"""

from typing import Any

from streamlit.runtime import Runtime

KEPT = 8


def keep_few_sessions() -> None:
    """Set the limit for this process; repeating it changes nothing."""
    if not Runtime.exists():  # a page opened without a server, as tests do
        return
    storage: Any = Runtime.instance()._session_mgr._session_storage  # type: ignore[attr-defined]
    kept = storage._cache
    if kept.maxsize != KEPT:
        storage._cache = type(kept)(KEPT, kept.ttl)
