"""Find and start a Chromium; run as a script with --install, install one if none is found.

Order: $CHROMIUM, the system's Chromium or Chrome, the one downloaded by Playwright. Installs
Debian's package as root, else Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# The address bar's list of suggestions is a web page of its own, loaded with every window: a fourth
# of the processor time of opening a page. The flag replaces Playwright's, hence the others.
UNUSED = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("AimEnabled", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "Translate"),
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    f"--disable-features={','.join(UNUSED)}",
    # Only names of this computer are resolved, whatever a page requests.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
ADVICE = (
    "No Chromium was found and none could be installed: install Chromium or Chrome, "
    "or give its path: CHROMIUM=/path/to/chromium make test"
)


class NoBrowser(Exception):
    """No Chromium was found; the message says how to get one."""


def main() -> int:
    if browser() or ("--install" in sys.argv and install()):
        return 0
    print(ADVICE, file=sys.stderr)
    # Without a browser the other tests can still run, unless it is required.
    return 1 if os.environ.get("REQUIRE_BROWSER") else 0


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium and close it at the end. Raises NoBrowser if there is none."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


def launch(playwright: Playwright) -> Browser:
    """Start a Chromium. Raises NoBrowser if there is none."""
    path = browser(playwright)
    if not path:
        raise NoBrowser(ADVICE)
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def browser(playwright: Playwright | None = None) -> str:
    """Return the path of an existing browser, or an empty string."""
    named = os.environ.get("CHROMIUM", "")
    candidates = [named] if named else [*NAMES, *MAC_APPLICATIONS]
    found = (shutil.which(candidate) for candidate in candidates)
    path = next((path for path in found if path), "")
    return path if path or named else playwrights_own(playwright)


def playwrights_own(playwright: Playwright | None = None) -> str:
    """Return the path of Playwright's Chromium, or an empty string.

    Pass a running `playwright`, if any: two cannot run at once.
    """
    if playwright is None:
        with sync_playwright() as own:
            return playwrights_own(own)
    path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def install() -> bool:
    """Install a browser; return False if no method worked."""
    begun = time.monotonic()
    print("Getting a Chromium for the browser tests: about half a minute.", flush=True)
    as_root_on_debian = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    methods = ([debians_package] if as_root_on_debian else []) + [playwrights_download]
    got = any(method() and browser() for method in methods)
    if got:
        print(f"Browser ready ({time.monotonic() - begun:.0f} s): {browser()}", flush=True)
    return got


def debians_package() -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt, "install", "-y", "--no-install-recommends", "chromium"]
    return all(
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0
        for command in ([*apt, "update"], install)
    )


def playwrights_download() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
