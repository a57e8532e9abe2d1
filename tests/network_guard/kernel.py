"""Watch a program from the kernel: what it asks of the network and which files it makes.

A guard in Python sees Python's own sockets; a native library calls the kernel past it.
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
# What a line of strace says of an address on the other side, or of a path that is made.
ADDRESS = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
MADE = re.compile(r"(?:O_CREAT|creat\(|mkdir|rename|link)")
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
ALWAYS = ("/dev/", "/proc/")


@cache
def trouble() -> str:
    """Say why nothing can be watched on this machine; empty where it can."""
    if shutil.which("strace") is None:
        return "there is no strace on this machine to watch the kernel with"
    tried = subprocess.run([*watched(Path(os.devnull)), "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"strace may not watch here: {tried.stderr.strip()}"


def require() -> None:
    """Skip where the kernel cannot be watched; fail where it has to be."""
    if why := trouble():
        (pytest.fail if os.environ.get("REQUIRE_STRACE") else pytest.skip)(why)


def watched(log: Path) -> list[str]:
    """Return what goes before a command so that it and its children are watched into `log`."""
    calls = f"trace={NETWORK},{FILES}"
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", calls, "-o", str(log)]


def leaving(log: Path) -> list[str]:
    """Return the calls that named a computer other than this one."""
    return [
        line
        for line in lines(log, NETWORK)
        for address in ADDRESS.findall(line)
        if not ip_address(address).is_loopback and not ip_address(address).is_unspecified
    ]


def made_outside(log: Path, *allowed: Path) -> list[str]:
    """Return the calls that made a file or folder anywhere but below the allowed folders."""
    roots = (*ALWAYS, *(f"{folder}/" for folder in allowed))
    return [
        line
        for line in lines(log, FILES)
        if MADE.search(line)
        for path in PATH.findall(line)[-1:]
        if path.startswith("/") and not f"{path}/".startswith(roots)
    ]


def lines(log: Path, calls: str) -> list[str]:
    """Return the begun calls of some kinds; failed ones too, for they were tried."""
    begins = re.compile(rf"^\d+\s+(?:{'|'.join(calls.split(','))})\(")
    return [line for line in log.read_text(errors="replace").splitlines() if begins.match(line)]
