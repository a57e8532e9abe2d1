"""What the colours mean, how to read the maps, and the numbers behind the lines of trust."""

from collections.abc import Mapping

import streamlit as st

from app.explain.drawing import AGAINST, FOR
from app.formatting import count, percent
from app.palette import TILE
from core.data.classes import CLASS_NAMES
from core.explanation import Explanation, Method
from core.explanation.question import HIDDEN_NAME
from core.explanation.trust.decoys import RANDOM_MAPS
from core.explanation.trust.judge import Trust
from core.workflows.explain.files import TITLES

_STYLE = """
.scale { display: flex; align-items: center; gap: 10px; font-size: 0.85rem; flex-wrap: wrap; }
.scale .bar { width: 168px; height: 12px; border-radius: 2px; }
@media (max-width: 640px) { .scale .bar { width: 84px; } }
.scale span { opacity: 0.8; font-variant-numeric: tabular-nums; }
@media (min-width: 1700px) and (min-height: 900px) { .scale { font-size: 1.1rem; } }
"""
_READING = f"""
**Orange** speaks for the class, **blue** against it. A value is by how much the probability rises
if this part is shown instead of hidden. A hidden pixel is {HIDDEN_NAME}, as the background is: the
background itself cannot be hidden. All maps share one scale.

**The line under a map** says how it did when it was tested. Pixels are hidden in the map’s order.
A map that found what matters makes the score fall sooner than {RANDOM_MAPS} random maps, a map of
the picture’s edges and a copy of the picture do. Then another seed must give nearly the same map,
and the other methods must not point elsewhere.

A passed test says that the model uses these pixels, not that it is right to.
"""


def show_reading() -> None:
    """Show the popover that says how to read the maps."""
    with st.popover("How to read this", icon=":material/help:", type="tertiary"):
        st.markdown(_READING)


def legend(found: Explanation) -> str:
    """Return the colour scale with its ends, as HTML."""
    asked = found.question
    end = percent(found.scale, 0)
    against = "against it" if asked.against is None else f"for {CLASS_NAMES[asked.against]}"
    colours = ", ".join(f"rgb({r}, {g}, {b})" for r, g, b in (AGAINST, TILE, FOR))
    return (
        f'<style>{_STYLE}</style><div class="scale"><span>{against}, −{end}</span>'
        f'<span class="bar" style="background: linear-gradient(90deg, {colours}); opacity: 1">'
        f"</span><span>+{end}, for {CLASS_NAMES[asked.label]}</span></div>"
    )


def show_numbers(found: Explanation, trust: Mapping[Method, Trust]) -> None:
    """Show what was measured of each map in a popover."""
    with st.popover("What was measured", icon=":material/straighten:", type="tertiary"):
        st.markdown(
            "**Area under the deletion curve**, of the score. Lower is better: what the map marks "
            "was hidden, and the score fell sooner."
        )
        st.table(
            {TITLES[method]: _areas(one) for method, one in trust.items()}, border="horizontal"
        )
        st.markdown("**Rank correlation of the map** over the pixels of the garment")
        st.table(
            {TITLES[method]: _ranks(one) for method, one in trust.items()}, border="horizontal"
        )
        st.caption(
            f"Score {found.score:.2f} · {count(found.masks)} masks, seed {found.seed:d} · "
            f"the linear surrogate explains {percent(max(0.0, found.fidelity), 0)} of what the "
            "masks change"
        )


def _areas(trust: Trust) -> dict[str, str]:
    measured = trust.measured
    return {
        "the map": f"{measured.area:.2f}",
        "best random map": f"{measured.random_area:.2f}",
        "edges": f"{measured.edge_area:.2f}",
        "copy": f"{measured.copy_area:.2f}",
    }


def _ranks(trust: Trust) -> dict[str, str]:
    measured = trust.measured
    return {
        "another seed": "no chance in it"
        if measured.across_seeds is None
        else f"{measured.across_seeds:.2f}",
        "other methods": "" if measured.with_others is None else f"{measured.with_others:.2f}",
    }
