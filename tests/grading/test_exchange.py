"""Through nbgrader's exchange and back, with one student: whoever runs the test.

With several users, and through the servers of a hub, the same is done in tests/hub.
"""

import getpass
import json
import os
import subprocess
import sys

import pytest
from small_class import ARGUMENT, Class, put

from summitry.cli import main
from summitry.grading import collect, feedback, sandbox

walled = pytest.mark.skipif(
    not sandbox.available(),
    reason="bubblewrap is not here; submissions run only inside it (apt-get install bubblewrap)",
)
ME = getpass.getuser()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A class of two, one of them the user, and an exchange."""
    place = tmp_path_factory.mktemp("exchange")
    exchange = place / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    (place / "home").mkdir()
    built = Class(place / "klass", {ME: ("Ann", "Other"), "by-mail": ("Max", "Post")})
    with (built.room.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(exchange)!r}\n")
    own = f'c.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = "hanoi-test"\n'
    (place / "home" / "nbgrader_config.py").write_text(f"c = get_config()\n{own}")
    return place, built


def student(place, *words):
    """One of nbgrader's commands, typed in the student's folder."""
    own = {f"JUPYTER_{kind}_DIR": str(place / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=place / "home",
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_without_an_exchange_the_commands_say_so(tmp_path, capsys):
    built = Class(tmp_path / "klass", {"ana": ("A", "B")})
    with (built.room.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(tmp_path / 'file' / 'none')!r}\n")
    (tmp_path / "file").write_text("no folder, so nothing can be made in it")
    room = str(built.room.root)
    assert main(["assign", "07-ceiling", "--release", "--class", room]) == 2
    assert "nbgrader could not release 07-ceiling" in capsys.readouterr().err
    with pytest.raises(collect.CollectError, match="nbgrader could not collect 07-ceiling"):
        collect.collect_exchange(built.exercise, built.room)
    with pytest.raises(feedback.FeedbackError, match="No submission of 07-ceiling came through"):
        feedback.release(built.exercise, built.room)


@walled
def test_there_and_back(folder, capsys):
    place, built = folder
    room = ["--class", str(built.room.root)]
    assert main(["assign", "07-ceiling", "--release", *room]) == 0
    assert "released in nbgrader's exchange" in capsys.readouterr().out

    # Somebody joins: the exercise is released once more, with the numbers of all.
    with (built.room.root / "roster.csv").open("a") as roster:
        roster.write("new-one,New,One,,\n")
    assert main(["assign", "07-ceiling", "--release", *room]) == 0
    assert "numbers for 3 students" in capsys.readouterr().out

    student(place, "fetch_assignment", "07-ceiling")
    shown = json.loads((place / "home" / "07-ceiling" / "exercise.json").read_text("utf-8"))
    assert len(shown["variants"]) == 3
    path = place / "home" / "07-ceiling" / "07-ceiling.ipynb"
    book = json.loads(path.read_text("utf-8"))
    for question, value in built.variant(ME).right.items():
        put(book, question, f"answer({question!r}, {value!r})")
    put(book, "argument", f"answer('argument', {ARGUMENT!r})")
    path.write_text(json.dumps(book), "utf-8")
    student(place, "submit", "07-ceiling")

    assert main(["collect", "07-ceiling", *room]) == 0
    assert "1 submissions in the class folder" in capsys.readouterr().out
    # Another one comes by mail: it is graded, and has no feedback in the exchange.
    built.hand_in("by-mail", built.book("by-mail"))
    assert main(["grade", "07-ceiling", *room]) == 0
    assert "2 graded" in capsys.readouterr().out
    assert main(["feedback", "07-ceiling", "--release", *room]) == 0
    assert "released in nbgrader's exchange, for 1 students" in capsys.readouterr().out

    student(place, "fetch_feedback", "07-ceiling")
    (page,) = (place / "home").glob("07-ceiling/feedback/*/07-ceiling.html")
    text = page.read_text("utf-8")
    assert "Score: 8.0 / 13.0" in text
    assert "<script src=" not in text


@walled
def test_what_nbgrader_refuses_is_one_sentence(folder, capsys):
    place, built = folder
    (place / "exchange").rename(place / "gone")
    try:
        words = ["feedback", "07-ceiling", "--release", "--class", str(built.room.root)]
        assert main(words) == 2
        said = capsys.readouterr().err
        assert f"nbgrader could not release the feedback of {ME}" in said
        assert "Unwritable directory" in said
    finally:
        (place / "gone").rename(place / "exchange")
