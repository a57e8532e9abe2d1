"""Sessions of the app without a browser: what its page sends and receives."""

from websockets import Origin, Subprotocol
from websockets.sync.client import connect

PATIENCE = 60.0  # seconds for a run of a page


def visit(address: str, page: str = "") -> None:
    """Open a page of the app at `address`, wait until it has run, and close it."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    socket = address.replace("http", "ws", 1) + "/_stcore/stream"
    request = BackMsg()
    request.rerun_script.page_name = page
    with connect(
        socket, subprotocols=[Subprotocol("streamlit")], origin=Origin(address), max_size=None
    ) as connection:
        connection.send(request.SerializeToString())
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "script_finished":
            answer.ParseFromString(connection.recv(PATIENCE, decode=False))
