"""A person at the app without a browser: a session over the websocket, as Streamlit's page has."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from benchmarks.harness.figure import NotMeasurable

PATIENCE = 300.0  # seconds for one answer
MAX_MESSAGE = 200_000_000  # bytes
SHEET = 336  # CSS pixels: the canvas
PROBABILITIES = "Probability of each"  # of the ten bars' list


class Visitor:
    """One session; `page` holds what the app sent for the latest whole run of its page."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.page: list[ForwardMsg] = []
        self._strokes: list[dict[str, Any]] = []

    def open(self, name: str = "", settings: str = "") -> None:
        """Run a page by its name in the address, with the settings of a link."""
        message = BackMsg()
        message.rerun_script.page_name = name
        message.rerun_script.query_string = settings
        self.page = self._run(message)

    def click(self, label: str) -> None:
        """Press a button of the page. Raises NotMeasurable if there is none."""
        widget = next(
            (one.delta.new_element.button for one in self.page if _button(one) == label), None
        )
        if widget is None:
            raise NotMeasurable(f"The page has no button “{label}”.")
        message = self._on_this_page()
        message.rerun_script.widget_states.widgets.add(id=widget.id, trigger_value=True)
        self.page = self._run(message)

    def shows(self, text: str) -> bool:
        return any(text in str(message.delta) for message in self.page)

    def draw(self, x: int) -> bool:
        """Add a stroke to the canvas; return whether an answer came, with its probabilities."""
        canvas = next(one for one in self.page if one.delta.new_element.bidi_component.id)
        message = self._on_this_page()
        message.rerun_script.fragment_id = canvas.delta.fragment_id
        self._strokes.append({"type": "Path", "left": x, "top": SHEET / 2})
        message.rerun_script.widget_states.widgets.add(
            id=canvas.delta.new_element.bidi_component.id,
            json_value=json.dumps({"drawing": self._drawing()}),
        )
        answer = self._run(message)
        failed = any(one.delta.new_element.HasField("exception") for one in answer)
        return not failed and any(PROBABILITIES in str(one.delta) for one in answer)

    def _drawing(self) -> dict[str, Any]:
        """Return what the canvas sends: its objects, and their picture."""
        sheet = Image.new("RGB", (SHEET, SHEET), "white")
        for stroke in self._strokes:
            left = stroke["left"]
            ImageDraw.Draw(sheet).rectangle((left, 60, left + 90, 280), outline="black", width=17)
        buffer = BytesIO()
        sheet.save(buffer, "PNG")
        content = base64.b64encode(buffer.getvalue()).decode()
        return {"raw": {"objects": self._strokes}, "data": f"data:image/png;base64,{content}"}

    def _on_this_page(self) -> BackMsg:
        session = next(one.new_session for one in self.page if one.HasField("new_session"))
        message = BackMsg()
        message.rerun_script.page_script_hash = session.page_script_hash
        return message

    def _run(self, message: BackMsg) -> list[ForwardMsg]:
        self._connection.send(message.SerializeToString())
        return list(self._until_finished())

    def _until_finished(self) -> Iterator[ForwardMsg]:
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._connection.recv(PATIENCE, decode=False))
            yield message
            if message.HasField("script_finished"):
                return


def _button(message: ForwardMsg) -> str:
    return str(message.delta.new_element.button.label)


@contextmanager
def visitor(address: str) -> Iterator[Visitor]:
    """Open a session at an app such as http://127.0.0.1:8501, and close it at the end."""
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(stream, proxy=None, max_size=MAX_MESSAGE) as connection:
        yield Visitor(connection)
