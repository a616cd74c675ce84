"""Finding the course, and the learner's copies: made, renewed, never overwritten."""

import json
from pathlib import Path

import pytest

from summitry.course import copies, workspace
from summitry.errors import SummitryError, UnknownNameError


def notebook(*sources: str, built: bool = True, outputs=()) -> str:
    cells = [
        {"cell_type": "code", "id": f"c{i}", "source": [source], "outputs": list(outputs)}
        for i, source in enumerate(sources)
    ]
    metadata = {"course": {"lesson": "01"}} if built else {}
    return json.dumps({"cells": cells, "metadata": metadata})


@pytest.fixture
def course(tmp_path) -> workspace.Course:
    for number, slug in (("00", "start-here"), ("01", "two-days")):
        folder = tmp_path / "lessons" / f"{number}-{slug}"
        folder.mkdir(parents=True)
        (folder / "lesson.md").write_text("x")
    (tmp_path / "notebooks").mkdir()
    publish(tmp_path, "01-two-days", notebook("first"))
    return workspace.Course(tmp_path)


def publish(root: Path, stem: str, text: str) -> None:
    (root / "notebooks" / f"{stem}.ipynb").write_text(text)


def mine(course: workspace.Course) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(course.my_work.glob("*.ipynb"))}


# ---------------------------------------------------------------- finding


def test_the_course_is_found_from_any_folder_in_it(course, monkeypatch):
    monkeypatch.chdir(course.root / "lessons" / "00-start-here")
    assert workspace.find_course() == course
    assert workspace.find_course(course.notebooks) == course


def test_no_course_is_one_sentence(tmp_path):
    lone = tmp_path / "elsewhere"
    lone.mkdir()
    with pytest.raises(SummitryError, match=r"No course was found in .*elsewhere or above it: go"):
        workspace.find_course(lone)


def test_lessons_are_chosen_by_number_or_name(course):
    assert list(course.lesson_files()) == ["00", "01"]
    assert list(course.choose(None)) == ["00", "01"]
    assert list(course.choose(["1", "00"])) == ["00", "01"]
    assert list(course.choose(["01-two"])) == ["01"]
    for wrong in ("02", "01-three", "x", ""):
        with pytest.raises(UnknownNameError, match="There is no lesson"):
            course.choose([wrong])


# ---------------------------------------------------------------- copies


def test_copies_are_made_and_left_alone(course):
    assert [str(done) for done in copies.copy(course)] == ["01-two-days.ipynb: new"]
    assert mine(course) == {"01-two-days.ipynb": notebook("first")}
    assert [done.what for done in copies.copy(course)] == ["same"]


def test_only_built_notebooks_are_copied(course):
    publish(course.root, "scratch", notebook("x", built=False))
    copies.copy(course)
    assert list(mine(course)) == ["01-two-days.ipynb"]


def test_an_unchanged_copy_is_renewed(course):
    copies.copy(course)
    publish(course.root, "01-two-days", notebook("second"))
    assert [done.what for done in copies.copy(course)] == ["renewed"]
    assert mine(course) == {"01-two-days.ipynb": notebook("second")}


def test_running_a_notebook_does_not_count_as_a_change(course):
    copies.copy(course)
    ran = notebook("first", outputs=[{"output_type": "stream", "name": "stdout", "text": ["1"]}])
    (course.my_work / "01-two-days.ipynb").write_text(ran)
    assert [done.what for done in copies.copy(course)] == ["same"]
    assert mine(course) == {"01-two-days.ipynb": ran}
    publish(course.root, "01-two-days", notebook("second"))
    assert [done.what for done in copies.copy(course)] == ["renewed"]


def test_a_changed_copy_is_kept_and_the_newer_one_put_beside_it(course):
    copies.copy(course)
    (course.my_work / "01-two-days.ipynb").write_text(notebook("my answer"))
    assert [done.what for done in copies.copy(course)] == ["same"]
    publish(course.root, "01-two-days", notebook("second"))
    (done,) = copies.copy(course)
    assert str(done) == (
        "01-two-days.ipynb holds your changes and stays as it is; the newer version of the lesson "
        "is 01-two-days-new.ipynb."
    )
    assert mine(course) == {
        "01-two-days.ipynb": notebook("my answer"),
        "01-two-days-new.ipynb": notebook("second"),
    }
    assert [done.what for done in copies.copy(course)] == ["same"], "it is said once"
    publish(course.root, "01-two-days", notebook("third"))
    assert [done.beside for done in copies.copy(course)] == ["01-two-days-new.ipynb"]
    assert mine(course)["01-two-days-new.ipynb"] == notebook("third")


def test_a_changed_newer_copy_is_kept_as_well(course):
    copies.copy(course)
    (course.my_work / "01-two-days.ipynb").write_text(notebook("my answer"))
    publish(course.root, "01-two-days", notebook("second"))
    copies.copy(course)
    (course.my_work / "01-two-days-new.ipynb").write_text(notebook("another answer"))
    publish(course.root, "01-two-days", notebook("third"))
    copies.copy(course)
    assert mine(course) == {
        "01-two-days.ipynb": notebook("my answer"),
        "01-two-days-new.ipynb": notebook("another answer"),
        "01-two-days-new-2.ipynb": notebook("third"),
    }


@pytest.mark.parametrize("record", ["{}", "broken", '{"copied": 3}', '{"copied": {"a": 1}}', None])
def test_without_a_record_what_differs_is_kept(course, record):
    copies.copy(course)
    (course.my_work / "01-two-days.ipynb").write_text(notebook("my answer"))
    target = course.my_work / copies.RECORD
    target.unlink()
    if record:
        target.write_text(record)
    copies.copy(course)
    assert mine(course)["01-two-days.ipynb"] == notebook("my answer")


def test_a_copy_that_is_no_notebook_any_more_is_kept(course):
    copies.copy(course)
    (course.my_work / "01-two-days.ipynb").write_bytes(b"\xff not a notebook")
    publish(course.root, "01-two-days", notebook("second"))
    copies.copy(course)
    assert (course.my_work / "01-two-days.ipynb").read_bytes() == b"\xff not a notebook"


def test_a_deleted_copy_comes_back(course):
    copies.copy(course)
    (course.my_work / "01-two-days.ipynb").unlink()
    assert [done.what for done in copies.copy(course)] == ["new"]


def test_nothing_is_written_when_nothing_changed(course):
    copies.copy(course)
    before = {path: path.stat().st_mtime_ns for path in course.my_work.iterdir()}
    copies.copy(course)
    assert {path: path.stat().st_mtime_ns for path in course.my_work.iterdir()} == before


def test_a_read_only_folder_is_one_sentence(course, monkeypatch):
    copies.copy(course)
    monkeypatch.setattr(copies.os, "access", lambda *_: False)
    with pytest.raises(SummitryError, match="my-work is read-only, so your work could not be"):
        copies.copy(course)


def test_a_folder_that_cannot_be_written_is_one_sentence(course, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SummitryError, match=r"my-work.* cannot be written: permission denied"):
        copies.copy(course)
