"""Everything of Fitting Room that is not a screen. Knows no Streamlit."""
