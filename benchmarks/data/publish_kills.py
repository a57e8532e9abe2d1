"""Publish versions in a loop and kill it with -9 fifty times: no half version, no lost verdict.

Verdicts are given and acknowledged in the same loop. After each kill every version must load with
the hash of its manifest, and every acknowledged verdict must be there.
"""

import random
import shutil
import sys
from dataclasses import dataclass, field
from typing import Any

from benchmarks.harness.figure import Figure
from benchmarks.harness.killed import kill_after
from core.data.quality.verdicts import Verdicts
from core.data.versions.store import Versions
from core.errors import FittingRoomError
from core.settings import Settings
from tools.app_server import temporary_home

KILLS = 50
SEED = 12  # of the random moments
MAX_DELAY = 2.5  # seconds: a few versions
TARGET = f"0 half versions, 0 lost verdicts after {KILLS} kills"

# Judges and publishes for ever; prints the number of each picture whose verdict is acknowledged.
PUBLISH = """
import sys
from pathlib import Path
from core.data.quality.verdicts import Decision, Verdict, Verdicts
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.settings import Settings
settings = Settings(home=Path(sys.argv[1]))
verdicts, versions = Verdicts(settings), Versions(settings)
number = len(verdicts.all())
print("begun", flush=True)
while True:
    number += 1
    verdicts.add([Verdict(str(number), number, 1, Decision.EXCLUDE, "", 1.0, "v1")])
    print(number, flush=True)
    if number % 5 == 0:
        versions.publish("v1", Changes({n: 9 for n in range(number, number + 50)}), str(number))
"""


@dataclass
class Tally:
    kills: int = 0
    versions: int = 0
    half: int = 0
    missing: int = 0
    failures: list[str] = field(default_factory=list)


def measure() -> dict[str, Any]:
    chance, tally = random.Random(SEED), Tally()
    with temporary_home() as home:
        settings = Settings(home=home)
        for _ in range(KILLS):
            acknowledged = kill_after(PUBLISH, home, chance.uniform(0, MAX_DELAY))
            tally.kills += 1
            look(settings, {int(line) for line in acknowledged}, tally)
    for sentence in tally.failures[:5]:
        print(sentence, file=sys.stderr)
    return figure(tally).as_line()


def look(settings: Settings, acknowledged: set[int], tally: Tally) -> None:
    """Load every version that is there and look for every verdict; then clear the versions."""
    versions = Versions(settings)
    for name in versions.names():
        tally.versions += 1
        try:
            versions.load(name)
        except FittingRoomError as error:
            tally.half += 1
            tally.failures.append(str(error))
    there = {one.picture for one in Verdicts(settings).all()}
    tally.missing += len(acknowledged - there)
    for name in versions.names():
        shutil.rmtree(settings.processed / name)


def figure(tally: Tally) -> Figure:
    return Figure(
        benchmark="publish_kills",
        value=float(tally.half + tally.missing),
        unit=f"half versions and lost verdicts after {tally.kills} kills",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=tally.half + tally.missing == 0 and tally.kills >= KILLS and tally.versions > 0,
        data="kill -9 at random moments of publishing and judging",
        extra={"versions": tally.versions},
    )
