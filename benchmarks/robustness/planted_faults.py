"""Plant faults one by one: does a test catch each?

Each fault changes one line in a copy of the repository. The tests for that line then run in the
copy, and one of them must fail. The same tests must pass without the fault.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness.figure import Figure
from core.settings import REPOSITORY

PICTURES = "core/pictures/segmentation"
SIMULATED = "core/training/augmentation/photo_like"


@dataclass(frozen=True)
class Fault:
    """A fault: `right` is replaced by `wrong` in `file`, and `tests` must catch it."""

    name: str
    file: str
    right: str
    wrong: str
    tests: str


FAULTS = (
    Fault(
        "out-of-distribution pictures count as right when the threshold is chosen",
        "core/workflows/train/calibrate.py",
        "right = np.zeros(len(logits), bool)",
        "right = np.ones(len(logits), bool)",
        "tests/core/workflows/train/test_threshold_choice.py",
    ),
    Fault(
        "Bonferroni over one stage instead of all",
        "core/workflows/photos/step_effects.py",
        "difference(flags[ALL_STEPS], flags[name], labels, len(stages))",
        "difference(flags[ALL_STEPS], flags[name], labels, 1)",
        "tests/core/workflows/photos/test_verdicts.py",
    ),
    Fault(
        "segmentation without its edge term",
        f"{PICTURES}/mask_quality.py",
        "0.2 + 0.8 * _ramp(_edge_strength(rgb, mask), 1.0, 2.6)",
        "1.0",
        "tests/core/pictures/segmentation/test_grabcut.py",
    ),
    Fault(
        "segmentation with only the first initial mask",
        f"{PICTURES}/grabcut.py",
        "for initial in initial_masks:",
        "for initial in initial_masks[:1]:",
        "tests/core/pictures/segmentation/test_grabcut.py",
    ),
    Fault(
        "segmentation without smoothing",
        f"{PICTURES}/grabcut.py",
        "cv2.bilateralFilter(rgb, REACH, SIMILAR, REACH)",
        "rgb.copy()",
        "tests/core/pictures/segmentation/test_grabcut.py",
    ),
    Fault(
        "only two colour clusters",
        f"{PICTURES}/initial_masks.py",
        "COLOURS = 5",
        "COLOURS = 2",
        "tests/core/pictures/segmentation/test_grabcut.py",
    ),
    Fault(
        "known only above the threshold",
        "core/predictor/predictor.py",
        "known=familiarity >= own.threshold",
        "known=familiarity > own.threshold",
        "tests/core/predictor/test_known.py",
    ),
    Fault(
        "calibration error with ten bins",
        "core/evaluation/metrics.py",
        "bins: int = 15",
        "bins: int = 10",
        "tests/core/evaluation/test_calibration_error.py",
    ),
    Fault(
        "the latest instead of the first of equally good epochs",
        "core/training/fitting/fit.py",
        "now.validation_accuracy > earlier.validation_accuracy",
        "now.validation_accuracy >= earlier.validation_accuracy",
        "tests/core/training/fitting/test_best_epoch.py",
    ),
    Fault(
        "a different split seed",
        "core/data/split.py",
        "SPLIT_SEED = 20170825",
        "SPLIT_SEED = 20170826",
        "tests/core/data/test_split_seed.py",
    ),
    Fault(
        "cloth never dyed",
        f"{SIMULATED}/cloth.py",
        "dyed = some(0.85, count, generator)",
        "dyed = some(0.0, count, generator)",
        "tests/core/training/augmentation/photo_like/test_variety.py",
    ),
    Fault(
        "no holes",
        f"{SIMULATED}/outline.py",
        "chosen = some(0.1, len(cut), generator)",
        "chosen = some(0.0, len(cut), generator)",
        "tests/core/training/augmentation/photo_like/test_variety.py",
    ),
    Fault(
        "no brims",
        f"{SIMULATED}/outliers.py",
        "kind = generator.random()\n    if kind < 0.35:\n        off",
        "kind = 1.0\n    if kind < 0.35:\n        off",
        "tests/core/training/augmentation/photo_like/test_variety.py",
    ),
)


TARGET = f"{len(FAULTS)} of {len(FAULTS)} caught"


def measure() -> dict[str, Any]:
    """Plant every fault; `value` counts those that were caught."""
    with TemporaryDirectory() as folder:
        copy = _copy(Path(folder))
        missed = [fault.name for fault in FAULTS if not _caught(copy, fault)]
    caught = len(FAULTS) - len(missed)
    return Figure(
        benchmark="planted_faults",
        value=caught,
        unit="faults caught",
        baseline=len(FAULTS),
        ratio=caught / len(FAULTS),
        target=TARGET,
        met=not missed,
        data="a copy of the repository, one line changed at a time",
        extra={"missed": missed},
    ).as_line()


def _copy(folder: Path) -> Path:
    copy = folder / "repository"
    for name in ("core", "tests", "models/champion"):
        shutil.copytree(
            REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(REPOSITORY / "pyproject.toml", copy)
    return copy


def _caught(copy: Path, fault: Fault) -> bool:
    """Return whether the fault's tests pass without it and fail with it."""
    path = copy / fault.file
    whole = path.read_text("utf-8")
    if fault.right not in whole:
        raise ValueError(f"{fault.file} does not hold {fault.right!r}.")
    if not _pass(copy, [fault.tests]):
        raise ValueError(f"{fault.tests} fails without any fault.")
    path.write_text(whole.replace(fault.right, fault.wrong), "utf-8")
    try:
        return not _pass(copy, [fault.tests])
    finally:
        path.write_text(whole, "utf-8")


def _pass(copy: Path, tests: Sequence[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    return done.returncode == 0
