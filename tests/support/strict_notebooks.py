"""A pytest plugin on top of nbval: every notebook gives its stored outputs again, exactly.

    pytest -p strict_notebooks --nbval notebooks

What it adds to nbval:

* each notebook runs in an empty temporary folder, with a home of its own for predictions;
* a cell cannot opt out, and a code cell that was never run fails;
* all of an output is compared, its metadata too. The widget view is left out, since it holds
  a random id and the builder does not store it: what is compared in its place is the text that
  a reader without a kernel sees;
* output that a kernel sends into an `Output` widget belongs to the widget, not to the cell, as
  in JupyterLab; an error there still fails, and so does one that only reached the kernel's log.
"""

import difflib
import json
import os
import re
import tempfile
from pathlib import Path

import pytest
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, RunningKernel, start_new_kernel
from nbval.plugin import IPyNbCell, IPyNbFile

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

# What differs from run to run and means nothing: random ids and addresses in memory.
RANDOM = [
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<id>"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "<address>"),
]

OUTPUTS = {"stream", "display_data", "execute_result", "clear_output", "update_display_data"}
REWRITES = {"clear_output", "update_display_data"}


def as_text(value: object) -> str:
    """Text as it is, anything else as JSON with sorted keys; random ids masked."""
    text = value if isinstance(value, str) else json.dumps(value, indent=1, sort_keys=True)
    for pattern, mask in RANDOM:
        text = pattern.sub(mask, text)
    return text


def comparable(output: dict) -> dict[str, str]:
    """One output as labelled texts, without what may differ from run to run."""
    parts = {}
    for key, value in output.items():
        if key == "data":
            parts |= {mime: as_text(v) for mime, v in value.items() if mime != WIDGET_VIEW}
        elif key not in ("execution_count", "traceback"):
            parts[key] = as_text(value)
    return parts


def differences(computed: list[dict], stored: list[dict]) -> list[str]:
    """What differs between the outputs of one cell, as lines to read; empty when nothing does."""
    if len(computed) != len(stored):
        kinds = [", ".join(o["output_type"] for o in side) or "none" for side in (stored, computed)]
        return [f"outputs stored: {kinds[0]}; computed: {kinds[1]}"]
    lines = []
    for number, (new, old) in enumerate(zip(computed, stored, strict=True)):
        new_parts, old_parts = comparable(new), comparable(old)
        for key in sorted(new_parts.keys() | old_parts.keys()):
            before, after = old_parts.get(key), new_parts.get(key)
            if before != after:
                lines.append(f"output {number}, {key}:")
                lines += difflib.unified_diff(
                    [] if before is None else before.split("\n"),
                    [] if after is None else after.split("\n"),
                    "stored" if before is not None else "stored (missing)",
                    "computed" if after is not None else "computed (missing)",
                    lineterm="",
                    n=1,
                )
    return lines


class Kernel(RunningKernel):
    """A kernel of this very environment, in a given folder, whose log is kept."""

    def __init__(self, folder: Path, startup_timeout: float):
        home = folder / "home"
        work = folder / "work"
        work.mkdir()
        self.log_path = folder / "kernel.log"
        # Nothing listens on that port, so a request for another machine fails at once.
        nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
        with self.log_path.open("w") as log:
            self.km, self.kc = start_new_kernel(
                startup_timeout=startup_timeout,
                kernel_name=CURRENT_ENV_KERNEL_NAME,
                stderr=log,
                cwd=str(work),
                env=os.environ | nowhere | {"SUMMITRY_HOME": str(home)},
            )
        self._ensure_iopub_up()


class StrictFile(IPyNbFile):
    """One notebook."""

    def setup(self):
        self.folder = tempfile.TemporaryDirectory(prefix="notebook-")
        self.output_widgets: set[str] = set()
        self.redirected: dict[str, str] = {}  # id of an Output widget -> message it captures
        self.kernel = Kernel(
            Path(self.folder.name), self.config.option.nbval_kernel_startup_timeout
        )

    def collect(self):
        for cell in super().collect():
            yield StrictCell.from_parent(
                self, name=cell.name, cell_num=cell.cell_num, cell=cell.cell, options=cell.options
            )

    def get_kernel_message(self, timeout=None, stream="iopub"):
        """Give the next message that is not for an `Output` widget."""
        while True:
            message = super().get_kernel_message(timeout=timeout, stream=stream)
            kind, content = message["msg_type"], message["content"]
            if kind in ("comm_open", "comm_msg"):
                self._follow(kind, content)
            captured = message["parent_header"].get("msg_id") in self.redirected.values()
            if kind in OUTPUTS and captured:
                continue
            if kind in REWRITES:
                pytest.fail(f"the cell sent {kind!r}, which no stored output can show")
            return message

    def _follow(self, kind: str, content: dict) -> None:
        """Note when an `Output` widget begins and ends to capture what a cell prints."""
        comm = content["comm_id"]
        state = content.get("data", {}).get("state", {})
        if kind == "comm_open" and state.get("_model_name") == "OutputModel":
            self.output_widgets.add(comm)
        if comm in self.output_widgets and "msg_id" in state:
            self.redirected[comm] = state["msg_id"]
            if not state["msg_id"]:
                del self.redirected[comm]

    def teardown(self):
        super().teardown()
        log = self.kernel.log_path.read_text("utf-8", "replace")
        self.folder.cleanup()
        if "Traceback (most recent call last)" in log:
            pytest.fail(
                f"an error that no cell shows, from the kernel's log:\n{log}", pytrace=False
            )


class StrictCell(IPyNbCell):
    """One code cell."""

    def runtest(self):
        opted_out = self.options["skip"] or self.options["check_exception"]
        if opted_out or not self.options["check"]:
            self.raise_cell_error("A cell may not opt out of the comparison")
        if self.cell.execution_count is None and self.cell.source.strip():
            self.raise_cell_error("The stored notebook was not run: no execution count here")
        super().runtest()

    def compare_outputs(self, test, ref, skip_compare=None):
        self.comparison_traceback = differences(test, ref)
        return not self.comparison_traceback


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Put the strict classes where nbval put its own."""
    collectors = yield
    return [
        StrictFile.from_parent(parent, path=c.path) if type(c) is IPyNbFile else c
        for c in collectors
    ]
