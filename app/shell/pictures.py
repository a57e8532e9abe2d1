"""The dataset's pictures as raw bytes, for what a page shows while the pointer moves.

A run of a page takes longer than the pointer rests on a picture.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app import resources
from core.errors import FittingRoomError

ADDRESS = "/pictures/{version}"
MAX_AT_ONCE = 512


def answer(request: Request) -> Response:
    """Return the pictures that `?numbers=3,70001` names, 784 bytes each: 28 rows of 28 pixels.

    Answers 404 for an unknown version or number, 400 for anything but numbers.
    """
    try:
        numbers = [int(one) for one in request.query_params.get("numbers", "").split(",")]
    except ValueError:
        return PlainTextResponse("Say which pictures: ?numbers=0,1,2", 400)
    if len(numbers) > MAX_AT_ONCE:
        return PlainTextResponse(f"At most {MAX_AT_ONCE} pictures at once.", 400)
    try:
        images = resources.picture_table(str(request.path_params.get("version"))).pictures.images
    except FittingRoomError:
        return PlainTextResponse("There is no such dataset version.", 404)
    if not all(0 <= number < len(images) for number in numbers):
        return PlainTextResponse("There is no such picture.", 404)
    return Response(images[numbers].tobytes(), media_type="application/octet-stream")


ROUTE = Route(ADDRESS, answer)
