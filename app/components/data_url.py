"""Pictures as addresses that hold the picture itself, for HTML and components."""

import base64

import numpy as np
import numpy.typing as npt


def data_url(content: bytes, kind: str) -> str:
    """Return a file as a data URL; `kind` is its image type: png, jpeg, webp or svg+xml."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def picture_url(picture: npt.NDArray[np.uint8], kind: str = "png") -> str:
    """Encode uint8 (h, w) or (h, w, 3) as a data URL; PNG keeps the pixels sharp."""
    import cv2

    done, file = cv2.imencode(f".{kind}", picture if picture.ndim == 2 else picture[..., ::-1])
    assert done, "OpenCV wrote no image"
    return data_url(file.tobytes(), kind)
