"""Open the course in JupyterLab: on this machine, and without anything from outside."""

from __future__ import annotations

import importlib.resources
import importlib.util
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from summitry.errors import OutOfRangeError, SummitryError

FIRST_PORT = 8888
TRIES = 100

#: Parts of nbgrader that a learner has no use for; one of them takes seconds to start.
GRADERS = tuple(
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "formgrader", "validate_assignment")
)
#: The part for a hub with several courses; it would ask the hub, and there is none.
COURSES = GRADERS[1]


def require_packages() -> None:
    """Make sure that JupyterLab and a kernel are installed.

    Raises
    ------
    SummitryError
        If one is missing, with what to do.
    """
    for package, purpose in (("jupyterlab", "opens"), ("ipykernel", "runs")):
        if importlib.util.find_spec(package) is None:
            raise SummitryError(
                f"The package {package}, which {purpose} the notebooks, is not installed here: run "
                "`make course` in the course folder, or install the extra 'summitry[lab]'."
            )


def choose_port(asked: int | None, environment: Mapping[str, str]) -> int:
    """Choose the port of the server.

    Parameters
    ----------
    asked : int or None
        The port that the user asked for.
    environment : mapping
        Variables of the shell; ``PORT`` counts when nothing was asked.

    Returns
    -------
    int
        A free port.

    Raises
    ------
    SummitryError
        If the port that was asked for is in use, or is no port.
    """
    wanted: object = asked if asked is not None else environment.get("PORT") or None
    if wanted is None:
        for port in range(FIRST_PORT, FIRST_PORT + TRIES):
            if is_free(port):
                return port
        raise SummitryError(
            f"No free port was found from {FIRST_PORT} to {FIRST_PORT + TRIES - 1}: name one with "
            "--port."
        )
    try:
        port = int(str(wanted))
    except ValueError:
        port = 0
    if not 1 <= port <= 65535:
        raise OutOfRangeError("The port", wanted, "a whole number from 1 to 65535")
    if not is_free(port):
        raise SummitryError(
            f"Port {port} is in use or not allowed: choose another one, for example with PORT="
            f"{port + 1 if port < 65535 else FIRST_PORT}, or stop the program that uses it."
        )
    return port


def is_free(port: int) -> bool:
    """Tell whether this machine can listen on a port.

    Parameters
    ----------
    port : int
        The port.

    Returns
    -------
    bool
        True when it can.
    """
    with socket.socket() as probe:
        if os.name == "posix":
            # A port that was in use a moment ago counts as free, as for the server itself.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def has_screen(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Tell whether a browser can be opened here.

    Parameters
    ----------
    environment : mapping
        Variables of the shell.
    platform : str, optional
        As ``sys.platform``.

    Returns
    -------
    bool
        True on Windows and macOS, elsewhere when there is a display.
    """
    if platform in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def home_for_settings(folder: Path) -> dict[str, str]:
    """Return variables that keep Jupyter's own files in the course, when the home is read-only.

    Parameters
    ----------
    folder : pathlib.Path
        The learner's folder.

    Returns
    -------
    dict of str to str
        Empty when the home can be written.
    """
    from jupyter_core import paths

    wanted = [paths.jupyter_data_dir(), paths.jupyter_config_dir(), paths.jupyter_runtime_dir()]
    if all(_writable(Path(place)) for place in wanted):
        return {}
    own = folder / ".jupyter"
    return {
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
    }


def course_settings(teach: bool = False) -> Path:
    """Return the folder with the course's own defaults for JupyterLab.

    They ask no question about news, and set larger type. They are defaults only: what a learner
    chose in the menu *Settings*, or keeps in Jupyter's own folders, wins.

    Parameters
    ----------
    teach : bool, optional
        The folder with what an instructor has beside this: the menu of nbgrader. It goes before
        the other one.

    Returns
    -------
    pathlib.Path
        A folder with ``labconfig`` and perhaps ``custom``, as in Jupyter's own folder of settings.
    """
    name = "jupyter_teach" if teach else "jupyter"
    return Path(str(importlib.resources.files("summitry.course") / name))


def with_templates(environment: Mapping[str, str]) -> str:
    """Return Jupyter's path of data with the course's template for nbconvert before the others.

    With it, pages made from notebooks (formgrader, feedback) fetch nothing from the network.

    Parameters
    ----------
    environment : mapping
        Variables of the shell.

    Returns
    -------
    str
        For the variable ``JUPYTER_PATH``.
    """
    own = (str(course_settings(teach=True) / "share"), environment.get("JUPYTER_PATH"))
    return os.pathsep.join(part for part in own if part)


def graders(teach: bool) -> dict[str, bool]:
    """Say which parts of nbgrader a server loads.

    Parameters
    ----------
    teach : bool
        Whether it is an instructor's.

    Returns
    -------
    dict of str to bool
        For the setting ``ServerApp.jpserver_extensions``.
    """
    return {name: teach and name != COURSES for name in GRADERS}


def _writable(place: Path) -> bool:
    there = next((folder for folder in (place, *place.parents) if folder.exists()), place)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def open_lab(folder: Path, first: str, port: int, browser: bool, *, teach: bool = False) -> int:
    """Run JupyterLab until it is stopped with Ctrl-C.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that it shows.
    first : str
        The notebook that it opens; empty for none.
    port : int
        A free port.
    browser : bool
        Whether to open a browser.
    teach : bool, optional
        The folder is that of a class, and nbgrader's tools are shown.

    Returns
    -------
    int
        0 when it was stopped.

    Raises
    ------
    SummitryError
        If it cannot be started.
    """
    extra = home_for_settings(folder)
    if extra:
        print(
            f"Your home folder is read-only, so Jupyter keeps its own files in {folder}/.jupyter."
        )
    os.environ.update(extra)
    # The kernel of this very environment, not one of the same name elsewhere on the machine.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    own = [os.environ.get("JUPYTER_CONFIG_PATH"), str(course_settings())]
    if teach:
        own.insert(1, str(course_settings(teach=True)))
        # Formgrader looks for the settings of the class in the current folder, and starts alembic
        # by its name to open a gradebook.
        os.chdir(folder)
        tools = (str(Path(sys.executable).parent), os.environ.get("PATH", ""))
        os.environ["PATH"] = os.pathsep.join(tools)
        os.environ["JUPYTER_PATH"] = with_templates(os.environ)
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(part for part in own if part)
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped, unused-ignore]

    page = f"/lab/tree/{first}" if first else "/lab"
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(24)
    try:
        server = LabApp.initialize_server(argv=_settings(folder, page, port, browser, token, teach))
    except SystemExit:
        raise _not_started(port) from None
    # From here on this command says itself what happens.
    server.log.addFilter(lambda record: record.levelno < logging.CRITICAL)
    trust(server.contents_manager.notary, folder)
    # The first custom.css that is found is used: the user's own before the course's.
    server.web_app.settings["static_custom_path"].append(str(course_settings() / "custom"))

    def announce() -> None:
        lines = [
            "",
            "The course is open at",
            "",
            f"    http://localhost:{port}{page}?token={token}",
        ]
        lines += ["", *(() if browser else ("Copy this address into a browser.",))]
        try:
            print(*lines, "Press Ctrl-C here to end the course.", sep="\n", flush=True)
        except BrokenPipeError:  # nobody reads the address
            server.stop(from_signal=True)

    def end(number: int, frame: object) -> None:
        """Close kernels and server; a second Ctrl-C does not wait for them."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        server.stop(from_signal=True)

    # Jupyter's own handler asks a question, and is missing where input is no terminal.
    signal.signal(signal.SIGINT, end)
    # The server begins to listen in its loop; said earlier, the address might not answer yet.
    server.io_loop.add_callback(announce)
    try:
        server.start()
    except KeyboardInterrupt:
        pass
    except SystemExit:
        raise _not_started(port) from None
    print("\nThe course is closed.", flush=True)
    return 0


def _not_started(port: int) -> SummitryError:
    return SummitryError(
        f"JupyterLab could not be started on port {port}; its own message stands above."
    )


def _settings(
    folder: Path, page: str, port: int, browser: bool, token: str, teach: bool
) -> list[str]:
    """Return the settings of the server; as arguments they win over a user's own files."""
    return [
        "--LabApp.custom_css=True",
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.open_browser={browser}",
        f"--IdentityProvider.token={token}",
        f"--LabApp.default_url={page}",
        "--Application.log_level=ERROR",
        # Keys for the talk with the kernel, which would otherwise warn that it has none.
        "--KernelManager.transport_encryption=auto",
        # In a container there is often no other user.
        "--ServerApp.allow_root=True",
        # Nothing is fetched from outside: no news, no updates, no list of extensions.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        f"--ServerApp.jpserver_extensions={graders(teach)}",
    ]


def trust(notary: Any, folder: Path) -> None:
    """Mark the course's notebooks as trusted, so that their stored tables and figures are shown.

    Parameters
    ----------
    notary : nbformat.sign.NotebookNotary
        The notary of the server.
    folder : pathlib.Path
        The folder with the notebooks.
    """
    import nbformat

    for path in sorted(folder.glob("*.ipynb")):
        try:
            notary.sign(nbformat.read(path, as_version=4))
        except (OSError, ValueError, KeyError) as error:
            print(
                f"{path.name} could not be marked as trusted ({error}); run its cells to see all."
            )
