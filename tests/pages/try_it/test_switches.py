"""Disabling preparation steps on the page, and editing a test picture."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.try_it.edit_test_picture import flip_in_words
from core.data.classes import CLASS_NAMES
from core.predictor import Prediction
from tests.pages.conftest import OpenPage
from tests.pages.pictures import jpeg, uniform_jpeg
from tests.pages.seen import buttons, errors, fine, press, stages, text


def uploaded(page: AppTest) -> AppTest:
    page.segmented_control(key="source").set_value("Upload")
    page.run()
    page.file_uploader(key="source.upload").set_value(("shirt.jpg", jpeg(), "image/jpeg"))
    return fine(page.run())


def turn(page: AppTest, stage: str) -> AppTest:
    switches = page.pills(key="stages.on")
    switches.set_value([name for name in switches.value if name != stage])
    return fine(page.run())


def off(page: AppTest) -> int:
    return sum("switched off" in caption for caption in stages(page))


@pytest.mark.usefixtures("three_versions")
def test_steps_can_be_disabled_and_all_enabled_again(
    open_page: OpenPage,
) -> None:
    page = turn(uploaded(open_page()), "tone")
    assert off(page) == 1
    page = turn(page, "fit")
    assert off(page) == 2
    assert "fit" not in page.pills(key="stages.on").value
    page = fine(press(page, "All on"))
    assert off(page) == 0
    assert "fit" in page.pills(key="stages.on").value


@pytest.mark.usefixtures("three_versions")
def test_a_disabled_step_stays_disabled_after_a_page_change(open_page: OpenPage) -> None:
    page = turn(uploaded(open_page()), "centre")
    page.switch_page("../pages/train.py").run()
    page.switch_page("../pages/try_it.py").run()
    page.segmented_control(key="source").set_value("Upload")
    assert off(fine(page.run())) == 1


@pytest.mark.usefixtures("three_versions")
def test_the_outline_cannot_be_refined_without_segmentation(open_page: OpenPage) -> None:
    page = uploaded(open_page())
    assert "Refine the outline" in buttons(page)
    page = turn(page, "segment")
    refine = [button for button in page.button if button.label == "Refine the outline"]
    assert all(button.disabled for button in refine)


@pytest.mark.usefixtures("three_versions")
def test_refining_replaces_the_upload_by_the_photo_until_done(open_page: OpenPage) -> None:
    page = fine(press(uploaded(open_page()), "Refine the outline"))
    assert "Done" in buttons(page)
    assert not page.get("file_uploader")
    page = fine(press(page, "Done"))
    assert "Still in use: shirt.jpg" in text(page)
    assert "Refine the outline" in buttons(page)


@pytest.mark.usefixtures("three_versions")
def test_choosing_another_source_ends_refining(open_page: OpenPage) -> None:
    page = press(uploaded(open_page()), "Refine the outline")
    page.segmented_control(key="source").set_value("Draw")
    page = fine(page.run())
    assert "Done" not in buttons(page)
    assert "Clear" in buttons(page)


@pytest.mark.usefixtures("three_versions", "dataset")
def test_a_test_picture_can_be_chosen_as_a_start_for_drawing(open_page: OpenPage) -> None:
    page = fine(press(open_page(), "Start from a test picture"))
    assert page.segmented_control(key="source").value == "Test picture"
    assert page.toggle(key="source.over").value
    assert "see when the answer flips" in text(page)
    assert "The test picture" in stages(page)


def answer(name: str, known: bool = True) -> Prediction:
    probabilities = np.zeros(10, np.float32)
    probabilities[CLASS_NAMES.index(name)] = 1
    return Prediction(probabilities, 0.5, known, 0.1)


def test_the_effect_of_an_edit_on_the_answer_is_described() -> None:
    boot, bag = answer("Ankle boot"), answer("Bag")
    assert flip_in_words(boot, boot, 0, 784).startswith("Draw on it or erase")
    assert flip_in_words(boot, boot, 9, 784) == "Still Ankle boot, with 9 of 784 pixels changed."
    unknown = answer("Ankle boot", known=False)
    assert flip_in_words(boot, unknown, 9, 784).startswith("The closest class is still Ankle boot")
    assert "**It flipped**: from Ankle boot to Bag, with 40 of 784" in flip_in_words(
        boot, bag, 40, 784
    )


@pytest.mark.usefixtures("three_versions")
def test_a_photo_of_a_uniform_surface_is_refused_but_can_be_refined(open_page: OpenPage) -> None:
    page = open_page()
    page.segmented_control(key="source").set_value("Upload")
    page.run()
    page.file_uploader(key="source.upload").set_value(("wall.jpg", uniform_jpeg(), "image/jpeg"))
    page = page.run()
    assert "one uniform surface" in errors(page)[0]
    page = press(page, "Show where the garment is")
    assert not page.exception
    assert "Done" in buttons(page)
    assert "one uniform surface" in errors(page)[0]
