"""Every claim is taught by a cell, practised by a check, and judged by the learner."""

import re
from pathlib import Path

import pytest

from summitry import facts
from summitry.course import content, plan, syllabus
from summitry.course.lesson import read
from summitry.course.workspace import Course

COURSE = Course(Path(__file__).parents[2])
LESSONS = {number: read(path) for number, path in COURSE.lesson_files().items()}
CLAIMS = list(facts.load("claims")["id"])


def cells_with(claim, checks, lessons=LESSONS):
    return [
        cell.id
        for lesson in lessons.values()
        for cell in lesson.cells
        if claim in cell.names("claims") and syllabus.is_check(cell) == checks
    ]


def test_every_lesson_of_the_plan_is_written():
    assert sorted(LESSONS) == sorted(plan.lessons())


@pytest.mark.parametrize("claim", CLAIMS)
def test_claim_is_taught_and_practised(claim):
    assert cells_with(claim, checks=False), "no cell teaches it"
    assert cells_with(claim, checks=True), "no check practises it"


@pytest.mark.parametrize("number", sorted(plan.lessons()))
def test_a_lesson_teaches_and_practises_what_the_plan_gives_it(number):
    own = {number: LESSONS[number]}
    for claim in plan.lessons()[number].claims:
        assert cells_with(claim, False, own), f"{claim} is not taught"
        assert cells_with(claim, True, own), f"{claim} is not practised"


def verdicts(number):
    """Claims on which a check of this lesson asks for a verdict."""
    found = set()
    for check in content.load(number).checks.values():
        words = {option.text for option in check.options}
        if {"supported", "contested", "contradicted"} <= words:
            found |= set(re.findall(r"\bC\d\d\b", " ".join(row.text for row in check.rows)))
    return found


def test_the_learner_judges_every_claim():
    judged = set().union(*(verdicts(number) for number in content.lessons()))
    assert sorted(set(CLAIMS) - judged) == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_evidence_on_a_claim_has_more_than_one_side(claim):
    stances = set(facts.load("evidence").query("claim_id == @claim")["stance"])
    row = facts.row(claim)
    if row.values["verdict"] in ("contested", "contradicted", "qualified"):
        assert stances & {"against", "nuance"}, claim
    assert stances, claim
