"""The nearest pictures of the training split."""

import numpy as np

from core.data.versions.pictures import Part
from core.workflows.data.answers import AllAnswers
from core.workflows.data.query import squared_distances
from core.workflows.data.table import PictureTable


def nearest(
    table: PictureTable, number: int, count: int, answers: AllAnswers | None = None
) -> list[int]:
    """Return the numbers of the training pictures nearest to one, without itself, nearest first.

    By the distance of the model's embedding, or of the pixels without a model's answers.
    """
    pictures = table.pictures
    members = pictures.members(Part.TRAIN)
    members = members[members != number]
    vectors = pictures.images.reshape(len(table), -1) if answers is None else answers.embedding
    distance = squared_distances(vectors, number, members)
    first = np.argpartition(distance, min(count, len(distance) - 1))[:count]
    return [int(one) for one in members[first[np.argsort(distance[first], kind="stable")]]]
