"""How good is it? Every metric of one or several models on a split, with intervals."""

import streamlit as st

from app.components.widgets import error_boundary, foot
from app.evaluate.choice import ask_choice
from app.evaluate.missing import evaluated_models
from app.evaluate.result import show_result

st.title("How good is it?", anchor=False)
st.markdown(
    "Evaluate models on pictures that they did not learn from. Every number has its 95 % interval; "
    "press a number of the confusion matrix to see its pictures."
)
with error_boundary():
    choice = ask_choice()
    if found := evaluated_models(choice):
        show_result(found)
    foot(choice.models[0], choice.models[0].facts().dataset.name)
