"""Test each map of an explanation beside decoys, other methods and another seed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.explanation.explain import SAMPLED, Explanation, Method
from core.explanation.question import Predict, Score
from core.explanation.sampled import sampled
from core.explanation.trust.agreement import agreement
from core.explanation.trust.decoys import RANDOM_MAPS, decoys
from core.explanation.trust.deletion import deletion_areas
from core.explanation.trust.verdict import Measured, Verdict, verdict

Maps = Mapping[Method, NDArray[np.float32]]


@dataclass(frozen=True)
class Trust:
    """What was measured of a map, and the verdict on it."""

    measured: Measured
    verdict: Verdict


def judge(found: Explanation, predict: Predict) -> dict[Method, Trust]:
    """Judge each map of an explanation; the seed of the decoys and of the second maps follows it.

    If the score is negative, the question was why not: maps and score are turned round, so that
    hiding what speaks for the other class must lower what speaks for it.
    """
    sign = -1.0 if found.score < 0 else 1.0
    score = _turned(found.question.asked_of(predict), sign)
    again = _again(found, predict)
    areas = areas_beside_decoys(
        found.picture, [sign * each for each in found.maps.values()], score, found.seed
    )
    return {
        method: Trust(measured := _measured(found, again, method, sign, row), verdict(measured))
        for method, row in zip(found.maps, areas, strict=True)
    }


@dataclass(frozen=True)
class Areas:
    """Areas under deletion curves: of a map, of random maps, of the edges, of the copy.

    `random` is the smallest of the random maps, `one_random` that of the first of them.
    """

    own: float
    random: float
    one_random: float
    edges: float
    copy: float


def areas_beside_decoys(
    picture: NDArray[np.uint8],
    maps: list[NDArray[np.floating]],
    score: Score,
    seed: int,
) -> list[Areas]:
    """Return the areas of maps (28, 28) each, beside those of the decoys made with a seed."""
    beside = decoys(picture, seed + 1).stacked()
    areas = deletion_areas(picture, np.concatenate([np.stack(maps), beside]), score)
    random, (edges, copy) = areas[len(maps) : len(maps) + RANDOM_MAPS], areas[-2:]
    others = float(random.min()), float(random[0]), float(edges), float(copy)
    return [Areas(float(one), *others) for one in areas[: len(maps)]]


def _again(found: Explanation, predict: Predict) -> Maps:
    """Return the maps of the methods that depend on a seed, made with another one."""
    score = found.question.asked_of(predict)
    other = sampled(found.picture, score, found.seed + 1, found.masks)
    return dict(zip(SAMPLED, (other.rise, other.surrogate), strict=True))


def _measured(
    found: Explanation, again: Maps, method: Method, sign: float, areas: Areas
) -> Measured:
    own = found.maps[method]
    others = [each for name, each in found.maps.items() if name != method]
    same = again.get(method)
    return Measured(
        score=sign * found.score,
        area=areas.own,
        random_area=areas.random,
        edge_area=areas.edges,
        copy_area=areas.copy,
        across_seeds=None if same is None else agreement(own, same, found.picture),
        with_others=float(np.mean([agreement(own, one, found.picture) for one in others])),
    )


def _turned(score: Score, sign: float) -> Score:
    return lambda pictures: sign * score(pictures)
