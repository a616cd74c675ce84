"""The instructor's commands, typed in order as in the guide, and what they say."""

import csv
import io
import json
import zipfile

import pytest
import small_class
from small_class import ROOT, Class, put

from summitry import cli
from summitry.grading import (
    classroom,
    exercises,
    export,
    feedback,
    grade,
    items,
    likeness,
    records,
    release,
    report,
    sandbox,
)
from summitry.grading.compare import Mark

walled = pytest.mark.skipif(
    not sandbox.available(),
    reason="bubblewrap is not here; submissions run only inside it (apt-get install bubblewrap)",
)

ROSTER = "id,first_name,last_name,email,lms_id\nana,Ana,Pérez,a@x.org,11\nbo,Bo,=Li,b@x.org,12\n"


@walled
def test_a_term_in_six_commands(tmp_path, monkeypatch, capsys):
    room = tmp_path / "klass"
    monkeypatch.setenv("SUMMITRY_CLASS", str(room))
    roster = tmp_path / "list.csv"
    roster.write_text(ROSTER, "utf-8")

    def run(*words):
        code = cli.main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    code, out, _ = run("assign")
    assert code == 0
    assert "07-ceiling" in out and "13 points" in out

    code, out, _ = run("assign", "07-ceiling", "--course", "hanoi-2027", "--roster", str(roster))
    assert code == 0
    assert "Roster taken" in out
    assert "written, numbers for 2 students" in out
    assert "up to date" in run("assign", "07-ceiling")[1]

    held = Class.__new__(Class)
    held.room = classroom.open_class(room)

    held.exercise = exercises.load(ROOT / "exercises" / "07-ceiling")
    held.released = release.release(held.exercise, held.room)

    monkeypatch.setattr(small_class, "COURSE", "hanoi-2027")
    bundle = tmp_path / "moodle.zip"
    with zipfile.ZipFile(bundle, "w") as archive:
        name = "Ana Pérez_1_assignsubmission_file/07-ceiling.ipynb"
        archive.writestr(name, json.dumps(held.solved("ana")))
        archive.writestr("nobody/x.ipynb", "{}")
    code, out, _ = run("collect", "07-ceiling", "--from", str(bundle))
    assert code == 1  # one notebook fits nobody
    assert "2 notebooks: 1 new, 1 unmatched" in out
    assert "nobody/x.ipynb: no student of the roster fits" in out
    assert "Nothing yet from 1: bo" in out

    code, out, _ = run("grade", "07-ceiling")
    assert code == 0
    assert "1 graded, 1 missing" in out
    assert (
        "1 kept, 1 missing" in run("grade", "07-ceiling", "--student", "ana", "--student", "bo")[1]
    )

    code, out, _ = run("feedback", "07-ceiling")
    assert code == 0
    assert "1 pages, 1 of them new" in out
    code, out, _ = run("report", "07-ceiling")
    assert code == 0
    assert (room / "reports" / "07-ceiling.html").is_file()
    target = tmp_path / "scores.csv"
    target.write_text("mine")
    code, out, _ = run("export", "--to", "csv", "--out", str(target))
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert [row["state"] for row in rows] == ["waits for marks by hand", "not handed in"]
    assert rows[1]["last_name"] == "'=Li"  # no formula for a spreadsheet
    assert (tmp_path / "scores-before.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["assign", "07-cieling"], "Did you mean '07-ceiling'"),
        (["grade", "07-ceiling"], "Begin one with: summitry assign"),
        (["assign", "07-ceiling", "--course", "a b"], "plain letters, digits"),
        (["assign", "07-ceiling"], "names no student yet"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path, capsys, words, said):
    assert cli.main([*words, "--class", str(tmp_path / "klass")]) == 2
    assert said in capsys.readouterr().err


def test_without_nbgrader_the_commands_say_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert cli.main(["assign", "07-ceiling", "--class", str(tmp_path)]) == 2
    assert "summitry[teach]" in capsys.readouterr().err


def test_without_a_sandbox_grading_refuses_and_explains(tmp_path, monkeypatch, capsys, request):
    held = Class(tmp_path / "klass", {"ana": ("A", "B")})
    held.hand_in("ana", put(held.solved("ana"), "q1", "answer('q1', 1.25)"))
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    sandbox.available.cache_clear()
    request.addfinalizer(sandbox.available.cache_clear)
    words = ["grade", "07-ceiling", "--class", str(held.room.root)]
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert "apt-get install bubblewrap" in said
    assert "container" in said
    with pytest.raises(sandbox.NoSandboxError):
        sandbox.run(b"{}", b"{}", "k", exercise="07-ceiling")
    assert cli.main([*words, "--no-sandbox", "--jobs", "1"]) == 0
    assert "with all your rights" in capsys.readouterr().err
    assert records.read(held.room, "07-ceiling", "ana").score == 5


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"log": "[INFO] a\n[WARNING] b\n\n  c: d\n[ERROR] e\n"}, "[WARNING] b c: d [ERROR] e"),
        ({"log": "", "error": "Traceback\n  in x\nOSError: full\n"}, "OSError: full"),
        ({"error": None}, "it does not say why."),
    ],
)
def test_what_nbgrader_could_not_do_is_told_in_one_way(result, told):
    classroom.expect_done({"success": True}, "do it", release.ReleaseError)
    with pytest.raises(release.ReleaseError) as raised:
        classroom.expect_done({"success": False, **result}, "do it", release.ReleaseError)
    assert str(raised.value) == f"nbgrader could not do it: {told}"


def test_feedback_and_release_say_what_nbgrader_said(tmp_path, monkeypatch):
    held = Class(tmp_path / "k", {"ana": ("A", "B")})
    records.write(held.room, made("ana", [1, 1, 1, 1]))
    with held.room.gradebook() as book:
        book.update_or_create_submission("07-ceiling", "ana")
    with pytest.raises(
        feedback.FeedbackError, match=r"could not write 07-ceiling of ana: .*No note"
    ):
        feedback.write(held.exercise, held.room)
    monkeypatch.setattr(release, "source", lambda exercise: {})
    monkeypatch.setattr("nbformat.writes", lambda book: "{")
    with pytest.raises(release.ReleaseError, match="nbgrader could not make 07-ceiling: "):
        release.release(held.exercise, held.room)


def test_a_class_keeps_its_name(tmp_path):
    classroom.open_class(tmp_path / "k", "one", create=True)
    with pytest.raises(classroom.ClassroomError, match="belongs to the course 'one', not to 'two'"):
        classroom.open_class(tmp_path / "k", "two")
    assert classroom.open_class(tmp_path / "k").course == "one"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"name\nana\n", "must name the columns, id among them"),
        (b"id\n", "names no student yet"),
        (b"id\nana\nANA\n", "line 3: the id 'ANA' stands there twice"),
        (b"id\na/b\n", "line 2: the id 'a/b' must have"),
        (b"id\n..\n", "line 2"),
        ("id\nZoë\n".encode("latin-1"), "is not in UTF-8"),
        (None, "There is no roster"),
    ],
)
def test_a_roster_that_cannot_be_used(tmp_path, text, said):
    path = tmp_path / "roster.csv"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(classroom.ClassroomError, match=said):
        classroom.read_roster(path)


def test_a_roster_as_spreadsheets_write_it(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes("\ufeffID;First_Name;Other\r\nana;Ana;x\r\n;;\r\n".encode())
    assert classroom.read_roster(path) == {"ana": classroom.Student("ana", "Ana")}
    assert classroom.Student("ana").name == "ana"


def test_a_student_is_found_without_regard_to_capitals(tmp_path):
    held = classroom.open_class(tmp_path / "k", create=True)
    (held.root / "roster.csv").write_text("id\nana\n")
    assert held.student("ANA").id == "ana"
    with pytest.raises(Exception, match="Did you mean 'ana'"):
        held.student("anna")


def test_an_exercise_that_was_not_released_cannot_be_graded(tmp_path):
    held = Class(tmp_path / "k", {"ana": ("A", "B")})
    held.released.notebook.unlink()
    with pytest.raises(grade.GradingError, match="was not released"):
        grade.Grader(held.exercise, held.room, sandboxed=False)


# ---------------------------------------------------------------- export, figures of a class


def test_canvas_gets_its_own_columns_back(tmp_path):
    held = Class(tmp_path / "k", {"ana": ("A", "B"), "bo": ("C", "D")})
    template = tmp_path / "canvas.csv"
    head = "Student,ID,SIS User ID,SIS Login ID,Section,07-ceiling (555),Other (6)\r\n"
    template.write_text(head + 'Points,,,,,13,5\r\n"B, A",9001,,,S1,,4\r\nX,1,,bo,S1,,3\r\n')
    with held.room.gradebook() as book:
        for student, score in (("ana", 7.5), ("bo", 2.0)):
            book.update_or_create_submission("07-ceiling", student)
            for cell in ("q1", "q2", "q3", "argument", "argument-quality"):
                found = book.find_grade(cell, "07-ceiling", "07-ceiling", student)
                found.auto_score, found.needs_manual_grade = 0.0, False
            found = book.find_grade("q1", "07-ceiling", "07-ceiling", student)
            found.manual_score = score
        book.db.commit()
    path = export.write(held.room, "canvas", template=template)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    assert [row[5] for row in rows] == ["07-ceiling (555)", "13", "7.5", "2"]
    assert [row[6] for row in rows] == ["Other (6)", "5", "4", "3"]
    template.write_text("a,b\n")
    with pytest.raises(export.ExportError, match="lacks the columns"):
        export.write(held.room, "canvas", template=template)
    template.write_text("Student,ID,x\n")
    with pytest.raises(export.ExportError, match="no column begins with the id"):
        export.write(held.room, "canvas", template=template)
    with pytest.raises(Exception, match="used with --to canvas only"):
        export.write(held.room, "moodle", template=template)
    with pytest.raises(Exception, match="one of canvas, moodle, csv"):
        export.write(held.room, "excel")


def test_nothing_to_export_report_or_tell(tmp_path):

    room = classroom.open_class(tmp_path / "k", create=True)
    (room.root / "roster.csv").write_text("id\nana\n")
    (room.root / "gradebook.db").write_bytes(small_class.empty_gradebook())
    exercise = exercises.load(ROOT / "exercises" / "07-ceiling")
    with pytest.raises(export.ExportError, match="holds no exercise yet"):
        export.scores(room)
    with pytest.raises(feedback.FeedbackError, match="Nothing of 07-ceiling was graded yet"):
        feedback.write(exercise, room)
    with pytest.raises(report.ReportError, match="Nothing of 07-ceiling was graded yet"):
        report.write(exercise, room)


def made(student, shares, code="", value=None):
    """A record with these shares of the points."""

    asked = exercises.load(ROOT / "exercises" / "07-ceiling").questions
    marks = [
        Mark(q.id, share * q.points, q.points, "right" if share == 1 else "wrong",
             "" if share == 1 else "other", "f", value if q.kind == "number" else None)
        for q, share in zip(asked, shares, strict=True)
    ]  # fmt: skip
    prints = {q.id: f"{code or student}{q.id}" for q in asked}
    return records.Record(student, "07-ceiling", "d", marks, prints=prints)


def test_difficulty_and_discrimination():

    exercise = exercises.load(ROOT / "exercises" / "07-ceiling")
    graded = [made(f"s{n}", [n >= 6, n < 6, n >= 5, 1]) for n in range(12)]
    q1, q2, q3, form = items.items(exercise, graded)
    assert (q1.difficulty, q2.difficulty, q3.difficulty, form.difficulty) == (0.5, 0.5, 7 / 12, 1)
    assert q1.discrimination > 0.5
    assert q2.discrimination < -0.5
    assert form.discrimination is None  # everybody did alike
    assert q2.verdict.startswith("look at it again")
    assert form.verdict.startswith("easy")
    few = items.items(exercise, graded[:4])
    assert [one.discrimination for one in few] == [None] * 4
    assert few[0].verdict.startswith("hard")


def test_likeness_is_a_wrong_number_or_uncommon_code():

    exercise = exercises.load(ROOT / "exercises" / "07-ceiling")
    graded = [made(f"s{n}", [1, 1, 1, 1]) for n in range(10)]
    assert likeness.pairs(exercise, graded) == []
    graded[3] = made("s3", [0, 1, 1, 1], value=41.5)
    graded[7] = made("s7", [0, 1, 1, 1], value=41.5)
    graded[8] = made("s8", [1, 1, 1, 1], code="same")
    graded[9] = made("s9", [1, 1, 1, 1], code="same")
    one, other = likeness.pairs(exercise, graded)
    assert (one.first, one.second, one.code) == ("s8", "s9", ("q1", "q2", "q3", "argument"))
    assert (other.first, other.second, other.answers) == ("s3", "s7", ("q1",))
    common = [made(f"s{n}", [1, 1, 1, 1], code="all") for n in range(10)]
    assert likeness.pairs(exercise, common) == []
