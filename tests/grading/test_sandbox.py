"""The sandbox itself: asked for once, its rules read as the kernel reads them, threads counted."""

import errno
import json
import os
import select
import signal
import struct
import subprocess
import time

import pytest

from summitry.grading import _crowd, sandbox

walled = pytest.mark.skipif(
    not sandbox.available(),
    reason="bubblewrap is not here; submissions run only inside it (apt-get install bubblewrap)",
)


def notebook(*sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    return json.dumps({"cells": cells}).encode()


def run(*sources):
    return sandbox.run(notebook(*sources), b"{}", "k", exercise="07-ceiling")


@pytest.fixture
def asked_anew():
    """Forget what was found out about bubblewrap, before and after."""
    sandbox.available.cache_clear()
    yield
    sandbox.available.cache_clear()


# ---------------------------------------------------------------- is there one?


@walled
def test_it_is_tried_once_a_run(asked_anew, monkeypatch):
    tried = []
    real = sandbox.subprocess.run
    monkeypatch.setattr(
        sandbox.subprocess,
        "run",
        lambda *words, **more: tried.append(words) or real(*words, **more),
    )
    for _ in range(2):
        assert run("print(1)").finished
    assert len(tried) == 1
    sandbox.available.cache_clear()
    assert sandbox.available()
    assert len(tried) == 2


@pytest.mark.parametrize(("platform", "code"), [("darwin", 0), ("linux", 1)])
def test_where_it_cannot_be_had(asked_anew, monkeypatch, platform, code):
    monkeypatch.setattr(sandbox.sys, "platform", platform)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: "/usr/bin/bwrap")
    failed = subprocess.CompletedProcess([], code)
    monkeypatch.setattr(sandbox.subprocess, "run", lambda *words, **more: failed)
    assert sandbox.available() == ""
    with pytest.raises(sandbox.NoSandboxError, match="apt-get install bubblewrap"):
        run("print(1)")


# ---------------------------------------------------------------- no process


def answer(rules, processor, call, argument=0):
    """What the kernel answers to a call: its small machine, played."""
    lines = list(struct.iter_unpack("=HBBI", rules))
    held, place = 0, 0
    while True:
        word, yes, no, value = lines[place]
        place += 1
        if word == _crowd.END:
            return "yes" if value == 0x7FFF0000 else errno.errorcode[value - 0x50000]
        if word == _crowd.LOAD:
            held = {0: call, 4: processor, 16: argument}[value]
            continue
        met = {
            _crowd.EQUAL: held == value,
            _crowd.AT_LEAST: held >= value,
            _crowd.HAS_BIT: bool(held & value),
        }[word]
        place += yes if met else no


THREAD, FORK = 0x3D0F00, 0x1200011  # as the C library asks for a thread and for a process
X86, ARM = 0xC000003E, 0xC00000B7


@pytest.mark.parametrize(
    ("name", "processor", "call", "argument", "expected"),
    [
        ("x86_64", X86, 0, 0, "yes"),  # read
        ("x86_64", X86, 59, 0, "yes"),  # exec
        ("x86_64", X86, 56, THREAD, "yes"),
        ("x86_64", X86, 56, FORK, "EPERM"),
        ("x86_64", X86, 57, THREAD, "EPERM"),  # fork
        ("x86_64", X86, 58, THREAD, "EPERM"),  # vfork
        ("x86_64", X86, 435, THREAD, "ENOSYS"),
        ("x86_64", X86, 0x40000000 + 57, 0, "EPERM"),  # the same, numbered a second time
        ("x86_64", 0x40000003, 2, 0, "EPERM"),  # as a program of 32 bits
        ("x86_64", X86, 319, 0, "ENOSYS"),  # memfd_create
        ("x86_64", X86, 29, 0, "ENOSYS"),  # shmget
        ("x86_64", X86, 272, 0x10000000, "ENOSYS"),  # unshare
        ("x86_64", X86, 425, 0, "ENOSYS"),  # io_uring_setup
        ("x86_64", X86, 250, 0, "ENOSYS"),  # keyctl
        ("x86_64", X86, 41, 2, "yes"),  # socket: internet
        ("x86_64", X86, 41, 40, "ENOSYS"),  # socket: host of a virtual machine
        ("aarch64", ARM, 279, 0, "ENOSYS"),
        ("aarch64", ARM, 97, 0x10000000, "ENOSYS"),
        ("aarch64", ARM, 198, 1, "yes"),
        ("aarch64", ARM, 198, 40, "ENOSYS"),
        ("aarch64", ARM, 63, 0, "yes"),  # read
        ("aarch64", ARM, 57, 0, "yes"),  # close
        ("aarch64", ARM, 220, THREAD, "yes"),
        ("aarch64", ARM, 220, FORK, "EPERM"),
        ("aarch64", ARM, 435, THREAD, "ENOSYS"),
    ],
)
def test_threads_are_allowed_and_processes_are_not(name, processor, call, argument, expected):
    assert answer(_crowd.only_threads(name), processor, call, argument) == expected


ROOMS = """
import os
for line in open("/proc/self/mounts"):
    place, kind = line.split()[1:3]
    probe = os.path.join(place, "probe")
    try:
        with open(probe, "w") as file:
            file.write("x")
        os.remove(probe)
    except OSError:
        continue
    held = os.statvfs(place)
    print("ROOM", place, held.f_frsize * held.f_blocks)
"""


@walled
def test_every_folder_that_can_be_written_has_a_size():
    """Else a notebook could fill the memory of the machine with files, each of them small."""
    (cell,) = run(ROOMS).cells.values()
    rooms = [line.split()[1:] for line in cell["output"].splitlines()]
    assert {place for place, _ in rooms} == {"/tmp", "/summitry-box", "/dev/shm"}
    assert all(int(size) <= sandbox.FILES for _, size in rooms)


@walled
def test_only_so_many_pipes_are_open_at_a_time():
    source = "import os\nheld = []\nwhile len(held) < 2000: held.append(os.pipe())"
    (cell,) = run(source).cells.values()
    assert "Too many open files" in cell["error"]


@walled
def test_how_answers_are_compared_is_not_there():
    (cell,) = run("import summitry.course.answers\nimport summitry.grading.compare").cells.values()
    assert "No module named 'summitry.grading.compare'" in cell["error"]


def test_an_unknown_processor_has_no_rules(monkeypatch):
    assert _crowd.only_threads("abacus") == b""
    monkeypatch.setattr(_crowd, "PROCESSORS", {})
    assert sandbox._rules() == ()
    assert sandbox._obey(()) == []


# ---------------------------------------------------------------- not too many threads


THREADS = (
    "import threading, time\n"
    "for _ in range({}): threading.Thread(target=time.sleep, args=(0.4,), daemon=True).start()\n"
    "time.sleep(0.3)"
)


@walled
def test_many_threads_are_counted_and_some_are_not_too_many(monkeypatch):
    monkeypatch.setattr(_crowd, "THREADS", 40)
    found = run(THREADS.format(20), "print('went on')")
    assert (found.finished, found.reason) == (True, "")
    found = run(THREADS.format(60), "print('went on')")
    assert found.reason == "The notebook was stopped: it had more than 40 threads at a time."
    assert not found.finished
    assert found.seconds < 4


@walled
def test_without_rules_processes_are_counted_with_the_threads(monkeypatch):
    """On a processor whose calls are not known here."""
    monkeypatch.setattr(sandbox, "_rules", lambda: ())
    monkeypatch.setattr(_crowd, "THREADS", 20)
    found = run(
        "import os, time\nfor _ in range(30):\n    if os.fork() == 0: time.sleep(9)\ntime.sleep(2)"
    )
    assert "more than 20 threads" in found.reason
    assert found.seconds < 4


@walled
def test_where_nobody_may_look_nothing_is_marked(monkeypatch):
    def denied(self):
        raise PermissionError

    monkeypatch.setattr(_crowd.Crowd, "_count", denied)
    with pytest.raises(sandbox.NoSandboxError, match="forbids to count the threads"):
        run("import time\ntime.sleep(2)")


def test_the_whole_machine_is_not_taken_for_the_sandbox(monkeypatch):
    """While it is being built, its first process still sees everything."""
    monkeypatch.setattr(_crowd, "THREADS", 1)
    told, teller = os.pipe()
    crowd = _crowd.Crowd(told)
    assert not crowd.too_large()  # nothing was said yet
    os.write(teller, b'{ "child-pid": %d\n' % os.getpid())
    crowd.due = 0.0
    assert not crowd.too_large()
    assert crowd.first == os.getpid()
    os.close(crowd.handle)
    gone = subprocess.Popen(["true"], stdout=subprocess.DEVNULL)
    gone.wait()
    crowd.first, crowd.due = gone.pid, 0.0
    assert not crowd.too_large()
    for handle in (told, teller):
        os.close(handle)


def test_the_end_is_for_the_process_that_was_meant():
    told, teller = os.pipe()
    crowd = _crowd.Crowd(told)
    crowd.end()  # nobody was named
    words = ["sh", "-c", "sleep 60 & echo $!; wait"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True)
    child = os.pidfd_open(int(process.stdout.readline()))
    os.write(teller, b'{ "child-pid": %d\n}' % process.pid)
    assert not crowd.too_large()
    started = time.monotonic()
    crowd.end()
    assert process.wait(5) == -signal.SIGKILL
    assert select.select([child], [], [], 5) == ([child], [], [])  # its whole group has ended
    assert time.monotonic() - started < 5
    assert crowd.handle is None
    process.stdout.close()
    for handle in (told, teller, child):
        os.close(handle)


def test_the_last_words_of_a_process_are_read_though_it_ends_between_two_looks():
    reader, writer = os.pipe()

    class Quick:
        """Says its last word and ends just when it is asked whether it has ended."""

        ended = False

        def poll(self):
            if not self.ended:
                self.ended = True
                os.write(writer, b'{"done": true}\n')
            return 0

    class Nobody:
        def too_large(self):
            return False

    found = sandbox.Run()
    try:
        sandbox._read(reader, Quick(), found, time.monotonic(), "07-ceiling", Nobody())
    finally:
        os.close(reader)
        os.close(writer)
    assert found.finished
