"""Opening the course: the port, the screen, the settings, and a real JupyterLab to the end."""

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import nbformat
import pytest

from summitry.cli import main
from summitry.course import lab
from summitry.errors import SummitryError
from summitry.grading import classroom


@pytest.fixture
def used_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# ---------------------------------------------------------------- the port


def test_a_port_that_is_asked_for_is_taken():
    port = free_port()
    assert lab.choose_port(port, {}) == port
    assert lab.choose_port(None, {"PORT": str(port)}) == port
    assert lab.choose_port(port, {"PORT": "1"}) == port, "the argument wins"


def test_a_port_in_use_is_one_sentence(used_port):
    assert not lab.is_free(used_port)
    for asked, environment in ((used_port, {}), (None, {"PORT": str(used_port)})):
        with pytest.raises(SummitryError, match=f"Port {used_port} is in use or not allowed: "):
            lab.choose_port(asked, environment)


@pytest.mark.parametrize("wrong", ["0", "65536", "-1", "abc", "8.5"])
def test_what_is_no_port_is_one_sentence(wrong):
    with pytest.raises(SummitryError, match="must be a whole number from 1 to 65535"):
        lab.choose_port(None, {"PORT": wrong})


def test_without_a_wish_the_first_free_port_is_taken(monkeypatch):
    monkeypatch.setattr(lab, "is_free", lambda port: port == lab.FIRST_PORT + 3)
    assert lab.choose_port(None, {"PORT": ""}) == lab.FIRST_PORT + 3
    monkeypatch.setattr(lab, "is_free", lambda port: False)
    with pytest.raises(SummitryError, match="No free port was found from 8888 to 8987"):
        lab.choose_port(None, {})


# ---------------------------------------------------------------- the machine


@pytest.mark.parametrize(
    ("environment", "platform", "screen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_where_there_is_a_screen(environment, platform, screen):
    assert lab.has_screen(environment, platform) is screen


def test_packages_are_there_or_named(monkeypatch):
    lab.require_packages()
    real = lab.importlib.util.find_spec
    monkeypatch.setattr(
        lab.importlib.util, "find_spec", lambda name: None if name == "ipykernel" else real(name)
    )
    with pytest.raises(SummitryError, match="The package ipykernel, which runs the notebooks"):
        lab.require_packages()


def test_a_read_only_home_moves_jupyter_s_files(tmp_path, monkeypatch):
    for name in ("DATA", "CONFIG", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / "home" / name))
    assert lab.home_for_settings(tmp_path) == {}
    (tmp_path / "home").write_text("a file, so nothing can be put below it")
    moved = lab.home_for_settings(tmp_path)
    assert set(moved) == {
        "JUPYTER_DATA_DIR",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
    }
    assert all(place.startswith(str(tmp_path / ".jupyter")) for place in moved.values())


# ---------------------------------------------------------------- the server, played


class Server:
    """What `open_lab` uses of a Jupyter server."""

    def __init__(self, ending=None):
        self.log = logging.getLogger("a server in a test")
        self.ending = ending
        self.said_at_start = []
        self.stopped = False
        self.contents_manager = self
        self.io_loop = self
        self.signed = []
        self.notary = self
        self.web_app = self
        self.settings = {"static_custom_path": ["the user's own"]}

    def add_callback(self, callback):
        self.said_at_start.append(callback)

    def sign(self, notebook):
        self.signed.append(notebook)

    def stop(self, from_signal):
        self.stopped = from_signal

    def start(self):
        for callback in self.said_at_start:
            callback()
        os.kill(os.getpid(), signal.SIGINT)
        if self.ending:
            raise self.ending


@pytest.fixture
def play(monkeypatch, tmp_path):
    """Let `open_lab` run a played server; gives (server, arguments it was started with)."""
    import jupyterlab.labapp

    monkeypatch.setattr(lab, "home_for_settings", lambda folder: {})
    monkeypatch.delenv("JUPYTER_TOKEN", raising=False)
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    before = signal.getsignal(signal.SIGINT)
    started = []

    def with_server(server):
        class LabApp:
            @staticmethod
            def initialize_server(argv):
                started.append(argv)
                if isinstance(server, BaseException):
                    raise server
                return server

        monkeypatch.setattr(jupyterlab.labapp, "LabApp", LabApp)
        return started

    yield with_server
    signal.signal(signal.SIGINT, before)


def test_the_address_is_said_and_ctrl_c_ends_it(play, tmp_path, capsys):
    server = Server()
    started = play(server)
    assert lab.open_lab(tmp_path, "00-a.ipynb", 8899, browser=False) == 0
    said = capsys.readouterr().out
    token = re.search(r"http://localhost:8899/lab/tree/00-a\.ipynb\?token=([0-9a-f]{48})\n", said)[
        1
    ]
    assert "Copy this address into a browser." in said
    assert said.endswith("Press Ctrl-C here to end the course.\n\nThe course is closed.\n")
    assert server.stopped
    assert len(server.said_at_start) == 1, "the address is said when the server listens"
    assert f"--IdentityProvider.token={token}" in started[0]
    assert f"--ServerApp.root_dir={tmp_path}" in started[0]
    assert "--ServerApp.open_browser=False" in started[0]
    assert "--LabApp.news_url=None" in started[0]


def test_without_a_reader_of_the_address_the_server_ends(play, tmp_path, monkeypatch):
    server = Server()
    play(server)

    def gone(*_, **__):
        raise BrokenPipeError

    monkeypatch.setattr("builtins.print", gone)
    monkeypatch.setattr(server, "start", lambda: server.said_at_start[0]())
    with pytest.raises(BrokenPipeError):  # the command ends with it
        lab.open_lab(tmp_path, "", 8899, browser=True)
    assert server.stopped


def test_a_browser_is_opened_where_there_is_a_screen(play, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("JUPYTER_TOKEN", "my-token")
    started = play(Server())
    lab.open_lab(tmp_path, "", 8899, browser=True)
    said = capsys.readouterr().out
    assert "http://localhost:8899/lab?token=my-token\n" in said
    assert "Copy this address" not in said
    assert "--ServerApp.open_browser=True" in started[0]


def test_a_second_ctrl_c_is_no_traceback(play, tmp_path, capsys):
    play(Server(ending=KeyboardInterrupt()))
    assert lab.open_lab(tmp_path, "", 8899, browser=False) == 0
    assert capsys.readouterr().out.endswith("The course is closed.\n")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_server_that_does_not_start_is_one_sentence(play, tmp_path, when):
    play(SystemExit(1) if when == "before" else Server(ending=SystemExit(1)))
    with pytest.raises(SummitryError, match="JupyterLab could not be started on port 8899; its"):
        lab.open_lab(tmp_path, "", 8899, browser=False)


def test_a_read_only_home_is_said(play, tmp_path, capsys, monkeypatch):
    moved = {"JUPYTER_DATA_DIR": str(tmp_path / ".jupyter" / "data")}
    monkeypatch.setenv("JUPYTER_DATA_DIR", "x")
    play(Server())
    monkeypatch.setattr(lab, "home_for_settings", lambda folder: moved)
    lab.open_lab(tmp_path, "", 8899, browser=False)
    assert "Your home folder is read-only" in capsys.readouterr().out
    assert os.environ["JUPYTER_DATA_DIR"] == moved["JUPYTER_DATA_DIR"]


def test_the_course_s_settings_come_after_the_user_s_own(play, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    server = Server()
    play(server)
    lab.open_lab(tmp_path, "", 8899, browser=False)
    own = lab.course_settings()
    assert os.environ["JUPYTER_CONFIG_PATH"] == f"mine{os.pathsep}{own}"
    assert server.settings["static_custom_path"] == ["the user's own", str(own / "custom")]


def test_an_instructor_has_the_tools_of_nbgrader(play, tmp_path, monkeypatch):
    """Formgrader finds the class by the current folder; its pages fetch nothing."""
    for name in ("PATH", "JUPYTER_PATH"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.chdir("/")
    started = play(Server())
    lab.open_lab(tmp_path, "", 8899, browser=False, teach=True)
    assert Path.cwd() == tmp_path
    (loaded,) = [word for word in started[0] if "jpserver_extensions" in word]
    for part in ("formgrader", "assignment_list", "validate_assignment"):
        assert f"'nbgrader.server_extensions.{part}': True" in loaded
    assert "'nbgrader.server_extensions.course_list': False" in loaded
    teaching, share = lab.course_settings(teach=True), lab.course_settings(teach=True) / "share"
    places = [str(teaching), str(lab.course_settings())]
    assert os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep) == places
    assert os.environ["JUPYTER_PATH"].split(os.pathsep) == [str(share), "mine"]
    assert os.environ["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "mine"]
    page = json.loads((teaching / "labconfig" / "page_config.json").read_text("utf-8"))
    assert page["disabledExtensions"]["@jupyter/nbgrader"] is False


def test_a_learner_does_not_have_them(play, tmp_path):
    started = play(Server())
    lab.open_lab(tmp_path, "", 8899, browser=False)
    (loaded,) = [word for word in started[0] if "jpserver_extensions" in word]
    assert "True" not in loaded
    assert os.environ["JUPYTER_CONFIG_PATH"] == str(lab.course_settings())


def test_teaching_needs_a_class(tmp_path, capsys):
    assert main(["lab", "--teach", "--class", str(tmp_path)]) == 2
    assert "There is no class in" in capsys.readouterr().err


def test_a_class_without_teaching_is_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SUMMITRY_CLASS", str(tmp_path))
    monkeypatch.setattr(lab, "open_lab", lambda *words, **more: 0)
    assert main(["lab", "--class", "klass", "--here"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("summitry: --class klass is used with --teach only")
    assert said.endswith("run: summitry lab --teach --class klass\n")
    assert main(["lab", "--here"]) == 0  # the variable alone is no wish
    assert main(["lab", "--teach"]) == 2
    assert f"There is no class in {tmp_path}" in capsys.readouterr().err


def test_two_folders_at_a_time_are_one_sentence(tmp_path, capsys, monkeypatch):
    room = classroom.open_class(tmp_path / "klass", create=True)
    monkeypatch.setattr(lab, "open_lab", lambda *words, **more: 0)
    assert main(["lab", "--teach", "--here", "--class", str(room.root)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("summitry: --here and --teach show two different folders")


def test_the_folder_of_the_class_is_opened(tmp_path, monkeypatch):
    room = classroom.open_class(tmp_path / "klass", create=True)
    opened = []
    monkeypatch.setattr(lab, "open_lab", lambda *words, **more: opened.append((words, more)) or 0)
    assert main(["lab", "--teach", "--class", str(room.root), "--no-browser"]) == 0
    ((words, more),) = opened
    assert (words[0], words[1], words[3], more) == (room.root, "", False, {"teach": True})


def test_notebooks_are_trusted_or_named(tmp_path, capsys):
    server = Server()
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "a.ipynb")
    (tmp_path / "b.ipynb").write_text("{")
    lab.trust(server, tmp_path)
    assert len(server.signed) == 1
    assert capsys.readouterr().out.startswith("b.ipynb could not be marked as trusted (")


# ---------------------------------------------------------------- the real thing


NEWS = "@jupyterlab/apputils-extension:notification"


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def test_a_real_jupyterlab_opens_trusts_and_ends(tmp_path):
    """One start of the real server: the address answers, no news, trusted, ends with 0."""
    course = tmp_path / "course"
    (course / "lessons").mkdir(parents=True)
    (course / "notebooks").mkdir()
    cell = nbformat.v4.new_code_cell("1", outputs=[])
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<b>1</b>"})]
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"course": {"lesson": "00"}})
    nbformat.write(notebook, course / "notebooks" / "00-start.ipynb")
    port = free_port()
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "JUPYTER_TOKEN")
    }
    own = {
        f"JUPYTER_{name}_DIR": str(tmp_path / "jupyter" / name)
        for name in ("DATA", "CONFIG", "RUNTIME")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "summitry.cli", "lab"],
        cwd=course,
        env={**environment, **own, "PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = ""
        while "Press Ctrl-C" not in said and (line := process.stdout.readline()):
            said += line
        address = re.search(r"http://\S+", said)[0]
        assert address.startswith(f"http://localhost:{port}/lab/tree/00-start.ipynb?token=")
        base, token = address.partition("/lab/")[0], address.partition("?")[2]
        page = get(address).decode()
        assert '"news": {"disabled": true}' in page
        asked = json.loads(get(f"{base}/lab/api/settings/{NEWS}?{token}"))
        assert asked["schema"]["properties"]["fetchNews"]["default"] == "false"
        assert "custom/custom.css" in page
        assert b"--jp-content-font-size1: 16px" in get(f"{base}/custom/custom.css?{token}")
        content = json.loads(get(f"{base}/api/contents/00-start.ipynb?{token}"))["content"]
        assert content["cells"][0]["metadata"]["trusted"] is True
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert process.returncode == 0
    assert rest == "\nThe course is closed.\n"
    assert "Traceback" not in said
    assert sorted(path.name for path in (course / "my-work").iterdir()) == [
        ".summitry.json",
        "00-start.ipynb",
    ]
    assert Path(course / "my-work" / "00-start.ipynb").read_text("utf-8") == (
        course / "notebooks" / "00-start.ipynb"
    ).read_text("utf-8")
