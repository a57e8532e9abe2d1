"""Closed sessions do not pile up: each holds three files open."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from app import kept_sessions
from app.kept_sessions import KEPT, keep_few_sessions


def runtime(storage: MemorySessionStorage, exists: bool = True) -> Any:
    manager = SimpleNamespace(_session_storage=storage)
    instance = SimpleNamespace(_session_mgr=manager)
    return SimpleNamespace(exists=lambda: exists, instance=lambda: instance)


def closed(number: int) -> Any:
    return SimpleNamespace(session=SimpleNamespace(id=str(number)))


def test_only_the_latest_closed_sessions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = MemorySessionStorage(ttl_seconds=77)
    monkeypatch.setattr(kept_sessions, "Runtime", runtime(storage))
    keep_few_sessions()
    for number in range(100):
        storage.save(closed(number))
    keep_few_sessions()  # at the next run of a page
    assert len(storage.list()) == KEPT
    assert storage.get("99") is not None
    assert storage._cache.ttl == 77  # type: ignore[attr-defined]


def test_a_page_without_a_server_keeps_no_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = MemorySessionStorage()
    monkeypatch.setattr(kept_sessions, "Runtime", runtime(storage, exists=False))
    keep_few_sessions()
    assert storage._cache.maxsize == 128  # type: ignore[attr-defined]
