"""The user's labels for pictures of a batch: recorded there, and added to the wardrobe."""

from collections.abc import Callable, Mapping

from core.data.classes import CLASS_NAMES
from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import BadPicture
from core.pictures import Preparation
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.settings import Settings
from core.workflows.batch.results import AnswerState, Result
from core.workflows.batch.store import Batch


def label_pictures(
    settings: Settings,
    batch: Batch,
    labels: Mapping[int, str],
    segmenter: Segmenter = no_segmenter,
    on_picture: Callable[[int], object] = lambda done: None,
) -> dict[int, str]:
    """Give pictures labels, by entry number; an empty one takes a label back.

    Labelled pictures are in the wardrobe. Pictures that cannot be read are passed over. Returns the
    earlier labels: labelling with those undoes it. `on_picture` receives the number of pictures
    done. Raises HomeUnusable.
    """
    results = {one.number: one for one in batch.results.all()}
    before: dict[int, str] = {}
    with batch.files(segmenter) as files:
        entries = files.entries()
        for done, (number, label) in enumerate(labels.items(), 1):
            result = results.get(number)
            if result is None or number >= len(entries):
                continue
            if result.corrected == label or result.state is AnswerState.UNREADABLE:
                continue
            try:
                made = files.preparation(entries[number])
            except BadPicture:
                continue
            _store(Wardrobe(settings), result, made, label)
            before[number] = result.corrected
            on_picture(done)
    batch.results.correct({number: labels[number] for number in before})
    return before


def _store(wardrobe: Wardrobe, result: Result, made: Preparation, label: str) -> None:
    item = Item(
        pixels=made.pixels,
        label=CLASS_NAMES.index(label or result.label),
        original=made.stages[0].picture,
        kind=made.kind,
        file=result.name,
        answered=Answered(
            CLASS_NAMES.index(result.label), result.probability, result.known, result.model
        ),
    )
    if label:
        wardrobe.add(item)
    else:
        wardrobe.delete(wardrobe.identity(item))
