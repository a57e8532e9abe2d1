"""Every picture with its stages, what was said, and what would have been: the worst first."""

import base64
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from app import resources
from app.formatting import count, share
from app.readable import readable
from core.data import CLASS_NAMES
from core.jobs import Job
from core.model_files import ROADS
from core.pictures.stages import TITLES
from core.workflows.photos.ablation import PLAIN, STAGES, Looked, Told
from core.workflows.photos.folder import Mapped
from core.workflows.photos.job import mapping_of
from core.workflows.photos.record import LookRecord
from core.workflows.photos.step_effects import is_right
from core.workflows.photos.threshold import threshold_of

PAGE = 20
ALL = "all"
# From the worst to the best: what a person should look at first stands first.
KINDS = {
    "wrong and sure of itself": "Wrong, and answered",
    "stranger answered": "None of the ten, and answered",
    "wrong, and said so": "Wrong, but “I don’t know”",
    "unreadable": "Could not be read",
    "stranger refused": "None of the ten, and “I don’t know”",
    "right, unsure": "Right, but “I don’t know”",
    "right": "Right",
}


@dataclass(frozen=True)
class Seen:
    """A look with its number in the record, and how it turned out."""

    number: int
    looked: Looked
    right: bool | None
    known: bool
    kind: str


def show_gallery(job: Job, looks: Sequence[Looked]) -> None:
    """Show the pictures twenty at a time, the confidently wrong first."""
    st.subheader("Picture by picture, the worst first", anchor=False)
    mapping = mapping_of(job.parameters)
    version = resources.registry().champion()
    limits = {road: threshold_of(version, road).now for road in ROADS}
    seen = worst_first(looks, mapping, limits)
    shown = _wanted(job, seen, mapping)
    if not shown:
        st.info("No picture is like that. Ask for less.")
        return
    pages = -(-len(shown) // PAGE)
    key = f"stages.page.{job.id}.{len(shown)}"
    page = st.pagination(pages, key=key) if pages > 1 else 1
    record = LookRecord(resources.settings(), job.id)
    here = shown[(page - 1) * PAGE : page * PAGE]
    rows = "".join(row(one, mapping, record.strip(one.number)) for one in here)
    st.html(f'<div class="looks"><style>{_STYLE}</style>{rows}</div>')


def worst_first(
    looks: Sequence[Looked], mapping: Mapped, limits: Mapping[str, float]
) -> list[Seen]:
    """Sort by how bad the outcome is, then by how sure; `limits` are the thresholds by road."""
    seen = [_seen(number, looked, mapping, limits) for number, looked in enumerate(looks)]
    order = list(KINDS)

    def badness(one: Seen) -> tuple[int, float]:
        told = one.looked.told()
        return order.index(one.kind), -told.probability if told else 0.0

    return sorted(seen, key=badness)


def _seen(number: int, looked: Looked, mapping: Mapped, limits: Mapping[str, float]) -> Seen:
    told, right = looked.told(), is_right(looked, mapping)
    known = told is not None and told.familiarity >= limits[looked.kind]
    return Seen(number, looked, right, known, _kind(told, right, known))


def _kind(told: Told | None, right: bool | None, known: bool) -> str:
    if told is None:
        return "unreadable"
    if right is None:
        return "stranger answered" if known else "stranger refused"
    if right:
        return "right" if known else "right, unsure"
    return "wrong and sure of itself" if known else "wrong, and said so"


def _wanted(job: Job, seen: Sequence[Seen], mapping: Mapped) -> list[Seen]:
    """Ask which pictures are wanted; return those."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    numbers = Counter(one.kind for one in seen)
    kind = row.selectbox(
        "Outcome",
        [ALL, *(kind for kind in KINDS if numbers[kind])],
        format_func=lambda kind: f"{KINDS[kind]} ({count(numbers[kind])})" if kind != ALL else ALL,
        key=f"stages.kind.{job.id}",
        width=330,
    )
    label = row.selectbox(
        "Label",
        [ALL, *sorted({one.looked.label for one in seen})],
        format_func=lambda label: readable(label) + _score(label, seen),
        key=f"stages.label.{job.id}",
        width=270,
    )
    decided = row.selectbox(
        "Stage that decided",
        [ALL, *_deciders(seen)],
        format_func=lambda name: TITLES[name][0] if name != ALL else ALL,
        key=f"stages.decided.{job.id}",
        width=220,
        help="Only pictures that are right with this stage and wrong without it, or the reverse.",
    )
    tests: list[Callable[[Seen], bool]] = [
        lambda one: kind in (ALL, one.kind),
        lambda one: label in (ALL, one.looked.label),
        lambda one: decided == ALL or is_right(one.looked, mapping, decided) != one.right,
    ]
    return [one for one in seen if all(test(one) for test in tests)]


def _score(label: str, seen: Sequence[Seen]) -> str:
    """Say how many of a label are right, with all stages on; nothing for strangers and for all."""
    rights = [one.right for one in seen if one.looked.label == label]
    if not rights or rights[0] is None:
        return ""
    return f" ({sum(map(bool, rights))} of {count(len(rights))} right)"


def _deciders(seen: Sequence[Seen]) -> list[str]:
    return [name for name in STAGES if any(name in one.looked.answers for one in seen)]


def row(one: Seen, mapping: Mapped, strip: bytes) -> str:
    """Return one picture as HTML: what was said, then its stages with what each one off gives."""
    looked = one.looked
    head = f'<div class="said {_mark(one.right)}">{_verdict(one)}</div>'
    name = f'<div class="file">{escape(readable(looked.name))}</div>'
    if not strip:
        sentence = escape(readable(looked.error or "Its stages are no longer here."))
        return f'<section class="look">{head}{name}<div class="file">{sentence}</div></section>'
    stages = list(looked.milliseconds)
    picture = f"data:image/webp;base64,{base64.b64encode(strip).decode()}"
    style = f".n{one.number} i {{ background-image: url({picture}); }}"
    tiles = "".join(_tile(one, mapping, stages, place) for place in range(len(stages)))
    return (
        f'<section class="look">{head}{name}<style>{style}</style>'
        f'<div class="tiles n{one.number}">{tiles}</div></section>'
    )


def _verdict(one: Seen) -> str:
    told, label = one.looked.told(), escape(readable(one.looked.label))
    if told is None:
        return f"<b>{label}</b> could not be read"
    said = f"{CLASS_NAMES[told.index]}, {share(told.probability)}"
    if not one.known:
        said = f"“I don’t know”; nearest {said}"
    truth = {True: "right", False: f"wrong, it is {label}", None: f"none of the ten: {label}"}
    return f"<b>{said}</b> <span>{truth[one.right]}</span>"


def _tile(one: Seen, mapping: Mapped, stages: Sequence[str], place: int) -> str:
    name = stages[place]
    way = PLAIN if place == 0 else name
    title = "What the model sees" if place == len(stages) - 1 else TITLES[name][0]
    across = 100 * place / max(1, len(stages) - 1)
    at = f"background-size: {100 * len(stages)}% 100%; background-position: {across:.3f}% 0"
    return (
        f'<figure><i role="img" aria-label="{escape(title)}" style="{at}"></i>'
        f"<figcaption>{escape(title)}{_without(one, mapping, way)}</figcaption></figure>"
    )


def _without(one: Seen, mapping: Mapped, way: str) -> str:
    """Say what the answer is with this stage off, or with all off under the first picture."""
    if way not in one.looked.answers:
        return ""
    told, right = one.looked.told(way), is_right(one.looked, mapping, way)
    said = f"{CLASS_NAMES[told.index]} {share(told.probability)}" if told else "refused"
    sign = {True: "✓ ", False: "✗ ", None: ""}[right]
    off = "all off" if way == PLAIN else "without"
    whole = one.looked.told()
    same = told and whole and told.index == whole.index
    look = "same" if same else _mark(right)
    return f'<span class="{look}"><small>{off}</small> {sign}{said}</span>'


def _mark(right: bool | None) -> str:
    return {True: "right", False: "wrong", None: "none"}[right]


_STYLE = """
.looks { display: flex; flex-direction: column; }
.look { padding: 14px 0 10px; border-top: 1px solid rgba(128, 128, 128, 0.25); }
.look .said { font-size: 1.05rem; }
.look .said span { opacity: 0.75; margin-left: 0.4em; }
.look .said.wrong b { border-bottom: 3px solid #C8453A; }
.look .said.right b { border-bottom: 3px solid #2F9A93; }
.look .said.none b { border-bottom: 3px solid #3B7CC9; }
.look .file { font-size: 0.85rem; opacity: 0.7; overflow-wrap: anywhere; }
.look .tiles { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 8px; }
.look figure { margin: 0; width: 140px; }
.look i { display: block; width: 140px; height: 140px; border-radius: 4px; }
.look figcaption { font-size: 0.8rem; line-height: 1.25; margin-top: 4px; }
.look figcaption span { display: block; opacity: 0.9; }
.look figcaption .same { opacity: 0.55; }
.look figcaption .wrong { color: color-mix(in srgb, #C8453A 70%, currentColor); }
.look figcaption .right { color: color-mix(in srgb, #2F9A93 70%, currentColor); }
.look small { opacity: 0.8; }
@media (max-width: 640px) {
  .look .tiles { gap: 8px; }
  .look figure, .look i { width: 82px; }
  .look i { height: 82px; }
}
"""
