"""A process that takes hostile files as the app does: `… fuzz_target HOME`.

It reads the names of folders, a line each, and says one line of JSON of what came of the files in
each and of what it could not bear.
"""

import json
import resource
import sys
import traceback
import warnings
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.export import as_csv, as_json
from core.workflows.batch.job import SHIPPED, answer_batch
from core.workflows.batch.results import UNREADABLE, Result
from core.workflows.batch.store import Batch, Batches

MOST_BROKEN = 20  # tracebacks of one batch, after which it is given up
LONGEST_SENTENCE = 300  # characters
# How a sentence would give itself away as a program's and not a person's.
SUSPICIOUS = ("Traceback", "Error", "Exception", "0x", "errno", "\n", "b'")


class Told:
    """The context of a batch's job: hears everything, stops nothing."""

    def __init__(self, batch: Batch) -> None:
        self.parameters: Mapping[str, Any] = {"batch": batch.id, "model": SHIPPED}
        self.folder = batch.folder

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        pass

    def should_stop(self) -> bool:
        return False


def main(home: str) -> int:
    warnings.simplefilter("ignore")
    for folder in sys.stdin:
        print(json.dumps(take(Settings(home=Path(home)), Path(folder.strip()))), flush=True)
    return 0


def take(settings: Settings, folder: Path) -> dict[str, Any]:
    """Send the files of a folder on the road of a batch; tell what came of them."""
    batches = Batches(settings)
    with ExitStack() as stack:
        paths = sorted(folder.iterdir())
        batch = batches.keep((path.name, stack.enter_context(path.open("rb"))) for path in paths)
    tracebacks = answer_all(settings, batch)
    results = batch.results.all()
    as_csv(results)
    as_json(results)
    batches.delete(batch.id)
    refused = [one.error for one in results if one.state == UNREADABLE]
    return {
        "pictures": len(results),
        "answered": len(results) - len(refused),
        "refused": len(refused),
        "tracebacks": tracebacks,
        "no_sentence": [words for words in refused if not is_sentence(words)],
        "sentences": sorted({shape(words) for words in refused}),
        "peak_bytes": peak(),
    }


def answer_all(settings: Settings, batch: Batch) -> list[str]:
    """Answer for a whole batch; what breaks is told, and left out so that the rest is answered."""
    broken: list[str] = []
    while len(broken) < MOST_BROKEN:
        try:
            answer_batch(settings, Registry(settings), Told(batch))
        except Exception:  # noqa: BLE001 - to find these is what a fuzzer is for
            broken.append(traceback.format_exc())
            batch.results.add(Result(batch.results.count(), "", UNREADABLE, "It broke."))
        else:
            break
    return broken


def is_sentence(words: str) -> bool:
    """Tell whether a refusal is fit to be read by a person."""
    spoken = words[:1].isupper() and words.endswith(".") and len(words) <= LONGEST_SENTENCE
    return spoken and " " in words and not any(mark in words for mark in SUSPICIOUS)


def shape(words: str) -> str:
    """Return a sentence without its figures, so that alike ones count once."""
    return "".join("#" if letter.isdigit() else letter for letter in words)


def peak() -> int:
    """Return the most memory that this process ever held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
