"""Properties of beliefs that hold for every input."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitry import beliefs

inside = st.floats(0.01, 0.99)
payoff = st.integers(-50, 50).map(lambda x: x / 4)
payoffs = st.lists(payoff, min_size=8, max_size=8).map(lambda x: np.reshape(x, (2, 2, 2)))


@given(inside, st.lists(st.tuples(inside, inside), min_size=1, max_size=8), st.randoms())
def test_the_order_of_signals_does_not_matter(prior, signals, rng):
    shuffled = list(signals)
    rng.shuffle(shuffled)
    assert beliefs.posterior(prior, signals) == pytest.approx(
        beliefs.posterior(prior, shuffled), abs=1e-12
    )


@given(inside, st.lists(st.tuples(inside, inside), min_size=2, max_size=6))
def test_one_step_at_a_time_is_the_same(prior, signals):
    step = prior
    for signal in signals:
        step = beliefs.posterior(step, signal)
    assert beliefs.posterior(prior, signals) == pytest.approx(step, abs=1e-9)


@given(inside, inside, inside)
def test_beliefs_average_to_the_prior(prior, if_true, if_false):
    after = beliefs.posterior(prior, [if_true, if_false])
    otherwise = beliefs.posterior(prior, [1 - if_true, 1 - if_false])
    heard = prior * if_true + (1 - prior) * if_false
    assert heard * after + (1 - heard) * otherwise == pytest.approx(prior, abs=1e-12)


@given(inside, st.lists(st.tuples(inside, inside), max_size=6))
def test_weights_of_evidence_add_up(prior, signals):
    total = math.fsum(beliefs.weight_of_evidence(*signal) for signal in signals)
    assert beliefs.from_decibans(prior, total) == pytest.approx(
        beliefs.posterior(prior, signals), abs=1e-9
    )


@given(inside, st.lists(st.sampled_from(["raises", "lowers", "neutral"]), max_size=12))
def test_the_flip_of_an_odds_path_is_where_it_says(prior, codes):
    flip = beliefs.odds_path(prior, codes).flip()
    if flip.value is None:
        ends = {beliefs.odds_path(prior, codes, strength=s).posterior > 0.5 for s in (1, 3, 1e4)}
        assert len(ends) == 1 or prior == 0.5
    else:
        at = beliefs.odds_path(prior, codes, strength=flip.value).posterior
        assert at == pytest.approx(0.5, abs=1e-6)
        stronger = beliefs.odds_path(prior, codes, strength=flip.value * 1.01)
        assert stronger.expects_deal == (flip.above == "deal expected")


@given(inside, st.lists(st.floats(0.1, 10), max_size=8))
def test_the_flip_of_the_prior_is_where_it_says(prior, strengths):
    value = beliefs.odds_path(prior, strengths).flip("prior").value
    assert beliefs.odds_path(value, strengths).posterior == pytest.approx(0.5, abs=1e-9)


@settings(deadline=None)
@given(inside, payoffs, payoffs)
def test_nobody_gains_by_leaving_an_equilibrium(prior, sender, receiver):
    game = beliefs.SenderReceiverGame(prior, sender, receiver)
    for e in game.equilibria():
        for ends in (0, 1):
            accept = [e.accept[m][ends] for m in (0, 1)]
            for t, first in enumerate(e.send):
                value = [
                    accept[m] * sender[t, m, 0] + (1 - accept[m]) * sender[t, m, 1] for m in (0, 1)
                ]
                assert first * value[0] + (1 - first) * value[1] >= max(value) - 1e-7
            for m in (0, 1):
                # some belief of the range makes the answer best
                gains = [
                    b * (receiver[0, m, 0] - receiver[0, m, 1])
                    + (1 - b) * (receiver[1, m, 0] - receiver[1, m, 1])
                    for b in e.belief[m]
                ]
                assert accept[m] == 0 or max(gains) >= -1e-7
                assert accept[m] == 1 or min(gains) <= 1e-7
        if all(e.sent):
            for m in (0, 1):
                mass = [
                    w * (s if m == 0 else 1 - s)
                    for w, s in zip((prior, 1 - prior), e.send, strict=True)
                ]
                assert e.belief[m][0] == pytest.approx(mass[0] / sum(mass), abs=1e-9)


@settings(deadline=None)
@given(inside, payoffs, payoffs, st.integers(1, 8), payoff)
def test_units_of_the_receiver_do_not_matter(prior, sender, receiver, scale, shift):
    one = beliefs.SenderReceiverGame(prior, sender, receiver).equilibria()
    two = beliefs.SenderReceiverGame(prior, sender, scale * receiver + shift).equilibria()
    assert [(e.name, e.intuitive) for e in one] == [(e.name, e.intuitive) for e in two]


@given(st.integers(1, 30), st.data())
def test_more_effort_and_access_never_find_less(places, data):
    hidden = data.draw(st.integers(1, places))
    visits = data.draw(st.integers(0, places))
    access = data.draw(st.floats(0, 1))
    sensitivity = data.draw(st.floats(0, 1))
    for hider in ("random", "strategic"):
        q = beliefs.detection(
            places, visits, hidden=hidden, access=access, sensitivity=sensitivity, hider=hider
        )
        more = beliefs.detection(
            places, visits + 1, hidden=hidden, access=1.0, sensitivity=sensitivity, hider=hider
        )
        assert 0 <= q <= more + 1e-9 <= 1 + 1e-9
    # a hider who knows the closed places is never found more easily
    random, strategic = (
        beliefs.detection(places, visits, hidden=hidden, access=access, hider=hider)
        for hider in ("random", "strategic")
    )
    assert strategic <= random + 1e-9


@given(inside, inside, st.floats(0, 0.5), st.integers(1, 4), inside)
def test_the_flip_of_an_inspection_is_where_it_says(q, prior, alarm, rounds, threshold):
    report = beliefs.inspection(q, prior, false_alarm=alarm, rounds=rounds, threshold=threshold)
    value = report.flip("q").value
    if value is not None:
        at = beliefs.inspection(value, prior, false_alarm=alarm, rounds=rounds)
        assert at.clean == pytest.approx(threshold, abs=1e-6)
    value = report.flip("prior").value
    at = beliefs.inspection(q, value, false_alarm=alarm, rounds=rounds)
    assert at.clean == pytest.approx(threshold, abs=1e-6)
    value = report.flip("rounds").value
    if value is not None and 0 < value <= 10_000:
        enough = beliefs.inspection(q, prior, false_alarm=alarm, rounds=value, threshold=threshold)
        short = beliefs.inspection(
            q, prior, false_alarm=alarm, rounds=value - 1, threshold=threshold
        )
        assert enough.clean <= threshold + 1e-6 and short.clean >= threshold - 1e-6
