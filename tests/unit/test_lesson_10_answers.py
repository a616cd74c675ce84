"""The answers of lesson 10 are what the models, and its explorer, say."""

import pytest

from summitry import course, deal, explorers
from summitry.charts import worlds
from summitry.course import content, quiz


def passes(id, answer):
    return quiz.grade(content.check(id), answer).passed


def misconception(id, answer):
    return quiz.grade(content.check(id), answer).misconception


def explored(chosen, **state):
    explorer = explorers.Worlds(chosen=chosen, **state)
    return worlds.share(chosen, explorers_limits(explorer)).share


def explorers_limits(explorer):
    from summitry.explorers.worlds import limits

    return limits(explorer.state)


def test_the_forecast_of_the_lesson_did_not_happen():
    assert content.value(content.prediction("10-majority").reveal.outcome) == 0
    assert worlds.share("staged").share == pytest.approx(0.25, abs=0.03)


def test_the_carrier_is_the_first_mover():
    name = worlds.movers("staged")[0].name
    assert name.split("_")[0] == content.prediction("10-carrier").reveal.outcome
    options = {option.key for option in content.prediction("10-carrier").options}
    assert options == {"arsenal", "yearly", "years", "reputation"}
    # The options leave out the runner-up, so that the right answer is clear of the others.
    totals = {mover.name: mover.total for mover in worlds.movers("staged")}
    others = [totals["yearly_hazard"], totals["years"], totals["reputation_us"]]
    assert totals["arsenal_value"] > 2 * max(others)


def test_most_worlds_have_some_plan_and_the_one_plan_misses_most():
    assert worlds.exists("six-stage-reference", 128) > 0.58  # "well over half"
    assert worlds.share("big").share > 0.94
    assert worlds.share("swap").share > 0.5


def test_flip_a_is_where_the_explorer_turns():
    answer = content.check("10-flip-worth").solution()
    assert passes("10-flip-worth", answer)
    held = {"from": 75, "to": 75}
    shares = {x: explored("staged", from_2=x, to_2=x, **held) for x in range(0, 101, 5)}
    turn = max(x for x, share in shares.items() if share > 0.5)
    assert 40 + 0.6 * turn == pytest.approx(answer, abs=3)
    assert misconception("10-flip-worth", turn) == "percent-not-points"
    assert misconception("10-flip-worth", 120) == "wrong-assumption"
    assert misconception("10-flip-worth", 70) == "middle-is-flip"


def test_flip_b_is_where_the_explorer_turns():
    answer = content.check("10-flip-lump").solution()
    assert passes("10-flip-lump", answer)
    shares = {
        x: explored("lump", first="snapback_stall", **{"from": x, "to": x})
        for x in range(0, 101, 5)
    }
    turn = min(x for x, share in shares.items() if share < 0.5)
    assert 0.8 * turn == pytest.approx(answer, abs=5)
    assert misconception("10-flip-lump", turn) == "percent-not-points"
    assert misconception("10-flip-lump", 20) == "lump-always-breaks"


def test_question_c_has_another_leader():
    assert worlds.movers("staged", {"arsenal_value": (0.25, 0.75)})[0].name == "leverage"
    assert passes("10-rank", "leverage")


def test_the_weight_makes_the_two_sides_equal():
    safest = deal.StagedDeal.uniform(6).most_robust(fakes=False)
    assert passes("10-weight", round(safest.value_us / safest.value_dprk, 1))
    assert misconception("10-weight", 1) == "points-compare"
    assert misconception("10-weight", safest.value_dprk / safest.value_us) == "weight-upside-down"
    gap = safest.value_us - safest.value_dprk
    assert misconception("10-weight", gap) == "difference-not-ratio"


def test_the_brier_check_agrees_with_the_score():
    from summitry.course.scoring import brier

    assert passes("10-brier", brier(80, 0))
    assert misconception("10-brier", brier(80, 1)) == "scored-as-happened"
    right = course.example_forecasts().query("percent == 90")["outcome"]
    assert list(right) == [1, 0, 1, 0]  # the mark that the check asks about


def test_a_deal_like_irans_holds_in_most_worlds():
    assert worlds.one_holds("jcpoa-like") > 0.6
