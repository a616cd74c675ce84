"""A part of JupyterLab's server: what a kernel says goes to the page at once.

The server holds small messages back, for up to 40 ms, until the page has acknowledged the one
before (Nagle's algorithm). A figure that answers a slider feels that wait at each step. This part
is installed with the course, and every Jupyter server of its environment loads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

SETTING = "kernel_websocket_connection_class"


def prompt(connection: type) -> type:
    """Return a kind of connection that holds nothing back.

    Parameters
    ----------
    connection : type
        The server's own kind of connection between a kernel and a page.

    Returns
    -------
    type
        A subclass of it.
    """

    class Prompt(connection):
        """A connection that sends each message at once."""

        def connect(self) -> Any:
            """Connect, and send each message at once from then on."""
            if self.websocket_handler.ws_connection is not None:
                self.websocket_handler.set_nodelay(True)
            return super().connect()

    return Prompt


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    settings = server.web_app.settings
    settings[SETTING] = prompt(settings[SETTING])
