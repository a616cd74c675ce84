"""Building notebooks: same bytes every time, whole or not at all, errors with their line."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from summitry.course import build, execute, lesson, lint, normalise, workspace
from summitry.errors import SummitryError

FRONT = """\
---
lesson:
  id: "{id}"
  title: Short
  hook: Why?
  minutes: 1
  needs: []
  objectives: {{O1: Count.}}
  next: "02"
  template: orientation
glue:
  resolutions: "len(facts.load('resolutions'))"
---

+++ {{"course": {{"v": 1, "id": "{id}-title", "phase": "title", "minutes": 1}}}}

Of {{{{ resolutions }}}} resolutions {{cite}}`cgtn_ri`.
"""

CODE = """
```{{code-cell}}
---
course: {{v: 1, id: {id}, phase: worked, minutes: 0}}
---
{code}
```
"""

# What would differ on a second run: ids, addresses, widgets, a hash order, a figure's uid.
VARIED = """\
import anywidget, uuid
from IPython.display import HTML, display
one = uuid.uuid4()
print(object(), one, one.hex, {"b", "a", "c"})
print("again", one)
display(anywidget.AnyWidget())
mime = "application/vnd.plotly.v1+json"
figure = {"data": [{"uid": "a1b2", "y": [1]}], "layout": {"meta": {"alt": "A", "table": {}}}}
display({mime: figure}, raw=True)
HTML(f"<p id='{uuid.uuid4()}'>x</p>")"""


def write(root: Path, id: str, *codes: str, slug: str = "short") -> Path:
    """One lesson in a course folder."""
    path = root / "lessons" / f"{id}-{slug}" / "lesson.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    (root / "notebooks").mkdir(exist_ok=True)
    cells = "".join(CODE.format(id=f"{id}-c{i}", code=code) for i, code in enumerate(codes))
    path.write_text(FRONT.format(id=id) + cells, "utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A course with one lesson, built once; tests read it or copy it."""
    root = tmp_path_factory.mktemp("course")
    write(root, "01", VARIED)
    build.build(workspace.Course(root))
    return root


@pytest.fixture
def course(built, tmp_path) -> workspace.Course:
    """A copy of the built course that a test may change."""
    return workspace.Course(Path(shutil.copytree(built, tmp_path / "course")))


def text_of(course: workspace.Course, stem: str = "01-short") -> str:
    return (course.notebooks / f"{stem}.ipynb").read_text("utf-8")


# ---------------------------------------------------------------- what a built notebook is


def test_a_second_build_gives_the_same_bytes(course, monkeypatch):
    before = text_of(course)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    (result,) = build.build(course)
    assert not result.changed
    assert text_of(course) == before


def test_a_built_notebook_is_valid_and_pinned(built):
    text = text_of(workspace.Course(built))
    notebook = json.loads(text)
    nbformat.validate(notebook)
    assert text.endswith("}\n") and not text.endswith("\n\n")
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"] == {
        "course": {"v": 1, "lesson": "01", "source": "lessons/01-short/lesson.md"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": normalise.LANGUAGE,
    }
    assert "version" not in notebook["metadata"]["language_info"]
    assert [cell["id"] for cell in notebook["cells"]] == ["01-title", "01-c0"]
    assert notebook["cells"][1]["execution_count"] == 1
    assert all(set(cell["metadata"]) == {"course"} for cell in notebook["cells"])
    assert notebook["cells"][0]["source"][0].startswith("Of 1")


def test_what_differs_from_run_to_run_is_masked(built):
    outputs = json.loads(text_of(workspace.Course(built)))["cells"][1]["outputs"]
    stream, widget, figure, page = outputs
    text = "".join(stream["text"])
    assert "<object object at 0x0>" in text
    first = text.split()[4]
    assert text.count(first) == 2, "the same random id is the same masked id"
    assert widget["data"].keys() == {"text/plain"}
    assert figure["data"][normalise.PLOTLY]["data"][0]["uid"] != "a1b2"
    assert page["execution_count"] == 1
    assert "<p id='" in "".join(page["data"]["text/html"])


def test_nothing_of_this_machine_is_in_it(built):
    text = text_of(workspace.Course(built))
    for place in (str(built), str(Path.home()), "summitry-build-", "widget-state", "timestamp"):
        assert place not in text


def test_solutions_are_left_out():
    source = FRONT.format(id="01") + CODE.format(id="01-a", code="answer = ...").replace(
        "minutes: 0", "minutes: 0, solution: answer = 41"
    )
    read = lesson.parse(source, slug="01-short")
    assert read.cells[1].solution == "answer = 41"
    notebook = execute.notebook_of(read)
    assert "41" not in nbformat.writes(notebook)
    assert notebook.cells[1].metadata.course["id"] == "01-a"


# ---------------------------------------------------------------- when a cell fails


@pytest.mark.parametrize(
    ("code", "rule", "line", "message"),
    [
        ("x = 1\nx / 0", "L70", 24, "cell 01-c0 fails: ZeroDivisionError: division by zero"),
        ("import os\nos._exit(3)", "L70", 23, "cell 01-c0 fails: it ends the kernel."),
        ("import os\nprint(os.getcwd())", "L72", 23, "names the folder"),
        (
            "import warnings\nwarnings.warn('be careful')",
            "L71",
            23,
            "cell 01-c0 prints a warning",
        ),
    ],
)
def test_a_cell_that_fails_is_named_and_nothing_is_written(course, code, rule, line, message):
    before = text_of(course)
    write(course.root, "01", code)
    with pytest.raises(lesson.LessonError) as caught:
        build.build(course)
    assert str(caught.value).startswith(f"lessons/01-short/lesson.md:{line}: {rule} ")
    assert message in str(caught.value)
    assert text_of(course) == before
    assert [path.name for path in course.notebooks.iterdir()] == ["01-short.ipynb"]


def test_a_cell_that_takes_too_long_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "TIMEOUT", 3)
    path = write(tmp_path, "01", "import time\ntime.sleep(60)")
    read = lesson.read(path)
    with pytest.raises(lesson.LessonError, match=r"it takes longer than 3 seconds\."):
        execute.run(read, execute.notebook_of(read))


def test_a_kernel_that_cannot_start_is_one_sentence(tmp_path, monkeypatch):
    read = lesson.read(write(tmp_path, "01", "1"))
    monkeypatch.setattr(execute.sys, "executable", "/bin/false")
    with pytest.raises(SummitryError, match="No Python kernel could be started"):
        execute.run(read, execute.notebook_of(read))


def test_a_missing_package_is_one_sentence(tmp_path, monkeypatch):
    read = lesson.read(write(tmp_path, "01", "1"))
    monkeypatch.setitem(execute.sys.modules, "nbclient", None)
    with pytest.raises(SummitryError, match="The package nbclient is missing"):
        execute.run(read, execute.notebook_of(read))


# ---------------------------------------------------------------- files


def canned(monkeypatch, text: str = '{"metadata": {"course": {}}}\n') -> None:
    """Let building give a known text, without running anything."""
    monkeypatch.setattr(build, "build_text", lambda *_: text)


def test_stale_notebooks_are_seen_and_left_alone(course, monkeypatch):
    canned(monkeypatch)
    before = text_of(course)
    (result,) = build.build(course, write=False)
    assert result.changed
    assert text_of(course) == before
    assert build.build(course)[0].changed
    assert not build.build(course)[0].changed


def test_a_notebook_that_was_not_built_is_left_alone(course, monkeypatch):
    canned(monkeypatch)
    target = course.notebooks / "01-short.ipynb"
    for foreign in ('{"metadata": {}, "cells": []}', "no notebook", "[]"):
        target.write_text(foreign)
        with pytest.raises(SummitryError, match=r"01-short\.ipynb was not built from a lesson"):
            build.build(course)
        assert target.read_text() == foreign
    build.build(course, force=True)
    assert build.is_built(target)


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "a.ipynb"
    target.write_text("old")

    def broken(self, other):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(SummitryError, match=r"a\.ipynb cannot be written: no space left on device"):
        build.write_whole(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target, *tmp_path.glob("summitry-home")]


def test_a_read_only_folder_is_one_sentence(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(SummitryError) as caught:
        build.write_whole(tmp_path / "a.ipynb", "new")
    assert str(caught.value).endswith(
        "a.ipynb cannot be written: read-only file system; copy the course to a folder that you "
        "may write to."
    )


def test_a_notebook_without_lesson_is_found(course):
    assert build.orphans(course) == []
    old = course.notebooks / "07-old.ipynb"
    shutil.copy(course.notebooks / "01-short.ipynb", old)
    (course.notebooks / "mine.ipynb").write_text('{"metadata": {}}')
    assert build.orphans(course) == [old]


def test_the_way_on(course):
    path = course.lesson_files()["01"]
    read = lesson.read(path)
    assert build.following(course, read) == "**Next:** 02 Define denuclearisation (not written yet)"
    write(course.root, "02", slug="define")
    assert build.following(course, read) == "**Next:** [02 Short](02-define.ipynb)"
    path.write_text(path.read_text("utf-8").replace('next: "02"', "next: null"), "utf-8")
    assert build.following(course, lesson.read(path)) == "**Next:** this was the last lesson."


def test_progress_is_told(tmp_path):
    read = lesson.read(write(tmp_path, "01", "1", "2"))
    told: list[tuple[int, int]] = []
    execute.run(read, execute.notebook_of(read), lambda done, total: told.append((done, total)))
    assert told[0] == (0, 3) and told[-1] == (3, 3)
    assert told == sorted(told)


# ---------------------------------------------------------------- checks in code


def code_check(check: str, solution: str, stub: str = "...") -> lesson.Lesson:
    """A lesson with one check in code, whose untouched answer is the stub."""
    call = CODE.format(id="01-a", code=f'answer = {stub}\ncourse.check("{check}", answer)')
    call = call.replace("minutes: 0", f"minutes: 0, solution: {json.dumps(solution)}")
    source = FRONT.format(id="01") + CODE.format(id="01-s", code="from summitry import course")
    return lesson.parse(source + call, "x.md", "01-short")


@pytest.fixture(scope="module")
def known():
    """Some number check that ships with the course, and its right answer."""
    from summitry.course import content

    check = next(item for item in content.checks().values() if item.kind == "number")
    return check.id, check.solution()


def test_code_checks_fail_on_the_stub_and_pass_on_the_solution(known):
    check, right = known
    call = f'course.check("{check}", answer)'
    assert lint.solutions(code_check(check, f"answer = {right!r}\n{call}")) == []
    easy = lint.solutions(code_check(check, f"answer = -7\n{call}", stub=repr(right)))
    assert [(problem.rule, problem.line) for problem in easy] == [("L53", 31), ("L54", 31)]


def test_a_solution_without_a_check_is_named(known, monkeypatch):
    check, right = known
    monkeypatch.setattr(lint, "_passing", lambda *_, **__: set())
    read = code_check(check, f"answer = {right!r}")
    (cell,) = [cell for cell in read.cells if cell.solution]
    silent = lesson.Cell("code", "answer = ...", cell.line, cell.meta)
    (problem,) = lint.solutions(
        lesson.Lesson("x.md", "01-short", read.front, {}, (read.cells[0], silent))
    )
    assert problem.rule == "L54"
    assert "calls no course.check" in problem.text


def test_lessons_without_solutions_are_not_run(monkeypatch):
    monkeypatch.setattr(lint, "_passing", None)
    assert lint.solutions(lesson.parse(FRONT.format(id="01"), slug="01-short")) == []


# ---------------------------------------------------------------- outputs


def outputs_of(data: dict) -> list[str]:
    source = FRONT.format(id="01") + CODE.format(id="01-a", code="1").replace(
        "minutes: 0", "minutes: 0, facts: [T003]"
    )
    read = lesson.parse(source, "x.md", "01-short")
    notebook = execute.notebook_of(read)
    notebook.cells[1].outputs = [nbformat.v4.new_output("display_data", data)]
    return [problem.rule for problem in lint.outputs(read, notebook)]


def test_a_figure_without_words_is_named(monkeypatch):
    from summitry import facts

    bare = {normalise.PLOTLY: {"data": [], "layout": {}}}
    described = {normalise.PLOTLY: {"data": [], "layout": {"meta": {"alt": "a", "table": {}}}}}
    unmarked = outputs_of({"text/plain": "x"})
    assert unmarked == ([] if facts.row("T003").verified else ["L32"])
    assert outputs_of({"text/plain": "x †"}) == []
    assert outputs_of({**bare, "text/plain": "†"}) == ["L41"]
    assert outputs_of({**described, "text/plain": "†"}) == []
