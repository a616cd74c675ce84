"""Do what a newcomer does: clone the project into a folder, and type `make course`.

    python scripts/rehearse.py

Each step prints what was seen; the first that is not as promised ends the rehearsal.
"""

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_SET_UP = 600
SECONDS_TO_END = 20


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MakeCourse:
    """`make course` in a terminal of its own, without a screen to open a browser on.

    Parameters
    ----------
    folder : Path
        The project folder.
    port : int
        The port to ask for.
    """

    def __init__(self, folder: Path, port: int):
        leave_out = {"DISPLAY", "WAYLAND_DISPLAY", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL"}
        environment = {k: v for k, v in os.environ.items() if k not in leave_out}
        terminal, end = pty.openpty()
        self.process = subprocess.Popen(
            ["make", "course", f"PORT={port}"],
            cwd=folder,
            env=environment,
            stdin=end,
            stdout=end,
            stderr=end,
            start_new_session=True,
        )
        os.close(end)
        self._terminal = terminal
        self._said = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            while chunk := os.read(self._terminal, 4096):
                self._said += chunk
        except OSError:  # how a terminal says that its other end is closed
            return

    @property
    def said(self) -> str:
        """All that was printed so far."""
        return self._said.decode("utf-8", "replace").replace("\r\n", "\n")

    def wait_for(self, pattern: str, seconds: float) -> str:
        """Wait until the output holds a pattern, and give what it found."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"`make course` did not print {pattern!r}:\n{self.said}")
            time.sleep(0.1)
        return found[0]

    def press_ctrl_c(self) -> None:
        """Do what a terminal does on Ctrl-C: interrupt everything that runs in it."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self, seconds: float = SECONDS_TO_END) -> None:
        """Wait until it has ended."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise SystemExit(f"`make course` did not end:\n{self.said}") from None
        self._reader.join(5)


def require(holds: bool, promise: str, evidence: str = "") -> None:
    """Print a promise that was kept, or stop at one that was not."""
    if not holds:
        raise SystemExit(f"rehearsal: NOT so: {promise}\n{evidence}")
    print(f"rehearsal: {promise}", flush=True)


def start(folder: Path, port: int) -> tuple[MakeCourse, str, float]:
    """Type `make course`, and wait for the address; give it, and the seconds that it took."""
    began = time.monotonic()
    course = MakeCourse(folder, port)
    address = course.wait_for(rf"http://(localhost|127\.0\.0\.1):{port}\S*", SECONDS_TO_SET_UP)
    return course, address, time.monotonic() - began


def main() -> int:
    """Rehearse; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="a newcomer ") as place:
        folder = Path(place) / "summitry"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        port = free_port()

        course, address, seconds = start(folder, port)
        require("/lab/tree/00-" in address, f"it opens lesson 00, {seconds:.0f} s after the clone")
        with urllib.request.urlopen(address, timeout=20) as page:
            require(page.status == 200, "the address that it prints answers")
        copies = sorted(path.name for path in (folder / "my-work").glob("*.ipynb"))
        originals = sorted(path.name for path in (folder / "notebooks").glob("*.ipynb"))
        require(copies == originals, "my-work/ holds a copy of every notebook", str(copies))

        second = MakeCourse(folder, port)
        second.end()
        said = second.said
        require(
            second.process.returncode != 0 and "in use" in said and "Traceback" not in said,
            "a second one on the same port says that it is in use",
            said,
        )

        course.press_ctrl_c()
        course.end()
        noise = re.search(r"Traceback|make: \*\*\*|Shutdown this|\[y/n\]", course.said)
        require(noise is None, "Ctrl-C ends it without a question or an error", course.said)

        (folder / "my-work" / copies[0]).write_text("mine")
        course, _, seconds = start(folder, port)
        require(
            "Set-up" not in course.said, f"the second time there is no set-up ({seconds:.1f} s)"
        )
        course.press_ctrl_c()
        course.end()
        kept = (folder / "my-work" / copies[0]).read_text() == "mine"
        require(kept, "a notebook that the learner changed is left alone")

        changes = subprocess.run(
            ["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=True
        ).stdout
        require(not changes, "nothing else in the project has changed", changes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
