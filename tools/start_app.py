"""Start the app on localhost; print one sentence if its port is in use.

With --check, only check the port, so that nobody waits for an installation first.
"""

import os
import socket
import sys
import urllib.request

HOST = "127.0.0.1"
APP = "app/main.py"
SERVED = "app/serve.py"  # APP, with what keeps other websites away from it


def main() -> int:
    port = os.environ.get("PORT") or "8501"
    if problem := problem_with(port):
        print(problem, file=sys.stderr)
        return 1
    if "--check" not in sys.argv:
        print(f"Starting the app on http://{HOST}:{port} (Ctrl+C stops it).", flush=True)
        os.execv(sys.executable, streamlit_command(port))
    return 0


def problem_with(port: str) -> str:
    """Return a message if the app cannot listen on `port`, else an empty string."""
    if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):
        return f"PORT={port} is not a port: give a number from 1 to 65535, such as PORT=8502."
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, int(port)))
    except PermissionError:
        return f"Port {port} is reserved for the system: choose another, such as PORT=8502."
    except OSError:
        return in_use(port)
    return ""


def in_use(port: str) -> str:
    other = int(port) + 1 if int(port) < 65535 else 8501
    advice = f"stop the program that uses it, or choose another port: make run PORT={other}"
    if answers_as_streamlit(port):
        address = f"http://{HOST}:{port}"
        return f"Port {port} is in use, perhaps by Fitting Room itself: open {address}, {advice}"
    return f"Port {port} is in use: {advice}"


def answers_as_streamlit(port: str) -> bool:
    # Bypass any configured proxy for requests to this computer.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.read(16) == b"ok")
    except (OSError, ValueError):
        return False


def streamlit_command(port: str, script: str = SERVED) -> list[str]:
    """Return the command; `python -m` puts the repository on the path, `streamlit run` does not."""
    options = ["--server.address", HOST, "--server.port", port]
    return [sys.executable, "-m", "streamlit", "run", script, *options]


if __name__ == "__main__":
    sys.exit(main())
