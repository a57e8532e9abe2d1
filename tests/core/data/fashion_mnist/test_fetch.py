import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.data.fashion_mnist import debian, published, stamp
from core.data.fashion_mnist import fetch as source
from core.data.fashion_mnist.fetch import ALREADY_THERE, PACKAGE, FetchProgress, Sources, fetch
from core.errors import BadData, DataUnavailable, HomeUnusable
from core.settings import Settings
from tests.core.data.small_files import fill

NOWHERE = Path("/nonexistent")
OFFLINE = Sources(folder=NOWHERE, addresses=(), may_download=False, may_install=False)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path, packed: dict[str, bytes]) -> Iterator[tuple[str, Path]]:
    """A local web server with the four files: its address and its folder."""
    folder = fill(tmp_path / "served", packed)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def _names(settings: Settings) -> set[str]:
    return {path.name for path in settings.raw.iterdir()}


def test_the_package_is_copied_without_network(
    settings: Settings, package: Path, no_sockets: None
) -> None:
    report = fetch(settings, sources=Sources(folder=package))
    assert report.source == PACKAGE
    assert report.bytes == sum(path.stat().st_size for path in package.iterdir())
    assert _names(settings) == {file.name for file in published.FILES} | {stamp.NAME}


def test_files_placed_by_hand_are_used_without_network(
    settings: Settings, packed: dict[str, bytes], no_sockets: None
) -> None:
    fill(settings.raw, packed)
    report = fetch(settings, sources=Sources(folder=NOWHERE))
    assert (report.source, report.bytes) == (ALREADY_THERE, 0)


def test_a_second_fetch_reads_no_file(
    settings: Settings, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(settings, sources=Sources(folder=package))
    monkeypatch.setattr(published, "read", None)
    assert fetch(settings).source == ALREADY_THERE


def test_a_file_changed_since_it_was_verified_is_verified_again(
    settings: Settings, package: Path
) -> None:
    fetch(settings, sources=Sources(folder=package))
    path = settings.raw / published.TEST_LABELS.name
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(BadData, match="not a gzip file"):
        fetch(settings)


@pytest.mark.parametrize("note", ["", "{", "[]", "null", '{"a": 1}'])
def test_a_damaged_verification_stamp_is_ignored_and_rewritten(
    settings: Settings, package: Path, note: str
) -> None:
    fetch(settings, sources=Sources(folder=package))
    (settings.raw / stamp.NAME).write_text(note)
    fetch(settings, sources=OFFLINE)
    assert len(json.loads((settings.raw / stamp.NAME).read_text())) == 4


def test_a_download_gets_all_files_and_reports_its_progress(
    settings: Settings, served: tuple[str, Path], packed: dict[str, bytes]
) -> None:
    reports: list[FetchProgress] = []
    address, _ = served
    report = fetch(settings, reports.append, Sources(folder=NOWHERE, addresses=(address,)))
    total = sum(len(content) for content in packed.values())
    assert report.source == address
    assert report.bytes == total
    assert {p.total_bytes for p in reports} == {total}
    assert [p.done_bytes for p in reports] == sorted(p.done_bytes for p in reports)
    assert reports[-1].done_bytes == total
    assert reports[0].step == f"Getting {published.FILES[0].name} from {address}"


def test_only_the_missing_file_is_downloaded(
    settings: Settings, served: tuple[str, Path], packed: dict[str, bytes]
) -> None:
    fill(settings.raw, packed)
    missing = published.TEST_IMAGES.name
    (settings.raw / missing).unlink()
    address, _ = served
    report = fetch(settings, sources=Sources(folder=NOWHERE, addresses=(address,)))
    assert report.origins[missing] == address
    assert report.bytes == len(packed[missing])
    assert report.source == f"{ALREADY_THERE}, {address}"


def test_the_next_address_is_tried_if_one_refuses_or_lacks_a_file(
    settings: Settings, served: tuple[str, Path]
) -> None:
    address, _ = served
    addresses = ("http://127.0.0.1:9", f"{address}/nothing", address)
    assert fetch(settings, sources=Sources(folder=NOWHERE, addresses=addresses)).source == address


def test_a_damaged_file_of_the_package_is_downloaded_instead(
    settings: Settings, package: Path, served: tuple[str, Path]
) -> None:
    (package / published.TRAIN_LABELS.name).write_bytes(b"")
    address, _ = served
    report = fetch(settings, sources=Sources(folder=package, addresses=(address,)))
    assert report.origins[published.TRAIN_IMAGES.name] == PACKAGE
    assert report.origins[published.TRAIN_LABELS.name] == address


def test_a_web_page_in_place_of_a_file_is_not_kept(
    settings: Settings, served: tuple[str, Path]
) -> None:
    address, folder = served
    (folder / published.TRAIN_IMAGES.name).write_bytes(b"<html>Please log in</html>")
    only = Sources(folder=NOWHERE, addresses=(address,), may_install=False)
    with pytest.raises(DataUnavailable, match="not a gzip file, but a web page"):
        fetch(settings, sources=only)
    assert _names(settings) == set()


def test_when_all_sources_fail_the_error_names_three_remedies_and_what_was_tried(
    settings: Settings, packed: dict[str, bytes]
) -> None:
    sources = Sources(folder=NOWHERE, addresses=("http://127.0.0.1:9",), apt_get="no-such-command")
    with pytest.raises(DataUnavailable) as caught:
        fetch(settings, sources=sources)
    text = str(caught.value)
    for words in (
        "put the four .gz files there yourself",
        "apt-get install dataset-fashion-mnist",
        "connect to the internet",
        f"{PACKAGE} is not installed",
        "http://127.0.0.1:9: Connection refused",
        "could not be installed",
    ):
        assert words in text


def test_disabled_sources_are_not_tried(
    settings: Settings, packed: dict[str, bytes], no_sockets: None
) -> None:
    forbidden = Sources(folder=NOWHERE, may_download=False, may_install=False)
    with pytest.raises(DataUnavailable, match="downloading is switched off"):
        fetch(settings, sources=forbidden)


def test_a_bad_file_in_the_folder_stops_before_anything_is_fetched(
    settings: Settings, package: Path
) -> None:
    fill(settings.raw, {published.TEST_LABELS.name: gzip.compress(b"something else")})
    with pytest.raises(BadData, match=r"Move .* away and run again"):
        fetch(settings, sources=Sources(folder=package))
    assert _names(settings) == {published.TEST_LABELS.name}


def test_a_full_disk_is_reported_and_leaves_no_partial_file(
    settings: Settings, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HomeUnusable, match=r"No space left on device\. Free some space"):
        fetch(settings, sources=Sources(folder=package))
    assert _names(settings) == set()


def test_a_home_that_is_a_file_is_reported(settings: Settings, package: Path) -> None:
    settings.home.write_text("a file, not a folder")
    with pytest.raises((HomeUnusable, BadData), match="Not a directory"):
        fetch(settings, sources=Sources(folder=package))


def test_a_process_killed_while_writing_leaves_no_partial_file(
    settings: Settings, packed: dict[str, bytes]
) -> None:
    name = published.TEST_LABELS.name
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from core.data.fashion_mnist import landing, published\n"
        "def chunks():\n"
        "    yield b'half a file'\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "landing.land(chunks(), published.TEST_LABELS, Path(sys.argv[1]))\n"
    )
    root = Path(source.__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script, str(settings.raw)], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (settings.raw / name).exists()
    fill(settings.raw, packed)
    assert fetch(settings, sources=OFFLINE).source == ALREADY_THERE


def _apt_get(folder: Path, script: str) -> str:
    command = folder / "apt-get"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
    return str(command)


@pytest.fixture
def root_on_debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(debian, "_VERSION_FILE", tmp_path)


def test_root_on_debian_gets_the_package_installed(
    settings: Settings, package: Path, tmp_path: Path, root_on_debian: None
) -> None:
    installed, log = tmp_path / "installed", tmp_path / "log"
    apt_get = _apt_get(
        tmp_path,
        f'echo "$@" >> {log}\n'
        f'case "$*" in *update*) exit 1;; *) cp -r {package} {installed};; esac',
    )
    sources = Sources(folder=installed, addresses=(), apt_get=apt_get)
    assert fetch(settings, sources=sources).source == PACKAGE
    update, install = log.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends dataset-fashion-mnist")


def test_the_reason_of_an_apt_get_failure_is_returned(tmp_path: Path, root_on_debian: None) -> None:
    apt_get = _apt_get(tmp_path, "echo reading >&2; echo 'E: Unable to locate package' >&2; exit 1")
    assert debian.install(apt_get) == "E: Unable to locate package"
    assert debian.install(_apt_get(tmp_path, "exit 7")) == "apt-get install ended with 7"


def test_a_hanging_apt_get_times_out(
    tmp_path: Path, root_on_debian: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian, "_PATIENCE", 0.05)
    hanging = _apt_get(tmp_path, "exec sleep 5")
    assert debian.install(hanging) == "apt-get install took longer than 0.05 seconds"


def test_installing_without_root_is_refused_with_the_reason(
    tmp_path: Path, root_on_debian: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert debian.install(_apt_get(tmp_path, "exit 0")) == "only root can install packages"


def test_installing_on_another_system_than_debian_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(debian, "_VERSION_FILE", NOWHERE)
    assert debian.install() == "this is not a Debian system"
