"""Tags: named sets of pictures, such as a selection that somebody wants to find again."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.errors import BadData, BadRecord
from core.files import locked, write_whole, writing
from core.records import parse, to_json
from core.settings import Settings
from core.text import display_name

MAX_TAG = 60  # characters


@dataclass(frozen=True)
class _Tags:
    """The form of the file."""

    tags: Mapping[str, tuple[int, ...]]


class Tags:
    """The tags of a home: the numbers of the pictures by the tag's name."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.tags

    def all(self) -> dict[str, frozenset[int]]:
        """Return the pictures of every tag, in order of name; `trouble` says if they are lost."""
        try:
            found = parse(_Tags, self._path.read_bytes())
        except (OSError, BadRecord):
            return {}
        return {name: frozenset(found.tags[name]) for name in sorted(found.tags)}

    def trouble(self) -> str:
        """Return what is wrong with the file, and what to do; empty if nothing is."""
        try:
            parse(_Tags, self._path.read_bytes())
        except FileNotFoundError:
            return ""
        except (OSError, BadRecord):
            return (
                f"The tags in {self._path} cannot be read. Put the file back from a copy, or move "
                "it away to start without tags."
            )
        return ""

    def add(self, name: str, numbers: Iterable[int]) -> str:
        """Add pictures to a tag, a new one or not; return its name as it is kept.

        Raises BadData without a name or with a damaged file, HomeUnusable if it cannot be written.
        """
        kept = tag_name(name)
        if not kept:
            raise BadData("Give the tag a name.")
        return self._change(kept, lambda there: there | frozenset(numbers))

    def remove(self, name: str, numbers: Iterable[int]) -> None:
        """Remove pictures from a tag; a tag without pictures is gone. Raises as `add` does."""
        gone = frozenset(numbers)
        self._change(name, lambda there: there - gone)

    def delete(self, name: str) -> None:
        """Delete a tag; the pictures stay. Raises as `add` does."""
        self._change(name, lambda there: frozenset())

    def _change(self, name: str, change: Callable[[frozenset[int]], frozenset[int]]) -> str:
        with writing(self._path.parent), locked(self._path.with_suffix(".lock")):
            if trouble := self.trouble():
                raise BadData(trouble)
            tags = self.all()
            tags[name] = change(tags.get(name, frozenset()))
            record = _Tags({one: tuple(sorted(tags[one])) for one in sorted(tags) if tags[one]})
            write_whole(self._path, json.dumps(to_json(record)).encode())
        return name


def tag_name(name: str) -> str:
    """Return a tag's name as it is kept: one line, without blanks around it."""
    return display_name(" ".join(name.split()))[:MAX_TAG].strip()
