"""What students get: their numbers and the questions, and nothing of the solution."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from small_class import ROOT, Class

from summitry.grading import exercises, release

GOLDEN = ROOT / "tests" / "golden" / "release"
FOLDERS = exercises.find(ROOT / "exercises")
STUDENTS = {"ana": ("Ana", "Pérez"), "bo": ("Bo", "Li")}


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    return Class(tmp_path_factory.mktemp("release") / "klass", STUDENTS)


@pytest.fixture(scope="module")
def released(held):
    loaded = {name: exercises.load(folder) for name, folder in FOLDERS.items()}
    return {name: (one, release.release(one, held.room)) for name, one in loaded.items()}


@pytest.mark.parametrize("name", FOLDERS)
def test_no_solution_no_key_no_hidden_check(released, name):
    exercise, files = released[name]
    text = files.notebook.read_text("utf-8") + files.data.read_text("utf-8")
    for mark in ("SOLUTION", "mistakes", "TRAP", "tolerance", "misconception", "grade.py"):
        assert mark not in text, mark
    book = json.loads(files.notebook.read_text("utf-8"))
    for cell in book["cells"]:
        assert not cell.get("outputs")
        question = cell["metadata"]["nbgrader"]["grade_id"]
        if question in {one.id for one in exercise.questions}:
            lines = "".join(cell["source"]).splitlines()
            assert lines[0] == "value = ...  # your calculation here"
            assert lines[1:] == [f'answer("{question}", value)']
    data = json.loads(files.data.read_text("utf-8"))
    assert set(data) == {
        *("schema", "exercise", "title", "course", "given", "questions", "variants"),
    }
    assert "ana" not in data["variants"]
    assert len(data["variants"]) == len(STUDENTS)


@pytest.mark.parametrize("name", FOLDERS)
def test_handout_holds_both_files_in_one_folder(released, name):
    _, files = released[name]
    with zipfile.ZipFile(files.bundle) as archive:
        assert archive.namelist() == [f"{name}/{name}.ipynb", f"{name}/exercise.json"]
        assert archive.read(f"{name}/{name}.ipynb") == files.notebook.read_bytes()


@pytest.mark.parametrize("file", ["07-ceiling.ipynb", "exercise.json"])
def test_the_released_folder_is_the_golden_one(released, file):
    """Renew with: cp the file that the message names into tests/golden/release/."""
    _, files = released["07-ceiling"]
    made = files.notebook.parent / file
    assert made.read_text("utf-8") == (GOLDEN / file).read_text("utf-8"), made


def test_a_second_release_changes_nothing(held, released):
    exercise, _ = released["07-ceiling"]
    assert not release.release(exercise, held.room).changed


def test_new_students_get_numbers_and_the_others_keep_theirs(tmp_path):
    held = Class(tmp_path / "klass", STUDENTS)
    before = json.loads(held.released.data.read_text("utf-8"))["variants"]
    with (held.room.root / "roster.csv").open("a", encoding="utf-8") as roster:
        roster.write("Zoë,Zoë,Ünal,,\n")
    grown = release.release(held.exercise, release.Classroom(held.room.root, held.room.course))
    after = json.loads(grown.data.read_text("utf-8"))["variants"]
    assert grown.changed
    assert grown.students == 3
    assert {key: after[key] for key in before} == before
    kept = list((held.room.root / "backups").rglob("release/07-ceiling/exercise.json"))
    assert [len(json.loads(path.read_text())["variants"]) for path in kept] == [2]


FAULTS = [
    ("### END SOLUTION", "# end", "mark the solution once"),
    ("question: q2", "question: q1", "each once, in this order"),
    ("{{ points }}", "{{ poinst }}", "cannot be filled"),
]


@pytest.mark.parametrize(("old", "new", "words"), FAULTS)
def test_a_text_that_cannot_be_released(tmp_path, old, new, words):
    folder = tmp_path / "07-ceiling"
    shutil.copytree(FOLDERS["07-ceiling"], folder)
    text = (folder / "exercise.md").read_text("utf-8")
    (folder / "exercise.md").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(release.ReleaseError, match=words):
        release.source(exercises.load(folder))


@pytest.mark.parametrize(
    "leak",
    [
        "### BEGIN SOLUTION",
        "deal = StagedDeal.big_for_big(",
        "You counted the whole gain as lost. Only the part that can be rebuilt is.",
    ],
)
def test_a_leak_is_found(released, leak):
    exercise, files = released["07-ceiling"]
    text = Path(files.notebook).read_text("utf-8").replace("Question 1", leak)
    with pytest.raises(release.ReleaseError, match="the students' copy holds"):
        release.look_for_leaks(exercise, text, "")
