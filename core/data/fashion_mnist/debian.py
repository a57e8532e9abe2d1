"""Debian's package of the dataset: where its files are, and how root installs it."""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGE = "dataset-fashion-mnist"
FOLDER = Path("/usr/share/datasets/fashion-mnist")
_VERSION_FILE = Path("/etc/debian_version")
_PATIENCE = 300.0  # seconds for one call of apt-get
_SETTINGS = ("DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8")
# Without a network this should fail in seconds: apt-get retries for minutes by default.
_HASTE = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10")


def install(apt_get: str = "apt-get") -> str:
    """Install the package as root; return "" on success, otherwise the reason in a few words."""
    if not _VERSION_FILE.exists() or shutil.which(apt_get) is None:
        return "this is not a Debian system"
    if os.geteuid() != 0:
        return "only root can install packages"
    _call(apt_get, "update")  # may fail for an irrelevant source; the installation shows
    return _call(apt_get, "install", "-y", "--no-install-recommends", PACKAGE)


def _call(apt_get: str, *arguments: str) -> str:
    command = ["env", *_SETTINGS, apt_get, *_HASTE, *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"apt-get {arguments[0]} took longer than {_PATIENCE:g} seconds"
    if done.returncode == 0:
        return ""
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"apt-get {arguments[0]} ended with {done.returncode}"
