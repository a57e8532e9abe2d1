"""The points of a map as one block of bytes for the browser, sent once."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.explore.map_canvas.points import MapPoints, colourings
from core.data.versions.pictures import first_added, first_test

SPAN = 65535  # the longer side of the map, in the unit of the places


def places_of(xy: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return places (n, 2) as whole numbers from 0, the longer side `SPAN` long, y downwards."""
    if not len(xy):
        return np.zeros((0, 2), np.uint16)
    wide = xy.astype(np.float64) * (1, -1)
    low = wide.min(axis=0)
    longest = float(np.ptp(wide, axis=0).max()) or 1.0
    places: NDArray[np.uint16] = np.rint((wide - low) * (SPAN / longest)).astype(np.uint16)
    return places


def encode(points: MapPoints, key: str) -> bytes:
    """Return the map as bytes: the length of a JSON header, the header, then the columns.

    The columns are x and y, uint16 (n,) each, the numbers of the pictures, uint32 (n,), if they are
    not 0 to n - 1, and the codes of each colouring, uint8 (n,). `key` names the map in the browser.
    """
    places = places_of(points.xy)
    found = colourings(points)
    columns: list[NDArray[np.unsignedinteger]] = [places[:, 0], places[:, 1]]
    if points.numbers is not None:
        columns.append(points.numbers.astype(np.uint32))
    columns += [one.codes for one in found]
    content = b"".join(_padded(one.tobytes()) for one in columns)
    header: dict[str, Any] = {
        "key": key,
        "points": len(points),
        "numbered": points.numbers is not None,
        "digest": hashlib.blake2b(content, digest_size=8).hexdigest(),
        "geometry": hashlib.blake2b(places.tobytes(), digest_size=8).hexdigest(),
        "box": [int(side) for side in places.max(axis=0, initial=0)],
        "version": points.version,
        "files": [["added", first_added()], ["test", first_test()], ["train", 0]],
        "colourings": [
            {
                "name": one.name,
                "title": one.title,
                "onMap": one.on_map,
                "entries": [asdict(entry) for entry in one.entries],
            }
            for one in found
        ],
    }
    words = _padded(json.dumps(header).encode(), b" ")
    return len(words).to_bytes(4, "little") + words + content


def _padded(content: bytes, filler: bytes = b"\0") -> bytes:
    """Return bytes in a multiple of four, so that the browser can read each column in place."""
    return content + filler * (-len(content) % 4)
