"""The most suspicious labels that an audit found, in words."""

from dataclasses import dataclass

from core.data.classes import CLASS_NAMES
from core.data.quality.findings import Audits
from core.data.split import SPLIT_SEED
from core.data.versions.pictures import as_dataset, picture_name
from core.data.versions.store import Versions
from core.settings import Settings


@dataclass(frozen=True)
class Suspect:
    """A label and the likeliest other. `quality` is 0-1, the lowest the most suspicious."""

    number: int
    picture: str  # its name, such as "train 45592"
    label: str
    suggested: str
    quality: float


def suspects(settings: Settings, data: str, count: int) -> tuple[Suspect, ...]:
    """Return the `count` most suspicious labels of a version; none before an audit.

    Raises DataUnavailable and BadData.
    """
    pictures = Versions(settings).pictures(data)
    findings = Audits(settings).load(as_dataset(pictures, data, SPLIT_SEED).hash)
    if findings is None:
        return ()
    return tuple(
        Suspect(
            number=int(findings.numbers[row]),
            picture=picture_name(int(findings.numbers[row])),
            label=CLASS_NAMES[pictures.labels[findings.numbers[row]]],
            suggested=CLASS_NAMES[findings.suggested[row]],
            quality=float(findings.quality[row]),
        )
        for row in findings.ranking()[:count]
    )
