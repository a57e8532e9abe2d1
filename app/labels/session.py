"""What a session of the label court keeps: who decides, on which version, and which cases."""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from app import resources
from app.foreign import literal
from app.formatting import dataset_title
from core.data.quality.verdicts import Verdict, Verdicts, standing
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import first_added
from core.data.versions.store import MAX_AUTHOR, Versions
from core.registry import ModelVersion
from core.text import whole_number
from core.workflows.data.labels.docket import Evidence

PICTURE, DATA = "picture", "data"  # query parameters: a picture to judge, of which version
_AUTHOR, _MODE, _VERSION = "labels.author", "labels.mode", "labels.version"
_KEPT_AUTHOR, _MINE, _CALLED = "kept.labels.author", "labels.mine", "labels.called"
_CALLS = "labels.calls"


class Mode(StrEnum):
    """Which cases come before the court."""

    SUSPICIOUS = "Most suspicious"
    OPEN = "Left open"


@dataclass(frozen=True, eq=False)
class Court:
    """What a page of the court shows: cases of one version, and all verdicts of the home."""

    data: str
    mode: Mode
    model: ModelVersion
    evidence: Evidence
    verdicts: tuple[Verdict, ...]

    @property
    def audited(self) -> bool:
        return self.evidence.table.audited

    def standing(self) -> dict[int, Verdict]:
        return standing(self.verdicts)


def opened_court() -> Court:
    """Ask who decides on what, and read it. Raises DataUnavailable, BadData, HomeUnusable."""
    with st.popover("Cases", icon=":material/tune:"):
        author()
        data = _ask_version()
        mode = st.segmented_control(
            "Cases", list(Mode), default=Mode.SUSPICIOUS, required=True, key=_MODE
        )
    model = resources.registry().champion()
    evidence = resources.evidence(model, data)
    return Court(data, Mode(mode), model, evidence, Verdicts(resources.settings()).all())


def author() -> None:
    """Ask who decides; the name stays while the session lasts, on other pages too."""
    st.session_state.setdefault(_AUTHOR, st.session_state.get(_KEPT_AUTHOR, ""))
    st.text_input(
        "Your name",
        max_chars=MAX_AUTHOR,
        placeholder="kept with each decision",
        key=_AUTHOR,
        on_change=_keep_author,
    )


def author_name() -> str:
    name: str = st.session_state.get(_KEPT_AUTHOR, "")
    return name


def _keep_author() -> None:
    st.session_state[_KEPT_AUTHOR] = st.session_state[_AUTHOR].strip()


def _ask_version() -> str:
    names = Versions(resources.settings()).choices()
    asked = st.query_params.get(DATA, ORIGINAL)
    if asked not in names:
        st.warning(
            f"There is no data version “{literal(asked)}” here any more; this is v1.",
            icon=":material/link_off:",
        )
        asked = ORIGINAL
    chosen: str = st.selectbox(
        "Labels of", names, names.index(asked), format_func=dataset_title, key=_VERSION
    )
    if chosen == ORIGINAL:
        st.query_params.pop(DATA, None)
    else:
        st.query_params[DATA] = chosen
    return chosen


def current_version() -> str:
    """Return the version that is judged, as chosen on the page or in its address."""
    names = Versions(resources.settings()).choices()
    chosen = st.session_state.get(_VERSION, st.query_params.get(DATA, ORIGINAL))
    return chosen if chosen in names else ORIGINAL


def mine() -> set[str]:
    """Return the ids of the verdicts that came from this session."""
    found: set[str] = st.session_state.setdefault(_MINE, set())
    return found


@dataclass(frozen=True)
class Called:
    """A picture that was called before the court, and the number of the call."""

    picture: int
    number: int


def call(picture: int) -> None:
    """Let this picture be the next case, whatever was decided about it."""
    number = st.session_state.get(_CALLS, 0) + 1
    st.session_state[_CALLS] = number
    st.session_state[_CALLED] = Called(picture, number)


def called() -> Called | None:
    found: Called | None = st.session_state.get(_CALLED)
    return found


def dismiss(pictures: Container[int]) -> None:
    """A picture that was called has a verdict: it does not come again."""
    one = called()
    if one is not None and one.picture in pictures:
        del st.session_state[_CALLED]


def call_from_address() -> None:
    """Call the picture that the address names; say so if there is none."""
    text = st.query_params.pop(PICTURE, None) if PICTURE in st.query_params else None
    if text is None:
        return
    number = whole_number(text)
    if number is not None and number < first_added():
        call(number)
    else:
        st.warning(f"There is no picture “{literal(text)}”.", icon=":material/link_off:")
