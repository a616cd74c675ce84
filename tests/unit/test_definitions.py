"""Definitions and their overlap; stock and flow."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from summitry import definitions, facts
from summitry.definitions import COMPONENTS, OPEN_READINGS, Production
from summitry.errors import OutOfRangeError, UnknownNameError


def test_the_matrix_is_complete():
    frame = definitions.matrix()
    assert tuple(frame.columns) == COMPONENTS
    assert len(frame) == len(facts.load("definitions"))
    assert set(np.unique(frame.to_numpy().astype(str))) <= set(definitions.READINGS)


def every_reading(first, second):
    """All Jaccard values over all readings of the open cells, by brute force."""
    frame = definitions.matrix()
    cells = [(frame.at[i, c]) for c in COMPONENTS for i in (first, second)]
    options = [
        (True,) if cell == "included" else (True, False) if cell in OPEN_READINGS else (False,)
        for cell in cells
    ]
    for reading in itertools.product(*options):
        pairs = list(zip(reading[::2], reading[1::2], strict=True))
        either = sum(a or b for a, b in pairs)
        if either:
            yield sum(a and b for a, b in pairs) / either


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("DEF-HANOI-P", "DEF-HANOI-D"),
        ("DEF-SIXP05", "DEF-SING"),
        ("DEF-JD92", "DEF-KCNA"),
        ("DEF-BOLTON", "DEF-BIEGUN"),
        ("DEF-AKIY-S", "DEF-HANOI-D"),
        ("DEF-PANM", "DEF-SING"),
    ],
)
def test_bounds_equal_brute_force(first, second):
    found = definitions.overlap(first, second)
    values = list(every_reading(first, second))
    assert found.low == pytest.approx(min(values))
    assert found.high == pytest.approx(max(values))
    if not math.isnan(found.index):
        assert found.low <= found.index <= found.high


def test_the_two_hanoi_texts_share_nothing_for_certain():
    found = definitions.overlap("DEF-HANOI-P", "DEF-HANOI-D")
    assert found.both == () and found.index == 0
    assert "share 0 of the" in str(found) and "parts that either includes for certain" in str(found)
    assert str(found).endswith(f"the overlap lies between {found.low:.0%} and {found.high:.0%}.")
    table = found.table()
    assert len(table) == len(COMPONENTS)


def test_two_texts_without_a_certain_word_cannot_be_compared():
    found = definitions.overlap("DEF-PANM", "DEF-SING")
    assert math.isnan(found.index)
    assert "nothing can be compared" in str(found)


def test_silence_may_be_read_as_open():
    strict = definitions.overlap("DEF-SIXP05", "DEF-HECKER")
    wide = definitions.overlap("DEF-SIXP05", "DEF-HECKER", silent_is_open=True)
    assert wide.low <= strict.low and wide.high >= strict.high
    assert wide.high > strict.high


def test_overlaps_are_symmetric_with_ones_on_the_diagonal():
    names = ["DEF-SIXP05", "DEF-HANOI-P", "DEF-HECKER"]
    frame = definitions.overlaps(names)
    np.testing.assert_allclose(frame, frame.T)
    assert np.diag(frame).tolist() == [1, 1, 1]
    assert len(definitions.overlaps()) == len(definitions.matrix())


def test_unknown_definition_gets_the_nearest():
    with pytest.raises(UnknownNameError, match="DEF-HANOI-P"):
        definitions.overlap("DEF-HANOI", "DEF-SING")


def test_shares_of_the_ledger_come_out_again():
    """Rows F23 and F24: enrichment elsewhere of 2 and 1.2 times removes 33 and 45 per cent."""
    for row, multiple in (("F23", 2.0), ("F24", 1.2)):
        percent = facts.row(row).values["low"]
        assert 100 * Production(hidden=multiple).uranium_removed == pytest.approx(percent, abs=0.5)


def test_stock_stays_and_flow_shrinks():
    plan = Production(plutonium=1, uranium=2, hidden=1.5, stock=20)
    assert plan.removed == pytest.approx(3 / 6)
    assert plan.stock_removed == 0
    assert plan.arsenal([0, 10], closed=False) == pytest.approx([20, 80])
    assert plan.arsenal([0, 10], closed=True) == pytest.approx([20, 50])
    assert plan.table()["Nyongbyon closed"].iloc[-1] == pytest.approx(50)
    assert "none of the stock" in str(plan) and "50% of the yearly flow" in str(plan)


def test_the_flip_point_is_where_the_share_is_reached():
    plan = Production(plutonium=1, uranium=2, hidden=1.5)
    for share in (0.3, 0.5, 0.8):
        for parameter in ("hidden", "plutonium", "uranium"):
            flip = plan.flip(parameter, share)
            if flip.value is not None:
                sides = [
                    replace(plan, **{parameter: flip.value * factor}).removed
                    for factor in (0.99, 1, 1.01)
                ]
                assert sides[1] == pytest.approx(share)
                more = [
                    f"the closure removes more than {share:.0%} of the flow" == side
                    for side in (flip.below, flip.above)
                ]
                assert more == [sides[0] > share, sides[2] > share]
    assert plan.flip().value == pytest.approx(1.5)
    assert plan.flip("plutonium", 0.8).value == pytest.approx(10)
    assert plan.flip("uranium", 0.8).value == pytest.approx(0.2)


def test_flips_that_never_come():
    plan = Production(plutonium=1, uranium=2, hidden=0.5)
    for flip in (
        plan.flip("stock"),
        plan.flip("plutonium", 0.5),
        plan.flip("uranium", 0.5),
        Production(uranium=0).flip(),
        Production(uranium=0, plutonium=0).flip("hidden"),
    ):
        assert flip.value is None and flip.below == flip.above
        assert str(flip).startswith(f"No value of {flip.parameter}")
    assert "more than 50%" in plan.flip("stock").below
    assert "less than 90%" in plan.flip("stock", 0.9).below
    assert "At least half of the flow goes if" in str(Production())
    assert "half of the flow" not in str(Production(uranium=0))


def test_unknown_parameters_get_the_nearest():
    with pytest.raises(UnknownNameError, match="plutonium"):
        Production().flip("plutonum")


def test_nothing_made_nothing_removed():
    empty = Production(0, 0, 0, 5)
    assert math.isnan(empty.removed) and "removes nothing" in str(empty)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Production(hidden=-1), "hidden is -1"),
        (lambda: Production(stock=math.nan), "stock is nan"),
        (lambda: Production(plutonium="one"), "plutonium is 'one'"),
        (lambda: Production().arsenal([-1], closed=True), "years is"),
        (lambda: Production(hidden=True), "hidden is True"),
        (lambda: Production().arsenal(["soon"], closed=True), "years is"),
        (lambda: Production().flip("hidden", 0), "share is 0"),
        (lambda: Production().flip("hidden", math.nan), "share is nan"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(OutOfRangeError, match=words):
        call()
