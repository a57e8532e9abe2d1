"""Files and folders that operating systems, NAS devices and tools add beside pictures."""

from pathlib import PurePosixPath

FILES = ("thumbs.db", "desktop.ini")
FOLDERS = ("__macosx", "@eadir", "$recycle.bin", "system volume information")


def added_by_system(name: str) -> bool:
    """Return whether a path, or a folder in it, is hidden or of the system's own."""
    parts = [part.lower() for part in PurePosixPath(name.replace("\\", "/")).parts]
    hidden = any(part.startswith(".") and part != ".." for part in parts)
    return hidden or any(part in FOLDERS for part in parts) or (bool(parts) and parts[-1] in FILES)
