"""The audit of 60,000 labels: whole job, beside one training with `quick`."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness.figure import Figure
from benchmarks.harness.recipe_run import run_recipe
from core.data import load
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.data.labels.audit import RECIPE, AuditParameters, audit

MAX_RATIO = 2.5
TARGET = f"≤ {MAX_RATIO} × one training with {RECIPE}"


def measure() -> dict[str, Any]:
    """Train once, audit once; a first training, not counted, loads Keras."""
    real = Settings.from_environment()
    dataset = load("v1", real)
    run_recipe("linear", 0, load("tiny", real))
    training = run_recipe(RECIPE, 0, dataset)
    with TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        settings.data.mkdir()
        settings.raw.symlink_to(real.raw)
        began, processor = time.perf_counter(), time.process_time()
        result = audit(settings, AuditParameters(), Silent())
        seconds, processor = time.perf_counter() - began, time.process_time() - processor
    return figure(
        (seconds, processor), (training.seconds, training.processor_seconds), result.pictures
    ).as_line()


def figure(audited: tuple[float, float], trained: tuple[float, float], pictures: int) -> Figure:
    """Both as seconds and processor seconds; the pictures that were audited."""
    ratio = audited[0] / trained[0]
    return Figure(
        benchmark="audit_time",
        value=audited[0],
        unit="s",
        baseline=trained[0],
        ratio=ratio,
        target=TARGET,
        met=ratio <= MAX_RATIO,
        data=f"v1: {pictures:,} labels; baseline: {RECIPE} on 55,000 pictures, fit only",
        extra={
            "processor_seconds": audited[1],
            "baseline_processor_seconds": trained[1],
            "processor_ratio": audited[1] / trained[1],
        },
    )
