"""Refuse and log every attempt of a Python process to connect to another computer.

Python imports a module of this name at startup if its folder is on PYTHONPATH, so children of a
guarded process are guarded too. An audit hook sees every socket, however it was created.
"""

import ipaddress
import os
import sys

NOTES = os.environ.get("NETWORK_GUARD_NOTES", "")
# Each audit event, and the index of the argument that names the remote host.
EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
}


def watch(event: str, arguments: tuple) -> None:
    if event not in EVENTS:
        return
    target = arguments[EVENTS[event]]
    host = target[0] if isinstance(target, tuple) else target
    if is_local(host, event):
        return
    with open(NOTES, "a") as notes:  # noqa: PTH123 (pathlib is not loaded yet in every process)
        notes.write(f"{event} {target!r} in {' '.join(sys.orig_argv[:6])!r}\n")
    raise PermissionError(f"the network is closed in this test: {event} {target!r}")


def is_local(host: object, event: str) -> bool:
    """Return whether a host is this computer: loopback, any-address, or a socket file."""
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not isinstance(host, str) or host in ("", "localhost", "localhost.localdomain"):
        return True
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        # Not an address: the path of a socket file, or else a host name to resolve.
        return event in ("socket.connect", "socket.sendto", "socket.sendmsg") and "/" in host
    return address.is_loopback or address.is_unspecified


if NOTES:
    sys.addaudithook(watch)
