"""The shipped champion, and the pictures that it is tested on."""

import numpy as np
import pytest

from core.data import Dataset, fetch, load
from core.errors import DataUnavailable
from core.model_facts import ModelFacts
from core.predictor import Predictor
from core.registry import Registry
from core.settings import REPOSITORY, Settings

FEW = 2000  # test pictures: enough to check minimum accuracies


@pytest.fixture(scope="session")
def shipped_settings() -> Settings:
    return Settings(home=REPOSITORY)


@pytest.fixture(scope="session")
def champion(shipped_settings: Settings) -> Predictor:
    return Predictor.load(Registry(shipped_settings).shipped().folder)


@pytest.fixture(scope="session")
def facts(shipped_settings: Settings) -> ModelFacts:
    return Registry(shipped_settings).shipped().facts()


@pytest.fixture(scope="session")
def dataset(shipped_settings: Settings) -> Dataset:
    try:
        fetch(shipped_settings)
    except DataUnavailable as error:
        pytest.skip(str(error))
    return load("v1", shipped_settings)


@pytest.fixture(scope="session")
def images(dataset: Dataset) -> np.ndarray:
    return np.array(dataset.test.images[:FEW])


@pytest.fixture(scope="session")
def labels(dataset: Dataset) -> np.ndarray:
    return np.array(dataset.test.labels[:FEW])
