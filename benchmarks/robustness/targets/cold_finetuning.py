"""A process that fine-tunes as the app does while pages are opened in it.

`… cold_finetuning HOME`: prints one line when the job has ended. The fine-tuning has few steps,
since the network is built in the first.
"""

import json
import sys
from contextlib import suppress
from itertools import cycle
from pathlib import Path

from app import resources
from benchmarks.harness.as_home import as_home
from core.jobs import JobState
from core.training import finetuning
from core.workflows.train.finetune import start_finetuning
from tools.app_test import open_page

PAGES = ("wardrobe", "train", "models")
STEPS = 20
POLL = 0.1  # seconds between two runs of a page, or the training would hardly get the processor


def main(home: str) -> None:
    finetuning.STEPS = STEPS
    with as_home(Path(home)):
        open_page(PAGES[0])
        runner = resources.runner()
        job, runs = start_finetuning(runner), 0
        for name in cycle(PAGES):
            with suppress(TimeoutError):
                ended = runner.wait(job.id, POLL)
                break
            open_page(name, timeout=120)
            runs += 1
    well = ended.state is JobState.DONE
    print(json.dumps({"well": well, "error": ended.error, "runs": runs}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
