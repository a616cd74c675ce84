"""The stages of a deal as data: changes keep the sums, and bad wishes are refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitry.errors import OutOfRangeError, SummitryError
from summitry.explorers import staging

PLAN = staging.plan([20, 30, 40], [5, 10, 15], ["a", "", "c"])


@st.composite
def plans(draw):
    count = draw(st.integers(1, 12))
    sizes = draw(st.lists(st.integers(1, 8), min_size=count, max_size=count))
    paid = draw(st.lists(st.integers(0, 60), min_size=count, max_size=count))
    return staging.plan(sizes, paid)


def sums(plan):
    return round(sum(plan["steps"]), 4), round(sum(plan["payments"]), 4)


@given(plans(), st.data())
def test_splitting_joining_moving_and_cutting_keep_all_sums(plan, data):
    count = len(plan["steps"])
    stage = data.draw(st.integers(1, count))
    made = [staging.move(plan, stage, data.draw(st.integers(1, count)))]
    if plan["steps"][stage - 1] >= 2:
        made.append(staging.split(plan, stage))
    if stage < count:
        made += [staging.join(plan, stage), staging.resize(plan, stage, 5)]
    if sum(plan["steps"]) >= 12:
        made.append(staging.equal(plan, data.draw(st.integers(1, 12))))
    assert {sums(new) for new in made} == {sums(plan)}


@given(plans(), st.integers(0, 100))
def test_the_last_cut_takes_from_what_is_not_in_the_deal(plan, step):
    count = len(plan["steps"])
    left, size = staging.rest(plan), plan["steps"][-1]
    moved = staging.resize(plan, count, step)
    assert moved["steps"][-1] == min(max(step, 1), size + left)
    assert moved["steps"][:-1] == plan["steps"][:-1]


def test_split_halves_step_and_payment_and_numbers_the_name():
    made = staging.split(PLAN, 1)
    assert made["steps"] == [10, 10, 30, 40]
    assert made["payments"] == [2.5, 2.5, 10, 15]
    assert made["names"] == ["a (1)", "a (2)", "", "c"]


def test_join_adds_and_keeps_the_name_there_is():
    assert staging.join(PLAN, 2) == {"steps": [20, 70], "payments": [5, 25], "names": ["a", "c"]}


def test_a_stage_takes_payment_and_name_along():
    moved = staging.move(PLAN, 3, 1)
    assert moved == {"steps": [40, 20, 30], "payments": [15, 5, 10], "names": ["c", "a", ""]}
    assert staging.move(moved, 1, 3) == PLAN


def test_resize_trades_with_the_next_stage_and_stops_at_one_per_cent():
    assert staging.resize(PLAN, 1, 35)["steps"] == [35, 15, 40]
    assert staging.resize(PLAN, 1, 90)["steps"] == [49, 1, 40]
    assert staging.resize(PLAN, 2, 0)["steps"] == [20, 1, 69]


def test_a_new_stage_takes_what_is_left_over_or_else_a_half():
    assert staging.add(PLAN, 1)["steps"] == [20, 10, 30, 40]
    assert staging.add(PLAN, 1)["payments"] == [5, 0, 10, 15]
    full = staging.plan([100], [80])
    assert staging.add(full, 1) == staging.split(full, 1)


def test_remove_leaves_its_part_out_of_the_deal():
    assert staging.rest(staging.remove(PLAN, 3)) == 50
    assert staging.remove(PLAN, 2)["names"] == ["a", "c"]


def test_nothing_is_changed_in_the_old_plan():
    before = {key: list(value) for key, value in PLAN.items()}
    staging.pay(PLAN, 2, 99), staging.split(PLAN, 3), staging.move(PLAN, 1, 3)
    assert before == PLAN


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: staging.plan([]), "number of stages is 0"),
        (lambda: staging.plan([1] * 31), "between 1 and 30"),
        (lambda: staging.plan("100"), "a list with one entry a stage"),
        (lambda: staging.plan(7), "a list with one entry a stage"),
        (lambda: staging.plan([60, 60]), "sum of all steps is 120"),
        (lambda: staging.plan([0.2]), "step of stage 1 is 0.2"),
        (lambda: staging.plan([50, float("nan")]), "step of stage 2 is nan"),
        (lambda: staging.plan([50, True]), "step of stage 2 is True"),
        (lambda: staging.plan([50], [-1]), "payment of stage 1 is -1"),
        (lambda: staging.plan([50], [1e9]), "between 0 and 500"),
        (lambda: staging.plan([50], ["much"]), "payment of stage 1 is 'much'"),
        (lambda: staging.plan([50], [1, 2]), "1 steps, but 2 payments"),
        (lambda: staging.plan([50], [1], [None]), "name of a stage is None"),
        (lambda: staging.split(PLAN, 0), "the stage is 0"),
        (lambda: staging.split(PLAN, 4), "between 1 and 3"),
        (lambda: staging.split(PLAN, 1.0), "the stage is 1.0"),
        (lambda: staging.remove(staging.plan([5]), 2), "1, the only one"),
        (lambda: staging.remove(staging.plan([5]), 1), "only stage"),
        (lambda: staging.split(staging.plan([1]), 1), "too small to split"),
        (lambda: staging.split(staging.plan([3] * 30), 1), "at most 30 stages"),
        (lambda: staging.add(staging.plan([2] * 30), 1), "at most 30 stages"),
        (lambda: staging.join(PLAN, 3), "is the last one"),
        (lambda: staging.equal(PLAN, 0), "number of stages is 0"),
        (lambda: staging.equal(PLAN, 31), "between 1 and 30"),
        (lambda: staging.equal(PLAN, 2.5), "a whole number"),
        (lambda: staging.equal(staging.plan([5]), 6), "cannot be cut into 6"),
    ],
)
def test_a_bad_wish_is_refused_in_one_sentence(call, says):
    with pytest.raises(SummitryError) as caught:
        call()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_out_of_range_are_out_of_range_errors():
    with pytest.raises(OutOfRangeError):
        staging.pay(PLAN, 1, float("inf"))


def test_names_are_kept_short_and_on_one_line():
    named = staging.plan([5], [0], ["  two\n words\x00 " + "x" * 80])["names"][0]
    assert named.startswith("two words x")
    assert len(named) == staging.LONGEST_NAME
