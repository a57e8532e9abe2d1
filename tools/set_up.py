"""Make .venv and install the lock into it; do nothing where that is already done.

Run by make with the Python that the environment shall have. Pip is used as the person configured
it (mirrors, proxies, certificates), and checks the hash of every file.
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
    wanted = fingerprint(locks)
    if INSTALLED.is_file() and INSTALLED.read_text() == wanted:
        return 0
    if reason := unsupported(platform.system(), platform.machine(), sys.version_info[:2]):
        print(reason, file=sys.stderr)
        return 1
    return make_environment() or install(locks, wanted)


def fingerprint(locks: list[Path]) -> str:
    """Python's version and the hash of each lock, one a line: what the environment was made of."""
    lines = [f"python {sys.version_info[0]}.{sys.version_info[1]}"]
    lines += [f"{lock} {hashlib.sha256(lock.read_bytes()).hexdigest()}" for lock in locks]
    return "\n".join(lines) + "\n"


def unsupported(system: str, machine: str, python: tuple[int, ...]) -> str:
    """A sentence where no packages exist for this machine, else an empty string."""
    if system not in ("Linux", "Darwin"):
        return (
            f"Fitting Room runs on Linux and macOS, not on {system}; "
            "on Windows use WSL 2 or the Docker image."
        )
    if (system, machine) == ("Darwin", "x86_64") and python >= (3, 13):
        return (
            "TensorFlow for Intel Macs ends at Python 3.12: "
            "install 3.11 or 3.12, or name it: make run PYTHON=python3.12"
        )
    return ""


def make_environment() -> int:
    """Create .venv, anew where it is of another Python or a killed install left it half filled."""
    if PYTHON.exists() and not INSTALLING.exists() and same_python():
        return 0
    begun = time.monotonic()
    if ENVIRONMENT.exists():
        print("Making .venv anew: the old one is unfinished or of another Python.", flush=True)
        shutil.rmtree(ENVIRONMENT)
    made = subprocess.run(
        [base_python(), "-m", "venv", str(ENVIRONMENT)], capture_output=True, text=True
    )
    if made.returncode:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        print(made.stdout + made.stderr, file=sys.stderr)
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        print(
            f"Python {version} could not make .venv. On Debian and Ubuntu its venv module is a "
            f"package of its own: sudo apt install python{version}-venv",
            file=sys.stderr,
        )
        return 1
    print(f"Made .venv with Python {platform.python_version()} ({took(begun)}).", flush=True)
    return 0


def same_python() -> bool:
    """Tell whether the interpreter of .venv starts and has this one's version."""
    code = "import sys; print(*sys.version_info[:2])"
    asked = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True)
    return asked.stdout.split() == [str(part) for part in sys.version_info[:2]]


def base_python() -> str:
    """The interpreter outside of any environment: .venv may be about to be removed."""
    return str(getattr(sys, "_base_executable", sys.executable))


def install(locks: list[Path], wanted: str) -> int:
    begun = time.monotonic()
    print("Installing the packages of the lock: two to five minutes the first time.", flush=True)
    # The note stays if this is killed: packages may then be half unpacked, and .venv is made anew.
    INSTALLING.write_text("pip is at work, or was killed\n")
    if status := run_pip(locks):
        INSTALLING.unlink()
        return status
    compile_packages()
    INSTALLING.unlink()
    INSTALLED.write_text(wanted)
    print(f"Packages installed ({took(begun)}).", flush=True)
    return 0


def run_pip(locks: list[Path]) -> int:
    """Install the locks and show how far it is; on failure show the last of what pip said."""
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
            "The packages could not be installed: pip's last lines above say why. With that "
            "mended, the next run goes on from here.",
            file=sys.stderr,
        )
    return pip.returncode


PIPED: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def applicable(line: str) -> bool:
    """Tell roughly whether a line of a lock asks for a package on this kind of machine."""
    if "==" not in line or not line[0].isalnum():
        return False
    return f"sys_platform == '{sys.platform}'" in line or "sys_platform" not in line


def report(here: int, total: int) -> None:
    step = max(1, total // 5)
    if here % step == 0:
        print(f"  {here} of about {total} packages fetched", flush=True)


def pip_command(locks: list[Path]) -> list[str]:
    # The lock is complete; without --no-deps, older pip stumbles over extras in hash mode.
    options = ["--no-deps", "--require-hashes", "--no-compile", "--progress-bar", "off"]
    files = [part for lock in locks for part in ("-r", str(lock))]
    return [str(PYTHON), "-m", "pip", "install", *options, *files]


def compile_packages() -> None:
    """Compile to bytecode on all cores, which pip would do on one. Some files are no Python 3."""
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
        sys.exit("Stopped; the next run takes it up again.")
