"""Prepare an upload as a background job; publish or discard what came of it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from core.data.versions.manifest import Manifest
from core.data.versions.store import Versions
from core.errors import BadData
from core.files import locked
from core.input_kind import AUTO
from core.jobs import Job, JobContext, JobKind, JobRefused, Runner
from core.settings import Settings
from core.workflows.context import Workplace
from core.workflows.data.imports.importing import (
    ImportCounts,
    ImportPreview,
    Preparing,
    publish_import,
)
from core.workflows.data.imports.prepared import PreparedPictures
from core.workflows.data.imports.store import Upload, Uploads


@dataclass(frozen=True)
class ImportParameters:
    """The id of the upload, the version that it adds to, and auto or an InputKind."""

    upload: str
    parent: str = "v1"
    kind: str = AUTO


@dataclass(frozen=True)
class ImportResult:
    """How many files would be taken, and how many not; the preview is kept with the upload."""

    taken: int
    refused: int


ImportJob = Job[ImportParameters, ImportCounts, ImportResult]


def start_import(runner: Runner, upload: Upload, parent: str, kind: str = AUTO) -> ImportJob:
    """Queue the preparation of an upload, ahead of waiting trainings: the user waits for it.

    Raises JobRefused if it is being prepared already.
    """
    if any(not job.state.ended for job in jobs_on(runner, upload.id)):
        raise JobRefused("These files are being prepared already.")
    parameters = ImportParameters(upload.id, parent, kind)
    return runner.submit(IMPORT, f"Import of {upload.title}", parameters, priority=1)


def jobs_on(runner: Runner, upload_id: str) -> Iterator[ImportJob]:
    """Yield the jobs on an upload, newest first; unreadable jobs belong to none."""
    for job in runner.jobs_of(IMPORT):
        if job.parameters is not None and job.parameters.upload == upload_id:
            yield job


def prepare_upload(
    place: Workplace, parameters: ImportParameters, context: JobContext
) -> ImportResult:
    """Prepare every picture of an upload and keep the preview with it.

    Goes on where an interrupted attempt ended. Raises JobStopped; BadData if the upload is gone or
    cannot be used; DataUnavailable if its parent is gone.
    """
    upload = Uploads(place.settings).get(parameters.upload)
    kept = PreparedPictures(context.folder / "prepared.bin")
    preparing = Preparing(place.settings, parameters.parent, parameters.kind, kept)
    with upload.candidates() as found:
        preview = preparing.preview(found, upload.title, context)
    upload.keep(preview)
    return ImportResult(len(preview.added), len(preview.refused))


IMPORT = JobKind("import", ImportParameters, ImportCounts, ImportResult, prepare_upload)


def publish_upload(
    settings: Settings, runner: Runner, upload_id: str, reason: str = "", author: str = ""
) -> Manifest:
    """Publish the preview of an upload as a new version, once, then remove the upload.

    Of two tabs or processes, the second is refused. If a process was killed between the two, the
    version that it published is returned. Raises BadData and HomeUnusable.
    """
    uploads = Uploads(settings)
    with locked(uploads.folder / "publish.lock"):
        upload = uploads.get(upload_id)
        preview = upload.preview()
        manifest = _published(settings, preview, upload.previewed())
        if manifest is None:
            manifest = publish_import(settings, preview, reason, author)
        _remove(runner, uploads, upload_id)
    return manifest


def _published(settings: Settings, preview: ImportPreview, since: float) -> Manifest | None:
    """Return the version that a process published from a preview before it was killed."""
    versions = Versions(settings)
    changes = versions.changes(preview.parent).with_added(preview.added)
    for one in versions.offered():
        if one.parent == preview.parent and one.created >= since:
            with suppress(BadData):
                if versions.changes(one.name) == changes:
                    return one
    return None


def discard_upload(settings: Settings, runner: Runner, upload_id: str) -> None:
    """Remove an upload and its preview. Raises JobRefused while it is being prepared."""
    if any(not job.state.ended for job in jobs_on(runner, upload_id)):
        raise JobRefused("These files are still being prepared. Stop that first, then discard.")
    _remove(runner, Uploads(settings), upload_id)


def _remove(runner: Runner, uploads: Uploads, upload_id: str) -> None:
    for job in jobs_on(runner, upload_id):
        runner.delete(job.id)
    uploads.remove(upload_id)
