"""The sanctions graph: what it shows of the model, and how its state hangs together."""

import itertools

import pytest

from summitry import charts, sanctions
from summitry.charts import sanctions as chart
from summitry.charts.sanctions_story import base_years, sanctions_ladder
from summitry.course import content
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers.sanctions_graph import PRESETS, LiftSpec, SanctionsGraph

CIVILIAN = "civilian part of the five"
GAPPED = [name for name, basis in sanctions.bases().items() if basis.gap is not None]


def number(measure):
    return chart.measure_ids().index(measure) + 1


def trace(figure, name):
    (found,) = (item for item in figure.data if item.name == name)
    return found


def ids_of(selection):
    return [key for key in chart.measure_ids() if key in sanctions.binding(selection).lifted.un]


def without(selection, *kept):
    return [key for key in ids_of(selection) if key not in kept]


# -- the chart ---------------------------------------------------------------------------------


def test_every_measure_that_can_be_lifted_has_one_mark_in_its_row():
    ids = list(trace(charts.sanctions_graph(), "measures").customdata)
    expected = [
        key
        for key, item in sanctions.binding().before.measures.items()
        if not (item.clause or item.ended)
    ]
    assert ids == expected
    for sector in sanctions.sectors().values():
        for key in set(sector.measures) & set(ids):
            assert sector.name in chart.row_of(key).sectors
    rows = {chart.row_of(key).name for key in ids}
    assert rows == {row.name for row in chart.ROWS}


def test_no_two_marks_lie_on_each_other_and_columns_follow_the_resolutions():
    marks = trace(charts.sanctions_graph(), "measures")
    places = list(zip(marks.x, marks.y, strict=True))
    assert len(set(places)) == len(places)
    columns = {}
    for key, x in zip(marks.customdata, marks.x, strict=True):
        columns.setdefault(sanctions.binding().before.measures[key].resolution, []).append(x)
    ends = [(min(xs), max(xs)) for xs in columns.values()]
    assert all(left[1] < right[0] for left, right in itertools.pairwise(ends))


def test_marks_tell_the_states_of_the_model_apart():
    figure = charts.sanctions_graph(["2371-coal", "2375-ref"])
    marks = trace(figure, "measures")
    symbols = dict(zip(marks.customdata, marks.marker.symbol, strict=True))
    fills = dict(zip(marks.customdata, marks.marker.color, strict=True))
    assert symbols["2371-coal"] == "x"
    assert symbols["2321-coal"] == "diamond"
    assert symbols["2375-ref"] == "x-thin-open"
    assert (symbols["2270-coal"], symbols["2375-tex"]) == ("circle", "circle")
    assert fills["2270-coal"] != fills["2375-tex"]
    assert symbols["2270-arms"] == "square"
    back = trace(figure, "comes back")
    assert len(back.x) == 3


def test_what_came_back_in_the_figure_is_what_the_model_says():
    for selection in (CIVILIAN, 2397, "since March 2016 without arms"):
        case = chart.lifting(ids_of(selection))
        back = {key for key, state in case.status.items() if state == "back"}
        assert back == set(sanctions.binding(selection).revived)
        in_force = {key for key, state in case.status.items() if state in ("in force", "back")}
        assert in_force == set(sanctions.binding(selection).ids)


@pytest.mark.parametrize("basis", GAPPED)
def test_shares_are_those_of_the_model(basis):
    case = chart.lifting(ids_of(CIVILIAN), basis, 40)
    found = sanctions.relief(CIVILIAN, basis=basis)
    for name in ("resolutions", "measures", "money"):
        assert case.shares[name].share == found.share(name)
    assert case.shares["weighed"].share.high == pytest.approx(0.4 * found.share("money").high)
    figure = charts.sanctions_graph(CIVILIAN, basis=basis, weight=40)
    low, more = trace(figure, "share, at least"), trace(figure, "share, at most")
    ends = [100 * item.share.high for item in case.shares.values()]
    assert [a + (b or 0) for a, b in zip(low.x, more.x, strict=True)] == pytest.approx(ends)


def test_the_uncertain_part_of_a_share_is_drawn_and_only_there():
    figure, case = charts.sanctions_graph(2371), chart.lifting(ids_of(2371))
    share = case.shares["money"].share
    assert list(trace(figure, "share, at most").x) == [
        None,
        None,
        pytest.approx(100 * (share.high - share.low)),
        pytest.approx(100 * (share.high - share.low)),
    ]


def test_money_lines_add_up_to_the_total_where_a_basis_has_sectors():
    case = chart.lifting(ids_of(CIVILIAN))
    lines = chart.money_lines(case)
    assert sum(value.low for _, value in lines) == pytest.approx(case.relief.total.low)
    assert [len(rows) for rows, _ in lines] == [1, 1, 3]
    whole = chart.lifting(ids_of(CIVILIAN), "KITA 2015")
    ((rows, value),) = chart.money_lines(whole)
    assert (rows, value) == ((0, 1, 2, 3, 4), whole.relief.total)


def test_amounts_are_written_where_there_is_room():
    case = chart.lifting(ids_of(CIVILIAN))
    wide = chart.sanctions_graph_parts(case, None, 800).figure()
    words = set(trace(wide, "amounts").text)
    assert {"1,190", "752", "615 to 635 together", "wages 200 to 500"} <= words
    assert {"+4.0 m barrels", "no more", "no figure"} <= words
    narrow = chart.sanctions_graph_parts(case, None, 420).figure()
    assert not trace(narrow, "amounts").text
    assert len(narrow.data) == len(wide.data) == 10
    sizes = [trace(figure, "measures").marker.size[0] for figure in (narrow, wide)]
    assert sizes[0] < sizes[1]


def test_a_whole_resolution_has_its_head_crossed():
    heads = trace(charts.sanctions_graph(2371), "resolutions")
    crossed = [k for k, s in zip(heads.customdata, heads.marker.symbol, strict=True) if s == "x"]
    assert crossed == ["UNSCR2371"]


def test_the_verdict_names_the_larger_share_and_by_how_much():
    five = ids_of(CIVILIAN)
    assert chart.lifting(five).verdict == "money"
    assert chart.lifting(five).margin == pytest.approx(50)
    assert chart.lifting(five, weight=50).verdict == "even"
    assert chart.lifting(five, weight=45).verdict == "count"
    assert chart.lifting(five, weight=45).margin == pytest.approx(5)
    assert chart.lifting(without(CIVILIAN, "2371-coal")).verdict == "money"
    assert chart.lifting(without(CIVILIAN, "2371-coal", "2375-tex")).verdict == "count"
    vague = chart.lifting(ids_of(2397))
    assert (vague.verdict, vague.margin) == ("depends", 0)
    assert "cannot be said" in chart.verdict_words(vague)


def test_words_name_what_comes_back_and_what_is_left():
    words = charts.alt(charts.sanctions_graph("2371-coal", weight=60))
    assert "US$ 401 million a year (KOTRA 2016, gross)" in words
    assert "Back in force: 2321, coal (cap)." in words
    assert "With a weight of 60 %" in words
    assert charts.alt(charts.sanctions_graph()).startswith("Nothing is lifted. 56 UN measures")
    marked = charts.sanctions_graph(2270).layout.meta["table"]
    assert "†" in marked["note"]


def test_the_table_has_yardsticks_trades_and_what_stays():
    frame = chart.lifting_table(chart.lifting(ids_of("R07")))
    assert frame["What"][:4].tolist() == [
        "Share by resolutions",
        "Share by measures",
        "Share by money",
        "Share by money, weighed",
    ]
    coal = frame[frame["What"].str.startswith("Coal exports")].iloc[0]
    assert (coal["After"], coal["At most"]) == ("capped", 401)
    assert frame.iloc[-1]["Before"] == "55 UN"
    assert frame["After"].tolist().count("back in force") == 1


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0, 0, "nothing"), (0, 635, "at most US$ 635 million"), (1, 2, "US$ 1 to 2 million")],
)
def test_amounts_are_said_as_ranges(low, high, words):
    assert chart.amount(sanctions.Range(low, high)) == words


@pytest.mark.parametrize("weight", [-1, 101, True, "50"])
def test_a_weight_out_of_range_is_refused(weight):
    with pytest.raises(OutOfRangeError, match="weight"):
        chart.lifting((), weight=weight)


def test_unknown_names_are_refused():
    with pytest.raises(UnknownNameError):
        chart.lifting(["2371-cole"])
    with pytest.raises(UnknownNameError):
        chart.row_of("2397-hum")
    with pytest.raises(UnknownNameError):
        charts.sanctions_graph(selected="2397-hum")
    with pytest.raises(OutOfRangeError, match="KOTRA 2016"):
        chart.lifting((), "SCMP 2016")


# -- the still figures -------------------------------------------------------------------------


def test_the_ladder_draws_what_the_model_says():
    figure, frame = sanctions_ladder(), sanctions.ladder()
    assert list(trace(figure, "count").y) == frame["in force"].tolist()
    low, more = trace(figure, "at least").y, trace(figure, "at most").y
    tops = [a + (b or 0) for a, b in zip(low, more, strict=True)]
    assert tops == pytest.approx(frame["high"].tolist())
    assert len(charts.table(figure)) == 11
    assert "Resolution 2356 adds names only" in charts.alt(figure)


def test_base_years_keep_compilers_apart():
    figure = base_years()
    rows = charts.table(figure)
    assert rows["Compiler and base year"].tolist() == [
        f"{sanctions.bases()[name].compiler}, {sanctions.bases()[name].year}" for name in GAPPED
    ]
    for n, name in enumerate(GAPPED):
        basis = sanctions.bases()[name]
        assert trace(figure, "base year").x[n] == basis.before.value.high
        assert trace(figure, "under sanctions").x[n] == basis.after.value.high
    # A gap between the lines: each stretch ends before the next begins.
    assert list(trace(figure, "held back").x[2::3]) == [None] * len(GAPPED)


# -- the explorer ------------------------------------------------------------------------------


def test_at_the_start_nothing_is_lifted():
    explorer = SanctionsGraph()
    assert explorer.state["lifted"] == []
    assert explorer.readout.startswith("Nothing is lifted: 56 UN measures from 11 resolutions")
    assert explorer.readout.endswith("Chosen: 2371, coal: in force.")


@pytest.mark.parametrize("name", PRESETS)
def test_presets_lift_what_their_package_names(name):
    explorer = SanctionsGraph()
    explorer.preset(name)
    names, mark = PRESETS[name]
    assert explorer.state["lifted"] == ids_of(names)
    assert explorer.state["step"] == number(mark)
    assert explorer.state["lift"] == (mark in explorer.state["lifted"])
    assert explorer.relief.total == sanctions.relief(names).total
    assert str(explorer.relief.counts.lifted) in explorer.readout


def test_the_box_lifts_the_chosen_measure_and_puts_it_back():
    explorer = SanctionsGraph(step=number("2375-tex"))
    explorer.set(lift=True)
    assert explorer.state["lifted"] == ["2375-tex"]
    explorer.set(step=number("2371-coal"))
    assert (explorer.state["lift"], explorer.state["lifted"]) == (False, ["2375-tex"])
    explorer.set(lift=True)
    assert set(explorer.state["lifted"]) == {"2371-coal", "2375-tex"}
    explorer.set(lift=False)
    assert explorer.state["lifted"] == ["2375-tex"]


def test_the_second_box_lifts_a_whole_resolution():
    explorer = SanctionsGraph(step=number("2371-sea"))
    explorer.set(whole=True)
    assert explorer.state["lifted"] == ids_of(2371)
    assert explorer.state["lift"]
    explorer.set(lift=False)
    assert not explorer.state["whole"]
    explorer.set(whole=True)
    explorer.set(whole=False)
    assert explorer.state["lifted"] == []


def test_a_click_lifts_and_a_second_click_puts_back():
    explorer = SanctionsGraph()
    explorer.pick("2397-ref")
    assert (explorer.state["lifted"], explorer.state["step"]) == (["2397-ref"], number("2397-ref"))
    assert "1,500,000 more barrels" in explorer.readout
    explorer.pick("2397-ref")
    assert explorer.state["lifted"] == []
    explorer.pick("UNSCR2375")
    assert explorer.state["lifted"] == ids_of(2375)
    assert explorer.state["step"] == number("2397-ref")
    explorer.pick("UNSCR2375")
    assert explorer.state["lifted"] == []
    explorer.pick("UNSCR2356")
    assert explorer.state["step"] == number("2356-list")


def test_lifting_and_putting_back_by_name():
    explorer = SanctionsGraph()
    explorer.lift(["2371-coal", "2321-coal"])
    assert explorer.relief.revived == ("2270-coal",)
    explorer.put_back("2321-coal")
    assert explorer.state["lifted"] == ["2371-coal"]
    explorer.reset()
    assert explorer.state == SanctionsGraph().state


def test_the_state_given_out_is_a_copy():
    explorer = SanctionsGraph(lifted="R07")
    explorer.state["lifted"].clear()
    assert explorer.state["lifted"] == ids_of("R07")


def test_basis_and_weight_change_the_numbers_in_the_sentence():
    explorer = SanctionsGraph(lifted=2371)
    explorer.set(basis="KITA 2015")
    assert "0 to 100 % of the held-back exports" in explorer.readout
    assert "(KITA, 2015, gross)" in explorer.readout
    explorer.preset("The five, told by the DPRK")
    explorer.set(weight=45)
    assert "at least 45 % of it" in explorer.readout
    assert "The count shows more than the money, by 5 points." in explorer.readout


def test_many_that_come_back_are_counted_in_the_sentence():
    explorer = SanctionsGraph(lifted=2397)
    assert "and 2 more." in explorer.readout


def test_the_figure_is_changed_in_place():
    explorer = SanctionsGraph()
    figure = explorer.figure
    explorer.preset("One ban: coal")
    assert explorer.figure is figure
    marks = trace(figure, "measures")
    assert marks.marker.symbol[number("2321-coal") - 1] == "diamond"
    rings = [s.xanchor for s in figure.layout.shapes if s.name == "halo" and s.opacity]
    assert rings == [marks.x[number("2321-coal") - 1]]
    explorer.reset()
    assert marks.marker.symbol[number("2321-coal") - 1] == "circle"


def test_below_the_picture_stand_measure_returns_and_rest():
    explorer = SanctionsGraph()
    html = explorer.beside()
    assert "Nothing: no earlier measure lay below what you lift." in html
    assert "North Korea sells it" in html
    assert 'href="https://' in html
    explorer.preset("One cap: petroleum")
    html = explorer.beside()
    assert "Covered by: 2397" in html
    assert "North Korea buys it" in html
    explorer.preset("The five, told by the DPRK")
    html = explorer.beside()
    assert "arms and weapons goods (5)" in html
    assert "Opens too, without a figure on this basis" in html
    assert "8 of which threaten firms" in html


def test_the_page_brings_wishes_into_line():
    explorer = SanctionsGraph()
    assert explorer.widget is not None
    panel = explorer._panel
    panel.state = {**panel.state, "lift": True}
    assert explorer.state["lifted"] == ["2371-coal"]
    assert panel.state == explorer.state
    panel.state = {**panel.state, "whole": True}
    assert panel.state["lifted"] == ids_of(2371)
    panel.state = {**panel.state, "step": number("2375-tex")}
    assert (panel.state["lift"], panel.state["whole"]) == (False, False)
    panel.state = explorer.spec.preset("Coal and textiles")
    assert explorer.state["lifted"] == ids_of("R07")
    panel.state = explorer.spec.initial
    assert explorer.state["lifted"] == []


def test_bad_input_changes_nothing():
    explorer = SanctionsGraph(lifted="R07")
    before = explorer.state
    for wrong, problem in (
        ({"weight": 120}, OutOfRangeError),
        ({"step": 0}, OutOfRangeError),
        ({"basis": "SCMP 2016"}, OutOfRangeError),
        ({"lifted": "2371-cole"}, UnknownNameError),
        ({"lifted": "R04"}, SummitryError),
        ({"sanction": 1}, UnknownNameError),
    ):
        with pytest.raises(problem):
            explorer.set(**wrong)
        assert explorer.state == before
    with pytest.raises(UnknownNameError):
        explorer.preset("The six")


def test_the_list_is_not_shown_as_a_control():
    spec = LiftSpec(SanctionsGraph.controls, {"Coal": {"lifted": "2371-coal"}})
    assert "lifted" not in [entry["name"] for entry in spec.as_list()]
    assert spec.preset("Coal")["lifted"] == ["2371-coal"]


def test_every_basis_that_gives_a_share_can_be_chosen():
    assert [value for value, _ in SanctionsGraph().spec.controls["basis"].options] == GAPPED


# -- what the lesson asks ----------------------------------------------------------------------


def test_the_lesson_asks_for_what_the_explorer_shows():
    answer = {name: content.check(f"05-{name}").solution() for name in CHECKS}
    explorer = SanctionsGraph()
    explorer.preset("The five, told by the DPRK")
    explorer.put_back(["2371-coal", "2375-tex"])
    assert answer["flip-selection"] == pytest.approx(explorer.case.margin)
    assert explorer.case.verdict == "count"
    explorer.preset("The five, told by the DPRK")
    explorer.set(weight=round(answer["flip-weight"]))
    assert explorer.case.verdict == "even"
    explorer.preset("One cap: petroleum")
    assert f"{answer['oil'] * 1e6:,.0f} more barrels" in explorer.readout
    explorer.preset("One ban: coal")
    assert f"US$ {answer['cap']:,.0f} million" in explorer.readout


CHECKS = ("flip-selection", "flip-weight", "oil", "cap")
