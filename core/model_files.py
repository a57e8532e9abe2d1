"""The files of a model's folder: the network, its facts, and thresholds chosen by the user."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.calibration import Calibrations
from core.config_names import current, current_recipe
from core.errors import BadRecord, ModelUnavailable
from core.files import write_whole
from core.input_kind import InputKind
from core.model_facts import FORMAT, ModelFacts
from core.records import from_json, parse, to_json

ONNX_FILE, KERAS_FILE, FACTS_FILE = "model.onnx", "model.keras", "model.json"
THRESHOLD_FILE = "threshold.json"  # the user's choice; the measured facts stay unchanged


@dataclass(frozen=True)
class ChosenThreshold:
    """A familiarity (0-1) that the user chose for an input kind instead of the measured one.

    `when` is seconds since the epoch, `where` says on which pictures it was chosen.
    """

    threshold: float
    when: float
    where: str


Thresholds = Mapping[InputKind, ChosenThreshold]


def write_facts(folder: Path, facts: ModelFacts) -> None:
    """Write model.json."""
    text = json.dumps(to_json(facts), indent=1, ensure_ascii=False)
    (folder / FACTS_FILE).write_text(f"{text}\n", "utf-8")


def read_facts(folder: Path) -> ModelFacts:
    """Read model.json; raises ModelUnavailable if it is missing or damaged."""
    path = folder / FACTS_FILE
    try:
        facts = parse(ModelFacts, path.read_text("utf-8"))
    except (OSError, ValueError, BadRecord) as error:
        raise ModelUnavailable(damaged(path)) from error
    facts = replace(facts, recipe=current_recipe(facts.recipe), config=current(facts.config))
    if facts.format != FORMAT or not {"validation", "test"} <= facts.metrics.keys():
        raise ModelUnavailable(damaged(path))
    return facts


def read_calibrations(folder: Path) -> Calibrations:
    """Read the calibration of each input kind, with the user's threshold where one was chosen.

    Raises ModelUnavailable if model.json is missing or damaged.
    """
    chosen = chosen_thresholds(folder)
    return {
        kind: replace(one, threshold=chosen[kind].threshold) if kind in chosen else one
        for kind, one in read_facts(folder).calibrations.items()
    }


def threshold_trouble(folder: Path) -> str:
    """Return that chosen thresholds cannot be read, as a sentence; empty if all can."""
    path = folder / THRESHOLD_FILE
    try:
        there = parse(dict[str, Any], path.read_text("utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, BadRecord):
        there = {"damaged": None}
    if there.keys() == chosen_thresholds(folder).keys():
        return ""
    return (
        f"Thresholds that you chose for this model can no longer be read from {path}: those that "
        "were measured apply instead. Choose them again on the Stages page."
    )


def chosen_thresholds(folder: Path) -> Thresholds:
    """Read the thresholds that the user chose for the model in a folder.

    Damaged or out-of-range values are left out, so that the measured threshold applies;
    `threshold_trouble` says so.
    """
    try:
        values = parse(dict[str, Any], (folder / THRESHOLD_FILE).read_text("utf-8"))
    except (OSError, ValueError, BadRecord):
        return {}
    found = {kind: _chosen(values.get(kind)) for kind in InputKind}
    return {kind: chosen for kind, chosen in found.items() if chosen}


def _chosen(value: object) -> ChosenThreshold | None:
    try:
        found = from_json(ChosenThreshold, value)
    except BadRecord:
        return None
    return found if 0 <= found.threshold <= 1 else None


def write_threshold(folder: Path, chosen: ChosenThreshold, kind: InputKind) -> None:
    """Save a chosen threshold in the model's folder; raises OSError if that fails."""
    _write_thresholds(folder, {**chosen_thresholds(folder), kind: chosen})


def drop_threshold(folder: Path, kind: InputKind) -> None:
    """Return to the measured threshold; raises OSError if that fails."""
    left = {other: one for other, one in chosen_thresholds(folder).items() if other is not kind}
    if len(left) < len(chosen_thresholds(folder)):
        _write_thresholds(folder, left)


def _write_thresholds(folder: Path, chosen: Thresholds) -> None:
    write_whole(folder / THRESHOLD_FILE, json.dumps(to_json(chosen)).encode())


def require_intact(folder: Path) -> None:
    """Raise ModelUnavailable unless model.onnx has the SHA-256 recorded in its facts."""
    expected = read_facts(folder).onnx_sha256
    try:
        found = file_hash(folder / ONNX_FILE)
    except OSError as error:
        raise ModelUnavailable(damaged(folder / ONNX_FILE)) from error
    if expected != found:
        raise ModelUnavailable(damaged(folder / ONNX_FILE))


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def damaged(path: Path) -> str:
    return (
        f"The model file {path} is missing or damaged. Choose another version on the Models page, "
        "or train a new one."
    )
