"""Made-up parameters, progress and results of training runs, searches, seeds and folds."""

from typing import Any

from core.evaluation.repeats import Spread
from core.model_facts import EpochMetrics
from core.training import config_for
from core.training.search.plan import SweepPlan
from core.training.search.trials import Importance, SweepTrial, TrialState
from core.workflows.experiments.crossvalidation import Fold, FoldsParameters, FoldsResult
from core.workflows.experiments.parts import CurvePoint, PartProgress, PartsProgress, SplitShare
from core.workflows.experiments.seeds import SeedRun, SeedsParameters, SeedsResult
from core.workflows.experiments.sweep import SweepFindings

CONFIG = config_for("quick", data="tiny", epochs=4)
PLAN = SweepPlan(
    base=CONFIG,
    numbers={"learning_rate": (0.01, 0.3)},
    names={"augmentation": ("none", "flip")},
    trials=4,
)
SEEDS_PARAMETERS = SeedsParameters(CONFIG, (0, 1))
FOLDS_PARAMETERS = FoldsParameters(CONFIG, 2)


def epoch(number: int, accuracy: float, validation_accuracy: float) -> EpochMetrics:
    return EpochMetrics(
        epoch=number,
        loss=0.5,
        accuracy=accuracy,
        validation_loss=0.6,
        validation_accuracy=validation_accuracy,
        learning_rate=0.08,
        seconds=1.0,
    )


EPOCHS = (epoch(1, 0.5, 0.4), epoch(2, 0.8, 0.7))


def trial(number: int, state: TrialState, *curve: float, **settings: Any) -> SweepTrial:
    return SweepTrial(
        number=number,
        state=state,
        settings={"learning_rate": 0.08, "augmentation": "none"} | settings,
        accuracy=curve[-1] if state is TrialState.DONE else None,
        curve=curve,
        epochs=4,
        seconds=3.0,
    )


TRIALS = (
    trial(1, TrialState.DONE, 0.5, 0.6, 0.7, 0.85),
    trial(2, TrialState.PRUNED, 0.2, 0.3, learning_rate=0.011),
    trial(3, TrialState.DIVERGED, learning_rate=0.3),
    trial(4, TrialState.DONE, 0.6, 0.7, 0.8, 0.95, learning_rate=0.12, augmentation="flip"),
)
IMPORTANCE = (Importance("learning_rate", 0.8, 0.7), Importance("augmentation", 0.2, 0.6))
FINDINGS = SweepFindings(TRIALS, TRIALS[3], IMPORTANCE, n=200, study="abc")

CURVE = (CurvePoint(1, 0.5), CurvePoint(2, 0.8))
SPREAD = Spread(n=2, mean=0.91, deviation=0.004, low=0.88, high=0.94)


def seed_run(seed: int, accuracy: float) -> SeedRun:
    share = SplitShare(accuracy, 0.8, 0.95, 200)
    version = seed + 10
    return SeedRun(version, f"v{version}", share, share, CURVE, f"Seed {seed}")


SEEDS_RESULT = SeedsResult((seed_run(0, 0.9), seed_run(1, 0.92)), SPREAD, SPREAD)


def fold(number: int, accuracy: float) -> Fold:
    confusion = [[50 if i == j else 0 for j in range(10)] for i in range(10)]
    confusion[6][0], confusion[6][6] = 20, 30
    return Fold(accuracy, 500, tuple(map(tuple, confusion)), 1.0, CURVE, f"Fold {number}")


FOLDS_RESULT = FoldsResult(
    folds=(fold(1, 0.9), fold(2, 0.92)),
    accuracy=SPREAD,
    confusion=tuple(tuple(2 * n for n in row) for row in fold(1, 0.9).confusion),
)
SEEDS_UNDER_WAY = PartsProgress(
    parts=(
        PartProgress("Seed 0", "done", CURVE, test=seed_run(0, 0.9).test),
        PartProgress("Seed 1", "running", CURVE[:1]),
        PartProgress("Seed 2", "waiting"),
    ),
    epochs=4,
)
