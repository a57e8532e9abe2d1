"""A batch's answers in words and colours."""

from app.components.gallery import Tile, address_of
from app.formatting import share
from app.palette import COLOURS
from core.workflows.batch.results import PERHAPS, SURE, UNKNOWN, UNREADABLE, Result

STATES = {
    SURE: "Sure",
    PERHAPS: "Perhaps",
    UNKNOWN: "Don’t know",
    UNREADABLE: "Could not be read",
}
TONES = {SURE: "strong", PERHAPS: "soft", UNKNOWN: "faint", UNREADABLE: "faint"}
NOTHING = "transparent"


def tile_of(result: Result) -> Tile:
    label, detail = _words(result)
    known = result.corrected or (result.state in (SURE, PERHAPS) and result.label)
    return Tile(
        number=result.number,
        picture=address_of(result.pixels) if result.pixels is not None else "",
        label=label,
        detail=detail,
        tone="strong" if result.corrected else TONES[result.state],
        colour=COLOURS[known] if known else NOTHING,
        hint=f"{result.name}: {result.error or f'{label}, {detail}'}",
    )


def _words(result: Result) -> tuple[str, str]:
    if result.corrected:
        right = result.corrected == result.label
        return result.corrected, "confirmed" if right else "corrected"
    if result.state == UNREADABLE:
        return "not read", "see why"
    if result.state == UNKNOWN:
        return "don’t know", f"near {result.label}"
    return result.label, share(result.probability)
