"""Keras is imported without what nothing here uses, and nobody else misses it."""

import subprocess
import sys

IMPORT = """
import importlib, sys, threading
from core.training.import_keras import UNUSED, import_keras

elsewhere = threading.Thread(target=lambda: importlib.import_module("sklearn.metrics"))
if "{meanwhile}":
    elsewhere.start()
import_keras()
if "{meanwhile}":
    elsewhere.join()
print(sorted(set(UNUSED) & set(sys.modules)))
for name in UNUSED:
    importlib.import_module(name)
assert not [one for one in sys.meta_path if getattr(one, "__name__", "") == "_Hiding"]
"""


def imported(meanwhile: str) -> str:
    code = IMPORT.format(meanwhile=meanwhile)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Exception in thread" not in done.stderr
    return done.stdout.strip()


def test_keras_is_imported_without_two_packages_which_can_be_imported_later() -> None:
    assert imported(meanwhile="") == "[]"


def test_another_thread_can_import_them_meanwhile() -> None:
    assert imported(meanwhile="yes") == "['sklearn']"
