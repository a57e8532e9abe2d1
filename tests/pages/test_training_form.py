"""The training form: its values, its link, and invalid links."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.settings import REPOSITORY
from tests.core.training.test_sharing import FREE, NAMES, NONSENSE
from tests.pages.conftest import PATIENCE, OpenPage
from tests.pages.seen import fine, no_traceback, read

pytestmark = pytest.mark.usefixtures("three_versions")


def from_link(home: Path, **words: str) -> AppTest:
    """Open the page with query parameters, as a link does."""
    page = AppTest.from_file(str(REPOSITORY / "pages" / "train.py"), default_timeout=PATIENCE)
    page.query_params.update(words)
    return page.run()


def words_of(page: AppTest) -> dict[str, str]:
    """Return the query parameters; AppTest gives a value as text or as a list of one."""
    given = page.query_params.items()
    return {name: value if isinstance(value, str) else value[0] for name, value in given}


def test_a_link_fills_the_form_which_gives_the_same_link(home: Path) -> None:
    words = {"recipe": "quick", "epochs": "7", "learning_rate": "0.05", "augmentation": "flip"}
    page = fine(from_link(home, **words))
    assert page.number_input(key="training.quick.epochs").value == 7
    assert page.number_input(key="training.quick.learning_rate").value == 0.05
    assert page.selectbox(key="training.quick.augmentation").value == "flip"
    assert words_of(page) == words


def test_changing_a_setting_changes_the_link(home: Path) -> None:
    page = fine(from_link(home))
    page.number_input(key="training.all_round.seed").set_value(5)
    assert words_of(fine(page.run())) == {"recipe": "all_round", "seed": "5"}


def test_toggles_and_ema_are_part_of_the_link(home: Path) -> None:
    page = fine(from_link(home, recipe="standard", flip_tta="no", ema="0.99"))
    assert page.toggle(key="training.standard.flip_tta").value is False
    assert page.number_input(key="training.standard.ema").value == 0.99
    page.toggle(key="training.standard.deterministic").set_value(True)
    assert words_of(fine(page.run())) == {
        "recipe": "standard",
        "flip_tta": "no",
        "ema": "0.99",
        "deterministic": "yes",
    }


def test_choosing_another_recipe_resets_the_settings(home: Path) -> None:
    page = fine(from_link(home, recipe="quick", epochs="7"))
    page.selectbox(key="training.recipe").set_value("thorough")
    assert words_of(fine(page.run())) == {"recipe": "thorough"}


@pytest.mark.parametrize("words", [{"recipe": "bogus"}, {"recipe": "quick", "epochs": "-3"}])
def test_an_invalid_link_is_reported_and_the_form_has_its_defaults(
    home: Path, words: dict[str, str]
) -> None:
    page = no_traceback(from_link(home, **words))
    assert read(page.warning[0].value).startswith("This link could not be used.")
    assert page.selectbox(key="training.recipe").value == "all_round"


@pytest.mark.parametrize("place", range(len(NAMES)))
def test_nonsense_in_a_link_is_reported_or_dropped(home: Path, place: int) -> None:
    """Every setting with one nonsense; with each one in tests/core/training/test_sharing.py.

    Where any word may be a name, only the page knows which there are: there it tries each one.
    """
    name = NAMES[place]
    for value in NONSENSE if name in FREE else [NONSENSE[place % len(NONSENSE)]]:
        page = no_traceback(from_link(home, **{"recipe": "quick", name: value}))
        assert len(page.warning) <= 1
        assert words_of(page).get(name) != value
        assert page.title[0].value == "Train a model"


def test_a_link_with_an_earlier_name_of_a_setting_fills_the_form(home: Path) -> None:
    page = fine(from_link(home, recipe="standard", mirror="no"))
    assert page.toggle(key="training.standard.flip_tta").value is False
    assert words_of(page) == {"recipe": "standard", "flip_tta": "no"}


def test_markdown_in_a_link_is_escaped(home: Path) -> None:
    image = "![x](http://example.invalid/x.png)"
    page = no_traceback(from_link(home, recipe=image))
    assert image in read(page.warning[0].value)
    assert "![x](" not in page.warning[0].value


def test_settings_survive_a_page_change(open_page: OpenPage) -> None:
    page = open_page("train")
    page.number_input(key="training.all_round.epochs").set_value(9)
    page.run()
    page.switch_page("../pages/models.py")
    page.run()
    page.switch_page("../pages/train.py")
    assert fine(page.run()).number_input(key="training.all_round.epochs").value == 9
