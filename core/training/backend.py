"""The one door to Keras and to what lies under it."""

import gc
import os
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from core.training.gpu import gpu_has_bfloat16, gpu_name


def load_keras() -> Any:
    """Import Keras (seconds, the first time)."""
    import keras

    _set_aside()
    return keras


@cache
def _set_aside() -> None:
    """Let Python's collector pass over what is there now: modules, half a million objects, to stay.

    Looking through them again and again would stop every page for half a second at a time.
    """
    gc.freeze()


def seed_everything(seed: int, deterministic: bool) -> None:
    """Let all chance start from `seed`; where asked, take only operations that repeat bit for bit.

    Without it TensorFlow may choose operations whose sums depend on which thread comes first. Once
    chosen, this holds for the rest of the process: the backends have no way back. JAX needs no
    choice on a processor.
    """
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    if not deterministic:
        return
    name = keras.backend.backend()
    if name == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
    elif name == "torch":
        import torch

        torch.use_deterministic_algorithms(True)


def environment() -> dict[str, str | int]:
    """Return what a training depends on besides its config: versions, platform, cores."""
    keras = load_keras()
    name = keras.backend.backend()
    versions: dict[str, str | int] = {
        "python": platform.python_version(),
        "keras": keras.version(),
        "backend": name,
        name: metadata.version(name),
        "numpy": metadata.version("numpy"),
        "platform": f"{platform.system()} {platform.machine()}",
        "cpu_count": cores(),
    }
    return versions


@cache
def device() -> str:
    """Name, in words, what the training computes on."""
    gpu = gpu_name(load_keras().backend.backend())
    count = cores()
    return gpu or f"CPU, {count} core{'s' if count != 1 else ''}"


def precision_for(wanted: str) -> str:
    """Turn "auto" into float32 or bfloat16: whichever trains faster here.

    Processors: measured on TensorFlow with AVX512-BF16 or AMX; all else gets float32. GPUs: those
    that have bfloat16 in hardware. It has the range of float32, so that no loss needs scaling, as
    float16 would; older GPUs compute in float32.
    """
    if wanted != "auto":
        return wanted
    backend = load_keras().backend.backend()
    if gpu_name(backend):
        fast = gpu_has_bfloat16(backend)
    else:
        fast = backend == "tensorflow" and _processor_has_bfloat16()
    return "bfloat16" if fast else "float32"


def _processor_has_bfloat16() -> bool:
    """Read the processor's own list of abilities, where the system shows one (Linux)."""
    listed = Path("/proc/cpuinfo")
    if not listed.is_file():
        return False
    return bool({"avx512_bf16", "amx_bf16"} & set(listed.read_text().split()))


def cores() -> int:
    """Count the processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
