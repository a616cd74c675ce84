"""The guide for instructors, followed word for word: its commands in their order, and what they
print. Times and the name of the folder may differ, nothing else.
"""

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from prose import blocks

from summitry.grading import _crowd, sandbox

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "instructors.md"
HOME = "/home/you/summitry"
SECONDS = re.compile(r"\(\d+ s\)")

walled = pytest.mark.skipif(
    not sandbox.available(),
    reason="bubblewrap is not here; submissions run only inside it (apt-get install bubblewrap)",
)


@dataclass
class Step:
    """A command of the guide, and what it prints there."""

    line: int
    command: str
    said: str = ""


def steps(markdown):
    """The commands of all blocks marked `console`: "$ " begins one, "> " goes on with it."""
    found = []
    for block in blocks(markdown):
        if block.language != "console":
            continue
        for number, line in enumerate(block.text.splitlines(), block.line):
            if line.startswith("$ "):
                found.append(Step(number, line[2:]))
            elif line.startswith("> "):
                found[-1].command += "\n" + line[2:]
            else:
                found[-1].said += line + "\n"
    return found


def same(promised, printed, folder):
    """Whether a command printed what the guide says; `...` stands for anything."""
    told = printed.replace("\ufeff", "").replace(str(folder), HOME)
    told, promised = (SECONDS.sub("(1 s)", text) for text in (told, promised))
    return doctest.OutputChecker().check_output(promised, told, doctest.ELLIPSIS)


@walled
def test_the_guide_is_what_happens(tmp_path):
    for name in ("lessons", "notebooks", "exercises"):
        (tmp_path / name).symlink_to(ROOT / name)
    tools = str(Path(sys.executable).parent)
    environment = {name: value for name, value in os.environ.items() if name != "SUMMITRY_CLASS"}
    environment |= {"PATH": f"{tools}:{environment['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}
    for kind in ("CONFIG", "DATA", "RUNTIME"):
        environment[f"JUPYTER_{kind}_DIR"] = str(tmp_path / "jupyter" / kind)
    for step in steps(GUIDE.read_text("utf-8")):
        done = subprocess.run(
            ["sh", "-c", f"{step.command}\n"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        where = f"docs/instructors.md, line {step.line}: {step.command}\n{done.stdout}"
        assert done.returncode == 0, where
        assert same(step.said, done.stdout, tmp_path), where
    # A page of feedback fetches nothing, wherever a student opens it.
    page = (tmp_path / "my-class/feedback/ana/07-ceiling/07-ceiling.html").read_text("utf-8")
    assert not re.search(r'(src|href)="(https?:)?//', page)


def test_every_command_is_in_the_guide():
    text = GUIDE.read_text("utf-8")
    ran = {step.command.split()[1] for step in steps(text) if step.command.startswith("summitry")}
    assert ran == {"assign", "collect", "grade", "feedback", "report", "export"}
    for system in ("canvas", "moodle", "csv"):
        assert f"--to {system}" in text


def test_the_limits_of_the_guide_are_those_of_the_sandbox():
    text = " ".join(GUIDE.read_text("utf-8").split())
    for limit in (
        f"at most {sandbox.CELL_SECONDS:.0f} seconds a cell, {sandbox.SECONDS:.0f} a notebook",
        f"{sandbox.MEMORY / 2**30:.0f} GB of memory, {sandbox.FILES / 2**20:.0f} MB for a file",
        f"more than {_crowd.THREADS} threads at a time",
    ):
        assert limit in text


def test_the_hub_of_the_guide_is_the_one_that_is_tested():
    """Folders and names in the guide are the values that stand in the configuration."""
    text = GUIDE.read_text("utf-8")
    config = (ROOT / "docs" / "hub" / "jupyterhub_config.py").read_text("utf-8")
    for _name, value in re.findall(r'environ\.get\("(SUMMITRY\w*)", "([^"]+)"\)', config):
        told = value.removeprefix("http://127.0.0.1:")
        assert told in text, value
    assert "npm ci --prefix .tools/hub" in text
    assert '".tools" / "hub"' in config


def test_another_output_is_seen():
    lines = ["$ cat << 'END'", "> x", "> END", "x (3 s)", "$ echo /tmp/y/z", f"{HOME}/z"]
    first, second = steps("\n".join(["```console", *lines, "```", ""]))
    assert (first.command, first.said) == ("cat << 'END'\nx\nEND", "x (3 s)\n")
    assert same(first.said, "x (12 s)\n", "/tmp/y")
    assert not same(first.said, "y (3 s)\n", "/tmp/y")
    assert same(second.said, "/tmp/y/z\n", "/tmp/y")
