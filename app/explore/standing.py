"""What the page still lacks: the answers of the champion."""

from app import resources
from app.explore.data import Shown
from app.formatting import count
from app.jobs.once import show_job_or_start
from core.jobs import AnyKind
from core.workflows.data.picture_map.job import PROJECTION
from core.workflows.data.validate import VALIDATE
from core.workflows.predict.answers import ANSWERS, AnswersParameters, start_answers

KINDS: tuple[AnyKind, ...] = (ANSWERS, PROJECTION, VALIDATE)


def show_missing_answers(shown: Shown) -> None:
    """Offer to let the champion answer every picture, or show how far it is; nothing if it has."""
    if shown.answers is not None or shown.is_wardrobe:
        return
    version, data = shown.model, shown.table.version
    show_job_or_start(
        ANSWERS,
        AnswersParameters(version.name, data),
        f"{version.name} has not answered these pictures yet. Its answers show where it is "
        "wrong and how sure it is, and find similar pictures.",
        f"Let {version.name} answer all {count(len(shown.table))}",
        lambda: start_answers(resources.runner(), version, data),
    )


def jobs_run() -> bool:
    """Return whether a job runs whose result the page waits for."""
    runner = resources.runner()
    return any(not job.state.ended for kind in KINDS for job in runner.jobs_of(kind))
