"""Hold back a notebook that multiplies: no new process, not too many threads, no hidden memory.

The kernel refuses a new process (seccomp), and memory that the limits of a process do not count.
Threads it allows; they are counted from outside, and too many end the sandbox. Counting alone would
not hold back processes: a shell doubles them faster than the kernel ends them. The kernel's own
limit of their number (RLIMIT_NPROC) does not hold root, and a limit by cgroup needs rights that
most users lack.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import selectors
import signal
import struct
import sys
import time
from pathlib import Path
from typing import NamedTuple

#: Most threads at a time; seconds between two counts, and to wait for the end of a sandbox.
THREADS, GLANCE, PATIENCE = 250, 0.05, 10.0


class Calls(NamedTuple):
    """The numbers by which one kind of processor knows some calls of the kernel."""

    #: The processor itself (AUDIT_ARCH).
    processor: int
    #: They only make processes: fork, vfork.
    processes: tuple[int, ...]
    #: It makes threads as well.
    clone: int
    socket: int
    #: Memory that belongs to no process, so that no limit counts it, and any number of pieces of
    #: it: shmget, memfd_create. A namespace in which a process has root's powers again, to mount
    #: such memory: unshare, setns. The keys of whoever grades: add_key, request_key, keyctl.
    hidden: tuple[int, ...]


#: By the kernel's name of the processor.
PROCESSORS = {
    "x86_64": Calls(0xC000003E, (57, 58), 56, 41, (29, 319, 272, 308, 248, 249, 250)),
    "aarch64": Calls(0xC00000B7, (), 220, 198, (194, 279, 97, 268, 217, 218, 219)),
}
#: The same for all processors, and hidden too: io_uring_setup, memfd_secret.
HIDDEN = (425, 447)
#: Kinds of sockets from here on are not of a network, or reach what the sandbox does not shut off,
#: such as the host of a virtual machine (AF_VSOCK).
STRANGE_SOCKETS = 17
CLONE3, CLONE_THREAD = 435, 0x10000
#: From here on the calls of x86_64 are numbered a second time (x32); nothing here uses that.
SECOND_NUMBERS = 0x4000_0000

# Words of the kernel's small language for such rules, and where a call's parts lie.
LOAD, EQUAL, AT_LEAST, HAS_BIT, END = 0x20, 0x15, 0x35, 0x45, 0x06
CALL, PROCESSOR, FIRST_ARGUMENT = 0, 4, 16
ALLOW, ERROR = 0x7FFF_0000, 0x0005_0000


def only_threads(processor: str) -> bytes:
    """Build the rules by which the kernel refuses new processes.

    Parameters
    ----------
    processor : str
        As ``os.uname().machine`` names it.

    Returns
    -------
    bytes
        For bubblewrap's option ``--seccomp``; empty for a processor whose calls are not known here.
    """
    if processor not in PROCESSORS or sys.maxsize < 2**32:
        return b""
    calls = PROCESSORS[processor]
    # Word, value, where to go if it is so, and where if not; without a name, to the next line.
    lines = [
        (LOAD, PROCESSOR, "", ""),
        (EQUAL, calls.processor, "", "refuse"),
        (LOAD, CALL, "", ""),
        (AT_LEAST, SECOND_NUMBERS, "refuse", ""),
        # What clone3 is to do lies in memory, where no rule can look. So it does not exist, and
        # programs fall back to clone.
        (EQUAL, CLONE3, "unknown", ""),
        *((EQUAL, call, "refuse", "") for call in calls.processes),
        *((EQUAL, call, "unknown", "") for call in (*calls.hidden, *HIDDEN)),
        (EQUAL, calls.socket, "socket", ""),
        (EQUAL, calls.clone, "", "allow"),
        (LOAD, FIRST_ARGUMENT, "", ""),
        (HAS_BIT, CLONE_THREAD, "allow", "refuse"),
        (LOAD, FIRST_ARGUMENT, "", ""),  # "socket"
        (AT_LEAST, STRANGE_SOCKETS, "unknown", "allow"),
    ]
    ends = {"allow": ALLOW, "refuse": ERROR | errno.EPERM, "unknown": ERROR | errno.ENOSYS}
    places = {name: place for place, name in enumerate(ends, len(lines))}
    places["socket"] = len(lines) - 2

    def steps(place: int, name: str) -> int:
        return places[name] - place - 1 if name else 0

    rules = [
        struct.pack("=HBBI", word, steps(place, yes), steps(place, no), value)
        for place, (word, value, yes, no) in enumerate(lines)
    ]
    return b"".join([*rules, *(struct.pack("=HBBI", END, 0, 0, end) for end in ends.values())])


class Crowd:
    """Counts the threads of a sandbox, now and then, as its own ``/proc`` lists them.

    It looks from outside, so that nothing inside can stop it. When the first process of a sandbox
    is killed, the kernel ends all others with it.

    Parameters
    ----------
    told : int
        Where bubblewrap says which process is the first (``--info-fd``); closed by its owner.
    """

    def __init__(self, told: int) -> None:
        os.set_blocking(told, False)
        self.told, self.said, self.due = told, b"", 0.0
        self.first = 0
        self.handle: int | None = None  # means the first process, and no later one of its number

    def too_large(self) -> bool:
        """Say whether there are more than are allowed; looks at most every `GLANCE` seconds.

        Returns
        -------
        bool
            False also while the sandbox is still being built, and when it is over.

        Raises
        ------
        PermissionError
            If this machine forbids to look.
        """
        now = time.monotonic()
        if now < self.due:
            return False
        self.due = now + GLANCE
        if not self.first:
            self._learn()
        return bool(self.first) and self._count() > THREADS

    def _learn(self) -> None:
        """Read what bubblewrap has said up to now."""
        with contextlib.suppress(BlockingIOError):
            self.said += os.read(self.told, 4096)
        if found := re.search(rb'"child-pid": *(\d+)\D', self.said):
            self.first = int(found[1])
            with contextlib.suppress(OSError):  # it is over already, or the kernel is old
                self.handle = os.pidfd_open(self.first)

    def _count(self) -> int:
        """Count threads, no further than is needed."""
        place = Path(f"/proc/{self.first}/root/proc")
        try:
            if place.stat().st_dev == Path("/proc").stat().st_dev:
                return 0  # still being built: this is the list of the whole machine
            found = [path for path in place.iterdir() if path.name.isdigit()]
        except (FileNotFoundError, ProcessLookupError):
            return 0
        count = len(found)
        for path in found:
            if count > THREADS:
                break
            with contextlib.suppress(OSError):
                # A folder has two links and one for each folder in it: here, for each thread.
                count += max(0, (path / "task").stat().st_nlink - 3)
        return count

    def end(self) -> None:
        """End the sandbox, and wait, though not for ever, until nothing of it is left."""
        if self.handle is None:
            return
        with selectors.DefaultSelector() as watch:
            watch.register(self.handle, selectors.EVENT_READ)
            if not watch.select(0):
                # Its whole group at once: its first process may have to wait among many.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.first, signal.SIGKILL)
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self.handle, signal.SIGKILL)
                watch.select(PATIENCE)
        os.close(self.handle)
        self.handle = None
