"""Find a Chromium for the browser tests; with --install, get one where none is found.

Order: $CHROMIUM, a Chromium or Chrome of the system, the one that Playwright keeps. To install:
Debian's package as root, else Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = (
    "No Chromium was found and none could be installed: install Chromium or Chrome, "
    "or name one: CHROMIUM=/path/to/chromium make test"
)


def main() -> int:
    if browser() or ("--install" in sys.argv and install()):
        return 0
    print(ADVICE, file=sys.stderr)
    # Without a browser the other tests are still worth running, unless it is required.
    return 1 if os.environ.get("REQUIRE_BROWSER") else 0


def browser() -> str:
    """The path of a browser that exists, or an empty string."""
    named = os.environ.get("CHROMIUM", "")
    candidates = [named] if named else [*NAMES, *MAC_APPLICATIONS]
    found = (shutil.which(candidate) for candidate in candidates)
    return next((path for path in found if path), "") or ("" if named else playwrights_own())


def playwrights_own() -> str:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return ""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def install() -> bool:
    """Install a browser; False where no way worked."""
    begun = time.monotonic()
    print("Getting a Chromium for the browser tests: about half a minute.", flush=True)
    as_root_on_debian = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    ways = ([debians_package] if as_root_on_debian else []) + [playwrights_download]
    got = any(way() and browser() for way in ways)
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
