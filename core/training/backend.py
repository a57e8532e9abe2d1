"""Access to Keras and its backend: seeds, precision, device, environment."""

import gc
import os
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from core.training.gpu import gpu_has_bfloat16, gpu_name
from core.training.import_keras import import_keras


def load_keras() -> Any:
    """Import Keras (takes seconds the first time)."""
    keras = import_keras()
    _freeze_garbage_collector()
    return keras


@cache
def _freeze_garbage_collector() -> None:
    """Exempt the half million objects of loaded modules, all permanent, from garbage collection.

    Scanning them again and again would pause every page for half a second at a time.
    """
    gc.freeze()


def seed_everything(seed: int, deterministic: bool) -> None:
    """Seed all random number generators; if `deterministic`, allow only deterministic operations.

    Otherwise TensorFlow may choose operations whose sums depend on thread order. Once set, this
    holds for the rest of the process: the backends cannot undo it. JAX needs no setting on a CPU.
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
    """Return the name of the device that trains: the GPU, or "CPU, 2 cores"."""
    gpu = gpu_name(load_keras().backend.backend())
    count = cores()
    return gpu or f"CPU, {count} core{'s' if count != 1 else ''}"


def precision_for(requested: str) -> str:
    """Resolve "auto" to float32 or bfloat16: whichever trains faster here.

    CPU: bfloat16 with TensorFlow and AVX512-BF16 or AMX (measured), otherwise float32. GPU:
    bfloat16 if the hardware has it, otherwise float32. bfloat16 has the range of float32, so no
    loss scaling is needed, as it would be with float16.
    """
    if requested != "auto":
        return requested
    backend = load_keras().backend.backend()
    if gpu_name(backend):
        fast = gpu_has_bfloat16(backend)
    else:
        fast = backend == "tensorflow" and _processor_has_bfloat16()
    return "bfloat16" if fast else "float32"


def _processor_has_bfloat16() -> bool:
    """Read the CPU flags, if the system lists them (Linux)."""
    listed = Path("/proc/cpuinfo")
    if not listed.is_file():
        return False
    return bool({"avx512_bf16", "amx_bf16"} & set(listed.read_text().split()))


def cores() -> int:
    """Return the number of CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
