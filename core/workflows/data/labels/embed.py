"""What a trained network says of many pictures: logits, and the embedding in fewer dimensions."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import training
from core.calibration import Floats
from core.data.quality.projection import principal_components
from core.predictor.network import open_network, run_network

WIDTH = 128  # dimensions
SAMPLE = 5_000  # pictures from which the projection is computed
AT_ONCE = 2_048  # pictures: the embedding of `quick` has 3,136 dimensions


@dataclass(frozen=True, eq=False)
class Embedded:
    """logits: float32 (n, 10). points: float32 (n, up to WIDTH)."""

    logits: Floats
    points: NDArray[np.float32]


def embed(
    model: Any,
    images: NDArray[np.uint8],
    seed: int,
    on_share: Callable[[float], None],
    folder: Path | None = None,
) -> Embedded:
    """Run a keras.Model on uint8 (n, 28, 28), through its ONNX file, which is then removed.

    The file is written to `folder`, or else where temporary files go. `on_share` gets the share
    done, 0-1; an error that it raises ends the work. Raises TrainingFailed as `training.save` does.
    """
    on_share(0.0)
    with TemporaryDirectory(dir=folder) as place:
        session = open_network(training.save(model, Path(place)).onnx)
    on_share(0.0)
    chosen = np.random.default_rng(seed).permutation(len(images))[:SAMPLE]
    sample = run_network(session, images[chosen])[1]
    on_share(0.0)
    projection = principal_components(sample, WIDTH, seed)
    logits, points = [], []
    for start in range(0, len(images), AT_ONCE):
        on_share(start / len(images))
        answer, embedding = run_network(session, images[start : start + AT_ONCE])
        logits.append(answer)
        points.append(projection.apply(embedding))
    return Embedded(np.concatenate(logits), np.concatenate(points))
