"""Nothing reports home: what the libraries beneath read from the environment at their import.

`core/__init__.py` calls this before any of them can be imported; the Makefile and the image say the
same, for what starts without `core`.
"""

from collections.abc import MutableMapping
from pathlib import Path

NO_TELEMETRY = {
    # ONNX Runtime 1.29 and later, from C++: only this, and only before the import, stops it.
    "ORT_DISABLE_TELEMETRY": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "ITERATIVE_DO_NOT_TRACK": "1",  # Evidently
    "DO_NOT_TRACK": "1",  # consoledonottrack.com
}
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "GIT_PYTHON_REFRESH": "quiet"}
# Files that libraries would otherwise write into the user's own folders: variable, folder.
CACHES = {"KERAS_HOME": "keras", "MPLCONFIGDIR": "matplotlib"}


def keep_private(environment: MutableMapping[str, str], cache: Path) -> None:
    """Switch every report off, whatever the user's environment says, and name a cache folder.

    Nothing is made on disk here. A cache folder that the user has named is respected.
    """
    environment.update(NO_TELEMETRY)
    for name, value in QUIET.items():
        environment.setdefault(name, value)
    for name, folder in CACHES.items():
        environment.setdefault(name, str(cache / folder))
