"""A switch for every preparation stage, kept for the session."""

import streamlit as st

from core.pictures import Preparation, Switches
from core.pictures.stages import TITLES

_OFF = "stages.off"
SWITCHABLE = tuple(Switches.__dataclass_fields__)


def switched_off() -> frozenset[str]:
    """Return the names of the stages that are switched off."""
    return frozenset(st.session_state.get(_OFF, ()))


def switches() -> Switches:
    return Switches(**{name: name not in switched_off() for name in SWITCHABLE})


def show_switches(preparation: Preparation) -> None:
    """Show, in an expander, a switch for each optional stage of this picture."""
    names = [stage.name for stage in preparation.stages if stage.name in SWITCHABLE]
    if not names:
        return
    off = switched_off() & set(names)
    with st.expander(_title(len(off)), icon=":material/toggle_on:", key="stages.switches"):
        half = (len(names) + 1) // 2  # keeps the order on a phone, where columns stack
        for column, part in zip(st.columns(2), (names[:half], names[half:]), strict=True):
            with column:
                for name in part:
                    _switch(name, *TITLES[name])
        st.button("All on", disabled=not off, on_click=_all_on, key="stages.all_on")


def _title(off: int) -> str:
    if not off:
        return "Switch a stage off"
    return "One stage is off" if off == 1 else f"{off} stages are off"


def _switch(name: str, title: str, hint: str) -> None:
    key = _key(name)
    st.session_state[key] = name not in switched_off()
    st.toggle(title, key=key, on_change=_turn, args=(name,))
    st.caption(hint)


def _turn(name: str) -> None:
    """Store the switch's state rather than toggling: it can report changes nobody made."""
    on = st.session_state[_key(name)]
    st.session_state[_OFF] = switched_off() - {name} if on else switched_off() | {name}


def _key(name: str) -> str:
    return f"stages.{name}"


def _all_on() -> None:
    st.session_state[_OFF] = frozenset()
