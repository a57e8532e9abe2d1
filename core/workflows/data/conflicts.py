"""Near-duplicates with different labels, from the newest report of the checks of a version."""

from dataclasses import dataclass

from core.data.checks.reports import DataReport, Reports
from core.data.versions.pictures import Pictures
from core.settings import Settings

CHECK = "conflicts"  # the name of the check that finds them


@dataclass(frozen=True)
class Conflicts:
    """What the check found in words; `pairs` are the numbers of the pictures, 200 pairs at most."""

    sentence: str
    found: int
    pairs: tuple[tuple[int, int], ...]

    def of_class(self, label: int, pictures: Pictures) -> tuple[tuple[int, int], ...]:
        """Return the pairs with a picture of a class, that picture first."""
        turned = (*self.pairs, *((other, one) for one, other in self.pairs))
        return tuple(pair for pair in turned if pictures.labels[pair[0]] == label)


def conflicts(settings: Settings, version: str, pictures: Pictures) -> Conflicts | None:
    """Return the conflicts of a version; None if no report says whether there are any."""
    newest = Reports(settings).newest_searched(version)
    return None if newest is None else _from_report(newest, pictures)


def _from_report(report: DataReport, pictures: Pictures) -> Conflicts | None:
    finding = next((one.finding for one in report.results if one.name == CHECK), None)
    if finding is None:  # the checks ended before
        return None
    pairs = tuple(
        (one, other)
        for one, other in finding.pairs  # of a file that may have been edited
        if min(one, other) >= 0 and max(one, other) < len(pictures)
        if pictures.labels[one] != pictures.labels[other]
    )
    return Conflicts(finding.sentence, finding.found, pairs)
