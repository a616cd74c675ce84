"""Outliving an administration: calendar, record and explorer say what the models say."""

import datetime as dt

import pytest

from summitry import charts, explorers, facts, politics
from summitry.charts import survival as chart
from summitry.charts.twins import plain_json
from summitry.course import content
from summitry.deal import StagedDeal
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.explorers.survival import drop, found


def deal_on_calendar(count, months=25, years=6.0, pause=0.5, change=0.67, chance=0.15):
    plan = politics.survival(
        chart.signed(months), [years / count + pause] * count, change=change, drop=chance
    )
    deal = StagedDeal.uniform(count, years=years, overhead=pause)
    return plan, deal.changed(hazard=list(plan.hazards))


# ---------------------------------------------------------------- the calendar


@pytest.mark.parametrize(
    ("months", "day"), [(0, "2017-01-20"), (11, "2017-12-20"), (25, "2019-02-20")]
)
def test_months_are_counted_from_the_inauguration(months, day):
    assert chart.signed(months).isoformat() == day


@pytest.mark.parametrize("bad", [-1, 48, 2.5, True])
def test_a_month_outside_the_term_is_refused(bad):
    with pytest.raises(OutOfRangeError, match="months"):
        chart.signed(bad)


@pytest.mark.parametrize("chance", [0.0, 0.31, 0.9])
@pytest.mark.parametrize("months", [1, 25])
def test_one_program_for_all_finds_what_the_model_finds_for_each(months, chance):
    tried = chart.choices(months, drop=chance)
    for count in (1, 2, 5, 8, 12):
        plan, deal = deal_on_calendar(count, months, chance=chance)
        best = deal.most_robust(fakes=False)
        assert tried.spare[count - 1] == pytest.approx(best.slack, abs=1e-6)
        paid = tried.payments[count - 1]
        assert deal.promises(paid, fakes=False).slack.min() == pytest.approx(best.slack, abs=1e-6)
        assert sum(paid) <= deal.leverage + 1e-6
        assert tried.plans[count - 1] == plan
        assert tried.chance[count - 1] == plan.chances[-1]


def test_the_best_number_lies_between_few_and_many():
    tried = chart.choices(25, drop=0.31)
    assert tried.best(5) == 7
    days = [sum(plan.crossed) for plan in tried.plans]
    assert days[7] == days[6] + 1
    assert tried.spare[0] < 0 < tried.spare[7] < tried.spare[6]


def test_with_no_risk_more_stages_are_never_worse():
    tried = chart.choices(25, drop=0.0)
    assert tried.best() == chart.MOST
    assert set(tried.chance) == {1.0}


def test_a_higher_chance_goes_before_more_to_spare():
    tried = chart.choices(1, drop=0.15)
    assert tried.best(5) == 3
    assert max(tried.spare) > tried.spare[2]


def test_no_number_has_more_to_spare_than_there_is():
    assert chart.choices(25, drop=1.0).best(0) is None


def test_the_border_is_where_the_answer_changes():
    border = chart.last_drop(5, months=25)
    assert chart.choices(25, drop=border - 0.002).best(5) == 7
    assert chart.choices(25, drop=border + 0.002).best(5) is None
    three = chart.last_drop(5, 3, months=1)
    assert chart.choices(1, drop=three - 0.002).best(5) == 3
    assert chart.choices(1, drop=three + 0.002).best(5) == 11


def test_there_may_be_no_border():
    assert chart.last_drop(5, months=25, device="treaty") is None  # always enough
    assert chart.last_drop(40, months=25) is None  # never enough
    with pytest.raises(OutOfRangeError, match="count"):
        chart.last_drop(5, 13)


def test_a_yearly_chance_gives_the_same_over_four_years():
    a_year = chart.yearly(0.67, 0.31)
    assert 1 - (1 - a_year) ** 4 == pytest.approx(0.67 * 0.31)
    assert chart.yearly(0.67, 0.31, "statute") < a_year
    with pytest.raises(UnknownNameError, match="device"):
        chart.yearly(0.67, 0.31, "handshake")


# ---------------------------------------------------------------- static figures


def test_the_record_shows_the_counts_of_the_model():
    figure = charts.turnover_record()
    table = charts.table(figure)
    assert len(table) == len(chart.COUNTS)
    for (name, asked), row in zip(chart.COUNTS, table.to_dict("records"), strict=True):
        counted = politics.frequency(**asked)
        assert row["Count"] == name
        assert (row["Left"], row["Changes of president"]) == (counted.k, counted.n)
        assert row["Share (%)"] == round(100 * counted.share)
        assert row["To (%)"] == round(100 * counted.high)
    assert [round(x, 1) for x in figure.data[1].x] == [
        round(100 * politics.frequency(**asked).share, 1) for _, asked in chart.COUNTS
    ]
    assert "4 of 26, 15%, interval 6% to 34%" in charts.alt(figure)


def test_the_map_names_the_best_number_in_each_field():
    figure = charts.best_stages_map(5, drops=(15, 95), months=(1, 25))
    table = charts.table(figure)
    assert table.to_numpy().tolist() == [[1, "3", "–"], [25, "7", "–"]]
    assert [list(row) for row in figure.data[0].z] == [[3, 0], [7, 0]]
    assert "in 2 of 4 fields no number holds" in charts.alt(figure)


def test_where_a_deal_fails_in_the_map_it_fails_further_right():
    table = charts.table(charts.best_stages_map()).drop(columns="Months")
    for row in table.to_numpy().tolist():
        fails = [cell == "–" for cell in row]
        assert fails == sorted(fails)


# ---------------------------------------------------------------- the explorer


@pytest.fixture
def explorer():
    return explorers.Survival()


def test_the_figure_is_the_model(explorer):
    explorer.set(stages=7, coding="broad")
    tried = found(explorer.state)
    plan = tried.plans[6]
    band, line, days, years, pale, dark, numbers, *below = explorer.figure.data
    end, _stems, spare, wanted, chance, label, star = below
    assert [text for text in label.text if text] == ["63%", "50%"]
    once = 0.67 * politics.frequency("broad").share
    assert list(line.y) == [
        pytest.approx(100 * (1 - once) ** n, abs=0.01) for n in (0, 0, 1, 1, 2, 2)
    ]
    assert max(band.y) == 100
    assert list(years.text) == [f"Jan<br>{year}" for year in (2021, 2025, 2029, 2033)]
    assert len(days.x) == 12
    assert list(numbers.text) == [str(n) for n in range(1, 8)]
    assert [sum(x is None for x in boxes.x) for boxes in (pale, dark)] == [4, 3]
    assert max(x for x in pale.x if x) - pale.x[0] == pytest.approx(
        (plan.ends[-1] - dt.date(2019, 2, 20)).days / 365.25, abs=0.02
    )
    assert end.text[0] == f"{plan.chances[-1]:.0%} at the end"
    assert list(spare.y) == [pytest.approx(max(x, -20), abs=0.01) for x in tried.spare]
    assert list(spare.customdata) == [round(x, 1) for x in tried.spare]
    assert min(spare.y) == -20 > min(spare.customdata)
    assert [symbol == "circle" for symbol in spare.marker.symbol] == [x >= 5 for x in tried.spare]
    assert list(wanted.y) == [5, 5]
    assert list(chance.y) == [pytest.approx(100 * x, abs=0.06) for x in tried.chance]
    assert (star.x[0], star.y[0]) == (7, chance.y[6])


def test_the_band_is_the_interval_of_the_count(explorer):
    counted = politics.frequency("strict", without="ADM-Trump1")
    explorer.preset("Without the change of 2017")
    assert drop(explorer.state) == (counted.share, counted.low, counted.high)
    band = explorer.figure.data[0]
    half = len(band.y) // 2
    assert band.y[half - 1] == pytest.approx(100 * (1 - 0.67 * counted.low) ** 2, abs=0.01)
    assert min(band.y) == pytest.approx(100 * (1 - 0.67 * counted.high) ** 2, abs=0.01)
    explorer.set(coding="own", own=20)
    assert drop(explorer.state) == (0.2, 0.2, 0.2)
    assert "interval" not in explorer.readout


def test_the_start_and_the_presets(explorer):
    assert explorer.best == 7
    told = {}
    for name in explorer.presets:
        explorer.preset(name)
        told[name] = (explorer.best, explorer.readout)
    assert told["Early in a term"][0] == 3
    assert told["Late in a term"][0] == 4
    assert told["A quick programme"][0] == 7
    assert "1 inauguration day on the way" in told["A quick programme"][1]
    assert "(as a treaty: 18%)" in told["A treaty"][1]
    assert (
        "North Korea's promise at stage 1 falls short by 0.2 points"
        in (told["Ten years, three phases"][1])
    )
    explorer.reset()
    assert explorer.state == explorers.Survival().state


def test_the_sentence_says_what_is_best_and_why(explorer):
    assert "The best number is 7" in explorer.readout
    assert "drops it: 80% (60% to 92% over the interval of the count)" in explorer.readout
    explorer.set(stages=7)
    assert explorer.readout.endswith(
        "This is the best number of stages. One stage more would cross one more inauguration day."
    )
    explorer.set(stages=8)
    assert "crosses" not in explorer.readout
    assert "The best number is 7" in explorer.readout


def test_the_sentence_says_what_fails_and_by_how_much(explorer):
    explorer.set(stages=2, coding="broad")
    assert "falls short by less than 0.1 points" in explorer.readout
    explorer.set(coding="own", own=40)
    assert "North Korea's promise at stage 1 falls short by 4.3 points" in explorer.readout
    _, deal = deal_on_calendar(2, chance=0.4)
    short = deal.promises(deal.most_robust(fakes=False).payments, fakes=False).failures()
    assert max(short.values()) == pytest.approx(-found(explorer.state).spare[1], abs=1e-4)
    explorer.set(stages=3, wanted=10)
    assert "10 are wanted, so 8.7 are missing" in explorer.readout
    explorer.set(coding="own", own=100, wanted=5)
    assert "No number of stages from 1 to 12 has 5 points to spare" in explorer.readout
    assert explorer.best is None
    assert list(explorer.figure.data[-1].x) == []


def test_one_stage_and_no_election(explorer):
    explorer.set(stages=1, years=1, pause=0, start=1)
    assert explorer.readout.startswith("1 stage, from Feb 2017 to Feb 2018: no inauguration day")
    assert found(explorer.state).chance[0] == 1.0
    explorer.set(device="executive agreement")
    assert "as an" not in explorer.readout


def test_the_figure_is_changed_in_place_and_comes_back(explorer):
    def shown():
        fresh, now = explorer.build(explorer.state), explorer.figure
        return (
            plain_json(now)["data"],
            plain_json(fresh)["data"],
            plain_json(now)["layout"]["shapes"],
        )

    before = shown()
    explorer.set(stages=12, coding="own", own=90, years=12, start=47)
    now, fresh, shapes = shown()
    assert now == fresh != before[0]
    assert shapes != before[2]
    explorer.reset()
    assert shown() == before


def test_moving_ones_own_number_chooses_it(explorer):
    explorer.set(own=80)
    assert explorer.state["coding"] == "own"
    explorer.set(coding="broad")
    explorer.reset()
    assert explorer.state["coding"] == "strict"


def test_the_page_and_the_explorer_agree_on_ones_own_number(explorer):
    panel = explorer.widget.children[0]
    panel.state = {**panel.state, "own": 95}
    assert explorer.state["coding"] == panel.state["coding"] == "own"
    assert "No number of stages" in explorer.readout
    panel.state = {**panel.state, "coding": "strict"}
    assert explorer.state["coding"] == "strict"
    panel.state = explorer.spec.initial
    assert explorer.state == explorer.spec.initial


def test_the_table_is_the_figure(explorer):
    table = explorer.table()
    assert table["Stages"].tolist() == list(range(1, 13))
    assert table["Best"].tolist().index("best") + 1 == explorer.best
    assert table["Weakest promise has to spare"].tolist() == [
        round(x, 1) for x in found(explorer.state).spare
    ]
    assert charts.table(explorer.figure)["Ends"].tolist() == table["Ends"].tolist()


@pytest.mark.parametrize(
    ("name", "value"),
    [("stages", 0), ("stages", 13), ("start", 48), ("own", 101), ("years", 0.5), ("pause", 13)],
)
def test_bad_numbers_are_refused(explorer, name, value):
    with pytest.raises(OutOfRangeError, match=name):
        explorer.set(**{name: value})


def test_bad_names_are_refused(explorer):
    with pytest.raises(UnknownNameError):
        explorer.set(term=4)
    with pytest.raises(UnknownNameError, match="Early"):
        explorer.preset("Early in the term")
    with pytest.raises(OutOfRangeError, match="device"):
        explorer.set(device="handshake")


def test_the_chance_of_a_new_president_is_near_the_record():
    days = politics.inaugurations(dt.date(1992, 1, 1), dt.date(2025, 12, 31))
    new = [day for day in facts.load("administrations")["start"] if day >= "1993"]
    assert len(new) / len(days) == pytest.approx(
        explorers.Survival().state["change"] / 100, abs=0.01
    )


# ---------------------------------------------------------------- answers of the lesson


def test_the_answers_of_the_lesson_are_the_model():
    assert content.check("09-flip-fail").solution() == int(100 * chart.last_drop(5, months=25))
    assert content.check("09-flip-move").solution() == int(100 * chart.last_drop(5, 3, months=1))
    even = float(politics.break_even(50, [10, 10, 10, 50]))
    assert content.check("09-break-even").solution() == pytest.approx(100 * even)


def test_the_months_of_the_fact_check_are_those_of_the_ledger():
    accused = dt.date.fromisoformat(facts.row("T031").date)
    change = dt.date(2001, 1, 20)
    assert content.check("09-months").solution() == round((accused - change).days / 30.44)


@pytest.mark.parametrize("claim", ["C41", "C42", "C43", "C44", "C45", "C54"])
def test_the_verdict_of_the_lesson_is_the_ledgers(claim):
    assert (
        content.check("09-verdicts").solution()[claim.lower()]
        == (facts.row(claim).values["verdict"])
    )
