"""Odd folders of labelled pictures end in a sentence: loops of links, other homes, no access."""

import errno
from pathlib import Path

import pytest

from core.errors import BadData
from core.workflows.photos.folder import find_groups


def test_a_loop_of_links_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(BadData, match="is not a folder"):
        find_groups(tmp_path / "a")
    with pytest.raises(BadData, match="holds no subfolders"):
        find_groups(tmp_path)


def test_links_that_lead_back_up_are_not_followed_for_ever(tmp_path: Path) -> None:
    (tmp_path / "shirt").mkdir()
    (tmp_path / "shirt" / "1.png").touch()
    (tmp_path / "shirt" / "up").symlink_to(tmp_path)
    (tmp_path / "shirt" / "loop").symlink_to("loop")
    assert find_groups(tmp_path) == [("shirt", [tmp_path / "shirt" / "1.png"])]


@pytest.mark.parametrize("name", ["~nobody/x", "~nobody-of-that-name/x", "/root\0", "x" * 5000])
def test_paths_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(BadData, match=r"is not a folder|cannot be read: File name too long"):
        find_groups(Path(name))


def test_a_subfolder_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    real = Path.iterdir

    def refuse(folder: Path) -> object:  # the tests may run as root, who may read everything
        if folder == locked:
            raise PermissionError(errno.EACCES, "Permission denied", str(locked))
        return real(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(BadData, match=r"locked cannot be read: Permission denied\."):
        find_groups(tmp_path)
