"""The answers of lesson 11 are what the models and the composer say."""

import numpy as np
import pytest

from summitry import explorers, scenarios, sweep
from summitry.charts.worlds import one_plan
from summitry.course import content, quiz

STEPS = [0.029, 0.054, 0.065, 0.101, 0.155, 0.043, 0.089, 0.097, 0.053, 0.15, 0.107, 0.057]
PAID = [5.6, 2.2, 13.6, 6.6, 6.8, 7.2, 3.2, 7.9, 2.8, 11.4, 6.5, 12.5]


def passes(id, answer):
    return quiz.grade(content.check(id), answer).passed


def misconception(id, answer):
    return quiz.grade(content.check(id), answer).misconception


def share(steps, paid, draws=6000, seed=11):
    ranges = sweep.Ranges.of(scenarios.load("six-stage-reference"))
    failure, _ = sweep.outcomes(sweep.draw(ranges, 0, draws, seed), steps, paid)
    return float(np.mean(failure == 2 * len(steps) + 1))


def test_the_best_design_holds_in_the_number_of_worlds_told():
    told = content.value(content.prediction("11-best").reveal.outcome)
    assert told == pytest.approx(100 * share(STEPS, PAID), abs=2)
    assert told < 40  # "none came near to half"
    assert sum(STEPS) == pytest.approx(1)


def test_no_design_nearby_is_much_better_and_fewer_stages_are_worse():
    rng = np.random.default_rng(5)
    best = share(STEPS, PAID)
    for _ in range(60):
        steps = np.array(STEPS) * np.exp(rng.normal(0, 0.15, 12))
        paid = np.array(PAID) * np.exp(rng.normal(0, 0.15, 12)) * rng.uniform(0.8, 1.2)
        assert share(steps / steps.sum(), paid) < best + 0.02
    six = share([1 / 6] * 6, one_plan("six-stage-reference"))
    assert best - 0.06 < six < best  # "six equal steps come close to it"
    assert share([1.0], [95.0]) < 0.05


def test_the_forecast_of_stockholm_did_not_happen():
    assert content.value(content.prediction("11-stockholm").reveal.outcome) == 0


def test_the_years_of_question_a_are_those_of_the_composer():
    composer = explorers.Composer(start="hecker-ten-years", faking=False)
    composer.set(payer="robust")
    holds = []
    for years in np.arange(15, 0.9, -0.25):
        composer.set(years=float(years))
        if composer.verdict.holds:
            holds.append(float(years))
    assert passes("11-flip-years", holds[0])
    assert holds == list(np.arange(holds[0], 0.9, -0.25))  # one border only
    assert misconception("11-flip-years", 10) == "reference-again"
    assert misconception("11-flip-years", 5) == "slider-end"


def test_the_leverage_of_question_b_is_the_bill_of_the_plan():
    plan = [14.3, 10.6, 11.7, 13.2, 16.0, 24.2]
    assert list(one_plan("six-stage-reference")) == plan
    found = sweep.threshold("leverage", 0.5, payments=plan, arsenal_value=50.0, draws=4000)
    assert found.points[0] == pytest.approx(sum(plan), abs=0.2)
    assert passes("11-flip-leverage", 90)
    assert misconception("11-flip-leverage", 100) == "reference-again"
    assert misconception("11-flip-leverage", 80) == "bill-above-leverage"
    assert misconception("11-flip-leverage", 120) == "slider-end"
    # "with a worth of 70 no leverage is enough"
    assert (
        sweep.threshold("leverage", 0.5, payments=plan, arsenal_value=70.0, draws=4000).most < 0.5
    )


def test_for_well_over_a_third_of_the_worlds_no_plan_exists():
    from summitry.charts.worlds import exists

    assert exists("six-stage-reference", 128) < 0.64


@pytest.mark.parametrize(
    ("id", "answer"),
    [("11-common", "steps"), ("11-forced", "half"), ("11-talks-worth", "know"),
     ("11-prepared", "limit"), ("11-exit", "if")],
)  # fmt: skip
def test_one_option_is_right(id, answer):
    assert passes(id, answer)


def test_verdicts_and_parts_of_the_advice():
    assert passes("11-verdicts", {"c40": "judgement", "c56": "judgement"})
    assert not passes("11-verdicts", {"c40": "supported", "c56": "judgement"})
    right = {"eve": "prepare", "stockholm": "talks", "chart": "stages", "thin": "salami"}
    assert passes("11-parts", right)
    assert misconception("11-parts", {**right, "stockholm": "prepare"}) == "talks-are-enough"
