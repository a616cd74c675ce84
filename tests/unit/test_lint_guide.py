"""The authors' guide says what the code does."""

import re

import pytest

from summitry.course import _expressions, _lint_form, execute, glue, metadata
from summitry.course.lesson import parse
from summitry.course.rules import RULES


@pytest.fixture(scope="module")
def guide(root) -> str:
    return (root / "docs" / "authoring.md").read_text("utf-8")


def part(guide: str, name: str) -> str:
    return re.search(rf"<!-- {name} -->(.*?)<!-- /{name} -->", guide, re.DOTALL)[1]


def test_the_guide_lists_every_rule(guide):
    rows = [line for line in part(guide, "rules").splitlines() if line.startswith("| L")]
    assert rows == [f"| {rule.id} | {rule.name} | {rule.asks} |" for rule in RULES.values()]


def test_the_guide_lists_the_phases_in_order(guide):
    assert re.findall(r"`(.*?)`", part(guide, "phases")) == list(metadata.phases())
    after = guide.partition("<!-- /phases -->")[2].partition("\n\n")[0]
    assert re.findall(r"`(.*?)`", after) == list(_lint_form.ORIENTATION)


def test_the_guide_lists_every_field_of_a_cell(guide):
    fields = metadata.schema()["$defs"]["cell"]
    table = guide.partition("## Metadata of a cell")[2].partition("##")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(fields["properties"])
    required = ", ".join(f"`{name}`" for name in fields["required"][:-1])
    assert f"{required} and `{fields['required'][-1]}` are required." in table


def test_the_guide_s_example_can_be_read(guide):
    example = re.search(r"^````markdown\n(.*?)^````$", guide, re.DOTALL | re.MULTILINE)[1]
    lesson = parse(example, "example.md", "90-count")
    assert [cell.id for cell in lesson.cells] == ["90-title", "90-case", "90-check", "90-sources"]
    assert sum(cell.minutes for cell in lesson.cells) == lesson.minutes
    filled = glue.fill(lesson, "**Next:** more")
    assert filled[3].endswith("**Next:** more")
    assert "{" not in filled[1]


def test_the_guide_s_numbers_are_those_of_the_code(guide):
    assert f"longer than {execute.TIMEOUT} seconds" in " ".join(guide.split())
    assert f"at most {_lint_form.MAX_LINES} lines" in RULES["L20"].asks
    assert f"at most {_lint_form.MAX_WORDS} words" in RULES["L21"].asks
    functions = " ".join(sorted(_expressions.PLAIN))
    assert f"`{functions}`" in " ".join(guide.split())
