"""The imports that wait: being prepared, or a preview to publish or discard."""

from collections.abc import Callable, Sequence

import streamlit as st

from app import navigation, resources
from app.components.callbacks import attempt, show_failure
from app.components.example_row import show_example_row
from app.components.widgets import error_boundary, show_trouble
from app.foreign import literal
from app.formatting import count, dataset_title, moment
from app.jobs import board, parts
from app.jobs.board import JobView
from app.versions.imports.preview import show_preview, show_summary
from app.versions.imports.upload import UPLOAD, chosen_kind, chosen_parent
from core.data.versions.store import MAX_AUTHOR, MAX_REASON
from core.jobs import AnyJob, JobState
from core.workflows.data.imports.job import (
    IMPORT,
    ImportJob,
    discard_upload,
    jobs_on,
    publish_upload,
    start_import,
)
from core.workflows.data.imports.store import Upload, Uploads

_KEY = "versions.imports"
_MADE, _ACTED = f"{_KEY}.made", f"{_KEY}.acted"


def watch_imports() -> None:
    """Show the opened import and the others that wait; a part that polls while jobs run."""
    # Polling continues after the last job; pages/train.py says why.
    st.fragment(_watch, run_every=1.0 if resources.runner().busy() else None)()


def _watch() -> None:
    parts.follow()
    if st.session_state.pop(_ACTED, False):
        st.rerun()  # the lists of versions beside this part are others now
    board.show_record_trouble()
    show_failure(_KEY)
    _show_published()
    uploads = Uploads(resources.settings())
    show_trouble(uploads.trouble())
    waiting = uploads.all()
    opened = _opened(waiting)
    if opened is not None:
        with error_boundary():
            _show(opened)
    elif not st.session_state.get(_MADE):
        _show_empty()
    _list_others([one for one in waiting if one != opened])
    _list_orphans(waiting)


def _opened(waiting: Sequence[Upload]) -> Upload | None:
    named = st.query_params.get(UPLOAD)
    return next((one for one in waiting if one.id == named), next(iter(waiting), None))


def _show(upload: Upload) -> None:
    job = next(jobs_on(resources.runner(), upload.id), None)
    if job is not None and job.state is not JobState.DONE:
        board.show_job(job, IMPORTS[IMPORT.name])
    elif upload.previewed():
        _show_preview(upload)
    else:
        _show_unprepared(upload)


def _show_preview(upload: Upload) -> None:
    with st.container(border=True):
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{literal(upload.title)}**", width="content")
        row.caption(f"uploaded {moment(upload.created)}", width="content")
        with error_boundary():
            preview = upload.preview()
            show_summary(preview)
            if len(preview.added):
                _ask_publish(upload)
            show_preview(preview, upload.id)
        row = st.container(horizontal=True)
        _button(row, upload, "Prepare again", "refresh", _prepare, _AGAIN)
        _button(row, upload, "Discard", "delete", _discard)


def _ask_publish(upload: Upload) -> None:
    left, right = st.columns(2)
    left.text_input(
        "Why", key=f"{_KEY}.why.{upload.id}", max_chars=MAX_REASON, placeholder="my own shoes"
    )
    right.text_input("Who", key=f"{_KEY}.who.{upload.id}", max_chars=MAX_AUTHOR)
    st.button(
        "Publish as a new version",
        type="primary",
        icon=":material/publish:",
        key=f"{_KEY}.publish.{upload.id}",
        on_click=_act,
        args=(_publish, upload),
    )


def _show_unprepared(upload: Upload) -> None:
    with st.container(border=True):
        st.markdown(f"**{literal(upload.title)}**")
        st.markdown("These files are here, but not prepared.")
        row = st.container(horizontal=True)
        _button(row, upload, "Prepare", "preview", _prepare)
        _button(row, upload, "Discard", "delete", _discard)


def _button(
    place: st.delta_generator.DeltaGenerator,
    upload: Upload,
    label: str,
    icon: str,
    act: Callable[[Upload], object],
    hint: str | None = None,
) -> None:
    place.button(
        label,
        icon=f":material/{icon}:",
        key=f"{_KEY}.{icon}.{upload.id}",
        on_click=_act,
        args=(act, upload),
        help=hint,
    )


def _act(act: Callable[[Upload], object], upload: Upload) -> None:
    if attempt(_KEY, act, upload):
        st.session_state[_ACTED] = True


def _publish(upload: Upload) -> None:
    state = st.session_state
    why, who = (str(state.get(f"{_KEY}.{name}.{upload.id}", "")) for name in ("why", "who"))
    made = publish_upload(resources.settings(), resources.runner(), upload.id, why, who)
    state[_MADE] = made.name


def _prepare(upload: Upload) -> None:
    start_import(resources.runner(), upload, chosen_parent(), chosen_kind())


def _discard(upload: Upload) -> None:
    discard_upload(resources.settings(), resources.runner(), upload.id)


def _show_published() -> None:
    made = st.session_state.get(_MADE)
    if not made:
        return
    with st.container(border=True):
        st.markdown(f"**{dataset_title(made)} is published.** Train offers it now.")
        row = st.container(horizontal=True)
        row.page_link(navigation.train(), label="Train on it", icon=":material/school:")
        row.page_link(
            navigation.explore(),
            label="Look at its pictures",
            icon=":material/image_search:",
            query_params={"data": made},
        )
        row.page_link(navigation.versions(), label="See what differs", icon=":material/difference:")


def _show_empty() -> None:
    st.subheader("What will be taken", anchor=False)
    st.markdown(
        "A preview shows each picture as the 28×28 that will be learned from, by class, and every "
        "file that is not taken, with the reason. Only then can it be published."
    )
    show_example_row()
    left, right = st.columns(2)
    left.caption("A folder, or a zip of one")
    left.code("My shoes\n├─ Sneaker\n│  ├─ red.jpg\n│  └─ white.jpg\n└─ Sandal\n   └─ beach.png")
    right.caption("A CSV, beside its pictures")
    right.code("file,label\nred.jpg,Sneaker\nwhite.jpg,7\nbeach.png,Sandal\n")


def _list_others(others: Sequence[Upload]) -> None:
    if not others:
        return
    st.markdown("**Also waiting**")
    for one in others:
        row = st.container(horizontal=True, vertical_alignment="center", gap="small")
        row.button(
            literal(one.title),
            key=f"{_KEY}.open.{one.id}",
            type="tertiary",
            on_click=_open,
            args=(one.id,),
        )
        row.caption(moment(one.created))


def _open(upload_id: str) -> None:
    st.query_params[UPLOAD] = upload_id


def _list_orphans(waiting: Sequence[Upload]) -> None:
    """Show the jobs whose files are gone or whose record cannot be read, so that they can go."""
    ids = {one.id for one in waiting}
    orphans = [job for job in board.jobs_of(IMPORTS) if _upload_of(job) not in ids]
    shown = [job for job in orphans if not (job.state is JobState.DONE and job.parameters)]
    for job in shown[:1]:
        board.show_job(job, ORPHANS[job.kind])
    board.list_earlier(shown[1:], ORPHANS)


def _upload_of(job: AnyJob) -> str:
    return job.parameters.upload if job.parameters is not None else ""


def _counts(job: ImportJob, place: st.delta_generator.DeltaGenerator) -> None:
    if job.progress is not None:
        place.metric("Taken", count(job.progress.taken))
        place.metric("Refused", count(job.progress.refused))


def _discard_job(job: ImportJob, place: st.delta_generator.DeltaGenerator) -> None:
    upload = Uploads(resources.settings()).get(job.parameters.upload)
    _button(place, upload, "Discard", "delete", _discard)


def _nothing(job: AnyJob) -> None:
    """Show nothing: what comes of it is the preview."""


_AGAIN = "Made from, and read as, what the form says now: change that first."
IMPORTS = {IMPORT.name: JobView("preparation", _nothing, _counts, _discard_job, deletes=False)}
ORPHANS = {IMPORT.name: JobView("preparation", _nothing)}
