"""Let no other website frame the app, call it, or be called by it.

Streamlit accepts any page of this computer, whatever its port, and sends no security headers.
"""

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1
# What Streamlit's own pages need, and no more: styles and components are made in the browser.
CONTENT_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob: {own_scripts}",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class OwnOriginOnly:
    """ASGI middleware: refuse what another origin's page sends, add headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = HEADERS | {"Content-Security-Policy": content_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif is_foreign(Headers(scope=scope), scope["scheme"]):
            await _refusal(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, self._with_headers(send))

    def _with_headers(self, send: Send) -> Send:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        return with_headers


def content_policy() -> str:
    policy = "; ".join(f"{name} {what}" for name, what in CONTENT_POLICY.items())
    return policy.format(own_scripts=" ".join(_hashes_of_inline_scripts()))


def _hashes_of_inline_scripts() -> list[str]:
    """Return what the policy calls the scripts that are part of Streamlit's only HTML page."""
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    hashes = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes]


def is_foreign(headers: Headers, scheme: str) -> bool:
    """Return whether a page of another origin asks: another scheme, name, or port.

    A program, which is no page, names no origin. The name that it was asked by is as good as our
    own: Streamlit refuses the others (`server.allowedHosts`).
    """
    origin = headers.get("origin")
    secure = scheme in ("https", "wss")
    own = f"{'https' if secure else 'http'}://{headers.get('host', '')}"
    return origin is not None and origin != own


def _refusal(scope: Scope) -> ASGIApp:
    if scope["type"] == "websocket":
        return WebSocketClose(POLICY_VIOLATION)
    return PlainTextResponse("Only the app's own pages may ask this.", 403)
