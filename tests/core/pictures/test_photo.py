"""From a photo to 28×28: the garment is segmented; each stage is recorded and can be disabled."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from core.errors import BadPicture
from core.pictures import Preparation, Switches, prepare, prepare_photo, prepare_pixels

STAGES = ["decode", "segment", "polarity", "crop", "fit", "centre", "tone"]


def shirt_mask(height: int = 400, width: int = 300) -> np.ndarray:
    """A T-shirt's outline, bool (h, w)."""
    outline = [(0.3, 0.2), (0.43, 0.24), (0.57, 0.24), (0.7, 0.2), (0.9, 0.36), (0.8, 0.45)]
    outline += [(0.7, 0.38), (0.7, 0.8), (0.3, 0.8), (0.3, 0.38), (0.2, 0.45), (0.1, 0.36)]
    points = np.array([(x * width, y * height) for x, y in outline], np.int32)
    return cv2.fillPoly(np.zeros((height, width), np.uint8), [points], 1) > 0


def shirt_photo(cloth: tuple[int, int, int] = (40, 45, 80)) -> np.ndarray:
    """A shirt on an unevenly lit wooden floor with planks and grain. uint8 (400, 300, 3)."""
    rng = np.random.default_rng(3)
    height, width = 400, 300
    ground = np.full((height, width, 3), (190, 160, 120), np.float32)
    ground[:, ::40] -= 50
    grain = cv2.GaussianBlur(rng.normal(0, 60, (height, width)).astype(np.float32), (0, 0), 2)
    ground += grain[..., None]
    folds = cv2.GaussianBlur(rng.normal(0, 90, (height, width)).astype(np.float32), (0, 0), 5)
    shirt = np.array(cloth, np.float32) + folds[..., None]
    photo = np.where(shirt_mask()[..., None], shirt, ground)
    photo *= np.linspace(1.1, 0.85, width)[None, :, None]
    return np.clip(photo, 0, 255).astype(np.uint8)


def png(picture: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG")
    return stream.getvalue()


def found_mask(preparation: Preparation) -> np.ndarray:
    return preparation.stages[1].picture[..., 3] > 127


def overlap(mask: np.ndarray, truth: np.ndarray) -> float:
    return float((mask & truth).sum() / (mask | truth).sum())


@pytest.mark.parametrize("cloth", [(40, 45, 80), (235, 235, 240), (170, 30, 40)])
def test_a_shirt_on_a_floor_is_segmented(cloth: tuple[int, int, int]) -> None:
    preparation = prepare_photo(shirt_photo(cloth))
    assert overlap(found_mask(preparation), shirt_mask()) > 0.8
    assert preparation.mask_quality > 0.5
    assert preparation.notes == ()


def test_the_last_stage_is_the_array_that_the_model_gets() -> None:
    preparation = prepare(png(shirt_photo()))
    assert preparation.kind == "photo"
    assert [stage.name for stage in preparation.stages] == STAGES
    assert preparation.stages[-1].picture is preparation.pixels
    assert preparation.pixels.shape == (28, 28)
    assert preparation.pixels.dtype == np.uint8


def test_the_garment_is_centred_with_a_one_pixel_margin_on_black() -> None:
    pixels = prepare_photo(shirt_photo()).pixels
    rows, columns = np.nonzero(pixels)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 26
    assert (rows.min() + rows.max()) // 2 == 13 or (columns.min() + columns.max()) // 2 == 13
    assert pixels[0].max() == pixels[-1].max() == 0
    assert pixels[14, 14] > 100


def test_the_same_photo_gives_the_same_pixels() -> None:
    first, second = (prepare_photo(shirt_photo()).pixels for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_dark_and_light_garments_are_both_visible() -> None:
    for cloth in [(5, 5, 5), (250, 250, 250)]:
        photo = np.full((400, 300, 3), 128, np.uint8)
        photo[shirt_mask()] = cloth
        pixels = prepare_photo(photo).pixels
        assert 100 < pixels[pixels > 20].mean() < 200


@pytest.mark.parametrize("stage", STAGES[1:])
def test_only_a_disabled_stage_is_marked_as_not_applied(stage: str) -> None:
    preparation = prepare_photo(shirt_photo(), Switches(**{stage: False}))
    assert [s.name for s in preparation.stages if not s.applied] == [stage]
    assert preparation.stages[-1].picture is preparation.pixels


def test_without_any_stage_the_photo_is_only_resized() -> None:
    off = Switches(**dict.fromkeys(STAGES[1:], False))
    photo = shirt_photo()
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    plain = cv2.resize(grey, (28, 28), interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(prepare_photo(photo, off).pixels, plain, atol=1)


def test_each_stage_has_a_caption_a_picture_and_a_time() -> None:
    preparation = prepare_photo(shirt_photo())
    for stage in preparation.stages:
        assert stage.title
        assert stage.hint.endswith(".")
        assert stage.picture.dtype == np.uint8
        assert stage.milliseconds >= 0
    assert preparation.milliseconds >= sum(s.milliseconds for s in preparation.stages) * 0.99


def test_the_alpha_channel_is_used_as_the_mask() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (400, 300, 3), np.uint8)
    rgba = np.dstack([noise, shirt_mask().astype(np.uint8) * 255])
    preparation = prepare(png(rgba), "photo")
    assert overlap(found_mask(preparation), shirt_mask()) == 1
    assert preparation.mask_quality == 1


@pytest.mark.parametrize("noise", [0, 6])
def test_a_blank_photo_is_refused(noise: int) -> None:
    blank = np.random.default_rng(0).normal(180, noise, (300, 400, 3))
    with pytest.raises(BadPicture, match="No garment was found"):
        prepare(png(np.clip(blank, 0, 255).astype(np.uint8)), "photo")


def test_a_garment_cut_off_by_the_border_is_noted() -> None:
    preparation = prepare_photo(shirt_photo()[:, 60:250])
    assert any("touches the border" in note for note in preparation.notes)


def test_a_photo_of_texture_only_is_prepared_with_a_note_and_low_mask_quality() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    preparation = prepare_photo(cv2.GaussianBlur(noise, (0, 0), 3) * 3)
    assert preparation.notes
    assert preparation.mask_quality < 0.5


def test_dataset_pixels_are_unchanged() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    for preparation in (prepare_pixels(pixels), prepare(png(pixels))):
        assert preparation.kind == "pixels"
        np.testing.assert_array_equal(preparation.pixels, pixels)
        assert len(preparation.stages) == 1


def garment_of_28(ground: int, cloth: int) -> np.ndarray:
    pixels = np.full((28, 28), ground, np.uint8)
    pixels[4:24, 8:20] = cloth
    return pixels


@pytest.mark.parametrize("kind", ["auto", "pixels"])
def test_a_dataset_picture_that_is_dark_on_light_is_inverted_with_a_note(kind: str) -> None:
    turned = prepare(png(garment_of_28(220, 70)), kind)
    np.testing.assert_array_equal(turned.pixels, garment_of_28(35, 185))
    assert [stage.name for stage in turned.stages] == ["pixels", "polarity"]
    assert "inverted" in turned.notes[0]


def test_the_inversion_of_a_dataset_picture_can_be_switched_off() -> None:
    left = prepare(png(garment_of_28(220, 70)), switches=Switches(polarity=False))
    np.testing.assert_array_equal(left.pixels, garment_of_28(220, 70))
    assert not left.stages[-1].applied
    assert not left.notes


def test_a_small_picture_on_clear_is_read_as_on_white() -> None:
    pixels = garment_of_28(0, 70)
    clear = np.dstack([pixels, pixels, pixels, (pixels > 0).astype(np.uint8) * 255])
    np.testing.assert_array_equal(prepare(png(clear)).pixels, garment_of_28(0, 185))


def test_a_photo_as_dataset_pixels_is_refused() -> None:
    with pytest.raises(BadPicture, match="28×28 pixels; this one has 300×400"):
        prepare(png(shirt_photo()), "pixels")


def test_an_unknown_input_kind_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(BadPicture, match="auto, pixels, photo, drawing"):
        prepare(png(shirt_photo()), "film")
