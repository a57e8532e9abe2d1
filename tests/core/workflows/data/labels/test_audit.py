"""The audit of labels as a job, on a few hundred pictures with planted errors."""

from pathlib import Path

import numpy as np
import pytest

from core import training
from core.data import Dataset
from core.data.quality.findings import Audits
from core.data.versions.pictures import Part, Pictures
from core.data.versions.store import Versions
from core.errors import DataUnavailable
from core.jobs import JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.context import Silent, ThrottledContext
from core.workflows.data.labels import audit as module
from core.workflows.data.labels.audit import COMPARE_TO, AuditParameters, audit, start_audit
from core.workflows.data.labels.suspects import suspects
from core.workflows.job_kinds import runner_for
from tests.core.conftest import Listener

LIMIT = 120.0  # seconds
WRONG, EXCLUDED = (5, 17, 103, 640), (0, 3)


@pytest.fixture
def pictures(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> Pictures:
    """The pictures of `tiny` as those of v1, four with a wrong label and two excluded."""
    splits = (tiny.train, tiny.validation, tiny.test)
    labels = np.concatenate([split.labels for split in splits])
    for number in WRONG:
        labels[number] = (labels[number] + 5) % 10
    excluded = np.zeros(len(labels), bool)
    excluded[list(EXCLUDED)] = True
    made = Pictures(
        images=np.concatenate([split.images for split in splits]),
        labels=labels,
        parts=np.repeat(np.array(Part, np.uint8), [len(split) for split in splits]),
        excluded=excluded,
    )
    monkeypatch.setattr(Versions, "pictures", lambda self, name: made)
    # A few more epochs than usual, as there are so few pictures.
    quick = config_for("quick", epochs=8, batch_size=32, learning_rate=0.02)
    monkeypatch.setattr(training, "config_for", lambda recipe, **changes: quick)
    return made


def test_wrong_labels_come_first_and_only_pictures_to_train_on_are_judged(
    settings: Settings, pictures: Pictures
) -> None:
    assert suspects(settings, "v1", 10) == ()
    listener = Listener()
    audited = audit(settings, AuditParameters(), listener)
    fractions = [fraction for fraction, _, _ in listener.reports]
    assert fractions == sorted(fractions)
    assert fractions[-1] == COMPARE_TO
    assert (audited.pictures, audited.recipe, audited.data) == (798, "quick", "v1")
    findings = Audits(settings).load(audited.hash)
    assert findings is not None
    judged = set(findings.numbers.tolist())
    assert judged == set(range(800)) - set(EXCLUDED)  # from 800 on: test
    assert set(WRONG) <= set(findings.numbers[findings.ranking()[:12]].tolist())
    listed = suspects(settings, "v1", 12)
    assert set(WRONG) <= {one.number for one in listed}
    assert all(one.label != one.suggested for one in listed)


def test_as_a_job_it_runs_to_its_end_and_registers_no_model(
    settings: Settings, pictures: Pictures
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    done = runner.wait(start_audit(runner, "v1").id, LIMIT)
    assert (done.state, done.error) == (JobState.DONE, "")
    assert done.result is not None
    assert Audits(settings).load(done.result.hash) is not None
    assert registry.versions() == ()


@pytest.mark.parametrize("message", ["Epoch 2", "Embedding", "Comparing", "Leaving"])
def test_a_stop_ends_it_in_every_part_and_keeps_nothing(
    settings: Settings, pictures: Pictures, message: str
) -> None:
    with pytest.raises(JobStopped):
        audit(settings, AuditParameters(), StoppedAt(message))
    assert not settings.audits.exists()


class StoppedAt(Silent):
    """Asks to stop from the first report that begins with a message."""

    def __init__(self, message: str) -> None:
        self._message, self._reached = message, False

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        self._reached |= message.startswith(self._message)

    def should_stop(self) -> bool:
        return self._reached


class Killed(BaseException):
    """What ends a process, so that nothing that follows is done."""


class KilledAt(Silent):
    """Is killed at the report of a number that begins with a message."""

    def __init__(self, message: str, number: int = 1) -> None:
        self._message, self._left = message, number
        self.seen: list[str] = []

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        self.seen.append(message)
        self._left -= message.startswith(self._message)
        if not self._left:
            raise Killed


def test_a_killed_audit_goes_on_where_it_was_to_the_same_findings(
    settings: Settings, pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PART", 100)
    monkeypatch.setattr(ThrottledContext, "report", lambda self, *rest: self._context.report(*rest))
    folder = tmp_path / "job"
    whole = audit(settings, AuditParameters(), Silent())
    expected = Audits(settings).load(whole.hash)
    for killed in (KilledAt("Epoch 3"), KilledAt("Embedding", 2), KilledAt("Comparing", 4)):
        with pytest.raises(Killed):
            audit(settings, AuditParameters(), killed, folder)
    assert "Epoch 1 of 8" not in killed.seen  # the training was not begun anew
    again = KilledAt("never")
    audit(settings, AuditParameters(), again, folder)
    assert {message.split()[0] for message in again.seen} == {"Reading", "Comparing", "Leaving"}
    assert again.seen.count("Comparing with neighbours") == 8 - 3
    found = Audits(settings).load(whole.hash)
    assert expected is not None
    assert found is not None
    assert np.array_equal(found.numbers, expected.numbers)
    assert np.array_equal(found.suggested, expected.suggested)
    assert np.allclose(found.quality, expected.quality, atol=1e-4)
    assert not list(folder.glob("training*"))


def test_what_is_saved_of_other_pictures_or_damaged_is_made_again(
    settings: Settings, pictures: Pictures, tmp_path: Path
) -> None:
    whole = audit(settings, AuditParameters(), Silent(), tmp_path)
    findings = Audits(settings).load(whole.hash)
    assert findings is not None
    for file in tmp_path.glob("*.npz"):
        file.write_bytes(file.read_bytes()[:-200])
    again = KilledAt("never")
    audit(settings, AuditParameters(), again, tmp_path)
    assert "Embedding the pictures" in again.seen
    pictures.labels[30] = (pictures.labels[30] + 1) % 10
    again = KilledAt("never")
    audit(settings, AuditParameters(), again, tmp_path)
    assert "Embedding the pictures" in again.seen


def test_an_unknown_version_is_refused_before_anything_is_trained(settings: Settings) -> None:
    with pytest.raises(DataUnavailable, match="no dataset version named “v9”"):
        audit(settings, AuditParameters("v9"), Silent())
