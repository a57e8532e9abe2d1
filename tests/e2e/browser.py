"""A real Chromium, and a watch on what its pages complain of and whom they ask."""

import os
import re
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tools.app_server import BROWSER_FLAGS
from tools.browser import ADVICE, browser

Screen = Literal["wide", "phone"]
Theme = Literal["light", "dark"]

SCREENS: dict[Screen, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
        # By its name alone Streamlit knows a phone, and closes the navigation over the page.
        "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0.0.0 Mobile Safari/537",
    },
}
HERE = ("127.0.0.1", "localhost")


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; without one the test is skipped, or fails where a browser is required."""
    path = browser()
    if not path:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    return playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)


# Opened at a page's own address, Streamlit looks for its server beside the page first: harmless.
LOOK_UP = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
# A picture that was replaced before a busy browser came to fetch it; the next one is on its way.
REPLACED = re.compile(r"/media/[0-9a-f]{16,}\.")


@dataclass
class Watch:
    """What the pages of one test complained of, and which other computers they asked."""

    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self.heard)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", self.asked)
        context.on("page", lambda page: page.on("websocket", lambda ws: self.opened(ws.url)))

    def heard(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        harmless = LOOK_UP.search(where) or REPLACED.search(f"{where} {message.text}")
        if message.type == "error" and not harmless:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def asked(self, request: Request) -> None:
        self.opened(request.url)

    def opened(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HERE:
            self.left.append(url)


def open_context(chromium: Browser, screen: Screen, theme: Theme, address: str) -> BrowserContext:
    context = chromium.new_context(
        **SCREENS[screen], color_scheme=theme, base_url=address, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    return context


def screenshot(page: Page, name: str) -> None:
    page.screenshot(path=f"test-results/{name}.png", full_page=True)
