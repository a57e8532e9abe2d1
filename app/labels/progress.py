"""How far the court is, how often it agreed with the audit, and what was decided lately."""

from collections.abc import Sequence

import streamlit as st

from app.components.data_url import picture_url
from app.components.gallery import Tile, gallery
from app.formatting import count, percent
from app.labels.cases import outcome
from app.labels.session import Court, call
from app.palette import COLOURS
from core.data.classes import CLASS_NAMES
from core.data.quality.verdicts import Decision, Verdict, agreement, decided
from core.data.versions.pictures import picture_name
from core.interval import Interval

LATEST = 20  # verdicts whose agreement shows whether to go on
LISTED = 16

_STOP = (
    "The audit sorts by suspicion, so the court agrees less and less often. When it agrees with "
    "few of the latest cases, the wrong labels that the audit can find are mostly behind you."
)


def show_progress(court: Court) -> None:
    if not court.verdicts:
        st.markdown(
            "One case at a time, by keys or buttons. What you decide becomes a new version."
        )
        return
    left_open = sum(one.decision is Decision.OPEN for one in court.standing().values())
    words = f"**{count(len(decided(court.verdicts)))}** decided"
    words += f", **{count(left_open)}** left open" if left_open else ""
    st.markdown(f"{words}. {_agreement(court.verdicts)}", help=_STOP)


def _agreement(verdicts: Sequence[Verdict]) -> str:
    found, latest = agreement(verdicts), agreement(verdicts, LATEST)
    if found is None or latest is None:
        return ""
    words = f"Agreed with the audit: {_share(found)}"
    accused = sum(one.suggested is not None for one in decided(verdicts))
    return f"{words}; of the latest {LATEST}: {_share(latest)}" if accused > LATEST else words


def _share(found: Interval) -> str:
    return f"**{percent(found.value, 0)}** ({percent(found.low, 0)} to {percent(found.high, 0)})"


def show_latest(court: Court) -> None:
    """List the latest verdicts of all courts; a press calls the picture again."""
    latest = list(court.standing().values())[-LISTED:][::-1]
    st.markdown("**Decided lately**", help="Press one to judge it again.")
    if not latest:
        st.caption(
            "Nothing yet. Each picture that you decide on is listed here, and can be undone."
        )
        return
    gallery([_tile(one, court) for one in latest], "labels.latest", call)


def _tile(one: Verdict, court: Court) -> Tile:
    changed = one.decision in (Decision.RELABEL, Decision.EXCLUDE)
    label = one.label if one.relabelled is None else one.relabelled
    reason = f". {one.reason}" if one.reason else ""
    return Tile(
        number=one.picture,
        picture=picture_url(court.evidence.table.pictures.images[one.picture]),
        label=outcome(one),
        detail=one.author or picture_name(one.picture),
        tone="strong" if changed else "soft",
        colour=COLOURS[CLASS_NAMES[label]],
        hint=f"{picture_name(one.picture)}: {outcome(one)}{reason}",
    )
