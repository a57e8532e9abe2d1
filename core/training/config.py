"""The settings of one training: frozen, validated, convertible to and from a JSON record."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from core.config_names import current
from core.errors import UnknownRecipe

NETWORKS = ("quick", "small", "residual", "wide", "deep", "linear", "perceptron", "hog_svm")
AUGMENTATIONS = ("none", "flip", "shift", "erase", "strong", "photo_like")
OPTIMIZERS = ("adam", "lion", "sgd")
PRECISIONS = ("auto", "float32", "bfloat16")

CHOICES: Mapping[str, tuple[str, ...]] = {
    "network": NETWORKS,
    "augmentation": AUGMENTATIONS,
    "optimizer": OPTIMIZERS,
    "precision": PRECISIONS,
}
# Field: (lowest, highest). A value outside is a typing error, or the network cannot learn with it.
RANGES: Mapping[str, tuple[float, float]] = {
    "seed": (0, 2**31 - 1),
    "epochs": (1, 200),
    "batch_size": (8, 4096),
    "learning_rate": (1e-6, 10.0),
    "warmup": (0.0, 0.9),
    "weight_decay": (0.0, 1.0),
    "label_smoothing": (0.0, 0.5),
    "outliers": (0.0, 0.5),
    "distillation": (0.0, 0.95),
    "ema": (0.0, 0.9999),
    "patience": (0, 200),
}
SWITCHES = ("offline", "flip_tta", "shift_tta", "deterministic")
WHOLE_NUMBERS = ("seed", "epochs", "batch_size", "patience")


@dataclass(frozen=True)
class TrainConfig:
    """Everything that determines a training. Raises UnknownRecipe for an invalid value."""

    recipe: str  # name of the recipe it started from; only the other fields have an effect
    network: str
    data: str = "v1"  # name of a dataset version
    seed: int = 0
    epochs: int = 4
    batch_size: int = 128
    optimizer: str = "sgd"  # with Nesterov momentum of 0.9
    learning_rate: float = 0.08  # the peak of the one-cycle schedule
    warmup: float = 0.3  # share of all steps before the peak
    weight_decay: float = 1e-4
    label_smoothing: float = 0.05
    augmentation: str = "none"
    outliers: float = 0.0  # share of the training pictures replaced by out-of-distribution ones
    offline: bool = False  # make photo-like pictures and outliers once, before the first epoch
    # Weight of the shipped champion's probabilities in the targets; offline: of simulated pictures.
    distillation: float = 0.0
    warm_start: str = ""  # name of the version whose weights it starts from; "": random ones
    precision: str = "auto"  # of the arithmetic in training; the saved model is float32
    ema: float = 0.0  # decay per step of the exponential moving average of the weights; 0: none
    patience: int = 0  # epochs without a better validation accuracy before stopping; 0: no limit
    flip_tta: bool = False  # predict the mean over a picture and its mirror image
    shift_tta: bool = False  # and over the picture shifted by one pixel towards each corner
    # Same seed, machine and versions: bit-identical weights on a CPU. No measurable cost: 0.95 to
    # 1.03 of the CPU time over all networks.
    deterministic: bool = False

    def __post_init__(self) -> None:
        for name in ("recipe", "data"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise UnknownRecipe(f"{name} is {getattr(self, name)!r}; it must be a name.")
        if not isinstance(self.warm_start, str):
            raise UnknownRecipe(f"warm_start is {self.warm_start!r}; it must be a name.")
        for name in SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise UnknownRecipe(f"{name} is {getattr(self, name)!r}; it must be true or false.")
        for name, allowed in CHOICES.items():
            require_choice(name, getattr(self, name), allowed)
        for name, (low, high) in RANGES.items():
            _require_range(name, getattr(self, name), low, high)

    def as_record(self) -> dict[str, Any]:
        """Return the fields as JSON-compatible values."""
        return asdict(self)

    @classmethod
    def from_record(cls, values: Mapping[str, Any]) -> "TrainConfig":
        """Rebuild from `as_record`, including records of older versions.

        Raises UnknownRecipe for a field that is missing or unknown.
        """
        values = current(values)
        known = [field.name for field in fields(cls)]
        for name in values:
            require_choice("setting", name, known)
        for name in ("recipe", "network"):
            if name not in values:
                raise UnknownRecipe(f"The training has no {name}.")
        return cls(**values)


def require_choice(name: str, value: object, allowed: "tuple[str, ...] | list[str]") -> None:
    """Raise UnknownRecipe, naming the bad value and the allowed ones, unless value is allowed."""
    if value not in allowed:
        raise UnknownRecipe(f"{name} {value!r} is not known; choose one of {', '.join(allowed)}.")


def _require_range(name: str, value: Any, low: float, high: float) -> None:
    whole = name in WHOLE_NUMBERS
    kinds = (int,) if whole else (int, float)
    number = isinstance(value, kinds) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # NaN fails the comparison too
        kind = "a whole number" if whole else "a number"
        raise UnknownRecipe(f"{name} is {value!r}; it must be {kind} from {low:g} to {high:g}.")
