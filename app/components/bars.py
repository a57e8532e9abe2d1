"""Draw the ten bars as plain HTML, so that no answer waits for a chart library to load."""

from collections.abc import Mapping

from app import formatting as words
from app.palette import COLOURS, ORDER

FULL = 88  # per cent of the track at probability 1; the rest is for the number beside it

_STYLE = """
.bars { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; align-items: center; }
.bars > div { display: contents; }
.bars .name { text-align: right; font-size: 0.95rem; line-height: 27px; }
.bars .track { display: flex; align-items: center; gap: 8px; min-width: 0; }
.bars .bar { height: 18px; min-width: 2px; border-radius: 0 4px 4px 0; }
.bars .share { font-size: 0.95rem; font-variant-numeric: tabular-nums; opacity: 0.75; }
.bars .top .name, .bars .top .share { font-weight: 600; opacity: 1; }
"""


def class_bars(probabilities: Mapping[str, float]) -> str:
    """Return ten horizontal bars in palette order; `probabilities` are 0-1 by class name."""
    top = max(probabilities, key=lambda name: probabilities[name])
    rows = "".join(_row(name, probabilities[name], name == top) for name in ORDER)
    label = "Probability of each kind of garment"
    return f'<div class="bars" role="list" aria-label="{label}"><style>{_STYLE}</style>{rows}</div>'


def _row(name: str, share: float, top: bool) -> str:
    length = f"width: {FULL * share:.3f}%; background: {COLOURS[name]}"
    exact = f"{name}: {words.percent(share)}"
    return (
        f'<div role="listitem" class="{"top" if top else ""}" title="{exact}">'
        f'<span class="name">{name}</span>'
        f'<span class="track"><span class="bar" style="{length}"></span>'
        f'<span class="share">{words.share(share)}</span></span></div>'
    )
