"""A Streamlit app of one page, the map of 70,000 pictures, for browser tests and benchmarks.

The places are ten round clusters, one for each class, so that neither needs a model's answers.
"""

from pathlib import Path

PAGE = """
import numpy as np
import streamlit as st

from app import resources
from app.explore.map import show_map
from app.explore.map_canvas.points import MapPoints

st.set_page_config(layout="wide")
st.title("Map")
pictures = resources.picture_table("v1").pictures
chance = np.random.default_rng(0)
turn = pictures.labels / 10 * 2 * np.pi
centres = 6 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
xy = (centres + chance.normal(size=centres.shape)).astype(np.float32)
predicted = np.where(chance.random(len(xy)) < 0.05, (pictures.labels + 1) % 10, pictures.labels)
quality = chance.random(len(xy)).astype(np.float32)
points = MapPoints(
    xy, pictures.labels, predicted.astype(np.uint8), quality, pictures.parts
)


@st.fragment
def show() -> None:
    found = show_map(points, "map")
    st.markdown("Nothing selected." if found is None else f"{len(found.numbers)} selected.")


show()
"""

SERVED = """
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from app.own_origin import OwnOriginOnly
from app.shell import pictures

app = st.App(
    Path(__file__).with_name("map_page.py"),
    routes=[pictures.ROUTE],
    middleware=[Middleware(OwnOriginOnly)],
)
"""


def write_map_app(folder: Path) -> Path:
    """Write the app's two files into a folder; return the one to serve."""
    (folder / "map_page.py").write_text(PAGE, "utf-8")
    served = folder / "map_served.py"
    served.write_text(SERVED, "utf-8")
    return served
