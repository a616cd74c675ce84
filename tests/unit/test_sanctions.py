"""The sanctions graph, what relief is worth, the two layers of law, and the proportion."""

import dataclasses
import itertools
import math
import re

import numpy as np
import pandas as pd
import pytest

from summitry import _sanctions_figures as money
from summitry import _sanctions_ledger as ledger
from summitry import _sanctions_packages as naming
from summitry import _sanctions_value as worth
from summitry import definitions, facts, sanctions
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.sanctions import Graph, Measure, Range

CIVILIAN = "civilian part of the five"
LISTED = "five as listed"
CAP = 400.870018
TONNES = 7_500_000


def trade(series, year, **where):
    """Values of the ledger, looked up again without the model."""
    frame = facts.load("trade")
    frame = frame[(frame["series"] == series) & (frame["year"] == year)]
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame)
    return frame["value"].tolist()


# -- the graph -----------------------------------------------------------------------------------


def test_nothing_lifted_leaves_what_the_ledger_says():
    frame = facts.load("provisions").set_index("id")
    expected = [
        key
        for key, later in frame["superseded_by"].items()
        if not later and key not in ("2397-hum", "2397-trig")
    ]
    found = sanctions.binding()
    assert list(found) == list(found.ids) == expected
    assert found.ended == found.revived == ()
    assert not {"2321-coal", "2270-coal", "2375-ref", "2397-hum"} & set(found)


def test_lifting_the_coal_ban_alone_brings_the_cap_back():
    found = sanctions.binding("2371-coal")
    assert found.revived == ("2321-coal",) and found.ended == ("2371-coal",)
    assert "2321-coal" in found and "2321-coal-t" in found and "2371-coal" not in found
    caps = found.after.measures["2321-coal"].caps
    assert [value for value, _ in caps] == [400_870_018, TONNES]
    assert "400,870,018 US$ per year or 7,500,000 tonnes per year, whichever" in str(found)


def test_lifting_ban_and_cap_brings_the_exemption_back():
    found = sanctions.binding(["2371-coal", "2321-coal"])
    assert found.revived == ("2270-coal",)
    assert found.after.state(sanctions.sectors()["coal"]) == "exemption"
    # The interim cap of 2016 has run out and does not come back.
    assert "2321-coal16" not in found and "2321-coal16" not in found.after.standing


def test_refined_oil_falls_back_step_by_step():
    assert sanctions.binding("2397-ref").revived == ("2375-ref",)
    assert sanctions.Graph().measures["2375-ref"].caps == ((2e6, "barrels per year"),)
    both = sanctions.binding(["2397-ref", "2375-ref"])
    assert both.revived == () and both.after.holding(sanctions.sectors()["refined petroleum"]) == ()


def test_lifting_an_older_measure_alone_changes_nothing_in_force():
    found = sanctions.binding("2321-coal")
    assert found.ids == sanctions.binding().ids
    assert "Nothing ended" in str(found)
    assert sanctions.binding(["2321-coal", "2371-coal"]).revived == ("2270-coal",)


def test_two_limbs_are_one_measure():
    assert sanctions.binding(["2371-coal", "2321-coal-t"]).revived == ("2270-coal",)
    one, two = sanctions.relief("2321-coal"), sanctions.relief(["2321-coal", "2321-coal-t"])
    assert one.counts == two.counts and one.counts.lifted == 1
    assert "2321-coal-t" not in Graph().measures


@pytest.mark.parametrize("name", [2371, "2371", "UNSCR2371", "unscr2371", np.int64(2371), [2371]])
def test_resolutions_have_many_spellings(name):
    whole = facts.load("provisions").query("resolution == 'UNSCR2371'")["id"]
    assert set(sanctions.binding(name).ended) == set(whole) - {"2371-lab", "2371-jv"}


def test_lifting_in_steps_and_at_once_is_the_same():
    graph = Graph()
    steps = graph.lift("2371").lift(["2321-coal"]).lift("US-EO13810")
    once = graph.lift(["2321-coal", "US-EO13810", "2371"])
    assert steps.in_force == once.in_force
    assert steps.us_in_force == once.us_in_force
    assert graph.lifted == frozenset(), "the first graph has not changed"


def test_chains_are_told_from_old_to_new():
    graph = Graph()
    chain = ("2270-coal", "2321-coal16", "2321-coal", "2371-coal")
    assert all(graph.chain(name) == chain for name in (*chain, "2321-coal-t"))
    assert graph.above("2270-coal") == ("2321-coal", "2371-coal")
    assert graph.chain("2270-insp") == ("1874-insp", "2094-insp", "2270-insp")
    with pytest.raises(UnknownNameError, match="Did you mean '2371-coal'"):
        graph.chain("2371-cole")


def test_the_graph_as_it_stood_after_a_resolution():
    after = Graph().upto(2321)
    assert "2321-coal" in after.in_force and "2371-coal" not in after.standing
    assert "2270-coal" in after.dormant
    assert Graph().upto("UNSCR1695").in_force == ("1695-wmd",)
    with pytest.raises(UnknownNameError, match=r"no resolution '2372'\. Did you mean .*'2371'"):
        Graph().upto(2372)


def test_nodes_and_edges():
    graph = Graph().lift("2371-coal")
    nodes = graph.nodes().set_index("id")
    assert nodes.at["2371-coal", "state"] == "lifted"
    assert nodes.at["2321-coal", "state"] == "in force"
    assert nodes.at["2270-coal", "state"] == "dormant"
    assert nodes.at["2321-coal16", "state"] == "ran out"
    assert nodes.at["coal", "state"] == "cap"
    assert (nodes["kind"] == "resolution").sum() == 11
    edges = {tuple(row) for row in graph.edges().to_numpy()}
    assert ("UNSCR2371", "2371-coal", "contains") in edges
    assert ("2321-coal", "2371-coal", "superseded by") in edges
    assert ("2371-coal", "coal", "closes") in edges
    assert ("coal", "kotra_coal_exports", "worth") in edges
    ends = {end for source, target, kind in edges if kind != "worth" for end in (source, target)}
    assert ends <= set(nodes.index)
    early = Graph().upto(2270)
    assert "2371-coal" not in set(early.nodes()["id"]) | set(early.edges()["source"])
    assert "56 UN measures in force" in repr(Graph())


def plain(key, later=""):
    return Measure(key, 2270, "", "x", "export", "ban", "ban", superseded_by=later)


def test_circles_and_unknown_ids_are_named():
    with pytest.raises(SummitryError, match="in a circle: b -> c -> b"):
        Graph([plain("a", "b"), plain("b", "c"), plain("c", "b")])
    with pytest.raises(SummitryError, match="in a circle: a -> a"):
        Graph([plain("a", "a")])
    with pytest.raises(UnknownNameError, match="supersedes a 'bb'"):
        Graph([plain("a", "bb"), plain("b")])


def test_another_graph_understands_its_own_ids():
    graph = Graph([plain("a", "b"), plain("b")])
    assert graph.binding("b").revived == ("a",)
    with pytest.raises(UnknownNameError):
        Graph().lift("b")


@pytest.mark.parametrize(
    ("selection", "error", "text"),
    [
        ("2371-cola", UnknownNameError, "Did you mean '2371-coal'"),
        (["2371", "2379"], UnknownNameError, "'2379'"),
        ("US-EO13811", UnknownNameError, "Did you mean 'US-EO13810'"),
        ("civilian parts of the five", UnknownNameError, "'civilian part of the five'"),
        ("", UnknownNameError, "no measure, resolution or package ''"),
        (None, OutOfRangeError, "the selection is None"),
        (math.nan, OutOfRangeError, "the selection is nan"),
        (True, OutOfRangeError, "the selection is True"),
        ([2371, None], OutOfRangeError, "the selection is None"),
        ("2397-hum", SummitryError, "An exemption for aid, not a restriction"),
        ("R03", SummitryError, "R03 does not say which measures"),
        ("US-SECONDARY", SummitryError, "sums up other rows"),
        ("US-WARMBIER", SummitryError, r"it came later \(2019-12-20\)"),
    ],
)
def test_bad_selections_are_named(selection, error, text):
    for call in (sanctions.binding, sanctions.relief, Graph().lift):
        with pytest.raises(error, match=text):
            call(selection)
    with pytest.raises(error, match=text):
        sanctions.lawful("China", "buy coal", lifted=selection)


def test_what_stays_in_the_table():
    found = sanctions.binding("2371-coal")
    table = found.table().set_index("id")
    assert table.at["2371-coal", "status"] == "ended"
    assert table.at["2321-coal", "status"] == "revived"
    assert table.at["2375-tex", "status"] == "unchanged"
    assert table.at["2375-tex", "mark"] == facts.MARK and table.at["2371-coal", "mark"] == ""
    assert len(table) == len(found) + len(found.ended)
    assert "PR-2371-COPY" in table.at["2371-coal", "sources"]
    assert "US-EO13810" in found.us_ids


# -- what the names stand for --------------------------------------------------------------------


def test_packages():
    packages = sanctions.packages()
    frame = facts.load("provisions").set_index("id")
    left_out = {"2397-hum", "2397-trig", "2321-coal-t"}
    five = set(frame.index[frame["in_hanoi_five"]]) - left_out
    assert set(packages[LISTED].un) == five
    assert set(packages[CIVILIAN].un) == set(frame.index[frame["civilian_economy"]]) - left_out
    assert set(packages["everything"].un) == set(frame.index) - left_out
    assert packages["five since September 2016"].un[0].startswith("2321")
    arms = {key for key in five if frame.at[key, "direction"] == "arms"}
    assert set(packages["since March 2016 without arms"].un) == five - arms | {"2356-list"}
    assert "US-EO13810" in packages["US executive orders"].us
    assert "US-NKSPEA" not in packages["US executive orders"].us
    assert "44 UN and 0 US measures" in str(packages[CIVILIAN])
    assert "not stated" in str(packages["R03"])


@pytest.mark.parametrize("option", facts.load("relief_options")["id"].tolist())
def test_every_relief_option_of_the_ledger_is_a_package(option):
    package = sanctions.packages()[option]
    linked = facts.row(option).links["provision_ids"]
    if not package.stated:
        assert not linked
        with pytest.raises(SummitryError, match=option):
            sanctions.relief(option)
        return
    found = sanctions.relief(option)
    assert found.selection == (option,)
    if option not in ("R14", "R19"):  # an exemption in use, and a tightening
        assert set(linked) <= set(package.un)
    assert found.counts.lifted or "opens no trade" in str(found)


def test_a_relief_option_without_links_needs_a_reading(monkeypatch):
    monkeypatch.setattr(naming, "settings", lambda: {"reading": {}})
    with pytest.raises(SummitryError, match="R01 is linked to no measure"):
        naming._option("R01", "title", {})
    monkeypatch.setattr(naming, "settings", lambda: {"reading": {"R01": {"adds": ["2371-cole"]}}})
    with pytest.raises(UnknownNameError, match="relief option R01 '2371-cole'"):
        naming._option("R01", "title", {})


def test_options_side_by_side():
    frame = sanctions.options().set_index("package")
    assert list(frame.index) == list(sanctions.packages())
    assert frame.at["R07", "low"] == frame.at["R07", "high"] == pytest.approx(CAP + 752)
    assert frame.at["R07", "revived"] == "2321-coal"
    assert frame.at["R10", "revived"] == "2371-lab"
    assert not frame.at["R03", "stated"] and math.isnan(frame.at["R03", "low"])
    assert pd.isna(frame.at["R03", "measures"])
    assert frame.at["R06", "high"] == 0 and frame.at["R06", "stated"]
    assert frame.at["R01", "mark"] == facts.MARK and frame.at["R10", "mark"] == ""
    assert math.isnan(
        sanctions.options(basis="SCMP 2016").set_index("package").at["R07", "share low"]
    )


# -- money ---------------------------------------------------------------------------------------


def test_the_value_of_the_five_on_the_usual_basis():
    found = sanctions.relief(CIVILIAN)
    exports, after = trade("kotra_exports", 2016), trade("kotra_exports", 2018)
    assert found.total.low == pytest.approx(min(exports) - max(after))
    assert found.total.high == pytest.approx(max(exports) - min(after))
    assert (found.total.low, found.total.high) == pytest.approx((2557, 2577))
    assert sanctions.relief(LISTED).total == found.total


@pytest.mark.parametrize("basis", [n for n, b in sanctions.bases().items() if b.gap is not None])
def test_all_bans_together_are_worth_the_whole_gap(basis):
    found = sanctions.relief("all UN measures", basis=basis)
    before, after = found.basis.before.value, found.basis.after.value
    expected = (before.low - after.high, before.high - after.low)
    assert tuple(found.total) == pytest.approx(expected)


def test_all_but_coal_is_worth_what_coal_leaves():
    coal = set(Graph().chain("2371-coal"))
    rest = [key for key in sanctions.packages()[CIVILIAN].un if key not in coal]
    found = sanctions.relief(rest)
    assert tuple(found.total) == pytest.approx((2557 - 1190, 2577 - 1190))
    assert "Together US$ 615 to 635 million" in str(found)


def test_a_cap_bounds_a_sector_without_a_figure_too():
    found = sanctions.relief("2371-coal", basis="KITA 2014")
    assert found.valuation.rest.high == found.total.high == pytest.approx(CAP)
    assert "at most US$ 401 million" in str(found)


def test_no_change_of_state_is_worth_nothing():
    limits = worth.Limits(100.0, Range(0.5, 0.9))
    for state in ledger.STATES:
        assert worth.gain(state, state, Range(50, 200), lambda value: limits) == Range(0, 0)


def test_lifting_the_coal_ban_alone_is_worth_the_cap_at_most():
    for basis in sanctions.bases():
        found = sanctions.relief("2371-coal", basis=basis)
        assert found.total.high <= CAP + 1e-9
    assert sanctions.relief("2371-coal").total.low == pytest.approx(CAP)
    assert sanctions.relief("2371-coal", basis="SCMP 2016").total.high == pytest.approx(CAP)


def test_the_lower_limb_of_the_cap_binds():
    """At the prices of 2016 the weight limb allows a little less than the money limb."""
    found = sanctions.relief("2371-coal", basis="China customs 2016")
    tonnes = 1e6 * trade("coal_exports_china_volume", 2016)[0]
    values = trade("coal_exports_china", 2016)
    expected = [min(CAP, value * TONNES / tonnes) for value in values]
    assert tuple(found.total) == pytest.approx((min(expected), max(expected)))
    assert found.total.low == pytest.approx(393.508226)
    dearer = worth.money_limits(
        sanctions.bases()["China customs 2016"], sanctions.sectors()["coal"], Range(0.8, 1)
    )
    assert dearer(3000.0).cap == pytest.approx(CAP), "when coal is dear the money limb binds"


def test_ban_and_cap_lifted_leave_the_exemption():
    found = sanctions.relief(["2371-coal", "2321-coal"])
    assert tuple(found.total) == pytest.approx((0.8 * 1190, 1190))
    strict = sanctions.relief(["2371-coal", "2321-coal"], exemption=0.1)
    assert tuple(strict.total) == pytest.approx((CAP, CAP)), "never less than the cap it replaced"
    given = sanctions.relief(["2371-coal", "2321-coal"], exemption=(0.5, 0.6))
    assert tuple(given.total) == pytest.approx((595, 714))
    free = sanctions.relief(["2371-coal", "2321-coal", "2270-coal"])
    assert tuple(free.total) == pytest.approx((1190, 1190))


@pytest.mark.parametrize("bad", [1.2, -0.1, (0.6, 0.5), math.nan, "much", (0.1, 0.2, 0.3), True])
def test_a_share_out_of_range_is_named(bad):
    with pytest.raises(OutOfRangeError, match="exemption is"):
        sanctions.relief("2371-coal", exemption=bad)


def test_sectors_without_a_figure_are_listed_and_bounded():
    found = sanctions.relief("2371-sea")
    assert [item.sector.name for item in found.unvalued] == ["seafood"]
    assert found.sectors == () and found.total.low == 0
    assert found.total.high == pytest.approx(2577 - 1190 - 752)
    row = found.table().set_index("item").loc["seafood exports"]
    assert not row["valued"] and math.isnan(row["low"])
    assert "192" in row["note"] and "295" in row["note"] and "not to be added" in row["note"]
    assert "at most US$ 635 million" in str(found)


def test_a_basis_without_all_exports_has_no_upper_end():
    found = sanctions.relief(CIVILIAN, basis="scmp 2016")
    assert found.total.low == pytest.approx(1200 + 74.5 + 192.4)
    assert math.isinf(found.total.high)
    assert "at least US$ 1,467 million" in str(found)
    assert "textile and clothing exports" in str(found).split("Not valued")[1]
    with pytest.raises(SummitryError, match="no series of all exports"):
        found.share()
    none = sanctions.relief("2375-tex", basis="diplomat 2017")
    assert "an amount that cannot be given" in str(none)
    sea = sanctions.relief("2371-sea", basis="diplomat 2017")
    assert tuple(sea.total) == (295, 295)


def test_compilers_and_years_are_never_spliced():
    rows = facts.load("trade").set_index("id")
    for basis in sanctions.bases().values():
        for figure in (*basis.sectors.values(), *filter(None, [basis.before])):
            assert set(rows.loc[list(figure.ids), "year"]) == {basis.year}
            assert figure.year == basis.year and figure.compiler == basis.compiler
        ids = [key for figure in basis.sectors.values() for key in figure.ids]
        sources = set.intersection(*(set(facts.row(key).source_ids) for key in ids)) if ids else {1}
        compilers = set(rows.loc[[*ids, *basis.ids], "compiler"])
        assert compilers == {basis.compiler} or sources, basis.name
    for figure in sanctions.figures().to_dict("records"):
        ids = figure["ids"].split(", ")
        assert len(set(rows.loc[ids, "compiler"])) == len(set(rows.loc[ids, "year"])) == 1
        assert figure["low"] == rows.loc[ids, "value"].min()
        assert figure["high"] == rows.loc[ids, "value"].max()


def test_alternatives_stand_side_by_side():
    found = sanctions.relief(["2371-coal", "2375-tex"])
    frame = found.alternatives().set_index("basis")
    assert list(frame.index) == list(sanctions.bases())
    assert frame.at["KOTRA 2016", "low"] == pytest.approx(CAP + 752)
    assert frame.at["KOTRA 2014", "low"] == pytest.approx(CAP + 640)
    assert frame.at["KOTRA 2014", "high"] == pytest.approx(CAP + 762)
    assert frame.at["KITA 2015", "low"] == 0
    text = str(found)
    assert "On other bases, never to be added or mixed: KOTRA 2015" in text
    assert "Goods exports on the basis KOTRA 2016 (KOTRA, base year 2016)" in text


def test_figures_of_one_sector():
    frame = sanctions.figures("textiles")
    assert set(frame["sector"]) == {"textiles"}
    single = frame[frame["compiler"].str.startswith("stated")]
    assert len(single) == 4, "statements of different speakers stay apart"
    assert len(sanctions.figures("statues")) == 0
    assert sanctions.figures("coal").query("ids == 'TR050, TR051'")["derived"].tolist() == [True]
    with pytest.raises(UnknownNameError, match="Did you mean 'textiles'"):
        sanctions.figures("textile")


def test_labour_is_kept_apart_from_goods():
    found = sanctions.relief("2397-lab")
    assert (found.total.low, found.total.high) == (0, 0)
    # Work permits stay banned under 2375: what goes on lies anywhere up to all of it.
    assert found.labour is not None and tuple(found.labour.gain) == (0, 500)
    assert found.labour.after == "no new" and found.revived == ("2375-lab",)
    both = sanctions.relief(["2397-lab", "2375-lab"])
    assert both.labour is not None and tuple(both.labour.gain) == (200, 500)
    assert both.labour.after == "freeze" and both.revived == ("2371-lab",)
    assert "Wages of workers abroad, not added to goods: US$ 200 to 500 million" in str(both)
    assert sanctions.relief("2371-coal").labour is None


def test_oil_is_counted_in_barrels():
    def more(selection):
        return {item.sector.name: item.gain.high for item in sanctions.relief(selection).volumes}

    assert more("2397-ref") == {"refined petroleum": 1_500_000}
    assert more(["2397-ref", "2375-ref"]) == {"refined petroleum": 4_000_000}
    # The crude cap stands at the level of before.
    assert more("2397-crude") == {"crude oil": 0}
    assert more("2371-coal") == {}
    assert "1,500,000 more barrels a year" in str(sanctions.relief("2397-ref"))


def test_what_cannot_be_valued_is_listed():
    text = str(sanctions.relief(["2397-imach", "2321-trade"]))
    assert "Not valued, which does not mean worth nothing" in text
    assert "supply of industrial machinery" in text and "credit and insurance for trade" in text
    frame = sanctions.relief(["2397-imach", "2321-trade"]).table()
    assert not frame["valued"].any() and frame["low"].isna().all()


def test_counts_beside_money():
    counts = sanctions.relief(CIVILIAN).counts
    assert (counts.resolutions, counts.all_resolutions) == (5, 11)
    assert counts.civilian == counts.all_civilian == counts.lifted == 41
    assert counts.measures == 78
    assert (counts.before, counts.after, counts.ended, counts.revived) == (56, 28, 29, 1)
    assert counts.after == counts.before - counts.ended + counts.revived
    us = sanctions.relief("all US measures").counts
    assert us.us_lifted == us.us_measures == 13 and us.lifted == 0


def test_counts_of_an_earlier_year():
    counts = sanctions.relief("2321", graph=Graph().upto(2321)).counts
    assert counts.all_resolutions == 7 and counts.resolutions == 1
    assert counts.measures == 42 and counts.lifted == 12


def test_shares_by_every_yardstick():
    found = sanctions.relief(CIVILIAN)
    assert tuple(found.share("money")) == (1, 1)
    assert tuple(found.share("measures")) == (0.5, 0.5)
    assert found.share("resolutions").low == pytest.approx(5 / 11)
    half = sanctions.relief("R07").share()
    assert tuple(half) == pytest.approx(((CAP + 752) / 2577, (CAP + 752) / 2557))
    assert tuple(sanctions.relief([]).share()) == (0, 0)
    with pytest.raises(UnknownNameError, match="yardstick 'cash'"):
        found.share("cash")
    nothing_left = Graph().lift(CIVILIAN)
    assert tuple(sanctions.relief(LISTED, graph=nothing_left).share()) == (0, 0)


def test_relief_in_two_steps():
    first = Graph().lift("2371-coal")
    second = sanctions.relief(["2321-coal", "2375-tex"], graph=first)
    assert second.total.low == pytest.approx(0.8 * 1190 - CAP + 752)
    assert second.total.high == pytest.approx(1190 - CAP + 752)
    last = sanctions.relief(CIVILIAN, graph=Graph().lift(["2371-coal", "2321-coal", "2270-coal"]))
    assert last.total.low == pytest.approx(2557 - 1190)
    assert last.total.high == pytest.approx(2577 - 1190)
    with pytest.raises(OutOfRangeError, match="graph is 'five'"):
        sanctions.relief("2371", graph="five")


def test_nothing_lifted_opens_nothing():
    found = sanctions.relief([])
    assert (found.total.low, found.total.high) == (0, 0)
    assert "It opens no trade" in str(found) and "Lifting nothing" in str(found)
    assert len(found.table()) == 0 and found.source_ids == ()


def test_the_parts_of_an_answer_say_what_they_are():
    found = sanctions.relief(CIVILIAN)
    assert str(sanctions.Graph()) == (
        "UN measures in force: 56; dormant below a later one: 23; lifted: 0. "
        "US measures in force: 13."
    )
    assert str(found).splitlines()[0] == f"Lifting {CIVILIAN}: {str(found.counts).splitlines()[0]}"
    assert str(found.counts).splitlines()[1] in str(found).splitlines()
    assert len(str(sanctions.relief([]).counts).splitlines()) == 1
    one = str(sanctions.relief("2371-coal").counts)
    assert one.endswith("1 ends, and 1 earlier comes back.")
    coal = found.sectors[0]
    assert str(coal) == (
        "coal exports: banned before, open after; US$ 1,190 million a year (TR232)."
    )
    assert str(found.unvalued[0]).endswith("banned before, open after; no figure of its own.")
    assert str(found.volumes[0]) == (
        "supply of refined petroleum: capped before, open after; 4,000,000 more barrels a year."
    )
    assert str(sanctions.sectors()["coal"]).endswith("2321-coal, 2371-coal.")
    assert str(sanctions.sectors()["coal"]).startswith("coal exports (coal): closed or limited by ")
    lever = sanctions.levers()["council"]
    assert str(lever) == (f"Security Council†. To lift: {lever.lift}. To bring back: {lever.back}.")


def test_channels_come_from_the_ledger():
    frame = facts.load("trade").query("series == 'kotra_china_share' and 2014 <= year <= 2019")
    found = sanctions.channels()
    assert found.china.low == pytest.approx(frame["value"].min() / 100)
    assert found.china.high == pytest.approx(frame["value"].max() / 100)
    assert found.others.low == pytest.approx(1 - found.china.high)
    assert found.oil_russia.low == pytest.approx(241114 / 382000)
    assert found.oil_russia.high == pytest.approx(277365 / 418000)
    assert all(facts.row(key) for key in found.ids)
    assert "90 to 96 % of the recorded trade (KOTRA, 2014-2019)" in str(found)


def test_the_stick_that_is_left():
    found = sanctions.relief(CIVILIAN)
    frame = found.stick()
    groups = set(frame["group"])
    assert {"arms and weapons goods", "listed names", "finance", "secondary sanctions"} <= groups
    assert "civilian economy" not in groups
    un = frame[frame["layer"] == "UN"]
    assert set(un["id"]) == set(found.binding.ids)
    assert set(un["who can lift"]) == {"Security Council"}
    us = frame[frame["layer"] == "US"].set_index("id")
    assert us.at["US-EO13810", "who can lift"] == "President alone"
    assert us.at["US-EO13810", "group"] == "secondary sanctions"
    assert us.at["US-NKSPEA", "who can lift"] == "Congress, or the tests of the statute"
    assert us.at["US-EO13570", "group"] == "primary sanctions"
    assert str(found.us_remains[0]) == "US-EO13466† (Executive Order 13466)"
    assert "US-WARMBIER" not in us.index and "US-SECONDARY" not in us.index
    assert len(sanctions.relief("everything").stick()) == 0


def test_groups_of_measures():
    measures = Graph().measures
    assert measures["2371-lab"].group == "civilian economy", "a freeze of numbers is no listing"
    assert measures["2270-freeze"].group == "listed names"
    assert measures["1718-wmd"].group == "arms and weapons goods"
    assert measures["1718-lux"].group == "luxury goods"
    assert measures["2397-mar"].group == "shipping and inspection"
    assert measures["2094-cash"].group == "finance"
    assert measures["2321-dip"].group == "other limits"


def test_who_decides_and_how_it_comes_back():
    routes = sanctions.relief(["2371-coal", "US-EO13810"]).routes
    done = {route.lever.name: route.ids for route in routes if route.done}
    stay = {route.lever.name: route.ids for route in routes if not route.done}
    assert done == {"council": ("2371-coal",), "president": ("US-EO13810",)}
    assert "US-EO13810" not in stay["president"] and "US-CAATSA3" in stay["congress"]
    text = str(sanctions.relief("2371-coal"))
    assert (
        "Security Council† (what is named). To lift: a new resolution: nine votes and no veto"
        in text
    )
    assert "President alone (6 measures that would stay)" in text
    assert "only by another vote" in text


def test_marks_and_sources_reach_the_table():
    found = sanctions.relief(["2371-coal", "2375-tex"])
    frame = found.table().set_index("item")
    assert frame.at["textile and clothing exports", "mark"] == facts.MARK
    assert frame.at["coal exports", "mark"] == ""
    assert frame.at["all goods exports", "mark"] == facts.MARK
    assert frame.at["coal exports", "measures"] == "2371-coal, 2321-coal"
    assert frame.at["coal exports", "compiler"] == "KOTRA"
    assert frame.at["coal exports", "base year"] == "2016"
    for sources in frame["sources"]:
        assert sources and all(facts.row(key).table == "sources" for key in sources.split(", "))
    assert set(facts.row("TR232").source_ids) <= set(found.source_ids)
    assert facts.MARK_NOTE in str(found)
    assert frame.at["all goods exports", "low"] == pytest.approx(CAP + 752)


def test_gross_is_said_not_to_be_net():
    assert "gross, not net" in str(sanctions.relief("2371-coal"))
    assert "gross, not net" in str(sanctions.count_and_value())


# -- tables over everything ----------------------------------------------------------------------


def test_ladder():
    frame = sanctions.ladder().set_index("resolution")
    assert list(frame.index) == [1695, 1718, 1874, 2087, 2094, 2270, 2321, 2356, 2371, 2375, 2397]
    assert frame["adopted"].is_monotonic_increasing
    assert (frame["low"].diff().dropna() >= 0).all() and (frame["high"].diff().dropna() >= 0).all()
    assert frame["so far"].tolist() == frame["new"].cumsum().tolist()
    assert frame.at[2397, "so far"] == 78 and frame.at[2397, "in force"] == 56
    assert frame.at[2094, "high"] == 0, "no sector of the civilian economy before 2270"
    # With the exemption at work 2270 holds back little; 2321 holds back coal above the cap.
    assert frame.at[2270, "low"] == 0
    assert frame.at[2321, "low"] == pytest.approx(1190 - CAP)
    assert frame.at[2371, "low"] == pytest.approx(1190)
    assert frame.at[2375, "low"] == pytest.approx(1190 + 752)
    assert tuple(frame.loc[2397, ["low", "high"]]) == pytest.approx((2557, 2577))
    assert frame.at[2356, "low"] == frame.at[2321, "low"]
    assert frame.at[2087, "mark"] == facts.MARK
    assert "coal" in frame.at[2270, "sectors"] and "coal" not in frame.at[2371, "sectors"]
    assert frame.at[2371, "superseded"] == 2
    with pytest.raises(UnknownNameError, match="Did you mean 'KOTRA 2016'"):
        sanctions.ladder(basis="KOTRA 20166")


def test_count_and_value_side_by_side():
    found = sanctions.count_and_value()
    frame = found.table().set_index("yardstick")
    assert frame.at["resolutions", "share low"] == pytest.approx(5 / 11)
    assert frame.at["provisions adopted", "low"] == 41
    assert frame.at["provisions adopted", "of low"] == 78
    assert frame.at["provisions in force", "share low"] == pytest.approx(28 / 56)
    assert frame.at["civilian provisions in force", "share low"] == 1
    money = frame.loc["money of all exports (KOTRA 2016)"]
    assert money["share low"] == pytest.approx(2557 / 2820)
    assert money["share high"] == pytest.approx(2577 / 2800)
    assert frame.at["money held back (KOTRA 2016)", "share low"] == 1
    assert not any("SCMP" in name for name in frame.index)
    text = str(found)
    assert "5 of 11 resolutions = 45 %" in text
    assert "Both are shown, neither is hidden" in text
    other = sanctions.count_and_value("five since September 2016").table().set_index("yardstick")
    assert other.at["money held back (KOTRA 2016)", "share low"] < 0.7


def test_gaps_agree_with_the_dossier():
    """Gross gap 2.4 to 2.9 billion a year by KOTRA: 2016 to 2018, 2015 to 2019, 2014 to 2018."""
    frame = sanctions.gaps()
    kotra = frame[frame["compiler"] == "KOTRA"].set_index(["base year", "year after"])
    assert kotra.at[(2016, 2018), "high"] == pytest.approx(2577)
    assert kotra.at[(2015, 2019), "low"] == pytest.approx(2420)
    assert kotra.at[(2014, 2018), "low"] == pytest.approx(2917)
    assert kotra.at[(2016, 2018), "share low"] == pytest.approx(1 - 243 / 2800)
    assert len(kotra) == 6 and set(frame["compiler"]) == {"KOTRA", "KITA"}


# -- two layers of law ---------------------------------------------------------------------------


def test_un_relief_alone_does_not_open_an_edge_for_a_chinese_firm():
    before = sanctions.lawful("China", "buy coal")
    assert before.un == "ban" and before.us == "threatened" and not before.open
    assert "Neither layer" in str(before)
    assert (
        "No US law forbids this to the firm as long as no US person and no US bank takes part"
    ) in str(before)
    after = sanctions.lawful("China", "buy coal", lifted=CIVILIAN)
    assert after.un_allows and not after.us_allows and not after.open
    assert "Only the UN layer lets it through" in str(after)
    assert "US-EO13810" in after.us_ids and after.un_ids == ()


def test_us_relief_alone_does_not_open_it_either():
    found = sanctions.lawful("russia", "Hire workers", lifted="all US measures")
    assert found.us_allows and not found.un_allows and not found.open
    assert found.un_ids == ("2397-lab",)
    assert "Only the US layer lets it through" in str(found)


def test_both_layers_open_an_edge():
    found = sanctions.lawful("China", "buy coal", lifted=[CIVILIAN, "all US measures"])
    assert found.open and found.ids == () and len(found.table()) == 0
    assert str(found).endswith("nothing in the US layer stands against it.")
    capped = sanctions.lawful("China", "buy coal", lifted=["2371-coal", "all US measures"])
    assert capped.open and capped.un == "cap" and "within the limit" in str(capped)


def test_the_president_alone_cannot_open_coal_but_can_open_seafood():
    orders = [CIVILIAN, "US executive orders"]
    coal = sanctions.lawful("China", "buy coal", lifted=orders)
    assert coal.us_ids == ("US-NKSPEA", "US-CAATSA3") and not coal.open
    assert sanctions.lawful("China", "buy seafood", lifted=orders).open


def test_primary_sanctions_bind_us_firms():
    found = sanctions.lawful("United States", "buy seafood", lifted=CIVILIAN)
    assert found.us == "forbidden" and "US-EO13570" in found.us_ids
    assert "US primary sanctions forbid it" in str(found)
    assert "dollar accounts" not in str(found) and "No US law" not in str(found)
    frame = found.table().set_index("id")
    assert frame.at["US-EO13570", "who can lift"] == "President alone"
    both = sanctions.lawful("China", "buy seafood").table().set_index("id")
    assert both.at["2371-sea", "layer"] == "UN" and both.at["2371-sea", "mark"] == facts.MARK


def test_new_work_permits_stay_closed():
    found = sanctions.lawful("Russia", "hire workers", lifted=["2397-lab", "all US measures"])
    assert found.un == "no new" and not found.open
    frozen = ["2397-lab", "2375-lab", "all US measures"]
    assert sanctions.lawful("Russia", "hire workers", lifted=frozen).open


def test_an_activity_over_several_sectors_needs_all_of_them():
    us = "all US measures"
    some = sanctions.lawful("China", "handle payments", lifted=["2321-bank", "2270-bank", us])
    assert some.un == "ban" and some.un_ids == ("2321-trade",)


def test_unknown_firms_and_activities_are_named():
    with pytest.raises(UnknownNameError, match=r"country 'Chian'\. Did you mean 'China'"):
        sanctions.lawful("Chian", "buy coal")
    with pytest.raises(UnknownNameError, match="Did you mean 'buy coal'"):
        sanctions.lawful("China", "buy coals")
    with pytest.raises(UnknownNameError, match="country '3'"):
        sanctions.lawful(3, "buy coal")


def test_network():
    before, after = sanctions.network(), sanctions.network("everything")
    assert not before["open"].any() and after["open"].all()
    assert len(before) == 3 * len(sanctions.activity_names())
    un_only = sanctions.network(CIVILIAN, ["China", "Russia"])
    assert set(un_only["UN layer"]) == {"free"} and not un_only["open"].any()
    assert set(sanctions.firms()) >= {"China", "Russia", "United States"}
    assert set(sanctions.network(countries=[]).columns) == set(before.columns)


# -- proportion ----------------------------------------------------------------------------------


def test_disproportion_of_plain_ranges():
    found = sanctions.disproportion((0.5, 0.9), (0.3, 0.6))
    assert tuple(found.ratio) == pytest.approx((0.5 / 0.6, 3.0))
    assert found.verdict == "depends"
    assert tuple(found.flip("dismantlement").value) == pytest.approx((0.5, 0.9))
    assert tuple(found.flip("relief").value) == pytest.approx((0.3, 0.6))
    assert "from 50% to 90% it depends" in str(found.flip())
    assert "below 50% more leverage is given" in str(found)


def test_flip_points_are_ranges_when_the_others_are():
    found = sanctions.disproportion(Range(0.5, 0.8), Range(0.2, 0.4))
    assert tuple(found.flip("snapback").value) == pytest.approx((0.2, 0.75))
    assert str(found.flip("relief")) == (
        "Leverage given: below 20% less leverage is given than capability removed; above 40% more; "
        "from 20% to 40% it depends on the other numbers."
    )
    even = sanctions.disproportion(0.6, 0.3).flip("irreversible")
    assert even.value is None
    sure = str(sanctions.disproportion(0.4, 0.8).flip("irreversible"))
    assert sure.endswith(
        "below 50% more leverage is given than capability removed; above 50% less."
    )


def test_disproportion_verdicts():
    assert sanctions.disproportion(0.9, (0.2, 0.4)).verdict == "more given"
    assert sanctions.disproportion(0.1, (0.2, 0.4)).verdict == "less given"
    assert "More leverage is given" in str(sanctions.disproportion(0.9, 0.3))
    assert "Less leverage is given" in str(sanctions.disproportion(0.1, 0.3))


def test_snapback_and_irreversibility_pull_in_opposite_ways():
    base = sanctions.disproportion(0.8, 0.4)
    assert base.ratio.low == pytest.approx(2)
    softer = sanctions.disproportion(0.8, 0.4, snapback=0.5)
    assert softer.ratio.low == pytest.approx(1) and softer.verdict == "depends"
    worse = sanctions.disproportion(0.8, 0.4, irreversible=(0.5, 1.0))
    assert tuple(worse.ratio) == pytest.approx((2, 4))
    assert base.flip("snapback").value.low == pytest.approx(0.5)
    assert sanctions.disproportion(0.8, 0.4, worth=2.0).ratio.low == pytest.approx(1)
    assert "0.5 times the whole capability" in str(sanctions.disproportion(0.8, 0.4, worth=2))


def test_a_flip_that_never_comes():
    found = sanctions.disproportion(0.9, 0.3).flip("irreversible")
    assert found.value is None and "no share from 0 to 100 %" in str(found)
    assert "more leverage is given" in str(found)
    less = sanctions.disproportion(0.2, 0.6).flip("snapback")
    assert less.value is None and "less leverage is given" in str(less)
    none = sanctions.disproportion(0.5, 0.0)
    assert math.isinf(none.ratio.high) and none.verdict == "more given"
    assert "without limit" in str(none)
    assert none.flip("snapback").value.high == 1
    assert sanctions.disproportion(0.0, 0.0).ratio == Range(0, 0)
    with pytest.raises(UnknownNameError, match="Did you mean 'snapback'"):
        found = sanctions.disproportion(0.5, 0.5).flip("snapbak")


def test_disproportion_takes_results_of_other_models():
    relief = sanctions.relief("R07")
    plants = (definitions.Production(hidden=0), definitions.Production(hidden=2))
    found = sanctions.disproportion(relief, plants)
    assert found.dismantlement == Range(plants[1].removed, plants[0].removed)
    assert found.relief == relief.share("money")
    assert "by money, KOTRA 2016" in str(found)
    counted = sanctions.disproportion(relief, plants[1], by="resolutions")
    assert counted.relief.low == pytest.approx(2 / 11)
    assert counted.dismantlement.low == counted.dismantlement.high == plants[1].removed
    assert "by resolutions)" in str(counted)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((1.2, 0.5), "relief_share"),
        (((0.6, 0.5), 0.5), "relief_share"),
        ((0.5, math.nan), "dismantlement_share"),
        ((0.5, (0.9, 0.1)), "dismantlement_share"),
        ((0.5, "half"), "dismantlement_share"),
        ((0.5, None), "dismantlement_share"),
        ((0.5, (1, 2, 3)), "dismantlement_share"),
    ],
)
def test_bad_shares_are_named(arguments, name):
    with pytest.raises(OutOfRangeError, match=f"{name} is .*a share between 0 and 1"):
        sanctions.disproportion(*arguments)


@pytest.mark.parametrize("worth", [0, -1, math.inf, math.nan, "much", True])
def test_a_bad_worth_is_named(worth):
    with pytest.raises(OutOfRangeError, match="worth is"):
        sanctions.disproportion(0.5, 0.5, worth=worth)
    with pytest.raises(OutOfRangeError, match="snapback is 2"):
        sanctions.disproportion(0.5, 0.5, snapback=2)


def test_sensitivity_and_table():
    found = sanctions.disproportion((0.2, 0.6), (0.3, 0.9), irreversible=(0.4, 0.8))
    frame = found.sensitivity()
    assert frame["swing"].is_monotonic_decreasing
    row = frame.set_index("number").loc["dismantlement"]
    assert row["ratio at low"] == pytest.approx(0.4 / (0.3 * 0.6))
    assert row["ratio at high"] == pytest.approx(0.4 / (0.9 * 0.6))
    assert frame.set_index("number").at["snapback", "swing"] == 0
    table = found.table().set_index("quantity")
    assert table.at["ratio", "high"] == pytest.approx(0.6 / 0.12)
    assert table.at["capability removed", "flip low"] == pytest.approx(0.2 / 0.8)
    assert math.isnan(table.at["ratio", "flip low"])


# -- the pieces ----------------------------------------------------------------------------------


def test_range_checks_itself():
    assert str(Range(1180, 1200)) == "1,180 to 1,200" and str(Range(5, 5)) == "5"
    assert Range(1, 3).middle == 2 and Range(0.4, 0.6).percent() == "40 to 60 %"
    for low, high in ((2, 1), (math.nan, 1), (0, math.nan), ("a", 1), (True, 1)):
        with pytest.raises(OutOfRangeError, match="end of a range"):
            Range(low, high)


def test_states_are_read_from_the_words_of_the_ledger():
    texts = dict(facts.load("provisions").set_index("id")["measure"])
    expected = {
        "2371-coal": "ban",
        "2321-coal": "cap",
        "2270-coal": "exemption",
        "2375-crude": "freeze",
        "2371-lab": "freeze",
        "2375-lab": "no new",
        "2397-lab": "ban",
        "2321-statue": "ban",
    }
    assert {key: ledger.state_of(texts[key]) for key in expected} == expected


def test_a_looser_state_lets_no_less_through():
    states = {"labour": ["ban", "no new", "freeze", "free"], "coal": ["ban", "cap", "exemption"]}
    for cap in (100.0, 240.0, 400.0):
        limits = {
            "coal": worth.Limits(cap, Range(0.3, 0.9)),
            "labour": worth.Limits(math.inf, Range(0, 1)),
        }
        for sector, order in states.items():
            let = [worth.passes(state, 250.0, limits[sector]) for state in [*order, "free"]]
            for tight, loose in itertools.pairwise(let):
                assert tight.low <= loose.low and tight.high <= loose.high


def test_bases_print_what_they_rest_on():
    text = str(sanctions.bases()["KOTRA 2016"])
    assert "coal US$ 1,190 million" in text and "US$ 2,557 to 2,577 million" in text
    assert str(sanctions.bases()["KITA 2014"]).startswith("KITA 2014: all goods exports")
    figure = sanctions.bases()["SCMP 2016"].sectors["iron"]
    assert str(figure) == "iron 2016, SCMP: US$ 74 million (TR083)"
    assert sanctions.bases()["China customs 2016"].rest is None


def test_a_wrong_basis_is_refused():
    good = dict(ledger.settings()["basis"][0])
    for changes, error, text in [
        ({"year": 1950}, SummitryError, "finds no row of kotra_mineral_fuel_exports for 1950"),
        ({"sectors": {"coals": "kotra_exports"}}, UnknownNameError, "Did you mean 'coal'"),
        (
            {"compiler": "KITA"},
            SummitryError,
            "no row of kotra_mineral_fuel_exports for 2016",
        ),
        (
            {"source": "SCMP17"},
            SummitryError,
            "no row of kotra_mineral_fuel_exports for 2016",
        ),
        ({"all": "kotra_export"}, UnknownNameError, "Did you mean 'kotra_exports'"),
        ({"sectors": {"coal": "kotra_china_share"}}, SummitryError, "not in US. million"),
        ({"sectors": {"coal": "kotra_exports"}}, SummitryError, "more than the whole gap"),
        ({"volumes": {"coal": "kotra_exports"}}, SummitryError, "in million tonnes"),
    ]:
        with pytest.raises(error, match=text):
            money._basis(good | changes)


@pytest.mark.parametrize(
    ("section", "entry", "error", "text"),
    [
        ("limbs", {"2321-x": {"of": "2321-coal"}}, UnknownNameError, "measure '2321-x'"),
        ("restatements", {"2321-iron": {"of": "nothing"}}, UnknownNameError, "'nothing'"),
        ("ended", {"2321-coal17": {"on": "2016-12-31"}}, UnknownNameError, "'2321-coal16'"),
        ("clauses", {"2397-humm": "why"}, UnknownNameError, "'2397-hum'"),
    ],
)
def test_settings_are_checked_against_the_ledger(monkeypatch, section, entry, error, text):
    changed = {**ledger.settings(), section: entry}
    monkeypatch.setattr(ledger, "settings", lambda: changed)
    with pytest.raises(error, match=re.escape(text)):
        ledger.measures.__wrapped__()


@pytest.mark.parametrize(
    ("sector", "measures", "text"),
    [
        ("coal", ["2270-coal", "2321-coal16", "2321-coal"], "2371-coal"),
        ("lead", ["2371-lead", "2371-sea"], "2371-sea"),
        ("lead", ["2371-lead", "2270-arms"], "2270-arms"),
    ],
    ids=["left out", "twice", "not civilian"],
)
def test_every_civilian_measure_stands_in_one_sector(monkeypatch, sector, measures, text):
    listed = [
        raw | ({"measures": measures} if raw["name"] == sector else {})
        for raw in ledger.settings()["sector"]
    ]
    changed = {**ledger.settings(), "sector": listed}
    monkeypatch.setattr(ledger, "settings", lambda: changed)
    with pytest.raises(SummitryError, match=f"not so for {text}"):
        ledger.sectors.__wrapped__()


def test_an_activity_may_name_secondary_sanctions_only(monkeypatch):
    entry = {"x": {"sectors": [], "primary": [], "secondary": ["US-EO13570"]}}
    changed = {**ledger.settings(), "activity": entry}
    monkeypatch.setattr(ledger, "settings", lambda: changed)
    with pytest.raises(UnknownNameError, match="secondary US measure 'US-EO13570'"):
        ledger.activities.__wrapped__()


def test_every_settings_entry_has_a_reason():
    raw = ledger.settings()
    for section in ("limbs", "restatements", "ended"):
        assert all(item["reason"] for item in raw[section].values())
    for item in raw["assumption"].values():
        assert 0 <= item["low"] <= item["high"] <= 1 and item["reason"]
        assert [facts.row(key).table for key in item["sources"]] == ["sources"] * 2
    assert all(basis.note for basis in sanctions.bases().values())
    assert set(raw["reading"]) <= set(facts.load("relief_options")["id"])


def test_results_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        sanctions.relief("2371").binding = None
    with pytest.raises(TypeError):
        sanctions.packages()["new"] = None
