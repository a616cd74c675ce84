"""Sweeps: the same worlds whatever the blocks, each equal to the model itself."""

import os
import signal

import numpy as np
import pytest

from summitry import scenarios, sweep
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

REFERENCE = scenarios.load("six-stage-reference")
RANGES = sweep.Ranges.of(REFERENCE)
PAID = REFERENCE.deal().most_robust().payments


@pytest.mark.parametrize("name", ["six-stage-reference", "hecker-ten-years", "big-for-big"])
def test_each_world_agrees_with_the_staged_deal(name):
    scenario = scenarios.load(name)
    paid = scenario.deal().most_robust().payments * 0.8
    worlds = sweep.draw(sweep.Ranges.of(scenario), 0, 300, seed=3)
    failure, chance = sweep.outcomes(worlds, scenario.steps, paid)
    seen = set()
    for i in range(300):
        deal = sweep.world(worlds, scenario.steps, i)
        missing = deal.promises(paid, fakes=False).failures()
        places = [
            0 if name[0] in "WL" else 2 * int(name[1:]) - (name[0] == "K") for name in missing
        ]
        first = min(places, default=2 * deal.stages + 1)
        assert failure[i] == first
        assert chance[i] == pytest.approx(deal.play(paid).survival, abs=1e-12)
        seen.add(first)
    assert len(seen) > 1, "the sample should hold more than one outcome"


def test_world_number_i_is_the_same_in_every_block():
    ranges = sweep.Ranges.of(REFERENCE)
    whole = sweep.draw(ranges, 0, 50, seed=1)
    part = sweep.draw(ranges, 20, 30, seed=1)
    for name in ranges.names:
        np.testing.assert_array_equal(whole[name][20:30], part[name])
        low, high = REFERENCE.parameters[name].low, REFERENCE.parameters[name].high
        assert low <= whole[name].min() < whole[name].max() <= high


def test_counts_do_not_depend_on_the_blocks():
    one = sweep.completion(20_011, seed=4)
    two = sweep.completion(20_011, seed=4, block=777)
    np.testing.assert_array_equal(one.counts, two.counts)
    assert one.chance_sum == two.chance_sum
    assert one.counts.sum() == 20_011
    assert sweep.completion(20_011, seed=5).counts.tolist() != one.counts.tolist()


def test_a_held_parameter_changes_nothing_else():
    """Common random numbers: the other assumptions keep their draws."""
    free = sweep.draw(sweep.Ranges.of(REFERENCE), 0, 100, seed=2)
    held = sweep.draw(sweep.Ranges.of(REFERENCE, leverage=100.0), 0, 100, seed=2)
    assert set(held["leverage"]) == {100.0}
    np.testing.assert_array_equal(free["detection"], held["detection"])


def test_more_leverage_completes_more_worlds():
    shares = [
        sweep.completion(5_000, payments=PAID, leverage=value).share
        for value in (80.0, 120.0, 160.0)
    ]
    assert shares[0] < shares[1]
    assert shares[1] == shares[2], "the payments fit both: leverage no longer binds"


def test_the_result_explains_itself():
    result = sweep.completion(5_000)
    assert 0 < result.probability < result.share < 1
    assert f"In {result.share:.1%} of 5,000 worlds (give or take 1." in str(result)
    assert f"carried out to the end in {result.probability:.1%} of the worlds." in str(result)
    assert str(result).endswith("These are shares of assumed worlds, not chances of history.")
    table = result.table()
    assert table["worlds"].sum() == 5_000
    assert table["outcome"].iloc[-1] == "every promise is kept"
    none = sweep.completion(500, "big-for-big")
    assert none.completed < 500


def test_progress_reaches_the_end(capsys):
    seen = []
    sweep.completion(10_000, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (10_000, 10_000) and len(seen) == 3
    sweep.completion(10_000, progress=True)
    assert "10,000 of 10,000 worlds (100%)\n" in capsys.readouterr().err


def test_importance_finds_the_assumption_that_moves_the_outcome():
    # With all else fixed, completion is the survival chance, which only these two move.
    found = sweep.importance(
        parameters=["yearly_hazard", "penalty"], measure="chance of completion", samples=512
    )
    table = found.table()
    assert table["parameter"][0] == "yearly_hazard"
    assert table["with others"][0] == pytest.approx(1, abs=0.05)
    assert table["with others"][1] == pytest.approx(0, abs=0.01)
    assert "most is yearly_hazard: alone or together with others, it accounts for" in str(found)
    verdict = sweep.importance(parameters=["leverage", "penalty"], measure="verdict", samples=512)
    assert verdict.table()["parameter"][0] == "leverage"


def test_a_threshold_is_where_the_share_crosses_the_level():
    found = sweep.threshold("leverage", 0.2, payments=PAID, draws=3_000, low=50, high=200)
    assert found.above == (False, True)
    # Below the sum of the payments no world holds; above it, leverage does not bind.
    assert found.points == pytest.approx((PAID.sum(),), abs=0.2)
    assert found.least == 0 and found.most > 0.2
    place = f"{found.points[0]:.4g}"
    assert str(found).startswith(
        f"Below {place} the deal holds in less than 20% of 3,000 worlds; above {place} in at least "
        "20% (leverage, searched from 50 to 200). "
    )
    assert str(found).endswith("not chances of history.")
    assert found.table()["level reached"].tolist() == [False, True]
    assert found.table()["to"].tolist() == [found.points[0], 200]


def test_a_threshold_agrees_with_the_share_on_each_side():
    found = sweep.threshold("irreversible", 0.25, draws=3_000, detection=0.5)
    assert found.points
    paid = REFERENCE.deal(detection=0.5).most_robust().payments
    for point, after in zip(found.points, found.above[1:], strict=True):
        for side, says in ((-0.005, not after), (0.005, after)):
            held = sweep.completion(3_000, payments=paid, irreversible=point + side)
            assert (held.share >= 0.25) == says


def test_a_level_that_is_never_crossed_is_said():
    found = sweep.threshold("leverage", 0.9, draws=500)
    assert found.points == () and found.above == (False,)
    assert str(found).startswith(
        "Whatever leverage is between 60 and 140, the deal holds in less than 90% of 500 worlds: "
    )
    assert f" to {found.most:.0%}. " in str(found) and len(found.table()) == 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: sweep.completion(0), OutOfRangeError, "draws is 0"),
        (lambda: sweep.completion(True), OutOfRangeError, "draws is True"),
        (lambda: sweep.completion(10, block=-1), OutOfRangeError, "block is -1"),
        (lambda: sweep.completion(10, block=10**10), OutOfRangeError, "block is 10000000000"),
        (lambda: sweep.completion(10, seed=-1), OutOfRangeError, "seed is -1"),
        (lambda: sweep.completion(10, None), UnknownNameError, "scenario None"),
        (lambda: sweep.completion(10, leverage=np.nan), OutOfRangeError, "leverage is nan"),
        (lambda: sweep.completion(10, payments=[-1.0] * 6), OutOfRangeError, "stage 1 is -1"),
        (lambda: sweep.draw(RANGES, 5, 0, 1), OutOfRangeError, "stop is 0"),
        (lambda: sweep.draw(RANGES, 0, 5, -1), OutOfRangeError, "seed is -1"),
        (
            lambda: sweep.outcomes(sweep.draw(RANGES, 0, 5, 1), [0.5, 0.5], [1.0]),
            OutOfRangeError,
            "number of payments is 1",
        ),
        (lambda: sweep.outcomes({"years": 1}, [1], [1]), UnknownNameError, "arsenal_value"),
        (
            lambda: sweep.world(sweep.draw(RANGES, 0, 5, 1), [0.5, 0.5], 5),
            OutOfRangeError,
            "index is 5",
        ),
        (lambda: sweep.threshold("leverage", 2), OutOfRangeError, "share is 2"),
        (lambda: sweep.threshold("leverige"), UnknownNameError, "leverage"),
        (lambda: sweep.threshold("leverage", leverage=3), SummitryError, "held at 3 at once"),
        (lambda: sweep.threshold("leverage", low=9, high=9), OutOfRangeError, "low is 9"),
        (lambda: sweep.importance(samples="many"), OutOfRangeError, "samples is 'many'"),
        (lambda: sweep.importance(samples=2**17), OutOfRangeError, "samples is 131072"),
        (lambda: sweep.completion(10, "six-stages"), UnknownNameError, "six-stage-reference"),
        (lambda: sweep.completion(10, detection=2.0), OutOfRangeError, "detection is 2"),
        (lambda: sweep.completion(10, payments=[1.0]), SummitryError, "6 stages, but 1"),
        (lambda: sweep.importance(samples=100), OutOfRangeError, "samples is 100"),
        (lambda: sweep.importance(measure="luck"), UnknownNameError, "luck"),
        (lambda: sweep.importance(parameters=["luck", "years"]), UnknownNameError, "luck"),
        (lambda: sweep.importance(parameters=["years", "years"]), SummitryError, "At least two"),
        (
            lambda: sweep.importance(parameters=["penalty", "detection"], samples=64),
            SummitryError,
            "nothing moves it",
        ),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


# Dask's own warnings about ports and time are not about the course.
@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_same_counts_even_when_a_worker_dies():
    distributed = pytest.importorskip("distributed", reason="the extra 'sweep' is not installed")
    local = sweep.completion(400_000, seed=11)
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as client:
        spread = sweep.completion(400_000, seed=11, client=client, task=30_000)
        np.testing.assert_array_equal(spread.counts, local.counts)
        assert spread.chance_sum == local.chance_sum

        victims = list(client.run(os.getpid).values())
        killed = []

        def kill_once(done: int, total: int) -> None:
            if not killed:
                killed.append(victims[0])
                os.kill(victims[0], signal.SIGKILL)

        survived = sweep.completion(
            400_000, seed=11, client=client, task=10_000, progress=kill_once
        )
        assert killed
        np.testing.assert_array_equal(survived.counts, local.counts)
        assert survived.chance_sum == local.chance_sum
