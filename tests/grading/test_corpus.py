"""Submissions as they come: messy, broken, hostile. Each is marked as a fair instructor would.

The whole corpus is one class, graded in one go; each test then looks at what became of one case.
"""

import json
import os
import re
import sqlite3
import zipfile
from dataclasses import dataclass, field

import pytest
from small_class import ARGUMENT, Class, add, cell_of, put

from summitry.grading import compare, grade, records, sandbox

pytestmark = pytest.mark.skipif(
    not sandbox.available(),
    reason="bubblewrap is not here; submissions run only inside it (apt-get install bubblewrap)",
)

ALL, MOST = {"q1": 3, "q2": 1, "q3": 3, "argument": 1}, 8
NOTHING = dict.fromkeys(ALL, 0)


@dataclass
class Case:
    """What one student hands in, and what a fair instructor gives for it."""

    make: object
    scores: dict = field(default_factory=lambda: dict(ALL))
    misconceptions: dict = field(default_factory=dict)
    note: str = ""  # a piece of a note for the instructor
    told: str = ""  # a piece of what the student is told about the whole
    finished: bool = True
    name: str | None = None  # of the file
    when: str = ""


CASES: dict[str, Case] = {}


def case(**expected):
    """Register the function below it as a case; it gets the class and the student's id."""

    def keep(make):
        CASES[make.__name__.replace("_", "-")] = Case(make, **expected)
        return make

    return keep


# ------------------------------------------------------------------ right, wrong, between


@case()
def right(room, me):
    return room.solved(me)


@case()
def right_by_calculation(room, me):
    book = room.book(me)
    source = json.loads(
        (room.room.place("source", ".", "07-ceiling") / "07-ceiling.ipynb").read_text()
    )
    for question in ALL:
        put(book, question, cell_of(source, question)["source"])
    return book


@case(scores=ALL | {"q1": 0, "q3": 0}, misconceptions={"q1": "other", "q3": "other"})
def wrong(room, me):
    book = put(room.solved(me), "q1", "answer('q1', 1.25)")
    return put(book, "q3", "answer('q3', 999.5)")


@case(scores=ALL | {"q1": 1.5}, misconceptions={"q1": "loss-is-ceiling"})
def partly_right(room, me):
    slip = room.variant(me).wrong["q1"]["loss-is-ceiling"]
    return put(room.solved(me), "q1", f"answer('q1', {slip!r})")


@case(scores=ALL | {"q1": 1.5}, misconceptions={"q1": "rounded-too-early"})
def rounded_on_the_way(room, me):
    return put(room.solved(me), "q1", f"answer('q1', {room.variant(me).right['q1'] + 1.2!r})")


@case(scores=NOTHING, misconceptions=dict.fromkeys(ALL, "not-answered"))
def untouched(room, me):
    return room.book(me)


# ------------------------------------------------------------------ slips of honest people


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def syntax_error(room, me):
    return put(room.solved(me), "q2", "value = = 'no'\nanswer('q2', value)")


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def number_in_quotes_for_a_choice(room, me):
    return put(room.solved(me), "q2", "answer('q2', 3)")


@case()
def warnings_and_prints(room, me):
    return add(room.solved(me), "import warnings\nwarnings.warn('careful')\nprint('hello')", 3)


@case(scores=ALL | {"q3": 0}, misconceptions={"q3": "not-answered"})
def deleted_cell(room, me):
    book = room.solved(me)
    book["cells"].remove(cell_of(book, "q3"))
    return book


@case(note="Answered more than once")
def answered_twice_the_last_counts(room, me):
    book = room.solved(me)
    return add(book, "answer('q1', 1.0)", book["cells"].index(cell_of(book, "q1")))


@case()
def duplicated_cell_with_the_same_mark(room, me):
    book = room.solved(me)
    cell = cell_of(book, "q1")
    book["cells"].insert(book["cells"].index(cell), {**cell, "source": cell["source"]})
    return book


@case(note="A cell that should not be changed was changed")
def edited_locked_cell(room, me):
    book = room.solved(me)
    (cell,) = [c for c in book["cells"] if "course.exercise(" in "".join(c["source"])]
    cell["source"] = "".join(cell["source"]) + "\nprint('mine')"
    return book


@case()
def split_into_other_cells(room, me):
    book = room.solved(me)
    value = room.variant(me).right["q1"]
    put(book, "q1", "# see below")
    return add(book, f"answer('q1', {value!r})")


@case(name="my homework (final) 2.ipynb", note="renamed")
def renamed_file(room, me):
    return room.solved(me)


@case(scores=NOTHING, told="damaged", finished=False)
def corrupt_json(room, me):
    return json.dumps(room.solved(me)).encode()[:-40]


@case(scores=NOTHING, told="damaged", finished=False)
def not_a_notebook(room, me):
    return b'{"cells": "none", "metadata": {}}'


@case(scores=NOTHING, told="empty", finished=False)
def empty_file(room, me):
    return b""


@case()
def with_a_mark_at_the_beginning(room, me):
    return b"\xef\xbb\xbf" + json.dumps(room.solved(me)).encode()


@case()
def old_format_without_ids(room, me):
    book = room.solved(me)
    for cell in book["cells"]:
        del cell["id"]
    book["nbformat_minor"] = 4
    return book


@case()
def strange_cells(room, me):
    book = room.solved(me)
    book["cells"] += [{"cell_type": "raw", "source": ["x"]}, {"cell_type": "code"}, 7, None]
    return book


@case(scores=ALL | {"argument": 0}, misconceptions={"argument": "not-answered"})
def argument_with_an_unknown_id(room, me):
    bad = ARGUMENT | {"evidence": ["O41", "Z999"]}
    return put(room.solved(me), "argument", f"answer('argument', {bad!r})")


@case(when="2030-01-01 10:00:00 UTC")
def handed_in_late(room, me):
    return room.solved(me)


@case()
def Zoë(room, me):
    return room.solved(me)


@case(note="names the student 'nobody-here', who is not in the roster")
def wrong_student_id(room, me):
    book = room.solved(me)
    (cell,) = [c for c in book["cells"] if "".join(c["source"]).startswith("student =")]
    cell["source"] = 'student = "nobody-here"'
    return book


# ------------------------------------------------------------------ too much of something


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def infinite_loop(room, me):
    return put(room.solved(me), "q2", "while True:\n    pass")


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def infinite_loop_that_catches_everything(room, me):
    source = "while True:\n    try:\n        while True: pass\n    except Exception: pass"
    return put(room.solved(me), "q2", source)


@case()
def three_hundred_thousand_lines(room, me):
    return add(room.solved(me), "for number in range(300_000): print(number)", 3)


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def asks_for_input(room, me):
    return put(room.solved(me), "q2", "answer('q2', input('yes or no? '))")


@case(
    scores=ALL | {"q3": 0, "argument": 0},
    misconceptions={"q3": "not-answered"},
    told="ended before its last cell",
    finished=False,
)
def kernel_killed(room, me):
    return put(room.solved(me), "q3", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")


@case()
def leaves_the_process_politely(room, me):
    return add(room.solved(me), "import sys\nsys.exit(3)", 3)


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def takes_all_memory(room, me):
    return put(room.solved(me), "q2", "hog = bytearray(40 * 2**30)")


@case()
def fills_the_disk(room, me):
    return add(room.solved(me), "open('/tmp/big', 'wb').write(bytes(200 * 2**20))", 3)


@case(scores=ALL | {"q1": 0}, misconceptions={"q1": "not-answered"})
def huge_answers(room, me):
    return put(room.solved(me), "q1", "answer('q1', 10 ** 5000)")


@case()
def threads_left_running(room, me):
    source = "import threading, time\nthreading.Thread(target=lambda: time.sleep(600)).start()"
    return add(room.solved(me), source, 3)


# ------------------------------------------------------------------ cheats and attacks


@case(scores=NOTHING, misconceptions=dict.fromkeys(ALL, "not-answered"))
def forged_outputs_saved_without_running(room, me):
    book = room.book(me)
    for question, value in room.variant(me).right.items():
        cell = cell_of(book, question)
        record = {"exercise": "07-ceiling", "question": question, "value": value}
        data = {"application/vnd.summitry.answer+json": record, "text/plain": "Recorded"}
        cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
        cell["execution_count"] = 1
    return book


def somebody(room, me):
    """Whose numbers are clearly wrong here, so that no other rule gives points."""
    own = room.variant(me)
    return next(
        name
        for name in CASES
        if name != me
        and {
            mark.misconception
            for mark in compare.marks(room.exercise, own, room.variant(name).right)[::2]
        }
        == {compare.OTHER}
    )


@case(
    scores=ALL | {"q1": 0, "q3": 0},
    misconceptions={"q1": "another-students-numbers", "q3": "another-students-numbers"},
    note="is right for the numbers of",
)
def another_students_answers(room, me):
    other = room.variant(somebody(room, me)).right
    book = room.solved(me)
    put(book, "q1", f"answer('q1', {other['q1']!r})")
    return put(book, "q3", f"answer('q3', {other['q3']!r})")


@case(note="names the student 'right', and was handed in by 'another-students-notebook'")
def another_students_notebook(room, me):
    """Calculated anew with the numbers of whoever handed it in; the instructor is told."""
    book = right_by_calculation(room, me)
    (cell,) = [c for c in book["cells"] if "".join(c["source"]).startswith("student =")]
    cell["source"] = 'student = "right"'
    return book


EQUAL = """
class Yes(float):
    def __eq__(self, other): return True
    def __le__(self, other): return True
    def __sub__(self, other): return 0.0
    def __float__(self): return self
    __hash__ = None
class Word(str):
    def __eq__(self, other): return True
    def __hash__(self): return 0
"""


@case(scores=ALL | {"q1": 0, "q2": 0}, misconceptions={"q2": "not-answered"})
def always_equal_objects(room, me):
    book = put(room.solved(me), "q1", EQUAL + "answer('q1', Yes(0.5))")
    return put(book, "q2", EQUAL + "answer('q2', Word('maybe'))")


@case(scores=ALL | {"q1": 0, "q3": 0})
def patched_numpy_and_builtins(room, me):
    source = (
        "import numpy, builtins, math, json\n"
        "numpy.isclose = lambda *a, **k: True\n"
        "numpy.allclose = lambda *a, **k: True\n"
        "builtins.abs = lambda x: 0\n"
        "math.isclose = lambda *a, **k: True\n"
    )
    book = add(room.solved(me), source, 3)
    put(book, "q1", "answer('q1', 1.25)")
    return put(book, "q3", "answer('q3', 1.25)")


SEARCH = """
import os
found = []
home = os.path.expanduser("~")
for place in ("/", "/root", "/home", "/work", "/tmp", "/summitry-grader", "..", home):
    for folder, inner, names in os.walk(place):
        skip = folder.startswith(("/proc", "/sys", "/usr", "/dev"))
        if skip or "/lib/python3" in folder or "site-packages" in folder:
            inner.clear()
            continue
        found += [os.path.join(folder, name) for name in names
                  if name in ("grade.py", "exercise.toml", "gradebook.db", "roster.csv")]
print("FOUND", found)
"""


@case()
def looks_for_hidden_files(room, me):
    return add(room.solved(me), SEARCH, 3)


@case()
def attacks_the_gradebook(room, me):
    target = room.room.root / "gradebook.db"
    source = (
        f"import sqlite3\n"
        f"base = sqlite3.connect({str(target)!r})\n"
        f"base.execute('update grade set manual_score = 100')\nbase.commit()"
    )
    return add(room.solved(me), source, 3)


@case()
def calls_outside(room, me):
    source = (
        "import socket\nsocket.create_connection(('127.0.0.1', 22), timeout=3)\nprint('REACHED')"
    )
    return add(room.solved(me), source, 3)


@case(scores=ALL | {"q1": 0}, misconceptions={"q1": "other"})
def writes_records_of_its_own(room, me):
    """It can say what it likes, but it cannot say what is right."""
    source = """
import os
lines = [b'not json', b'[1]', b'{"answer": 5}', b'{"answer": {"question": []}}', b'[' * 9000]
lines += [b'{"cell": -1, "output": "x"}', b'{"score": 100, "q1": 3}']
for line in lines:
    os.write(3, line + b"\\n")
answer("q1", 1.25)
"""
    return put(room.solved(me), "q1", source)


@case(scores=NOTHING, finished=True)
def ends_the_run_early_itself(room, me):
    return add(room.solved(me), "import os\nos.write(3, b'{\"done\": true}\\n')", 0)


@case(scores=ALL)
def says_html_in_its_output(room, me):
    return add(room.solved(me), "print('<script>alert(1)</script>\\x1b[31m\\ud800')", 3)


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def starts_a_hundred_processes(room, me):
    source = "import os, time\nfor _ in range(100):\n    if os.fork() == 0: time.sleep(300)"
    return put(room.solved(me), "q2", source)


@case(scores=ALL | {"q2": 0}, misconceptions={"q2": "not-answered"}, told="ended with an error")
def fork_bomb(room, me):
    return put(room.solved(me), "q2", "import os\nwhile True: os.fork()")


@case()
def asks_for_processes_in_other_ways(room, me):
    """With each call of the kernel that could make one, and as another program."""
    calls = {"x86_64": (56, 57, 58, 435), "aarch64": (220, 435)}[os.uname().machine]
    source = (
        f"CALLS = {calls}"
        + """
import ctypes, os, subprocess
call = ctypes.CDLL(None, use_errno=True).syscall
made = [call(number, 17, 0, 0, 0, 0) for number in CALLS]
def starts(words):
    try:
        return subprocess.run(words).returncode == 0
    except OSError:
        return False
print("STARTED", [pid for pid in made if pid >= 0], starts(["/bin/true"]), os.system("true") == 0)
"""
    )
    return add(room.solved(me), source, 3)


@case(
    scores=ALL | {"q3": 0, "argument": 0},
    misconceptions={"q3": "not-answered"},
    told="more than 250 threads",
    finished=False,
)
def threads_without_end(room, me):
    source = (
        "import threading, time\n"
        "while True:\n"
        "    try:\n"
        "        threading.Thread(target=time.sleep, args=(300,), daemon=True).start()\n"
        "    except RuntimeError:\n"
        "        pass  # the kernel gives no more: it waits for the watchdog"
    )
    return put(room.solved(me), "q3", source)


@case()
def makes_what_is_shown_writable(room, me):
    """As root it could, if it kept root's powers."""
    source = """
import ctypes
remount_of_a_bind = 32 | 4096
for place in (b"/summitry-box/exercise.json", b"/usr", b"/proc"):
    done = ctypes.CDLL(None).mount(None, place, None, remount_of_a_bind, None)
    print("REWROTE" if done == 0 else "kept", place)
"""
    return add(room.solved(me), source, 3)


@case(scores=NOTHING, told="No notebook", finished=False)
def a_link_to_somewhere_else(room, me):
    return None  # made below: a symbolic link


# ------------------------------------------------------------------ more honest people


def means(name, question, source, **expected):
    """Register a case in which one question is answered in some way; VALUE is the right answer."""

    def make(room, me):
        value = room.variant(me).right.get(question, ARGUMENT)
        return put(room.solved(me), question, source.replace("VALUE", repr(value)))

    CASES[name] = Case(make, **expected)


def refused(question):
    """What becomes of an answer that is refused as soon as it is written."""
    return {
        "scores": ALL | {question: 0},
        "misconceptions": {question: "not-answered"},
        "told": "ended with an error",
    }


means("array-of-one", "q1", "import numpy as np\nanswer('q1', np.array([VALUE]))")
means("decimal", "q1", "from decimal import Decimal\nanswer('q1', Decimal(str(VALUE)))")
means("fraction", "q1", "from fractions import Fraction\nanswer('q1', Fraction(VALUE))")
means("by-keyword", "q1", "answer(value=VALUE, question='q1')")
means("by-the-task", "q1", "task.answer('q1', VALUE)")
means("wrapped", "q1", "old = answer\ndef answer(*given): return old(*given)\nanswer('q1', VALUE)")
means("decimal-comma", "q1", "answer('q1', str(VALUE).replace('.', ','))", **refused("q1"))
means("two-numbers", "q1", "answer('q1', (12,5))", **refused("q1"))
means("arabic-digits", "q1", "answer('q1', \u0667\u0662)", **refused("q1"))
means("curly-quotes", "q1", "answer(\u2018q1\u2019, VALUE)", **refused("q1"))
means("not-a-number", "q1", "answer('q1', float('nan'))", **refused("q1"))
means(
    "overwrites-answer",
    "q1",
    "answer = VALUE\nanswer('q1', answer)",
    scores=NOTHING,
    misconceptions=dict.fromkeys(ALL, "not-answered"),
    told="ended with an error",
)
means("unseen-signs", "q2", "answer('q2', '\\u200f' + VALUE + '\\u200b')")
means("full-width", "q2", "answer('q2', ''.join(chr(ord(x) + 0xfee0) for x in VALUE))")
means("word-of-numpy", "q2", "import numpy as np\nanswer('q2', np.where(True, VALUE, '?'))")
means("truth-for-a-choice", "q2", "answer('q2', VALUE == 'yes')", **refused("q2"))
means(
    "small-letters-in-ids",
    "argument",
    "answer('argument', VALUE | {'evidence': {'o41', 't120\\u200b'}})",
)
means(
    "same-id-twice",
    "argument",
    "answer('argument', VALUE | {'evidence': ['O41', 'o41']})",
    **refused("argument"),
)
means(
    "half-characters",
    "argument",
    "answer('argument', VALUE | {'claim': 'Half a \\ud83d smile \\x1b[2J stands in here.'})",
)


@case(note="no code cell any more", told="no code cell any more")
def answer_in_a_text_cell(room, me):
    book = room.solved(me)
    cell_of(book, "q1")["cell_type"] = "markdown"
    return book


@case()
def half_a_character_in_the_code(room, me):
    book = room.solved(me)
    return put(book, "q1", "# \ud83d \x1b[31m\n" + cell_of(book, "q1")["source"])


@case()
def lines_end_as_on_windows(room, me):
    book = room.solved(me)
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(book, indent=1).replace("\n", "\r\n").encode()


@case()
def saved_as_utf16(room, me):
    return json.dumps(room.solved(me)).encode("utf-16")


@case()
def format_three(room, me):
    cells = room.solved(me)["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    return {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": cells}]}


@case()
def format_five(room, me):
    return room.solved(me) | {"nbformat": 5, "nbformat_minor": 0}


@case()
def thirty_megabytes_of_output(room, me):
    """Ten figures, each with its script, weigh more."""
    book = room.solved(me)
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 30_000_000}
    cell_of(book, "q1")["outputs"] = [output]
    return book


@case(scores=NOTHING, told="notebook of exercise 01-roots", note="notebook of exercise 01-roots")
def another_exercise(room, me):
    book = room.solved(me)
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"]).replace('"07-ceiling"', '"01-roots"')
    return book


@case()
def sources_of_a_strange_kind(room, me):
    book = room.solved(me)
    for source in ({"a": 1}, [1, None, "x = 1"], None, 5):
        book["cells"].insert(3, {"cell_type": "code", "metadata": {}, "source": source})
    book["cells"].insert(3, {"cell_type": ["code"], "metadata": 7, "source": "x"})
    return book


@case(scores=NOTHING, told="damaged", finished=False)
def nested_without_end(room, me):
    return b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "cells": []}'


@case(scores=NOTHING, told="damaged", finished=False)
def a_page_of_the_log_in(room, me):
    return b"<!DOCTYPE html><title>Log in</title>"


@case(told="ended with an error")
def magics_of_all_kinds(room, me):
    book = room.solved(me)
    for source in (
        "%%bash\nls",
        "!ls",
        "%run other.py",
        "%load_ext autoreload",
        "%%time\nx = 1",
        "%nosuch",
        "%%html\n<b>x</b>",
        "answer?",
        "import asyncio\nawait asyncio.sleep(0)",
        "exit",
    ):
        add(book, source, 3)
    return book


@case()
def thousands_of_answers(room, me):
    return add(room.solved(me), "for number in range(3000): answer('q1', 0.5)", 3)


CASES["thousands-of-answers"].note = "Answered more than once"


# ------------------------------------------------------------------ more attacks


@case(scores=ALL | {"q2": 0, "q3": 0, "argument": 0}, told="was stopped", finished=False)
def ends_its_process(room, me):
    return put(room.solved(me), "q2", "import os\nos._exit(0)")


@case(scores=ALL | {"q2": 0, "q3": 0, "argument": 0}, told="was stopped", finished=False)
def crashes_its_process(room, me):
    return put(room.solved(me), "q2", "import ctypes\nctypes.string_at(0)")


@case(scores=ALL | {"q2": 0, "q3": 0, "argument": 0}, told="was stopped", finished=False)
def closes_the_way_out(room, me):
    return put(room.solved(me), "q2", "import os\nos.close(3)")


NUMBERS = """
import json, os
held = json.load(open("/summitry-box/exercise.json"))
own = os.environ["SUMMITRY_VARIANT"]
"""


@case(scores=ALL | {"q1": 0, "q3": 0}, note="is right for the numbers of")
def takes_another_students_numbers(room, me):
    key = room.variant(somebody(room, me)).key
    return add(
        right_by_calculation(room, me), f"{NUMBERS}os.environ['SUMMITRY_VARIANT'] = {key!r}", 1
    )


@case(scores=ALL | {"q1": 0, "q3": 0})
def brings_easy_numbers_of_its_own(room, me):
    source = """
held["variants"][own].update(gain=100, gone=0.9, name_us=1, good_us=1, cost=1, leverage=999)
os.chdir("/tmp")
json.dump(held, open("exercise.json", "w"))
"""
    return add(right_by_calculation(room, me), NUMBERS + source, 1)


@case(told="ended with an error")
def rewrites_the_exercise(room, me):
    return add(room.solved(me), "open('exercise.json', 'w').write('{}')", 1)


@case(note="Answered more than once with different values; the last counts: q1.")
def answers_to_questions_that_nobody_asked(room, me):
    source = """
import json, os
for value in (1, 2):
    for question in ("\\x1b[2J", "\\ud800", "q9", "q1"):
        record = {"exercise": "07-ceiling", "question": question, "value": value}
        os.write(3, json.dumps({"answer": record}).encode() + b"\\n")
"""
    return add(room.solved(me), source, 3)


@case(scores=ALL | {"q1": 0}, misconceptions={"q1": "not-an-answer"})
def answers_nested_deeply(room, me):
    source = """
import os
record = b'{"answer":{"exercise":"07-ceiling","question":"q1","value":%s}}\\n'
for depth in (500, 800, 900, 950, 980):
    for core in (b"1", b"2"):
        os.write(3, record % (b"[" * depth + core + b"]" * depth))
"""
    return put(room.solved(me), "q1", source)


CASES["answers-nested-deeply"].note = "Answered more than once"


@case(scores=ALL | {"q1": 0})
def pretends_to_have_recorded(room, me):
    record = '{"answer": {"exercise": "07-ceiling", "question": "q1", "value": 1}}'
    source = f"import sys\nprint({record!r}, file=sys.stderr)\nprint('Recorded for q1')"
    return put(room.solved(me), "q1", source)


SCRIPT = "<script>alert('page')</script> [x](javascript:alert) ![x](https://page.example/x.png)"


@case(scores=ALL | {"q1": 0, "q2": 0}, told="ended with an error")
def scripts_for_whoever_reads_it(room, me):
    """In text, in an error, and in an answer: all of it stands on the page of the instructor."""
    book = put(room.solved(me), "q1", f"raise ValueError({SCRIPT!r})")
    record = {"exercise": "07-ceiling", "question": "q2", "value": SCRIPT}
    words = json.dumps({"answer": record})
    put(book, "q2", f"import os\nos.write(3, {words!r}.encode() + b'\\n')")
    for kind, source in (("markdown", SCRIPT), ("raw", SCRIPT), ("markdown", f"```\n{SCRIPT}")):
        cell = {"cell_type": kind, "id": f"x{len(book['cells'])}", "metadata": {}}
        book["cells"].append(cell | {"source": source})
    return book


@case(told="ended with an error")
def asks_for_sockets_of_a_strange_kind(room, me):
    book = room.solved(me)
    for kind in ("AF_INET, socket.SOCK_RAW", "AF_PACKET, socket.SOCK_RAW", "AF_VSOCK"):
        add(book, f"import socket\nsocket.socket(socket.{kind})\nprint('REACHED')", 3)
    return book


@case(told="ended with an error")
def looks_how_answers_are_compared(room, me):
    return add(room.solved(me), "import summitry.grading.compare\nprint('FOUND')", 3)


# ------------------------------------------------------------------ the class


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Hand everything in, grade it once, and return the class with the records."""
    patch = pytest.MonkeyPatch()
    patch.setattr(sandbox, "CELL_SECONDS", 4.0)
    patch.setattr(sandbox, "SECONDS", 30.0)
    root = tmp_path_factory.mktemp("classes") / "klass"
    students = {name: (f"Given{number}", "Family") for number, name in enumerate(CASES)}
    room = Class(root, students | {"absent": ("No", "Body")})
    for name, one in CASES.items():
        book = one.make(room, name)
        if book is None:
            folder = room.room.place("submitted", name, "07-ceiling")
            folder.mkdir(parents=True)
            (folder / "07-ceiling.ipynb").symlink_to("/etc/passwd")
        else:
            room.hand_in(name, book, one.name, one.when)
    with room.room.gradebook() as book:
        book.update_or_create_assignment("07-ceiling", duedate="2027-01-01")
    outcomes = grade.grade(room.exercise, room.room, jobs=2)
    patch.undo()
    return room, {one.student: one for one in outcomes}


@pytest.mark.parametrize("name", CASES)
def test_a_fair_instructor_would_mark_it_so(graded, name):
    _room, outcomes = graded
    expected, outcome = CASES[name], outcomes[name]
    assert outcome.state == "graded", outcome.problem
    record = outcome.record
    assert {mark.question: mark.score for mark in record.marks} == expected.scores, record
    found = {mark.question: mark.misconception for mark in record.marks}
    for question, misconception in expected.misconceptions.items():
        assert found[question] == misconception
    assert expected.note in " ".join(record.notes)
    assert expected.told in " ".join(record.told)
    assert record.finished == expected.finished
    if not expected.note:
        assert record.notes == []


def test_who_hands_in_nothing_is_missing(graded):
    assert graded[1]["absent"].state == "missing"


@pytest.mark.parametrize("name", CASES)
def test_gradebook_holds_the_same_scores(graded, name):
    room, outcomes = graded
    with room.room.gradebook() as book:
        handed_in = book.find_submission("07-ceiling", name)
        assert handed_in.score == outcomes[name].record.score
        grades = {grade.name: grade for grade in handed_in.notebooks[0].grades}
    for question, score in CASES[name].scores.items():
        assert grades[question].auto_score == score
        assert not grades[question].needs_manual_grade
    assert grades["argument-quality"].needs_manual_grade == bool(CASES[name].scores["argument"])


@pytest.mark.parametrize("name", CASES)
def test_formgrader_can_show_it(graded, name):
    import nbformat

    room, _ = graded
    path = room.room.place("autograded", name, "07-ceiling") / "07-ceiling.ipynb"
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    marks = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in book.cells]
    assert [mark for mark in marks if mark in ALL] == list(ALL)


def test_the_walls_held(graded):
    room, _ = graded

    def said(name):
        path = room.room.place("autograded", name, "07-ceiling") / "07-ceiling.ipynb"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return "".join(out["text"] for cell in cells for out in cell.get("outputs", ()))

    assert "FOUND []" in said("looks-for-hidden-files")
    assert "REACHED" not in said("calls-outside")
    assert said("asks-for-sockets-of-a-strange-kind").count("Error") == 3
    assert "No module named" in said("looks-how-answers-are-compared")
    assert "REWROTE" not in said("makes-what-is-shown-writable")
    assert "kept" in said("makes-what-is-shown-writable")
    assert "STARTED [] False False" in said("asks-for-processes-in-other-ways")
    assert "unable to open database" in said("attacks-the-gradebook")
    base = sqlite3.connect(room.room.root / "gradebook.db")
    assert base.execute("select count(*) from grade where manual_score = 100").fetchone() == (0,)
    base.close()


@pytest.mark.parametrize("name", ["fork-bomb", "threads-without-end", "starts-a-hundred-processes"])
def test_a_notebook_that_multiplies_is_ended_soon(graded, name):
    """Long before its time is over: 4 s for a cell, 30 s for all."""
    assert graded[1][name].record.seconds < 4


def test_late_submission_is_known_as_late(graded):
    _room, outcomes = graded
    assert outcomes["handed-in-late"].record.late > 3600 * 24 * 300


def test_late_submission_loses_what_the_instructor_says(graded):
    room, _ = graded
    path = room.room.root / "nbgrader_config.py"
    honest = path.read_text("utf-8")
    path.write_text(honest.replace('penalty_method = "none"', 'penalty_method = "zero"'), "utf-8")
    book = room.solved("handed-in-late")
    room.hand_in("handed-in-late", add(book, "print('once more')"))
    (outcome,) = grade.grade(room.exercise, room.room, ["handed-in-late"])
    assert outcome.record.score == MOST  # what was earned stays on record
    with room.room.gradebook() as held:
        assert held.find_submission("07-ceiling", "handed-in-late").late_submission_penalty == MOST
    path.write_text(honest, "utf-8")
    (outcome,) = grade.grade(room.exercise, room.room, ["handed-in-late"])
    assert outcome.state == "graded"  # the rule is another one again
    with room.room.gradebook() as held:
        assert held.find_submission("07-ceiling", "handed-in-late").late_submission_penalty == 0


def test_second_run_changes_nothing_and_grades_only_what_changed(graded):
    room, _ = graded
    again = {one.student: one.state for one in grade.grade(room.exercise, room.room)}
    assert set(again.values()) == {"kept", "missing"}
    room.hand_in("wrong", room.solved("wrong"))
    states = {one.student: one for one in grade.grade(room.exercise, room.room)}
    assert [name for name, one in states.items() if one.state == "graded"] == ["wrong"]
    assert states["wrong"].record.score == MOST


def test_a_manual_score_is_kept_when_a_new_submission_comes(graded):
    room, _ = graded
    with room.room.gradebook() as book:
        found = book.find_grade("argument-quality", "07-ceiling", "07-ceiling", "right")
        found.manual_score, found.needs_manual_grade = 4.0, False
        book.db.commit()
    room.hand_in("right", put(room.solved("right"), "q1", "answer('q1', 1.25)"))
    grade.grade(room.exercise, room.room, ["right"])
    with room.room.gradebook() as book:
        found = book.find_grade("argument-quality", "07-ceiling", "07-ceiling", "right")
        assert found.manual_score == 4.0
        assert book.find_submission("07-ceiling", "right").score == 4 + MOST - 3
    held = list((room.room.root / "backups").rglob("07-ceiling.ipynb"))
    assert any("right" in str(path) for path in held)


def test_feedback_says_what_went_wrong_and_never_the_key(graded):
    from summitry.grading import feedback

    room, _ = graded
    pages = {page.student: page for page in feedback.write(room.exercise, room.room)}
    text = pages["partly-right"].path.read_text("utf-8")
    told = room.exercise.question("q1").mistake("loss-is-ceiling").feedback
    assert told in text
    assert "Read again: lesson 07" in text
    key = room.variant("partly-right").right["q1"]
    assert f"{key:.2f}" not in text
    assert "<script>alert(1)</script>" not in pages["says-html-in-its-output"].path.read_text()
    page = pages["scripts-for-whoever-reads-it"].path.read_text("utf-8")
    assert page.count("&lt;script&gt;alert(") >= 5  # all of it can be read
    assert "<script>alert(" not in page
    assert not re.search(r'href="javascript:|src="https?://page', page)
    told = pages["decimal-comma"].path.read_text("utf-8")
    assert "No answer was recorded, for the cell ended with an error: AnswerFormatError:" in told
    assert not [page for page in feedback.write(room.exercise, room.room) if page.changed]


def test_report_counts_what_was_met(graded):
    from summitry.grading import report

    room, _ = graded
    text = report.write(room.exercise, room.room).read_text("utf-8")
    assert "loss is ceiling" in text
    assert "another-students-answers" in text
    assert "Nothing from: absent" in text


def test_export_leaves_out_what_waits_for_marks_by_hand(graded):
    from summitry.grading import export

    room, _ = graded
    lines = export.write(room.room, "canvas").read_text("utf-8").splitlines()
    held = {line.split(",")[-3]: line.split(",")[-1] for line in lines}
    assert held["untouched"] == "0"
    assert held["wrong"] == ""  # the argument is not read yet
    assert held["absent"] == ""


def test_collect_from_one_zip_of_many(graded, tmp_path):
    from summitry.grading import collect

    room, _ = graded
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        book = json.dumps(room.solved("right"))
        number = list(CASES).index("wrong")
        archive.writestr(f"Given{number} Family_77_assignsubmission_file/x.ipynb", book)
        archive.writestr("familygiven0_LATE_9001_5_07-ceiling-1.ipynb", book)
        archive.writestr("Somebody Else_1_assignsubmission_file_/07-ceiling.ipynb", "{}")
        archive.writestr("__MACOSX/._x.ipynb", "junk")
        archive.writestr("../../../escape.ipynb", "{}")
    found = {
        one.name.split("/", 1)[1]: one for one in collect.collect(room.exercise, room.room, path)
    }
    assert len(found) == 4
    assert {one.student for one in found.values()} == {"wrong", "right", ""}
    assert not (tmp_path.parent / "escape.ipynb").exists()
    assert records.read(room.room, "07-ceiling", "right") is not None
