"""Every file follows the project's rules, and the checks detect each kind of violation."""

import ast
import sys
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from core.settings import REPOSITORY as ROOT
from tests.house.floors import import_cycles
from tests.house.imports import PROJECT, imports, module_of
from tests.house.rules import violations

FOLDERS = ("core", "app", "pages", "benchmarks", "tests", "tools")
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
)
MAX_FILES = 15  # in one folder; more of them should be grouped in subfolders
MAX_SUBSCRIPTS = 10  # string keys in app and pages, other than of the session state


def source_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_file_follows_the_rules() -> None:
    found = [sentence for path in FILES for sentence in violations(path, source_of(path))]
    assert not found, "\n" + "\n".join(found)


def test_the_checked_files_include_core_and_tests() -> None:
    assert {"core/settings.py", "tests/house/test_rules.py"} <= set(FILES)


def import_graph() -> dict[str, set[str]]:
    """Map each module of core, app and pages to those of them that it imports."""
    own = {module_of(path) for path in FILES if path.split("/")[0] in PROJECT}
    graph: dict[str, set[str]] = {module: set() for module in own}
    for path in FILES:
        module = module_of(path)
        if module in own:
            for each in imports(path, ast.parse(source_of(path))):
                name = each.name
                while name and name not in own:
                    name = name.rpartition(".")[0]
                graph[module] |= {name} - {"", module}
    return graph


def test_there_are_no_import_cycles() -> None:
    assert import_cycles(import_graph()) == []


def test_an_import_cycle_is_detected() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}
    assert import_cycles(graph) == [["b", "c"]]


def test_no_folder_has_too_many_files() -> None:
    counts = Counter(Path(path).parent.as_posix() for path in FILES if "__init__" not in path)
    assert {folder: n for folder, n in counts.items() if n > MAX_FILES} == {}


def test_no_name_in_app_shadows_a_package() -> None:
    """Streamlit puts app/ first on sys.path, where its names would shadow those of packages."""
    own = {path.stem for path in (ROOT / "app").iterdir() if path.suffix in ("", ".py")}
    others = {*sys.stdlib_module_names, *packages_distributions(), *FOLDERS, "docs", "models"}
    assert own & others - HARMLESS == set()


# Names that nothing imports as a module: the repository's `models` is a folder of data.
HARMLESS = {"__init__", "__pycache__", "models"}


def test_app_and_pages_read_attributes_rather_than_string_keys() -> None:
    # A boundary: these read JSON from the browser.
    boundary = {"app/components/canvas/board.py", "app/components/canvas/strokes.py"}
    inside = [p for p in FILES if p.startswith(("app/", "pages/")) and p not in boundary]
    found = [each for path in inside for each in _keys(path)]
    assert len(found) <= MAX_SUBSCRIPTS, "\n" + "\n".join(found)


def _keys(path: str) -> list[str]:
    """Return where a file reads a string key, other than of session, query or a constant."""
    return [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(ast.parse(source_of(path)))
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and not ast.unparse(node.value).isupper()
        and ast.unparse(node.value) not in ("st.session_state", "st.query_params")
    ]


@pytest.mark.parametrize(
    ("path", "source", "word"),
    [
        ("core/settings.py", "import core.data", "layer"),
        ("core/data/idx.py", "from core.pictures import fit", "layer"),
        ("core/data/idx.py", "from core import workflows", "layer"),
        ("core/data/idx.py", "from ..training import recipes", "layer"),
        ("core/predictor/network.py", "from core.training.fit import train", "layer"),
        ("core/jobs/runner.py", "def run():\n    from core.workflows import train", "layer"),
        ("core/jobs/runner.py", "from core.registry import Registry", "layer"),
        ("core/jobs/runner.py", "from core.training import TrainConfig", "layer"),
        ("core/evaluation/metrics.py", "from core.registry import Run", "layer"),
        ("core/workflows/home.py", "from core.cli import main", "layer"),
        ("core/workflows/batch/job.py", "from core.workflows.photos import job", "are shared"),
        ("core/workflows/predict/cases.py", "from core.workflows import home", "are shared"),
        ("core/cli/main.py", "from core.serving import api", "layer"),
        ("app/palette.py", "import pages.train", "layer"),
        ("app/train/form.py", "from app.sweep.charts import floor", "another page"),
        ("app/charts/base.py", "from app.sweep.charts import floor", "another page"),
        ("app/resources.py", "from app.train import form", "another page"),
        ("pages/train.py", "from app.sweep.form import base_form", "another page"),
        ("core/cli/main.py", "from core.weather import sun", "not a package"),
        ("pages/train.py", "from pages.models import table", "do not import each other"),
        ("core/data/idx.py", "import app.charts", "layer"),
        ("core/data/idx.py", "import streamlit as st", "not import Streamlit"),
        ("core/cli/main.py", "from streamlit_drawable_canvas import st_canvas", "not import"),
        ("core/workflows/home.py", "import mlflow.tracking", "MLflow"),
        ("pages/models.py", "import mlflow", "MLflow"),
        ("pages/train.py", "import tensorflow as tf", "TensorFlow"),
        ("pages/train.py", "import torch", "TensorFlow"),
        ("pages/train.py", "import optuna", "only training"),
        ("pages/train.py", "import sqlite3", "database"),
        ("pages/train.py", "from scipy import stats", "compute nothing"),
        ("app/train/form.py", "import scipy", "compute nothing"),
        ("core/workflows/home.py", "import sqlite3", "database"),
        ("core/predictor/network.py", "def f():\n    import keras", "TensorFlow"),
        ("core/predictor/x.py", 'import importlib\nimportlib.import_module("keras")', "TensorFlow"),
        ("core/predictor/network.py", "import onnxruntime", "a single module"),
        ("core/pictures/photo.py", "from onnxruntime import InferenceSession", "a single module"),
        ("pages/models.py", "from sklearn.metrics import accuracy_score", "compute nothing"),
        ("core/workflows/home.py", "from threading import Thread", "only jobs"),
        ("core/workflows/home.py", "from concurrent.futures import Executor", "only jobs"),
        ("app/resources.py", "import threading\nthreading.Thread(target=print)", "only jobs"),
        ("pages/train.py", "from threading import Lock", "only jobs"),
        ("pages/train.py", "import time\ntime.sleep(1)", "wait for the event"),
        ("pages/train.py", "from time import sleep", "wait for the event"),
        ("app/main.py", 'import sys\nsys.path.append("..")', "python -m"),
        ("pages/train.py", 'st.markdown("<b>", unsafe_allow_html=True)', "theme"),
        ("pages/train.py", "@st.cache_data\ndef f(): ...", "app/resources.py"),
        ("pages/train.py", "from streamlit import cache_resource", "app/resources.py"),
        ("core/pictures/photo.py", 'import os\nos.environ["HOME"]', "Settings"),
        ("core/pictures/photo.py", "from os import environ", "Settings"),
        ("core/evaluation/metrics.py", "import os\nos.getenv('X')", "Settings"),
        ("pages/train.py", "shown = picture / 255.0", "scales its pixels"),
        ("core/predictor/network.py", "x /= 255", "scales its pixels"),
        ("tools/browser.py", "from benchmarks.harness import figure", "nothing imports benchmarks"),
        ("core/data/idx.py", "import benchmarks", "nothing imports benchmarks"),
        ("benchmarks/speed/x.py", "from tests.e2e import steps", "only tests"),
        ("core/utils.py", "", "name the concept"),
        ("tests/helpers/pages.py", "", "name the concept"),
        ("app/pages/train.py", "", "old router"),
        ("core/cli/main.py", "\n" * 301, "split it by concept"),
        ("pages/train.py", "\n" * 81, "thin"),
        ("core/data/idx.py", "def meet_strangers(): ...", "private word"),
        ("app/palette.py", "MOST_BYTES = 1", "private word"),
        ("core/data/idx.py", "def f(road): ...", "private word"),
        ("core/data/idx.py", "told = 1", "private word"),
        ("pages/train.py", 'st.caption(f"{share:.1%} right")', "percent()"),
        ("app/train/form.py", 'text = f"{share:.{digits}%}"', "percent()"),
        ("core/cli/train.py", 'print_words(f"{share:.2%}")', "percent()"),
        ("pages/train.py", 'st.caption(f"{n:,} pictures")', "count()"),
        ("pages/train.py", 'import time\ntime.strftime("%d %b")', "moment()"),
    ],
)
def test_a_broken_rule_is_detected(path: str, source: str, word: str) -> None:
    found = violations(path, source)
    assert len(found) == 1, found
    assert word in found[0]
    assert found[0].startswith(path)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/training/fit.py", "import keras\nfrom core.training.recipes import named"),
        ("core/training/fit.py", "from .recipes import named\nfrom ..data import dataset"),
        ("core/registry/store.py", "import mlflow\nfrom core.errors import ModelUnavailable"),
        ("core/jobs/threads.py", "import threading\nthreading.Thread(target=print)"),
        ("core/jobs/store.py", "import sqlite3"),
        ("core/data/dataset.py", "from threading import Lock"),
        ("core/cli/main.py", "from core.workflows import home\nimport sklearn"),
        ("core/__main__.py", "from core.cli import main"),
        ("core/onnx_session.py", "import onnxruntime"),
        ("core/settings.py", "import os\nos.environ"),
        ("core/workflows/home.py", "from core.workflows.photos import job"),
        ("core/workflows/photos/job.py", "from core.workflows.predict import files"),
        ("core/pictures/tone.py", "light = grey / 255"),
        ("app/components/tiles.py", "alpha = picture[..., 3:] / 255"),
        ("app/resources.py", "import streamlit as st\n@st.cache_resource\ndef f(): ..."),
        ("app/resources.py", "from streamlit import cache_resource"),
        ("app/main.py", "import core\nimport streamlit"),
        ("app/train/form.py", "from app.charts import base\nfrom app.train import overlay"),
        ("pages/train.py", "from app.train import form\nfrom core.workflows.train import train"),
        ("benchmarks/speed/x.py", "import keras\nimport mlflow\nimport threading"),
        ("benchmarks/speed/x.py", "from tools.browser import chromium"),
        ("tests/pages/test_train.py", "from core.workflows.train.train import train_model"),
        ("core/training/search/study.py", "study.tell(1)"),
        ("core/text.py", 'f"{share:.1%}"'),
        ("core/data/idx.py", 'f"{n:,}, {loss:.3f}"'),
    ],
)
def test_allowed_code_is_not_reported(path: str, source: str) -> None:
    assert violations(path, source) == []
