"""What the figures draw is what the ledger says, and labels keep apart."""

import itertools
import re

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitry import charts, facts
from summitry.charts import claims as claim_charts
from summitry.charts import events, fit, plan, theme, timeline
from summitry.charts.parts import Parts, scatter
from summitry.errors import OutOfRangeError, UnknownNameError

LANES = ["us", "dprk", "third"]
WINDOWS = {
    "before": ("2018-04-20", "2019-02-24"),
    "days": ("2019-02-25", "2019-03-05"),
    "after": ("2019-03-06", "2019-12-31"),
}


def drawn(figure, lane):
    """The marks of one lane: event id -> (number, hollow)."""
    trace = figure.data[2 + LANES.index(lane)]
    return {
        event: (number, colour == theme.PAPER)
        for event, number, colour in zip(
            trace.customdata, trace.text, trace.marker.color, strict=True
        )
    }


def number(event):
    """The number of an event in the story."""
    story = charts.story()
    return int(story.loc[story["id"] == event, "number"].item())


def columns(figure, lane):
    """Event id -> column."""
    trace = figure.data[2 + LANES.index(lane)]
    return dict(zip(trace.customdata, trace.x, strict=True))


def labels_of(figure):
    notes = [note.text for note in figure.layout.annotations]
    return notes + [shape.label.text for shape in figure.layout.shapes if shape.label.text]


def headers(figure):
    return [shape.label.text for shape in figure.layout.shapes if shape.name == "header"]


# ------------------------------------------------------------- the events


def test_the_story_holds_every_event_of_its_days_in_the_ledger():
    ledger = facts.load("timeline")
    days = ledger["date"].str.slice(0, 10)
    inside = ledger[(days >= events.FIRST) & (days <= events.LAST)]
    story = charts.story()
    assert story["id"].tolist() == inside["id"].tolist()
    assert story["number"].tolist() == list(range(1, len(inside) + 1))
    assert story["matters"].tolist() == inside["matter_ids"].tolist()
    assert story["source_ids"].tolist() == inside["source_ids"].tolist()


def test_no_event_is_described_twice_or_without_ledger():
    ids = [row["id"] for row in events._rows("events.csv")]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(charts.story()["id"])


def test_labels_are_short_and_tellers_are_known():
    for row in events.records(charts.story()):
        assert 0 < len(row["label"]) <= 26
        assert row["tellers"]
        assert set(row["tellers"]) <= set(LANES)


def test_tellers_agree_with_who_acted():
    actors = facts.load("timeline").set_index("id")["actors"]
    for row in events.records(charts.story()):
        if "us" in row["tellers"]:
            assert {"USA", "Stanford"} & set(actors[row["id"]]) or row["matters"], row["id"]
        if row["tellers"] == ("dprk",):
            assert "DPRK" in actors[row["id"]], row["id"]


def test_an_unverified_event_carries_the_mark_in_figure_and_table():
    ledger = facts.load("timeline").set_index("id")
    for row in events.records(charts.story()):
        assert row["event"].endswith(facts.MARK) == (not ledger.loc[row["id"], "verified"])
    marked = charts.story()[charts.story()["event"].str.endswith(facts.MARK)]
    assert len(marked)
    figure = charts.two_days(charts.story(*WINDOWS["after"]))
    assert figure.layout.meta["table"]["note"] == facts.MARK_NOTE
    assert any(facts.MARK in text for text in charts.table(figure)["What happened"])
    assert charts.two_days().layout.meta["table"]["note"] == ""


@pytest.mark.parametrize(
    ("first", "last", "match"),
    [
        ("yesterday", "2019-02-28", "first is 'yesterday'"),
        ("2019-02-28", "2019-02-30", "last is '2019-02-30'"),
        ("2019-03-01", "2019-02-28", "no later than last"),
        (None, "2019-02-28", "first is None"),
    ],
)
def test_bad_days_are_named(first, last, match):
    with pytest.raises(OutOfRangeError, match=match):
        charts.story(first, last)


def test_dates_are_written_with_the_precision_they_have():
    assert events.when("2019-02-28T14:00") == "Thu 28 Feb 2019, 14:00"
    assert events.when("2019-03-01") == "Fri 1 Mar 2019"
    assert events.when("2018-10") == "Oct 2018"


# ------------------------------------------------------------- who says what


def test_each_event_stands_in_the_lane_of_its_teller():
    figure = charts.two_days()
    us, dprk, third = (drawn(figure, lane) for lane in LANES)
    assert us["T112"] == (str(number("T112")), True)
    assert dprk["T113"] == (str(number("T113")), True)
    assert "T113" not in us
    assert "T112" not in dprk
    assert us["T103"] == (str(number("T103")), False)
    assert third["T104"] == (str(number("T104")), False)
    assert set(us) & set(dprk) == {"T106", "T108", "T109"}
    assert set(us) | set(dprk) | set(third) == set(charts.story(*WINDOWS["days"])["id"])


def test_hollow_means_contested_in_the_ledger():
    story = charts.story().set_index("id")
    for window in WINDOWS.values():
        figure = charts.two_days(charts.story(*window))
        for lane in LANES:
            for event, (_, hollow) in drawn(figure, lane).items():
                assert hollow == bool(story.loc[event, "matters"]), event


def test_what_both_sides_tell_is_joined_and_nothing_else():
    figure = charts.two_days()
    solid, dashed = figure.data[:2]
    at = columns(figure, "us")
    joined = [(at[event], at[event], None) for event in ("T106", "T108", "T109")]
    assert list(solid.x) == [x for three in joined for x in three]
    assert set(solid.y) == {figure.data[2].y[0], figure.data[3].y[0], None}
    assert list(dashed.x) == []
    after = charts.two_days(charts.story(*WINDOWS["after"]))
    assert after.data[1].line.dash == "dash"
    assert after.data[1].x[0] == columns(after, "us")["T123"]


def shapes_of(figure, name):
    """The shapes of this name that are seen."""
    return [s for s in figure.layout.shapes if s.name == name and s.opacity]


def test_the_selected_event_leads_to_the_others_on_the_same_question():
    figure = charts.two_days(selected="T112")
    us, dprk = columns(figure, "us"), columns(figure, "dprk")
    assert [halo.xanchor for halo in shapes_of(figure, "halo")] == [us["T112"]]
    leads = [(s.x0, s.x1) for s in shapes_of(figure, "the same contested matter")]
    assert leads == [(us["T112"], dprk["T113"]), (us["T112"], us["T114"])]
    assert "Dotted: same question." in figure.layout.title.subtitle.text
    assert any("<b>Trump" in text for text in labels_of(figure))
    bands = [
        s.x0
        for s in figure.layout.shapes
        if s.fillcolor == theme.HALO and s.type == "rect" and s.opacity
    ]
    assert bands == [us["T112"] - 0.5]
    calm = charts.two_days(selected="T108")
    assert shapes_of(calm, "the same contested matter") == []
    assert [halo.xanchor for halo in shapes_of(calm, "halo")] == [us["T108"], us["T108"]]
    assert "Dotted" not in calm.layout.title.subtitle.text


def test_another_event_is_pointed_out_without_drawing_the_figure_anew():
    """plotly draws shapes alone when only what they look like changes, not where they are."""
    rows = charts.story(*WINDOWS["days"])
    one, other = (timeline.two_days_parts(rows, selected=name) for name in ("T108", "T106"))
    found = other.differences(one)
    assert found.traces == {}
    assert found.layout
    looks = r"shapes\[\d+\]\.(opacity|label\.text)"
    assert all(re.fullmatch(looks, path) for path in found.layout), found.layout


@pytest.mark.parametrize(
    ("narrator", "expected"),
    [
        ("us", {"T103", "T153", "T106", "T108", "T109", "T110", "T112", "T114", "T116"}),
        ("dprk", {"T106", "T108", "T109", "T113", "T150"}),
        ("both", {"T106", "T108", "T109"}),
        ("third", {"T104", "T105", "T107", "T111", "T115", "T117", "T118", "T119", "T148"}),
    ],
)
def test_a_narrator_leaves_the_rest_as_grey_dots(narrator, expected):
    figure = charts.two_days(narrator=narrator)
    full = set().union(*(drawn(figure, lane) for lane in LANES))
    grey = set(figure.data[5].customdata)
    assert full == expected
    assert full | grey == set(charts.story(*WINDOWS["days"])["id"])
    assert not full & grey
    assert f"points out {len(expected)} events told by" in charts.alt(figure)


@pytest.mark.parametrize("narrator", timeline.NARRATORS)
@pytest.mark.parametrize("contested", [False, True])
@pytest.mark.parametrize("window", WINDOWS)
def test_the_table_twin_holds_what_is_drawn_in_full(window, contested, narrator):
    rows = charts.story(*WINDOWS[window])
    figure = charts.two_days(rows, narrator=narrator, contested_only=contested)
    numbers = {int(n) for lane in LANES for n, _ in drawn(figure, lane).values()}
    table = charts.table(figure)
    assert set(table["No."]) == numbers
    assert table["No."].is_unique
    if contested:
        assert "no" not in set(table["Contested"])


def test_the_table_says_time_teller_question_and_sources():
    table = charts.table(charts.two_days()).set_index("No.")
    press, reply = table.loc[number("T112")], table.loc[number("T113")]
    assert press["When (Hanoi time)"] == "Thu 28 Feb 2019, 14:00"
    assert press["Told by"] == "United States"
    assert press["Sources"].startswith("VOA, 28 Feb 2019; ")
    assert table.loc[number("T106"), "Told by"] == "United States and North Korea"
    assert reply["Contested"].startswith(facts.row("relief-asked").text)
    assert table.loc[number("T103"), "Contested"] == "no"
    assert all(table["Sources"])


def test_the_words_name_who_differs_on_what():
    words = charts.alt(charts.two_days())
    rows = events.records(charts.story(*WINDOWS["days"]))
    assert words.startswith(f"A timeline of {len(rows)} events from 25 Feb 2019 to 5 Mar 2019")
    us, dprk, third = (sum(lane in row["tellers"] for row in rows) for lane in LANES)
    assert (
        f"The United States tells {us}, North Korea {dprk}, the press and others {third}." in words
    )
    asked = timeline.listed([number(event) for event in ("T112", "T113", "T114")])
    assert f"{facts.row('relief-asked').text} ({asked})" in words
    assert f"{number('T106')}, First talk and dinner" in words
    quiet = charts.alt(charts.two_days(narrator="both"))
    assert "None of them is contested in the ledger." in quiet


def test_hovering_gives_the_whole_event():
    trace = charts.two_days().data[3]
    text = trace.hovertext[list(trace.customdata).index("T113")].replace("<br>", " ")
    assert text.startswith(f"<b>{number('T113')}. Fri 1 Mar 2019</b> Ri Yong Ho reads a statement")
    assert "Told by: North Korea" in text
    assert "Contested:" in text


def test_a_crowded_picture_drops_the_numbers_but_keeps_the_events():
    figure = charts.two_days(charts.story(), selected="T113")
    assert {figure.data[i].mode for i in (2, 3, 4)} == {"markers"}
    assert len(charts.table(figure)) == len(charts.story())
    assert "<b>Ri: part<br>of five</b>" in labels_of(figure)
    assert charts.two_days().data[2].mode == "markers+text"


def test_days_are_headed_once_and_months_only_when_they_change():
    heads = headers(charts.two_days())
    assert len(heads) == 9
    assert heads[0] == "<b>25</b><br>Feb"
    assert [head.endswith("1</b><br>Mar") for head in heads if "Mar" in head] == [True]
    whole = charts.two_days(charts.story())
    heads = headers(whole)
    assert heads[0].startswith("<b>2018</b>")
    assert len(heads) == 4


def test_unknown_narrators_events_and_empty_rows_are_named():
    with pytest.raises(UnknownNameError, match="narrator 'usa'"):
        charts.two_days(narrator="usa")
    with pytest.raises(UnknownNameError, match="T999"):
        charts.two_days(selected="T999")
    with pytest.raises(OutOfRangeError, match="at least one event"):
        charts.two_days(charts.story().head(0))


# ------------------------------------------------------------- nothing overlaps


def boxes(notes, room, scale, first=0.0):
    """Left and right edge in pixels of each annotation, by its row of text."""
    found = {}
    for note in notes:
        wide = fit.width(note["text"].replace("<b>", "").replace("</b>", ""), note["font"]["size"])
        at = (note["x"] - first) * scale + note.get("xshift", 0)
        left = at - {"left": 0, "right": wide}.get(note.get("xanchor"), wide / 2)
        found.setdefault((note.get("yref"), note["y"], note.get("yanchor")), []).append(
            (left, left + wide)
        )
    return found


def labels_as_notes(shapes):
    """Labels of shapes that are seen, written like annotations."""
    seen = [shape for shape in shapes if shape.get("label", {}).get("text")]
    return [
        {**shape["label"], "x": shape["x0"], "y": shape["y0"], "yref": shape["yref"]}
        for shape in seen
        if shape["name"] != "lane title"
    ]


def assert_apart(found, room):
    for row in found.values():
        for left, right in row:
            assert left >= -9  # the margin is eight pixels wide
            assert right <= room + 9
        for one, two in itertools.combinations(sorted(row), 2):
            assert one[1] <= two[0], (one, two)


@pytest.mark.parametrize("room", [340, 420, 560, 900])
@pytest.mark.parametrize("window", [*WINDOWS, "all"])
def test_labels_and_heads_of_the_timeline_never_touch(window, room):
    rows = charts.story(*WINDOWS.get(window, ()))
    for selected in [None, *rows["id"]]:
        parts = timeline.two_days_parts(rows, selected=selected, room=room)
        notes = labels_as_notes(parts.layout["shapes"])
        heads = [note for note in notes if note["yref"] == "paper"]
        assert heads
        assert_apart(boxes(notes, room, room / len(rows), first=-0.5), room)
        bold = [note for note in notes if note["text"].startswith("<b>") and note not in heads]
        assert len(bold) == (selected is not None)


@pytest.mark.parametrize("room", [340, 420, 560, 900])
def test_marks_of_the_timeline_leave_each_other_free(room):
    for window in WINDOWS.values():
        rows = charts.story(*window)
        parts = timeline.two_days_parts(rows, room=room)
        for trace in parts.data[2:5]:
            assert trace["marker"]["size"] <= max(room / len(rows), 9)


@pytest.mark.parametrize("room", [340, 420, 560, 900])
def test_labels_of_the_plan_never_touch(room):
    for selected in (None, "T110", "T112"):
        parts = plan.day_plan_parts(selected, room)
        notes = [n for n in parts.layout["annotations"] if n.get("xref") != "paper"]
        assert_apart(boxes(notes, room, room / 17, first=8), room)


@pytest.mark.parametrize("room", [340, 420, 560, 900])
def test_the_key_of_the_claim_map_never_touches(room):
    parts = claim_charts.claim_map_parts(facts.load("claims"), room=room)
    notes = [n for n in parts.layout["annotations"] if n.get("xanchor") == "left"]
    assert len(notes) == 5
    assert_apart(boxes(notes, room, room / 16, first=0.5), room)


@pytest.mark.parametrize("room", [340, 420, 560, 900])
def test_the_keys_below_the_titles_fit(room):
    for parts in (
        timeline.two_days_parts(charts.story(), selected="T112", room=room),
        plan.day_plan_parts("T112", room),
        claim_charts.claim_map_parts(facts.load("claims"), room=room),
    ):
        subtitle = parts.layout["title"]["subtitle"]["text"]
        assert fit.width(subtitle, theme.BODY) <= room


def test_no_figure_uses_type_below_the_smallest_size():
    for figure in (charts.two_days(selected="T112"), charts.day_plan(), charts.claim_map()):
        sizes = [note.font.size for note in figure.layout.annotations]
        sizes += [shape.label.font.size for shape in figure.layout.shapes if shape.label.text]
        sizes += [t.textfont.size for t in figure.data if t.mode == "markers+text"]
        assert min(sizes) >= theme.SMALL


def test_every_figure_of_one_explorer_has_the_same_height():
    # Plotly stops fitting the width once the height of a drawn figure is changed.
    heights = {
        timeline.two_days_parts(charts.story(), room=room).layout["height"]
        for room in (300, 420, 900)
    }
    heights |= {plan.day_plan_parts(None, room).layout["height"] for room in (300, 900)}
    assert heights == {timeline.HEIGHT}
    rows = facts.load("claims")
    claims = {claim_charts.claim_map_parts(rows, room=r).layout["height"] for r in (300, 900)}
    assert len(claims) == 1


# ------------------------------------------------------------- placing labels

SPOTS = st.lists(
    st.tuples(st.floats(0, 600), st.text("abcde ", min_size=1, max_size=24)), max_size=12
).map(sorted)


@given(SPOTS, st.floats(4, 20))
def test_placed_labels_keep_their_distance(labels, gap):
    placed = fit.place(labels, size=14, left=0, right=600, gap=gap)
    assert len(placed) == len(labels)
    kept = [label for label in placed if label is not None]
    for label in kept:
        assert label.left >= 0
        assert label.right <= 600
        assert label.text.count("<br>") <= 2
    for one, two in itertools.pairwise(kept):
        assert one.right + gap <= two.left


@given(SPOTS)
def test_placing_loses_no_letter(labels):
    for (_, text), label in zip(labels, fit.place(labels, size=14, left=0, right=600), strict=True):
        if label is not None:
            assert label.text.replace("<br>", " ").split() == text.split()


def test_the_weightier_label_stays():
    labels = [(100.0, "abcdefgh"), (110.0, "ijklmnop"), (120.0, "qrstuvwx")]
    assert [p is not None for p in fit.place(labels, size=14, left=0, right=300)].count(True) == 1
    kept = fit.place(labels, size=14, left=0, right=300, weights=[1, 1, 9])
    assert [p is not None for p in kept] == [False, False, True]


def test_as_many_labels_as_possible_stay():
    labels = [(50.0, "aaaaaaaaaaaaaaaaaaaa"), (50.0, "bb"), (120.0, "cc")]
    kept = fit.place(labels, size=14, left=0, right=200)
    assert [p is not None for p in kept].count(True) >= 2


# ------------------------------------------------------------- the plan


def test_the_plan_agrees_with_the_ledger():
    ledger = facts.load("timeline").set_index("id")
    for row in events.records(events.plan()):
        event = ledger.loc[row["event_id"]]
        if row["planned"]:
            assert row["planned"][-5:] in event["event"], row
        if row["happened"]:
            same_day = row["happened"][:10] == event["date"][:10]
            assert same_day
            if "T" in event["date"]:
                assert row["happened"] == event["date"]
            else:
                assert "after midnight" in event["event"]
        else:
            assert "cancelled" in event["event"]


def test_the_plan_stands_beside_what_happened():
    figure = charts.day_plan()
    planned, happened = figure.data[4], figure.data[5]
    assert list(planned.x) == pytest.approx([9, 11 + 55 / 60, 14 + 5 / 60, 15 + 50 / 60])
    assert list(happened.x) == pytest.approx([9, 11.05, 14, 24])
    assert list(planned.customdata) == ["T108", "T110", "T110", "T112"]
    assert list(happened.customdata) == ["T108", "T109", "T112", "T113"]
    for trace in (planned, happened):
        assert list(trace.text) == [str(number(event)) for event in trace.customdata]
    lines = [x for x in figure.data[1].x if x is not None]
    assert lines == pytest.approx([9, 9, 15 + 50 / 60, 14])
    assert list(figure.data[3].x) == pytest.approx([11 + 55 / 60, 14 + 5 / 60])
    assert list(figure.data[3].y) == [1, 1]  # on the border, between plan and what happened
    assert set(planned.marker.color) == {theme.PAPER}
    assert happened.marker.color[-1] == theme.PALETTE["dprk"]
    assert {"Lunch<br>11:55", "US press<br>conference<br>15:50"} <= set(labels_of(figure))


def test_the_table_of_the_plan_holds_what_is_drawn():
    table = charts.table(charts.day_plan())
    assert table["Planned for"].tolist().count("not on the plan seen") == 2
    assert table["Happened at"].tolist().count("did not happen") == 2
    row = table[table["What"] == "US press conference"].iloc[0]
    assert (row["No."], row["Planned for"], row["Happened at"]) == (
        number("T112"),
        "15:50",
        "14:00",
    )
    words = charts.alt(charts.day_plan())
    assert "Signing (planned for 14:05): it was called off." in words
    assert "US press conference (planned for 15:50, held at 14:00)" in words
    assert "North Korea's statement (after 00:00)" in words


def test_the_plan_points_out_an_event_in_both_lanes():
    figure = charts.day_plan("T112")
    assert list(figure.data[0].x) == pytest.approx([15 + 50 / 60, 14])
    assert "<b>US press<br>conference<br>14:00</b>" in labels_of(figure)
    with pytest.raises(UnknownNameError, match="event in the plan 'T113x'"):
        charts.day_plan("T113x")


# ------------------------------------------------------------- the claims


def test_every_claim_is_one_mark_in_the_order_of_reading():
    figure = charts.claim_map()
    ledger = facts.load("claims").set_index("id")
    marks = {}
    for trace in figure.data[:5]:
        for claim, x, y in zip(trace.customdata, trace.x, trace.y, strict=True):
            marks[claim] = (x, y)
            assert ledger.loc[claim, "paragraph"] == f"P{x}"
            assert (
                claim_charts.KINDS[ledger.loc[claim, "kind"]]
                == {theme.NAMES[role]: role for role in theme.KINDS}[trace.name]
            )
    assert len(marks) == len(ledger) == 56
    assert len(set(marks.values())) == 56
    assert sorted(marks, key=marks.get) == sorted(ledger.index)
    assert marks["C18"] == (5, 8)


def test_kinds_differ_in_shape_and_colour_and_have_a_key():
    figure = charts.claim_map()
    looks = {(t.marker.symbol, t.marker.color) for t in figure.data[:5]}
    assert len({symbol for symbol, _ in looks} | {theme.PAPER}) >= 5
    assert len(looks) == 5
    key = figure.data[6]
    assert len(set(zip(key.marker.symbol, key.marker.color, strict=True))) == 5
    assert {theme.NAMES[role] for role in theme.KINDS} <= set(labels_of(figure))


def test_the_map_can_point_out_some_claims_and_one():
    figure = charts.claim_map(shown=["C18", "C19"], selected="C18")
    full = [claim for trace in figure.data[:5] for claim in trace.customdata]
    assert sorted(full) == ["C18", "C19"]
    assert len(figure.data[5].customdata) == 54
    assert [(s.xanchor, s.yanchor) for s in shapes_of(figure, "halo")] == [(5, 8)]
    assert charts.table(figure)["Claim"].tolist() == ["C18", "C19"]
    assert "2 of them are pointed out" in charts.alt(figure)


def test_the_table_of_the_map_gives_every_claim_in_words():
    table = charts.table(charts.claim_map())
    ledger = facts.load("claims")
    assert table["Claim"].tolist() == ledger["id"].tolist()
    for words, claim, known in zip(
        table["In words"], ledger["claim"], ledger["verified"], strict=True
    ):
        assert words == claim + ("" if known else facts.MARK)
    words = charts.alt(charts.claim_map())
    assert words.startswith("The article has 56 claims in 15 paragraphs.")
    assert "25 inference" in words
    assert "Paragraph 5 holds most of them: 8." in words


def test_unknown_claims_and_no_claims_are_named():
    with pytest.raises(UnknownNameError, match="claim 'C99'"):
        charts.claim_map(selected="C99")
    with pytest.raises(UnknownNameError, match="claim 'X'"):
        charts.claim_map(shown=["X"])
    with pytest.raises(OutOfRangeError, match="at least one claim"):
        charts.claim_map(facts.load("claims").head(0))


def test_an_empty_selection_leaves_all_claims_grey():
    figure = charts.claim_map(shown=[])
    assert len(figure.data[5].customdata) == 56
    assert charts.table(figure).empty
    assert "0 of them are pointed out" in charts.alt(figure)


# ------------------------------------------------------------- updating in place


def test_changing_a_figure_gives_the_same_as_drawing_it_anew():
    steps = [
        timeline.two_days_parts(charts.story(*WINDOWS["days"]), selected="T112", room=500),
        timeline.two_days_parts(charts.story(*WINDOWS["days"]), selected="T113", room=500),
        plan.day_plan_parts("T110", 500),
        timeline.two_days_parts(charts.story(), narrator="both", room=400),
        timeline.two_days_parts(charts.story(*WINDOWS["before"]), contested_only=True, room=500),
    ]
    figure = steps[0].figure()
    for before, after in itertools.pairwise(steps):
        after.change(figure, before)
        fresh = after.figure()
        for trace, new in zip(figure.data, fresh.data, strict=True):
            for key in ("x", "y", "text", "mode", "customdata", "name"):
                assert trace[key] == new[key], (key, trace.name)
            assert trace.marker.color == new.marker.color
        assert figure.layout.annotations == fresh.layout.annotations
        assert figure.layout.shapes == fresh.layout.shapes
        assert figure.layout.meta == fresh.layout.meta
        assert figure.layout.title == fresh.layout.title


def test_only_what_differs_is_handed_to_plotly():
    before = Parts(
        [scatter(x=[1], marker={"color": "red", "size": 3})],
        {"title": "a", "shapes": [{"x0": 1}, {"x0": 2}]},
    )
    after = Parts(
        [scatter(x=[1], marker={"color": "blue"})],
        {"title": "a", "shapes": [{"x0": 1}, {"x0": 5}]},
    )
    found = after.differences(before)
    assert found.traces == {0: {"marker.color": "blue", "marker.size": None}}
    assert found.layout == {"shapes[1].x0": 5}


def test_every_item_of_the_plan_keeps_its_name_in_the_smallest_figure():
    written = " ".join(
        note.text.replace("<br>", " ") for note in charts.day_plan().layout.annotations
    )
    for name in ("Lunch 11:55", "Signing 14:05", "US press conference 15:50"):
        assert name in written


def test_figures_are_plain_and_not_widgets():
    for figure in (charts.two_days(), charts.day_plan(), charts.claim_map()):
        assert type(figure) is go.Figure
        assert not figure.layout.showlegend
