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
    assert "Meetings with ADM-Trump1 are left out." in str(politics.frequency(without="ADM-Trump1"))
    assert "deals that met a new president" in str(politics.frequency(unit="deal"))


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
    assert "crosses 1 inauguration day." in str(politics.survival("2019-03-01", [2]))
    assert found.table()["ends"].iloc[0] == "2020-02-29"


def test_a_device_lowers_the_chance_of_being_dropped():
    chances = [
        politics.survival("2019-03-01", [6], device=name).chances[-1] for name in politics.DEVICES
    ]
    assert chances[0] == min(chances) < max(chances)
    for device in politics.DEVICES.values():
        assert 0 <= device.low <= device.factor <= device.high <= 1 and device.reason


def test_break_even_by_hand():
    assert politics.break_even(6, [12]).chance == pytest.approx(0.5)
    # s + s^2 = 1: the golden section.
    assert politics.break_even(1, [1, 1]).chance == pytest.approx((math.sqrt(5) - 1) / 2)
    assert politics.break_even(0, [1]).chance == 0


def test_a_deal_that_never_pays_says_what_is_missing():
    found = politics.break_even(20, [5, 5])
    assert found.chance is None and found.shortfall == 10
    assert str(found).endswith("10 is missing.")
    with pytest.raises(ValueError, match="10 is missing"):
        float(found)
    assert found.table()["chance alive"].tolist() == [1, 1]


def test_the_break_even_chance_explains_itself():
    found = politics.break_even(1, [1, 1])
    assert "at least 61.8%" in str(found) and found.shortfall == 0
    assert found.worth(float(found)) == pytest.approx(0)
    assert found.worth(1.0) == pytest.approx(1) and found.worth(0) == -1
    table = found.table()
    assert table["expected"].sum() == pytest.approx(1)
    assert table["stage"].tolist() == [1, 2]
    assert politics.break_even(10, [5, 5]).chance == 1


def test_a_frequency_as_a_table():
    table = politics.frequency().table()
    assert len(table) == 1
    assert table.loc[0, "dropped"] / table.loc[0, "of"] == table.loc[0, "share"]
    assert table.loc[0, "coding"] == "strict" and table.loc[0, "low"] < table.loc[0, "high"]


@pytest.mark.parametrize("parameter", ["drop", "change"])
def test_flip_of_survival_is_where_the_level_is_reached(parameter):
    plan = {"change": 0.5, "drop": 0.3, "device": "statute"}
    found = politics.survival(DATE, [1, 2, 4, 4], **plan)
    flip = found.flip(parameter, 0.8)
    moved = politics.survival(DATE, [1, 2, 4, 4], **(plan | {parameter: flip.value}))
    assert moved.chances[-1] == pytest.approx(0.8)
    assert flip.now == plan[parameter]
    assert "more than 80%" in flip.below and "less than 80%" in flip.above
    assert f"when {parameter} is" in str(flip) and "higher" in str(flip)


def test_flip_of_survival_that_never_comes():
    short = politics.survival(DATE, [1]).flip("drop")
    assert short.value is None and "no inauguration day" in str(short)
    sure = politics.survival(DATE, [4], change=0.1).flip("drop")
    assert sure.value is None and "more than 50%" in str(sure)
    assert politics.survival(DATE, [4], change=0).flip("drop").value is None
    # With level 1 the value is 0: any risk at all brings the chance below it.
    assert politics.survival(DATE, [4], change=0.1).flip("drop", 1).value == 0


def test_early_benefits_make_a_deal_easier_to_sign():
    early, late = politics.break_even(8, [6, 3, 1]).chance, politics.break_even(8, [1, 3, 6]).chance
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
        (lambda: politics.survival(DATE, [4]).flip("device"), UnknownNameError, "device"),
        (lambda: politics.survival(DATE, [4]).flip("drop", 1.1), OutOfRangeError, "chance is 1.1"),
        (lambda: politics.survival(None, [4]), SummitryError, "start is None"),
        (lambda: politics.survival(dt.datetime(2019, 3, 1), [4]), SummitryError, "start is"),
        (lambda: politics.survival(DATE, [4], drop="x"), OutOfRangeError, "drop is 'x'"),
        (lambda: politics.survival(DATE, ["x"]), OutOfRangeError, "lengths is"),
        (lambda: politics.survival(DATE, 3), OutOfRangeError, "lengths is 3"),
        (lambda: politics.survival(DATE, [100] * 11), OutOfRangeError, "sum of lengths is 1100"),
        (lambda: politics.inaugurations("2019", DATE), OutOfRangeError, "start is '2019'"),
        (lambda: politics.wilson(2.5, 5), OutOfRangeError, "k is 2.5"),
        (lambda: politics.wilson(2, 5, math.nan), OutOfRangeError, "z is nan"),
        (lambda: politics.break_even(math.nan, [1]), OutOfRangeError, "cost is nan"),
        (lambda: politics.break_even(1, [[1, 2]]), OutOfRangeError, "benefits is"),
        (lambda: politics.break_even(1, [1]).worth(2), OutOfRangeError, "chance is 2"),
        (lambda: politics.break_even(-1, [1]), OutOfRangeError, "cost is -1"),
        (lambda: politics.break_even(1, []), SummitryError, "at least one stage"),
        (lambda: politics.break_even(1, [1, math.inf]), OutOfRangeError, "benefit of stage 2"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
