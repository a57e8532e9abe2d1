"""Findings of searches, seeds and folds, made up, in the form in which jobs tell them."""

from typing import Any

from core.training import config_for
from core.training.search.plan import SweepPlan

BASE = config_for("quick", data="tiny", epochs=4)
PLAN = SweepPlan(
    base=BASE,
    numbers={"learning_rate": (0.01, 0.3)},
    names={"augmentation": ("none", "flip")},
    trials=4,
)


def trial(number: int, state: str, *curve: float, **settings: Any) -> dict[str, Any]:
    return {
        "number": number,
        "state": state,
        "settings": {"learning_rate": 0.08, "augmentation": "none"} | settings,
        "accuracy": curve[-1] if state == "done" else None,
        "curve": list(curve),
        "epochs": 4,
        "seconds": 3.0,
        "note": "",
    }


TRIALS = [
    trial(1, "done", 0.5, 0.6, 0.7, 0.85),
    trial(2, "pruned", 0.2, 0.3, learning_rate=0.011),
    trial(3, "diverged", learning_rate=0.3),
    trial(4, "done", 0.6, 0.7, 0.8, 0.95, learning_rate=0.12, augmentation="flip"),
]
IMPORTANCE = [
    {"setting": "learning_rate", "share": 0.8, "by_chance": 0.7, "stands_out": True},
    {"setting": "augmentation", "share": 0.2, "by_chance": 0.6, "stands_out": False},
]
SWEPT = {
    "study": "abc",
    "trials": TRIALS,
    "best": TRIALS[3],
    "importance": IMPORTANCE,
    "n": 200,
}
HISTORY = [
    {"epoch": 1, "validation_accuracy": 0.5},
    {"epoch": 2, "validation_accuracy": 0.8},
]


def spread(mean: float) -> dict[str, Any]:
    return {"n": 2, "mean": mean, "deviation": 0.004, "low": mean - 0.03, "high": mean + 0.03}


def seed_run(seed: int, accuracy: float) -> dict[str, Any]:
    figures = {"accuracy": accuracy, "accuracy_low": 0.8, "accuracy_high": 0.95, "n": 200}
    return {
        "name": f"Seed {seed}",
        "version": seed + 10,
        "model": f"v{seed + 10}",
        "validation": figures,
        "test": figures,
        "history": HISTORY,
    }


SEEDED = {
    "runs": [seed_run(0, 0.9), seed_run(1, 0.92)],
    "validation": spread(0.91),
    "test": spread(0.91),
}


def fold(number: int, accuracy: float) -> dict[str, Any]:
    confusion = [[50 if i == j else 0 for j in range(10)] for i in range(10)]
    confusion[6][0], confusion[6][6] = 20, 30
    return {
        "name": f"Fold {number}",
        "accuracy": accuracy,
        "n": 500,
        "confusion": confusion,
        "seconds": 1.0,
        "history": HISTORY,
    }


VALIDATED = {
    "folds": [fold(1, 0.9), fold(2, 0.92)],
    "accuracy": spread(0.91),
    "confusion": [[2 * n for n in row] for row in fold(1, 0.9)["confusion"]],
}
PARTS = {
    "epochs": 4,
    "parts": [
        {"name": "Seed 0", "state": "done", **seed_run(0, 0.9)},
        {"name": "Seed 1", "state": "running", "history": HISTORY[:1]},
        {"name": "Seed 2", "state": "waiting", "history": []},
    ],
}
