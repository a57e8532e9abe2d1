"""What a file is by its first bytes, and what to say to what is no picture."""

import struct

ACCEPTED = "Use a JPEG, PNG, WebP, AVIF, GIF or BMP picture."

STARTS = {
    b"\xff\xd8": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"8BPS": "PSD",
    b"PK\x03\x04": "archive",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"\x1a\x45\xdf\xa3": "film",
    b"ID3": "sound",
    b"OggS": "sound",
    b"fLaC": "sound",
}
RIFF = {b"WEBP": "WEBP", b"AVI ": "film", b"WAVE": "sound"}  # one container for all three
AVIF_BRANDS = {b"avif", b"avis"}
SOUND_BRANDS = {b"M4A ", b"M4B "}
BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}  # lengths that the format has had

FOREIGN = {
    "SVG": "is an SVG, a drawing made of instructions. Export it as a PNG.",
    "page": "is a web page, not a picture. Open it in a browser and save the picture itself.",
    "HEIC": "is a HEIC photo, which is not supported. Export it as a JPEG; an iPhone takes JPEGs "
    "with Settings, Camera, Formats, Most Compatible.",
    "PDF": "is a PDF document. Export the page as a PNG or take a screenshot.",
    "TIFF": f"is a TIFF, or a camera's raw file. Export it as a JPEG. {ACCEPTED}",
    "PSD": "is a Photoshop document. Export it as a PNG or JPEG.",
    "film": "is a video. Use a still picture, or a screenshot of one moment.",
    "sound": f"is a sound, not a picture, whatever its name says. {ACCEPTED}",
    "archive": "is a zip or another archive. Unpack it and choose one picture.",
    "text": f"holds text, not a picture, whatever its name says. {ACCEPTED}",
}


def kind_of(data: bytes) -> str:
    """Return the format of a file by its first bytes; empty if unknown."""
    head = data[:1024]
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12], "")
    if head.startswith(b"BM") and _is_bmp(head):
        return "BMP"
    for start, kind in STARTS.items():
        if head.startswith(start):
            return kind
    return _of_text(head)


def _of_brands(head: bytes) -> str:
    """Distinguish the pictures and the videos that share one container (ISO 14496-12).

    The main brand may name a family only; then the compatible ones say what is inside.
    """
    end = min(int.from_bytes(head[:4], "big"), len(head))
    main = head[8:12]
    brands = {main, *(head[at : at + 4] for at in range(16, end - 3, 4))}
    if brands & AVIF_BRANDS:
        return "AVIF"
    if main in SOUND_BRANDS:
        return "sound"
    return "HEIC" if main[:2] in (b"he", b"mi", b"ms") else "film"


def _is_bmp(head: bytes) -> bool:
    """Two letters are not enough: a text may begin with them."""
    return len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] in BMP_HEADERS


def _of_text(head: bytes) -> str:
    lower = head.lower()
    if b"<html" in lower or b"<!doctype html" in lower:  # a page may hold an SVG
        return "page"
    if b"<svg" in lower:
        return "SVG"
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return "text" if control == 0 and b"\xff\xd8" not in head else ""
