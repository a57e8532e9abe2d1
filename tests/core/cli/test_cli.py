"""The command line: only JSON lines with --json, text without; errors as one sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.data import Dataset, FetchProgress, FetchReport
from core.data.checks.reports import DataReport
from core.data.checks.result import CheckResult, Finding, Severity
from core.errors import DataUnavailable, HomeUnusable
from core.settings import REPOSITORY as ROOT
from core.settings import Settings
from tests.core.cli.command_line import core, lines
from tests.core.conftest import Trained

SQUARE = json.dumps({"drawing": [[[60, 200, 200, 60, 60], [60, 60, 220, 220, 60]]]})

PREDICT = """
import sys
from core.cli.main import run
try:
    run()
finally:
    heavy = {"tensorflow", "keras", "mlflow", "streamlit", "sqlalchemy", "sklearn", "pandas"}
    print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


@pytest.fixture
def picture(tmp_path: Path, tiny: Dataset) -> Path:
    path = tmp_path / "garment.png"
    Image.fromarray(np.array(tiny.test.images[0])).save(path)
    return path


def test_each_file_has_a_line_and_unreadable_ones_set_the_exit_code(
    shipped: Path, home: Path, tmp_path: Path, picture: Path
) -> None:
    strokes, text = tmp_path / "a.ndjson", tmp_path / "text.jpg"
    strokes.write_text(f"{SQUARE}\nno drawing\n")
    text.write_text("a letter")
    result = core("predict", text, picture, strokes, tmp_path / "gone.png", "--json")
    found = lines(result)
    assert result.exit_code == 1
    assert result.stderr == ""
    assert [Path(line["file"]).name for line in found] == [
        "text.jpg",
        "garment.png",
        "a.ndjson:1",
        "a.ndjson:2",
        "gone.png",
    ]
    assert [set(line) == {"file", "error"} for line in found] == [
        True,
        False,
        False,
        True,
        True,
    ]
    assert set(found[1]) == {
        *("file", "label", "index", "probability", "known"),
        *("familiarity", "probabilities", "ms"),
    }
    assert len(found[1]["probabilities"]) == 10
    assert isinstance(found[1]["known"], bool)


def test_the_exit_code_is_zero_if_every_file_was_classified(
    shipped: Path, home: Path, picture: Path
) -> None:
    result = core("predict", picture, picture, "--as", "pixels", "--json")
    assert (result.exit_code, len(lines(result))) == (0, 2)


def test_without_json_predictions_are_printed_as_text(
    shipped: Path, home: Path, picture: Path
) -> None:
    result = core("predict", picture, "gone.png")
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{picture}: ")
    assert " %)" in first
    assert second == "gone.png: There is no such file."
    assert result.exit_code == 1


def test_an_unknown_model_is_reported_on_stdout_as_json_or_else_on_stderr(
    shipped: Path, home: Path, picture: Path
) -> None:
    result = core("predict", picture, "--model", "v9", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert "There is no model 'v9'" in lines(result)[0]["error"]
    result = core("predict", picture, "--model", "v9")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no model 'v9'. There is: champion.\n"


def test_a_damaged_model_is_reported_in_a_sentence(
    shipped: Path, home: Path, picture: Path
) -> None:
    (shipped / "model.onnx").write_bytes(b"damaged")
    result = core("predict", picture)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "model.onnx is missing or damaged" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["predict"],
        ["predict", "a.png", "--as"],
        ["train", "--seed", "x"],
        ["train", "--no-such-option"],
        ["no-such-verb"],
        ["data", "no-such-verb"],
        ["photos"],
    ],
)
def test_a_usage_error_is_reported_on_standard_error_only(home: Path, words: list[str]) -> None:
    result = core(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error" in result.stderr


def test_prepare_reports_what_it_did_and_does_nothing_when_repeated(
    shipped: Path, tables: None, settings: Settings
) -> None:
    done = lines(core("prepare", "--json"))
    assert done == [{"done": "Registered the shipped model as v1, champion."}]
    again = core("prepare")
    assert (again.exit_code, again.stdout) == (0, "Models: all in order.\n")


def test_a_damaged_registry_is_reported_by_every_command_that_reads_it(
    shipped: Path, settings: Settings, picture: Path
) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"no database" * 900)
    for words in (["prepare"], ["predict", picture], ["train", "--data", "tiny"]):
        result = core(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "latest backup, registry.backup.db" in result.stderr


def test_a_scored_photo_folder_is_one_json_line_with_the_documented_keys(
    shipped: Path, home: Path, tmp_path: Path, tiny: Dataset
) -> None:
    names = {"t-shirt": 0, "bag": 8, "hat": 1}
    for name, label in names.items():
        (tmp_path / "photos" / name).mkdir(parents=True)
        chosen = np.flatnonzero(tiny.test.labels == label)[:3]
        for i in chosen:
            Image.fromarray(np.array(tiny.test.images[i])).save(
                tmp_path / "photos" / name / f"{i}.png"
            )
    result = core("photos", tmp_path / "photos", "--json")
    (line,) = lines(result)
    assert result.exit_code == 0
    assert list(line) == [
        *("n", "accuracy", "balanced_accuracy", "per_class"),
        *("coverage", "accuracy_when_known", "unknown_auroc"),
    ]
    assert line["n"] == 9
    assert line["per_class"].keys() == {"bag", "t-shirt"}
    words = core("photos", tmp_path / "photos").stdout
    assert words.startswith("9 files, 0 of them unreadable.\n")
    (more,) = lines(core("photos", tmp_path / "photos", "--ablation", "--json"))
    assert {name: more[name] for name in line} == line
    assert [one["way"] for one in more["ablation"]["ways"]] == ["all on"]
    assert more["coverage_curve"]["at_threshold"]["coverage"] == line["coverage"]
    words = core("photos", tmp_path / "photos", "--ablation").stdout
    assert "With all stages on: " in words
    assert "Answering the most familiar half: " in words


def test_a_folder_that_cannot_be_scored_is_reported(
    shipped: Path, home: Path, tmp_path: Path
) -> None:
    result = core("photos", tmp_path / "nowhere", "--json")
    assert result.exit_code == 1
    assert "is not a folder" in lines(result)[0]["error"]


def test_dataset_versions_are_listed_one_per_line(home: Path) -> None:
    found = lines(core("data", "versions", "--json"))
    assert [line["name"] for line in found] == ["v1", "tiny"]
    assert all(line["hint"] for line in found)
    assert core("data", "versions").stdout.startswith("v1 ")


def test_checking_missing_data_names_each_file_and_fails(home: Path) -> None:
    result = core("data", "check", "--json")
    (line,) = lines(result)
    assert (result.exit_code, line["ok"]) == (1, False)
    assert len(line["files"]) == 4
    assert all(file["problem"] for file in line["files"])
    assert len(core("data", "check").stdout.splitlines()) == 4


def test_fetch_prints_the_source_and_a_failure_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(settings: Settings, on_progress: Any) -> FetchReport:
        on_progress(FetchProgress("Getting a file", 5, 10))
        return FetchReport({"a.gz": "a package"}, 1.25, 10)

    monkeypatch.setattr("core.data.fetch", fetched)
    monkeypatch.setattr("core.workflows.data.first_check.check_once", lambda settings: None)
    assert lines(core("data", "fetch", "--json")) == [
        {"source": "a package", "seconds": 1.25, "bytes": 10, "checks": None}
    ]
    assert "(a package, 1.2 s)" in core("data", "fetch").stdout

    def failed(*_: object) -> FetchReport:
        raise DataUnavailable("Any of three sources helps.")

    monkeypatch.setattr("core.data.fetch", failed)
    result = core("data", "fetch", "--json")
    assert (result.exit_code, lines(result)) == (1, [{"error": "Any of three sources helps."}])


@pytest.mark.parametrize("passed", [True, False])
def test_the_first_fetch_says_what_the_checks_found_and_stops_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, passed: bool
) -> None:
    finding = Finding(passed, "2 pictures with hardly any ink.", 2)
    result = CheckResult("blank", "Blank pictures", Severity.WARNING, 0, finding)
    report = DataReport("v1", "abc", 1.0, 1.0, (result,), searched=False)
    monkeypatch.setattr("core.data.fetch", lambda *_: FetchReport({}, 1.0, 0))
    monkeypatch.setattr("core.workflows.data.first_check.check_once", lambda settings: report)
    done = core("data", "fetch")
    assert done.exit_code == 0
    words = done.stdout.splitlines()[-1]
    assert "checks passed" in words
    assert "Near-duplicates were not searched." in words
    assert ("Blank pictures: 2 pictures with hardly any ink." in words) is not passed


def test_a_first_check_that_fails_is_said_and_stops_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(settings: Settings) -> DataReport:
        raise HomeUnusable("The folder cannot be written.")

    monkeypatch.setattr("core.data.fetch", lambda *_: FetchReport({}, 1.0, 0))
    monkeypatch.setattr("core.workflows.data.first_check.check_once", failed)
    done = core("data", "fetch", "--json")
    expected = "The data could not be checked. The folder cannot be written."
    assert (done.exit_code, lines(done)[0]["checks"]) == (0, expected)


def test_the_catalogue_is_one_json_object(home: Path) -> None:
    (found,) = lines(core("data", "catalogue", "--json"))
    assert [one["name"] for one in found["versions"]] == ["v1"]
    assert json.loads(core("data", "catalogue").stdout) == found


def run_python(code: str, *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, "FITTING_ROOM_HOME": str(home), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )


def test_predicting_imports_no_heavy_package(trained: Trained, picture: Path) -> None:
    for verb in ("predict", "explain"):
        done = run_python(PREDICT, verb, str(picture), "--json", home=trained.settings.home)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["file"] == str(picture)
        assert done.stderr == "[]\n"


@pytest.mark.parametrize("option", [["--json"], []])
def test_an_undecodable_file_name_can_be_printed_on_an_ascii_terminal(
    trained: Trained, option: list[str]
) -> None:
    done = run_python(PREDICT, "predict", "gr\u00f6\udcff.png", *option, home=trained.settings.home)
    assert done.returncode == 1
    assert "There is no such file." in done.stdout
    if option:
        assert json.loads(done.stdout)["file"].endswith(".png")
