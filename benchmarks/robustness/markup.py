"""Show 2,000 words full of markup on every page: is each shown as it is written, and no more?

They are put into links, file names, members of a zip, labels of folders, and everything that a home
records: names, notes and tags of runs, reasons of promotions, titles and errors of jobs.
"""

import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from streamlit.testing.v1 import AppTest

from benchmarks.harness.as_home import as_home
from benchmarks.harness.figure import Figure
from benchmarks.robustness.hostile_home import fill
from benchmarks.robustness.hostile_words import hostile_words
from benchmarks.robustness.shown_words import comparable, markup_in, shown_in
from core.data.user_pictures.wardrobe import Wardrobe
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.training import TrainConfig
from core.workflows.batch.job import start_batch
from core.workflows.batch.store import Batches
from core.workflows.job_kinds import runner_for
from tools.app_test import PAGES, open_page
from tools.start_app import APP

WORDS, SEED = 2_000, 27
HOME = REPOSITORY / "tests" / "older_home.tar.xz"
PARAMETERS = {  # of links, by page
    "train": [field.name for field in fields(TrainConfig)],
    "runs": ["compare"],
    "batch": ["batch"],
    "wardrobe": ["job"],
    "stages": ["job"],
    "sweep": ["job"],
    "explore": ["data", "picture", "tag", "sort", "class", "view"],
    "labels": ["picture", "data"],
    "versions": ["view", "upload"],
    "evaluate": ["model", "data", "split", "cell", "class"],
    "explain": ["model", "data", "picture", "pixels", "kind", "class", "against"],
}
REFUSED, LABELS, MEMBERS, UNANSWERED = 60, 18, 8, 20  # words at once
OPENED = 8  # pictures of a batch
PATIENCE = 120.0  # seconds for a page
TARGET = f"{WORDS:,} words: none is markup, no traceback"


@dataclass
class Tally:
    """The words so far, those that a page showed, and what went wrong."""

    made: list[str] = field(default_factory=list)
    pages: int = 0
    shown: set[str] = field(default_factory=set)
    markup: list[str] = field(default_factory=list)

    def note(self, page: AppTest, where: str) -> AppTest:
        self.pages += 1
        self.shown |= shown_in(page)
        self.markup += [f"{where}: {one}" for one in markup_in(page, self.made)]
        return page


def measure() -> dict[str, Any]:
    return figure(fuzz(WORDS)).as_line()


def fuzz(words: int, seed: int = SEED) -> Tally:
    """Fill homes with words and visit all pages, until there were as many words."""
    tally, source = Tally(), hostile_words(seed)

    def word() -> str:
        tally.made.append(next(source))
        return tally.made[-1]

    while len(tally.made) < words:
        with TemporaryDirectory() as folder, _home(Path(folder) / "home") as home:
            visit(home, Path(folder) / "photos", word, tally)
    return tally


@contextmanager
def _home(home: Path) -> Iterator[Path]:
    """Unpack a home and make it the app's own."""
    with tarfile.open(HOME) as archive:
        archive.extractall(home, filter="data")
    with as_home(home):
        yield home


def visit(home: Path, photos: Path, word: Callable[[], str], tally: Tally) -> None:
    """Fill a home and look at every page and dialog of it."""
    settings = Settings(home=home)
    fill(home, word)
    _answer_a_zip(settings, word)
    for _ in range(UNANSWERED):
        Batches(settings).keep([(word(), io.BytesIO(b"Dear diary"))])
    for name in PAGES:
        tally.note(open_page(name, PATIENCE), name)
    _open_pictures(settings, tally)
    _compare_runs(Registry(settings), tally)
    _follow_links(word, tally)
    _refuse_files(word, tally)
    _label_folders(photos, word, tally)


def _answer_a_zip(settings: Settings, word: Callable[[], str]) -> None:
    registry = Registry(settings)
    batch = Batches(settings).keep([(word(), io.BytesIO(_zip(word)))])
    runner = runner_for(settings, registry)
    runner.wait(start_batch(runner, batch, registry.champion()).id, PATIENCE)


def _zip(word: Callable[[], str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for _ in range(MEMBERS):
            packed.writestr(f"{word()}.jpg", b"Dear diary")
    return stream.getvalue()


def _open_pictures(settings: Settings, tally: Tally) -> None:
    """Open the dialog of each picture of the wardrobe and of each batch."""
    for one in Wardrobe(settings).items():
        page = open_page("wardrobe", PATIENCE)
        page.session_state["wardrobe.open"] = one
        tally.note(page.run(), "a picture of the wardrobe")
    page = open_page("batch", PATIENCE)
    for batch in Batches(settings).all():
        page.query_params["batch"] = batch.id
        for result in batch.results.all()[:OPENED]:
            page.session_state["batch.opened"] = result.number
            page.session_state["batch.among"] = [result.number]
            tally.note(page.run(), "a picture of a batch")


def _compare_runs(registry: Registry, tally: Tally) -> None:
    ids = [run.short_id for run in registry.runs.all()]
    page = open_page("runs", PATIENCE)
    for ticked in (ids[:1], ids[-1:], ids):
        page.query_params["compare"] = ",".join(ticked)
        tally.note(page.run(), f"{len(ticked)} runs")
    page.query_params["compare"] = ids[-1]
    page.run()
    deletable = [one for one in page.button if one.label == "Delete" and not one.disabled]
    if deletable:
        deletable[0].click()
        tally.note(page.run(), "a deleted run")


def _follow_links(word: Callable[[], str], tally: Tally) -> None:
    for name, parameters in PARAMETERS.items():
        for parameter in (*parameters, ""):
            page = AppTest.from_file(str(REPOSITORY / APP), default_timeout=PATIENCE)
            page.switch_page(f"../pages/{name}.py")
            page.query_params[parameter or word()] = word()
            if parameter and parameter != "recipe" and name == "train":
                page.query_params["recipe"] = "quick"
            tally.note(page.run(), f"{name}?{parameter}=")


def _refuse_files(word: Callable[[], str], tally: Tally) -> None:
    """Send files that are no pictures, to the wardrobe and to the first page."""
    page = open_page("wardrobe", PATIENCE)
    page.selectbox[0].set_value("Shirt")
    files = [(word(), b"Dear diary", "image/jpeg") for _ in range(REFUSED)]
    page.file_uploader(key="wardrobe.files.0").set_value(files)
    next(one for one in page.button if one.label == "Add them").click()
    tally.note(page.run(), "files refused by the wardrobe")
    page = open_page("try_it", PATIENCE)
    page.segmented_control(key="source").set_value("Upload")
    page.run()
    page.file_uploader(key="source.upload").set_value((word(), b"Dear diary", "image/jpeg"))
    tally.note(page.run(), "a refused upload")
    page.switch_page("../pages/train.py").run()
    page.switch_page("../pages/try_it.py").run()
    tally.note(page.segmented_control(key="source").set_value("Upload").run(), "an earlier upload")


def _label_folders(photos: Path, word: Callable[[], str], tally: Tally) -> None:
    for _ in range(LABELS):
        word()
        tally.made[-1] = tally.made[-1].replace("/", "∕").replace("\0", "")
        folder = photos / tally.made[-1]
        folder.mkdir(parents=True)
        (folder / "a.jpg").write_bytes(b"Dear diary")
    page = open_page("stages", PATIENCE)
    page.text_input(key="stages.folder").set_value(str(photos))
    tally.note(page.run(), "labels of folders")
    page.text_input(key="stages.folder").set_value(word())
    tally.note(page.run(), "a path")
    shutil.rmtree(photos)


def figure(tally: Tally) -> Figure:
    made = {comparable(word[2:-2]) for word in tally.made}
    return Figure(
        benchmark="markup",
        value=float(len(tally.markup)),
        unit="pieces of markup, and tracebacks",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=not tally.markup and len(tally.made) >= WORDS,
        data=f"{len(tally.made):,} words made from seed {SEED}, {tally.pages:,} page views",
        extra={"shown": len(made & tally.shown), "first": tally.markup[:5]},
    )
