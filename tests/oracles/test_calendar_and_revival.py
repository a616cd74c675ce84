"""Survival day by day, and sanctions lifted one after another, against plain counting."""

import datetime as dt
import random

import pytest

from summitry import politics, sanctions


@pytest.mark.parametrize("seed", range(60))
def test_survival_day_by_day(seed):
    rng = random.Random(seed)
    start = dt.date(1989, 1, 1) + dt.timedelta(days=rng.randint(0, 20_000))
    if seed % 3 == 0:  # on an inauguration day, the day before and the day after
        start = dt.date(rng.choice([1993, 2021]), 1, 20) + dt.timedelta(days=rng.choice([-1, 0, 1]))
    lengths = [rng.choice([1 / 365.2425, 0.25, 1.0, 4.0, rng.random() * 5 + 0.01]) for _ in "12345"]
    change, drop = (rng.choice([0.0, 1.0, 0.5, rng.random()]) for _ in "12")
    device = rng.choice(list(politics.DEVICES))
    found = politics.survival(start, lengths, change=change, drop=drop, device=device)
    lives = 1 - change * drop * politics.DEVICES[device].factor
    day, alive = start, 1.0
    for end, crossed, chance in zip(found.ends, found.crossed, found.chances, strict=True):
        count = 0
        while day < end:
            day += dt.timedelta(days=1)
            if (day.month, day.day) == (1, 20) and day.year % 4 == 1:
                count += 1
                alive *= lives
        assert (crossed, chance) == (count, pytest.approx(alive, abs=1e-12))
    # An end lies where the lengths so far put it, to the day.
    for stage, end in enumerate(found.ends, start=1):
        assert abs((end - start).days - 365.2425 * sum(lengths[:stage])) <= 0.5 + 1e-6


def in_force(items, lifted):
    """Walk up from each measure: it binds when it stands and nothing above it does."""
    stands = {
        key: key not in lifted and not item.clause and not item.ended for key, item in items.items()
    }
    found = []
    for key in items:
        above, covered = items[key].superseded_by, False
        while above:
            covered, above = covered or stands[above], items[above].superseded_by
        if stands[key] and not covered:
            found.append(key)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_lifting_the_ledger_in_any_order(seed):
    rng = random.Random(seed)
    graph = sanctions.Graph()
    part = rng.choice([0, 0.1, 0.5, 0.9, 1])
    chosen = [k for k, item in graph.measures.items() if not item.clause and rng.random() < part]
    rng.shuffle(chosen)
    before, now = in_force(graph.measures, ()), in_force(graph.measures, chosen)
    found = sanctions.binding(chosen)
    assert list(found.ids) == now
    assert set(found.ended) == set(before) - set(now)
    assert set(found.revived) == set(now) - set(before)
    step = graph
    for name in chosen:
        step = step.lift(name)
    assert list(step.in_force) == now
    share = sanctions.relief(chosen).share("measures")
    assert share.low == share.high == pytest.approx(1 - len(now) / len(before), abs=1e-12)
