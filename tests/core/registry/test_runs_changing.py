"""Tags, notes, deletion and restoring of runs, also from two windows at once."""

import threading
from unittest.mock import patch

import pytest

from core.errors import HomeUnusable, ModelUnavailable
from core.registry import CHAMPION, Registry, clean_tags
from core.settings import Settings
from tests.core.registry.conftest import MakeRun
from tests.core.registry.test_lookup import client_of


def test_tags_and_notes_are_replaced(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.set_tags(run_id, ["first", "second"])
    assert three.runs.set_tags(run_id, [" Shirts,  better ", "shirts better", "größer"]) == (
        "Shirts better",
        "größer",
    )
    three.runs.set_note(run_id, "  One line.\nAnother line.  ")
    run = three.runs.get("v2")
    assert run.tags == ("Shirts better", "größer")
    assert run.note == "One line.\nAnother line."
    three.runs.set_tags(run_id, [])
    three.runs.set_note(run_id, "")
    assert (three.runs.get("v2").tags, three.runs.get("v2").note) == ((), "")


def test_a_note_that_is_too_long_is_truncated(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.set_note(run_id, "因为" * 9000)
    assert three.runs.get("v2").note == "因为" * 2500


def test_tags_are_limited_shortened_printable_and_unique() -> None:
    assert clean_tags(["  a  b ", "A B", "", ",", "c\x00\td", "x" * 99]) == ("a b", "c d", "x" * 60)
    assert len(clean_tags(str(n) for n in range(99))) == 30


def test_deleting_and_restoring_a_run_includes_its_version(three: Registry) -> None:
    run = three.runs.get("v2")
    assert three.runs.delete(run.id) == run
    assert [r.label for r in three.runs.all()] == ["v3", "v1"]
    assert [v.name for v in three.versions()] == ["v3", "v1"]
    (deleted,) = three.runs.all(deleted=True)
    assert (deleted.id, deleted.label, deleted.deleted) == (run.id, "v2", True)
    with pytest.raises(ModelUnavailable, match="no model 'v2'"):
        three.get("v2")
    with pytest.raises(ModelUnavailable):
        three.promote(2, "")
    three.runs.restore(run.id)
    assert three.runs.get("v2") == run
    assert [v.name for v in three.versions()] == ["v3", "v2", "v1"]
    assert three.runs.all(deleted=True) == ()


def test_the_champions_run_cannot_be_deleted(three: Registry) -> None:
    run = three.runs.get("v1")
    with pytest.raises(ModelUnavailable, match="one made v1, the champion"):
        three.runs.delete(run.id)
    assert three.runs.get("v1") == run


def test_changing_a_run_deleted_in_another_window_is_reported(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.delete(run_id)
    for act in (
        lambda: three.runs.delete(run_id),
        lambda: three.runs.set_note(run_id, "late"),
        lambda: three.runs.set_tags(run_id, ["late"]),
    ):
        with pytest.raises(ModelUnavailable, match="deleted, perhaps in another window"):
            act()


def test_restoring_twice_changes_nothing(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    three.runs.delete(run_id)
    three.runs.restore(run_id)
    three.runs.restore(run_id)
    assert three.runs.get("v2").id == run_id
    with pytest.raises(ModelUnavailable, match="There is no run"):
        three.runs.restore("f" * 32)


def test_the_number_of_a_deleted_version_is_not_reused(three: Registry, run: MakeRun) -> None:
    three.runs.delete(three.runs.get("v3").id)
    assert three.register(run("four")).name == "v4"


def test_a_roll_back_skips_a_deleted_champion(three: Registry) -> None:
    three.promote(2, "")
    three.promote(3, "")
    three.runs.delete(three.runs.get("v2").id)
    assert three.previous_champion() == 1
    assert three.roll_back("") == 1
    assert three.previous_champion() is None
    three.promote(3, "Again.")
    assert three.previous_champion() == 1


def test_a_champion_is_never_its_own_predecessor(three: Registry) -> None:
    three.promote(2, "")
    three.promote(1, "")
    assert three.previous_champion() == 2
    three.runs.delete(three.runs.get("v2").id)
    assert three.previous_champion() is None


def test_the_alias_of_a_champion_deleted_in_mlflow_is_restored_to_another_version(
    three: Registry, settings: Settings
) -> None:
    client_of(settings).delete_run(three.runs.get("v1").id)  # Registry would refuse
    three.recover()
    assert three.champion().name == "v2"


def test_deleting_and_promoting_concurrently_leaves_a_champion(three: Registry) -> None:
    run_id = three.runs.get("v2").id
    refused: list[str] = []

    def attempt(act: object) -> None:
        assert callable(act)
        try:
            act()
        except ModelUnavailable as error:
            refused.append(str(error))

    acts = (lambda: three.runs.delete(run_id), lambda: three.promote(2, "now"))
    threads = [threading.Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert three.champion().number in (1, 2)
    assert any(CHAMPION in version.aliases for version in three.versions())


def test_a_locked_registry_is_reported(three: Registry) -> None:
    from mlflow.exceptions import MlflowException

    run_id = three.runs.get("v2").id
    locked = patch("mlflow.MlflowClient.set_tag", side_effect=MlflowException("select secrets"))
    with locked, pytest.raises(HomeUnusable, match="refused a change") as caught:
        three.runs.set_note(run_id, "now")
    assert "secrets" not in str(caught.value)
    assert three.runs.get("v2").note == ""
