"""The chart of published plans shows what the ledger holds, with its marks."""

import math

import pytest

from summitry import charts, facts, scenarios
from summitry.charts import roadmaps
from summitry.errors import OutOfRangeError, UnknownNameError


def texts(figure):
    return [note.text or "" for note in figure.layout.annotations]


def bars(figure):
    return [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.type == "rect"]


def test_every_plan_of_the_ledger_is_there_once():
    rows = facts.load("roadmaps")
    assert set(roadmaps.plans()) == set(rows["roadmap"])
    assert sum(len(plan.phases) for plan in roadmaps.plans().values()) == len(rows)


def test_the_stanford_plan_has_the_years_of_the_ledger():
    plan = roadmaps.plans()["HCS18"]
    assert [(start, end) for start, end, _ in plan.bars] == [(0, 1), (2, 5), (6, 10)]
    assert plan.longest == 15
    assert (0.0, 1.0) in bars(charts.published_plans())
    assert any("up to 15 years" in text for text in texts(charts.published_plans()))


def test_a_length_without_a_start_begins_at_nought():
    assert [(s, e) for s, e, _ in roadmaps.plans()["BOLTON1Y"].bars] == [(0, 1)]
    plan = roadmaps.plans()["JANNUZI"]
    assert [(s, e) for s, e, _ in plan.bars] == [(0, 10)]
    assert plan.phases[0].span == "to 10"


def test_dated_and_undated_plans_are_told_apart():
    known = roadmaps.plans()
    assert all(known[code].bars for code in roadmaps.DATED)
    # The sixty days of one phase do not date the whole of the six-party texts.
    assert all(known[code].longest < 1 for code in roadmaps.UNDATED)


def test_unverified_rows_carry_the_mark_in_label_words_and_table():
    figure = charts.published_plans("HCS18")
    assert any(text.startswith("Tong Kim") and text.endswith(facts.MARK) for text in texts(figure))
    assert any("roll back" in text and facts.MARK in text for text in texts(figure))
    assert not any("J. Bolton" in text and facts.MARK in text for text in texts(figure))
    table = charts.table(figure)
    assert "roll back" + facts.MARK in list(table["Phase"])
    assert figure.layout.meta["table"]["note"] == facts.MARK_NOTE


@pytest.mark.parametrize("code", [*roadmaps.DATED, *roadmaps.UNDATED])
def test_the_chosen_plan_is_told_in_full(code):
    figure = charts.published_plans(code)
    plan = roadmaps.plans()[code]
    told = " ".join(texts(figure)).replace("<br>", " ")
    for phase in plan.phases:
        for part in (phase.does, phase.gets):
            assert part[1:] in told
            assert part[1:] in charts.alt(figure)
    bold = [text for text in texts(figure) if text.startswith(f"<b>{plan.who[:8]}")]
    assert len(bold) == 1
    assert "Yongbyon" not in told.replace("Nyongbyon", "")


def test_a_plan_without_contents_says_so(monkeypatch):
    monkeypatch.setattr(roadmaps, "UNDATED", (*roadmaps.UNDATED, "CNAS-KIM"))
    assert roadmaps.WORDS["not_seen"] in " ".join(texts(charts.published_plans("CNAS-KIM")))
    assert roadmaps.WORDS["not_seen"] not in " ".join(texts(charts.published_plans("HCS18")))


def test_a_design_of_ones_own_stands_first_with_its_years():
    six = scenarios.load("six-stage-reference")
    plan = roadmaps.own_plan(six)
    assert plan.longest == pytest.approx(6 + 6 * 0.25, abs=0.01)
    assert len(plan.bars) == 6
    figure = charts.published_plans("JANNUZI", own=six)
    assert charts.table(figure).iloc[0]["Plan"] == roadmaps.WORDS["own"]
    assert len(bars(figure)) == len(bars(charts.published_plans("JANNUZI"))) + 6
    assert math.isclose(max(end for _, end in bars(figure)[:6]), plan.longest)


def test_the_scale_grows_with_a_long_design_up_to_a_limit():
    long = scenarios.load("hecker-ten-years")
    from dataclasses import replace

    def lasting(years):
        years = replace(long.parameters["years"], value=years)
        return replace(long, parameters={**long.parameters, "years": years})

    assert charts.published_plans(own=lasting(30.0)).layout.xaxis.range[1] > 30
    with pytest.raises(OutOfRangeError, match="at most 60"):
        charts.published_plans(own=lasting(80.0))


def test_an_unknown_plan_is_named_with_the_known_ones():
    with pytest.raises(UnknownNameError, match="HCS18"):
        charts.published_plans("HCS17")
