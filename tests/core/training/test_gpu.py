"""Detecting a GPU and its precision, from scripted answers of the backends."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from core.training import backend, gpu
from core.training.backend import device, precision_for
from core.training.gpu import gpu_has_bfloat16, gpu_name


def seen_by_torch(monkeypatch: pytest.MonkeyPatch, *capability: int) -> None:
    module = ModuleType("torch")
    module.cuda = SimpleNamespace(  # type: ignore[attr-defined]
        is_available=lambda: bool(capability),
        get_device_name=lambda number: "A card",
        get_device_capability=lambda number: capability,
    )
    monkeypatch.setitem(sys.modules, "torch", module)


def seen_by_jax(monkeypatch: pytest.MonkeyPatch, platform: str, **facts: str) -> None:
    module = ModuleType("jax")
    module.devices = lambda: [SimpleNamespace(platform=platform, **facts)]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jax", module)


@pytest.mark.parametrize(
    ("capability", "name", "fast"),
    [
        ((), "", False),
        ((7, 5), "A card", False),
        ((8, 0), "A card", True),
        ((9, 0), "A card", True),
    ],
)
def test_torch_reports_the_gpu_and_its_bfloat16_support(
    monkeypatch: pytest.MonkeyPatch, capability: tuple[int, ...], name: str, fast: bool
) -> None:
    seen_by_torch(monkeypatch, *capability)
    assert (gpu_name("torch"), gpu_has_bfloat16("torch")) == (name, fast)


@pytest.mark.parametrize(
    ("platform", "facts", "name", "fast"),
    [
        ("cpu", {"device_kind": "cpu"}, "", False),
        ("gpu", {"device_kind": "A card", "compute_capability": "9.0"}, "A card", True),
        ("gpu", {"device_kind": "A card", "compute_capability": "7.5"}, "A card", False),
        ("gpu", {"device_kind": "Another maker's"}, "Another maker's", False),
    ],
)
def test_jax_reports_the_gpu_and_its_bfloat16_support(
    monkeypatch: pytest.MonkeyPatch, platform: str, facts: dict[str, str], name: str, fast: bool
) -> None:
    seen_by_jax(monkeypatch, platform, **facts)
    assert (gpu_name("jax"), gpu_has_bfloat16("jax")) == (name, fast)


def test_tensorflow_reports_the_gpu_and_its_bfloat16_support(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = {"device_name": "A card", "compute_capability": (8, 9)}
    monkeypatch.setattr(gpu, "_tensorflow", lambda: facts)
    assert (gpu_name("tensorflow"), gpu_has_bfloat16("tensorflow")) == ("A card", True)
    facts["compute_capability"] = (7, 0)
    assert not gpu_has_bfloat16("tensorflow")


@pytest.mark.parametrize("fast", [True, False])
def test_precision_on_a_gpu_is_bfloat16_if_supported(
    monkeypatch: pytest.MonkeyPatch, fast: bool
) -> None:
    monkeypatch.setattr(backend, "gpu_name", lambda name: "A card")
    monkeypatch.setattr(backend, "gpu_has_bfloat16", lambda name: fast)
    assert device.__wrapped__() == "A card"  # bypasses its cache
    assert precision_for("auto") == ("bfloat16" if fast else "float32")
    assert precision_for("float32") == "float32"
