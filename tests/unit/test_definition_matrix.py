"""Two meanings of one word: the picture of the texts, the picture of the plants, the explorer."""

import itertools
import math
import statistics
import time

import pytest

from summitry import charts, definitions, explorers, facts
from summitry.charts import closure, theme
from summitry.charts import definition_matrix as matrix
from summitry.course import content
from summitry.definitions import COMPONENTS, Production
from summitry.errors import OutOfRangeError, UnknownNameError

TEXTS = list(matrix.TEXTS)
PAIRS = list(itertools.combinations(TEXTS, 2))


@pytest.fixture
def explorer():
    return explorers.DefinitionMatrix()


# ------------------------------------------------------------------ the texts


def test_every_text_and_every_part_of_the_ledger_has_a_name():
    assert set(TEXTS) == set(facts.load("definitions")["id"])
    assert set(matrix.PARTS) == set(COMPONENTS)
    assert set(matrix.SIGNS) == set(matrix.NAMES) == set(definitions.READINGS)
    assert {role for _, role in matrix.TEXTS.values()} <= set(theme.PALETTE)
    names = [name for name, _ in matrix.TEXTS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_readings_of_the_picture_are_those_of_the_model(first, second, silent):
    found = definitions.overlap(first, second, silent_is_open=silent)
    for reading, wanted in (("open", found.index), ("part", found.low), ("meet", found.high)):
        lines = matrix.rows(first, second, reading, silent)
        both = sum(all(line.counted) for line in lines)
        either = sum(any(line.counted) for line in lines)
        if either:
            assert both / either == pytest.approx(wanted)
        else:
            assert math.isnan(wanted) or wanted == 0


def test_a_part_is_shared_for_certain_by_reading_or_not_at_all():
    lines = {line.part: line.shared for line in matrix.rows("DEF-SIXP05", "DEF-BIEGUN")}
    found = definitions.overlap("DEF-SIXP05", "DEF-BIEGUN")
    assert {part for part, shared in lines.items() if shared == "yes"} == set(found.both)
    assert lines["us_umbrella"] == "no"
    two = {line.part: line.shared for line in matrix.rows("DEF-HANOI-P", "DEF-HANOI-D")}
    maybe = {part for part, shared in two.items() if shared == "maybe"}
    assert maybe == {"production", "testing", "verification"}


def test_unknown_texts_and_readings_are_named():
    with pytest.raises(UnknownNameError, match="DEF-HANOI"):
        matrix.rows("DEF-HANOI", "DEF-SING")
    with pytest.raises(UnknownNameError, match="reading"):
        matrix.rows("DEF-SIXP05", "DEF-SING", "both")


def test_the_picture_of_two_texts_draws_bridges_where_they_meet():
    open_ones = matrix.two_texts_parts("DEF-HANOI-P", "DEF-HANOI-D")
    sure, maybe = open_ones.data[1:3]
    assert (len(sure["x"]), len(maybe["x"])) == (0, 9)  # three bridges of two ends and a gap
    met = matrix.two_texts_parts("DEF-HANOI-P", "DEF-HANOI-D", "meet")
    assert len(met.data[1]["x"]) == 9 and not met.data[2]["x"]
    production = list(matrix.PARTS).index("production")
    assert open_ones.data[4]["text"][production] == "if"
    assert met.data[4]["text"][production] == "✓"
    sites = list(matrix.PARTS).index("undeclared_sites")
    assert met.data[4]["text"][sites] == "✗"


def test_the_scale_shows_bounds_certain_value_and_reading():
    found = definitions.overlap("DEF-SIXP05", "DEF-BIEGUN")

    def share(x):
        return (x - matrix._SCALE[0]) / (matrix._SCALE[1] - matrix._SCALE[0])

    band, mark = matrix.two_texts_parts("DEF-SIXP05", "DEF-BIEGUN").data[6:8]
    assert [share(x) for x in band["x"]] == pytest.approx([found.low, found.high])
    assert [share(x) for x in mark["x"]] == pytest.approx([found.index])
    mark = matrix.two_texts_parts("DEF-SIXP05", "DEF-BIEGUN", "part").data[7]
    assert [share(x) for x in mark["x"]] == pytest.approx([found.low, found.index])
    nothing = matrix.two_texts_parts("DEF-SING", "DEF-PANM")
    assert nothing.data[7]["x"] == []
    assert nothing.layout["title"]["text"] == "No part included for certain"


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_sentence_names_the_bounds(first, second):
    found = definitions.overlap(first, second)
    said = matrix.sentence(first, second)
    assert f"gives {found.low:.0%} to {found.high:.0%}" in said
    if math.isnan(found.index):
        assert "nothing can be compared" in said
    else:
        assert f"share {len(found.both)} of the {len(found.either)} parts" in said
        assert f"an overlap of {found.index:.0%}." in said


def test_the_sentence_names_what_could_be_shared():
    said = matrix.sentence("DEF-HANOI-P", "DEF-HANOI-D")
    assert "At most they would share: plants that make material, tests, inspection." in said
    assert "and silence too" in matrix.sentence("DEF-HANOI-P", "DEF-HANOI-D", "open", True)
    assert "so that the texts part: 0%" in matrix.sentence("DEF-HANOI-P", "DEF-HANOI-D", "part")
    assert "so that the texts meet: 33%" in matrix.sentence("DEF-HANOI-P", "DEF-HANOI-D", "meet")
    assert "one text beside itself" in matrix.sentence("DEF-UNSC", "DEF-UNSC")
    assert "No reading adds a shared part." in matrix.sentence("DEF-SIXP05", "DEF-BIEGUN")
    assert "the US nuclear threat" in matrix.sentence("DEF-SIXP05", "DEF-SING")


def test_the_table_of_one_text_beside_itself_keeps_two_columns():
    table = matrix.two_texts_table("DEF-UNSC", "DEF-UNSC")
    assert list(table)[1:3] == ["UN Council 2017", "UN Council 2017 (again)"]
    assert len(table) == len(COMPONENTS)


def test_the_overview_says_what_the_ledger_says():
    figure = charts.meanings()
    table, frame = charts.table(figure), definitions.matrix()
    for text in matrix.OVERVIEW:
        wanted = [matrix.NAMES[frame.at[text, part]] for part in matrix.PARTS]
        assert table[matrix.TEXTS[text][0]].tolist() == wanted
    words = charts.alt(figure)
    told = "KCNA, Dec 2018: included (the US nuclear threat); on a condition (nuclear weapons)."
    assert told in words
    assert len(figure.data) == 1 + len(matrix.OVERVIEW)


def test_the_overview_carries_the_mark_note_of_an_unverified_text():
    figure = charts.meanings(["DEF-UNSC", "DEF-SING"])
    assert figure.layout.meta["table"]["note"] == facts.MARK_NOTE
    assert charts.meanings(["DEF-SIXP05", "DEF-SING"]).layout.meta["table"]["note"] == ""


def test_a_text_that_includes_nothing_is_told_so(monkeypatch):
    frame = definitions.matrix()
    frame.loc["DEF-SING"] = "silent"
    monkeypatch.setattr(matrix, "_matrix", lambda: frame)
    assert "Singapore 2018: mentions none of the parts." in charts.alt(charts.meanings())


@pytest.mark.parametrize("chosen", [["DEF-SING"], TEXTS[:9]])
def test_the_overview_takes_two_to_eight_texts(chosen):
    with pytest.raises(OutOfRangeError, match="between 2 and 8"):
        charts.meanings(chosen)


# ------------------------------------------------------------------ the plants


def test_the_estimates_are_those_of_the_ledger():
    assert closure.estimates() == {
        "none": 100 - facts.row("F25").values["low"],
        "others": 100 - facts.row("F24").values["low"],
        "officials": 100 - facts.row("F23").values["low"],
    }


@pytest.mark.parametrize("plutonium", [0.0, 1.0, 3.0])
@pytest.mark.parametrize("uranium", [0.5, 3.0, 6.0])
def test_half_of_the_flow_goes_at_the_border(plutonium, uranium):
    border = closure.flip_share(plutonium, uranium)
    assert closure.production(border, plutonium, uranium, 25).removed == pytest.approx(0.5)
    assert border == pytest.approx(100 * (plutonium + uranium) / (plutonium + 2 * uranium))


def test_a_share_is_turned_into_a_multiple():
    assert closure.production(0, 1, 3, 25) == Production(1, 3, 0, 25)
    assert closure.production(50, 1, 3, 25).hidden == pytest.approx(1)
    with pytest.raises(OutOfRangeError, match="between 0 and 90 per cent"):
        closure.production(91, 1, 3, 25)


@pytest.mark.parametrize("hidden", [0, 50, 57, 58, 90])
def test_bars_and_curve_show_the_model(hidden):
    model = closure.production(hidden, 1, 3, 25)
    parts = closure.closing_parts(hidden, 1, 3, 25)
    plutonium, uranium, stays = (trace["x"] for trace in parts.data[:3])
    assert plutonium[0] == uranium[0] == 0 and stays[0] == 100  # the stock
    assert plutonium[1] + uranium[1] == pytest.approx(100 * model.removed)
    assert plutonium[1] + uranium[1] + stays[1] == pytest.approx(100)
    above, below, present = parts.data[4], parts.data[5], parts.data[7]
    assert min(above["y"]) == pytest.approx(50) == max(below["y"])
    assert present["x"] == [hidden, hidden]
    assert present["y"] == pytest.approx([0, 100 * model.removed])


def test_the_curve_needs_no_border_in_view():
    parts = closure.closing_parts(50, 3, 0.25, 25)  # the border lies beyond the picture
    assert closure.flip_share(3, 0.25) > closure.MOST_HIDDEN
    assert min(parts.data[4]["y"]) > 50 and parts.data[5]["x"] == []


@pytest.mark.parametrize(
    ("hidden", "uranium", "wanted"),
    [
        (67, 3, "less than half, by 10 percentage points."),
        (55, 3, "more than half, by 2 percentage points."),
        (58, 3, "less than half, by 1 percentage point."),
        (57, 3, "half. The border is at 57%"),
        (0, 3, "here nothing is elsewhere."),
    ],
)
def test_the_sentence_gives_the_distance_from_half(hidden, uranium, wanted):
    said = closure.sentence(hidden, 1, uranium, 25)
    assert wanted in said
    assert "removes none of the stock (25 weapons' worth)" in said
    model = closure.production(hidden, 1, uranium, 25)
    later = [model.arsenal([10], closed=closed)[0] for closed in (False, True)]
    assert f"In ten years {later[0]:.0f} weapons' worth with Nyongbyon open, {later[1]:.0f}" in said


def test_the_table_gives_before_and_after():
    table = closure.closing_table(67, 1, 3, 25).set_index("What")
    assert table.loc["Stock, weapons' worth"].tolist() == [25, 25, 0]
    flow = table.loc["All of the flow, weapons' worth a year"]
    assert flow["Removed, %"] == round(100 * closure.production(67, 1, 3, 25).removed)
    assert table["Removed, %"].iloc[-1] == 50
    without = closure.closing_table(0, 0, 3, 25)  # no plutonium, nothing elsewhere
    assert without["Removed, %"].tolist()[1] == 0


def test_the_region_is_bounded_by_the_flip_points():
    figure = charts.closure_region()
    table = charts.table(figure)
    for uranium, border in table.itertuples(index=False):
        assert border == pytest.approx(closure.flip_share(1, uranium), abs=0.05)
    line = figure.data[2]
    assert list(line.x) == sorted(line.x, reverse=True)
    words = charts.alt(figure)
    assert "75 per cent at half a weapon's worth" in words and "54 per cent at six" in words
    at = [shape.x0 for shape in figure.layout.shapes]
    assert at == list(closure.estimates().values())


# ------------------------------------------------------------------ the explorer


def test_it_starts_with_the_two_offers_of_hanoi(explorer):
    assert explorer.state == {
        "view": "words",
        "first": "DEF-HANOI-P",
        "second": "DEF-HANOI-D",
        "reading": "open",
        "silent": False,
        "hidden": 50,
        "uranium": 3.0,
        "stock": 25,
    }
    assert explorer.readout == matrix.sentence("DEF-HANOI-P", "DEF-HANOI-D")
    assert explorer.table().equals(matrix.two_texts_table("DEF-HANOI-P", "DEF-HANOI-D"))


def test_the_picture_follows_the_control_that_is_moved(explorer):
    explorer.set(hidden=67)
    assert explorer.state["view"] == "plants"
    assert explorer.readout == closure.sentence(67, 1, 3, 25)
    assert explorer.table().equals(closure.closing_table(67, 1, 3, 25))
    explorer.set(second="DEF-SING")
    assert explorer.state["view"] == "words"
    explorer.set(view="plants")
    assert explorer.state["view"] == "plants"
    explorer.set(hidden=10, first="DEF-SIXP05")  # both: the view stays
    assert explorer.state["view"] == "plants"
    assert explorers.DefinitionMatrix(stock=40).state["view"] == "plants"


@pytest.mark.parametrize("name", list(explorers.DefinitionMatrix.presets))
def test_a_preset_shows_what_it_names(explorer, name):
    explorer.set(hidden=20, second="DEF-MOON")
    explorer.preset(name)
    wanted = {**explorer.spec.initial, **explorers.DefinitionMatrix.presets[name]}
    assert explorer.state == wanted


def test_the_presets_of_the_plants_are_the_estimates():
    presets = explorers.DefinitionMatrix.presets
    shares = [values["hidden"] for values in presets.values() if "hidden" in values]
    assert shares == list(closure.estimates().values())


def test_bad_input_changes_nothing(explorer):
    before = explorer.state
    with pytest.raises(OutOfRangeError, match="between 0 and 90"):
        explorer.set(hidden=95)
    with pytest.raises(OutOfRangeError):
        explorer.set(first="DEF-NOBODY")
    with pytest.raises(UnknownNameError):
        explorer.set(enrichment=3)
    with pytest.raises(OutOfRangeError):
        explorers.DefinitionMatrix(reading="both")
    assert explorer.state == before


def test_the_figure_is_updated_in_place(explorer):
    figure = explorer.figure
    traces = len(figure.data)
    for changes in ({"hidden": 67}, {"first": "DEF-SIXP05"}, {"reading": "meet", "silent": True}):
        explorer.set(**changes)
        assert explorer.figure is figure and len(figure.data) == traces
        fresh = explorer.build(explorer.state)
        assert figure.layout.title.text == fresh.layout.title.text
        assert figure.layout.meta == fresh.layout.meta
        notes = [(note.text, note.visible) for note in figure.layout.annotations]
        assert notes == [(note.text, note.visible) for note in fresh.layout.annotations]
        for shown, wanted in zip(figure.data, fresh.data, strict=True):
            assert shown.visible == wanted.visible
            if wanted.visible:
                assert list(shown.x) == list(wanted.x)
                assert list(shown.text or ()) == list(wanted.text or ())
    visible = [trace.visible for trace in figure.data]
    assert visible == [True] * 10 + [False] * 8


def test_the_panel_and_the_state_stay_in_line(explorer):
    assert explorer.widget is explorer.widget
    panel, readout = explorer._panel, explorer._readout
    panel.state = {**panel.state, "hidden": 67}  # as the learner moves the slider
    assert explorer.state["view"] == panel.state["view"] == "plants"
    assert readout.sentence == closure.sentence(67, 1, 3, 25)
    readout.shown = True
    assert readout.table["rows"][0][0] == "Stock, weapons' worth"
    panel.state = {**panel.state, "view": "words"}
    assert readout.sentence == matrix.sentence("DEF-HANOI-P", "DEF-HANOI-D")
    explorer.reset()
    assert explorer.state == panel.state == explorer.spec.initial


def test_a_change_is_quick(explorer):
    explorer.figure  # noqa: B018  (made before the clock starts)
    took = []
    for hidden in range(1, 30):
        begin = time.process_time()
        explorer.set(hidden=hidden)
        took.append(time.process_time() - begin)
    assert statistics.median(took) < 0.02


# ------------------------------------------------------------------ the lesson


def test_the_answers_of_the_lesson_are_those_of_the_model():
    found = definitions.overlap("DEF-HANOI-P", "DEF-HANOI-D")
    assert content.check("02-bounds").solution() == sum(
        all(line.counted) for line in matrix.rows("DEF-HANOI-P", "DEF-HANOI-D", "meet")
    )
    assert content.check("02-flip").solution() == pytest.approx(closure.flip_share(1, 3))
    assert content.check("02-silence").solution() == round(100 * 0.9 / (0.9 + 0.6))
    assert found.index == 0


def test_the_verdicts_of_the_lesson_are_those_of_the_ledger():
    ids = {}
    for check in ("02-aims", "02-neighbours", "02-verdicts"):
        ids |= content.check(check).solution()
    for key, verdict in ids.items():
        assert verdict == facts.row(key.upper()).values["verdict"], key
    assert set(ids) == {"c02", "c08", "c09", "c15", "c16", "c17", "c18", "c32", "c35", "c37"}
