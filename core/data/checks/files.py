"""Check the files in data/raw, one by one."""

from dataclasses import dataclass

from core.data.fashion_mnist import published
from core.data.versions.catalogue import load
from core.errors import BadData
from core.settings import Settings


@dataclass(frozen=True)
class FileCheck:
    """One file: its path, the number of its items, and what is wrong with it ("" if nothing)."""

    name: str
    path: str
    items: int
    problem: str


@dataclass(frozen=True)
class CheckReport:
    """The four files, and the split sizes and hash of the dataset if all of them are valid."""

    files: tuple[FileCheck, ...]
    train: int
    validation: int
    test: int
    hash: str

    @property
    def ok(self) -> bool:
        return not any(file.problem for file in self.files)


def check(settings: Settings) -> CheckReport:
    """Read and hash all four files and report; raises nothing for a bad or missing file."""
    files = tuple(_check_file(settings, file) for file in published.FILES)
    if any(file.problem for file in files):
        return CheckReport(files, 0, 0, 0, "")
    dataset = load("v1", settings)
    sizes = len(dataset.train), len(dataset.validation), len(dataset.test)
    return CheckReport(files, *sizes, dataset.hash)


def _check_file(settings: Settings, file: published.PublishedFile) -> FileCheck:
    path = str(settings.raw / file.name)
    try:
        items = len(published.read(settings.raw, file))
    except FileNotFoundError:
        return FileCheck(file.name, path, 0, f"{file.name} is missing.")
    except BadData as error:
        return FileCheck(file.name, path, 0, str(error))
    return FileCheck(file.name, path, items, "")
