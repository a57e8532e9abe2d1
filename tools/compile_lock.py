"""Compile requirements.in into requirements.txt, and what a GPU needs on top of it.

Versions already locked are kept; `--upgrade` and `--upgrade-package NAME` are handed on to uv.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

UV = "uv==0.13.9"
LOCK = Path("requirements.txt")
GPU_LOCK = Path("requirements-gpu.txt")
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
HEADER = ["--custom-compile-command", "make lock"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, UV]
        subprocess.run(pip, check=True)
        compile_ = [str(Path(folder) / "bin" / "uv"), "pip", "compile", *OPTIONS]
        keep = [*HEADER, "--output-file", str(LOCK)]
        subprocess.run([*compile_, "requirements.in", *keep, *sys.argv[1:]], check=True)
        whole = Path(folder) / "with-gpu.txt"
        on_top = ["--constraints", str(LOCK), "--no-header", "--no-annotate"]
        output = ["--output-file", str(whole)]
        subprocess.run([*compile_, "requirements-gpu.in", *on_top, *output], check=True)
        GPU_LOCK.write_text(without(names(LOCK.read_text()), whole.read_text()))
    return 0


def names(lock: str) -> set[str]:
    return {line.split("==")[0] for line in lock.splitlines() if "==" in line and line[0].isalnum()}


def without(known: set[str], lock: str) -> str:
    """The entries of `lock` whose package is not in `known`, each with its hashes."""
    lines = ["# Made by `make lock` from requirements-gpu.in; installed beside requirements.txt."]
    kept = True
    for line in lock.splitlines():
        if line and line[0].isalnum():
            kept = line.split("==")[0].split("[")[0] not in known
        if kept:
            lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
