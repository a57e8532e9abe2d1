"""A temporary folder for the files of an unfinished model."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import TrainingFailed, because
from core.jobs import alive, this_process
from core.settings import Settings

PREFIX = "staging-"


@contextmanager
def staging(settings: Settings) -> Iterator[Path]:
    """Yield a folder that is always removed afterwards; OSError becomes TrainingFailed."""
    prefix = f"{PREFIX}{this_process()}-"
    try:
        settings.models.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(
            prefix=prefix, dir=settings.models, ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)
    except OSError as error:
        raise TrainingFailed(
            f"The model's files could not be written{because(error)}. Free some space under "
            f"{settings.models} or choose another home; every earlier model is untouched."
        ) from error


def remove_abandoned(settings: Settings) -> int:
    """Remove the folders of killed processes; return how many."""
    left = [folder for folder in settings.models.glob(f"{PREFIX}*") if not alive(_owner(folder))]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _owner(folder: Path) -> str:
    return folder.name.removeprefix(PREFIX).split("-")[0]
