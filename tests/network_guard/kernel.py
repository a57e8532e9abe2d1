"""Trace a program's system calls: its use of the network and the files it creates.

A guard in Python sees Python's own sockets only; native libraries bypass it.
"""

import os
import re
import shutil
import subprocess
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import pytest

NETWORK = "connect,sendto,sendmsg,sendmmsg"
FILES = "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
# How strace prints a remote address, and the calls that create a path.
ADDRESS = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
MADE = re.compile(r"O_CREAT|^\d+\s+(?:creat|mkdir|rename|link|symlink)")
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
ALWAYS = ("/dev/", "/proc/")


@cache
def why_unavailable() -> str:
    """Return why strace cannot be used on this machine; "" if it can."""
    if shutil.which("strace") is None:
        return "strace is not installed on this machine"
    tried = subprocess.run([*watched(Path(os.devnull)), "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"strace is not permitted here: {tried.stderr.strip()}"


def require() -> None:
    """Skip the test where strace is unavailable; fail if REQUIRE_STRACE is set."""
    if why := why_unavailable():
        (pytest.fail if os.environ.get("REQUIRE_STRACE") else pytest.skip)(why)


def watched(log: Path) -> list[str]:
    """Return the prefix of a command that traces it and its children into `log`."""
    calls = f"trace={NETWORK},{FILES}"
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", calls, "-o", str(log)]


def leaving(log: Path) -> list[str]:
    """Return the calls that addressed another computer."""
    return [
        line
        for line in lines(log, NETWORK)
        for address in ADDRESS.findall(line)
        if not ip_address(address).is_loopback and not ip_address(address).is_unspecified
    ]


def made_outside(log: Path, *allowed: Path) -> list[str]:
    """Return the calls that created a file or folder outside the allowed folders."""
    roots = (*ALWAYS, *(f"{folder}/" for folder in allowed))
    return [
        line
        for line in lines(log, FILES)
        if MADE.search(line)
        for path in PATH.findall(line)[-1:]
        if path.startswith("/") and not f"{path}/".startswith(roots)
    ]


def lines(log: Path, calls: str) -> list[str]:
    """Return the calls of these kinds, including failed ones."""
    begins = re.compile(rf"^\d+\s+(?:{'|'.join(calls.split(','))})\(")
    return [line for line in log.read_text(errors="replace").splitlines() if begins.match(line)]
