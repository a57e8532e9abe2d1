"""All checks of a version's data: name, severity and threshold in one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.data.checks import appearance, contents, duplicates
from core.data.checks.result import CheckResult, Finding, Severity, Subject
from core.data.versions.manifest import Manifest
from core.data.versions.pictures import Pictures


@dataclass(frozen=True)
class Check:
    """A check; what its threshold means is said in `unit`.

    `weight` is its share of the time. Searching near-duplicates, which the first check that needs
    them does, takes nearly all of it: 10 to 30 seconds. The others are `quick`.
    """

    name: str
    title: str
    severity: Severity
    threshold: float
    unit: str
    find: Callable[[Subject, float], Finding]
    weight: float = 1.0
    quick: bool = True


ERROR, WARNING = Severity.ERROR, Severity.WARNING

# The thresholds of blank and saturated pictures: v1 has no picture with less than 2.8 % ink, and
# none with more than 34 % white pixels.
CHECKS = (
    Check("shapes", "Shapes and types", ERROR, 0, "wrong arrays", contents.shapes),
    Check("counts", "Counts", ERROR, 0, "pictures too many or too few", contents.counts),
    Check("ranges", "Value ranges", ERROR, 0, "scaled pictures", contents.value_ranges),
    Check("polarity", "Polarity", WARNING, 0, "pictures dark on light", contents.polarity),
    Check("labels", "Labels", ERROR, 0, "unknown labels and empty classes", contents.label_set),
    Check("hashes", "Hashes", ERROR, 0, "hashes that differ", contents.hashes),
    Check("balance", "Class balance", WARNING, 1.5, "largest : smallest", contents.class_balance),
    Check("twice", "Duplicates in a split", WARNING, 0, "pairs", duplicates.duplicates_within),
    Check("across", "Duplicates across splits", ERROR, 0, "pairs", duplicates.duplicates_across),
    Check(
        "leaks",
        "Near-duplicates across splits",
        WARNING,
        0,
        "pairs",
        duplicates.leaks,
        weight=100,
        quick=False,
    ),
    Check(
        "conflicts",
        "Near-duplicates with another label",
        WARNING,
        0,
        "pairs",
        duplicates.conflicting_labels,
        quick=False,
    ),
    Check("blank", "Blank pictures", WARNING, 0.015, "least share of ink", appearance.blank),
    Check("white", "Saturated pictures", WARNING, 0.5, "share of white", appearance.saturated),
    Check("drift", "Drift between splits", WARNING, 0.01, "p, corrected", appearance.drift),
)
QUICK = tuple(check for check in CHECKS if check.quick)

OnCheck = Callable[[float, Check], None]


class Watch:
    """Says which check runs and what fraction of all is done, before each and within a search."""

    def __init__(
        self,
        checks: Sequence[Check] = CHECKS,
        on_check: OnCheck = lambda fraction, check: None,
    ) -> None:
        self.checks = checks
        self._on_check = on_check
        self._check, self._done = checks[0], 0.0
        self._total = sum(check.weight for check in checks)

    def begin(self, check: Check, done: float) -> None:
        """A check begins, when checks of the weight `done` have ended."""
        self._check, self._done = check, done
        self.on_share(0.0)

    def on_share(self, share: float) -> None:
        """This share, 0-1, of the check that runs is done."""
        self._on_check((self._done + share * self._check.weight) / self._total, self._check)


def check_pictures(pictures: Pictures, manifest: Manifest | None = None) -> tuple[CheckResult, ...]:
    """Run every check on the pictures of a version, in order; v1 has no manifest.

    Where the shapes are wrong, nothing else can be checked.
    """
    return run(Subject(pictures, manifest), Watch())


def run(subject: Subject, watch: Watch) -> tuple[CheckResult, ...]:
    """Run the watched checks, as `check_pictures` does; what the watch raises ends them."""
    results: list[CheckResult] = []
    done = 0.0
    for check in watch.checks:
        watch.begin(check, done)
        finding = check.find(subject, check.threshold)
        results.append(
            CheckResult(check.name, check.title, check.severity, check.threshold, finding)
        )
        if not results[0].passed:
            break
        done += check.weight
    return tuple(results)
