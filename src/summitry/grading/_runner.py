"""Run one notebook from top to bottom, cell by cell: the program inside the sandbox.

``python _runner.py NOTEBOOK SECONDS_A_CELL``. It writes records, one JSON object a line, to file
descriptor 3: ``begin`` of a cell, ``answer``, ``output``, ``error`` and, at the end, ``done``.

All that comes out of here is a student's word: the notebook runs in this very process and could
write any record itself. The grader reads it as data and compares it elsewhere. An error ends its
cell, not the notebook, so that one slip does not cost the answers after it.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

ANSWER = "application/vnd.summitry.answer+json"
LONGEST_CELL = 4_000  # letters kept of what a cell prints
LONGEST_RECORD = 40_000


class CellTimeoutError(BaseException):
    """A cell ran for too long. Not an Exception, so that ``except Exception`` does not hold it."""


class Printed(io.TextIOBase):
    """Keeps the beginning of what is printed and forgets the rest."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.size = self.total = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Take a piece of text."""
        self.total += len(text)
        if self.size < LONGEST_CELL:
            piece = text[: LONGEST_CELL - self.size]
            self.kept.append(piece)
            self.size += len(piece)
        return len(text)

    def take(self) -> str:
        """Return what was kept since the last call."""
        text = "".join(self.kept)
        if self.total > self.size:
            text += f"\n... ({self.total:,} letters in all; the rest is left out)"
        self.kept, self.size, self.total = [], 0, 0
        return text


def main(path: str, seconds: float) -> None:
    """Run the notebook at `path`."""
    record = _recorder()
    cells = json.loads(Path(path).read_text("utf-8"))["cells"]
    shell = _shell(record)
    printed = Printed()
    sys.stdout = sys.stderr = printed
    sys.stdin = io.StringIO()
    signal.signal(signal.SIGALRM, _late)
    for number, cell in enumerate(cells):
        if cell.get("cell_type") != "code" or not isinstance(cell.get("source"), (str, list)):
            continue
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if not source.strip():
            continue
        record({"begin": number})
        error = _run(shell, source, seconds)
        text = printed.take()
        if text.strip():
            record({"output": text, "cell": number})
        if error:
            record({"error": error, "cell": number})
    record({"done": True})
    os._exit(0)  # threads and exit handlers of the notebook have nothing left to do


def _recorder() -> Any:
    stream = os.fdopen(3, "w", encoding="utf-8", errors="replace", closefd=False)

    def record(entry: dict[str, Any]) -> None:
        line = json.dumps(entry)
        if len(line) > LONGEST_RECORD:
            line = json.dumps({"error": "An answer was too long to be kept."})
        stream.write(line + "\n")
        stream.flush()

    return record


def _shell(record: Any) -> Any:
    """Make IPython's shell, without its history, its colours and its own error printing."""
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Publisher(DisplayPublisher):
        def publish(self, data: dict[str, Any], *args: Any, **more: Any) -> None:
            if ANSWER in data:
                record({"answer": data[ANSWER]})
            elif "text/plain" in data:
                print(data["text/plain"])

        def clear_output(self, wait: bool = False) -> None:
            return None

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Minimal"

    class Shell(InteractiveShell):
        # Errors are told by `_run`, and there is no shell to give commands to.
        def showtraceback(self, *args: Any, **more: Any) -> None: ...
        def showsyntaxerror(self, *args: Any, **more: Any) -> None: ...
        def system(self, command: str) -> None: ...

    return Shell.instance(config=config, display_pub_class=Publisher)


def _run(shell: Any, source: str, seconds: float) -> str:
    """Run one cell; return its error in one line, empty when there was none."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        result = shell.run_cell(source, store_history=False, silent=False)
        error = result.error_before_exec or result.error_in_exec
    except CellTimeoutError as late:
        error = late
    except BaseException as problem:  # SystemExit and the like end the cell, not the run
        error = problem
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return _words(error) if error is not None else ""


def _words(error: BaseException) -> str:
    if isinstance(error, CellTimeoutError):
        return str(error)
    try:
        return traceback.format_exception_only(type(error), error)[-1].strip()[:600]
    except Exception:
        return type(error).__name__


def _late(*_: Any) -> None:
    raise CellTimeoutError("The cell was stopped: it ran for too long.")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
