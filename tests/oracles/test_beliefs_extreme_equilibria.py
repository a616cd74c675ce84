"""The closed form of the signalling game against a search over all extreme equilibria.

The search knows nothing of pooling or separating. What the sender does (two probabilities) matters
to the receiver only through linear inequalities, and what the receiver does (two probabilities)
matters to the sender only through linear inequalities. Each such set of inequalities cuts the unit
square into pieces; an extreme equilibrium is a pair of corners of these pieces that are best
replies to each other (Vorobev 1958, Kuhn 1961). All arithmetic is in exact fractions.
"""

import itertools
import random
from fractions import Fraction

import pytest

from summitry.beliefs import SenderReceiverGame, SignallingGame

ONE, ZERO = Fraction(1), Fraction(0)


def crossing(first, second):
    """Where two lines a x + b y = c meet, if in one point."""
    (a, b, c), (d, e, f) = first, second
    det = a * e - b * d
    if det == 0:
        return None
    return ((c * e - b * f) / det, (a * f - c * d) / det)


def corners(lines):
    """All corners inside the unit square that given lines and its edges make."""
    edges = [(ONE, ZERO, ZERO), (ONE, ZERO, ONE), (ZERO, ONE, ZERO), (ZERO, ONE, ONE)]
    points = {crossing(a, b) for a, b in itertools.combinations([*lines, *edges], 2)}
    return {p for p in points if p is not None and all(0 <= x <= 1 for x in p)}


def is_best(share, gain):
    """Whether playing the first choice with this probability is best, given what it gains."""
    return (gain >= 0 or share == 0) and (gain <= 0 or share == 1)


def extreme_equilibria(prior, k, u):
    """All pairs (sender's shares, receiver's shares) of corners that are perfect Bayesian."""
    d = [[u[t][m][0] - u[t][m][1] for m in (0, 1)] for t in (0, 1)]
    w = (prior, 1 - prior)
    sender_lines = [
        # receiver indifferent after message 0, then after message 1
        (w[0] * d[0][0], w[1] * d[1][0], ZERO),
        (w[0] * d[0][1], w[1] * d[1][1], w[0] * d[0][1] + w[1] * d[1][1]),
    ]
    receiver_lines = [
        # type t indifferent between the messages
        (k[t][0][0] - k[t][0][1], -(k[t][1][0] - k[t][1][1]), k[t][1][1] - k[t][0][1])
        for t in (0, 1)
    ]
    found = set()
    for accept in corners(receiver_lines):
        value = [
            [accept[m] * k[t][m][0] + (1 - accept[m]) * k[t][m][1] for m in (0, 1)] for t in (0, 1)
        ]
        for send in corners(sender_lines):
            if not all(is_best(send[t], value[t][0] - value[t][1]) for t in (0, 1)):
                continue
            fine = True
            for m in (0, 1):
                mass = [w[t] * (send[t] if m == 0 else 1 - send[t]) for t in (0, 1)]
                if sum(mass) > 0:
                    fine &= is_best(accept[m], mass[0] * d[0][m] + mass[1] * d[1][m])
                else:  # some belief must make the answer best: try the ends and the tie
                    gains = {d[0][m], d[1][m]} | ({ZERO} if d[0][m] * d[1][m] < 0 else set())
                    fine &= any(is_best(accept[m], gain) for gain in gains)
            if fine:
                found.add((send, accept))
    return found


def closed_form(game):
    """The same from the package: both ends of every range."""
    found = set()
    for e in game.equilibria():
        for ends in itertools.product(*(sorted(set(a)) for a in e.accept)):
            found.add((e.send, ends))
    return found


def same(exact, floats):
    """Whether two sets of equilibria agree to nine digits."""

    def rounded(items):
        return sorted(
            tuple(round(float(x), 9) + 0.0 for pair in item for x in pair) for item in items
        )

    return rounded(exact) == rounded(floats)


def random_game(rng):
    draw = [
        [[[Fraction(rng.randint(-60, 60), 7) for _ in "am"] for _ in "mm"] for _ in "tt"]
        for _ in "ku"
    ]
    prior = Fraction(rng.randint(1, 96), 97)
    return prior, draw[0], draw[1]


def has_tie(k, u):
    """Whether two payoffs that are compared are equal: then a continuum may exist."""
    pairs = [
        (k[t][m][a], k[t][n][b])
        for t in (0, 1)
        for (m, a), (n, b) in itertools.combinations(itertools.product((0, 1), (0, 1)), 2)
    ]
    pairs += [(u[t][m][0], u[t][m][1]) for t in (0, 1) for m in (0, 1)]
    return any(a == b for a, b in pairs)


def test_random_games():
    rng = random.Random(1991)
    kinds = {"pooling": 0, "separating": 0, "semi-separating": 0}
    both_mix = checked = 0
    while checked < 400:
        prior, k, u = random_game(rng)
        if has_tie(k, u):
            continue
        checked += 1
        game = SenderReceiverGame(float(prior), to_float(k), to_float(u))
        assert same(extreme_equilibria(prior, k, u), closed_form(game)), (prior, k, u)
        for e in game.equilibria():
            kinds[e.kind] += 1
            both_mix += e.kind == "semi-separating" and all(0 < s < 1 for s in e.send)
            assert not e.knife_edge
    assert min(kinds.values()) > 40, kinds
    assert both_mix > 3


def to_float(payoffs):
    return [[[float(x) for x in row] for row in table] for table in payoffs]


STORIES = [
    {},
    {"detection": 0.8},
    {"prior": 0.9},
    {"prior": 0.9, "relief_known": 7.5},
    {"prior": 0.9, "detection": 0.8, "relief_known": 7.5},
    {"prior": 0.75, "relief_known": 9.0, "harm": 2.0},
    {"prior": 0.6, "detection": 0.1, "penalty": 1.0, "site_disarmer": 6.0},
]


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_partial_offer(story):
    game = SignallingGame(**story).game
    k = [[[Fraction(float(x)) for x in row] for row in table] for table in game.sender]
    u = [[[Fraction(float(x)) for x in row] for row in table] for table in game.receiver]
    found = extreme_equilibria(Fraction(game.prior), k, u)
    assert found
    assert same(found, closed_form(game))


def test_random_stories():
    rng = random.Random(2019)
    kinds = set()
    for _ in range(150):
        offer = SignallingGame(
            prior=rng.uniform(0.05, 0.95),
            relief_known=rng.uniform(0, 12),
            site_disarmer=rng.uniform(0, 9),
            site_hedger=rng.uniform(9, 25),
            detection=rng.uniform(0, 1),
            penalty=rng.uniform(0, 8),
            delay=rng.uniform(0.1, 5),
            climbdown=rng.uniform(0.1, 4),
            gain_later=rng.uniform(0, 9),
            harm=rng.uniform(0, 9),
            us_delay=rng.uniform(0.1, 4),
        )
        game = offer.game
        k = [[[Fraction(float(x)) for x in row] for row in table] for table in game.sender]
        u = [[[Fraction(float(x)) for x in row] for row in table] for table in game.receiver]
        assert same(extreme_equilibria(Fraction(game.prior), k, u), closed_form(game)), offer
        kinds |= {e.kind for e in game.equilibria()}
    assert kinds == {"pooling", "separating", "semi-separating"}


def intuitive_by_grid(game, e):
    """The criterion of Cho and Kreps, applied word by word over a fine grid of beliefs."""
    m = 0 if not e.sent[0] else 1
    k, u = game.sender, game.receiver
    grid = [i / 1000 for i in range(1001)]

    def replies(beliefs):
        gains = [
            b * (u[0][m][0] - u[0][m][1]) + (1 - b) * (u[1][m][0] - u[1][m][1]) for b in beliefs
        ]
        return ([0] if max(gains) >= 0 else []) + ([1] if min(gains) <= 0 else [])

    every = replies(grid)
    ruled_out = [e.sender_payoff[t] > max(k[t][m][a] for a in every) for t in (0, 1)]
    if all(ruled_out):
        return True
    left = replies(
        [b for b in grid if not (ruled_out[0] and b > 0) and not (ruled_out[1] and b < 1)]
    )
    return not any(
        not ruled_out[t] and min(k[t][m][a] for a in left) > e.sender_payoff[t] for t in (0, 1)
    )


def test_intuitive_criterion():
    rng = random.Random(87)
    verdicts = []
    while len(verdicts) < 300:
        prior, k, u = random_game(rng)
        if has_tie(k, u):
            continue
        game = SenderReceiverGame(float(prior), to_float(k), to_float(u))
        for e in game.equilibria():
            if not all(e.sent):
                verdicts.append(e.intuitive)
                assert e.intuitive == intuitive_by_grid(game, e), (prior, k, u)
            else:
                assert e.intuitive
    assert 10 < verdicts.count(False) < len(verdicts) - 10
