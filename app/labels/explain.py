"""How to read the page, on demand."""

import streamlit as st

_WORDS = """
**The cases** come in the order of an audit, which compares each label with what models say of the
picture without having learned it, and with the labels of similar pictures.

**The bars** are the champion's. It may have learned this picture with this label, so that it agrees
with a wrong one more often than it should.

**Planted errors and human doubt are two things.** An audit is measured on labels that were flipped
on purpose. The pictures that people doubt are others: there, models agree with the majority of
people on about a third. So an audit that finds every planted error still misses much of what you
would doubt, and accuses much that you would keep.

**Keys**: 1 to 9 and 0 relabel, space keeps the label, x excludes the picture, l leaves the case
open, u undoes.
"""


def explain() -> None:
    with st.popover("How to read this", icon=":material/help:"):
        st.markdown(_WORDS)
