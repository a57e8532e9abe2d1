"""Tags: named sets of pictures, kept in one file that two processes can change."""

import pytest

from core.data.tags import MAX_TAG, Tags
from core.errors import BadData
from core.settings import Settings


@pytest.fixture
def tags(settings: Settings) -> Tags:
    return Tags(settings)


def test_pictures_are_added_to_and_removed_from_a_tag(tags: Tags) -> None:
    assert tags.all() == {}
    assert tags.add("  odd   sandals ", [7, 3]) == "odd sandals"
    tags.add("odd sandals", [9])
    tags.add("bags", [1])
    assert tags.all() == {"bags": {1}, "odd sandals": {3, 7, 9}}
    tags.remove("odd sandals", [3])
    tags.remove("bags", [1])
    assert tags.all() == {"odd sandals": {7, 9}}
    tags.delete("odd sandals")
    assert tags.all() == {}


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_a_tag_needs_a_name(tags: Tags, name: str) -> None:
    with pytest.raises(BadData, match="name"):
        tags.add(name, [1])


def test_a_long_name_is_cut_and_a_hostile_one_is_one_line(tags: Tags) -> None:
    assert len(tags.add("x" * 500, [1])) <= MAX_TAG
    assert "\u202e" not in tags.add("a\u202eb\nc", [1])


def test_a_damaged_file_is_named_and_not_overwritten(tags: Tags, settings: Settings) -> None:
    tags.add("odd", [1])
    settings.tags.write_text('{"tags": 5}')
    assert tags.all() == {}
    assert str(settings.tags) in tags.trouble()
    with pytest.raises(BadData, match="cannot be read"):
        tags.add("more", [2])
    assert settings.tags.read_text() == '{"tags": 5}'
