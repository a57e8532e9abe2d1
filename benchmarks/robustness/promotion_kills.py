"""Sixty kills with -9 while the champion changes; after each the home must heal by itself.

What reads without MLflow must answer at once, whatever the kill left; and after the next start the
history must end at the champion.
"""

import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness.figure import Figure, NotMeasurable
from benchmarks.harness.serve import home
from core.errors import FittingRoomError
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.workflows.home import prepare_home
from core.workflows.train.train import finished_run

KILLS = 60
SEED = 6  # of the moments
LONGEST = 0.6  # seconds of promotions, some thirty of them
TARGET = f"{KILLS} of {KILLS} heal"

# Promotes to and fro for ever; says when it begins.
PROMOTE = """
import sys
from pathlib import Path
from core.registry import Registry
from core.settings import Settings
registry = Registry(Settings(home=Path(sys.argv[1])))
registry.warm()
print("begun", flush=True)
while True:
    other = next(v for v in registry.versions() if not v.is_champion)
    registry.promote(other.number, "to and fro")
"""


@dataclass
class Tally:
    kills: int = 0
    healed: int = 0
    journals: int = 0  # kills that left a write half done
    failures: list[str] = field(default_factory=list)


def measure() -> dict[str, Any]:
    chance, tally = random.Random(SEED), Tally()
    with home() as place:
        settings = Settings(home=place)
        registry = Registry(settings)
        shipped = registry.shipped()
        registry.register(finished_run(shipped.folder, shipped.facts()))
        for _ in range(KILLS):
            kill(place, chance.uniform(0, LONGEST))
            tally.kills += 1
            tally.journals += (settings.models / "registry.db-journal").exists()
            words = trouble(settings)
            tally.healed += not words
            tally.failures += [words] if words else []
    for words in tally.failures[:5]:
        print(words, file=sys.stderr)
    return figure(tally).as_line()


def kill(place: Path, after: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROMOTE, str(place)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        if process.stdout.readline() != "begun\n":
            raise NotMeasurable("The process that promotes did not start.")
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()


def trouble(settings: Settings) -> str:
    """Read as a prediction does, then start as the app does; return what went wrong."""
    try:
        Registry(settings).champion().facts()
        prepare_home(settings, Registry(settings))
        registry = Registry(settings)
        latest, champion = registry.history()[-1].after, registry.champion().number
    except FittingRoomError as error:
        return str(error)
    same = latest == champion and len(registry.versions()) == 2
    return "" if same else f"The history ends at v{latest}, the champion is v{champion}."


def figure(tally: Tally) -> Figure:
    return Figure(
        benchmark="promotion_kills",
        value=float(tally.healed),
        unit=f"of {tally.kills} kills heal by themselves",
        baseline=None,
        ratio=tally.healed / tally.kills if tally.kills else None,
        target=TARGET,
        met=tally.healed == tally.kills >= KILLS,
        data="kill -9 at random moments of promotions to and fro",
        extra={"writes_cut_off": tally.journals},
    )
