"""Start MLflow's own interface for the same registry, on localhost only."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.settings import Settings

HOST = "127.0.0.1"


def main() -> int:
    from core.errors import HomeUnusable
    from core.settings import Settings

    try:
        settings = Settings.from_environment()
    except HomeUnusable as error:
        print(error, file=sys.stderr)
        return 1
    if not settings.registry_url and not (settings.models / "registry.db").exists():
        print("There is no registry yet: `make run` creates it.", file=sys.stderr)
        return 1
    port = os.environ.get("PORT") or "5000"
    print(f"MLflow opens in about 15 s (Ctrl+C stops it):\n{runs_page(settings, port)}", flush=True)
    os.execv(sys.executable, mlflow_command(settings.registry, settings.runs, port))
    return 0


def runs_page(settings: "Settings", port: str) -> str:
    """Return the URL of the runs; MLflow's home page is for language models, and empty here."""
    from core.registry import Registry

    experiment = Registry(settings).runs.experiment()
    place = f"#/experiments/{experiment}/runs" if experiment else "#/experiments"
    return f"http://{HOST}:{port}/{place}?workflowType=machine_learning"


def mlflow_command(registry: str, runs: Path, port: str) -> list[str]:
    # One worker and no job runner: it only displays, nothing is computed.
    store = ["--backend-store-uri", registry, "--default-artifact-root", runs.as_uri()]
    where = ["--host", HOST, "--port", port, "--workers", "1"]
    return [sys.executable, "-m", "mlflow", "server", *store, *where]


if __name__ == "__main__":
    sys.exit(main())
