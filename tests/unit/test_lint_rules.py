"""One malformed lesson a rule, each with the message that an author must see."""

from pathlib import Path

import pytest

from summitry import facts
from summitry.course import content, lint
from summitry.course.lesson import LessonError, parse
from summitry.course.rules import RULES

GOLDEN = Path(__file__).parent.parent / "golden" / "lint"
CASES = sorted(folder.name for folder in GOLDEN.iterdir())

# These can be seen only when the lesson is run; test_build.py and test_lint_runs.py have them.
SEEN_WHEN_RUN = {"L71", "L72"}


def unverified_id() -> str:
    """Any event that is not verified and belongs to no contested matter."""
    events = facts.load("timeline")
    return next(
        id
        for id in events.loc[~events["verified"], "id"]
        if not {"matter_ids", "contested_with"} & {k for k, v in facts.row(id).links.items() if v}
    )


def findings(folder: Path, monkeypatch) -> list[str]:
    own = folder / "content.toml"
    text = (own if own.exists() else GOLDEN / "valid" / "content.toml").read_text("utf-8")
    bank = content.parse(text, "lesson_90.toml")
    monkeypatch.setattr(content, "_files", lambda: {"90": bank})
    source = (folder / "lesson.md").read_text("utf-8").replace("UNVERIFIED", unverified_id())
    try:
        return [str(problem) for problem in lint.check(parse(source, "lesson.md", "90-count"))]
    except LessonError as error:
        return [str(problem) for problem in error.problems]


@pytest.mark.parametrize("case", CASES)
def test_each_malformed_lesson_gives_its_message(case, monkeypatch):
    """The file holds the beginning of each line: suggestions at the end grow with the ledger."""
    text = (GOLDEN / case / "expected.txt").read_text("utf-8")
    expected = text.replace("UNVERIFIED", unverified_id()).splitlines()
    found = findings(GOLDEN / case, monkeypatch)
    assert len(found) == len(expected), found
    for line, beginning in zip(found, expected, strict=True):
        assert line.startswith(beginning)
    if case != "valid":
        assert any(f" {case} " in line for line in found)


def test_every_rule_has_a_malformed_lesson():
    assert set(CASES) == set(RULES) - SEEN_WHEN_RUN | {"valid"}


def test_rules_have_names_of_their_own():
    assert all(id == rule.id for id, rule in RULES.items())
    names = [rule.name for rule in RULES.values()]
    assert len(set(names)) == len(names)
    assert all(rule.asks.endswith(".") for rule in RULES.values())
