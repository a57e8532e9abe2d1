"""Import Keras without two packages that it tries to import for parts that nothing here uses.

matplotlib (its gallery of pictures) and scikit-learn (its wrappers) are nearly a third of the time
that importing Keras takes; without them it does without those parts.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import Any

UNUSED = ("matplotlib", "sklearn")
_hidden: ContextVar[Sequence[str]] = ContextVar("_hidden", default=())  # each thread has its own


@cache
def import_keras() -> Any:
    """Import Keras and return it (takes seconds the first time)."""
    with _missing(UNUSED):
        import keras
    return keras


@contextmanager
def _missing(packages: Sequence[str]) -> Iterator[None]:
    """Make packages appear not to be installed to this thread; what is imported already stays.

    The list of finders is replaced, never changed: another thread may be searching it.
    """
    token = _hidden.set(packages)
    sys.meta_path = [_Hiding, *sys.meta_path]
    try:
        yield
    finally:
        sys.meta_path = [finder for finder in sys.meta_path if finder is not _Hiding]
        _hidden.reset(token)


class _Hiding:
    """A finder that fails for what this thread hides; other threads find it as ever."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        if name.partition(".")[0] in _hidden.get():
            raise ModuleNotFoundError(f"{name} is not used by Keras here", name=name)
