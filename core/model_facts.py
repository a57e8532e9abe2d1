"""The facts of a model: the schema of the file model.json next to its weights.

The comments of the fields are the text of docs/development/model-facts.md (`make docs`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from core.calibration import Calibration, Calibrations
from core.input_kind import InputKind
from core.interval import Interval
from core.records import Plain, StoredAs

FORMAT = 1


@dataclass(frozen=True)
class EpochMetrics:
    """One finished epoch. Loss and accuracy are means over the epoch's augmented batches."""

    epoch: int  # from 1
    loss: float  # cross-entropy with label smoothing, nats; `hog_svm`: squared hinge loss
    accuracy: float  # share of correct predictions
    validation_loss: float  # the same loss on the validation split, without augmentation
    validation_accuracy: float  # on the validation split, without augmentation
    learning_rate: float  # of the epoch's last step
    seconds: float  # wall-clock time, validation included


@dataclass(frozen=True)
class SplitMetrics:
    """The metrics of a model on one split of the dataset."""

    n: int  # number of pictures
    accuracy: float  # share of correct predictions, those on which it would abstain included
    accuracy_low: float  # lower end of the 95 % interval of the accuracy
    accuracy_high: float  # upper end
    balanced_accuracy: float  # mean recall over the classes
    log_loss: float  # mean negative log-likelihood of the labels, nats
    calibration_error: float  # expected calibration error, 15 bins
    recall: tuple[float, ...] = ()  # of each class
    confusion: tuple[tuple[int, ...], ...] = ()  # counts; row: label, column: prediction
    coverage: float = 0.0  # share of the pictures on which the model does not abstain
    # Selective accuracy: accuracy on the pictures where the model does not abstain.
    accuracy_when_known: float = 0.0

    @property
    def interval(self) -> Interval:
        return Interval(self.accuracy, self.accuracy_low, self.accuracy_high)


@dataclass(frozen=True)
class DatasetFacts:
    """The dataset that a model was trained on."""

    name: str  # of the dataset version; fine-tuned models: with the wardrobe
    hash: str  # SHA-256 of all pixels and labels
    split_seed: int  # of the division into training and validation split
    train: int  # number of pictures in the training split
    validation: int  # number of pictures in the validation split
    test: int  # number of pictures in the test split
    # Ids of the wardrobe's pictures in the training split; none in files from before this was kept.
    user_pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class FineTuningFacts:
    """What a model was fine-tuned from, and with which pictures of the wardrobe."""

    base: str  # name of the version that it started from
    base_onnx_sha256: str  # of that version's ONNX file
    # Ids of the pictures that this or an earlier fine-tuning was trained on.
    learned_from: Annotated[tuple[str, ...], StoredAs("learnt")]
    # Weight of the fine-tuned weights when interpolated with the base model's.
    interpolation_weight: Annotated[float, StoredAs("share")]


@dataclass(frozen=True)
class WarmStartFacts:
    """The version whose weights a training started from."""

    base: str  # name of the version
    base_onnx_sha256: str  # of that version's ONNX file
    learned_from: tuple[str, ...] = ()  # ids of the wardrobe's pictures that its weights come from


@dataclass(frozen=True)
class ModelFacts:
    """Everything that is known about a model. Fields that older files lack have a default."""

    recipe: str  # name of the recipe, or `finetuned`
    config: Mapping[str, Plain]  # the TrainConfig; older ones may have fields that were renamed
    parameters: int  # number of weights of the network
    dataset: DatasetFacts  # what it was trained on
    metrics: Mapping[str, SplitMetrics]  # by split: validation and test
    calibration: Calibration  # for pictures of the dataset
    onnx_sha256: str  # of model.onnx; a file with another hash is not loaded
    # Calibrations for the other input kinds.
    by_input_kind: Annotated[Mapping[InputKind, Calibration], StoredAs("roads")] = field(
        default_factory=dict
    )
    # On simulated photos and drawings of validation pictures that its calibration did not use.
    simulated: Mapping[InputKind, SplitMetrics] = field(default_factory=dict)
    fit_seconds: float = 0.0  # wall-clock time of the fit
    history: tuple[EpochMetrics, ...] = ()  # one entry per epoch
    epoch: int = 0  # the epoch whose weights these are, from 1
    fine_tuning: Annotated[FineTuningFacts | None, StoredAs("wardrobe")] = None  # if fine-tuned
    # SHA-256 of the ONNX file whose probabilities it was trained on too (distillation); "": none.
    teacher: str = ""
    warm_start: WarmStartFacts | None = None  # if it did not start from random weights
    environment: Mapping[str, Plain] = field(default_factory=dict)  # versions, platform, cores
    device: str = "unknown"  # what the training ran on
    # Git commit of this program; a trailing "+": the working tree had uncommitted changes.
    commit: str = "unknown"
    created: float = 0.0  # Unix time
    format: int = FORMAT  # version of this schema

    @property
    def test(self) -> SplitMetrics:
        return self.metrics["test"]

    @property
    def validation(self) -> SplitMetrics:
        return self.metrics["validation"]

    def metrics_of(self, kind: InputKind) -> SplitMetrics | None:
        """Return the metrics for an input kind: the test split for pictures of the dataset, else
        simulated ones. None in files from before these were measured."""
        return self.test if kind is InputKind.PIXELS else self.simulated.get(kind)

    def coverage(self, kind: InputKind) -> float:
        """Return the share (0-1) of an input kind's validation pictures that the model answers."""
        metrics = self.metrics_of(kind)
        return metrics.coverage if metrics else self.calibrations[kind].coverage

    @property
    def seed(self) -> Plain:
        return self.config.get("seed", 0)

    @property
    def network(self) -> Plain:
        return self.config.get("network", "")

    @property
    def learned_from(self) -> frozenset[str]:
        """Return the ids of the wardrobe's pictures that the weights come from."""
        sources = (self.fine_tuning, self.warm_start)
        learned = (one for source in sources if source for one in source.learned_from)
        return frozenset((*learned, *self.dataset.user_pictures))

    @property
    def calibrations(self) -> Calibrations:
        """Return the calibration of each kind of input; that of the dataset's own, where it has
        none of its own: a file from before there were kinds of input."""
        return {kind: self.by_input_kind.get(kind, self.calibration) for kind in InputKind}
