"""The pages made from the lessons: what is there, and honestly what is not."""

import re

import pytest

from summitry import facts
from summitry.course import plan, syllabus
from summitry.course.lesson import Cell, Lesson


def cell(kind: str, source: str, id: str, phase: str = "case", minutes: float = 1, **meta) -> Cell:
    return Cell(kind, source, 1, {"v": 1, "id": id, "phase": phase, "minutes": minutes, **meta})


@pytest.fixture
def lesson() -> Lesson:
    front = {
        "id": "01",
        "title": "Reconstruct two days",
        "hook": "Who says so?",
        "minutes": 4,
        "needs": ["00"],
        "objectives": {"O1": "Count."},
        "next": "02",
        "template": "lesson",
    }
    cells = (
        cell("markdown", "x", "01-case", claims=["C26", "C07"]),
        cell("code", 'course.check("01-a")', "01-check", "check", 2.5, claims=["C26"]),
        cell("markdown", "x", "01-end", "limits", 0.5),
    )
    return Lesson("x.md", "01-reconstruct", front, {}, cells)


def row(page: str, claim: str) -> list[str]:
    (line,) = [line for line in page.splitlines() if line.startswith(f"| {claim} |")]
    return [part.strip() for part in line.strip("|").split(" | ")]


def test_coverage_says_where_a_claim_is_taught_and_practised(lesson):
    page = syllabus.coverage([lesson])
    there = "[01](../lessons/01-reconstruct/lesson.md)"
    assert row(page, "C26")[2:] == [f"{there}: case", f"{there}: check"]
    assert "Of these 2 are taught by a cell of a written lesson and 1 are practised" in page


def test_coverage_is_honest_about_gaps(lesson):
    page = syllabus.coverage([lesson])
    assert row(page, "C07")[3] == "**missing** in lesson 01"
    assert row(page, "C56")[2:] == ["planned in lesson 11"] * 2
    assert row(page, "C06")[2] == "planned in lesson 03"


def test_coverage_has_every_claim_once(lesson):
    page = syllabus.coverage([lesson])
    claims = re.findall(r"^\| (C\d\d) \|", page, re.MULTILINE)
    assert claims == list(facts.load("claims")["id"])
    assert all(len(row(page, claim)) == 4 for claim in claims)


def test_every_claim_is_planned_and_every_planned_claim_exists():
    claims = list(facts.load("claims")["id"])
    assert [claim for claim in claims if not plan.planned_in(claim)] == []
    planned = {claim for item in plan.lessons().values() for claim in item.claims}
    assert planned == set(claims)
    assert list(plan.lessons()) == [f"{n:02}" for n in range(12)]


def test_the_syllabus_has_table_objectives_and_timing(lesson):
    page = syllabus.syllabus([lesson])
    assert "1 lesson is written, of 12 planned; together they take 4 minutes." in page
    link = "[01 Reconstruct two days](#01-reconstruct-two-days)"
    question = plan.lessons()["01"].question
    assert f"| {link} | {question} | I The summit breaks down | 4 |" in page
    assert "| 02 Define denuclearisation |" in page and "| planned |" in page
    assert "- **O1** Count." in page
    assert "| case | 1 |\n| check | 2.5 |\n| limits | 0.5 |" in page
    assert "needs 00" in page
    assert syllabus.NOTICE in page


def test_anchors():
    assert syllabus.anchor("01 Who, and how?") == "01-who-and-how"


def test_no_lessons_at_all():
    assert "0 lessons are written" in syllabus.syllabus([])
    assert row(syllabus.coverage([]), "C01")[2] == "planned in lesson 01"
