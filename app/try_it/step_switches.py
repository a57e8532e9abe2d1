"""A switch for every preparation stage, kept for the session."""

import streamlit as st

from core.pictures import Preparation, Switches
from core.pictures.stages import TITLES

_OFF, _ON = "stages.off", "stages.on"
SWITCHABLE = tuple(Switches.__dataclass_fields__)


def switched_off() -> frozenset[str]:
    """Return the names of the stages that are switched off."""
    return frozenset(st.session_state.get(_OFF, ()))


def switches() -> Switches:
    return Switches(**{name: name not in switched_off() for name in SWITCHABLE})


def show_switches(preparation: Preparation) -> None:
    """Show a switch for each optional stage of this picture, in one row below the stages."""
    names = [stage.name for stage in preparation.stages if stage.name in SWITCHABLE]
    if not names:
        return
    off = switched_off() & set(names)
    st.session_state[_ON] = [name for name in names if name not in off]
    row = st.container(horizontal=True, vertical_alignment="center", gap="xsmall")
    row.pills(
        "Stages that are on",
        names,
        format_func=lambda name: TITLES[name][0],
        selection_mode="multi",
        key=_ON,
        on_change=_turn,
        args=(frozenset(names),),
        label_visibility="collapsed",
        width="content",
    )
    if off:
        row.button("All on", on_click=_all_on, key="stages.all_on", type="tertiary")


def _turn(offered: frozenset[str]) -> None:
    """Keep the stages that other kinds of picture have as they were."""
    st.session_state[_OFF] = (switched_off() - offered) | (offered - set(st.session_state[_ON]))


def _all_on() -> None:
    st.session_state[_OFF] = frozenset()
