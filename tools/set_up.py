"""Create .venv and install the lock files into it, unless that is done already.

Make runs this with the Python for the environment. Pip uses the user's configuration (mirrors,
proxies, certificates), and checks the hash of every file.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

ENVIRONMENT = Path(".venv")
PYTHON = ENVIRONMENT / "bin" / "python"
INSTALLED = ENVIRONMENT / "installed.txt"
INSTALLING = ENVIRONMENT / "installing.txt"


def main() -> int:
    locks = [Path("requirements.txt")]
    if os.environ.get("GPU"):
        locks.append(Path("requirements-gpu.txt"))
    expected = fingerprint(locks)
    if INSTALLED.is_file() and INSTALLED.read_text() == expected:
        return 0
    if reason := unsupported(platform.system(), platform.machine(), sys.version_info[:2]):
        print(reason, file=sys.stderr)
        return 1
    return make_environment() or install(locks, expected)


def fingerprint(locks: list[Path]) -> str:
    """Return Python's version and the hash of each lock file, one per line."""
    lines = [f"python {sys.version_info[0]}.{sys.version_info[1]}"]
    lines += [f"{lock} {hashlib.sha256(lock.read_bytes()).hexdigest()}" for lock in locks]
    return "\n".join(lines) + "\n"


def unsupported(system: str, machine: str, python: tuple[int, ...]) -> str:
    """Return a message if there are no packages for this machine, else an empty string."""
    if system not in ("Linux", "Darwin"):
        return (
            f"Fitting Room runs on Linux and macOS, not on {system}; "
            "on Windows use WSL 2 or the Docker image."
        )
    if (system, machine) == ("Darwin", "x86_64") and python >= (3, 13):
        return (
            "TensorFlow for Intel Macs ends at Python 3.12: "
            "install 3.11 or 3.12, or choose it: make run PYTHON=python3.12"
        )
    return ""


def make_environment() -> int:
    """Create .venv; recreate it if it has another Python or an install was killed."""
    if PYTHON.exists() and not INSTALLING.exists() and same_python():
        return 0
    begun = time.monotonic()
    if ENVIRONMENT.exists():
        print("Recreating .venv: the old one is incomplete or has another Python.", flush=True)
        shutil.rmtree(ENVIRONMENT)
    made = subprocess.run(
        [base_python(), "-m", "venv", str(ENVIRONMENT)], capture_output=True, text=True
    )
    if made.returncode:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        print(made.stdout + made.stderr, file=sys.stderr)
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        print(
            f"Python {version} could not create .venv. On Debian and Ubuntu its venv module is a "
            f"separate package: sudo apt install python{version}-venv",
            file=sys.stderr,
        )
        return 1
    print(f"Created .venv with Python {platform.python_version()} ({took(begun)}).", flush=True)
    return 0


def same_python() -> bool:
    """Return whether the interpreter of .venv starts and has this one's version."""
    code = "import sys; print(*sys.version_info[:2])"
    printed = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True)
    return printed.stdout.split() == [str(part) for part in sys.version_info[:2]]


def base_python() -> str:
    """Return the interpreter outside any environment, since .venv may be about to be removed."""
    return str(getattr(sys, "_base_executable", sys.executable))


def install(locks: list[Path], expected: str) -> int:
    begun = time.monotonic()
    print("Installing the locked packages: two to five minutes the first time.", flush=True)
    # This file stays if the install is killed; .venv is then recreated, as packages may be partial.
    INSTALLING.write_text("pip is running, or was killed\n")
    if status := run_pip(locks):
        INSTALLING.unlink()
        return status
    compile_packages()
    INSTALLING.unlink()
    INSTALLED.write_text(expected)
    print(f"Packages installed ({took(begun)}).", flush=True)
    return 0


def run_pip(locks: list[Path]) -> int:
    """Install the lock files and show progress; on failure show pip's last lines."""
    total = sum(applicable(line) for lock in locks for line in lock.read_text().splitlines())
    last: deque[str] = deque(maxlen=15)
    here = 0
    command = pip_command(locks)
    with subprocess.Popen(command, env=pip_environment(), **PIPED) as pip:
        for line in pip.stdout or ():
            last.append(line)
            if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
                here += 1
                report(here, total)
            elif line.startswith("Installing collected packages"):
                print("  unpacking", flush=True)
    if pip.returncode:
        print("".join(last), file=sys.stderr)
        print(
            "The packages could not be installed: pip's last lines above say why. Once that is "
            "fixed, the next run continues from here.",
            file=sys.stderr,
        )
    return pip.returncode


PIPED: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def applicable(line: str) -> bool:
    """Return whether a line of a lock file requires a package on this platform, roughly."""
    if "==" not in line or not line[0].isalnum():
        return False
    return f"sys_platform == '{sys.platform}'" in line or "sys_platform" not in line


def report(here: int, total: int) -> None:
    step = max(1, total // 5)
    if here % step == 0:
        print(f"  {here} of about {total} packages fetched", flush=True)


def pip_command(locks: list[Path]) -> list[str]:
    # The lock files are complete; without --no-deps, older pip fails on extras in hash mode.
    options = ["--no-deps", "--require-hashes", "--no-compile", "--progress-bar", "off"]
    files = [part for lock in locks for part in ("-r", str(lock))]
    return [str(PYTHON), "-m", "pip", "install", *options, *files]


def compile_packages() -> None:
    """Compile to bytecode on all cores (pip uses one). Some files are not Python 3 and fail."""
    print("  compiling", flush=True)
    command = [str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(ENVIRONMENT / "lib")]
    subprocess.run(command, check=False)


def pip_environment() -> dict[str, str]:
    return {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def took(begun: float) -> str:
    return f"{time.monotonic() - begun:.0f} s"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped; the next run continues.")
