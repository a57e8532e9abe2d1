"""A person at the app without a browser: a session over the websocket, as Streamlit's page has."""

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0  # seconds for one answer
MAX_MESSAGE = 200_000_000  # bytes


class Visitor:
    """One session; `elements` are the latest elements of its page by their widget's key."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.failed: list[str] = []  # tracebacks and errors that the page showed

    def run(self, change: BackMsg | None = None) -> list[ForwardMsg]:
        """Run the page, after a change if there is one; return what the app sent until it ended."""
        message = change or BackMsg()
        if change is None:
            message.rerun_script.query_string = ""
        self._connection.send(message.SerializeToString())
        return list(self._until_finished())

    def _until_finished(self) -> Iterator[ForwardMsg]:
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._connection.recv(PATIENCE, decode=False))
            yield message
            if message.WhichOneof("type") == "script_finished":
                return


@contextmanager
def visitor(address: str) -> Iterator[Visitor]:
    """Open a session at an app such as http://127.0.0.1:8501, and close it at the end."""
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(stream, proxy=None, max_size=MAX_MESSAGE) as connection:
        yield Visitor(connection)
