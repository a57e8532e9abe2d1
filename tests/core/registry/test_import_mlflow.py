"""MLflow is imported whole, also when two threads need it at once."""

import ast
import subprocess
import sys
from collections.abc import Iterator

from core.settings import REPOSITORY

# The first thread pauses in the middle of importing MLflow, until the second has begun, too.
TWO_THREADS = """
import sys, threading
from pathlib import Path
import core
from core.registry.mlmodel import pictures
from core.registry.store import Store
from core.settings import Settings

halfway, errors = threading.Event(), []

class Pause:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith("mlflow.") and not halfway.is_set():
            halfway.set()
            other.join(2)

def attempt(act):
    try:
        act()
    except BaseException as error:
        errors.append(repr(error))

def second():
    halfway.wait()
    attempt(Store(Settings(home=Path(sys.argv[1]))).prepare)

sys.meta_path.insert(0, Pause)
other = threading.Thread(target=second)
other.start()
attempt(pictures)
other.join()
print(errors)
"""


def test_two_threads_that_need_mlflow_at_once_both_get_all_of_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    command = [sys.executable, "-c", TWO_THREADS, str(tmp_path / "home")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stdout + done.stderr


def test_no_function_imports_from_mlflow_without_asking_for_all_of_it_first() -> None:
    found = [
        f"{path.name}, {function.name}"
        for path in sorted((REPOSITORY / "core" / "registry").glob("*.py"))
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef) and function.name != "_import"
        if (places := list(lines_that_import(function))) and not asks_before(function, min(places))
    ]
    assert found == []


def lines_that_import(function: ast.FunctionDef) -> Iterator[int]:
    for node in ast.walk(function):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        else:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(name.split(".")[0] == "mlflow" for name in names):
            yield node.lineno


def asks_before(function: ast.FunctionDef, line: int) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node) == "import_mlflow()" and node.lineno < line
        for node in ast.walk(function)
    )
