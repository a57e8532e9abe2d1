"""Import MLflow, one thread at a time.

Its packages import each other in circles. When two threads enter such a circle from different ends,
Python gives one of them a half-imported MLflow, and it fails.
"""

from functools import cache
from threading import RLock

_importing = RLock()


def import_mlflow() -> None:
    """Import every part of MLflow that the registry uses (takes seconds the first time).

    To be called before any other import from MLflow that runs when a function is called.
    """
    with _importing:
        _import()


@cache
def _import() -> None:
    import mlflow.entities
    import mlflow.exceptions
    import mlflow.models
    import mlflow.store.model_registry.sqlalchemy_store
    import mlflow.store.tracking.sqlalchemy_store
    import mlflow.types
    import mlflow.utils.mlflow_tags  # noqa: F401
