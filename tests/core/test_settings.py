"""A home that cannot exist is refused in a sentence, wherever it is read."""

from pathlib import Path

import pytest

from core.errors import HomeUnusable
from core.settings import Settings


@pytest.mark.parametrize(
    "home", ["~no-such-person/home", "/tmp/" + "a" * 300, f"{Path(__file__)}/home"]
)
def test_a_home_that_cannot_exist_is_refused_with_what_to_do(home: str) -> None:
    with pytest.raises(HomeUnusable, match=r"^FITTING_ROOM_HOME is not .*\. Name another one"):
        Settings.from_environment({"FITTING_ROOM_HOME": home})


def test_a_home_that_is_not_there_yet_is_accepted_and_not_created(tmp_path: Path) -> None:
    settings = Settings.from_environment({"FITTING_ROOM_HOME": str(tmp_path / "new")})
    assert settings.home == (tmp_path / "new").resolve()
    assert list(tmp_path.iterdir()) == []
