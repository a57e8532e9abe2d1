"""A home in which Explore is complete: the champion has answered all pictures, the map is made."""

from pathlib import Path

from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent, Workplace
from core.workflows.data.picture_map.job import ProjectionParameters
from core.workflows.data.picture_map.job import make_map as project_pictures
from core.workflows.predict.answers import AnswersParameters, answer_all


def answer_pictures(home: Path) -> None:
    """Let the champion answer all pictures of v1, as the button on Explore does."""
    place = _workplace(home)
    answer_all(place, AnswersParameters(place.registry.champion().name), Silent())


def make_map(home: Path) -> None:
    """Make the map of v1 by the champion, from its answers to all pictures."""
    place = _workplace(home)
    project_pictures(place, ProjectionParameters(place.registry.champion().name), Silent())


def _workplace(home: Path) -> Workplace:
    settings = Settings(home=home)
    return Workplace(settings, Registry(settings))
