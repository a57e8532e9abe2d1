"""The first GPU that Keras' backend sees: its name, and whether it is fast in bfloat16."""

from typing import Any

# NVIDIA's Ampere (2020), the first generation whose tensor cores compute in bfloat16.
BFLOAT16_SINCE = (8, 0)


def gpu_name(backend: str) -> str:
    """Return the GPU's name; empty if there is none."""
    if backend == "tensorflow":
        details = _tensorflow()
        return "" if details is None else str(details.get("device_name", "GPU"))
    if backend == "torch":
        import torch

        return str(torch.cuda.get_device_name(0)) if torch.cuda.is_available() else ""
    device = _jax()
    return str(device.device_kind) if device else ""


def gpu_has_bfloat16(backend: str) -> bool:
    """Return whether there is a GPU that computes faster in bfloat16 than in float32."""
    if backend == "tensorflow":
        return tuple((_tensorflow() or {}).get("compute_capability", (0, 0))) >= BFLOAT16_SINCE
    if backend == "torch":
        import torch

        there = torch.cuda.is_available()
        return bool(there and torch.cuda.get_device_capability(0) >= BFLOAT16_SINCE)
    device = _jax()
    number = str(getattr(device, "compute_capability", "")) if device else ""
    whole, _, part = number.partition(".")
    return whole.isdecimal() and (int(whole), int(part or 0)) >= BFLOAT16_SINCE


def _tensorflow() -> dict[str, Any] | None:
    """Return TensorFlow's details of the GPU; None if there is none."""
    import tensorflow as tf

    found = tf.config.list_physical_devices("GPU")
    return dict(tf.config.experimental.get_device_details(found[0])) if found else None


def _jax() -> Any:
    import jax

    first = jax.devices()[0]
    return None if first.platform == "cpu" else first
