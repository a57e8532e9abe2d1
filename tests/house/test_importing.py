"""Importing core has no side effects and is cheap; all packages work in one process."""

import os
import subprocess
import sys
from pathlib import Path

from core.settings import REPOSITORY as ROOT

PACKAGES = (
    "streamlit tensorflow numpy pandas sklearn mlflow shap lime "
    "lime.lime_image altair evidently PIL pytest playwright onnxruntime cv2 typer"
)
HEAVY = "tensorflow keras mlflow sklearn shap lime evidently"

# On import, the canvas registers itself with a running Streamlit.
IMPORT_ALL_PACKAGES = """
import importlib, sys
from streamlit.testing.v1 import AppTest
for name in sys.argv[1].split():
    importlib.import_module(name)
canvas = AppTest.from_string("import streamlit_drawable_canvas", default_timeout=30).run()
print([error.message for error in canvas.exception])
"""

IMPORT_ALL_OF_CORE = """
import importlib, os, pkgutil, sys, threading
import core
before = set(os.listdir(os.environ["FITTING_ROOM_HOME"]))
for module in pkgutil.walk_packages(core.__path__, "core."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
after = set(os.listdir(os.environ["FITTING_ROOM_HOME"]))
print("written:", sorted(after - before))
print("threads:", [t.name for t in threading.enumerate() if t is not threading.main_thread()])
print("heavy:", sorted(set(sys.argv[1].split()) & set(sys.modules)))
print("streamlit:", "streamlit" in sys.modules)
"""


def run_python(code: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_packages_import_together_in_one_process() -> None:
    assert run_python(IMPORT_ALL_PACKAGES, PACKAGES).splitlines()[-1] == "[]"


def test_importing_core_has_no_side_effects_and_imports_no_heavy_package(home: Path) -> None:
    printed = run_python(IMPORT_ALL_OF_CORE, HEAVY, FITTING_ROOM_HOME=str(home))
    assert printed.splitlines() == ["written: []", "threads: []", "heavy: []", "streamlit: False"]
