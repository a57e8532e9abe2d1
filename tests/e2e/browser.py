"""A real Chromium, and a recorder of its console errors and the computers it contacts."""

import os
import re
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tools import browser

Screen = Literal["wide", "phone"]
Theme = Literal["light", "dark"]

SCREENS: dict[Screen, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
        # Streamlit recognises a phone by its user agent, and then collapses the navigation.
        "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0.0.0 Mobile Safari/537",
    },
}
HERE = ("127.0.0.1", "localhost")


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; without one skip the test, or fail if REQUIRE_BROWSER is set."""
    try:
        return browser.launch(playwright)
    except browser.NoBrowser as error:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(str(error))


# When opened at the URL of a page, Streamlit first looks for its server below it: harmless.
LOOK_UP = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
# A picture that was replaced before a busy browser fetched it: harmless.
REPLACED = re.compile(r"/media/[0-9a-f]{16,}\.")


@dataclass
class Watch:
    """The console errors of one test's pages, and the other computers that they contacted."""

    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", self.on_request)
        context.on("page", lambda page: page.on("websocket", lambda ws: self.on_connection(ws.url)))

    def on_console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        harmless = LOOK_UP.search(where) or REPLACED.search(f"{where} {message.text}")
        if message.type == "error" and not harmless:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def on_request(self, request: Request) -> None:
        self.on_connection(request.url)

    def on_connection(self, url: str) -> None:
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
