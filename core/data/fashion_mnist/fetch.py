"""Fetch the four files into data/raw, from the first of four sources that works."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.data.fashion_mnist import debian, download, landing, published, stamp
from core.data.fashion_mnist.published import PublishedFile
from core.errors import BadData, DataUnavailable, HomeUnusable
from core.settings import Settings

ALREADY_THERE = "already there"
PACKAGE = f"Debian's package {debian.PACKAGE}"
_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Sources:
    """Where the files may come from, in the order in which sources are tried.

    The first address is the dataset's repository, the second and third its authors' bucket. The
    last has no HTTPS, which is harmless: nothing is kept unless its hash is right.
    """

    folder: Path = debian.FOLDER
    addresses: tuple[str, ...] = (
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    )
    may_download: bool = True
    may_install: bool = True
    apt_get: str = "apt-get"
    timeout: float = 10.0  # seconds without a response


@dataclass(frozen=True)
class FetchProgress:
    """The current step, and how many of the bytes of all missing files have been fetched."""

    step: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class FetchReport:
    """Where each file came from, the time taken (seconds), and the bytes fetched."""

    origins: dict[str, str]
    seconds: float
    bytes: int

    @property
    def source(self) -> str:
        """The origins in one line, without repetition."""
        return ", ".join(dict.fromkeys(self.origins.values()))


OnProgress = Callable[[FetchProgress], None]


def _silent(progress: FetchProgress) -> None:
    pass


def fetch(
    settings: Settings, on_progress: OnProgress = _silent, sources: Sources | None = None
) -> FetchReport:
    """Ensure that all four files are in `settings.raw`, verified; instant if they are.

    Tried in turn: files that are already there, which are kept; Debian's package if installed; a
    download; installing that package. `Sources(may_download=False, may_install=False)` disables the
    network. Raises BadData for a bad file in the folder, DataUnavailable if no source worked (the
    message lists what was tried), HomeUnusable if the folder cannot be written.
    """
    started = time.perf_counter()
    if stamp.believed(settings.raw):
        return FetchReport(dict.fromkeys((f.name for f in published.FILES), ALREADY_THERE), 0.0, 0)
    try:
        fetching = _Fetching(settings.raw, sources or Sources(), on_progress)
        fetching.run()
    except OSError as error:
        raise HomeUnusable(
            f"The dataset cannot be written to {settings.raw}: {error.strerror}. "
            "Free some space or allow writing there, or set FITTING_ROOM_HOME to another folder."
        ) from error
    stamp.write(settings.raw)
    return FetchReport(fetching.origins, time.perf_counter() - started, fetching.brought)


class _Fetching:
    """One call of `fetch`: what is still missing, what came from where, what failed."""

    def __init__(self, raw: Path, sources: Sources, on_progress: OnProgress) -> None:
        self.raw, self.sources, self.on_progress = raw, sources, on_progress
        self.origins: dict[str, str] = {}
        self.failures: list[str] = []
        self.brought = 0

    def run(self) -> None:
        self._keep_what_is_there()
        landing.sweep(self.raw)
        self.total = sum(file.packed_bytes for file in self._missing())
        for method in (self._copy, self._download, self._install):
            if self._missing():
                method()
        if self._missing():
            raise DataUnavailable(_no_method(self.raw, self.failures))

    def _missing(self) -> list[PublishedFile]:
        return [file for file in published.FILES if file.name not in self.origins]

    def _keep_what_is_there(self) -> None:
        for file in published.FILES:
            try:
                published.read(self.raw, file)
            except FileNotFoundError:
                continue
            self.origins[file.name] = ALREADY_THERE

    def _copy(self) -> None:
        if not self.sources.folder.is_dir():
            self.failures.append(f"{PACKAGE} is not installed")
            return
        self._take(PACKAGE, lambda file: _chunks(self.sources.folder / file.name))

    def _download(self) -> None:
        if not self.sources.may_download:
            self.failures.append("downloading is switched off")
            return
        for address in self.sources.addresses:
            if self._missing():
                self._take(address, partial(self._stream, address))

    def _install(self) -> None:
        if not self.sources.may_install:
            self.failures.append("installing packages is switched off")
            return
        self._report(f"Installing {PACKAGE}")
        problem = debian.install(self.sources.apt_get)
        if problem:
            self.failures.append(f"{PACKAGE} could not be installed: {problem}")
        else:
            self._copy()

    def _stream(self, address: str, file: PublishedFile) -> Iterator[bytes]:
        return download.stream(f"{address}/{file.name}", self.sources.timeout)

    def _take(self, origin: str, chunks_of: Callable[[PublishedFile], Iterator[bytes]]) -> None:
        """Fetch all missing files from one origin; give it up at its first failure."""
        for file in self._missing():
            before = self.brought
            self._report(f"Getting {file.name} from {origin}")
            try:
                landing.land(self._counted(chunks_of(file), origin, file.name), file, self.raw)
            except (BadData, _NotHad) as error:
                self.brought = before
                self.failures.append(f"{origin}: {error}")
                return
            self.origins[file.name] = origin

    def _counted(self, chunks: Iterator[bytes], origin: str, name: str) -> Iterator[bytes]:
        while chunk := _next_chunk(chunks):
            self.brought += len(chunk)
            self._report(f"Getting {name} from {origin}")
            yield chunk

    def _report(self, step: str) -> None:
        self.on_progress(FetchProgress(step, min(self.brought, self.total), self.total))


class _NotHad(Exception):
    """An origin failed to deliver a file, as opposed to an OSError of the target folder."""


def _next_chunk(chunks: Iterator[bytes]) -> bytes:
    try:
        return next(chunks, b"")
    except (*download.FAILURES, OSError) as error:
        raise _NotHad(download.reason(error)) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _no_method(raw: Path, failures: list[str]) -> str:
    tried = "".join(f"\n- {failure}" for failure in failures)
    return (
        f"The Fashion-MNIST files are not in {raw} and could not be fetched. Do one of three "
        f"things: put the four .gz files there yourself; install "
        f"Debian's package (apt-get install {debian.PACKAGE}); or connect to the internet and run "
        f"again. What was tried:{tried}"
    )
