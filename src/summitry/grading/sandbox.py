"""Run a submission where it can do no harm, and bring nothing back but records.

On Linux the sandbox is bubblewrap: a process without network, in namespaces of its own, that sees
the system's libraries, the Python environment and the library `summitry`, all read-only, and an
empty folder. It sees no other submission, no gradebook, no key, and no home folder. It can start no
process, and not many threads (`_crowd`).
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import summitry
from summitry.errors import SummitryError
from summitry.grading import _crowd

#: A cell may run for so many seconds, a notebook for so many.
CELL_SECONDS, SECONDS = 20.0, 60.0
#: Most that a notebook may take of memory and write into files, and most that is read from it.
MEMORY, FILES, READ = 4 * 2**30, 50 * 2**20, 4 * 2**20
#: Most files, pipes and sockets that it may hold open at a time.
HANDLES = 1024
#: Where the notebook works, and where it and its runner lie, inside the sandbox.
BOX, GRADER = "/summitry-box", "/summitry-grader"

#: What every sandbox has. Root would keep its powers inside, and could make writable again what is
#: shown read-only.
SHUT = ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
OWN = ("--proc", "/proc", "--dev", "/dev")

HOW = (
    "Submissions are run only inside a sandbox, and bubblewrap was not found. On Debian and "
    "Ubuntu: apt-get install bubblewrap. On macOS and Windows grade inside a Linux container or a "
    "virtual machine (docs/instructors.md). With --no-sandbox the notebooks of your students run "
    "with all rights that you have: only for submissions that you have read."
)
BLIND = (
    "This machine forbids to count the threads of a sandbox, so nothing would hold back a notebook "
    "that starts thousands: grade on another one."
)
MANY = "The notebook was stopped: it had more than {most} threads at a time."


class NoSandboxError(SummitryError):
    """There is no sandbox on this machine; the text says what to do."""


@dataclass
class Run:
    """What a notebook did.

    Parameters
    ----------
    answers : dict
        The last value recorded for each question, as it came; not trusted.
    twice : set of str
        Questions that were answered more than once with different values.
    cells : dict
        For each cell that ran its ``output`` and ``error``, by its number in the notebook.
    finished : bool
        Whether the notebook came to its end.
    reason : str
        Why it did not, in words; empty otherwise.
    seconds : float
        How long it took.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    cells: dict[int, dict[str, str]] = field(default_factory=dict)
    finished: bool = False
    reason: str = ""
    seconds: float = 0.0


@cache
def available() -> str:
    """Return the path of bubblewrap if it can be used here.

    It is tried once a run; ``available.cache_clear()`` lets it be tried again.

    Returns
    -------
    str
        Empty when there is none, or when it may not make namespaces.
    """
    found = shutil.which("bwrap") if sys.platform.startswith("linux") else None
    if found is None:
        return ""
    rules = _rules()
    probe = [found, *SHUT, "--ro-bind", "/", "/", *OWN, *_obey(rules), "true"]
    done = subprocess.run(probe, capture_output=True, check=False, pass_fds=rules)
    for handle in rules:
        os.close(handle)
    return found if done.returncode == 0 else ""


def run(
    notebook: bytes, public: bytes, variant: str, *, exercise: str, sandboxed: bool = True
) -> Run:
    """Run a notebook from top to bottom.

    Parameters
    ----------
    notebook : bytes
        The submission, as JSON with ``cells``, each a mapping.
    public : bytes
        The grader's own ``exercise.json``; whatever the student sent beside it is not used.
    variant : str
        Name of the variant of the student to whom the submission belongs.
    exercise : str
        Id of the exercise; answers to others are left out.
    sandboxed : bool, optional
        False runs it with all rights of the user.

    Returns
    -------
    Run
        What came out.

    Raises
    ------
    NoSandboxError
        If a sandbox is asked for and there is none.
    """
    bubblewrap = available() if sandboxed else ""
    if sandboxed and not bubblewrap:
        raise NoSandboxError(HOW)
    with tempfile.TemporaryDirectory(prefix="summitry-") as scratch:
        folder = Path(scratch)
        (folder / "notebook.ipynb").write_bytes(notebook)
        (folder / "exercise.json").write_bytes(public)
        shutil.copy(Path(__file__).with_name("_runner.py"), folder / "runner.py")
        if bubblewrap:
            walls, inside, place = _walls(bubblewrap, folder), Path(GRADER), Path("/")
        else:
            walls, inside, place = [], folder, folder / "work"
            place.mkdir()
            shutil.copy(folder / "exercise.json", place / "exercise.json")
        command = [sys.executable, "-B", str(inside / "runner.py")]
        command += [str(inside / "notebook.ipynb"), str(CELL_SECONDS)]
        return _listen(walls, command, _environment(variant), place, exercise)


def _walls(bubblewrap: str, folder: Path) -> list[str]:
    """Build the sandbox: what it shows, all of it read-only, and one empty folder."""
    words = [bubblewrap, *SHUT, *OWN, "--hostname", "sandbox"]
    for system in map(Path, ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32")):
        if system.is_symlink():
            words += ["--symlink", str(system.readlink()), str(system)]
        elif system.is_dir():
            words += ["--ro-bind", str(system), str(system)]
    words += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    words += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
    # The empty folders come first: Python itself may lie in one of them.
    for empty in ("/tmp", BOX, "/dev/shm"):
        words += ["--size", str(FILES), "--tmpfs", empty]
    for place in _python_places():
        words += ["--ro-bind", place, place]
    for name in ("runner.py", "notebook.ipynb"):
        words += ["--ro-bind", str(folder / name), f"{GRADER}/{name}"]
    words += ["--ro-bind", str(folder / "exercise.json"), f"{BOX}/exercise.json"]
    # How a submission is compared is none of its business.
    words += ["--tmpfs", str(Path(__file__).parent)]
    # Folders that bubblewrap made itself lie in memory, and have no size: nothing is written there.
    for made in ("/", "/dev", str(Path(__file__).parent)):
        words += ["--remount-ro", made]
    return [*words, "--chdir", BOX]


def _python_places() -> list[str]:
    """List the folders of Python, of its packages and of this library, the outer ones only."""
    places = {sys.prefix, sys.base_prefix, sysconfig.get_path("purelib")}
    places.add(str(Path(summitry.__file__).parent))
    real = {os.path.realpath(place) for place in places} | places
    inner = {p for p in real for q in real if p != q and Path(p).is_relative_to(q)}
    return sorted(p for p in real - inner if not p.startswith("/usr/"))


def _environment(variant: str) -> dict[str, str]:
    """Give the few variables that a notebook needs; none of the grader's own come along."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "SUMMITRY_VARIANT": variant,
        "SUMMITRY_HOME": "/tmp/predictions",
        "IPYTHONDIR": "/tmp/ipython",
        # One thread each: two submissions run side by side.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(Path(summitry.__file__).parents[1]),
        "PYTHONHASHSEED": "0",
    }


def _limits() -> None:
    """Set the limits of the process, just before it begins."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
    # Each pipe and socket holds memory of the kernel, which no other limit counts.
    most = min(HANDLES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(
    walls: list[str], command: list[str], environment: dict[str, str], place: Path, exercise: str
) -> Run:
    """Start the process and read its records until it ends, says too much, or takes too long."""
    found = Run()
    begun = time.monotonic()
    reader, writer = os.pipe()
    told, teller = os.pipe()
    teller, rules = _above_three(teller), _rules() if walls else ()
    if walls:
        walls = [*walls, "--info-fd", str(teller), *_obey(rules)]

    def ready() -> None:
        os.dup2(writer, 3)
        _limits()

    process = subprocess.Popen(
        [*walls, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=place,
        pass_fds=(3, writer, teller, *rules),
        preexec_fn=ready,
        start_new_session=True,
    )
    for handle in (writer, teller, *rules):
        os.close(handle)
    crowd = _crowd.Crowd(told)
    try:
        _read(reader, process, found, begun, exercise, crowd)
    finally:
        os.close(reader)
        os.close(told)
        crowd.end()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    found.seconds = time.monotonic() - begun
    if not found.finished and not found.reason:
        found.reason = "The notebook ended before its last cell: its process was stopped."
    return found


def _rules() -> tuple[int, ...]:
    """Give a handle from which bubblewrap reads the rules; none where none are known."""
    content = _crowd.only_threads(os.uname().machine)
    if not content:
        return ()
    reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    return (_above_three(reader),)


def _obey(rules: tuple[int, ...]) -> list[str]:
    return [word for handle in rules for word in ("--seccomp", str(handle))]


def _above_three(handle: int) -> int:
    """Give a handle a higher number; 3 is the one of the records."""
    import fcntl

    higher = fcntl.fcntl(handle, fcntl.F_DUPFD_CLOEXEC, 4)
    os.close(handle)
    return higher


def _read(
    reader: int, process: Any, found: Run, begun: float, exercise: str, crowd: _crowd.Crowd
) -> None:
    rest, taken = b"", 0
    with selectors.DefaultSelector() as watch:
        watch.register(reader, selectors.EVENT_READ)
        while True:
            left = SECONDS - (time.monotonic() - begun)
            if left <= 0:
                found.reason = f"The notebook was stopped: it ran for more than {SECONDS:.0f} s."
                return
            try:
                if crowd.too_large():
                    found.reason = MANY.format(most=_crowd.THREADS)
                    return
            except PermissionError:
                raise NoSandboxError(BLIND) from None
            # Asked first: what it said before it ended is then there to be read.
            ended = process.poll() is not None
            if not watch.select(min(left, _crowd.GLANCE)):
                if ended:
                    return
                continue
            piece = os.read(reader, 65536)
            taken += len(piece)
            if not piece:
                return
            if taken > READ:
                found.reason = "The notebook was stopped: it gave out too much."
                return
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                _take(line, found, exercise)
            if found.finished:
                return


def _take(line: bytes, found: Run, exercise: str) -> None:
    """Take one record. Whatever is not of the expected form is left out."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return
    if not isinstance(entry, Mapping):
        return
    answer = entry.get("answer")
    if isinstance(answer, Mapping) and answer.get("exercise") == exercise:
        question = answer.get("question")
        room = len(found.answers) < 200
        if isinstance(question, str) and len(question) < 40 and (room or question in found.answers):
            if question in found.answers and found.answers[question] != answer.get("value"):
                found.twice.add(question)
            found.answers[question] = answer.get("value")
    cell = entry.get("cell", entry.get("begin"))
    if type(cell) is int and 0 <= cell < 2000:
        kept = found.cells.setdefault(cell, {})
        for name in ("output", "error"):
            if isinstance(entry.get(name), str):
                kept[name] = entry[name][:8000]
    if entry.get("done") is True:
        found.finished = True
