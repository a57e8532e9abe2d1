"""Compile the dependencies of pyproject.toml into three lock files with hashes.

requirements.txt is for development, requirements-run.txt is the part of it that running needs, and
requirements-gpu.txt is what a GPU needs in addition. Versions already locked are kept; `--upgrade`
and `--upgrade-package NAME` are passed to uv.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

UV = "uv==0.13.9"
LOCK = Path("requirements.txt")
RUN_LOCK = Path("requirements-run.txt")
GPU_LOCK = Path("requirements-gpu.txt")
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
OPTIONS += ["--custom-compile-command", "make lock"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, UV]
        subprocess.run(pip, check=True)
        uv = str(Path(folder) / "bin" / "uv")
        compile_lock(uv, LOCK, "--group", "dev", *sys.argv[1:])
        shutil.copy(LOCK, RUN_LOCK)  # uv keeps the versions in its output file
        compile_lock(uv, RUN_LOCK)
        with_gpu = Path(folder) / "with-gpu.txt"
        shutil.copy(LOCK, with_gpu)
        compile_lock(uv, with_gpu, "--extra", "gpu", "--no-header", "--no-annotate")
        GPU_LOCK.write_text(without(names(LOCK.read_text()), with_gpu.read_text()))
    return 0


def compile_lock(uv: str, into: Path, *options: str) -> None:
    command = [uv, "pip", "compile", "pyproject.toml", *OPTIONS, *options]
    subprocess.run([*command, "--output-file", str(into)], check=True)


def names(lock: str) -> set[str]:
    return {line.split("==")[0] for line in lock.splitlines() if "==" in line and line[0].isalnum()}


def without(known: set[str], lock: str) -> str:
    """Return the entries of `lock` whose package is not in `known`, each with its hashes."""
    lines = ["# Made by `make lock` from pyproject.toml; installed beside requirements.txt."]
    new = True
    for line in lock.splitlines():
        if line and line[0].isalnum():
            new = line.split("==")[0].split("[")[0] not in known
        if new:
            lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
