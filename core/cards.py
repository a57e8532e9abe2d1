"""The card that lies beside every model: its calibration, figures, and where it comes from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import ModelUnavailable
from core.writing import write_whole

ONNX_FILE, KERAS_FILE, CARD_FILE = "model.onnx", "model.keras", "model.json"
THRESHOLD_FILE = "threshold.json"  # a person's own choice; the card stays as it was measured
FORMAT = 1


@dataclass(frozen=True)
class ChosenThreshold:
    """A familiarity (0-1) that a person chose for one model instead of its card's threshold.

    `when` is seconds since the epoch, `where` says on which pictures it was chosen.
    """

    threshold: float
    when: float
    where: str


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
    card = {"format": FORMAT, "calibration": asdict(calibration)} | dict(facts)
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_card(folder: Path) -> dict[str, Any]:
    """Read model.json; raises ModelUnavailable where it is missing or damaged."""
    path = folder / CARD_FILE
    try:
        card: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(damaged(path)) from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise ModelUnavailable(damaged(path))
    return card


def read_calibration(folder: Path) -> Calibration:
    """Read the calibration out of model.json, with the threshold that a person chose, if any.

    Raises ModelUnavailable where the card is damaged.
    """
    own, chosen = card_calibration(folder), chosen_threshold(folder)
    return own if chosen is None else replace(own, threshold=chosen.threshold)


def card_calibration(folder: Path) -> Calibration:
    """Read the calibration as it was measured; raises ModelUnavailable where it is damaged."""
    card = read_card(folder)
    try:
        values = card["calibration"]
        names = ("temperature", "threshold", "wanted", "coverage")
        numbers = {name: float(values[name]) for name in names}
        knots = tuple(float(knot) for knot in values["knots"])
        return Calibration(**numbers, knots=knots, data=str(values["data"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelUnavailable(damaged(folder / CARD_FILE)) from error


def chosen_threshold(folder: Path) -> ChosenThreshold | None:
    """Read the threshold that a person chose for the model in a folder; None where nobody did.

    One that is damaged or no familiarity counts as none: the model goes on answering by its card.
    """
    try:
        values = json.loads((folder / THRESHOLD_FILE).read_text("utf-8"))
        chosen = ChosenThreshold(
            float(values["threshold"]), float(values["when"]), str(values["where"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return chosen if 0 <= chosen.threshold <= 1 else None


def write_threshold(folder: Path, chosen: ChosenThreshold) -> None:
    """Lay a chosen threshold beside the model; raises OSError where that cannot be."""
    write_whole(folder / THRESHOLD_FILE, json.dumps(asdict(chosen)).encode())


def drop_threshold(folder: Path) -> None:
    """Go back to the card's own threshold; raises OSError where that cannot be."""
    (folder / THRESHOLD_FILE).unlink(missing_ok=True)


def require_whole(folder: Path) -> None:
    """Raise ModelUnavailable unless model.onnx is, byte for byte, the file that was measured."""
    wanted = read_card(folder).get("onnx_sha256")
    try:
        found = file_hash(folder / ONNX_FILE)
    except OSError as error:
        raise ModelUnavailable(damaged(folder / ONNX_FILE)) from error
    if wanted != found:
        raise ModelUnavailable(damaged(folder / ONNX_FILE))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def damaged(path: Path) -> str:
    return (
        f"The model file {path} is missing or damaged. Choose another version on the Models page, "
        "or train a new one."
    )
