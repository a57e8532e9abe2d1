"""A file's name as text: it may hold bytes that are no letters in any alphabet."""


def readable(name: str) -> str:
    """Return a name that can be shown; what is no letter becomes a question mark."""
    return name.encode("utf-8", "replace").decode()
