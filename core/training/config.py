"""One training, described by values: frozen, checked, and able to become a record and come back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from core.errors import UnknownRecipe

NETWORKS = ("quick", "residual", "wide", "deep", "linear", "perceptron", "hog_svm")
AUGMENTATIONS = ("none", "flip", "shift", "erase", "strong", "wild")
OPTIMIZERS = ("adam", "lion", "sgd")
PRECISIONS = ("auto", "float32", "bfloat16")

CHOICES: Mapping[str, tuple[str, ...]] = {
    "network": NETWORKS,
    "augmentation": AUGMENTATIONS,
    "optimizer": OPTIMIZERS,
    "precision": PRECISIONS,
}
# Field: (least, most). Outside of these a training is either a slip of the finger or hopeless.
RANGES: Mapping[str, tuple[float, float]] = {
    "seed": (0, 2**31 - 1),
    "epochs": (1, 200),
    "batch_size": (8, 4096),
    "learning_rate": (1e-6, 10.0),
    "warmup": (0.0, 0.9),
    "weight_decay": (0.0, 1.0),
    "label_smoothing": (0.0, 0.5),
    "strangers": (0.0, 0.5),
    "ema": (0.0, 0.9999),
    "patience": (0, 200),
}
SWITCHES = ("mirror", "shifts", "deterministic")
WHOLE_NUMBERS = ("seed", "epochs", "batch_size", "patience")


@dataclass(frozen=True)
class TrainConfig:
    """All that decides a training. Raises UnknownRecipe for a value that is not allowed."""

    recipe: str  # the name it started from; the other fields decide
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
    strangers: float = 0.0  # share of what is shown that is none of the ten, to be torn about
    precision: str = "auto"  # of the arithmetic in training; the saved model is float32
    ema: float = 0.0  # share that the running mean of the weights keeps at a step; 0: no mean
    patience: int = 0  # epochs without a better validation accuracy before the end; 0: no limit
    mirror: bool = False  # answer with the mean over a picture and its mirror image
    shifts: bool = False  # and over the picture moved by one pixel, once towards each corner
    # Same seed, machine and versions: same weights, bit for bit, on a processor. It costs nothing
    # that could be measured: 0.95 to 1.03 of the processor's time over all networks.
    deterministic: bool = False

    def __post_init__(self) -> None:
        for name in ("recipe", "data"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise UnknownRecipe(f"{name} is {getattr(self, name)!r}; it must be a name.")
        for name in SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise UnknownRecipe(f"{name} is {getattr(self, name)!r}; it must be true or false.")
        for name, allowed in CHOICES.items():
            require_choice(name, getattr(self, name), allowed)
        for name, (least, most) in RANGES.items():
            _require_range(name, getattr(self, name), least, most)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain values, fit for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainConfig":
        """Rebuild from `as_dict`. Raises UnknownRecipe for a field that is missing or unknown."""
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


def _require_range(name: str, value: Any, least: float, most: float) -> None:
    whole = name in WHOLE_NUMBERS
    kinds = (int,) if whole else (int, float)
    number = isinstance(value, kinds) and not isinstance(value, bool)
    if not number or not least <= value <= most:  # NaN fails the comparison too
        kind = "a whole number" if whole else "a number"
        raise UnknownRecipe(f"{name} is {value!r}; it must be {kind} from {least:g} to {most:g}.")
