"""Submissions are given to the one student who fits, and to nobody when several do."""

import io
import json
import zipfile

import pytest
from small_class import Class

from summitry import cli
from summitry.grading import collect

STUDENTS = {
    "ana": ("Ana", "Pérez"),
    "bo": ("Bo", "Li"),
    "zoë": ("Zoë", "Ünal"),
    "li2": ("Bo", "Li"),
    "j.doe@uni": ("Jo", "Doe-Ray"),
}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return Class(tmp_path_factory.mktemp("collect") / "klass", STUDENTS)


def matched(room, name, book=None):
    raw = json.dumps(book or {"cells": []}).encode()
    piece = collect.Piece(name, raw, collect.datetime(2027, 1, 1, tzinfo=collect.UTC))
    return collect.match(piece, room.exercise, room.room)


@pytest.mark.parametrize(
    ("name", "student", "reason"),
    [
        ("ana/07-ceiling.ipynb", "ana", "id in its path"),
        ("ANA.ipynb", "ana", "id"),
        ("ana+07-ceiling+2027-01-01 10:00:00 UTC+abc.ipynb", "ana", "id"),
        ("07-ceiling-ana.ipynb", "ana", "id"),
        ("ana_07-ceiling.ipynb", "ana", "id"),
        ("Ana Pérez_1234_assignsubmission_file/07-ceiling.ipynb", "ana", "name"),
        ("Pérez, Ana/07-ceiling.ipynb", "ana", "name"),
        ("perezana_9001_77_07-ceiling.ipynb", "ana", "number of the LMS"),
        ("unalzoe_LATE_1_2_07-ceiling-1.ipynb", "zoë", "name"),
        ("zoe\u0308/07-ceiling.ipynb", "zoë", "id"),
        ("j.doe@uni/x.ipynb", "j.doe@uni", "id"),
        ("all.zip/deeper.zip/ana/x.ipynb", "ana", "id"),
    ],
)
def test_one_fits(room, name, student, reason):
    found, why = matched(room, name)
    assert found is not None, why
    assert found.id == student
    assert reason in why


def test_the_id_in_the_notebook_is_the_last_resort(room):
    found, why = matched(room, "homework.ipynb", room.book("zoë"))
    assert (found.id, why) == ("zoë", "by the id written in the notebook")


@pytest.mark.parametrize("name", ["Bo Li_12_assignsubmission_file/x.ipynb", "ana/bo.ipynb"])
def test_several_fit_nobody_gets_it(room, name):
    found, why = matched(room, name)
    assert found is None
    assert why.startswith("several students fit: ")


@pytest.mark.parametrize("name", ["x.ipynb", "Anabel Pérez_1_assignsubmission_file/x.ipynb"])
def test_nobody_fits(room, name):
    found, why = matched(room, name)
    assert found is None
    assert "no student of the roster fits" in why


def packed(files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, (when, raw) in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), raw)
    return held.getvalue()


OLD, NEW = (2026, 5, 1, 10, 0, 0), (2026, 5, 2, 10, 0, 0)


def test_a_zip_with_zips_and_several_tries(room, tmp_path):
    inner = packed({"07-ceiling.ipynb": (NEW, b'{"cells": [2]}')})
    path = tmp_path / "all.zip"
    path.write_bytes(
        packed(
            {
                "ana/old.ipynb": (OLD, b'{"cells": [1]}'),
                "Ana Pérez_1_assignsubmission_file/hand-in.zip": (NEW, inner),
                "bo/07-ceiling.ipynb": (NEW, b"broken"),
                "bo/damaged.zip": (NEW, b"PK no zip"),
                "who/x.ipynb": (NEW, b"{}"),
                "who/notes.txt": (NEW, b"not a notebook"),
            }
        )
    )
    steps = []
    found = collect.collect(
        room.exercise, room.room, path, lambda one, done, total: steps.append((done, total))
    )
    states = sorted((one.student, one.state) for one in found)
    assert states == [("", "unmatched"), ("ana", "new"), ("ana", "older"), ("bo", "new")]
    assert steps[-1] == (4, 4)
    folder = room.room.place("submitted", "ana", "07-ceiling")
    assert (folder / "07-ceiling.ipynb").read_bytes() == b'{"cells": [2]}'
    assert (folder / "timestamp.txt").read_text().startswith("2026-05-02 10:00:00")
    (aside,) = (room.room.root / "unmatched" / "07-ceiling").iterdir()
    assert aside.name.endswith("who_x.ipynb")
    again = collect.collect(room.exercise, room.room, path)
    assert {one.state for one in again} == {"same", "older", "unmatched"}


def test_a_folder_and_a_single_file(room, tmp_path):
    place = tmp_path / "in" / "zoë"
    place.mkdir(parents=True)
    (place / "07-ceiling.ipynb").write_text('{"cells": []}')
    (place / "timestamp.txt").write_text("2026-06-01 09:00:00 UTC")
    (tmp_path / "in" / ".hidden").mkdir()
    (tmp_path / "in" / ".hidden" / "bo.ipynb").write_text("{}")
    (tmp_path / "in" / "li2.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "in" / "inner.zip").write_bytes(packed({"li2/a.ipynb": (NEW, b"{}")}))
    found = {
        one.student: one.state for one in collect.collect(room.exercise, room.room, place.parent)
    }
    assert found == {"zoë": "new", "li2": "new"}
    changed = tmp_path / "zoë.ipynb"
    changed.write_text('{"cells": [3]}')
    (one,) = collect.collect(room.exercise, room.room, changed)
    assert (one.student, one.state) == ("zoë", "replaced")
    kept = list((room.room.root / "backups").rglob("zoë/07-ceiling/07-ceiling.ipynb"))
    assert [path.read_text() for path in kept] == ['{"cells": []}']


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("nothing-there", None, "There is no file or folder"),
        ("words.txt", b"hello", "neither a folder, nor a zip file, nor a notebook"),
        ("empty.zip", packed({"a.txt": (NEW, b"x")}), "There is no notebook"),
    ],
)
def test_nothing_to_collect(room, tmp_path, name, raw, words):
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    with pytest.raises(collect.CollectError, match=words):
        collect.collect(room.exercise, room.room, tmp_path / name)


def opens(exercise):
    source = f'task = course.exercise("{exercise}", student)'
    return json.dumps({"cells": [{"cell_type": "code", "source": source}]})


def test_notebooks_of_other_exercises_are_left_alone(room, tmp_path):
    """A folder with all that each student has written; the newest is of another exercise."""
    for name, exercise in (("07-ceiling", "07-ceiling"), ("08-window", "08-window")):
        (tmp_path / "j.doe@uni").mkdir(exist_ok=True)
        (tmp_path / "j.doe@uni" / f"{name}.ipynb").write_text(opens(exercise))
    found = {one.name: one for one in collect.collect(room.exercise, room.room, tmp_path)}
    other = found["j.doe@uni/08-window.ipynb"]
    assert (other.student, other.state) == ("j.doe@uni", collect.OTHER)
    assert other.reason == "it is the notebook of exercise 08-window"
    assert found["j.doe@uni/07-ceiling.ipynb"].state == "new"
    held = room.room.place("submitted", "j.doe@uni", "07-ceiling") / "07-ceiling.ipynb"
    assert held.read_text() == opens("07-ceiling")


def test_whoever_has_handed_in_another_exercise_only_is_named(room, tmp_path, capsys):
    (tmp_path / "li2.ipynb").write_text(opens("08-window"))
    words = ["collect", "07-ceiling", "--class", str(room.room.root), "--from", str(tmp_path)]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "1 notebooks: 1 of another exercise" in said
    assert "  li2.ipynb: it is the notebook of exercise 08-window\n" in said


def test_a_bomb_is_refused(room, tmp_path, monkeypatch):
    monkeypatch.setattr(collect, "LARGEST", 1000)
    path = tmp_path / "bomb.zip"
    path.write_bytes(packed({"ana/x.ipynb": (NEW, b" " * 5000)}))
    with pytest.raises(collect.CollectError, match="unpacks to more than"):
        collect.collect(room.exercise, room.room, path)


def test_an_odd_date_in_a_zip(room, tmp_path):
    path = tmp_path / "odd.zip"
    raw = bytearray(packed({"li2/x.ipynb": (NEW, b'{"cells": [9]}')}))
    place = raw.index(b"PK\x01\x02") + 14
    raw[place : place + 2] = b"\x00\x00"  # month 0, day 0
    path.write_bytes(bytes(raw))
    (one,) = collect.collect(room.exercise, room.room, path)
    assert one.student == "li2"
