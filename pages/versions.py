"""Which data did it learn from? The versions of the dataset."""

import streamlit as st

st.title("Which data is it?", anchor=False)
