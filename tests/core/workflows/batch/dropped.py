"""Uploaded files for batches, a batch of them, and its answers."""

import io
import math
import zipfile

import cv2
import numpy as np

from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.job import BatchCounts, BatchParameters, answer_batch
from core.workflows.batch.store import Batch, Batches
from core.workflows.context import Workplace
from tests.core.workflows.experiments.several import ResumableContext


def garment(seed: int = 0) -> bytes:
    """A PNG of a dark box on a bright background."""
    photo = np.full((90, 70, 3), 230, np.uint8)
    photo += np.random.default_rng(seed).integers(0, 9, photo.shape, np.uint8)
    photo[20:75, 20:50] = 40, 60, 110
    return cv2.imencode(".png", photo)[1].tobytes()


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


def stored_batch(batches: Batches, *files: tuple[str, bytes]) -> Batch:
    return batches.keep([(name, io.BytesIO(content)) for name, content in files])


def answer(settings: Settings, batch: Batch, stop_after: float = math.inf) -> BatchCounts:
    place = Workplace(settings, Registry(settings))
    context = ResumableContext(settings.models / "jobs" / "abc", stop_after)
    return answer_batch(place, BatchParameters(batch.id, "shipped"), context)
