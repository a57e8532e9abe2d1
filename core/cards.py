"""The card that lies beside every model: its calibration, figures, and where it comes from."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import ModelUnavailable

ONNX_FILE, KERAS_FILE, CARD_FILE = "model.onnx", "model.keras", "model.json"


@dataclass(frozen=True)
class Calibration:
    """What validation data taught about the logits of one model.

    `knots` are the 101 percentiles of the familiarity score on validation pictures; `threshold` is
    the familiarity (0-1) from which a picture counts as known; `wanted` is the accuracy among
    known validation pictures that the threshold was chosen for, `coverage` the share known there.
    """

    temperature: float
    threshold: float
    knots: tuple[float, ...]
    wanted: float
    coverage: float
    data: str


def write_card(folder: Path, calibration: Calibration, facts: Mapping[str, Any]) -> None:
    """Write model.json: the calibration, and the facts (JSON-ready) that pages show of a model."""
    card = {"format": 1, "calibration": asdict(calibration)} | dict(facts)
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_card(folder: Path) -> dict[str, Any]:
    """Read model.json; raises ModelUnavailable where it is missing or damaged."""
    path = folder / CARD_FILE
    try:
        card: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(damaged(path)) from error
    return card


def read_calibration(folder: Path) -> Calibration:
    """Read the calibration out of model.json; raises ModelUnavailable where it is damaged."""
    values = read_card(folder).get("calibration", {})
    try:
        return Calibration(**values | {"knots": tuple(values["knots"])})
    except (KeyError, TypeError) as error:
        raise ModelUnavailable(damaged(folder / CARD_FILE)) from error


def damaged(path: Path) -> str:
    return (
        f"The model file {path} is missing or damaged. Choose another version on the Models page, "
        "or train a new one."
    )
