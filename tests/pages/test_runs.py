"""The page of runs: find, compare by link, tag, note, delete and bring back."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.runs.curves import FIGURES, compare_curves
from app.runs.settings import settings_apart
from core.model_files import ONNX_FILE
from core.registry import Registry, Run
from core.settings import Settings
from tests.pages.conftest import OpenPage, nothing_runs_aside
from tests.pages.seen import buttons, charts, errors, fine, no_traceback, press, text


@pytest.fixture
def ids(three_versions: Registry) -> dict[str, str]:
    return {run.label: run.short_id for run in three_versions.runs.all()}


def by_link(open_page: OpenPage, *ids: str) -> AppTest:
    """Open the page by a link that names runs."""
    page = open_page("runs")
    page.query_params["compare"] = ",".join(ids)
    return no_traceback(page.run())


def models(page: AppTest) -> list[str]:
    return list(page.dataframe[0].value["model"])


def test_every_run_stands_with_its_figures_and_the_best_is_named(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = fine(open_page("runs"))
    table = page.dataframe[0].value
    assert sorted(table["model"]) == ["v1 · champion", "v2", "v3"]
    test = three_versions.champion().facts()["metrics"]["test"]
    assert table["test"].iloc[0] == pytest.approx(100 * test["accuracy"])
    assert set(table["data"]) == {"Fashion-MNIST"}
    assert {"champion, seed 11", "champion, seed 22"} < set(table["name"])
    assert all(len(curve) > 1 for curve in table["curve"])
    assert "of the validation pictures right. Too close to call: " in text(page)
    assert "3 runs" in text(page)
    assert charts(page) == 0


def test_a_link_to_two_runs_reopens_their_comparison(
    open_page: OpenPage, ids: dict[str, str]
) -> None:
    page = fine(by_link(open_page, ids["v2"], ids["v3"]))
    assert "v2 and v3" in text(page)
    assert charts(page) == 2
    differing = page.table[1].value
    assert differing.to_numpy().tolist() == [["Seed", "11", "22"]]
    figures = page.table[0].value
    assert "Right on test" in figures.iloc[:, 0].tolist()
    assert figures["v2"].tolist() == figures["v3"].tolist()  # the same model under two seeds
    assert page.query_params["compare"] == f"{ids['v2']},{ids['v3']}"


def test_the_same_run_twice_in_a_link_is_one(open_page: OpenPage, ids: dict[str, str]) -> None:
    page = fine(by_link(open_page, ids["v2"], ids["v2"]))
    assert "v2: champion, seed 11" in text(page)


@pytest.mark.parametrize("figure", FIGURES)
def test_curves_can_be_changed_and_drawn_along_the_time(
    open_page: OpenPage, ids: dict[str, str], figure: str
) -> None:
    page = by_link(open_page, *ids.values())
    page.selectbox(key="runs.figure").set_value(figure)
    page.segmented_control(key="runs.along").set_value("time")
    assert charts(fine(page.run())) == 2


def test_a_link_that_names_what_is_not_here_says_so_and_shows_the_rest(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    three_versions.runs.delete(three_versions.runs.get("v3").id)
    page = by_link(open_page, ids["v2"], ids["v3"], "<script>", "")
    assert not errors(page)
    assert "2 of the runs that this link names are not here" in page.warning[0].value
    assert "v2: champion, seed 11" in text(page)


def test_runs_are_found_by_words(open_page: OpenPage, three_versions: Registry) -> None:
    three_versions.runs.set_note(three_versions.runs.get("v3").id, "Better at shirts.")
    page = open_page("runs")
    page.text_input(key="runs.words").set_value("SHIRTS")
    page = fine(page.run())
    assert models(page) == ["v3"]
    assert "1 of 3 runs" in text(page)


def test_runs_are_found_by_tag_and_recipe(open_page: OpenPage, three_versions: Registry) -> None:
    three_versions.runs.set_tags(three_versions.runs.get("v2").id, ["for the talk"])
    page = open_page("runs")
    page.pills(key="runs.tags").set_value(["for the talk"])
    page = fine(page.run())
    assert models(page) == ["v2"]
    page.pills(key="runs.recipes").set_value(["champion"])
    assert models(fine(page.run())) == ["v2"]


def test_nothing_found_is_said_and_can_be_taken_back(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = open_page("runs")
    page.text_input(key="runs.words").set_value("zzz")
    page = fine(page.run())
    assert "No run is like that." in text(page)
    page.text_input(key="runs.words").set_value("")
    assert len(models(fine(page.run()))) == 3


def test_what_is_ticked_stays_when_a_filter_hides_it(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = by_link(open_page, ids["v2"], ids["v3"])
    page.text_input(key="runs.words").set_value("zzz")
    assert "v2 and v3" in text(fine(page.run()))


def test_ticks_outlive_a_visit_to_another_page(open_page: OpenPage, ids: dict[str, str]) -> None:
    page = by_link(open_page, ids["v2"], ids["v3"])
    page.switch_page("../pages/models.py")
    page.run()
    del page.query_params["compare"]
    page.switch_page("../pages/runs.py")
    page = fine(page.run())
    assert "v2 and v3" in text(page)
    page = fine(press(page, "Untick all"))
    assert "v2 and v3" not in text(page)
    assert "compare" not in page.query_params


def test_tags_and_a_note_are_saved(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    three_versions.runs.set_tags(three_versions.runs.get("v2").id, ["baseline"])
    page = by_link(open_page, ids["v3"])
    page.multiselect[0].set_value(["baseline"])
    page.text_area[0].set_value("Keep this one.")
    page = fine(press(page, "Save"))
    run = three_versions.runs.get("v3")
    assert (run.tags, run.note) == (("baseline",), "Keep this one.")
    assert "Keep this one." in page.dataframe[0].value["note"].tolist()


def test_a_deleted_run_can_be_brought_back_at_once_and_on_a_later_visit(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = fine(press(by_link(open_page, ids["v3"]), "Delete"))
    assert "Deleted v3 (champion, seed 22), and its model with it." in text(page)
    assert models(page) == ["v2", "v1 · champion"]
    page = fine(press(page, "Undo"))
    assert len(models(page)) == 3
    assert "Deleted" not in text(page)

    three_versions.runs.delete(three_versions.runs.get("v2").id)
    page = fine(press(open_page("runs"), "Bring back"))
    assert len(models(page)) == 3
    assert three_versions.get("v2").name == "v2"


def test_two_runs_are_deleted_and_brought_back_together(
    open_page: OpenPage, ids: dict[str, str]
) -> None:
    page = fine(press(by_link(open_page, ids["v2"], ids["v3"]), "Delete all 2"))
    assert models(page) == ["v1 · champion"]
    assert len(models(fine(press(page, "Undo")))) == 3


def test_the_champions_run_offers_no_deletion(open_page: OpenPage, ids: dict[str, str]) -> None:
    page = fine(by_link(open_page, ids["v1"]))
    delete = next(button for button in page.button if button.label == "Delete")
    assert delete.disabled


def test_a_run_that_another_window_promoted_meanwhile_is_not_deleted(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = by_link(open_page, ids["v3"])
    three_versions.promote(3, "in another window")
    page = no_traceback(press(page, "Delete"))
    assert len(three_versions.runs.all()) == 3


def test_a_note_to_a_run_that_another_window_deleted_meanwhile_is_a_sentence(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = by_link(open_page, ids["v3"])
    page.text_area[0].set_value("Late.")
    three_versions.runs.delete(three_versions.runs.get("v3").id)
    page = no_traceback(press(page, "Save"))
    assert "not here: deleted" in page.warning[0].value


def test_repeat_fills_the_form_of_the_train_page(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = fine(press(by_link(open_page, ids["v3"]), "Repeat"))
    assert "Teach a model" in text(page)
    assert 22 in [element.value for element in page.number_input]


def test_a_model_whose_files_are_gone_gets_a_sentence_and_its_record_stays(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    (three_versions.get("v2").folder / ONNX_FILE).unlink()
    page = by_link(open_page, ids["v2"])
    assert "missing or damaged" in errors(page)[0]
    assert "v2: champion, seed 11" in text(page)
    assert charts(page) == 1


def test_all_files_gone_leaves_table_and_comparison(
    open_page: OpenPage, ids: dict[str, str], settings: Settings
) -> None:
    shutil.rmtree(settings.runs)
    page = fine(by_link(open_page, ids["v2"], ids["v3"]))
    assert charts(page) == 2


def test_a_damaged_registry_is_one_sentence(open_page: OpenPage, settings: Settings) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_text("this was a database once\n" * 100)
    page = no_traceback(open_page("runs"))
    assert "registry.db" in errors(page)[0]
    assert len(errors(page)) == 1


def test_a_first_start_says_what_will_be_here_and_then_shows_it(
    open_page: OpenPage, home: Path
) -> None:
    page = no_traceback(open_page("runs"))
    assert "No training has ended with a model yet." in text(page) or models(page)
    nothing_runs_aside()
    page = fine(open_page("runs"))
    assert models(page) == ["v1 · champion"]
    assert "1 run" in text(page)
    assert "Export CSV" not in buttons(page)  # it is a link of its own kind, not a button


def test_a_run_without_curve_or_figures_is_shown_with_gaps(
    open_page: OpenPage, three_versions: Registry, settings: Settings
) -> None:
    import mlflow

    client = mlflow.MlflowClient(tracking_uri=settings.registry, registry_uri=settings.registry)
    experiment = client.get_run(three_versions.champion().run_id).info.experiment_id
    bare = client.create_run(experiment, run_name="bare").info.run_id
    client.set_terminated(bare)
    page = fine(by_link(open_page, bare[:8]))
    assert "No curve was kept of this run." in text(page)
    first = three_versions.runs.get("v1").short_id
    page = by_link(open_page, bare[:8], first)
    assert not errors(page)
    assert "They did not learn from the same pictures" in page.warning[0].value


def test_settings_part_into_those_that_differ_and_those_that_do_not() -> None:
    one = Run("a" * 32, "one", 0.0, 1.0, {"learning_rate": "0.1", "epochs": "4", "extra": "x"})
    two = Run("b" * 32, "two", 0.0, 1.0, {"learning_rate": "0.2", "epochs": "4"})
    differing, same = settings_apart([one, two])
    assert differing == {"Learning rate": ["0.1", "0.2"], "Extra": ["x", "–"]}
    assert same == {"Epochs": "4"}


def test_names_at_the_ends_of_curves_do_not_lie_on_each_other() -> None:
    curve = [{"epoch": n, "validation_accuracy": 0.1 * n, "seconds": 2.0} for n in (1, 2, 3)]
    drawn = compare_curves(dict.fromkeys(("v1", "v2", "v3"), curve), "validation_accuracy")
    whole = drawn.to_dict()
    (names,) = [
        rows
        for name, rows in whole["datasets"].items()
        if name == whole["layer"][2]["data"]["name"]
    ]
    places = sorted(row["y"] for row in names)
    assert len(places) == 3
    assert all(above - below > 0.005 for below, above in pairwise(places))


@pytest.mark.parametrize("by_time", [False, True])
@pytest.mark.parametrize(
    "curve",
    [
        (),
        ({"epoch": 1, "loss": 0.5},),
        ({"epoch": 1, "loss": float("nan")},),
        tuple({"epoch": n, "loss": 1 / n, "seconds": 9.0} for n in range(1, 201)),
    ],
)
def test_a_curve_of_any_length_can_be_drawn(curve: tuple, by_time: bool) -> None:
    axis = compare_curves({"v1": curve}, "loss", by_time).to_dict()["layer"][0]["encoding"]["x"]
    assert 1 <= len(axis["axis"]["values"]) <= 22
