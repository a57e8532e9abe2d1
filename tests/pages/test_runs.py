"""The page of runs: search, comparison by link, tags, notes, deletion and restoring."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from app.runs.curves import FIGURES
from core.model_files import ONNX_FILE
from core.registry import Registry
from core.settings import Settings
from tests.pages.conftest import OpenPage
from tests.pages.seen import (
    charts,
    errors,
    fine,
    no_traceback,
    press,
    read,
    shown_as_markdown,
    text,
)


@pytest.fixture
def ids(three_versions: Registry) -> dict[str, str]:
    return {run.label: run.short_id for run in three_versions.runs.all()}


def by_link(open_page: OpenPage, *ids: str) -> AppTest:
    """Open the page by a link that selects runs."""
    page = open_page("runs")
    page.query_params["compare"] = ",".join(ids)
    return no_traceback(page.run())


def models(page: AppTest) -> list[str]:
    return list(page.dataframe[0].value["model"])


def test_the_table_has_all_runs_with_metrics_and_the_best_is_named(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = fine(open_page("runs"))
    table = page.dataframe[0].value
    assert sorted(table["model"]) == ["v1 · champion", "v2", "v3"]
    test = three_versions.champion().facts().test
    assert table["test"].iloc[0] == pytest.approx(100 * test.accuracy)
    assert set(table["data"]) == {"Fashion-MNIST"}
    assert {"thorough, seed 11", "thorough, seed 22"} < set(table["name"])
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


def test_a_run_given_twice_in_a_link_is_shown_once(
    open_page: OpenPage, ids: dict[str, str]
) -> None:
    page = fine(by_link(open_page, ids["v2"], ids["v2"]))
    assert "v2: thorough, seed 11" in text(page)


@pytest.mark.parametrize("figure", FIGURES)
def test_every_metric_can_be_plotted_over_time(
    open_page: OpenPage, ids: dict[str, str], figure: str
) -> None:
    page = by_link(open_page, *ids.values())
    page.selectbox(key="runs.figure").set_value(figure)
    page.segmented_control(key="runs.along").set_value("time")
    assert charts(fine(page.run())) == 2


def test_a_link_with_missing_runs_reports_them_and_shows_the_rest(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    three_versions.runs.delete(three_versions.runs.get("v3").id)
    page = by_link(open_page, ids["v2"], ids["v3"], "<script>", "")
    assert not errors(page)
    assert "2 of the runs in this link cannot be found" in page.warning[0].value
    assert "v2: thorough, seed 11" in text(page)


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
    page.pills(key="runs.recipes").set_value(["thorough"])
    assert models(fine(page.run())) == ["v2"]


def test_markdown_in_a_tag_is_escaped(open_page: OpenPage, three_versions: Registry) -> None:
    tag = "![x](http://example.invalid/x.png)"
    three_versions.runs.set_tags(three_versions.runs.get("v2").id, [tag])
    page = open_page("runs")
    (shown,) = (option.content for option in page.pills(key="runs.tags").proto.options)
    assert (read(shown), "![" in shown) == (tag, False)
    page.pills(key="runs.tags").set_value([tag])
    page = fine(page.run())
    assert models(page) == ["v2"]
    assert tag in text(page)
    assert not shown_as_markdown(page)


def test_a_search_without_results_is_reported_and_can_be_cleared(
    open_page: OpenPage, three_versions: Registry
) -> None:
    page = open_page("runs")
    page.text_input(key="runs.words").set_value("zzz")
    page = fine(page.run())
    assert "No run matches." in text(page)
    page.text_input(key="runs.words").set_value("")
    assert len(models(fine(page.run()))) == 3


def test_selected_runs_stay_selected_when_a_filter_hides_them(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = by_link(open_page, ids["v2"], ids["v3"])
    page.text_input(key="runs.words").set_value("zzz")
    assert "v2 and v3" in text(fine(page.run()))


def test_the_selection_survives_a_page_change(open_page: OpenPage, ids: dict[str, str]) -> None:
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


def test_a_deleted_run_can_be_restored_at_once_and_later(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = fine(press(by_link(open_page, ids["v3"]), "Delete"))
    assert "Deleted v3 (thorough, seed 22) and its model." in text(page)
    assert models(page) == ["v2", "v1 · champion"]
    page = fine(press(page, "Undo"))
    assert len(models(page)) == 3
    assert "Deleted" not in text(page)

    three_versions.runs.delete(three_versions.runs.get("v2").id)
    page = fine(press(open_page("runs"), "Restore"))
    assert len(models(page)) == 3
    assert three_versions.get("v2").name == "v2"


def test_two_runs_can_be_deleted_and_restored_together(
    open_page: OpenPage, ids: dict[str, str]
) -> None:
    page = fine(press(by_link(open_page, ids["v2"], ids["v3"]), "Delete all 2"))
    assert models(page) == ["v1 · champion"]
    assert len(models(fine(press(page, "Undo")))) == 3


def test_the_champions_run_cannot_be_deleted_on_the_page(
    open_page: OpenPage, ids: dict[str, str]
) -> None:
    page = fine(by_link(open_page, ids["v1"]))
    delete = next(button for button in page.button if button.label == "Delete")
    assert delete.disabled


def test_a_run_promoted_meanwhile_in_another_window_is_not_deleted(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = by_link(open_page, ids["v3"])
    three_versions.promote(3, "in another window")
    page = no_traceback(press(page, "Delete"))
    assert len(three_versions.runs.all()) == 3


def test_a_note_for_a_run_deleted_meanwhile_in_another_window_is_reported(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = by_link(open_page, ids["v3"])
    page.text_area[0].set_value("Late.")
    three_versions.runs.delete(three_versions.runs.get("v3").id)
    page = no_traceback(press(page, "Save"))
    assert "cannot be found: deleted" in page.warning[0].value


def test_repeat_fills_the_form_of_the_train_page(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    page = fine(press(by_link(open_page, ids["v3"]), "Repeat"))
    assert "Train a model" in text(page)
    assert 22 in [element.value for element in page.number_input]


def test_missing_model_files_are_reported_and_the_run_is_shown(
    open_page: OpenPage, ids: dict[str, str], three_versions: Registry
) -> None:
    (three_versions.get("v2").folder / ONNX_FILE).unlink()
    page = by_link(open_page, ids["v2"])
    assert "missing or damaged" in errors(page)[0]
    assert "v2: thorough, seed 11" in text(page)
    assert charts(page) == 1


def test_table_and_comparison_work_without_the_run_files(
    open_page: OpenPage, ids: dict[str, str], settings: Settings
) -> None:
    shutil.rmtree(settings.runs)
    page = fine(by_link(open_page, ids["v2"], ids["v3"]))
    assert charts(page) == 2


def test_a_damaged_registry_is_reported_once_on_the_page_of_runs(
    open_page: OpenPage, settings: Settings
) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_text("this was a database once\n" * 100)
    page = no_traceback(open_page("runs"))
    assert "registry.db" in errors(page)[0]
    assert len(errors(page)) == 1


def test_a_run_without_history_or_metrics_is_shown_with_gaps(
    open_page: OpenPage, three_versions: Registry, settings: Settings
) -> None:
    import mlflow

    client = mlflow.MlflowClient(tracking_uri=settings.registry, registry_uri=settings.registry)
    experiment = client.get_run(three_versions.champion().run_id).info.experiment_id
    bare = client.create_run(experiment, run_name="bare").info.run_id
    client.set_terminated(bare)
    page = fine(by_link(open_page, bare[:8]))
    assert "No curve was saved for this run." in text(page)
    first = three_versions.runs.get("v1").short_id
    page = by_link(open_page, bare[:8], first)
    assert not errors(page)
    assert "These runs were trained and tested on different pictures" in page.warning[0].value
