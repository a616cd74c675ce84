"""Figures of the size of payments draw the model's numbers, in words and as a table."""

import math

import numpy as np
import pytest

from summitry import charts
from summitry.charts import windows
from summitry.deal import StagedDeal
from summitry.errors import OutOfRangeError

DEAL = StagedDeal.uniform(6)
PAID = [9, 10, 11, 12.5, 15.5, 30]


def fails_at(stage, amount, deal=DEAL, fakes=False):
    moved = list(PAID)
    moved[stage - 1] = amount
    return deal.promises(moved, fakes=fakes).failures()


@pytest.mark.parametrize("leverage", [100, 200])
@pytest.mark.parametrize("fakes", [False, True])
def test_each_end_of_an_own_window_names_a_promise_that_fails_beyond_it(leverage, fakes):
    deal = DEAL.changed(leverage=leverage)
    found = windows.limits(deal, PAID, fakes=fakes)
    model = deal.windows("own", PAID, fakes=fakes)
    assert [one.stage for one in found] == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose([one.floor for one in found], model.floor)
    np.testing.assert_allclose([one.ceiling for one in found], model.ceiling)
    for one in found:
        assert fails_at(one.stage, one.floor + 0.01, deal, fakes) == {}
        if one.below:
            assert one.below in fails_at(one.stage, one.floor - 0.1, deal, fakes)
        else:
            assert one.floor < 0.1  # nothing below zero is asked
        assert one.above in fails_at(one.stage, one.ceiling + 0.1, deal, fakes)


def test_washington_sets_the_upper_ends_once_there_is_leverage_enough():
    assert {one.above for one in windows.limits(DEAL, PAID)} == {"L"}
    rich = windows.limits(DEAL.changed(leverage=1000), PAID)
    assert [one.above for one in rich] == ["U1", "U2", "U3", "U4", "U5", "U6"]


def test_ends_of_the_other_kinds():
    scale = windows.limits(DEAL, PAID, "scale")
    assert {(one.below, one.above) for one in scale} == {("K1", "L")}
    low, high = DEAL.windows("scale", PAID, fakes=False).factor
    assert scale[5].floor == pytest.approx(30 * low)
    assert scale[5].ceiling == pytest.approx(30 * high)
    free = windows.limits(DEAL, PAID, "projection")
    assert {(one.below, one.above) for one in free} == {("", "")}
    known = DEAL.windows("projection", fakes=False)
    assert windows.limits(DEAL, PAID, "projection", windows=known) == free


def test_no_window_and_nothing_paid_have_no_ends():
    lump = windows.limits(DEAL, [100, 0, 0, 0, 0, 0])
    assert all(math.isnan(one.floor) and (one.below, one.above) == ("", "") for one in lump)
    nothing = windows.limits(DEAL, [0] * 6, "scale")
    assert {(one.below, one.above) for one in nothing} == {("", "")}


def test_promises_in_words():
    assert windows.promise_words("K2") == "North Korea's promise at stage 2"
    assert windows.promise_words("F3") == "North Korea's promise not to fake stage 3"
    assert windows.promise_words("W1") == "Washington's signature"
    assert windows.promise_words("") == "–"


def test_three_panels_draw_the_windows_of_the_model():
    figure = charts.payment_windows(DEAL, PAID)
    for index, kind in enumerate(("own", "scale", "projection")):
        bars, marks = figure.data[2 * index : 2 * index + 2]
        model = DEAL.windows(kind, PAID, fakes=False)
        np.testing.assert_allclose(bars.base, model.floor, atol=0.001)
        np.testing.assert_allclose(np.add(bars.base, bars.y), model.ceiling, atol=0.001)
        assert list(marks.y) == PAID
    table = charts.table(figure)
    assert len(table) == 18
    assert table["Kind of window"].unique().tolist() == [
        "others stay",
        "all together",
        "others may move",
    ]
    assert table["Lower end set by"][0] == "North Korea's promise at stage 1"
    assert "others may move, the first payment can go from 0.0 to 53.2" in charts.alt(figure)
    kinds = [note.text for note in figure.layout.annotations if "<b>" in note.text]
    assert len(kinds) == 3


def test_a_deal_without_windows_says_so():
    figure = charts.payment_windows(DEAL, [100, 0, 0, 0, 0, 0], ("own",))
    assert list(figure.data[0].x) == []
    assert [note.text for note in figure.layout.annotations].count("none") == 6
    assert "no window" in charts.alt(figure)
    assert set(charts.table(figure)["From"]) == {"none"}


def test_a_window_without_an_end_is_cut_off_and_called_any():
    free = DEAL.changed(leverage=math.inf, payment_cost=0)
    figure = charts.payment_windows(free, PAID, ("own",))
    assert "any" in charts.table(figure)["To"].tolist()
    top = figure.layout.yaxis.range[1]
    assert max(np.add(figure.data[0].base, figure.data[0].y)) <= top + 0.001


def test_too_little_and_too_much_cross_zero_at_the_scale_window():
    figure = charts.too_little_too_much(DEAL, PAID)
    dprk, us = figure.data
    low, high = DEAL.changed(leverage=math.inf).windows("scale", PAID, fakes=False).factor
    assert np.interp(0, dprk.y, dprk.x) == pytest.approx(88 * low, abs=0.1)
    assert np.interp(0, us.y[::-1], us.x[::-1]) == pytest.approx(88 * high, abs=0.1)
    assert f"from {88 * low:.0f} points on" in charts.alt(figure)
    assert f"up to {88 * high:.0f} points" in charts.alt(figure)
    said = [note.text for note in figure.layout.annotations]
    for word in ("too little", "both hold", "too much", "leverage"):
        assert f"<b>{word}</b>" in said
    row = charts.table(figure).iloc[3]
    promises = DEAL.promises(np.array(PAID) * row["All payments"] / 88, fakes=False)
    least = min(x for n, x in zip(promises.names, promises.slack, strict=True) if n[0] == "K")
    assert row.iloc[1] == pytest.approx(least, abs=0.4)


def test_too_little_too_much_where_nothing_holds_and_without_limit():
    gone = DEAL.changed(irreversible=1.0, leverage=math.inf)
    figure = charts.too_little_too_much(gone, PAID)
    said = [note.text for note in figure.layout.annotations]
    assert "<b>both hold</b>" not in said
    assert "<b>leverage</b>" not in said
    assert "Nowhere are both above zero" in charts.alt(figure)
    short = charts.too_little_too_much(DEAL, PAID, most=120)
    assert "<b>too much</b>" not in [note.text for note in short.layout.annotations]


def test_nothing_paid_cannot_grow():
    with pytest.raises(OutOfRangeError, match="more than zero"):
        charts.too_little_too_much(DEAL, [0] * 6)


def test_the_lump_sum_region_is_the_ceiling_of_the_first_payment():
    figure = charts.lump_sum_region(first_step=0.35)
    six, nyongbyon, point = figure.data
    for index in (0, 6, 12, 20):
        share = six.x[index] / 100
        deal = DEAL.changed(snapback_stall=share, snapback_break=share)
        ceiling = deal.windows("projection", fakes=False).ceiling[0]
        assert six.y[index] == pytest.approx(ceiling, abs=0.01)
    assert nyongbyon.y[0] > six.y[0]
    assert (point.x, point.y) == ((30.0,), (60.0,))
    assert len(charts.table(figure)) == 21
    assert "It falls again to 80" in charts.alt(figure)


def test_snapback_on_north_korea_alone_never_lowers_the_first_payment():
    both = windows.most_at_first(DEAL, 1.0)
    alone = windows.most_at_first(DEAL, 1.0, both=False)
    assert both == pytest.approx(80.0, abs=0.1)
    assert alone == pytest.approx(100.0)


def test_a_region_of_one_deal_has_one_border():
    figure = charts.lump_sum_region(DEAL.changed(leverage=80))
    assert [trace.name for trace in figure.data] == ["This deal", "A"]
    assert max(figure.data[0].y) <= 80.001
    assert "dashed" not in " ".join(note.text for note in figure.layout.annotations)
    assert "35%" not in charts.alt(figure)
