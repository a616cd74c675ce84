"""What a kernel says goes to the page at once, in every Jupyter server of the environment."""

import asyncio
import json
import socket
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_core import paths
from tornado import httpserver, testing, web, websocket

from summitry.course import prompt_server


def test_servers_of_this_environment_load_it():
    name = Path("jupyter_server_config.d") / "summitry.json"
    found = [Path(place) / name for place in paths.ENV_CONFIG_PATH]
    (config,) = [json.loads(path.read_text("utf-8")) for path in found if path.exists()]
    (module,) = config["ServerApp"]["jpserver_extensions"]
    assert import_module(module) is prompt_server
    assert prompt_server._jupyter_server_extension_points() == [{"module": module}]


@pytest.mark.parametrize("installed", [False, True])
def test_a_connection_holds_nothing_back(installed):
    """On a real socket: without the part the option of the socket is off, with it on."""
    seen = []

    class Plain:
        def __init__(self, handler):
            self.websocket_handler = handler

        def connect(self):
            stream = self.websocket_handler.ws_connection.stream
            seen.append(stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    settings = {prompt_server.SETTING: Plain}
    if installed:
        server = SimpleNamespace(web_app=SimpleNamespace(settings=settings))
        prompt_server._load_jupyter_server_extension(server)

    class Handler(websocket.WebSocketHandler):
        def open(self):
            settings[prompt_server.SETTING](self).connect()

    async def visit():
        bound, port = testing.bind_unused_port()
        server = httpserver.HTTPServer(web.Application([("/", Handler)]))
        server.add_sockets([bound])
        page = await websocket.websocket_connect(f"ws://127.0.0.1:{port}/")
        for _ in range(100):
            if seen:
                break
            await asyncio.sleep(0.02)
        page.close()
        server.stop()
        await server.close_all_connections()

    asyncio.run(visit())
    assert [bool(value) for value in seen] == [installed]


def test_a_connection_that_is_gone_is_left_to_the_server():
    class Plain:
        websocket_handler = SimpleNamespace(ws_connection=None)

        def connect(self):
            return "gone"

    assert prompt_server.prompt(Plain)().connect() == "gone"
