"""Run benchmarks: `python -m benchmarks NAME…` prints one JSON line each; without names, a list."""

import json
import sys
from typing import Any

from benchmarks.harness import machine
from benchmarks.harness.catalogue import NAMES, Benchmark, benchmark
from core.errors import FittingRoomError
from tools.browser import NoBrowser


def main(arguments: list[str]) -> int:
    """Run the benchmarks named in the arguments.

    Return 0 if all were measured, 1 if one could not be, 2 for an unknown name. A missed target is
    a result, not a failure.
    """
    if not arguments:
        print(listing())
        return 0
    names = list(NAMES) if arguments == ["all"] else arguments
    if unknown := [name for name in names if name not in NAMES]:
        print(f"No such benchmark: {', '.join(unknown)}. Use all, or {', '.join(NAMES)}.")
        return 2
    return max([run(benchmark(name)) for name in names])


def listing() -> str:
    found = [benchmark(name) for name in NAMES]
    width = max(map(len, NAMES))
    return "\n".join(f"{one.name:<{width}}  {one.what} Target: {one.target}." for one in found)


def run(one: Benchmark) -> int:
    """Measure and print one JSON line; if that is impossible, print why to stderr."""
    load = machine.load()
    try:
        measured = one.measure()
    except (FittingRoomError, NoBrowser) as error:
        print(f"{one.name}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(line_of(one, measured, load), ensure_ascii=False), flush=True)
    return 0


def line_of(one: Benchmark, measured: dict[str, Any], load: float | None) -> dict[str, Any]:
    """Add the target in words and the machine; on a busy machine, also its load."""
    line = {**measured, "target": one.target, "machine": machine.in_words()}
    return line if load is None else {**line, "load_before": load}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
