"""The staged deal: hand-worked numbers, words, errors, and what the lessons say of it."""

import dataclasses
import math

import numpy as np
import pytest

from summitry import _schedule
from summitry.deal import StagedDeal, _slack, describe_promise
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError


@pytest.fixture
def two_stages() -> StagedDeal:
    """Two stages with round numbers, so that every value below is worked by hand."""
    return StagedDeal(
        dprk_cost=[10, 20],
        us_gain=[30, 50],
        hazard=[0.5, 0.0],
        discount=[1.0, 1.0],
        payment_cost=0.5,
        leverage=60,
        irreversible=0.5,
        exposure_loss=0.4,
        snapback_stall=0.25,
        snapback_break=0.5,
        reputation_dprk=2,
        reputation_us=4,
        peace_dprk=6,
        peace_us=8,
        detection=0.5,
        fake_cost=0.0,
        penalty=3,
    )


def test_breaks_by_hand(two_stages):
    # z = 1 - 0.5 - 0.4 * 0.5 = 0.3; sums C = 10, 30; G = 30, 80; P before = 0, 12.
    broken = two_stages.breaks([12, 24])
    assert broken.dprk_stalls == pytest.approx([0, -3 + 5 - 2])
    assert broken.us_when_dprk_stalls == pytest.approx([0, 1.5 - 15])
    assert broken.dprk_when_deal_dies == pytest.approx([3, -6 + 9])
    assert broken.us_when_deal_dies == pytest.approx([-15, 3 - 40])
    assert broken.dprk_caught == pytest.approx([-3, -3 + 5 - 3])


def test_play_by_hand(two_stages):
    # Stage 2: U pays (8 - 12 = -4 against -37 - 4), K complies (-20 + 24 + 6 = 10 against 0).
    # Stage 1: U pays (-6 + (50 - 4) = 40 against -19); K: -10 + 0.5 (12 + 10) + 0.5 * 3 = 2.5.
    play = two_stages.play([12, 24])
    assert [node.value_keep for node in play.nodes] == pytest.approx([2.5, 40, 10, -4])
    assert [node.value_leave for node in play.nodes] == pytest.approx([0, -19, 0, -41])
    assert play.complete and play.first_break is None
    assert (play.value_dprk, play.value_us) == pytest.approx((2.5, 30 + 0.5 * 40 - 0.5 * 15))
    assert play.probability == play.survival == 0.5
    assert "50%" in str(play)


def test_promises_by_hand(two_stages):
    slack = dict(
        zip(
            (found := two_stages.promises([12, 24])).names,
            found.slack,
            strict=True,
        )
    )
    # F2: 0.5 (24 + 6 + 1) - 20; F1: 0.5 [0.5 (12 + 10 + 3)] + 0.5 * 0.3 * 10 - 10.
    assert slack == pytest.approx(
        {"K1": 2.5, "K2": 10, "F1": -2.25, "F2": -4.5, "U1": 59, "U2": 37, "W1": 42.5}
    )
    assert found.failures() == pytest.approx({"F1": 2.25, "F2": 4.5})
    assert found.weakest == "F2"
    assert "stage 2: North Korea gains 4.5 by faking the step" in str(found)
    assert two_stages.promises([12, 24], fakes=False).kept
    assert two_stages.promises([40, 24], fakes=False).failures() == pytest.approx({"L": 4})


def test_exposure_by_hand(two_stages):
    exposed = two_stages.exposure([12, 24])
    # K: -10 + 3 = -7; 12 - 30 + 3 = -15. U at stage 2: 30 - 6 + (1.5 - 15) > 0: ahead.
    assert exposed.dprk == pytest.approx([7, 15])
    assert exposed.us == pytest.approx([0, 0])
    assert str(exposed) == (
        "North Korea is most exposed at stage 2: it loses 15.0 if the United States breaks. "
        "The United States loses nothing if North Korea stalls, at any stage."
    )
    assert list(exposed.table().iloc[1]) == pytest.approx([2, 15, 0])
    # Paid 100 first, nothing coming back: U at stage 2: 30 - 50 + 0.5 * 0.25 * 100 - 15.
    dear = two_stages.exposure([100, 0])
    assert dear.us == pytest.approx([0, 22.5])
    assert str(dear).endswith("at stage 2: it loses 22.5 if North Korea stalls.")
    assert two_stages.changed(dprk_cost=[0, 0]).exposure([0, 0]).dprk == pytest.approx([0, 0])
    assert str(two_stages.changed(dprk_cost=[0, 0]).exposure([0, 0])).startswith(
        "North Korea loses nothing if the United States breaks, at any stage."
    )


def test_a_broken_deal_says_where_and_why():
    play = StagedDeal.big_for_big().play([30])
    assert not play.complete and play.probability == 0
    assert play.first_break.stage == 1 and play.first_break.mover == "DPRK"
    assert "stage 1: North Korea stalls" in str(play)
    late = StagedDeal.uniform(3).play([25, 25, 90])
    broken = [node for node in late.nodes if not node.keeps]
    assert late.first_break is broken[0] and len(broken) > 1
    first, *rest = str(late).splitlines()
    assert first == f"The deal breaks down at {broken[0]}."
    assert rest == [f"It would also break down later, at {node}." for node in broken[1:]]
    table = late.table()
    assert list(table["stage"]) == [1, 1, 2, 2, 3, 3]
    assert set(table["choice"]) <= {"comply", "stall", "pay", "renege"}


def test_the_united_states_does_not_sign_a_deal_that_costs_more_than_it_brings():
    deal = StagedDeal([1.0], [1.0], [0.0], [1.0], peace_us=0, leverage=math.inf)
    play = deal.play([9.0])
    assert not play.signs and "does not sign" in str(play)
    trap = StagedDeal([1, 20], [0, 0], [0, 0], [1, 1], reputation_dprk=0, reputation_us=50)
    play = trap.play([5, 0])
    assert not play.signs and "foresees the break at stage 2: North Korea stalls" in str(play)


@pytest.mark.parametrize("backend", ["highspy", "scipy"])
def test_schedules_agree_with_brute_force(two_stages, backend):
    deal = two_stages.changed(detection=0.95)
    grid = np.arange(0, 60.5, 0.5)
    first, second = np.meshgrid(grid, grid, indexing="ij")
    paid = np.stack([first.ravel(), second.ravel()])
    slack = _slack(deal, paid, fakes=True).min(axis=0)
    fits = paid.sum(axis=0) <= deal.leverage
    best = slack[fits].max()
    robust = _schedule.most_robust(deal, backend=backend)
    assert best <= robust.slack + 1e-9
    assert robust.slack <= best + 0.6  # half a grid step moves a slack by at most that
    keeps = paid[:, fits & (slack >= 0)]
    windows = _schedule.windows(deal, "projection", None, backend=backend)
    assert np.all(windows.floor <= keeps.min(axis=1) + 1e-6)
    assert np.all(windows.ceiling >= keeps.max(axis=1) - 1e-6)
    assert windows.floor == pytest.approx(keeps.min(axis=1), abs=0.51)
    assert windows.ceiling == pytest.approx(keeps.max(axis=1), abs=0.51)


def test_own_windows_are_where_a_promise_just_holds(two_stages):
    deal = two_stages.changed(detection=0.95, leverage=1000)
    paid = deal.most_robust().payments
    windows = deal.windows("own", paid)
    assert windows.open
    for stage in range(2):
        for edge, outside in ((windows.floor, -0.01), (windows.ceiling, 0.01)):
            at_edge, beyond = paid.copy(), paid.copy()
            at_edge[stage], beyond[stage] = edge[stage], edge[stage] + outside
            assert deal.promises(at_edge).slack.min() == pytest.approx(0, abs=1e-6)
            assert not deal.promises(beyond).kept


def test_scale_windows_multiply_the_whole_schedule(two_stages):
    deal = two_stages.changed(detection=0.95)
    paid = deal.most_robust().payments
    windows = deal.windows("scale", paid)
    low, high = windows.factor
    assert low < 1 < high
    assert windows.floor == pytest.approx(low * paid)
    assert deal.promises(low * paid).slack.min() == pytest.approx(0, abs=1e-6)
    assert min(
        deal.promises(high * paid).slack.min(), deal.leverage - high * paid.sum()
    ) == pytest.approx(0, abs=1e-6)


def test_an_empty_window_is_said_in_words():
    windows = StagedDeal.big_for_big().windows("own", [10.0])
    assert not windows.open and "no value works" in str(windows)
    shut = StagedDeal.big_for_big().windows("projection")
    assert np.isnan(shut.floor).all() and not shut.open
    assert "may move" in str(shut)
    assert str(shut).splitlines()[1:] == ["stage 1: no value works"]
    assert shut.table()["width"].isna().all()


def test_an_impossible_deal_names_the_promises_that_fail():
    cheapest = StagedDeal.big_for_big().cheapest()
    assert not cheapest.feasible and np.isnan(cheapest.payments).all()
    assert "North Korea gains" in str(cheapest) and "stage 1" in str(cheapest)
    possible = StagedDeal.uniform(6).cheapest()
    assert possible.feasible and "Every promise is kept" in str(possible)
    assert possible.value_us >= StagedDeal.uniform(6).most_robust().value_us
    assert possible.table()["paid so far"].iloc[-1] == pytest.approx(possible.payments.sum())


@pytest.mark.parametrize("backend", ["highspy", "scipy"])
def test_a_solver_that_gives_up_is_explained(two_stages, backend, monkeypatch):
    # No deal is known that makes HiGHS give up: it is given no time.
    program = _schedule.program(two_stages, fakes=True, least_slack=(-math.inf, math.inf))
    asked = _schedule.solver(program, backend)
    if backend == "highspy":
        asked._highs.setOptionValue("simplex_iteration_limit", 0)
        asked._highs.setOptionValue("presolve", "off")
    else:
        solve = _schedule.linprog
        monkeypatch.setattr(
            _schedule,
            "linprog",
            lambda *a, **k: solve(*a, **k, options={"maxiter": 0, "presolve": False}),
        )
    with pytest.raises(SummitryError, match=r"from 0\.25 to 58 in size; bring them"):
        asked.minimise({6: -1.0})


def test_unlimited_ceilings_are_infinite():
    free = StagedDeal.uniform(2, payment_cost=0.0, leverage=math.inf)
    for backend in ("highspy", "scipy"):
        assert np.isinf(_schedule.windows(free, "projection", None, backend=backend).ceiling).all()
    assert np.isinf(
        free.windows("own", free.changed(leverage=500).most_robust().payments).ceiling
    ).all()


def test_flip_is_where_feasibility_changes():
    deal = StagedDeal.uniform(6)
    found = deal.flip("leverage")
    (point,) = found.points
    assert found.verdicts == (False, True)
    assert not _schedule.feasible(deal.changed(leverage=point - 1e-3))
    assert _schedule.feasible(deal.changed(leverage=point + 1e-3))
    assert "does not hold below" in str(found)
    assert list(found.table()["holds"]) == [False, True]


def test_flip_of_a_given_schedule_and_of_nothing():
    deal = StagedDeal.uniform(6)
    paid = deal.most_robust().payments
    found = deal.flip("reputation_us", 0, 30, payments=paid)
    assert found.verdicts[0] == deal.changed(reputation_us=0).promises(paid).kept
    assert deal.flip("penalty", 4, 6).points == ()
    assert "nothing flips" in str(deal.flip("penalty", 4, 6))
    unlimited = deal.changed(leverage=math.inf).flip("leverage")
    assert unlimited.points


# -- what the lessons say of this model -------------------------------------------------------


def test_big_for_big_fails_because_north_korea_is_exposed_while_it_waits():
    big = StagedDeal.big_for_big()
    assert not big.most_robust().feasible
    assert StagedDeal.uniform(6).most_robust().feasible
    assert big.exposure([60]).dprk[0] > 3 * StagedDeal.uniform(6).exposure([10] * 6).dprk[0]


def lump_sum(snapback: float) -> bool:
    """Is a schedule that pays 60 at once credible?"""
    deal = StagedDeal.uniform(6, snapback_stall=snapback, snapback_break=snapback, us_curvature=0.5)
    return not any(name[0] in "KF" for name in deal.promises([60, 0, 0, 0, 0, 40]).failures())


def test_a_lump_sum_breaks_the_deal_when_snapback_is_weak():
    assert not lump_sum(0.0)
    assert lump_sum(0.9)


def test_full_irreversibility_takes_away_the_reason_to_pay_the_last_instalment():
    deal = StagedDeal.uniform(6, irreversible=1.0, peace_us=0, reputation_us=0)
    paid = StagedDeal.uniform(6).most_robust().payments
    assert "U6" in deal.promises(paid).failures()


def test_a_known_last_stage_with_nothing_at_stake_unravels():
    empty = {"peace_dprk": 0, "peace_us": 0, "reputation_us": 0, "reputation_dprk": 0}
    assert not StagedDeal.uniform(6, irreversible=1.0, **empty).most_robust().feasible


def test_the_best_number_of_stages_is_neither_one_nor_very_many():
    slack = [StagedDeal.uniform(n, yearly_hazard=0.1).most_robust().slack for n in range(1, 25)]
    best = int(np.argmax(slack)) + 1
    assert 1 < best < 24


# -- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hazard": [0.1, 1.2]}, "hazard of stage 2 is 1.2, but it must be between 0 and 1"),
        ({"dprk_cost": [1, math.nan]}, "dprk_cost of stage 2 is nan"),
        ({"us_gain": [-1, 2]}, "us_gain of stage 1 is -1.0, but it must be zero or more"),
        ({"detection": 2}, "detection is 2, but it must be between 0 and 1"),
        ({"peace_us": math.inf}, "peace_us is inf, but it must be a finite number"),
        ({"leverage": "much"}, "leverage is 'much'"),
        ({"leverage": "50"}, "leverage is '50'"),
        ({"leverage": None}, "leverage is None"),
        ({"detection": True}, "detection is True"),
        ({"discount": []}, "at least one"),
        ({"discount": "abc"}, "list of numbers"),
        ({"discount": [0.9]}, "discount has 1"),
    ],
)
def test_bad_values_are_named(two_stages, change, words):
    with pytest.raises(SummitryError, match=words.replace("(", r"\(")):
        two_stages.changed(**change)


def test_bad_payments_are_named(two_stages):
    with pytest.raises(OutOfRangeError, match=r"payment of stage 2 is -1\.0"):
        two_stages.play([1, -1])
    with pytest.raises(SummitryError, match="2 stages, but 3 payments"):
        two_stages.play([1, 1, 1])


def test_bad_names_get_the_nearest(two_stages):
    with pytest.raises(UnknownNameError, match="snapback_break"):
        two_stages.changed(snapback_brake=1)
    with pytest.raises(UnknownNameError, match="leverage"):
        two_stages.flip("levrage")
    with pytest.raises(UnknownNameError, match="projection"):
        two_stages.windows("projections")
    with pytest.raises(SummitryError, match="need a payment schedule"):
        two_stages.windows("own")
    with pytest.raises(UnknownNameError, match="highspy"):
        _schedule.most_robust(two_stages, backend="gurobi")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: StagedDeal.uniform(0), "stages is 0"),
        (lambda: StagedDeal.uniform(2.5), "stages is 2.5"),
        (lambda: StagedDeal.uniform(10**10), "between 1 and 10000"),
        (lambda: StagedDeal.from_roadmap([0.5, 0]), "smallest of steps is 0.0"),
        (lambda: StagedDeal.uniform(2).flip("detection", "low"), "range of detection is 'low'"),
        (lambda: StagedDeal.from_roadmap([0.7, 0.7]), "the sum of steps is 1.4"),
        (lambda: StagedDeal.from_roadmap([1.0], curvature=0), "curvature is 0"),
        (lambda: StagedDeal.from_roadmap([1.0], yearly_hazard=-1), "yearly_hazard is -1"),
        (lambda: StagedDeal.uniform(2).flip("detection", 0, 3), "range of detection is 3"),
        (lambda: StagedDeal.uniform(2).flip("detection", 0.5, 0.5), "low is 0.5"),
    ],
)
def test_bad_plans_are_named(call, words):
    with pytest.raises(OutOfRangeError, match=words):
        call()


def test_tables_have_one_row_a_stage():
    deal = StagedDeal.from_roadmap([0.2, 0.3, 0.5])
    assert len(deal.table()) == deal.stages == 3
    assert deal.table()["US gain"].sum() == pytest.approx(100)
    assert deal.table()["North Korea's loss"].sum() == pytest.approx(70)
    promises = deal.promises([10, 10, 10]).table()
    assert set(promises["who"]) == {"North Korea", "United States"}
    windows = deal.windows("own", deal.most_robust().payments)
    assert len(windows.table()) == 3


def test_a_deal_says_how_likely_it_outlives_every_change(two_stages):
    # Half at the first stage, surely at the second.
    assert "With a chance of 50% no new administration" in str(two_stages)
    assert "With a chance of 25% no" in str(two_stages.changed(hazard=[0.5, 0.5]))


def test_results_cannot_be_changed_by_mistake(two_stages):
    play = two_stages.play([12, 24])
    for result, name in ((play, "signs"), (play.nodes[0], "keeps"), (two_stages, "leverage")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, name, False)


def test_a_move_is_told_with_what_it_is_worth(two_stages):
    first, answer, second, _ = two_stages.play([0, 16]).nodes
    # Paid 16 late: at stage 2, K has -20 + 16 + 6 = 2 against 5 - 2 = 3, so it would stall; at
    # stage 1 it has -10 + 0.5 * 3 + 0.5 * 3 = -7 against 0.
    assert str(first) == (
        "stage 1: North Korea stalls (worth 0.0 to it, against -7.0 if it complied)"
    )
    assert str(answer).startswith("stage 1: the United States pays (worth ")
    assert str(answer).endswith(" if it did not pay)")
    assert str(second) == (
        "stage 2: North Korea stalls (worth 3.0 to it, against 2.0 if it complied)"
    )
    assert "does not pay (worth" in str(two_stages.play([12, 110]).nodes[3])
    assert str(two_stages.play([12, 24]).nodes[2]).endswith(
        "10.0 to it, against 0.0 if it stalled)"
    )


def test_promises_are_told_in_words_not_in_codes(two_stages):
    kept = two_stages.promises([12, 24], fakes=False)
    assert str(kept) == (
        "Every promise is credible. The weakest: stage 1, North Korea, not to stall (2.5 to spare)."
    )
    faked = two_stages.changed(fake_cost=1.0).promises([12, 24])
    assert faked.kept and str(faked).split(": ")[1].startswith("stage 1, North Korea, not to ")
    broke = two_stages.changed(peace_us=-28).promises([12, 24], fakes=False)
    assert str(broke).endswith("The weakest: stage 2, United States, to pay (1.0 to spare).")
    poor = two_stages.changed(us_gain=[0, 12]).promises([12, 24], fakes=False)
    assert (poor.weakest, poor.kept) == ("W1", True)
    assert str(poor).endswith("The weakest: the start, United States, to sign (1.0 to spare).")
    one = two_stages.promises([40, 24], fakes=False)
    assert str(one).splitlines() == [
        "1 of 6 conditions fails:",
        "- all payments together are 4.0 above the leverage there is.",
    ]
    assert str(two_stages.promises([12, 24])).startswith("2 of 8 conditions fail:")


def test_payments_above_the_leverage_are_not_carried_out(two_stages):
    deal = two_stages.changed(peace_us=200, peace_dprk=200, detection=1)
    fits = deal.play([10, 20])
    assert fits.complete and fits.above_leverage == 0.0
    poor = deal.changed(leverage=25)
    play = poor.play([10, 20])
    assert play.first_break is None and play.signs
    assert not play.complete and play.probability == 0.0
    assert play.above_leverage == pytest.approx(5)
    assert str(play) == (
        "This deal cannot be paid for: all payments together are 5.0 above the leverage there is."
    )
    assert not poor.promises([10, 20]).kept


def test_a_payment_of_zero_stays_zero_when_all_are_scaled():
    deal = StagedDeal(
        [1.0, 1.0], [1.0, 1.0], [0.0, 0.0], [1.0, 1.0], payment_cost=0.0, leverage=math.inf
    )
    found = deal.windows("scale", [0.0, 30.0], fakes=False)
    assert found.factor[1] == math.inf
    assert found.floor[0] == found.ceiling[0] == 0.0 and found.ceiling[1] == math.inf
    assert found.open and "nan" not in str(found)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda deal: deal.promises([1, 2], fakes="no"), "fakes is 'no'"),
        (lambda deal: deal.windows("own", [1, 2], fakes=0), "True or False"),
        (lambda deal: deal.play(["1", "2"]), "payment is ['1', '2']"),
        (lambda deal: deal.play([1, True]), "payment is [1, True]"),
        (lambda deal: deal.play([1, 2e15]), "payment of stage 2 is 2000000000000000.0"),
        (lambda deal: deal.changed(payment_cost=2e12), "at most 1e+12 in size"),
        (lambda deal: deal.flip("leverage", low="low"), "the range of leverage is 'low'"),
        (lambda deal: deal.flip(["leverage"]), "parameter of a staged deal ['leverage']"),
    ],
)
def test_what_is_no_number_is_refused_by_name(two_stages, call, words):
    with pytest.raises(SummitryError) as caught:
        call(two_stages)
    assert words in str(caught.value)


def test_a_promise_is_described_only_when_there_is_one():
    with pytest.raises(UnknownNameError, match="promise 'X1'"):
        describe_promise("X1", 1.0)
    with pytest.raises(OutOfRangeError, match="shortfall is nan"):
        describe_promise("K1", math.nan)


def test_nothing_is_written_as_minus_zero():
    deal = StagedDeal([1.0], [0.02], [0.0], [1.0], irreversible=0.0, exposure_loss=0.0)
    assert deal.breaks([0.0]).us_when_deal_dies[0] == pytest.approx(-0.02)
    assert "-0.0" not in str(deal.breaks([0.0]))
