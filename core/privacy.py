"""Switch off telemetry, through environment variables that libraries read at import.

`core/__init__.py` calls this before any of them can be imported; the Makefile and the Docker image
set the same variables for what starts without `core`.
"""

from collections.abc import MutableMapping
from pathlib import Path

NO_TELEMETRY = {
    # ONNX Runtime 1.29 and later reports from C++; only this, set before the import, stops it.
    "ORT_DISABLE_TELEMETRY": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "ITERATIVE_DO_NOT_TRACK": "1",  # Evidently
    "DO_NOT_TRACK": "1",  # consoledonottrack.com
}
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "GIT_PYTHON_REFRESH": "quiet"}
# Variable and subfolder, for libraries that would write into the user's own folders.
CACHES = {"KERAS_HOME": "keras", "MPLCONFIGDIR": "matplotlib"}


def keep_private(environment: MutableMapping[str, str], cache: Path) -> None:
    """Switch off all telemetry, overriding the user's environment, and set cache folders.

    Creates nothing on disk. A cache folder that the user has set is respected.
    """
    environment.update(NO_TELEMETRY)
    for name, value in QUIET.items():
        environment.setdefault(name, value)
    for name, folder in CACHES.items():
        environment.setdefault(name, str(cache / folder))
