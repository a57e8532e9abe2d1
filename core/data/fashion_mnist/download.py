"""Stream a file from a URL, and describe a failure in a few words."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator

_CHUNK = 1 << 18  # bytes
FAILURES = (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError)


def stream(url: str, timeout: float) -> Iterator[bytes]:
    """Yield the body of `url` in chunks; `timeout` (seconds) is for connecting and for each read.

    Raises one of FAILURES.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "fitting-room"})
    with urllib.request.urlopen(request, timeout=timeout) as response:
        while chunk := response.read(_CHUNK):
            yield chunk


def reason(error: BaseException) -> str:
    """Describe a failure in a few words: 'HTTP 404', 'timed out', 'Connection refused'."""
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "timed out"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return str(cause) or type(cause).__name__
