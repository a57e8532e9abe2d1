"""What `streamlit run` serves: the app, to its own pages only."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from app.answers_first import answer_first
from app.own_origin import OwnOriginOnly
from app.session_loops import share_event_loop
from app.shell import pictures

share_event_loop()
answer_first()
app = st.App(
    Path(__file__).with_name("main.py"),
    routes=[pictures.ROUTE],
    middleware=[Middleware(OwnOriginOnly)],
)
