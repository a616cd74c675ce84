"""A check must be answered by thinking: neither length nor order may give its key away."""

import pytest

from summitry.course import content

LESSONS = [f"{number:02d}" for number in range(12)]
#: How much longer than the longest wrong answer a key may be, as a share.
LONGER = 1.06


def checks(lesson, kind):
    return [check for check in content.load(lesson).checks.values() if check.kind == kind]


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_right_answer_is_not_the_longest(lesson):
    given_away = {}
    for check in checks(lesson, "single"):
        keys = [len(option.text) for option in check.options if option.correct]
        others = [len(option.text) for option in check.options if not option.correct]
        if max(keys) > LONGER * max(others):
            given_away[check.id] = (max(keys), max(others))
    assert given_away == {}


@pytest.mark.parametrize("lesson", LESSONS)
def test_partners_do_not_stand_in_the_order_of_their_lines(lesson):
    given_away = []
    for check in checks(lesson, "match"):
        partners = [row.answer for row in check.rows]
        listed = [option.key for option in check.options]
        if len(partners) > 2 and listed == partners:  # one partner for each line, as they stand
            given_away.append(check.id)
    assert given_away == []
