"""The house stands: every file keeps to its floor. And the reader of it sees what is wrong."""

import pytest

from core.settings import REPOSITORY as ROOT
from tests.house.rules import violations

FOLDERS = ("core", "app", "pages", "benchmarks", "tests", "tools")
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
)


def test_every_file_keeps_the_rules_of_the_house() -> None:
    found = [
        sentence
        for path in FILES
        for sentence in violations(path, (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_house_was_really_read() -> None:
    assert {"core/settings.py", "tests/house/test_rules.py"} <= set(FILES)


@pytest.mark.parametrize(
    ("path", "source", "word"),
    [
        ("core/settings.py", "import core.data", "floor"),
        ("core/data/idx.py", "from core.pictures import fit", "floor"),
        ("core/data/idx.py", "from core import workflows", "floor"),
        ("core/data/idx.py", "from ..training import recipes", "floor"),
        ("core/predictor.py", "from core.training.fit import train", "floor"),
        ("core/jobs.py", "def run():\n    from core.workflows import train_model", "floor"),
        ("core/workflows.py", "from core.cli import main", "floor"),
        ("core/cli.py", "from core.serving import api", "floor"),
        ("app/charts.py", "import pages.train", "floor"),
        ("core/weather/sun.py", "from core.settings import Settings", "no floor"),
        ("core/cli.py", "from core.weather import sun", "no room"),
        ("pages/train.py", "from pages.models import table", "stands alone"),
        ("core/data/idx.py", "import app.charts", "floor"),
        ("core/data/idx.py", "import streamlit as st", "no Streamlit"),
        ("core/cli.py", "from streamlit_drawable_canvas import st_canvas", "no Streamlit"),
        ("core/workflows.py", "import mlflow.tracking", "MLflow"),
        ("pages/models.py", "import mlflow", "MLflow"),
        ("pages/train.py", "import tensorflow as tf", "TensorFlow"),
        ("core/predictor.py", "def f():\n    import keras", "TensorFlow"),
        ("core/predictor.py", 'import importlib\nimportlib.import_module("keras")', "TensorFlow"),
        ("pages/models.py", "from sklearn.metrics import accuracy_score", "works out nothing"),
        ("core/workflows.py", "from threading import Thread", "only jobs"),
        ("core/workflows.py", "from concurrent.futures import ThreadPoolExecutor", "only jobs"),
        ("app/resources.py", "import threading\nthreading.Thread(target=print)", "only jobs"),
        ("pages/train.py", "from threading import Lock", "only jobs"),
        ("pages/train.py", "import time\ntime.sleep(1)", "wait for the thing"),
        ("app/main.py", 'import sys\nsys.path.append("..")', "python -m"),
        ("pages/train.py", 'st.markdown("<b>", unsafe_allow_html=True)', "theme"),
        ("pages/train.py", "@st.cache_data\ndef f(): ...", "app/resources.py"),
        ("pages/train.py", "shown = picture / 255.0", "scales its pixels"),
        ("core/predictor.py", "x /= 255", "scales its pixels"),
        ("core/utils.py", "", "name the idea"),
        ("tests/helpers/pages.py", "", "name the idea"),
        ("app/pages/train.py", "", "old router"),
        ("app/app.py", "", "hide a package"),
        ("app/core.py", "", "hide a package"),
        ("core/cli.py", "\n" * 301, "two ideas"),
    ],
)
def test_a_broken_rule_is_seen(path: str, source: str, word: str) -> None:
    found = violations(path, source)
    assert len(found) == 1, found
    assert word in found[0]
    assert found[0].startswith(path)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/training/fit.py", "import keras\nfrom core.training.recipes import named"),
        ("core/training/fit.py", "from .recipes import named\nfrom ..data import dataset"),
        ("core/registry.py", "import mlflow\nfrom core.errors import ModelUnavailable"),
        ("core/jobs.py", "import threading\nthreading.Thread(target=print)"),
        ("core/data/dataset.py", "from threading import Lock"),
        ("core/cli.py", "from core.workflows import train_model\nimport sklearn"),
        ("core/__main__.py", "from core.cli import app"),
        ("core/pictures/tone.py", "light = grey / 255"),
        ("app/tiles.py", "alpha = picture[..., 3:] / 255"),
        ("app/resources.py", "import streamlit as st\n@st.cache_resource\ndef f(): ..."),
        ("app/main.py", "import core\nimport streamlit"),
        ("pages/train.py", "from app import charts\nfrom core.workflows import train_model"),
        ("benchmarks/speed.py", "import keras\nimport mlflow\nimport threading"),
        ("tests/pages/test_train.py", "from core.workflows import train_model"),
    ],
)
def test_what_is_allowed_is_left_alone(path: str, source: str) -> None:
    assert violations(path, source) == []
