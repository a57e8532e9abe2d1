"""Pages opened in this process, on a home of the benchmark's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def as_home(home: Path) -> Iterator[None]:
    """Make a folder the app's home, and forget at the end what Streamlit cached of it."""
    import streamlit as st

    before = os.environ.get("FITTING_ROOM_HOME")
    os.environ["FITTING_ROOM_HOME"] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FITTING_ROOM_HOME"]
        else:
            os.environ["FITTING_ROOM_HOME"] = before
        st.cache_data.clear()
        st.cache_resource.clear()
