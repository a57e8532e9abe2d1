"""Kill promotions with -9 sixty times; after each the home must recover automatically.

Reads without MLflow must work at once, whatever state the kill left. After the next start, the
promotion history must end with the champion.
"""

import random
import sys
from dataclasses import dataclass, field
from typing import Any

from benchmarks.harness.figure import Figure
from benchmarks.harness.killed import kill_after
from core.errors import FittingRoomError
from core.registry import Registry
from core.settings import Settings
from core.workflows.home import prepare_home
from core.workflows.train.finished import finished_run
from tools.app_server import temporary_home

KILLS = 60
SEED = 6  # of the random moments
MAX_DELAY = 0.6  # seconds, enough for about thirty promotions
TARGET = f"{KILLS} of {KILLS} recover"

# Promotes back and forth for ever; prints a line when it starts.
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
    recovered: int = 0
    journals: int = 0  # kills that interrupted a write
    failures: list[str] = field(default_factory=list)


def measure() -> dict[str, Any]:
    chance, tally = random.Random(SEED), Tally()
    with temporary_home() as home:
        settings = Settings(home=home)
        registry = Registry(settings)
        shipped = registry.shipped()
        registry.register(finished_run(shipped.folder, shipped.facts()))
        for _ in range(KILLS):
            kill_after(PROMOTE, home, chance.uniform(0, MAX_DELAY))
            tally.kills += 1
            tally.journals += (settings.models / "registry.db-journal").exists()
            sentence = trouble(settings)
            tally.recovered += not sentence
            tally.failures += [sentence] if sentence else []
    for sentence in tally.failures[:5]:
        print(sentence, file=sys.stderr)
    return figure(tally).as_line()


def trouble(settings: Settings) -> str:
    """Read as a prediction does, then start as the app does; return the error, if any."""
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
        value=float(tally.recovered),
        unit=f"of {tally.kills} kills recover automatically",
        baseline=None,
        ratio=tally.recovered / tally.kills if tally.kills else None,
        target=TARGET,
        met=tally.recovered == tally.kills >= KILLS,
        data="kill -9 at random moments of repeated promotions",
        extra={"writes_cut_off": tally.journals},
    )
