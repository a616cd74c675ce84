"""A small class in a temporary folder, and ways to hand in, for the tests of grading."""

import json
import tempfile
from functools import cache
from pathlib import Path

from summitry.grading import classroom, exercises, release, variants

ROOT = Path(__file__).parents[2]
COURSE = "hanoi-test"


@cache
def empty_gradebook() -> bytes:
    """A gradebook with nothing in it; making one takes nbgrader some seconds."""
    with tempfile.TemporaryDirectory() as folder:
        room = classroom.open_class(Path(folder) / "none", COURSE, create=True)
        with room.gradebook():
            pass
        return (room.root / "gradebook.db").read_bytes()


class Class:
    """One class with one exercise, and ways to hand in."""

    def __init__(self, root: Path, students: dict[str, tuple[str, str]], name: str = "07-ceiling"):
        self.room = classroom.open_class(root, COURSE, create=True)
        lines = ["id,first_name,last_name,email,lms_id"]
        for number, (id, (first, last)) in enumerate(students.items(), 1):
            lines.append(f"{id},{first},{last},{id}@example.org,{9000 + number}")
        (root / "roster.csv").write_text("\n".join(lines) + "\n", "utf-8")
        (root / "gradebook.db").write_bytes(empty_gradebook())
        self.exercise = exercises.load(ROOT / "exercises" / name)
        self.released = release.release(self.exercise, self.room)

    def variant(self, student: str) -> variants.Variant:
        return variants.variant(self.exercise, COURSE, student)

    def book(self, student: str) -> dict:
        """The released notebook, with the id written in."""
        book = json.loads(self.released.notebook.read_text("utf-8"))
        for cell in book["cells"]:
            if "".join(cell["source"]).startswith("student ="):
                cell["source"] = f'student = "{student}"'
        return book

    def solved(self, student: str) -> dict:
        """The notebook with the right answers typed in as numbers."""
        book = self.book(student)
        for question, value in self.variant(student).right.items():
            put(book, question, f"value = {value!r}\nanswer({question!r}, value)")
        put(book, "argument", f"answer('argument', {ARGUMENT!r})")
        return book

    def hand_in(self, student: str, book, name: str | None = None, when: str = "") -> Path:
        folder = self.room.place("submitted", student, self.exercise.id)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or f"{self.exercise.id}.ipynb")
        path.write_bytes(book if isinstance(book, bytes) else json.dumps(book).encode())
        if when:
            (folder / "timestamp.txt").write_text(when)
        return path


ARGUMENT = {
    "claim": "A promise can fail without anybody wishing to break it.",
    "evidence": ["O41", "T120"],
    "warrant": "Both speakers explain what the other side could do later.",
    "counter": "Whoever refuses to go first may never have meant to go at all.",
    "flip": "A government that could bind its successor and still refused.",
}


def cell_of(book: dict, question: str) -> dict:
    (found,) = [
        cell
        for cell in book["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == question
    ]
    return found


def put(book: dict, question: str, source: str) -> dict:
    cell_of(book, question)["source"] = source
    return book


def add(book: dict, source: str, at: int | None = None) -> dict:
    cell = {
        "cell_type": "code",
        "id": f"new-{len(book['cells'])}",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    book["cells"].insert(len(book["cells"]) if at is None else at, cell)
    return book
