"""Start a real JupyterLab for the browser tests and the screenshot, and find one's way in it."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page, Route, expect

from summitry.course.lab import GRADERS, course_settings

# Nothing that fetches news or looks for updates.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}

# As `summitry lab` does for learners.
PAGE = json.loads((course_settings() / "labconfig" / "page_config.json").read_text("utf-8"))

SECONDS_TO_START = 60
SECONDS_TO_RUN = 120


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class JupyterLab:
    """A server on a folder of notebooks; the user's own Jupyter settings are left alone.

    Parameters
    ----------
    notebooks : Path
        The folder whose notebooks are copied and served.
    scratch : Path
        An empty folder for the copy, the settings, the predictions and the log.
    """

    def __init__(self, notebooks: Path, scratch: Path):
        self.folder = scratch / "notebooks"
        self._source = notebooks
        self.predictions = scratch / "predictions"
        self.log = scratch / "jupyterlab.log"
        self.port = free_port()
        self.token = secrets.token_hex(16)
        self._scratch = scratch
        self._process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def _environment(self) -> dict[str, str]:
        folders = {
            f"JUPYTER_{kind}_DIR": str(self._scratch / kind.lower())
            for kind in ("CONFIG", "DATA", "RUNTIME")
        }
        folders["JUPYTERLAB_SETTINGS_DIR"] = str(self._scratch / "user-settings")
        folders["JUPYTERLAB_WORKSPACES_DIR"] = str(self._scratch / "workspaces")
        folders["IPYTHONDIR"] = str(self._scratch / "ipython")
        # Nothing listens there, so a kernel that asks for another machine fails at once.
        nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
        predictions = {"SUMMITRY_HOME": str(self.predictions)}
        return os.environ | folders | nowhere | {"no_proxy": "127.0.0.1,localhost"} | predictions

    def start(self) -> "JupyterLab":
        """Start the server and wait until it answers."""
        self._copy()
        labconfig = self._scratch / "config" / "labconfig"
        labconfig.mkdir(parents=True)
        (labconfig / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
        (labconfig / "page_config.json").write_text(json.dumps(PAGE))
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                    *("--ip=127.0.0.1", f"--port={self.port}", "--ServerApp.port_retries=0"),
                    f"--IdentityProvider.token={self.token}",
                    f"--ServerApp.root_dir={self.folder}",
                    "--LabApp.extension_manager=readonly",
                    f"--ServerApp.jpserver_extensions={dict.fromkeys(GRADERS, False)}",
                    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
                    # Lets a test wait for a kernel to be idle through JupyterLab's own objects.
                    "--expose-app-in-browser",
                ],
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()}")
            time.sleep(0.2)
        return self

    def _ask(self, path: str, method: str = "GET") -> bytes:
        """Call the server's own interface."""
        request = urllib.request.Request(
            f"{self.address}/api/{path}",
            headers={"Authorization": f"token {self.token}"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def _answers(self) -> bool:
        try:
            return bool(self._ask("status"))
        except OSError:
            return False

    def renew(self) -> None:
        """Begin anew: no kernel, no prediction, and the notebooks as they were."""
        self.end_kernels()
        shutil.rmtree(self.predictions, ignore_errors=True)
        self._copy()

    def end_kernels(self) -> None:
        """End all kernels, as if the computer had been switched off."""
        for session in json.loads(self._ask("sessions")):
            self._ask(f"sessions/{session['id']}", "DELETE")

    def _copy(self) -> None:
        self.folder.mkdir(exist_ok=True)
        for notebook in self._source.glob("*.ipynb"):
            shutil.copy(notebook, self.folder)

    def stop(self) -> None:
        """End the server and its kernels."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGTERM)
                try:
                    self._process.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(self._process.pid, signal.SIGKILL)
                    self._process.wait()
            self._process = None

    def __enter__(self) -> "JupyterLab":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class Border:
    """Stops every request that would leave this machine, and remembers it.

    Parameters
    ----------
    page : Page
        The page whose whole browser context is watched.
    """

    def __init__(self, page: Page):
        self.stopped: list[str] = []
        page.context.route("**/*", self._judge)
        page.context.route_web_socket(
            lambda address: not self._stays(address),
            lambda socket: self.stopped.append(socket.url),
        )

    @staticmethod
    def _stays(address: str) -> bool:
        own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
        return address.startswith(own)

    def _judge(self, route: Route) -> None:
        if self._stays(route.request.url):
            route.continue_()
        else:
            self.stopped.append(route.request.url)
            route.abort()


# Whether the open notebook is there and its kernel has nothing left to do, through JupyterLab's
# own objects.
IDLE = """() => {
    const panel = window.jupyterapp?.shell?.currentWidget;
    if (!panel?.context?.isReady || !panel.sessionContext?.isReady) return false;
    if (panel.sessionContext.session?.kernel?.status !== "idle") return false;
    return panel.content.widgets.every(cell => cell.model.type !== "code"
        || cell.model.sharedModel.executionState !== "running");
}"""

ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === "code")
    .flatMap(cell => cell.model.outputs.toJSON())
    .filter(output => output.output_type === "error")
    .map(output => output.ename + ": " + output.evalue)"""

# Number the cells in the page, so that a selector can name one; give the code cells.
CODE_CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .map((cell, index) => {
        cell.node.dataset.cellNumber = index;
        return {index, type: cell.model.type, source: cell.model.sharedModel.getSource(),
            outputs: cell.model.outputs?.length ?? 0};
    })
    .filter(cell => cell.type === "code")"""


@dataclass(frozen=True)
class CodeCell:
    """One code cell of the open notebook."""

    number: int
    source: str
    outputs: int

    @property
    def area(self) -> str:
        """The selector of its output area."""
        return f"[data-cell-number='{self.number}'] .jp-Cell-outputArea"


class Notebook:
    """One notebook, open in JupyterLab.

    Parameters
    ----------
    page : Page
        The browser page.
    lab : JupyterLab
        The server.
    """

    def __init__(self, page: Page, lab: JupyterLab):
        self.page = page
        self.lab = lab

    def open(self, name: str) -> "Notebook":
        """Open a notebook alone on the page, and wait for its kernel."""
        path = quote(name)
        self.page.goto(f"{self.lab.address}/lab/tree/{path}?token={self.lab.token}&reset")
        self._wait_until_idle(SECONDS_TO_START)
        return self

    def _wait_until_idle(self, seconds: float) -> None:
        self.page.wait_for_function(IDLE, timeout=1000 * seconds, polling=100)

    def command(self, name: str) -> None:
        """Run a command of JupyterLab, as its menu does."""
        self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def run_all(self) -> None:
        """Run all cells, and wait until the last one is done."""
        self.command("notebook:run-all-cells")
        self.idle()

    def errors(self) -> list[str]:
        """Errors among the outputs of all cells."""
        return self.page.evaluate(ERRORS)

    def code_cells(self) -> list[CodeCell]:
        """Give all code cells, from top to bottom."""
        return [
            CodeCell(cell["index"], cell["source"], cell["outputs"])
            for cell in self.page.evaluate(CODE_CELLS)
        ]

    def cell(self, call: str) -> CodeCell:
        """Give the first code cell that holds `call`."""
        for cell in self.code_cells():
            if call in cell.source:
                return cell
        raise LookupError(f"no code cell holds {call!r}")

    def show(self, cell: CodeCell | str) -> Locator:
        """Scroll to a code cell, given itself or by a call in it, and give its output area."""
        found = self.cell(cell) if isinstance(cell, str) else cell
        area = self.page.locator(found.area)
        area.scroll_into_view_if_needed()
        expect(area).to_be_visible()
        return area

    def idle(self) -> None:
        """Wait until the kernel has nothing left to do."""
        self._wait_until_idle(SECONDS_TO_RUN)


def figure_data(area: Locator) -> list[dict]:
    """The data that the plotly figure in an area shows now."""
    plot = area.locator(".js-plotly-plot").first
    expect(plot).to_be_visible()
    return json.loads(plot.evaluate("figure => JSON.stringify(figure.data)"))
