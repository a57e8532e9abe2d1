"""What is printed: nothing that acts on the terminal, and a sentence where printing fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.settings import REPOSITORY
from tests.core.cli.command_line import core, lines

UNPRINTABLE = "a\nb\x1b[31m\u202e.png"
NOWHERE = Path("/dev/full")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / UNPRINTABLE
    Image.fromarray(np.zeros((28, 28), np.uint8)).save(path)
    return path


def shell(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m core` with the rest of a shell's line."""
    command = f"{sys.executable} -m core {line}"
    environment = {**os.environ, "FITTING_ROOM_HOME": str(home)}
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )


def test_names_are_printed_as_one_line_without_control_characters(
    shipped: Path, home: Path, picture: Path, tmp_path: Path
) -> None:
    bad = tmp_path / f"bad {UNPRINTABLE}"
    bad.write_text("a letter")
    printed = core("predict", picture, bad, tmp_path / f"gone {UNPRINTABLE}").stdout
    assert len(printed.splitlines()) == 3
    assert all(letter.isprintable() or letter == "\n" for letter in printed)
    assert "a\ufffdb\ufffd[31m\ufffd.png" in printed
    (line,) = lines(core("predict", picture, "--json"))
    assert line["file"] == str(picture)


def test_labels_are_printed_as_one_line_without_control_characters(
    shipped: Path, home: Path, tmp_path: Path, picture: Path
) -> None:
    label = tmp_path / "photos" / "co\nat\x1b[31m"
    label.mkdir(parents=True)
    (label / "1.png").write_bytes(picture.read_bytes())
    refused = core("photos", tmp_path / "photos").stderr
    assert len(refused.splitlines()) == 1
    assert "\x1b" not in refused
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({label.name: "Coat"}))
    printed = core("photos", tmp_path / "photos", "--mapping", mapping).stdout
    assert "\n  co\ufffdat\ufffd[31m: " in printed


@pytest.mark.skipif(not NOWHERE.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("option", ["", "--json"])
def test_output_that_cannot_be_written_ends_in_a_sentence(tmp_path: Path, option: str) -> None:
    done = shell(f"data versions {option} > {NOWHERE}", tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "The output cannot be written: No space left on device. Free some space, or send it "
        "elsewhere.\n"
    )


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "2>&- >&-"])
def test_a_closed_stream_costs_only_what_goes_to_it(tmp_path: Path, closed: str) -> None:
    photos = tmp_path / "photos" / "coat"
    photos.mkdir(parents=True)
    Image.fromarray(np.zeros((28, 28), np.uint8)).save(photos / "1.png")
    done = shell(f"photos {photos.parent} --json {closed}", tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""
    if closed == "2>&-":
        assert json.loads(done.stdout)["n"] == 1


@pytest.mark.parametrize("words", [["prepare"], ["predict", "a.png"], ["cases"], ["data", "check"]])
def test_a_home_that_cannot_exist_is_reported_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("FITTING_ROOM_HOME", "~no-such-person/home")
    result = core(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("FITTING_ROOM_HOME is not a folder that can be used: ")
    assert lines(core(*words, "--json"))[0]["error"] == result.stderr.strip()
