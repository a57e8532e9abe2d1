"""The next cases as the court's component gets them, pictures included."""

import base64
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.formatting import count, share
from app.labels.session import Court, Mode, called, mine
from app.palette import COLOURS, TILE
from core.data.classes import CLASS_NAMES
from core.data.quality.verdicts import Decision, Verdict
from core.data.versions.pictures import picture_name
from core.workflows.data.court.docket import Case, upcoming

AHEAD, SENT = 32, 16  # cases that are prepared, and cases that the browser has
UNDOABLE = 4  # verdicts of before a reload that can be undone by a key
ELSEWHERE = 50  # latest verdicts of other courts that are mentioned
SHOWN_FROM = 0.05  # probability from which another class has a bar
MAX_BARS = 4


def payload(court: Court) -> dict[str, Any]:
    """Return the cases, the pictures that they show, and the words around them, as JSON values."""
    now = court.evidence.prepared(_next_numbers(court))[:SENT]
    back = court.evidence.cases([one.picture for one in _own_latest(court)])
    return {
        "docket": f"{court.data} {court.mode} {court.model.run_id} {court.audited}",
        "classes": [{"name": name, "colour": COLOURS[name]} for name in CLASS_NAMES],
        "model": court.model.name,
        "nearest": f"Most similar in the training set, {_measured(court)}",
        "ground": TILE,
        "cases": [_case(one, court) for one in now],
        "done": [_case(one, court) for one in back],
        "pixels": _pixels((*now, *back), court),
        "called": asdict(one) if (one := called()) else None,
        "elsewhere": _elsewhere(court),
        "end": _end(court),
    }


def _next_numbers(court: Court) -> list[int]:
    """Return the numbers of the next cases, that of a called picture first."""
    verdicts = court.standing()
    if court.mode is Mode.OPEN:
        left = [one.picture for one in verdicts.values() if one.decision is Decision.OPEN]
    else:
        left = upcoming(court.evidence.ranked, verdicts, AHEAD)
    first = called()
    numbers = [first.picture] if first else []
    return list(dict.fromkeys((*numbers, *left[:AHEAD])))


def _own_latest(court: Court) -> list[Verdict]:
    """Return the latest verdicts of this session, oldest first."""
    own = mine()
    return [one for one in court.standing().values() if one.id in own][-UNDOABLE:]


def _case(one: Case, court: Court) -> dict[str, Any]:
    labels = court.evidence.table.pictures.labels
    return {
        "picture": one.picture,
        "name": picture_name(one.picture),
        "label": one.label,
        "suggested": one.suggested,
        "rival": one.rival,
        "data": court.data,
        "where": _where(one, court),
        "bars": _bars(one),
        "neighbours": [[number, int(labels[number])] for number in one.neighbours],
        "typical": list(one.typical_of_label),
        "rivals": list(one.typical_of_rival),
    }


def _where(one: Case, court: Court) -> str:
    name = picture_name(one.picture)
    if one.rank is not None:
        return f"{name}, suspicion {count(one.rank)} of {count(len(court.evidence.ranked))}"
    return name


def _bars(one: Case) -> list[tuple[int, float, str]]:
    """Return the label, its rival and what else the model finds likely, the likeliest first."""
    chances = one.probabilities
    likely = [label for label in range(len(chances)) if chances[label] >= SHOWN_FROM]
    ranked = sorted(likely, key=lambda label: -chances[label])
    shown = list(dict.fromkeys((one.label, one.rival, *ranked)))[:MAX_BARS]
    ordered = sorted(shown, key=lambda label: -chances[label])
    return [(label, float(chances[label]), share(float(chances[label]))) for label in ordered]


def _pixels(cases: Iterable[Case], court: Court) -> dict[int, str]:
    """Return all pictures of the cases by number: 784 bytes each, in Base64."""
    images = court.evidence.table.pictures.images
    numbers = {
        number
        for one in cases
        for number in (one.picture, *one.neighbours, *one.typical_of_label, *one.typical_of_rival)
    }
    return {number: base64.b64encode(images[number].tobytes()).decode() for number in numbers}


def _elsewhere(court: Court) -> dict[int, str]:
    """Return in words what other courts decided latest, by picture."""
    own = mine()
    others = [one for one in court.standing().values() if one.id not in own]
    return {one.picture: in_words(one, "Decided") for one in others[-ELSEWHERE:]}


def in_words(one: Verdict, unknown: str) -> str:
    """Return a verdict in words, as plain text: Ada: stays Shirt."""
    return f"{one.author or unknown}: {outcome(one)}"


def outcome(one: Verdict) -> str:
    if one.relabelled is not None:
        return f"{CLASS_NAMES[one.label]} → {CLASS_NAMES[one.relabelled]}"
    if one.decision is Decision.KEEP:
        return f"stays {CLASS_NAMES[one.label]}"
    return "excluded" if one.decision is Decision.EXCLUDE else "left open"


def _measured(court: Court) -> str:
    return "by what the model sees" if court.evidence.answers is not None else "by their pixels"


def _end(court: Court) -> str:
    if court.mode is Mode.OPEN:
        return "Nothing is left open."
    if court.audited:
        return "No case is left: every accused picture has a verdict."
    if len(court.evidence.ranked):
        return "The known cases have a verdict. Audit the labels to find more."
    return "No case yet. Audit the labels to find some."
