"""The maps side by side on one colour scale, each with its line of trust."""

from collections.abc import Mapping

import streamlit as st

from app import resources
from app.components.data_url import picture_url
from app.explain.drawing import drawn_map
from app.explain.legend import legend, show_numbers
from app.explain.on_photo import photo_figure
from app.explain.picture import Shown
from core.explanation import Explanation, Method, Question
from core.explanation.trust.judge import Trust
from core.explanation.trust.verdict import Level, Verdict
from core.explanation.where import where
from core.registry import ModelVersion
from core.workflows.explain.ask import in_words
from core.workflows.explain.files import TITLES

_STYLE = """
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 20px; }
.maps figure { margin: 0; max-width: 420px; }
.maps img { display: block; width: 100%; max-width: 280px; border-radius: 3px; }
.maps .photo { max-width: 100%; max-height: 280px; width: auto; }
.maps h3 { font-size: 1rem; padding: 0 0 6px; margin: 0; }
.maps p { font-size: 0.9rem; line-height: 1.3rem; margin: 8px 0 0; padding-left: 10px;
  border-left: 3px solid #8C8577; min-height: 5.2rem; max-width: 280px; }
.maps figcaption { font-size: 0.9rem; line-height: 1.3rem; margin-top: 8px; opacity: 0.8; }
.maps .passed { border-color: #2F9A93; }
.maps .doubtful { border-color: #E3A94A; }
.maps .failed { border-color: #C8453A; }
@media (min-width: 1700px) and (min-height: 900px) {
  .maps img, .maps p { max-width: 364px; }
  .maps h3 { font-size: 1.3rem; }
  .maps p { font-size: 1.15rem; line-height: 1.6rem; }
}
@media (max-width: 640px) { .maps p { min-height: 0; } }
"""
LINES = {
    Level.PASSED: "passed",
    Level.DOUBTFUL: "doubtful",
    Level.FAILED: "failed",
    Level.UNTESTED: "untested",
}
TESTING = Verdict(Level.UNTESTED, "Being tested …")
HINTS = {
    Method.RISE: "How much more of the score is left, on average, where random masks show a pixel.",
    Method.SURROGATE: "A linear model of the score, fitted to which of 7×7 cells the masks show.",
    Method.OCCLUSION: "How far the score falls when squares of 6×6 pixels over a pixel are hidden.",
}


def show_maps(shown: Shown, model: ModelVersion, question: Question) -> None:
    """Show the maps as soon as they are there; the lines of trust follow."""
    found = resources.explained(model, shown.pixels, shown.kind, question)
    head = st.container(horizontal=True, vertical_alignment="bottom")
    head.subheader(in_words(question), anchor=False)
    head.html(legend(found), width="content")
    place = st.empty()
    place.html(_figures(shown, found, {}))
    trust = resources.trust_of(model, shown.kind, found)
    place.html(_figures(shown, found, trust))
    show_numbers(found, trust)


def _figures(shown: Shown, found: Explanation, trust: Mapping[Method, Trust]) -> str:
    cells = "".join(
        _figure(found, method, trust[method].verdict if method in trust else TESTING)
        for method in found.maps
    )
    photo = photo_figure(shown, found, trust)
    return f'<style>{_STYLE}</style><div class="maps">{cells}{photo}</div>'


def _figure(found: Explanation, method: Method, verdict: Verdict) -> str:
    image = picture_url(drawn_map(found.picture, found.maps[method], found.scale))
    return (
        f'<figure><h3 title="{HINTS[method]}">{TITLES[method]}</h3>'
        f'<img alt="{TITLES[method]}: {where(found.maps[method])}" src="{image}">'
        f'<p class="{LINES[verdict.level]}">{verdict.sentence}</p></figure>'
    )
