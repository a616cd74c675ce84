"""Reading a lesson: every cell knows its line, and every mistake names file, line and rule."""

from pathlib import Path

import pytest

from summitry.course import lesson, metadata

ROOT = Path(__file__).parent.parent.parent
VALID = ROOT / "tests" / "golden" / "lint" / "valid" / "lesson.md"

FRONT = """\
---
lesson:
  id: "90"
  title: Short
  hook: Why?
  minutes: 1
  needs: []
  objectives: {O1: Count.}
  next: null
  template: orientation
---
"""
CELL = '\n+++ {"course": {"v": 1, "id": "90-one", "phase": "title", "minutes": 1}}\n\nWords.\n'


def problems(text: str) -> list[str]:
    with pytest.raises(lesson.LessonError) as caught:
        lesson.parse(text, "x.md")
    return [str(problem) for problem in caught.value.problems]


def test_front_matter_and_cells():
    read = lesson.read(VALID)
    assert (read.id, read.slug, read.minutes) == ("90", "valid", 10)
    assert read.path == "lint/valid/lesson.md"
    assert read.objectives == {"O1": "Count the resolutions."}
    assert read.glue == {"resolutions": "len(facts.load('resolutions'))"}
    check = next(cell for cell in read.cells if cell.id == "90-check")
    assert (check.kind, check.phase, check.minutes) == ("code", "check", 1)
    assert check.names("misconceptions") == ("counts-five",)
    assert check.names("claims") == ()
    assert check.solution == ""


def test_every_cell_knows_its_line():
    lines = VALID.read_text("utf-8").split("\n")
    for cell in lesson.read(VALID).cells:
        for offset, text in enumerate(cell.source.split("\n")):
            assert lines[cell.line - 1 + offset] == text
    assert lesson.read(VALID).lines["lesson.minutes"] == lines.index("  minutes: 10") + 1
    assert lines[lesson.read(VALID).lines["glue.resolutions"] - 1].startswith("  resolutions:")


@pytest.mark.parametrize("path", [*sorted(ROOT.glob("lessons/*/lesson.md")), VALID])
def test_cells_are_those_that_jupytext_reads(path):
    """The grammar is jupytext's: same cells, same order, same text, same metadata."""
    import jupytext

    theirs = jupytext.reads(path.read_text("utf-8"), fmt="md:myst").cells
    ours = lesson.read(path).cells
    assert [cell.source for cell in ours] == [cell.source for cell in theirs]
    assert [cell.kind for cell in ours] == [cell.cell_type for cell in theirs]
    assert [dict(cell.meta) for cell in ours] == [dict(c.metadata["course"]) for c in theirs]


def test_line_at_counts_from_the_cell():
    cell = lesson.Cell("markdown", "one\ntwo\nthree", 10, {})
    assert [cell.line_at(place) for place in (0, 3, 4, 8)] == [10, 10, 11, 12]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.md:1: L01 front-matter: begin the file with front matter"),
        ("Words.\n", "x.md:1: L01 front-matter: begin the file with front matter"),
        ("---\na: 1\n---\n" + CELL, "x.md:1: L01 front-matter: the front matter has no part"),
        ("---\n- a\n---\n" + CELL, "x.md:1: L01 front-matter: the front matter has no part"),
        ("---\nlesson: {a: [}\n---\n" + CELL, "x.md:2: L01 front-matter: this is not valid YAML"),
        ("---\na: b: c\n---\n" + CELL, "x.md:2: L01 front-matter: this is not valid YAML"),
        ("---\na: 2019-99-99\n---\n" + CELL, "x.md:2: L01 front-matter: this is not valid YAML"),
        ("---\n\x07: 1\n---\n" + CELL, "x.md:2: L01 front-matter: this is not valid YAML"),
        (
            FRONT.replace('id: "90"', "id: 90") + CELL,
            "x.md:3: L01 front-matter: id is 90, but must be two digits in quotes",
        ),
        (
            FRONT.replace("  hook: Why?\n", "") + CELL,
            "x.md:2: L01 front-matter: hook is missing; it must be a text",
        ),
        (
            FRONT.replace("  hook: Why?\n", "  hok: Why?\n") + CELL,
            "x.md:5: L01 front-matter: There is no field 'hok'. Did you mean 'hook'?",
        ),
        (
            FRONT.replace("orientation", "lecture") + CELL,
            "x.md:10: L01 front-matter: There is no template 'lecture'. Known: lesson, orient",
        ),
        (
            FRONT.replace("  hook: Why?\n", "  hook: Why?\n  hook: Who?\n") + CELL,
            "x.md:6: L01 front-matter: lesson.hook stands twice.",
        ),
        (
            FRONT.replace("O1: Count.", "Count: it") + CELL,
            "x.md:8: L01 front-matter: objectives is {'Count': 'it'}, but must be one to five",
        ),
        (
            FRONT.replace("---\nlesson", "---\nglue: {Bad Name: '1'}\nlesson") + CELL,
            "x.md:2: L01 front-matter: 'Bad Name' must be small letters",
        ),
        (
            FRONT.replace("---\nlesson", "---\nglue: {n: 1}\nlesson") + CELL,
            "x.md:2: L01 front-matter: glue 'n' is 1, but must be an expression in quotes",
        ),
        ("---\nlesson: 3\n---\n" + CELL, "x.md:2: L01 front-matter: lesson is 3, but must be"),
        (FRONT, "x.md:1: L02 cell-form: the lesson has no cells"),
        (FRONT + "\nWords.\n" + CELL, "x.md:13: L02 cell-form: this text belongs to no cell"),
        (
            FRONT + CELL.replace("\nWords.\n", ""),
            "x.md:13: L02 cell-form: this cell is empty",
        ),
        (FRONT + "\n+++ {bad}\n\nWords.\n", "x.md:13: L02 cell-form: what follows +++ is not"),
        (FRONT + "\n+++ []\n\nWords.\n", 'x.md:13: L02 cell-form: this cell has no "course"'),
        (FRONT + "\n+++\n\nWords.\n", 'x.md:13: L02 cell-form: this cell has no "course"'),
        (
            FRONT + "\n```{code-cell}\nprint()\n```\n",
            'x.md:13: L02 cell-form: this cell has no "course"',
        ),
        (
            FRONT + "\n```{code-cell}\n---\ncourse: {v: 1\n---\nprint()\n```\n",
            "x.md:15: L02 cell-form: this is not valid YAML",
        ),
        (
            FRONT + "\n```{code-cell}\n---\ncourse: {v: 1}\nprint()\n```\n",
            "x.md:14: L02 cell-form: close the metadata of this cell",
        ),
        (
            FRONT + "\n```{code-cell}\n---\ncourse: {v: 1, id: 90-a, phase: title, minutes: 1}\n"
            "---\n```\n",
            "x.md:13: L02 cell-form: this code cell is empty",
        ),
        (
            FRONT
            + "\n```{code-cell}\n---\ncourse:\n  v: 1\n  id: a\n  phase: title\n  minutes: 1\n"
            "---\nprint()\n```\n",
            "x.md:17: L03 cell-metadata: id is 'a', but must be the lesson's number and a short",
        ),
        (
            FRONT + CELL.replace('"minutes": 1', '"minutes": 1, "alt": "twenty letters and more"'),
            "x.md:13: L03 cell-metadata: alt belongs to code cells only.",
        ),
        (
            FRONT + CELL.replace('{"course"', '{"tags": [], "course"'),
            "x.md:13: L03 cell-metadata: 'tags' does not belong here",
        ),
        (
            FRONT + CELL.replace('{"v": 1, "id": "90-one", "phase": "title", "minutes": 1}', "3"),
            "x.md:13: L03 cell-metadata: cell is 3, but must be",
        ),
    ],
)
def test_malformed_lessons_name_file_line_and_rule(text, message):
    found = problems(text)
    assert any(line.startswith(message) for line in found), found


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file():
    text = FRONT.replace("minutes: 1\n", "minutes: 0\n") + CELL.replace("title", "titel") + "+++ x"
    assert [line.split(" ")[1] for line in problems(text)] == ["L01", "L03", "L02", "L02"]


def test_windows_line_ends_are_read():
    read = lesson.parse((FRONT + CELL).replace("\n", "\r\n"))
    assert read.cells[0].source == "Words."
    assert read.cells[0].line == 15


def test_a_fence_inside_a_text_is_part_of_the_text():
    text = (
        FRONT + CELL + "\n```\n+++ not a marker\n```\n\n- a list\n\n  ```{code-cell}\n  x\n  ```\n"
    )
    (cell,) = lesson.parse(text).cells
    assert cell.source.endswith("  x\n  ```")


def test_missing_and_unreadable_files(tmp_path):
    with pytest.raises(lesson.LessonError, match=r"lesson.md:1: L01 .* the file does not exist"):
        lesson.read(tmp_path / "lesson.md")
    (tmp_path / "lesson.md").write_bytes(b"---\nlesson: \xff\n---\n")
    with pytest.raises(lesson.LessonError, match=r"lesson.md:2: L01 .* save the file as UTF-8"):
        lesson.read(tmp_path / "lesson.md")


def test_the_template_has_its_phases_in_order():
    phases = metadata.phases()
    assert phases[0] == "title"
    assert phases[-1] == "sources"
    assert phases.index("predict") < phases.index("figure") < phases.index("check")
    assert len(set(phases)) == len(phases) == 21


def test_jsonschema_comes_up_without_its_slow_part():
    import subprocess
    import sys

    code = (
        "import sys; from summitry.course import metadata; metadata.import_jsonschema(); "
        "import nbformat; print([m for m in sys.modules if m.startswith('rfc3987_syntax')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
