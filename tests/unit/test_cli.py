"""The command: help for a stranger, results as exit codes, mistakes as one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import summitry
from summitry import cli
from summitry.course import build, lab, lint
from summitry.course.lesson import LessonError, Problem
from summitry.errors import SummitryError

VALID = Path(__file__).parent.parent / "golden" / "lint" / "valid" / "lesson.md"
BUILT = '{"metadata": {"course": {}}, "cells": []}\n'


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """A course folder with two lessons, whose notebooks are known without running them."""
    for number in ("90", "91"):
        folder = tmp_path / "lessons" / f"{number}-count"
        folder.mkdir(parents=True)
        text = VALID.read_text("utf-8").replace('id: "90"', f'id: "{number}"')
        text = text.replace("90-", f"{number}-").replace('next: "00"', "next: null")
        (folder / "lesson.md").write_text(text, "utf-8")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build, "build_text", built)
    return tmp_path


def built(lesson, following, progress):
    progress(len(lesson.cells), len(lesson.cells))
    return BUILT


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


# ---------------------------------------------------------------- the command itself


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_every_command(capsys, arguments):
    try:
        code = cli.main(arguments)
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr().out
    assert code == 0
    for word in ("build", "check", "syllabus", "lab", "Hanoi", "To learn: `summitry lab`"):
        assert word in said


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"summitry {summitry.__version__}\n"


def test_it_runs_as_a_command_and_as_a_module(tmp_path):
    for command in (
        [Path(sys.executable).parent / "summitry"],
        [sys.executable, "-m", "summitry.cli"],
    ):
        done = subprocess.run(
            [*command, "build"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert done.stderr.startswith("summitry: No course was found in ")
        assert "Traceback" not in done.stderr
        assert done.stderr.count("\n") == 1


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["biuld"])
    assert end.value.code == 2
    assert "invalid choice: 'biuld'" in capsys.readouterr().err


def test_stopping_is_no_traceback(course, capsys, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "build", stopped)
    assert run(capsys, "build") == (130, "", "\nsummitry: stopped.\n")


def without_reader(words, folder, unbuffered):
    """Run the command with its output in a pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return subprocess.run(
            [sys.executable, "-m", "summitry.cli", *words],
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "SUMMITRY_CLASS": "my-class"},
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writer)


@pytest.mark.parametrize(
    ("words", "unbuffered"),
    [
        ("", ""),
        ("--help", ""),
        ("--version", ""),
        ("assign", ""),
        ("assign", "1"),  # each line by itself, so that the first of them meets the closed pipe
        ("assign 07-ceiling", ""),
        ("check --fast --only 01", ""),
        ("syllabus --check", "1"),
    ],
)
def test_when_the_reader_goes_away_it_ends_quietly(words, unbuffered, root, tmp_path):
    for name in ("lessons", "notebooks", "exercises", "docs"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "my-class").mkdir()
    (tmp_path / "my-class" / "roster.csv").write_text("id\nana\n")
    done = without_reader(words.split(), tmp_path, unbuffered)
    assert (done.returncode, done.stderr) == (141, "")


def test_in_a_shell_the_first_lines_come_and_no_complaint(root):
    command = f"{sys.executable} -m summitry.cli assign | head -n 2"
    done = subprocess.run(
        ["bash", "-c", f"{command}; echo ${{PIPESTATUS[0]}}"],
        cwd=root,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    first, second, code = done.stdout.splitlines()
    assert first.startswith("01-") and second.startswith("02-")
    assert code in ("0", "141")  # 0 when all was written before the reader went
    assert done.stderr == ""


def test_errors_that_nobody_reads_are_no_matter_either(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "summitry.cli", "build"]
    done = subprocess.run(words, cwd=tmp_path, stdout=writer, stderr=writer, check=False)
    os.close(writer)
    assert done.returncode == 141


# ---------------------------------------------------------------- build


def test_build_writes_and_says_so(course, capsys):
    code, out, err = run(capsys, "build")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("90 Count resolutions: 12 cells, ") and lines[0].endswith("written")
    assert len(lines) == 2
    assert (course / "notebooks" / "90-count.ipynb").read_text() == BUILT
    code, out, _ = run(capsys, "build", "--only", "90")
    assert code == 0
    assert [line.rpartition(", ")[2] for line in out.splitlines()] == ["up to date"]


def test_build_check_lists_what_is_stale(course, capsys):
    run(capsys, "build")
    (course / "notebooks" / "91-count.ipynb").write_text('{"metadata": {"course": {}}}')
    code, out, _ = run(capsys, "build", "--check")
    assert code == 1
    assert "Not what the lessons give: notebooks/91-count.ipynb\n" in out
    assert "summitry build" in out
    assert (course / "notebooks" / "91-count.ipynb").read_text() == '{"metadata": {"course": {}}}'
    assert run(capsys, "build", "--check", "--only", "90")[0] == 0


def test_build_check_lists_notebooks_without_lesson(course, capsys):
    run(capsys, "build")
    (course / "notebooks" / "07-old.ipynb").write_text(BUILT)
    code, out, _ = run(capsys, "build", "--check")
    assert code == 1
    assert "notebooks/07-old.ipynb has no lesson: delete it." in out
    assert run(capsys, "build")[0] == 0


def test_build_goes_on_after_a_lesson_that_fails(course, capsys, monkeypatch):
    problem = Problem("lessons/90-count/lesson.md", 7, "L70", "cell 90-a fails: it is late")

    def one_fails(lesson, following, progress):
        if lesson.id == "90":
            raise LessonError([problem])
        return built(lesson, following, progress)

    monkeypatch.setattr(build, "build_text", one_fails)
    code, out, err = run(capsys, "build")
    assert code == 1
    assert "lessons/90-count/lesson.md:7: L70 cell-fails: cell 90-a fails: it is late\n" in err
    assert "90 Count resolutions: 0 cells" in out and "FAILED" in out
    assert [path.name for path in (course / "notebooks").iterdir()] == ["91-count.ipynb"]


def test_build_refuses_what_it_did_not_make(course, capsys):
    (course / "notebooks" / "90-count.ipynb").write_text("{}")
    code, _, err = run(capsys, "build")
    assert code == 2
    assert err.startswith("summitry: notebooks/90-count.ipynb was not built from a lesson")
    assert run(capsys, "build", "--force")[0] == 0


def test_build_of_an_unknown_lesson(course, capsys):
    code, _, err = run(capsys, "build", "--only", "77")
    assert code == 2
    assert err.startswith("summitry: There is no lesson '77'.")


def test_progress_on_a_terminal(course, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    _, out, _ = run(capsys, "build", "--only", "90")
    assert out.startswith("\r90 Count resolutions: cell 12 of 12 \r90 Count resolutions: 12 cells")


# ---------------------------------------------------------------- check


def test_check_lists_every_problem(course, capsys, monkeypatch):
    monkeypatch.setattr(lint, "ledger_faults", lambda: iter(["C01 is lonely."]))
    monkeypatch.setattr(lint, "solutions", lambda lesson: [])
    path = course / "lessons" / "91-count" / "lesson.md"
    path.write_text(path.read_text("utf-8").replace("minutes: 10", "minutes: 11"), "utf-8")
    code, out, _ = run(capsys, "check")
    assert code == 1
    assert "ledger: C01 is lonely.\n" in out
    assert "lessons/91-count/lesson.md:14: L16 minutes: " in out
    assert "notebooks/91-count.ipynb: not what the lesson gives; run: summitry build\n" in out
    assert out.endswith(" problems found.\n")
    code, fast, _ = run(capsys, "check", "--fast", "--only", "91")
    assert code == 1
    assert "ledger" not in fast and "notebooks/" not in fast and "L16" in fast


def test_check_of_a_lesson_that_cannot_be_read(course, capsys):
    (course / "lessons" / "90-count" / "lesson.md").write_text("no front matter")
    code, out, _ = run(capsys, "check", "--only", "90")
    assert code == 1
    assert out.splitlines() == [
        "lessons/90-count/lesson.md:1: L01 front-matter: begin the file with front matter between "
        "two lines of ---.",
        "1 problem found.",
    ]


def test_the_lessons_of_the_course_keep_the_rules(root, capsys, monkeypatch):
    monkeypatch.chdir(root)
    code, out, _ = run(capsys, "check", "--fast")
    assert (code, out) == (0, "0 problems found.\n")


# ---------------------------------------------------------------- syllabus


def test_syllabus_is_written_and_checked(course, capsys):
    code, out, _ = run(capsys, "syllabus", "--check")
    assert code == 1
    assert out == (
        "Out of date: docs/syllabus.md, docs/coverage.md\nPut it right with: summitry syllabus\n"
    )
    assert run(capsys, "syllabus")[:2] == (
        0,
        "docs/syllabus.md written\ndocs/coverage.md written\n",
    )
    page = course / "docs" / "syllabus.md"
    assert page.read_text("utf-8").startswith("# Syllabus\n")
    done = (0, "docs/syllabus.md and docs/coverage.md are up to date\n")
    assert run(capsys, "syllabus")[:2] == done
    page.write_text("edited")
    assert run(capsys, "syllabus", "--check")[0] == 1
    assert page.read_text() == "edited"


# ---------------------------------------------------------------- lab


@pytest.fixture
def opened(monkeypatch) -> list[tuple]:
    calls: list[tuple] = []
    monkeypatch.setattr(lab, "open_lab", lambda *given, teach: calls.append(given) or 0)
    monkeypatch.setattr(lab, "choose_port", lambda asked, _: asked or 8888)
    monkeypatch.setattr(lab, "has_screen", lambda _: True)
    return calls


def test_lab_opens_the_learner_s_copies(course, capsys, opened):
    (course / "notebooks" / "00-start.ipynb").write_text(BUILT)
    assert run(capsys, "lab") == (0, "", "")
    assert run(capsys, "lab", "--port", "9000", "--no-browser")[0] == 0
    work = course / "my-work"
    assert opened == [
        (work, "00-start.ipynb", 8888, True),
        (work, "00-start.ipynb", 9000, False),
    ]
    assert (work / "00-start.ipynb").read_text() == BUILT


def test_lab_says_which_copies_were_kept(course, capsys, opened):
    source = course / "notebooks" / "00-start.ipynb"
    source.write_text(BUILT)
    run(capsys, "lab")
    changed = BUILT.replace("[]", '[{"cell_type": "markdown", "source": "mine"}]')
    (course / "my-work" / "00-start.ipynb").write_text(changed)
    source.write_text(changed.replace("mine", "newer"))
    _, out, _ = run(capsys, "lab")
    assert out.startswith("00-start.ipynb holds your changes and stays as it is; ")
    assert run(capsys, "lab")[1] == ""


def test_lab_here_copies_nothing(course, capsys, opened):
    assert run(capsys, "lab", "--here")[0] == 0
    assert opened == [(course, "", 8888, True)]
    assert not (course / "my-work").exists()


def test_lab_copies_nothing_when_the_port_is_taken(course, capsys, opened, monkeypatch):
    def taken(asked, environment):
        raise SummitryError("Port 8888 is in use.")

    monkeypatch.setattr(lab, "choose_port", taken)
    (course / "notebooks" / "00-start.ipynb").write_text(BUILT)
    assert run(capsys, "lab") == (2, "", "summitry: Port 8888 is in use.\n")
    assert not (course / "my-work").exists()
    assert opened == []


def test_lab_without_jupyterlab_is_one_sentence(course, capsys, monkeypatch):
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    code, _, err = run(capsys, "lab")
    assert code == 2
    assert err.startswith("summitry: The package jupyterlab, which opens the notebooks, is not ")
    assert err.count("\n") == 1


def test_errors_of_the_package_are_one_sentence(course, capsys, monkeypatch):
    def fails(*_, **__):
        raise SummitryError("It rains.")

    monkeypatch.setattr(build, "build", fails)
    assert run(capsys, "build") == (2, "", "summitry: It rains.\n")
