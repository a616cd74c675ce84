"""Figures of the staged deal draw the model's numbers, in words and as a table."""

import numpy as np
import pytest

from summitry import charts
from summitry.charts import staged
from summitry.deal import StagedDeal
from summitry.errors import OutOfRangeError

DEAL = StagedDeal.uniform(4)
PAID = DEAL.most_robust().payments


def test_one_deal_shows_payments_windows_exposure_and_spare():
    figure = charts.staged_deal(DEAL, PAID, names=["a", "b", "c", "d"])
    window, payments, dprk, us, k, f, u, broken = figure.data
    np.testing.assert_allclose(payments.y, PAID, atol=0.001)
    np.testing.assert_allclose(dprk.y, DEAL.exposure(PAID).dprk, atol=0.001)
    np.testing.assert_allclose(us.y, DEAL.exposure(PAID).us, atol=0.001)
    slack = DEAL.promises(PAID).slack
    np.testing.assert_allclose([*k.y, *f.y, *u.y], slack[:-1], atol=0.001)
    assert list(broken.x) == []
    assert window.y[0] == pytest.approx(DEAL.windows("own", PAID).floor[0])
    assert charts.table(figure)["Stage"].tolist() == ["1. a", "2. b", "3. c", "4. d"]


def test_a_broken_promise_is_crossed_out_and_named():
    figure = charts.staged_deal(DEAL, [0, 0, 0, 0], fakes=False)
    failures = DEAL.promises([0, 0, 0, 0], fakes=False).failures()
    assert len(figure.data[7].x) == len(failures) == 4
    np.testing.assert_allclose(figure.data[7].y, [-x for x in failures.values()], atol=0.001)
    assert "by stalling" in charts.alt(figure)
    assert list(figure.data[5].y) == []
    assert set(charts.table(figure)["Window from"]) == {"none"}
    assert list(figure.data[0].x) == []


def test_waiting_compares_the_exposures_of_one_and_of_many_stages():
    figure = charts.waiting(5)
    for trace, deal in zip(
        figure.data, (StagedDeal.big_for_big(), StagedDeal.uniform(5)), strict=True
    ):
        loss = deal.exposure(deal.most_robust(fakes=False).payments).dprk
        np.testing.assert_allclose(trace.y, loss, atol=0.06)
    assert figure.data[0].x == (6.25,)
    assert figure.data[1].x[-1] == pytest.approx(7.25)
    assert len(charts.table(figure)) == 6
    assert "waits 6.25 years" in charts.alt(figure)


def test_cuts_hold_from_the_fewest_stages_on():
    found = staged.count_cuts(5, irreversible=0.9)
    assert found.fewest == 4
    assert [x >= 0 for x in found.spare] == [False, False, False, True, True]
    for count, spare, survival in zip(found.stages, found.spare, found.survival, strict=True):
        deal = StagedDeal.uniform(count, irreversible=0.9)
        assert spare == pytest.approx(deal.most_robust(fakes=False).slack)
        assert survival == pytest.approx(np.prod(1 - deal.hazard))
    assert found.table()["Holds"].tolist() == ["no", "no", "no", "yes", "yes"]


def test_cuts_are_drawn_with_a_cross_where_the_deal_fails():
    figure = charts.cuts(5, irreversible=0.9)
    assert list(figure.data[0].marker.symbol) == ["x", "x", "x", "circle", "circle"]
    assert "first number of stages that holds is 4" in charts.alt(figure)
    assert figure.data[1].y[0] > figure.data[1].y[-1]


def test_where_no_number_of_stages_holds_the_words_say_so():
    figure = charts.cuts(6, leverage=60)
    assert "No number of stages shown here holds" in charts.alt(figure)
    assert staged.count_cuts(6, leverage=60).fewest is None


@pytest.mark.parametrize("most", [0, 61, 2.0, True, "many"])
def test_a_bad_number_of_cuts_is_refused(most):
    with pytest.raises(OutOfRangeError, match="a whole number between 1 and 60"):
        staged.count_cuts(most)


def test_the_border_of_one_step_parts_holding_from_failing():
    border = staged.one_step_border("years", 0.5, 6)
    for years, holds in ((border - 0.01, True), (border + 0.01, False)):
        assert StagedDeal.big_for_big(years=years).most_robust(fakes=False).feasible is holds
    assert staged.one_step_border("years", 5, 6) is None
    assert staged.one_step_border("years", 0.5, 6, fakes=True) < border


def test_the_map_follows_the_border_and_places_both_cases():
    figure = charts.one_step_region()
    border, cases = figure.data
    at = list(border.x).index(min(border.x, key=lambda x: abs(x - 4)))
    wanted = staged.one_step_border("arsenal_value", 1, 160, years=border.x[at])
    assert border.y[at] == pytest.approx(wanted, abs=0.02)
    assert list(np.diff(border.y) < 0) == [True] * (len(border.y) - 1)
    below = np.interp(cases.x, border.x, border.y) > np.array(cases.y)
    assert list(below) == [False, True]


@pytest.mark.parametrize("make", [charts.waiting, charts.cuts, charts.one_step_region])
def test_every_figure_has_words_a_table_and_large_type(make):
    figure = make()
    assert len(charts.alt(figure).split()) > 20
    assert len(charts.table(figure)) > 1
    sizes = [note.font.size for note in figure.layout.annotations]
    assert min(sizes) >= 16


def test_the_chance_is_drawn_on_the_whole_scale() -> None:
    low, high = charts.cuts(6).layout.yaxis2.range
    assert low == 0
    assert high >= 100
