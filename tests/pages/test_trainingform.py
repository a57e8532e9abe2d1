"""The form of a training: its values, its link, and links that lead nowhere."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.settings import REPOSITORY
from tests.pages.conftest import PATIENCE, OpenPage
from tests.pages.seen import fine, no_traceback

pytestmark = pytest.mark.usefixtures("three_versions")


def from_link(home: Path, **words: str) -> AppTest:
    """Open the page as a link does: its words are there before anything is shown."""
    page = AppTest.from_file(str(REPOSITORY / "pages" / "train.py"), default_timeout=PATIENCE)
    page.query_params.update(words)
    return page.run()


def words_of(page: AppTest) -> dict[str, str]:
    """AppTest tells a word as text or as a list of one."""
    given = page.query_params.items()
    return {name: value if isinstance(value, str) else value[0] for name, value in given}


def test_a_link_fills_the_form_and_the_form_makes_the_same_link(home: Path) -> None:
    words = {"recipe": "quick", "epochs": "7", "learning_rate": "0.05", "augmentation": "flip"}
    page = fine(from_link(home, **words))
    assert page.number_input(key="training.quick.epochs").value == 7
    assert page.number_input(key="training.quick.learning_rate").value == 0.05
    assert page.selectbox(key="training.quick.augmentation").value == "flip"
    assert words_of(page) == words


def test_turning_a_setting_changes_the_link(home: Path) -> None:
    page = fine(from_link(home))
    page.number_input(key="training.quick.seed").set_value(5)
    assert words_of(fine(page.run())) == {"recipe": "quick", "seed": "5"}


def test_a_switch_and_the_mean_of_the_weights_travel_in_the_link(home: Path) -> None:
    page = fine(from_link(home, recipe="standard", mirror="no", ema="0.99"))
    assert page.toggle(key="training.standard.mirror").value is False
    assert page.number_input(key="training.standard.ema").value == 0.99
    page.toggle(key="training.standard.deterministic").set_value(True)
    assert words_of(fine(page.run())) == {
        "recipe": "standard",
        "mirror": "no",
        "ema": "0.99",
        "deterministic": "yes",
    }


def test_another_recipe_brings_its_own_settings(home: Path) -> None:
    page = fine(from_link(home, recipe="quick", epochs="7"))
    page.selectbox(key="training.recipe").set_value("champion")
    assert words_of(fine(page.run())) == {"recipe": "champion"}


@pytest.mark.parametrize("words", [{"recipe": "bogus"}, {"recipe": "quick", "epochs": "-3"}])
def test_a_link_that_leads_nowhere_says_why_and_the_form_stands(
    home: Path, words: dict[str, str]
) -> None:
    page = no_traceback(from_link(home, **words))
    assert page.warning[0].value.startswith("The link could not be followed.")
    assert page.selectbox(key="training.recipe").value == "quick"


def test_what_was_set_is_there_again_after_a_page_change(open_page: OpenPage) -> None:
    page = open_page("train")
    page.number_input(key="training.quick.epochs").set_value(9)
    page.run()
    page.switch_page("../pages/models.py")
    page.run()
    page.switch_page("../pages/train.py")
    assert fine(page.run()).number_input(key="training.quick.epochs").value == 9
