"""Render a picture of an ablation as HTML: its answer, and its stages with the answers without."""

from collections.abc import Iterable, Sequence

from app.components.data_url import data_url
from app.foreign import literal_html
from app.formatting import share
from app.palette import RIGHT, SECOND, WRONG
from app.stages.outcome import Judged
from core.data import CLASS_NAMES
from core.pictures.stages import TITLES
from core.workflows.photos.ablation import NO_STEPS
from core.workflows.photos.folder import Mapped
from core.workflows.photos.step_effects import is_right


def samples_html(samples: Iterable[str]) -> str:
    """Stack samples vertically and add their style."""
    return f'<div class="samples"><style>{_STYLE}</style>{"".join(samples)}</div>'


def sample_html(one: Judged, mapping: Mapped, strip: bytes) -> str:
    """Render one picture; `strip` is its stages side by side as WebP, or empty."""
    sample = one.sample
    head = f'<div class="answer {_mark(one.right)}">{_verdict(one)}</div>'
    name = f'<div class="file">{literal_html(sample.name)}</div>'
    if not strip:
        sentence = literal_html(sample.error or "Its stages are no longer stored.")
        return f'<section class="sample">{head}{name}<div class="file">{sentence}</div></section>'
    stages = list(sample.milliseconds)
    picture = data_url(strip, "webp")
    style = f".n{one.number} i {{ background-image: url({picture}); }}"
    tiles = "".join(_tile(one, mapping, stages, place) for place in range(len(stages)))
    return (
        f'<section class="sample">{head}{name}<style>{style}</style>'
        f'<div class="tiles n{one.number}">{tiles}</div></section>'
    )


def _verdict(one: Judged) -> str:
    answer, label = one.sample.answer(), literal_html(one.sample.label)
    if answer is None:
        return f"<b>{label}</b> could not be read"
    words = f"{CLASS_NAMES[answer.index]}, {share(answer.probability)}"
    if not one.known:
        words = f"“I don’t know”; closest {words}"
    truth = {True: "right", False: f"wrong, it is {label}", None: f"none of the ten: {label}"}
    return f"<b>{words}</b> <span>{truth[one.right]}</span>"


def _tile(one: Judged, mapping: Mapped, stages: Sequence[str], place: int) -> str:
    name = stages[place]
    condition = NO_STEPS if place == 0 else name
    title = "What the model sees" if place == len(stages) - 1 else TITLES[name][0]
    across = 100 * place / max(1, len(stages) - 1)
    at = f"background-size: {100 * len(stages)}% 100%; background-position: {across:.3f}% 0"
    return (
        f'<figure><i role="img" aria-label="{literal_html(title)}" style="{at}"></i>'
        f"<figcaption>{literal_html(title)}{_without(one, mapping, condition)}"
        "</figcaption></figure>"
    )


def _without(one: Judged, mapping: Mapped, condition: str) -> str:
    """Return the answer with this stage off; for the first picture, with all stages off."""
    if condition not in one.sample.answers:
        return ""
    answer, right = one.sample.answer(condition), is_right(one.sample, mapping, condition)
    words = f"{CLASS_NAMES[answer.index]} {share(answer.probability)}" if answer else "refused"
    sign = {True: "✓ ", False: "✗ ", None: ""}[right]
    off = "all off" if condition == NO_STEPS else "without"
    whole = one.sample.answer()
    same = answer and whole and answer.index == whole.index
    mark = "same" if same else _mark(right)
    return f'<span class="{mark}"><small>{off}</small> {sign}{words}</span>'


def _mark(right: bool | None) -> str:
    return {True: "right", False: "wrong", None: "none"}[right]


_STYLE = f"""
.samples {{ display: flex; flex-direction: column; }}
.sample {{ padding: 14px 0 10px; border-top: 1px solid rgba(128, 128, 128, 0.25); }}
.sample .answer {{ font-size: 1.05rem; }}
.sample .answer span {{ opacity: 0.75; margin-left: 0.4em; }}
.sample .answer.wrong b {{ border-bottom: 3px solid {WRONG}; }}
.sample .answer.right b {{ border-bottom: 3px solid {RIGHT}; }}
.sample .answer.none b {{ border-bottom: 3px solid {SECOND}; }}
.sample .file {{ font-size: 0.85rem; opacity: 0.7; overflow-wrap: anywhere; }}
.sample .tiles {{ display: flex; flex-wrap: wrap; gap: 10px; margin-top: 8px; }}
.sample figure {{ margin: 0; width: 140px; }}
.sample i {{ display: block; width: 140px; height: 140px; border-radius: 4px; }}
.sample figcaption {{ font-size: 0.8rem; line-height: 1.25; margin-top: 4px; }}
.sample figcaption span {{ display: block; }}
.sample figcaption .same {{ opacity: 0.8; }}
.sample figcaption .wrong {{ color: color-mix(in srgb, {WRONG} 60%, currentColor); }}
.sample figcaption .right {{ color: color-mix(in srgb, {RIGHT} 60%, currentColor); }}
.sample small {{ opacity: 0.9; }}
@media (max-width: 640px) {{
  .sample .tiles {{ gap: 8px; }}
  .sample figure, .sample i {{ width: 82px; }}
  .sample i {{ height: 82px; }}
}}
"""
