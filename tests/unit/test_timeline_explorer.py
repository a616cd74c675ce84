"""Stepping through the summit: both accounts, one state, one sentence, one table."""

import itertools
import re
import time

import pytest

from summitry import charts, explorers, facts
from summitry.charts import events, timeline
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.explorers import timeline as module


def number(event):
    """The number of an event in the story."""
    story = charts.story()
    return int(story.loc[story["id"] == event, "number"].item())


@pytest.fixture
def explorer():
    return explorers.Timeline()


def rings(figure):
    """Columns of the marks that have a ring."""
    return [s.xanchor for s in figure.layout.shapes if s.name == "halo" and s.opacity]


def full(figure):
    """Numbers of the events that a figure draws in full."""
    return {int(n) for trace in figure.data[2:5] for n in trace.text or ()}


# ------------------------------------------------------------- the sentence


def test_it_starts_with_the_first_of_the_days(explorer):
    assert explorer.state == {
        "narrator": "all",
        "period": "days",
        "contested": False,
        "view": "who",
        "event": number("T103"),
    }
    last = len(charts.story())
    assert explorer.readout == (
        f"Event {number('T103')} of {last}, Mon 25 Feb 2019. "
        "Trump leaves for Hanoi voicing high hopes; aides lower expectations. "
        "Told by: United States. Not contested in the ledger. Sources: ABC News, 25 Feb 2019."
    )


def test_what_was_asked_for_is_told_by_both_sides(explorer):
    explorer.preset("What was asked for")
    rows = facts.accounts("relief-asked").rows
    trump = next(item.says for item in rows if item.teller == "Donald Trump")
    ri = next(item.says for item in rows if item.teller == "Ri Yong Ho, foreign minister")
    sentence = explorer.readout
    assert "14:00 Hanoi time" in sentence
    assert "Told by: United States." in sentence
    assert f"The accounts differ: {facts.row('relief-asked').text}" in sentence
    us = sentence.index("United States (Donald Trump, 28 Feb 2019):")
    dprk = sentence.index("North Korea (Ri Yong Ho, foreign minister, 1 Mar 2019):")
    assert us < dprk
    assert trump.rstrip(".") in sentence[us:dprk]
    assert ri.rstrip(".") in sentence[dprk:]
    assert re.search(r"\[VOA, 28 Feb 2019; and \d+ more\]", sentence[us:dprk])
    assert re.search(r"\[CGTN America, 28 Feb 2019; and \d+ more\]", sentence[dprk:])


def contested_events():
    return [row["id"] for row in events.records(charts.story()) if row["matters"]]


@pytest.mark.parametrize("event", contested_events())
def test_a_contested_event_gives_every_side_that_the_ledger_has(event):
    explorer = explorers.Timeline(period="all")
    explorer.pick(event)
    row = events.records(charts.story())[number(event) - 1]
    told = facts.accounts(row["matters"][0])
    sentence = explorer.readout
    for side, name in (("US", "United States"), ("DPRK", "North Korea")):
        found = told.by_side(side)
        assert any(f"{name} ({item.teller}, " in sentence for item in found) == bool(found)
    words = [item for item in told.rows if f"({item.teller}, " in sentence]
    assert len(words) >= min(2, len(told.rows))
    # ... and everything, with every source, side by side below.
    page = explorer.beside()
    for matter in row["matters"]:
        for item in facts.accounts(matter).rows:
            assert page.count(f"<strong>{module.escape(item.teller)}</strong>") >= 1
            assert module.escape(item.says + item.mark) in page
            for source in facts.sources(item.id):
                assert module.escape(source.label) in page


def test_a_second_question_is_named(explorer):
    explorer.pick("T113")
    assert facts.row("ri-date").text in explorer.readout
    assert facts.row("ri-date").text in explorer.beside()


def test_an_account_on_the_event_s_own_source_is_preferred():
    first = module.main_accounts("relief-asked", ("foxap_overstated",))[0]
    assert "foxap_overstated" in first.source_ids
    assert "foxap_overstated" not in module.main_accounts("relief-asked")[0].source_ids
    assert [item.side for item in module.main_accounts("relief-asked")] == ["US", "DPRK"]
    assert [item.side for item in module.main_accounts("arrival-day")] == ["third", "third"]
    assert {item.side for item in module.main_accounts("paper-timing")} == {"US", "third"}


def test_marks_of_unverified_rows_are_shown_and_explained():
    explorer = explorers.Timeline(period="all")
    row = next(r for r in events.records(charts.story()) if facts.MARK in r["event"])
    explorer.pick(row["id"])
    assert facts.MARK in explorer.readout
    assert explorer.readout.endswith(facts.MARK_NOTE)
    explorer.pick("T103")
    assert facts.MARK not in explorer.readout


def test_the_panel_has_three_sides_even_where_one_is_silent(explorer):
    explorer.pick("T119")
    page = explorer.beside()
    for name in ("United States", "North Korea", "Press and others"):
        assert f'<p style="font-weight: 700">{name}</p>' in page
    assert page.count("No account in the ledger.") == 2
    explorer.pick("T103")
    assert "Not contested in the ledger. Sources: <a href=" in explorer.beside()
    assert 'rel="noopener"' in explorer.beside()


# ------------------------------------------------------------- the state


def test_the_period_follows_the_event(explorer):
    explorer.set(event=1)
    assert explorer.state["period"] == "before"
    explorer.set(event=number("T133"))
    assert explorer.state["period"] == "after"
    explorer.set(event=number("T112"))
    assert explorer.state["period"] == "days"
    explorer.set(period="all")
    explorer.set(event=2)
    assert explorer.state["period"] == "all"


def test_a_new_period_starts_at_its_first_event(explorer):
    explorer.set(period="after")
    assert explorer.state["event"] == number("T120")
    explorer.set(period="before")
    assert explorer.state["event"] == 1
    explorer.set(period="all")
    assert explorer.state["event"] == 1


def test_steps_skip_what_the_narrator_does_not_tell(explorer):
    explorer.preset("Where both agree")
    assert explorer.state["event"] == number("T106")
    explorer.set(event=explorer.state["event"] + 1)
    assert explorer.state["event"] == number("T108")
    explorer.set(event=explorer.state["event"] - 1)
    assert explorer.state["event"] == number("T106")
    explorer.set(event=explorer.state["event"] - 1)
    assert (explorer.state["event"], explorer.state["period"]) == (number("T090"), "before")
    explorer.set(event=1)
    assert explorer.state["event"] == number("T090")


def test_a_filter_moves_to_the_nearest_event_it_shows(explorer):
    explorer.set(event=number("T108"))
    explorer.set(contested=True)
    assert explorer.state["event"] == number("T107")
    assert set(explorer.table()["Contested"]) != {"no"}
    assert "no" not in set(explorer.table()["Contested"])


def test_the_plan_steps_through_its_own_events(explorer):
    explorer.preset("The plan that failed")
    assert explorer.state["event"] == number("T110")
    assert "Lunch: planned for 11:55; it was called off." in explorer.readout
    explorer.set(event=explorer.state["event"] + 1)
    assert explorer.state["event"] == number("T112")
    assert (
        "US press conference: planned for 15:50; it came almost two hours early."
        in explorer.readout
    )
    explorer.set(event=1)
    assert explorer.state["event"] == number("T108")
    assert explorer.table()["What"].tolist()[2:4] == ["Lunch", "Signing"]


def test_settling_a_settled_state_changes_nothing():
    for period, narrator, contested, view in itertools.product(
        ("before", "days", "after", "all"), timeline.NARRATORS, (False, True), ("who", "plan")
    ):
        explorer = explorers.Timeline()
        for event in (1, number("T105"), number("T112"), len(charts.story())):
            wished = {
                "period": period,
                "narrator": narrator,
                "contested": contested,
                "view": view,
                "event": event,
            }
            once = explorer.settle(wished)
            assert explorer.settle(once) == once
            assert explorer.spec.check(once) == once
            shown = explorer._pool(once)
            assert (
                once["event"] in shown
                or not explorer._pool({**once, "period": "all"})
                or (not shown)
            )


def test_an_empty_view_says_what_to_do(explorer):
    explorer.set(narrator="both", contested=True)
    assert explorer.readout == (
        "The days of the summit: the ledger has no contested event told by both the United States "
        "and North Korea. Choose another time or another teller."
    )
    assert explorer.table().empty
    assert explorer.beside() == ""
    assert rings(explorer.figure) == []
    explorer.set(narrator="all")
    assert not explorer.table().empty


def test_bad_values_are_named_and_change_nothing(explorer):
    before = explorer.state
    with pytest.raises(OutOfRangeError, match="event is 0"):
        explorer.set(event=0)
    with pytest.raises(OutOfRangeError, match="narrator is 'usa'"):
        explorer.set(narrator="usa")
    with pytest.raises(UnknownNameError, match="T999"):
        explorer.pick("T999")
    with pytest.raises(OutOfRangeError, match="event is 99"):
        explorers.Timeline(event=99)
    assert explorer.state == before


def test_values_given_at_the_start_are_settled():
    explorer = explorers.Timeline(event=1)
    assert explorer.state["period"] == "before"


# ------------------------------------------------------------- figure and table


@pytest.mark.parametrize("period", ["before", "days", "after", "all"])
@pytest.mark.parametrize("narrator", list(timeline.NARRATORS))
def test_figure_table_and_twin_hold_the_same_events(period, narrator):
    explorer = explorers.Timeline(period=period, narrator=narrator)
    table = explorer.table()
    assert set(table["No."]) == full(explorer.figure)
    assert table["No."].tolist() == charts.table(explorer.figure)["No."].tolist()
    explorer.set(contested=True)
    assert set(explorer.table()["No."]) == full(explorer.figure)


def test_the_selected_event_is_ringed_in_the_same_figure(explorer):
    figure = explorer.figure
    explorer.preset("What was asked for")
    assert explorer.figure is figure
    marks = dict(zip(figure.data[2].customdata, figure.data[2].x, strict=True))
    assert rings(figure) == [marks["T112"]]
    explorer.preset("The plan that failed")
    assert figure.layout.title.text == "<b>The plan, and what happened</b>"
    explorer.reset()
    assert figure.layout.title.text == "<b>Who says what happened?</b>"
    assert rings(figure) == [0]


def test_the_figure_after_many_steps_is_the_figure_drawn_anew(explorer):
    figure = explorer.figure
    for changes in (
        {"event": number("T113")},
        {"view": "plan"},
        {"view": "who", "period": "all"},
        {"narrator": "dprk"},
        {"period": "before"},
    ):
        explorer.set(**changes)
        fresh = explorer.build(explorer.state)
        for trace, new in zip(figure.data, fresh.data, strict=True):
            assert (trace.x, trace.y, trace.text, trace.mode) == (new.x, new.y, new.text, new.mode)
        assert figure.layout.annotations == fresh.layout.annotations
        assert figure.layout.meta == fresh.layout.meta


def click(explorer, mark):
    """As the page tells it."""
    explorer.widget  # noqa: B018  made when asked for
    explorer._picture._heard(None, {"picked": mark}, [])


def test_a_click_selects_the_event(explorer):
    click(explorer, "T113")
    assert explorer.state["event"] == number("T113")
    click(explorer, None)  # beside the marks
    assert explorer.state["event"] == number("T113")


def test_every_mark_can_be_picked(explorer):
    marks = {mark for trace in explorer.figure.data for mark in trace.customdata or ()}
    assert {number(mark) for mark in marks} >= full(explorer.figure)


def test_a_click_on_a_grey_dot_brings_everyone_back(explorer):
    explorer.set(narrator="us", contested=True)
    assert "T150" in explorer.figure.data[5].customdata
    click(explorer, "T150")
    assert explorer.state["narrator"] == "all"
    assert explorer.state["contested"] is False
    assert explorer.state["event"] == number("T150")


# ------------------------------------------------------------- on the page


def test_the_panel_and_the_controls_follow_each_other(explorer):
    widget = explorer.widget
    panel, picture, beside = widget.children
    explorer.preset("What was asked for")
    assert panel.state == explorer.state
    assert "Donald Trump" in beside.value
    panel.state = {**panel.state, "event": 1}  # as the browser does
    assert explorer.state["event"] == 1
    assert panel.state["period"] == explorer.state["period"] == "before"
    assert explorer._readout.sentence == explorer.readout
    assert "Donald Trump" not in beside.value
    panel.state = {**panel.state, "narrator": "both"}
    assert panel.state == explorer.state
    assert explorer.state["event"] == number("T090")
    assert picture.children[-1] is explorer._readout


def test_labels_are_fitted_to_the_width_of_the_page(explorer):
    explorer.widget  # noqa: B018  made when asked for
    explorer._picture._heard(None, {"width": 360}, [])
    narrow = len(explorer.figure.layout.shapes)
    assert explorer.figure.data[2].marker.size < 20
    explorer._picture._heard(None, {"width": 1200}, [])
    assert len(explorer.figure.layout.shapes) > narrow
    assert explorer.figure.data[2].marker.size == 28
    assert explorer.room == 1200 - 16


def test_a_state_change_is_quick(explorer):
    assert explorer.widget is not None
    spent = []
    for event in range(1, len(charts.story()) + 1):
        explorer.set(event=event)  # warm: labels of this event are fitted once
    for event in range(1, len(charts.story()) + 1):
        start = time.process_time()
        explorer.set(event=event)
        spent.append(time.process_time() - start)
    # Counted in time of the processor; counting branches doubles it.
    assert sorted(spent)[len(spent) // 2] < 0.04


def test_where_no_kernel_runs_the_words_remain(explorer):
    bundle = explorer._repr_mimebundle_()
    assert "do the two accounts meet?" in bundle["text/plain"]
    assert "Trump leaves for Hanoi" in bundle["text/plain"]


def test_every_preset_names_a_scenario_that_is_in_view(explorer):
    for name in explorer.presets:
        explorer.preset(name)
        assert explorer.state["event"] in explorer._pool(explorer.state)
        assert explorer.state == explorer.spec.preset(name)
