"""Turn the results of a batch into gallery tiles."""

from app.components.data_url import data_url, picture_url
from app.components.gallery import Tile
from app.formatting import share
from app.palette import COLOURS
from core.workflows.batch.results import AnswerState, Result

TITLES = {
    AnswerState.SURE: "Sure",
    AnswerState.PERHAPS: "Perhaps",
    AnswerState.UNKNOWN: "Don’t know",
    AnswerState.UNREADABLE: "Could not be read",
}
TONES = {
    AnswerState.SURE: "strong",
    AnswerState.PERHAPS: "soft",
    AnswerState.UNKNOWN: "faint",
    AnswerState.UNREADABLE: "faint",
}
NO_COLOUR = "transparent"


def tile_of(result: Result, thumbnail: bytes = b"", chosen: bool = False) -> Tile:
    """Return the tile of a result; `thumbnail` is its photo as WebP, if there is one."""
    label, detail = _words(result)
    name = result.corrected or (result.label if result.known else "")
    return Tile(
        number=result.number,
        picture=picture_url(result.pixels) if result.pixels is not None else "",
        label=label,
        detail=detail,
        tone="strong" if result.corrected else TONES[result.state],
        colour=COLOURS.get(name, NO_COLOUR),
        hint=f"{result.name}: {result.error or f'{label}, {detail}'}",
        photo=data_url(thumbnail, "webp") if thumbnail else "",
        chosen=chosen,
    )


def _words(result: Result) -> tuple[str, str]:
    if result.corrected:
        right = result.corrected == result.label
        return result.corrected, "confirmed" if right else "corrected"
    if result.state is AnswerState.UNREADABLE:
        return "not read", "see why"
    if result.state is AnswerState.UNKNOWN:
        return "don’t know", f"near {result.label}"
    return result.label, share(result.probability)
