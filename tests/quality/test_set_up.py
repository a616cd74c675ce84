"""The set-up script: when it works, when it leaves things alone, and what it says when it cannot.

A copy of the few files it reads stands in a folder with a space in its name. The installer is a
stand-in that notes how it was called, so nothing is downloaded.
"""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = [
    *("requirements.lock", "pyproject.toml", "src/summitry/__init__.py"),
    *("scripts/run.sh", "scripts/bootstrap.lock"),
]
TOOLS = ["sh", "cat", "cksum", "dirname", "echo", "ln", "mkdir", "rm", "sed", "sleep", "touch"]

UV = """#!/bin/sh
echo "$*" >>"{log}"
case "$*" in
    --version) exit 0 ;;
    "--quiet venv "*) mkdir -p .venv/bin && ln -s "{python}" .venv/bin/python ;;
    *sync*) echo "Resolved 2 packages"; echo " + numpy==1"; exit {sync} ;;
esac
"""

OLD_PYTHON = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.9.1" && exit 0
exit 1
"""

BARE_PYTHON = """#!/bin/sh
[ "$1" = -c ] && echo "3.12.0 $0" && exit 0
exit 1
"""


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


class Machine:
    """A folder with the project's files, and a PATH with a few tools on it."""

    def __init__(self, folder: Path):
        self.project = folder / "my course"
        self.bin = folder / "bin"
        self.log = folder / "uv.log"
        for name in FILES:
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.project / name)
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))

    def add_python(self):
        program(self.bin / "python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    def add_uv(self, sync: int = 0):
        program(self.bin / "uv", UV.format(log=self.log, python=sys.executable, sync=sync))

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess:
        self.log.write_text("")
        return subprocess.run(
            ["sh", "scripts/run.sh", *(command or ("echo", "done"))],
            cwd=self.project,
            env={"PATH": str(self.bin), "HOME": str(self.project)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def uv_did(self) -> list[str]:
        """Which jobs the last run gave to uv."""
        calls = [line for line in self.log.read_text().splitlines() if line != "--version"]
        return [
            job for call in calls for job in ("venv", "sync", "editable") if f"{job} " in call + " "
        ]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def ready(machine):
    machine.add_python()
    machine.add_uv()
    done = machine.run()
    assert done.returncode == 0, done.stderr
    assert machine.uv_did() == ["venv", "sync", "editable"]
    return machine


def stopped(done: subprocess.CompletedProcess) -> str:
    """The one sentence with which a set-up ended."""
    assert done.returncode == 1
    assert "done" not in done.stdout
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("Set-up stopped: ")
    assert sentence.endswith(".")
    return sentence


def test_first_run_says_what_it_does_and_then_runs_the_command(machine):
    machine.add_python()
    machine.add_uv()
    lines = machine.run().stdout.splitlines()
    assert lines[0].startswith("Set-up: making the environment .venv with Python 3.")
    assert lines[-2:] == ["Set-up: ready", "done"]
    assert " + numpy==1" not in lines
    assert "Resolved 2 packages" in lines


def test_second_run_does_nothing_but_run_the_command(ready):
    done = ready.run()
    assert (done.stdout, done.stderr) == ("done\n", "")
    assert ready.log.read_text() == ""


def test_command_runs_inside_the_environment(ready):
    ready.bin.joinpath("printenv").symlink_to(shutil.which("printenv"))
    said = ready.run("printenv", "VIRTUAL_ENV", "PATH", PYTHONPATH="x").stdout.splitlines()
    assert said == [f"{ready.project}/.venv", f"{ready.project}/.venv/bin:{ready.bin}"]
    assert ready.run("printenv", "PYTHONPATH", PYTHONPATH="x").stdout == ""


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_changed_file_brings_the_packages_up_to_date(ready, name):
    with (ready.project / name).open("a") as file:
        file.write("# changed\n")
    assert ready.run().stdout.endswith("done\n")
    assert ready.uv_did() == ["sync", "editable"]
    ready.run()
    assert ready.uv_did() == []


def test_folder_that_was_moved_is_set_up_again(ready):
    moved = ready.project.with_name("moved here")
    ready.project.rename(moved)
    ready.project = moved
    ready.run()
    assert ready.uv_did() == ["venv", "sync", "editable"]


def test_broken_environment_is_made_again(ready):
    (ready.project / ".venv/bin/python").unlink()
    ready.run()
    assert ready.uv_did() == ["venv", "sync", "editable"]


def test_other_python_on_request(ready, tmp_path):
    assert ready.run(PYTHON="python3").stdout == "done\n"
    other = tmp_path / "other python"
    program(other, f'#!/bin/sh\necho "3.12.0 {sys.executable}"\n')
    said = ready.run(PYTHON=str(other)).stdout
    assert "making the environment" in said
    assert ready.uv_did() == ["venv", "sync", "editable"]


def test_set_up_that_was_cut_off_begins_again_from_nothing(ready):
    (ready.project / ".make/busy").write_text("")
    (ready.project / ".venv/half").touch()
    ready.run()
    assert ready.uv_did() == ["venv", "sync", "editable"]
    assert not (ready.project / ".venv/half").exists()
    assert not (ready.project / ".make/busy").exists()


def test_set_up_waits_for_one_that_is_running(ready):
    with subprocess.Popen(["sleep", "1.5"]) as other:
        # The thread collects the process when it ends, or it would still be there as a zombie.
        threading.Thread(target=other.wait).start()
        (ready.project / ".make/busy").write_text(str(other.pid))
        said = ready.run().stdout
        assert f"waiting for the set-up that is already running here (process {other.pid})" in said
        assert other.poll() == 0


def test_packages_that_cannot_be_had(machine):
    machine.add_python()
    machine.add_uv(sync=2)
    assert "could not be installed: check the network" in stopped(machine.run())
    machine.add_uv()
    assert machine.run().stdout.endswith("done\n")
    assert machine.uv_did() == ["venv", "sync", "editable"]


def test_no_python(machine):
    assert "no Python 3.11 or newer was found" in stopped(machine.run())
    program(machine.bin / "python3", OLD_PYTHON)
    assert "no Python 3.11 or newer was found" in stopped(machine.run())


def test_python_asked_for_is_too_old_or_missing(ready):
    program(ready.bin / "python3.9", OLD_PYTHON)
    assert "PYTHON=python3.9 is Python 3.9.1" in stopped(ready.run(PYTHON="python3.9"))
    assert "PYTHON=nope is not a Python that runs here" in stopped(ready.run(PYTHON="nope"))
    assert ready.run().stdout == "done\n"


def test_python_with_neither_venv_nor_pip_and_no_uv(machine):
    program(machine.bin / "python3", BARE_PYTHON)
    done = machine.run()
    assert done.stdout.splitlines()[0] == "Set-up: fetching the installer uv into .tools/"
    assert "has neither venv nor pip" in stopped(done)
    assert "apt-get install python3-venv" in done.stderr
    assert not (machine.project / ".tools").exists()


def test_folder_that_cannot_be_written_to(machine):
    machine.add_python()
    machine.add_uv()
    # A file in the place of the folder .make stops root as well, whom no permission stops.
    (machine.project / ".make").touch()
    assert "this folder is read-only: copy the project" in stopped(machine.run())
