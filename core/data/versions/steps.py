"""The named steps from the published files to a version's pictures, for its manifest."""

from dataclasses import replace

from core.data.split import SPLIT_SEED, VALIDATION_PER_CLASS
from core.data.versions.changes import Changes, applied
from core.data.versions.manifest import Counts, Step
from core.data.versions.original import NAME
from core.data.versions.pictures import Part, Pictures, as_dataset


def steps_of(pictures: Pictures, changes: Changes) -> tuple[Step, ...]:
    """Return the steps that turn v1's pictures into a version, each with the hash after it.

    Raises BadData if the changes cannot be applied.
    """
    split = {"validation_per_class": VALIDATION_PER_CLASS, "seed": SPLIT_SEED}
    steps = [Step("split", split, _hash(pictures))]
    for name, count, after in (  # first add: the others may name added pictures
        ("add", len(changes.added), Changes(added=changes.added)),
        ("relabel", len(changes.relabelled), replace(changes, excluded=frozenset())),
        ("exclude", len(changes.excluded), changes),
    ):
        if count:
            steps.append(Step(name, {"pictures": count}, _hash(applied(pictures, after))))
    return tuple(steps)


def counts_of(pictures: Pictures, changes: Changes) -> Counts:
    """Return the counts of a version, given its pictures with the changes applied."""
    train, validation, test = (len(pictures.members(part)) for part in Part)
    return Counts(
        relabelled=len(changes.relabelled),
        excluded=len(changes.excluded),
        added=len(changes.added),
        train=train,
        validation=validation,
        test=test,
    )


def _hash(pictures: Pictures) -> str:
    return as_dataset(pictures, NAME, SPLIT_SEED).hash
