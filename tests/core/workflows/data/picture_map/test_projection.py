"""An embedding in two dimensions."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.jobs import JobStopped
from core.workflows.data.picture_map import projection
from core.workflows.data.picture_map.layout import edges, fit_curve, strengths
from core.workflows.data.picture_map.projection import neighbours, placed, project, upright

Floats = NDArray[np.float32]


def clusters(n: int = 150, of: int = 3, width: int = 8) -> tuple[Floats, NDArray[np.int64]]:
    """Return n vectors in each of some clusters that are far apart, and the cluster of each."""
    chance = np.random.default_rng(0)
    which = np.repeat(np.arange(of), n)
    centres = 12 * np.eye(of, width)
    return (centres[which] + chance.normal(size=(len(which), width))).astype(np.float32), which


class Reported:
    """A context that keeps what was reported, and asks to stop at a message."""

    def __init__(self, stop_at: str = "") -> None:
        self.fractions: list[float] = []
        self.message, self._stop_at = "", stop_at

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        self.fractions.append(fraction)
        self.message = message

    def should_stop(self) -> bool:
        return bool(self._stop_at) and self.message.startswith(self._stop_at)


def test_the_neighbours_are_those_of_an_exhaustive_search() -> None:
    chance = np.random.default_rng(1)
    queries, reference = chance.normal(size=(1200, 5)), chance.normal(size=(80, 5))
    found, distances = neighbours(queries.astype(np.float32), reference.astype(np.float32), 4)
    exact = np.linalg.norm(queries[:, None] - reference, axis=2)
    assert np.array_equal(found, np.argsort(exact, axis=1)[:, :4])
    assert np.allclose(distances, np.sort(exact, axis=1)[:, :4], atol=1e-3)


def test_each_picture_is_its_own_nearest_neighbour() -> None:
    vectors, _ = clusters()
    found, distances = neighbours(vectors, vectors, 5)
    assert np.array_equal(found[:, 0], np.arange(len(vectors)))
    assert np.allclose(distances[:, 0], 0, atol=1e-2)


def test_a_picture_is_placed_among_its_neighbours_nearest_to_the_nearest() -> None:
    layout = np.array([(0, 0), (1, 0), (0, 1), (1, 1)], np.float32)
    indices = np.array([[0, 1, 2, 3], [3, 2, 1, 0]], np.int32)
    distances = np.array([[0.1, 5, 6, 9], [0.0, 1, 1, 1]], np.float32)
    places = placed(layout, (indices, distances))
    assert ((places >= 0) & (places <= 1)).all()
    assert np.linalg.norm(places[0] - layout[0]) < np.linalg.norm(places[0] - layout[1])
    assert np.linalg.norm(places[1] - layout[3]) < np.linalg.norm(places[1] - layout[0])


def test_a_copy_of_all_its_neighbours_has_a_place() -> None:
    same = (np.zeros((1, 3), np.int32), np.zeros((1, 3), np.float32))
    assert placed(np.array([(2, 3)], np.float32), same).tolist() == [[2, 3]]


def test_the_longer_axis_lies_flat_whatever_the_turn() -> None:
    chance = np.random.default_rng(2)
    flat = chance.normal(size=(500, 2)) * (5, 1)
    quarter = np.array([(0, 1), (-1, 0)])
    for places in (flat, flat @ quarter):
        turned = upright(places.astype(np.float32))
        assert turned[:, 0].std() > 3 * turned[:, 1].std()
        assert np.allclose(turned.mean(axis=0), 0, atol=1e-4)
        assert np.allclose(upright(turned), turned, atol=1e-3), "turning twice changes nothing"


def test_clusters_stay_apart_and_the_same_map_comes_again() -> None:
    vectors, which = clusters(60)
    places = project(vectors)
    assert places.shape == (180, 2)
    assert places.dtype == np.float32
    centres = np.stack([places[which == one].mean(axis=0) for one in range(3)])
    nearest = np.linalg.norm(places[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == which).mean() > 0.99
    assert np.array_equal(project(vectors), places)


def test_the_curve_is_that_of_umap() -> None:
    """As umap-learn 0.5.12 fits it for its own defaults."""
    assert fit_curve(0.1, 1.0) == pytest.approx((1.57694, 0.89506), abs=1e-4)


def test_the_strengths_of_a_point_s_neighbours_sum_to_the_logarithm_of_their_number() -> None:
    distances = np.sort(np.random.default_rng(0).uniform(1, 9, (50, 8)).astype(np.float32), axis=1)
    found = strengths(distances)
    assert np.allclose(found.sum(axis=1), 3, atol=1e-3)
    assert np.allclose(found[:, 0], 1)
    assert (np.diff(found, axis=1) <= 0).all()


def test_an_edge_is_as_strong_from_either_end() -> None:
    vectors, _ = clusters(30)
    rows, columns, weights = edges(neighbours(vectors, vectors, 6))
    strong = dict(zip(zip(rows, columns, strict=True), weights, strict=True))
    assert strong == pytest.approx({(to, at): one for (at, to), one in strong.items()})


def test_pictures_outside_the_sample_are_placed_in_their_own_cluster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(projection, "MAX_FITTED", 100)
    vectors, which = clusters()
    places = project(vectors)
    centres = np.stack([np.median(places[which == one], axis=0) for one in range(3)])
    nearest = np.linalg.norm(places[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == which).mean() > 0.99


def test_progress_only_grows_and_ends_below_the_whole() -> None:
    context = Reported()
    project(clusters()[0], context)
    assert context.fractions == sorted(context.fractions)
    assert 0 < context.fractions[-1] < 1


@pytest.mark.parametrize("stage", ["Finding", "Laying", "Placing"])
def test_a_stop_is_heeded_in_every_stage(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "MAX_FITTED", 100)
    monkeypatch.setattr(projection, "BLOCK", 50)
    with pytest.raises(JobStopped):
        project(clusters()[0], Reported(stop_at=stage))


@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_few_pictures_have_places_too(n: int) -> None:
    places = project(clusters()[0][:n])
    assert places.shape == (n, 2)
    assert np.isfinite(places).all()


def test_pictures_that_are_all_the_same_have_finite_places() -> None:
    assert np.isfinite(project(np.ones((40, 6), np.float32))).all()
