"""The Streamlit user interface: navigation, shared components and the parts of each page."""
