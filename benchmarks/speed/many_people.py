"""25 people draw while a training runs: p95 of the answers to a stroke; baseline: no training.

Each has a session of their own, over the websocket, and pauses some seconds between two strokes, as
a person does. Measured from sending a stroke until the page is complete, pictures included.
"""

import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from benchmarks.harness.figure import Figure, NotMeasurable, p50, p95
from benchmarks.harness.visitor import Visitor, visitor
from tools.app_server import running_app, temporary_home

PEOPLE, STROKES, SEED = 25, 6, 3
PAUSE = (1.0, 5.0)  # seconds between the answer and the next stroke
MAX_S = 1.5
TARGET = f"≤ {MAX_S} s, 0 errors"
RECIPE = "recipe=quick&epochs=200"  # never reached: the run is stopped first
LEARNING = "Right on the latest pictures"  # shown on the page once training steps have begun
START, POLL = 600.0, 2.0  # seconds; a busy computer may need long to import TensorFlow


@dataclass
class Answers:
    """Seconds of the answers that came, and how many strokes got none."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0


def measure() -> dict[str, Any]:
    with temporary_home() as home, running_app(home) as app, visitor(app.address) as trainer:
        idle = draw_together(app.address)
        start_training(trainer)
        busy = draw_together(app.address)
        trainer.open("train")
        trainer.click("Stop the training")
    return figure(idle, busy).as_line()


def draw_together(address: str, people: int = PEOPLE) -> Answers:
    """Open a page for each person, then let all draw at once."""
    with ExitStack() as stack, ThreadPoolExecutor(people) as at_once:
        visitors = [stack.enter_context(visitor(address)) for _ in range(people)]
        for one in visitors:
            one.open()
        return together(at_once.map(draw, visitors, range(people)))


def draw(one: Visitor, number: int) -> Answers:
    chance, answers = random.Random(SEED + number), Answers()
    for _ in range(STROKES):
        Event().wait(chance.uniform(*PAUSE))
        began = time.perf_counter()
        answered = one.draw(chance.randrange(30, 200))
        answers.seconds.append(time.perf_counter() - began)
        answers.errors += not answered
    return answers


def together(several: Iterable[Answers]) -> Answers:
    whole = Answers()
    for answers in several:
        whole.seconds += answers.seconds
        whole.errors += answers.errors
    return whole


def start_training(trainer: Visitor) -> None:
    """Start one as a person does, and wait until it learns. Raises NotMeasurable."""
    trainer.open("train", RECIPE)
    trainer.click("Train")
    deadline = time.monotonic() + START
    while not trainer.shows(LEARNING):
        if time.monotonic() > deadline:
            raise NotMeasurable("The training did not begin.")
        Event().wait(POLL)
        trainer.open("train")


def figure(idle: Answers, busy: Answers) -> Figure:
    value, baseline = p95(busy.seconds), p95(idle.seconds)
    errors = idle.errors + busy.errors
    return Figure(
        benchmark="many_people",
        value=value,
        unit="s",
        baseline=baseline,
        ratio=value / baseline,
        target=TARGET,
        met=value <= MAX_S and not errors,
        data=f"{PEOPLE} sessions, {len(busy.seconds)} strokes while quick trains on v1",
        extra={
            "errors": errors,
            "p50_s": p50(busy.seconds),
            "baseline_p50_s": p50(idle.seconds),
        },
    )
