"""Flips of a power shift, an offer and a trust are where they say; verdicts equal a simulation."""

from dataclasses import replace

from hypothesis import assume, example, given
from hypothesis import strategies as st

from summitry import bargain, beliefs

share = st.floats(0.02, 0.98)
EPS = 1e-6


@given(share, share, share, share, st.sampled_from(["shift", "cost", "discount", "p"]))
def test_flip_of_a_shift_is_where_the_answer_changes(p, part, cost, discount, parameter):
    found = bargain.commitment_problem(p, p * part, cost, discount)
    flip = found.flip(parameter)
    if flip.value is None:
        low, high = {"shift": (0, p), "p": (found.shift, 1)}.get(parameter, (0, 1))
        for step in range(51):
            moved = replace(found, **{parameter: low + (high - low) * (0.005 + 0.0198 * step)})
            assert moved.peaceful == found.peaceful
        return
    peace = "some peace suits both sides"
    assert replace(found, **{parameter: flip.value - EPS}).peaceful == (flip.below == peace)
    assert replace(found, **{parameter: flip.value + EPS}).peaceful == (flip.above == peace)


@given(share, share, st.floats(0, 0.9), st.floats(0, 3), share)
def test_offer_equals_a_comparison_of_the_two_futures(now, more, war, build, discount):
    after = now + (1 - now) * more
    found = bargain.butter_for_bombs(now, after, war, build, discount)
    armed = max(0, after - war) * discount / (1 - discount)

    def gain(offer):
        """What building adds to taking the offer for good."""
        return offer + armed - build - offer / (1 - discount)

    assert gain(found.offer + EPS) < 0 or found.offer == found.without
    assert gain(found.offer) <= 1e-9
    if found.offer > found.without + EPS:
        assert gain(found.offer - EPS) > 0
    kept = (1 - found.offer) / (1 - discount)
    let_go = 1 - found.without + discount / (1 - discount) * (1 - found.armed)
    assume(abs(kept - let_go) > 1e-9)
    assert found.builds == (kept < let_go)


@given(share, share, st.floats(0, 0.9), st.floats(0.01, 3), share)
@example(0.9375, 0.0234375, 0.0, 1.0, 0.0234375)  # two flips less than a millionth apart
def test_flip_of_an_offer_is_where_the_verdict_changes(now, more, war, build, discount):
    found = bargain.butter_for_bombs(now, now + (1 - now) * more, war, build, discount)
    for parameter in ("build_cost", "power_after", "discount"):
        flip = found.flip(parameter)
        if flip.value is None or flip.value < 2 * EPS or not EPS < flip.value % 1 < 1 - EPS:
            continue
        lower, upper = (edge[0] for edge in found._edges(parameter))
        if abs(upper - lower) < 4 * EPS:  # a step of EPS would jump over both
            continue
        assume(flip.value - now > EPS or parameter != "power_after")
        below, above = (
            replace(found, **{parameter: flip.value + side * EPS}).verdict for side in (-1, 1)
        )
        if found.armed - found.without > 1e-3:
            assert (below, above) == (flip.below, flip.above)


payoff = st.floats(-5, 5)


@given(share, payoff, payoff, payoff, payoff)
def test_trust_pays_exactly_from_the_flip_on(trust, both, exploit, neither, alone):
    assume(alone < neither - 0.01 and abs(both - exploit) > 0.01)
    found = beliefs.assurance(trust, both=both, exploit=exploit, neither=neither, alone=alone)
    cooperating, not_cooperating = found.values
    assume(abs(cooperating - not_cooperating) > 1e-9)
    assert found.cooperates == (cooperating > not_cooperating)
    for parameter in ("trust", "both", "exploit", "neither", "alone"):
        flip = found.flip(parameter)
        if flip.value is not None:
            sides = [replace(found, **{parameter: flip.value + d}) for d in (-EPS, EPS)]
            says = [side.cooperates for side in sides]
            assert says == [flip.below == "cooperate", flip.above == "cooperate"]
