"""Evaluate: what is missing is offered, numbers have intervals, cells have their pictures."""

import base64
import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.evaluate.cell import selected
from core.data.checks.reports import DataReport, Reports
from core.data.versions.pictures import Part
from core.data.versions.store import Versions
from core.jobs import JobState, Runner
from core.model_files import ONNX_FILE
from core.registry import Registry
from core.settings import Settings
from core.workflows.evaluate.answers import SplitAnswers
from core.workflows.evaluate.job import EVALUATE
from tests.pages.conftest import OpenPage
from tests.pages.seen import buttons, charts, errors, fine, no_traceback, read, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")


@pytest.fixture
def answered(settings: Settings, three_versions: Registry, dataset: None) -> None:
    """Let the champion have answered the test split: every fifth shirt as a coat, the rest right.

    v1, v2 and v3 are one network, so that the others have the same answers.
    """
    pictures = Versions(settings).pictures("v1")
    labels = pictures.labels[pictures.members(Part.TEST)]
    predicted = labels.copy()
    predicted[np.flatnonzero(labels == 6)[::5]] = 4
    probabilities = np.full((10_000, 10), 0.02, np.float32)
    probabilities[np.arange(10_000), predicted] = 0.82
    folder = three_versions.champion().folder
    SplitAnswers(settings).save(folder, pictures, Part.TEST, probabilities)


def linked(page: AppTest, **words: str) -> AppTest:
    """Open the page once more, from an address, as in another browser."""
    fresh = AppTest.from_file(page._script_path, default_timeout=60)
    fresh.switch_page("../pages/evaluate.py")
    for name, value in words.items():
        fresh.query_params[name] = value
    return no_traceback(fresh.run())


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def matrix(page: AppTest) -> dict[str, Any]:
    """What the page sends to the confusion matrix."""
    (found,) = page.get("bidi_component")
    return dict(json.loads(found.proto.json))


def test_what_was_never_evaluated_is_offered_with_what_is_known(
    open_page: OpenPage, runner: Runner, kinds: dict
) -> None:
    page = fine(open_page("evaluate"))
    assert "Evaluate v1 on 10,000 pictures" in buttons(page)
    assert "When it was made, 93.2 % ± 0.5 of them were right." in text(page)
    assert not runner.jobs_of(EVALUATE)


@pytest.mark.usefixtures("answered")
def test_the_headline_says_how_good_it_is_in_words(open_page: OpenPage) -> None:
    page = fine(open_page("evaluate"))
    assert "98.0 % right" in text(page)
    assert "v1 answers 9,800 of 10,000 pictures of the test split of v1 right." in text(page)
    assert "expect 97.7 to 98.3 %" in text(page)
    assert charts(page) == 4


@pytest.mark.usefixtures("answered")
def test_every_number_of_the_tables_names_the_method_of_its_interval(open_page: OpenPage) -> None:
    body = html(fine(open_page("evaluate")))
    cells = re.findall(r"<td title=\"(.*?)\">(.*?)<", body)
    assert len(cells) == 8 + 10 * 5
    assert all("interval" in title or "Not defined" in title for title, _ in cells)
    assert any("Wilson’s score interval" in title for title, _ in cells)
    assert "\N{REPLACEMENT CHARACTER}" not in body  # what a thin space would become if escaped
    assert "explore?data=v1&amp;split=test&amp;class=Shirt" in body


@pytest.mark.usefixtures("answered")
def test_the_largest_confusion_is_open_and_each_picture_leads_to_explore(
    open_page: OpenPage, settings: Settings
) -> None:
    found = matrix(fine(open_page("evaluate")))
    assert found["selected"] == "64"
    opened, pictures = found["cells"]["64"], Versions(settings).pictures("v1")
    assert opened["what"] == "Shirt, answered as Coat:"
    assert opened["how_many"].startswith("200 pictures")
    assert opened["rest"] == "The first 30 of 200."
    assert len(opened["pictures"]) == 30
    for one in opened["pictures"]:
        link = re.fullmatch(r"explore\?data=v1&picture=(\d+)", one["link"])
        assert link
        assert pictures.labels[int(link[1])] == 6
        assert base64.b64decode(one["pixels"]) == pictures.images[int(link[1])].tobytes()
    assert set(found["cells"]) == {"64", *(f"{label}{label}" for label in range(10))}


@pytest.mark.usefixtures("answered")
def test_a_link_restores_models_cell_and_class(open_page: OpenPage) -> None:
    page = fine(linked(open_page("evaluate"), model="v2,v3", cell="55", **{"class": "Bag"}))
    assert page.multiselect[0].value == ["v2", "v3"]
    assert matrix(page)["selected"] == "55"
    assert matrix(page)["cells"]["55"]["what"] == "Sandal, answered right:"
    assert page.selectbox(key="evaluate.class").value == "Bag"
    assert html(page).count("<th>v2</th>") == 1
    assert html(page).count("<th>v3</th>") == 1  # beside each other in the table
    assert page.query_params["model"] in ("v2,v3", ["v2,v3"])


@pytest.mark.usefixtures("answered")
def test_a_link_to_what_is_gone_says_so_and_shows_the_champion(open_page: OpenPage) -> None:
    page = fine(linked(open_page("evaluate"), model="v9", data="v7", split="train", cell="x9"))
    warnings = " ".join(read(one.value) for one in page.warning)
    assert "There is no model “v9”." in warnings
    assert "There is no data version “v7”" in warnings
    assert "98.0 % right" in text(page)
    assert matrix(page)["selected"] == "64"


@pytest.mark.usefixtures("answered")
def test_another_split_is_offered_by_itself(open_page: OpenPage) -> None:
    page = fine(open_page("evaluate"))
    page.button_group(key="evaluate.split").set_value("validation")
    page = fine(page.run())
    assert "Evaluate v1 on 5,000 pictures" in buttons(page)
    assert page.query_params["split"] in ("validation", ["validation"])


@pytest.mark.usefixtures("answered")
def test_near_duplicates_are_taken_out_where_a_report_names_them(
    open_page: OpenPage, settings: Settings
) -> None:
    assert "Check this version on the page Versions" in text(fine(open_page("evaluate")))
    Reports(settings).add(DataReport("v1", "0", 1.0, 1.0, (), tuple(range(60_000, 60_040))))
    page = fine(open_page("evaluate"))
    assert "without the 40 pictures that have a near-duplicate in train" in text(page)


@pytest.mark.usefixtures("answered")
def test_a_model_whose_file_is_gone_is_named_and_the_others_are_shown(
    open_page: OpenPage, three_versions: Registry
) -> None:
    (three_versions.get("v3").folder / ONNX_FILE).unlink()
    page = linked(open_page("evaluate"), model="v3,v1")
    assert any(ONNX_FILE in words for words in errors(page))
    assert "98.0 % right" in text(page)


def test_probabilities_that_are_no_numbers_are_refused_with_a_sentence(
    open_page: OpenPage, settings: Settings, three_versions: Registry
) -> None:
    pictures, folder = Versions(settings).pictures("v1"), three_versions.champion().folder
    broken = np.full((10_000, 10), np.nan, np.float32)
    SplitAnswers(settings).save(folder, pictures, Part.TEST, broken)
    page = no_traceback(open_page("evaluate"))
    assert "no numbers from 0 to 1" in errors(page)[0]


def test_pressing_the_button_evaluates_in_the_background(
    open_page: OpenPage, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.predictor import Predictor

    whole = Predictor.predict_many

    def few(self: Predictor, images: np.ndarray, *rest: object) -> object:
        """Run the network on one picture of each batch: the page is tested, not the network."""
        one = whole(self, images[:1])
        probabilities = np.repeat(one.probabilities, len(images), axis=0)
        return type(one)(probabilities, one.familiarity, one.known, one.embedding)

    monkeypatch.setattr(Predictor, "predict_many", few)
    page = fine(open_page("evaluate"))
    next(one for one in page.button if one.label.startswith("Evaluate v1")).click()
    page = no_traceback(page.run())
    (job,) = runner.jobs_of(EVALUATE)
    assert runner.wait(job.id).state is JobState.DONE
    page = fine(page.run())
    assert "% right" in text(page)
    assert "Evaluate v1 on 10,000 pictures" not in buttons(page)


@pytest.mark.usefixtures("answered")
def test_without_a_confusion_no_cell_is_open(settings: Settings, three_versions: Registry) -> None:
    from core.workflows.evaluate.chosen import Chosen
    from core.workflows.evaluate.evaluation import evaluate_model

    pictures = Versions(settings).pictures("v1")
    perfect = np.eye(10, dtype=np.float32)[pictures.labels[pictures.members(Part.TEST)]]
    folder = three_versions.champion().folder
    found = evaluate_model(settings, ("v1", folder), pictures, Chosen(), perfect)
    assert selected(found) == ""
