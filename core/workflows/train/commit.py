"""The commit of the running code."""

import subprocess

from core.settings import REPOSITORY


def current_commit() -> str:
    """Return the short commit hash, with a plus sign if files differ from it; or "unknown"."""
    try:
        changed = _git("status", "--porcelain", "--untracked-files=no")
        return _git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def _git(*words: str) -> str:
    # Only our own repository: a copy inside another project must not name that project's commit.
    # Without optional locks: reading the status must not write to the repository.
    here = [f"--git-dir={REPOSITORY / '.git'}", f"--work-tree={REPOSITORY}"]
    command = ["git", "--no-optional-locks", *here, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()
