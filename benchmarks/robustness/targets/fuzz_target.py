"""The process under test, which handles hostile files as the app does: `… fuzz_target HOME`.

It reads folder names from stdin, one per line, and prints a line of JSON for each: the outcomes of
its files, and the tracebacks.
"""

import json
import resource
import sys
import traceback
import warnings
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from core.registry import SHIPPED, Registry
from core.settings import Settings
from core.workflows.batch.export import as_csv, as_json
from core.workflows.batch.job import BatchParameters, answer_batch
from core.workflows.batch.results import AnswerState, Result
from core.workflows.batch.store import Batch, Batches
from core.workflows.context import Silent, Workplace

MAX_BROKEN = 20  # tracebacks after which a batch is abandoned
MAX_SENTENCE = 300  # characters
# Signs that a message was not written for a person.
SUSPICIOUS = ("Traceback", "Error", "Exception", "0x", "errno", "\n", "b'")


def main(home: str) -> int:
    warnings.simplefilter("ignore")
    for folder in sys.stdin:
        print(json.dumps(take(Settings(home=Path(home)), Path(folder.strip()))), flush=True)
    return 0


def take(settings: Settings, folder: Path) -> dict[str, Any]:
    """Answer the files of a folder as a batch; return the outcomes."""
    batches = Batches(settings)
    with ExitStack() as stack:
        paths = sorted(folder.iterdir())
        batch = batches.keep((path.name, stack.enter_context(path.open("rb"))) for path in paths)
    tracebacks = answer_all(settings, batch)
    results = batch.results.all()
    as_csv(results)
    as_json(results)
    batches.delete(batch.id)
    batches.erase()
    refused = [one.error for one in results if one.state is AnswerState.UNREADABLE]
    return {
        "pictures": len(results),
        "answered": len(results) - len(refused),
        "refused": len(refused),
        "tracebacks": tracebacks,
        "no_sentence": [text for text in refused if not is_sentence(text)],
        "sentences": sorted({shape(text) for text in refused}),
        "peak_bytes": peak_memory(),
    }


def answer_all(settings: Settings, batch: Batch) -> list[str]:
    """Answer a whole batch; return the tracebacks, each of whose files is then skipped."""
    place, parameters = Workplace(settings, Registry(settings)), BatchParameters(batch.id, SHIPPED)
    broken: list[str] = []
    while len(broken) < MAX_BROKEN:
        try:
            answer_batch(place, parameters, Silent())
        except Exception:  # noqa: BLE001 - such errors are what a fuzzer looks for
            broken.append(traceback.format_exc())
            number = batch.results.count()
            batch.results.add(Result(number, "", AnswerState.UNREADABLE, "It broke."))
        else:
            break
    return broken


def is_sentence(text: str) -> bool:
    """Return whether a refusal is a readable sentence."""
    plain = text[:1].isupper() and text.endswith(".") and len(text) <= MAX_SENTENCE
    return plain and " " in text and not any(mark in text for mark in SUSPICIOUS)


def shape(text: str) -> str:
    """Return a sentence with its digits masked, so that variants count once."""
    return "".join("#" if letter.isdigit() else letter for letter in text)


def peak_memory() -> int:
    """Return the peak memory of this process in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
