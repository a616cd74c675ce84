"""Changes of president: counts, calendar, break-even."""

import datetime as dt
import math

import pytest

from summitry import facts, politics
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

DATE = dt.date(2019, 3, 1)


@pytest.mark.parametrize("row", facts.load("admin_frequency").to_dict("records"))
def test_counts_equal_the_ledger(row):
    """The ledger's own summary is recomputed from its exposures."""
    deal_class, without = row["deal_class"], None
    if deal_class == "all, 2017 change only":
        frame = politics.exposures()
        chosen = frame[frame["incoming"] == "ADM-Trump1"]["strict"]
        assert (int(chosen.sum()), len(chosen)) == (row["k"], row["n"])
        return
    if deal_class == "all, without the 2017 change":
        without = "ADM-Trump1"
    named = deal_class if deal_class in ("denuclearisation", "arms control") else None
    found = politics.frequency(row["rule"], row["unit"], deal_class=named, without=without)
    assert (found.k, found.n) == (row["k"], row["n"])
    assert found.share == pytest.approx(row["share"], abs=5e-4)
    assert found.low == pytest.approx(row["wilson95_low"], abs=6e-4)
    assert found.high == pytest.approx(row["wilson95_high"], abs=6e-4)


def test_wilson_against_published_values():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, and 0 of 20.
    assert politics.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert politics.wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert politics.wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_one_president_carries_the_strict_count():
    frame = politics.leave_one_out().set_index("without")
    assert frame.loc["ADM-Trump1", "k"] == 1
    assert frame["share"].idxmin() == "ADM-Trump1"
    assert "ADM-Trump1 is left out" in str(politics.frequency(without="ADM-Trump1"))
    assert "deals that met a change" in str(politics.frequency(unit="deal"))


def test_inauguration_days_are_those_of_the_ledger():
    starts = [
        dt.date.fromisoformat(day)
        for day in facts.load("administrations")["start"]
        if "1990" < day <= "2025-01-20"
    ]
    every = politics.inaugurations(dt.date(1989, 1, 20), dt.date(2025, 1, 20))
    assert set(starts) <= set(every)
    assert every[0] == dt.date(1993, 1, 20) and len(every) == 9
    assert politics.inaugurations(DATE, dt.date(2021, 1, 19)) == []


def test_survival_by_hand():
    # Stages end 2020-03, 2022-03 (one inauguration), 2026-03 (another): 1, 0.9, 0.81.
    found = politics.survival(DATE, [1, 2, 4], change=0.5, drop=0.2)
    assert found.crossed == (0, 1, 1)
    assert found.chances == pytest.approx((1, 0.9, 0.81))
    assert found.hazards == pytest.approx((0, 0.1, 0.1))
    assert "crosses 2 inauguration days" in str(found)
    assert found.table()["ends"].iloc[0] == "2020-02-29"


def test_a_device_lowers_the_chance_of_being_dropped():
    chances = [
        politics.survival("2019-03-01", [6], device=name).chances[-1] for name in politics.DEVICES
    ]
    assert chances[0] == min(chances) < max(chances)
    for device in politics.DEVICES.values():
        assert device.low <= device.factor <= device.high and device.reason


def test_break_even_by_hand():
    assert politics.break_even(6, [12]) == pytest.approx(0.5)
    # s + s^2 = 1: the golden section.
    assert politics.break_even(1, [1, 1]) == pytest.approx((math.sqrt(5) - 1) / 2)
    assert politics.break_even(0, [1]) == 0
    assert math.isnan(politics.break_even(20, [5, 5]))


def test_early_benefits_make_a_deal_easier_to_sign():
    early, late = politics.break_even(8, [6, 3, 1]), politics.break_even(8, [1, 3, 6])
    assert early < late


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: politics.wilson(1, 0), OutOfRangeError, "n is 0"),
        (lambda: politics.wilson(5, 4), OutOfRangeError, "k is 5"),
        (lambda: politics.frequency("loose"), UnknownNameError, "strict"),
        (lambda: politics.frequency(unit="year"), UnknownNameError, "year"),
        (lambda: politics.exposures("arms controls"), UnknownNameError, "arms control"),
        (lambda: politics.exposures(without="Trump1"), UnknownNameError, "ADM-Trump1"),
        (lambda: politics.survival("soon", [1]), SummitryError, "start is 'soon'"),
        (lambda: politics.survival(DATE, []), SummitryError, "at least one stage"),
        (lambda: politics.survival(DATE, [0]), OutOfRangeError, "length of stage 1 is 0"),
        (lambda: politics.survival(DATE, [1], drop=2), OutOfRangeError, "drop is 2"),
        (lambda: politics.survival(DATE, [1], change=math.nan), OutOfRangeError, "change is nan"),
        (lambda: politics.survival(DATE, [1], device="oath"), UnknownNameError, "oath"),
        (
            lambda: politics.inaugurations(dt.date(1980, 1, 1), DATE),
            OutOfRangeError,
            "start is '1980-01-01'",
        ),
        (
            lambda: politics.inaugurations(DATE, dt.date(2018, 1, 1)),
            OutOfRangeError,
            "end is '2018-01-01'",
        ),
        (lambda: politics.break_even(-1, [1]), OutOfRangeError, "cost is -1"),
        (lambda: politics.break_even(1, []), SummitryError, "at least one stage"),
        (lambda: politics.break_even(1, [1, math.inf]), OutOfRangeError, "benefit of stage 2"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
