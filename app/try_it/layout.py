"""The look of the page: the answer and every stage in view beside the picture, on any screen."""

import streamlit as st

ANSWER = "answer"
# Below 640 pixels Streamlit puts columns under each other. Large screens are read from afar.
_STYLE = f"""
.st-key-{ANSWER} h2 {{ padding: 0 0 0.4rem; }}
.st-key-{ANSWER} [data-testid=stVerticalBlock] {{ gap: 0.5rem; }}
@media (min-width: 1700px) and (min-height: 900px) {{
  .st-key-{ANSWER} h2 {{ font-size: 4rem; }}
  .st-key-{ANSWER} [data-testid=stMarkdownContainer] p {{ font-size: 1.35rem; }}
}}
"""


def show_style() -> None:
    st.html(f"<style>{_STYLE}</style>")
