"""A zip is read in place; hostile members are refused, each with its own message."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import BadPicture
from core.pictures.archive import MAX_CONTENTS, Archive, looks_like_zip

LINK = 0o120777 << 16


DOS, UNIX = 0, 3  # the system that a zip was created on


def info(
    name: str, method: int = zipfile.ZIP_DEFLATED, attributes: int = 0, system: int = UNIX
) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.compress_type, made.create_system, made.external_attr = method, system, attributes
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photos.zip"


def packed(path: Path, *members: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return path


def refusals(path: Path) -> Iterator[tuple[str, str]]:
    with Archive(path) as archive:
        for member in archive.members():
            yield member.name, member.refusal


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_are_listed_in_order_and_read_by_index(path: Path) -> None:
    packed(path, ("b.jpg", b"first"), ("in/", b""), ("in/a.jpg", b"second"), ("b.jpg", b"third"))
    with Archive(path) as archive:
        members = list(archive.members())
        assert [(one.name, one.size) for one in members] == [
            ("b.jpg", 5),
            ("in/a.jpg", 6),
            ("b.jpg", 5),
        ]
        assert [archive.read(one.place) for one in members] == [b"first", b"second", b"third"]


def test_files_added_by_operating_systems_are_skipped(path: Path) -> None:
    hidden = (".ipynb_checkpoints/a-checkpoint.jpg", ".git/index", "in/@eaDir/a.jpg/THUMB.jpg")
    names = ("__MACOSX/._a.jpg", "in/.DS_Store", "Thumbs.db", "in/desktop.ini", *hidden, "a.jpg")
    packed(path, *((name, b"x") for name in names))
    assert [name for name, _ in refusals(path)] == ["a.jpg"]


def renamed(path: Path, old: bytes, new: bytes, flags: int = 0, both: bool = True) -> Path:
    """Replace a name of the same length in the table of contents, or also before the content."""
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    for start, at in ((entry, 46), *([(0, 30)] if both else [])):
        assert content[start + at : start + at + len(old)] == old
        content[start + at : start + at + len(old)] = new
        content[start + at - (38 if at == 46 else 24)] = 0
        content[start + at - (37 if at == 46 else 23)] = flags
    path.write_bytes(content)
    return path


UTF8 = 8  # the upper byte of the flags, for a name in UTF-8


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Röcke größe.jpg".encode(), "Röcke größe.jpg"),
        ("スカート.jpg".encode(), "スカート.jpg"),
        ("Röcke.jpg".encode("cp437"), "Röcke.jpg"),
    ],
)
def test_a_name_without_the_flag_is_shown_as_it_was_written(
    path: Path, raw: bytes, shown: str
) -> None:
    packed(path, ("x" * len(raw), b"good"))
    renamed(path, b"x" * len(raw), raw)
    with Archive(path) as archive:
        (member,) = archive.members()
        assert (member.name, archive.read(member.place)) == (shown, b"good")


@pytest.mark.parametrize("old", [b"r?cke.jpg", b"other.jpg"])
def test_the_name_in_an_extra_field_is_shown_if_it_belongs_to_the_member(
    path: Path, old: bytes
) -> None:
    field = b"\1" + struct.pack("<I", zlib.crc32(b"r?cke.jpg")) + "röcke.jpg".encode()
    member = info(old.decode())
    member.extra = struct.pack("<2H", 0x7075, len(field)) + field
    packed(path, (member, b"x"))
    assert [name for name, _ in refusals(path)] == [
        "röcke.jpg" if old == b"r?cke.jpg" else "other.jpg"
    ]


@pytest.mark.parametrize("system", [DOS, UNIX])
def test_folders_named_with_backslashes_are_skipped(path: Path, system: int) -> None:
    members = (info("in\\", system=system), info("in\\a.jpg", system=system))
    packed(path, (members[0], b""), (members[1], b"good"))
    with Archive(path) as archive:
        (member,) = archive.members()
        assert member.name == ("in/a.jpg" if system == DOS else "in\\a.jpg")
        assert archive.read(member.place) == b"good"


@pytest.mark.parametrize("name", ["1: red.jpg", "a:b.jpg", "12:30 shirt.jpg"])
def test_a_colon_does_not_lead_out_of_the_zip(path: Path, name: str) -> None:
    packed(path, (info(name), b"good"))
    assert list(refusals(path)) == [(name, "")]


def test_a_member_is_read_although_its_two_names_differ(path: Path) -> None:
    packed(path, ("in/a.jpg", b"good"))
    renamed(path, b"in/a.jpg", b"in\\a.jpg", both=False)
    with Archive(path) as archive:
        (member,) = archive.members()
        assert archive.read(member.place) == b"good"


def test_only_the_member_is_refused_whose_name_is_not_the_utf8_that_it_claims(path: Path) -> None:
    packed(path, ("xx.jpg", b"bad"), ("good.jpg", b"good"))
    renamed(path, b"xx.jpg", b"\xff\xfe.jpg", UTF8)
    with Archive(path) as archive:
        bad, good = archive.members()
        assert bad.refusal.startswith("Its name is not valid text")
        assert archive.read(good.place) == b"good"
        with pytest.raises(BadPicture, match="not valid text"):
            archive.read(bad.place)


HOSTILE: dict[str, tuple[zipfile.ZipInfo, bytes, str]] = {
    "path traversal": (info("../../etc/passwd"), b"x", "leads out of the zip"),
    "path traversal with backslashes": (info("a\\..\\..\\b.png"), b"x", "leads out of the zip"),
    "absolute": (info("/root/a.png"), b"x", "leads out of the zip"),
    "on a drive": (info("C:/a.png"), b"x", "leads out of the zip"),
    "in a drive's folder": (info("C:a.png", system=DOS), b"x", "leads out of the zip"),
    "link": (info("a.png", attributes=LINK), b"/etc/passwd", "is a link"),
    "zip by name": (info("more.ZIP"), b"x", "a zip inside the zip"),
    "unsupported compression": (info("a.png", zipfile.ZIP_LZMA), b"x" * 99, "not supported"),
    "bomb": (info("a.bmp"), bytes(5_000_000), "times its size, as a zip bomb does"),
    "large": (info("a.bmp", zipfile.ZIP_STORED), bytes(25_000_001), "the limit is 25 MB"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_member_is_refused_and_the_rest_still_read(path: Path, case: str) -> None:
    member, content, words = HOSTILE[case]
    packed(path, (member, content), ("good.jpg", b"good"))
    with Archive(path) as archive:
        bad, good = archive.members()
        assert words in bad.refusal
        assert bad.refusal.endswith(".")
        assert archive.read(good.place) == b"good"
        with pytest.raises(BadPicture, match=words):
            archive.read(bad.place)


def test_an_encrypted_member_is_refused(path: Path) -> None:
    content = bytearray(packed(path, ("a.png", b"secret")).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert [words for _, words in refusals(path)] == [
        "It is protected by a password. Unpack the zip and add the pictures."
    ]


def test_a_nested_zip_is_recognised_by_its_content(path: Path) -> None:
    inner = packed(path.with_name("inner.zip"), ("a.jpg", b"x")).read_bytes()
    packed(path, ("picture.jpg", inner))
    with Archive(path) as archive, pytest.raises(BadPicture, match="a zip inside the zip"):
        archive.read(0)


def test_a_member_longer_than_its_declared_size_is_refused(path: Path) -> None:
    content = bytearray(packed(path, ("a.bmp", bytes(900_000))).read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    path.write_bytes(content)
    with Archive(path) as archive, pytest.raises(BadPicture, match="damaged inside the zip"):
        archive.read(0)


def test_a_member_without_a_name_is_shown_and_read(path: Path) -> None:
    content = packed(path, ("a", b"good")).read_bytes()
    for start, length in ((content.index(b"PK\x01\x02"), 28), (0, 26)):
        fixed = 46 if length == 28 else 30
        content = (
            content[: start + length]
            + b"\0\0"
            + content[start + length + 2 : start + fixed]
            + content[start + fixed + 1 :]
        )
    end = content.index(b"PK\x05\x06")
    where = content.index(b"PK\x01\x02")
    path.write_bytes(content[: end + 12] + struct.pack("<II", end - where, where) + b"\0\0")
    with Archive(path) as archive:
        (member,) = archive.members()
        assert member.name == "a file without a name"
        assert archive.read(member.place) == b"good"


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.95])
def test_a_truncated_zip_is_refused(path: Path, cut: float) -> None:
    whole = packed(path, *((f"{n}.jpg", bytes(range(256)) * 9) for n in range(9))).read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(BadPicture, match="This zip is damaged or incomplete"):
        Archive(path)


def test_an_oversized_table_of_contents_is_refused(path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(42)
    table = entry * (MAX_CONTENTS // len(entry) + 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(table), 4, 0)
    path.write_bytes(b"PK\x03\x04" + table + end)
    with pytest.raises(BadPicture, match="too long a table of contents"):
        Archive(path)


def test_reading_a_zip_writes_nothing_to_disk(path: Path, tmp_path: Path) -> None:
    packed(path, ("../outside.jpg", b"x"), ("inside.jpg", b"y"))
    with Archive(path) as archive:
        for member in archive.members():
            if not member.refusal:
                archive.read(member.place)
    assert list(tmp_path.iterdir()) == [path]
    assert not (tmp_path.parent / "outside.jpg").exists()


def test_a_zip_is_recognised_by_its_first_bytes(path: Path) -> None:
    assert looks_like_zip(packed(path, ("a.jpg", b"x")))
    path.write_bytes(b"\xff\xd8\xff")
    assert not looks_like_zip(path)


def test_invisible_characters_in_a_members_name_are_replaced(path: Path) -> None:
    packed(path, ("a\u202egpj.exe", b"x"))
    assert [name for name, _ in refusals(path)] == ["a\ufffdgpj.exe"]


def test_a_member_with_damaged_bytes_is_refused(path: Path) -> None:
    content = bytearray(packed(path, ("a.jpg", bytes(range(256)) * 99)).read_bytes())
    content[60:90] = bytes(30)
    path.write_bytes(content)
    with Archive(path) as archive, pytest.raises(BadPicture, match="damaged inside the zip"):
        archive.read(0)
