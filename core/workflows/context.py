"""What workflows run with, and how long ones report progress.

A JobContext fits the protocols; so does Silent.
"""

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.pictures.segmentation.onnx_model import OnnxSegmenter
from core.registry import Registry
from core.settings import Settings

SECONDS_BETWEEN_REPORTS = 0.3


@dataclass(frozen=True)
class Workplace:
    """The settings and the registry that background jobs work with."""

    settings: Settings
    registry: Registry

    @property
    def segmenter(self) -> OnnxSegmenter:
        """The home's own segmentation network, which may be missing."""
        return OnnxSegmenter(self.settings.segmentation)


class Context(Protocol):
    def report(self, fraction: float, message: str, progress: object = None) -> None:
        """Report the fraction done (0 to 1), the current step, and figures (a dataclass)."""

    def should_stop(self) -> bool:
        """Return whether the work was asked to stop."""


class ResumableContext(Context, Protocol):
    """A context whose job can be resumed by a later process."""

    @property
    def id(self) -> str:
        """The job's id."""

    @property
    def folder(self) -> Path:
        """This job's own folder, which survives a kill."""


class Silent:
    """Reports nothing and never stops."""

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        pass

    def should_stop(self) -> bool:
        return False


class ThrottledContext:
    """Passes a report on if its message is new, or 0.3 s after the latest one passed on.

    A report with many curves is long, and a batch is short.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._message, self._reported = "", -math.inf

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        now = time.monotonic()
        if message != self._message or now - self._reported >= SECONDS_BETWEEN_REPORTS:
            self._message, self._reported = message, now
            self._context.report(fraction, message, progress)

    def should_stop(self) -> bool:
        return self._context.should_stop()
