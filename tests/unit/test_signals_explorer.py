"""The partial offer: figures, explorer states, read-out and table against the model."""

import pytest

from summitry import beliefs, charts, explorers
from summitry.charts import beliefs as chart
from summitry.charts import theme
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.explorers import signals

GAME = beliefs.SignallingGame
BARS_KNOWN, BARS_ALL, LINES, RULER, NOW, MARKS, HEADS = range(7)


@pytest.fixture
def explorer():
    return explorers.Signals()


# -- the numbers behind the picture -------------------------------------------------------------


@pytest.mark.parametrize(
    ("prior", "disarmer", "hedger"), [(30, 60, 90), (5, 100, 5), (95, 5, 100), (50, 50, 50)]
)
def test_shares_by_hand_follow_bayes_rule(prior, disarmer, hedger):
    picture = chart.by_hand(prior, disarmer, hedger)
    assert picture.known == pytest.approx(
        100 * beliefs.posterior(prior / 100, [disarmer / 100, hedger / 100])
    )
    makers = [prior * disarmer, (100 - prior) * hedger]
    assert picture.known == pytest.approx(100 * makers[0] / sum(makers))
    side = chart.side_of(*makers)
    assert side == ("above" if picture.known > 50 else "below" if picture.known < 50 else "half")


def test_an_offer_that_is_not_made_has_no_belief():
    assert chart.by_hand(30, 0, 0).known is None
    assert chart.by_hand(30, 100, 100).everything is None
    assert chart.side_of(0, 0) == "none"
    with pytest.raises(OutOfRangeError, match="hedger is 101"):
        chart.by_hand(30, 60, 101)


def test_shares_of_the_game_are_those_of_the_model():
    picture = chart.by_game(30, 3, 6, 40)
    found = GAME(0.3, detection=0.4).equilibria()[0]
    assert found.kind == "semi-separating"
    assert picture.hedger == pytest.approx(100 * (1 - found.send[1]))
    assert (picture.disarmer, picture.known) == (0.0, 0.0)
    assert picture.everything == pytest.approx(100 * found.belief[0][0])
    assert picture.accepts == pytest.approx(100 * GAME(0.3, detection=0.4).game.threshold(1))
    assert chart.by_game(30, 0, 10, 40).accepts is None, "no belief makes it worth the price"


def test_of_several_solutions_the_one_that_tells_least_or_most_is_taken():
    found = chart.solutions(60, 9, 6, 80)
    assert len(found) == 3
    assert chart.kind_of(chart.choose(found, 60, "least")) == "known"
    assert chart.kind_of(chart.choose(found, 60, "most")) == "separate"
    with pytest.raises(UnknownNameError, match="middling"):
        chart.choose(found, 60, "middling")


def test_solutions_on_an_exact_tie_are_left_out_where_others_exist():
    every = GAME(0.3, site_disarmer=10, detection=0.8).equilibria()
    assert any(e.knife_edge for e in every)
    kept = chart.solutions(30, 10, 6, 80)
    assert [e.name for e in kept] == ["pooling on known sites"]


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        ((30, 3, 6, 80), "separate"),
        ((30, 9, 6, 50), "known"),
        ((60, 3, 6, 50), "everything"),
        ((30, 3, 6, 40), "mixed"),
    ],
)
def test_each_kind_of_solution_is_named(point, kind):
    assert chart.kind_of(chart.choose(chart.solutions(*point), point[0])) == kind


# -- strips -------------------------------------------------------------------------------------


def test_strips_join_neighbours_and_find_the_nearest_change():
    strip = chart.Strip("Detection", (0.0, 5.0, 10.0, 15.0), ("a", "a", "b", "a"), 0.0, "%")
    assert strip.runs() == [(0.0, 5.0, "a"), (10.0, 10.0, "b"), (15.0, 15.0, "a")]
    assert strip.nearest_change() == (10.0, "b")
    assert chart.Strip("x", (0.0, 1.0), ("a", "a"), 1.0).nearest_change() is None


def test_strips_flip_where_the_model_flips(explorer):
    explorer.preset("First step")
    border = 100 * float(GAME(0.3, site_disarmer=9, detection=0.9).flip("detection"))
    strip = next(s for s in explorer.strips(explorer.state) if s.label == "Detection")
    first = min(v for v, c in zip(strip.values, strip.codes, strict=True) if c == "separate")
    assert first - 5 < border <= first
    explorer.set(detection=80)
    dear = float(GAME(0.3, site_disarmer=9, detection=0.8).flip("site_disarmer"))
    strip = next(s for s in explorer.strips(explorer.state) if s.label == "Opening cost")
    known = [v for v, c in zip(strip.values, strip.codes, strict=True) if c == "known"]
    assert min(known) == pytest.approx(dear)


def test_the_belief_strip_passes_one_half_where_the_rule_says(explorer):
    strip = explorer.strips(explorer.state)[0]
    codes = dict(zip(strip.values, strip.codes, strict=True))
    assert (codes[55.0], codes[60.0], codes[65.0]) == ("below", "half", "above")
    assert [s.label for s in explorer.strips(explorer.state)] == [
        "Belief before",
        "Disarmers",
        "Hedgers",
    ]


def test_where_nothing_changes_the_sentence_says_so():
    same = chart.Strip("Relief", (0.0, 1.0), ("known", "known"), 0.0)
    assert signals._changes([same]) == "No single control changes this answer."


# -- the explorer -------------------------------------------------------------------------------


def test_the_start_is_the_worked_example(explorer):
    assert explorer.state["mode"] == "hand"
    assert explorer.readout == (
        "18 of 30 disarmers and 63 of 70 hedgers offer the known sites only. After this offer the "
        "chance of a disarmer falls from 30% to 22.2%. With these shares it passes one half when "
        "the belief before passes 60%."
    )
    assert list(explorer.figure.data[BARS_KNOWN].y) == [60, 90]
    assert list(explorer.figure.data[BARS_KNOWN].base) == [0, 0]
    assert list(explorer.figure.data[BARS_ALL].base) == [60, 90]
    assert list(explorer.figure.data[BARS_KNOWN].width) == [30, 70]
    assert explorer.figure.data[RULER].x[1] == pytest.approx(22.222)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"disarmer": 90}, "stays at 30%: the offer tells nothing"),
        ({"disarmer": 100, "hedger": 50}, "rises from 30% to 46.2%"),
        ({"disarmer": 0, "hedger": 0}, "Nobody offers the known sites only"),
        ({"disarmer": 0}, "no belief before brings it to one half"),
        ({"opening": 9}, "(pooling): the offer tells nothing"),
        ({"detection": 80}, "(separating): the offer of the known sites lowers"),
        ({"prior": 60, "mode": "game"}, "promise everything (pooling)"),
        ({"mode": "game"}, "43% of the hedgers"),
        ({"mode": "game", "opening": 12, "relief": 0}, "opening cost alone reaches 7 points"),
    ],
)
def test_the_sentence_says_what_the_state_gives(explorer, changes, words):
    explorer.set(**changes)
    assert words in explorer.readout.replace("42.9%", "43%")


def test_the_sentence_says_what_is_missing_for_a_yes(explorer):
    explorer.preset("First step")
    assert "would accept it from 50% on: 20 points are missing" in explorer.readout
    explorer.set(prior=60)
    assert "would accept it from 50% on." in explorer.readout
    explorer.set(detection=80)
    assert "The model allows 3 answers here" in explorer.readout
    assert "tells least" in explorer.readout
    explorer.set(several="most")
    assert "(separating)" in explorer.readout and "tells most" in explorer.readout


def test_the_mode_follows_the_control_that_is_moved(explorer):
    explorer.set(detection=80)
    assert explorer.state["mode"] == "game"
    explorer.set(hedger=50)
    assert explorer.state["mode"] == "hand"
    explorer.set(prior=40)
    assert explorer.state["mode"] == "hand"
    assert explorers.Signals(relief=2).state["mode"] == "game"


def test_the_page_and_the_explorer_agree_on_the_mode(explorer):
    assert explorer.widget is not None
    panel = explorer._panel
    panel.state = {**panel.state, "opening": 9}
    assert panel.state["mode"] == explorer.state["mode"] == "game"
    panel.state = {**panel.state, "prior": 60}
    assert explorer.state["prior"] == 60 and explorer.state["mode"] == "game"


def test_every_preset_draws_and_reset_goes_back(explorer):
    first = explorer.readout
    told = set()
    for name in explorer.presets:
        explorer.preset(name)
        told.add(explorer.readout)
        drawn = explorer.build(explorer.state)
        for new, shown in zip(drawn.data, explorer.figure.data, strict=True):
            assert list(new.x) == list(shown.x) and list(new.y) == list(shown.y), name
            if new.type == "scatter":
                assert new.marker.symbol == shown.marker.symbol, name
    assert len(told) >= 4
    explorer.reset()
    assert explorer.readout == first


def test_the_two_readings_differ_in_two_numbers_only(explorer):
    a = explorer.spec.preset("Symbolic")
    b = explorer.spec.preset("First step")
    assert {name for name in a if a[name] != b[name]} == {"opening", "detection"}
    for preset, key in ((a, "A"), (b, "B")):
        assert chart.READINGS[key] == {
            "opening": preset["opening"],
            "detection": preset["detection"],
        }


def test_the_table_says_what_is_drawn(explorer):
    explorer.preset("First step")
    table = explorer.table()
    values = dict(zip(table["What"], table["Per cent"], strict=True))
    assert values["Chance of a disarmer before the offer"] == "30"
    assert values["Chance of a disarmer after an offer of everything"] == "not made"
    assert values["Detection from 0% to 60%"] == "both offer the known sites"
    assert values["Detection from 75% to 100%"] == "each its own offer"
    runs = sum(len(strip.runs()) for strip in explorer.strips(explorer.state))
    assert len(table) == 7 + runs
    assert explorer.build(explorer.state).layout.meta["alt"] == explorer.readout


def test_a_bad_value_changes_nothing(explorer):
    before = explorer.state
    with pytest.raises(OutOfRangeError, match="prior is 100"):
        explorer.set(prior=100)
    with pytest.raises(UnknownNameError, match="preset"):
        explorer.preset("Secret")
    assert explorer.state == before


# -- static figures -----------------------------------------------------------------------------


def test_the_mosaic_says_its_numbers_in_words_and_table():
    figure = charts.who_offers(30, 60, 90)
    assert "18 disarmers and 63 hedgers offer the known sites only: 81 together" in charts.alt(
        figure
    )
    assert "22.2 per cent" in charts.alt(figure)
    table = charts.table(figure)
    assert table["Per cent"].tolist()[-2] == "22.2"
    bars = [t for t in figure.data if t.type == "bar"]
    assert [list(bar.text) for bar in bars] == [["<b>18</b>", "<b>63</b>"], ["<b>12</b>", ""]]
    silent = charts.who_offers(30, 0, 0)
    assert "per cent of those" not in charts.alt(silent)


def test_the_map_holds_each_place_once_and_says_where_the_readings_lie():
    figure = charts.offer_region()
    marks = {
        (x, y): trace.name
        for trace in figure.data[:-1]
        for x, y in zip(trace.x, trace.y, strict=True)
    }
    assert len(marks) == 21 * 13
    assert marks[80, 3].startswith("separating")
    assert marks[50, 9] == "pooling: both offer the known sites"
    assert all(marks[q, 11].startswith("pooling") for q in range(0, 101, 5))
    alt = charts.alt(figure)
    assert "above 71 per cent" in alt
    assert "Point A, the symbolic reading: each its own offer" in alt
    assert "Point B, the first-step reading: both offer the known sites" in alt
    table = charts.table(figure)
    row = table[table.iloc[:, 0] == 9]
    assert row["Then"].tolist() == [
        "both offer the known sites",
        "both promise everything",
        "each its own offer",
    ]


def test_marks_differ_in_shape_and_type_is_large_enough():
    for codes in (chart.KINDS, chart.SIDES):
        symbols = [look["symbol"] for look in codes.values()]
        assert len(set(symbols)) == len(symbols)
    sizes = [
        note.font.size
        for figure in (charts.who_offers(), explorers.Signals().build(explorers.Signals().state))
        for note in figure.layout.annotations
    ]
    assert min(sizes) >= theme.SMALL
