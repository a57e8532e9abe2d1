import numpy as np
import pytest

from core.data.quality.findings import Audits, Findings
from core.settings import Settings

FOUND = Findings(
    np.array([4, 7, 9], np.int32),
    np.array([0.5, 0.1, 0.5], np.float32),
    np.array([1, 2, 3], np.uint8),
)


def test_the_most_suspicious_come_first_and_equals_in_order_of_number() -> None:
    assert FOUND.numbers[FOUND.ranking()].tolist() == [7, 4, 9]


def test_findings_are_read_back_for_their_dataset_only(settings: Settings) -> None:
    audits = Audits(settings)
    assert audits.load("a" * 64) is None
    audits.save("a" * 64, FOUND)
    again = audits.load("a" * 64)
    assert again is not None
    assert again.quality.tolist() == FOUND.quality.tolist()
    assert again.suggested.tolist() == FOUND.suggested.tolist()
    assert audits.load("b" * 64) is None


@pytest.mark.parametrize("content", [b"", b"rubbish", "half"])
def test_damaged_findings_count_as_none(settings: Settings, content: bytes | str) -> None:
    audits = Audits(settings)
    audits.save("a" * 64, FOUND)
    (path,) = settings.audits.iterdir()
    path.write_bytes(content if isinstance(content, bytes) else path.read_bytes()[:200])
    assert audits.load("a" * 64) is None


def test_a_row_for_each_picture() -> None:
    with pytest.raises(ValueError, match="one row a picture"):
        Findings(FOUND.numbers, FOUND.quality[:2], FOUND.suggested)
