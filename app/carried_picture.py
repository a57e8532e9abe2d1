"""Carry a picture of 28×28 to another page in its address, and a photo beside it in the session."""

import base64
import zlib

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.dataset import SIDE
from core.input_kind import InputKind
from core.pictures import Preparation

PIXELS, KIND = "pixels", "kind"  # the parts of the address
_SIZE = SIDE * SIDE
_PHOTO = "carried.photo"
_DAMAGED = "no picture of 28×28"


def as_words(pixels: NDArray[np.uint8], kind: InputKind) -> dict[str, str]:
    """Return the address of a picture uint8 (28, 28): a few hundred letters."""
    packed = base64.urlsafe_b64encode(zlib.compress(pixels.tobytes(), 9)).decode()
    return {PIXELS: packed, KIND: str(kind)}


def from_words(packed: str, kind: str) -> tuple[NDArray[np.uint8], InputKind]:
    """Read the picture of an address. Raises ValueError if it holds none."""
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.urlsafe_b64decode(packed), _SIZE + 1)
    except (ValueError, zlib.error) as error:
        raise ValueError(_DAMAGED) from error
    if len(content) != _SIZE:
        raise ValueError(_DAMAGED)
    return np.frombuffer(content, np.uint8).reshape(SIDE, SIDE), InputKind(kind)


def keep_photo(preparation: Preparation) -> None:
    """Keep a photo with its stages for this session, so that a map can be laid back over it."""
    st.session_state[_PHOTO] = preparation


def kept_photo(pixels: NDArray[np.uint8]) -> Preparation | None:
    """Return the photo that a picture uint8 (28, 28) was made of, if it is the one that is kept."""
    kept: Preparation | None = st.session_state.get(_PHOTO)
    return kept if kept is not None and np.array_equal(kept.pixels, pixels) else None
