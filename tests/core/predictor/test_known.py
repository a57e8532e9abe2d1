"""The abstention threshold is inclusive."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data import Dataset
from core.input_kind import InputKind
from core.model_files import ONNX_FILE, read_calibrations
from core.pictures import prepare_pixels
from core.predictor import Predictor


def test_a_picture_at_the_threshold_is_known_and_one_below_is_not(
    small_model: Path, tiny: Dataset
) -> None:
    images = tiny.test.images[:50]
    calibrations = dict(read_calibrations(small_model))
    familiarity = Predictor.load(small_model).predict_many(images).familiarity
    middle = int(np.argsort(familiarity)[25])
    own = calibrations[InputKind.PIXELS]
    calibrations[InputKind.PIXELS] = replace(own, threshold=float(familiarity[middle]))
    strict = Predictor(small_model / ONNX_FILE, calibrations)
    known = strict.predict_many(images).known
    assert known[middle]
    assert strict.predict(prepare_pixels(np.array(images[middle]))).known
    assert np.array_equal(known, familiarity >= familiarity[middle])
    assert known.any()
    assert not known.all()
