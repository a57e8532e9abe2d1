"""The card that lies beside every model: its calibration, figures, and where it comes from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import ModelUnavailable
from core.files import write_whole

ONNX_FILE, KERAS_FILE, CARD_FILE = "model.onnx", "model.keras", "model.json"
THRESHOLD_FILE = "threshold.json"  # a person's own choice; the card stays as it was measured
FORMAT = 1
MAX_LOGIT, ENERGY = "max_logit", "energy"  # what familiarity is read from
# How pictures come to 28×28; each way has doubts of its own.
PIXELS, PHOTO, DRAWING = "pixels", "photo", "drawing"
ROADS = (PIXELS, PHOTO, DRAWING)


@dataclass(frozen=True)
class ChosenThreshold:
    """A familiarity (0-1) that a person chose for a road of one model instead of its card's.

    `when` is seconds since the epoch, `where` says on which pictures it was chosen.
    """

    threshold: float
    when: float
    where: str


@dataclass(frozen=True)
class Calibration:
    """What validation data taught about the logits of one model on one road.

    `knots` are the 101 percentiles of the familiarity score on validation pictures; `threshold` is
    the familiarity (0-1) from which a picture counts as known; `wanted` is the accuracy among
    known validation pictures that the threshold was chosen for, `coverage` the share known there.
    `score` is the kind of score that the knots are of (core/predictor/familiarity.py). With
    `mirror` all are of the mean logits of a picture and its mirror image, and so are answers.
    """

    temperature: float
    threshold: float
    knots: tuple[float, ...]
    wanted: float
    coverage: float
    data: str
    score: str = MAX_LOGIT
    mirror: bool = False


Calibrations = Mapping[str, Calibration]  # one a road


def write_card(folder: Path, calibrations: Calibrations, facts: Mapping[str, Any]) -> None:
    """Write model.json: the calibrations, and the facts (JSON-ready) that pages show of a model."""
    card = {"format": FORMAT, **calibration_lines(calibrations)} | dict(facts)
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def calibration_lines(calibrations: Calibrations) -> dict[str, Any]:
    """Lay calibrations out as the card has them: that of the dataset's own pictures apart."""
    lines = {road: asdict(calibration) for road, calibration in calibrations.items()}
    return {"calibration": lines.pop(PIXELS), "roads": lines}


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


def read_calibrations(folder: Path) -> dict[str, Calibration]:
    """Read the calibration of each road, with the threshold that a person chose for it, if any.

    Raises ModelUnavailable where the card is damaged.
    """
    own, chosen = card_calibrations(folder), chosen_thresholds(folder)
    return {
        road: replace(found, threshold=chosen[road].threshold) if road in chosen else found
        for road, found in own.items()
    }


def card_calibrations(folder: Path) -> dict[str, Calibration]:
    """Read the calibrations as they were measured; raises ModelUnavailable where one is damaged.

    A card from before there were roads has one calibration, which then counts for all.
    """
    card = read_card(folder)
    try:
        roads = card.get("roads", {})
        return {road: _calibration(roads.get(road, card["calibration"])) for road in ROADS}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelUnavailable(damaged(folder / CARD_FILE)) from error


def _calibration(values: Mapping[str, Any]) -> Calibration:
    names = ("temperature", "threshold", "wanted", "coverage")
    numbers = {name: float(values[name]) for name in names}
    knots = tuple(float(knot) for knot in values["knots"])
    score = str(values.get("score", ENERGY))  # the only one there was, before cards told it
    if score not in (MAX_LOGIT, ENERGY):
        raise ValueError(score)
    mirror = bool(values.get("mirror", False))
    return Calibration(**numbers, knots=knots, data=str(values["data"]), score=score, mirror=mirror)


def chosen_thresholds(folder: Path) -> dict[str, ChosenThreshold]:
    """Read the thresholds that a person chose for the model in a folder, by road.

    What is damaged or no familiarity counts as none: there the model goes on answering by its card.
    """
    try:
        lines = json.loads((folder / THRESHOLD_FILE).read_text("utf-8"))
        found = {road: _chosen(lines[road]) for road in ROADS if road in lines}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {road: chosen for road, chosen in found.items() if 0 <= chosen.threshold <= 1}


def _chosen(values: Mapping[str, Any]) -> ChosenThreshold:
    return ChosenThreshold(float(values["threshold"]), float(values["when"]), str(values["where"]))


def write_threshold(folder: Path, chosen: ChosenThreshold, road: str = PHOTO) -> None:
    """Lay a chosen threshold beside the model; raises OSError where that cannot be."""
    _write_thresholds(folder, chosen_thresholds(folder) | {road: chosen})


def drop_threshold(folder: Path, road: str = PHOTO) -> None:
    """Go back to the card's own threshold; raises OSError where that cannot be."""
    kept = chosen_thresholds(folder)
    if kept.pop(road, None) is not None:
        _write_thresholds(folder, kept)


def _write_thresholds(folder: Path, chosen: Mapping[str, ChosenThreshold]) -> None:
    lines = {road: asdict(one) for road, one in chosen.items()}
    write_whole(folder / THRESHOLD_FILE, json.dumps(lines).encode())


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
