"""The canvas: its undo history and how drawings are read, without a browser."""

import base64
from typing import Any

import numpy as np
import pytest

from app.components.canvas.board import INK, Board, Drawn
from app.components.canvas.element import Tool
from app.components.canvas.strokes import as_path
from app.try_it.outline import BOX, GARMENT, GROUND, outlined, painted, read_hints
from core.pictures import prepare_photo
from tests.pages.pictures import saved, shirt_on_wood


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The state of a session, as a plain dictionary."""
    state: dict[str, Any] = {}
    monkeypatch.setattr("app.components.canvas.board.st.session_state", state)
    return state


def sent(*objects: dict[str, Any], colour: str = GARMENT, column: int = 40) -> dict[str, Any]:
    """What the canvas component sends after a stroke: its objects, and a picture as data URL."""
    picture = np.zeros((336, 336, 4), np.uint8)
    picture[100:200, column : column + 20] = [*bytes.fromhex(colour[1:]), 255]
    address = "data:image/png;base64," + base64.b64encode(saved(picture, "PNG")).decode()
    return {"drawing": {"raw": {"objects": list(objects)}, "data": address}}


def path(left: float) -> dict[str, Any]:
    return {"type": "Path", "originX": "center", "left": left, "width": 20, "angle": 10}


def receive(session: dict[str, Any], board: Board, *objects: dict[str, Any]) -> Drawn:
    """Simulate what the browser sends to the current widget of the board."""
    board.drawn()  # creates the widget before anything is drawn
    number = session[f"canvas.{board.name}"].number
    session[f"canvas.{board.name}.{number}"] = sent(*objects)
    return board.drawn()


def test_strokes_brought_back_after_a_reload_are_rendered_and_can_be_undone(
    session: dict[str, Any],
) -> None:
    board = Board("drawing")
    board.drawn()
    stroke = as_path(np.array([[50.0, 60.0], [150.0, 60.0]]), INK, 17)
    session["canvas.drawing.0"] = {"drawing": {"raw": {"objects": [stroke]}, "data": None}}
    picture = board.drawn().picture()
    assert picture is not None
    assert picture[60, 100].tolist() == [*bytes.fromhex(INK[1:]), 255]
    board.undo()
    assert board.drawn().picture() is None


@pytest.mark.parametrize("kept", [{}, {"type": "Path"}, {"type": "Path", "path": [["M"]]}, 7])
def test_kept_strokes_of_another_version_are_not_brought_back(
    session: dict[str, Any], kept: object
) -> None:
    board = Board("drawing")
    board.drawn()
    session["canvas.drawing.0"] = {"drawing": {"raw": {"objects": [kept]}, "data": None}}
    board.drawn().picture()


@pytest.mark.parametrize("survives", [True, False])
def test_only_a_board_that_survives_and_was_never_drawn_on_asks_for_the_kept_strokes(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch, survives: bool
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(
        "app.components.canvas.board.show_canvas", lambda *_, fresh, **__: asked.append(fresh)
    )
    board = Board("drawing")
    tools = {"Brush": Tool(INK)}
    board.show(tools, "Brush", survives=survives)
    receive(session, board, path(1))
    board.show(tools, "Brush", survives=survives)
    board.clear()
    board.show(tools, "Brush", survives=survives)
    assert asked == [survives, False, False]


def test_every_stroke_can_be_undone_and_redone(session: dict[str, Any]) -> None:
    board = Board("drawing")
    for strokes in ([path(1)], [path(1), path(2)]):
        receive(session, board, *strokes)
    assert len(board.drawn().objects) == 2
    board.undo()
    assert len(board.drawn().objects) == 1
    board.undo()
    assert board.drawn().picture() is None
    assert not board.can_undo()
    board.undo()
    board.redo()
    board.redo()
    board.redo()
    assert len(board.drawn().objects) == 2
    assert not board.can_redo()


def test_the_same_drawing_sent_twice_is_one_step(session: dict[str, Any]) -> None:
    board = Board("drawing")
    receive(session, board, path(1))
    receive(session, board, path(1))
    board.undo()
    assert not board.can_undo()


def test_a_stroke_after_an_undo_discards_the_redo_history(session: dict[str, Any]) -> None:
    board = Board("drawing")
    receive(session, board, path(1))
    board.undo()
    receive(session, board, path(2))
    assert not board.can_redo()
    assert board.drawn().objects == (path(2),)


def test_clearing_can_be_undone_but_resetting_cannot(session: dict[str, Any]) -> None:
    board = Board("drawing")
    receive(session, board, path(1))
    board.clear()
    assert board.drawn().picture() is None
    board.undo()
    assert board.drawn().objects
    board.forget()
    assert not board.can_undo()
    assert board.drawn().picture() is None


def test_a_drawing_survives_a_page_change(session: dict[str, Any]) -> None:
    board = Board("drawing")
    before = receive(session, board, path(1))
    board.lay_out()
    assert board.drawn().objects == before.objects
    assert board.can_undo()


def test_mirroring_swaps_left_and_right_and_twice_restores(session: dict[str, Any]) -> None:
    board = Board("drawing")
    before = receive(session, board, path(50)).picture()
    board.mirror()
    mirrored = board.drawn()
    assert before is not None
    assert mirrored.objects[0]["left"] == 336 - 50
    assert mirrored.objects[0]["flipX"]
    assert (mirrored.picture() == before[:, ::-1]).all()
    board.mirror()
    assert (board.drawn().picture() == before).all()


def test_a_rectangle_is_mirrored_by_its_outer_edge(session: dict[str, Any]) -> None:
    board = Board("drawing")
    box = {"type": "Rect", "originX": "left", "left": 10, "width": 100, "strokeWidth": 2}
    receive(session, board, box)
    board.mirror()
    assert board.drawn().objects[0]["left"] == 336 - 10 - 102


def test_the_undo_history_is_bounded(session: dict[str, Any]) -> None:
    board = Board("drawing")
    for stroke in range(100):
        receive(session, board, *(path(left) for left in range(stroke + 1)))
    assert len(session["canvas.drawing"].states) <= 80
    assert len(board.drawn().objects) == 100


def rectangle(left: float, width: float) -> dict[str, Any]:
    size = {"width": width, "height": 200, "scaleX": 1, "scaleY": 1}
    return {"type": "Rect", "left": left, "top": 60, **size}


def drawn(*objects: dict[str, Any], colour: str = GARMENT) -> Drawn:
    content = sent(colour=colour)["drawing"]["data"].split(",")[1]
    return Drawn(objects, base64.b64decode(content))


def test_each_brush_is_recognised_by_its_colour() -> None:
    for colour in (GARMENT, GROUND, BOX):
        picture = drawn(path(1), colour=colour).picture()
        assert picture is not None
        for other in (GARMENT, GROUND):
            assert painted(picture, other).any() == (other == colour)


def test_the_latest_box_is_read_as_fractions_of_the_photo() -> None:
    hints = read_hints(drawn(rectangle(0, 50), rectangle(84, 168)), Board("outline"))
    assert hints is not None
    assert hints.box == pytest.approx((0.25, 60 / 336, 0.75, 260 / 336))


def test_a_box_is_clipped_to_the_photo_and_a_tiny_one_ignored() -> None:
    board = Board("outline")
    over = read_hints(drawn(rectangle(-10, 400)), board)
    slip = read_hints(drawn(rectangle(50, 20)), board)
    assert over is not None
    assert slip is not None
    assert over.box is not None
    assert (over.box[0], over.box[2]) == (0, 1)
    assert slip.box is None


def test_an_empty_canvas_gives_no_hints() -> None:
    assert read_hints(Drawn(), Board("outline")) is None


def test_the_photo_on_the_canvas_has_the_outline_and_a_dimmed_background() -> None:
    import cv2

    board = Board("outline", 265, 336)
    file = np.frombuffer(outlined(prepare_photo(shirt_on_wood()), board), np.uint8)
    shown = cv2.imdecode(file, cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape == (336, 265, 3)
    assert shown[10:30].mean() < 100  # the bright wood is dimmed
    assert shown.max() > 240  # the outline
