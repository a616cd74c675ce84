"""The scales: both ranges, the stick that stays, and the borders, against the models."""

import time

import pytest

from summitry import charts, definitions, explorers, facts, sanctions
from summitry.charts import stick, theme
from summitry.charts.stick import Weighing
from summitry.course import content
from summitry.errors import OutOfRangeError, UnknownNameError


@pytest.fixture
def explorer():
    return explorers.Stick()


def shown(figure):
    """The traces of a figure that are in view."""
    return [trace for trace in figure.data if trace.visible]


def title(figure):
    return figure.layout.title.text


# ------------------------------------------------------------- the two ranges


def test_it_starts_with_the_request_as_north_korea_told_it(explorer):
    found = sanctions.disproportion(
        sanctions.relief("civilian part of the five"),
        (stick.removed_share(67), 1.0),
        irreversible=0.7,
    )
    assert found.verdict == "more given"
    assert explorer.state["package"] == "dprk"
    assert explorer.readout.startswith(
        f"For good, 100% of the stick is given and {found.removed.low:.0%}"[:-1]
    )
    assert "too unequal" in explorer.readout
    assert "by at least 30 points" in explorer.readout
    assert title(explorer.figure) == f"<b>{stick.WORDS['more']}</b>"


def test_the_bars_are_the_ranges_of_the_model(explorer):
    explorer.set(package="draft", snapback=20, permanent=90, hidden_low=10, hidden_high=50)
    state = {k: v for k, v in explorer.state.items() if k != "view"}
    found = Weighing(**state).found
    given, removed = explorer.figure.data[1:3]
    for bar, ends in ((given, found.given), (removed, found.removed)):
        assert bar.base[0] == pytest.approx(100 * ends.low, abs=0.01)
        assert bar.base[0] + bar.x[0] == pytest.approx(100 * ends.high, abs=0.01)
    assert found.removed.high == pytest.approx(0.9 * stick.removed_share(10))
    relief = sanctions.relief("R10").share("money")
    assert found.given.low == pytest.approx(0.8 * relief.low)


def test_the_curve_is_the_production_model(explorer):
    explorer.set(permanent=50, worth=150)
    curve = explorer.figure.data[5]
    for x, y in list(zip(curve.x, curve.y, strict=True))[::9]:
        plan = definitions.Production(hidden=x / (100 - x))
        assert y == pytest.approx(75 * plan.removed, abs=0.01)
    assert curve.line.color == theme.PALETTE["dprk"]


def test_the_estimates_stand_where_the_ledger_puts_them(explorer):
    marks = explorer.figure.data[6]
    assert list(marks.x) == [100 - float(facts.row(r).values["low"]) for r in ("F25", "F24", "F23")]
    assert list(marks.customdata) == ["Heinonen", "others", "US officials"]


@pytest.mark.parametrize(
    ("weight", "verdict"),
    [(100, "more"), (75, "more"), (70, "depends"), (50, "depends"), (30, "depends"), (25, "less")],
)
def test_the_verdict_turns_with_the_weight(explorer, weight, verdict):
    explorer.set(weight=weight)
    assert title(explorer.figure) == f"<b>{stick.WORDS[verdict]}</b>"


def test_the_shade_shows_where_the_ranges_touch(explorer):
    assert not explorer.figure.data[0].x
    explorer.set(yardstick="measures")
    shade = explorer.figure.data[0].x
    share = 100 * sanctions.relief("civilian part of the five").share("measures").low
    assert min(shade) < share < max(shade)
    assert "depends" in explorer.readout


def test_lifting_us_orders_adds_to_what_is_given():
    counts = sanctions.relief("US executive orders").counts
    share = Weighing(us="orders", weight=50).share
    assert share.low == pytest.approx(0.5 + 0.5 * counts.us_lifted / counts.us_measures)
    assert Weighing(us="stay", weight=0).share.high == 0
    assert Weighing(us="lifted", weight=0).share.low == 1


def test_the_sentence_says_at_which_end_more_is_given(explorer):
    explorer.set(weight=50)
    assert "With none of the enrichment elsewhere 20 points less are given" in explorer.readout
    assert "with 67% of the enrichment elsewhere 22 points more are given" in explorer.readout
    explorer.set(hidden_low=35, hidden_high=35)
    assert "With 35% of the enrichment elsewhere as much is given as removed" in explorer.readout


def test_less_given_has_its_gap(explorer):
    explorer.preset("Least unequal")
    assert "not too unequal" in explorer.readout
    assert "by at least 40 points" in explorer.readout
    assert title(explorer.figure) == f"<b>{stick.WORDS['less']}</b>"


def test_the_flip_is_where_both_are_equal():
    state = Weighing(weight=50)
    low, high = state.flip_hidden
    assert low == high
    assert state.difference(low) == pytest.approx(0, abs=1e-9)
    assert Weighing().flip_hidden is None
    assert Weighing(weight=70).flip_hidden == (0, 0)
    assert Weighing(weight=0).flip_hidden is None
    assert Weighing(permanent=0).flip_hidden is None
    wide = Weighing(package="draft")
    assert wide.flip_hidden[0] < wide.flip_hidden[1]


# ------------------------------------------------------------- the stick that stays


def test_the_holders_are_those_of_the_model(explorer):
    explorer.set(us="orders", view="stick")
    found = sanctions.relief(["civilian part of the five", "US executive orders"])
    frame = explorer.table().set_index("Who holds it")
    council = frame.iloc[0]
    assert council["Stays or closed"] == found.counts.after
    firm = frame.loc["Kinds of trade, firm of China"]
    assert firm["Stays or closed"] == firm["Before"] - firm["Lifted or open"]
    assert council["Came back"] == found.counts.revived
    assert council["Before"] - council["Lifted or open"] + council["Came back"] == (
        found.counts.after
    )
    assert frame.loc["President alone", "Lifted or open"] == found.counts.us_lifted
    assert frame.loc["President alone", "Stays or closed"] == 0
    assert sum(frame["Stays or closed"].iloc[1:5]) == len(found.us_remains)
    threats = sum(item.threatens for item in found.us_remains)
    assert sum(frame["Secondary, of these"].iloc[:5]) == threats


@pytest.mark.parametrize("us", list(stick.US_SIDE))
@pytest.mark.parametrize("package", list(stick.PACKAGES))
def test_the_doors_are_those_of_the_network(package, us):
    named = [n for n in (stick.PACKAGES[package][1], stick.US_SIDE[us][1]) if n]
    frame = sanctions.network(named)
    for country, found in stick.doors(package, us).items():
        rows = frame[frame["firm"] == country]
        assert found["open"] == rows["open"].sum()
        assert sum(found.values()) == len(rows)
    for holder in stick.holdings(package, us):
        assert holder.stay == holder.all - holder.lifted + holder.came_back


def test_only_one_picture_is_in_view(explorer):
    before = shown(explorer.figure)
    explorer.set(view="stick")
    after = shown(explorer.figure)
    assert len(before) == 7
    assert len(after) == 6
    assert title(explorer.figure) == f"<b>{stick.WORDS['layers']}</b>"
    visible = [note.text for note in explorer.figure.layout.annotations if note.visible]
    assert any("Security Council" in text and "28 of 56, 1 came back" in text for text in visible)
    assert any("Firm of China or Russia" in text and "0 open" in text for text in visible)


def test_the_sentence_about_the_stick(explorer):
    explorer.set(view="stick")
    assert "Of 56 UN measures 28 are in force afterwards" in explorer.readout
    assert "8 of these† threaten firms of third countries" in explorer.readout
    assert facts.MARK_NOTE in explorer.readout
    explorer.set(us="lifted")
    assert "No US measure threatens" in explorer.readout
    assert facts.MARK_NOTE not in explorer.readout
    explorer.set(package="test", us="orders")
    assert "a firm of China or Russia finds 1 open" in explorer.readout


# ------------------------------------------------------------- the state


def test_the_ends_of_the_hidden_share_stay_in_order(explorer):
    explorer.set(hidden_low=80)
    assert explorer.state["hidden_high"] == 80
    explorer.set(hidden_high=20)
    assert explorer.state["hidden_low"] == 20
    assert explorers.Stick(hidden_low=75).state["hidden_high"] == 75


def test_the_panel_is_set_right_too(explorer):
    explorer.widget  # noqa: B018 - made when first asked for
    explorer._panel.state = {**explorer.state, "hidden_low": 80}
    assert explorer._panel.state["hidden_high"] == 80
    assert explorer.state["hidden_high"] == 80
    explorer._panel.state = {**explorer.state, "weight": 10}
    assert title(explorer.figure) == f"<b>{stick.WORDS['less']}</b>"


def test_every_preset_differs_and_reset_goes_back(explorer):
    start, seen = explorer.state, set()
    for name in explorer.presets:
        explorer.preset(name)
        seen.add(explorer.readout)
        assert explorer.figure.layout.meta["alt"] == explorer.readout
        assert len(explorer.table())
    assert len(seen) == len(explorer.presets)
    explorer.reset()
    assert explorer.state == start


def test_bad_values_are_refused(explorer):
    with pytest.raises(OutOfRangeError):
        explorer.set(weight=120)
    with pytest.raises(OutOfRangeError):
        explorer.set(package="half of it")
    with pytest.raises(UnknownNameError):
        explorer.set(wieght=50)
    with pytest.raises(UnknownNameError):
        stick.stick_layers("half of it")
    with pytest.raises(UnknownNameError):
        stick.stick_parts(Weighing(), "both")
    with pytest.raises(OutOfRangeError):
        stick.removed_share(95)
    with pytest.raises(OutOfRangeError):
        stick.stick_region((90, 50))


def test_a_change_is_quick(explorer):
    explorer.figure  # noqa: B018 - made when first asked for
    times = []
    for weight in range(0, 100, 5):
        start = time.perf_counter()
        explorer.set(weight=weight)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.02


# ------------------------------------------------------------- figures and answers


def test_the_region_has_its_border_and_points():
    figure = charts.stick_region((50, 90))
    low, high, middle, points = figure.data
    assert middle.y[0] == pytest.approx(70)
    assert low.y[0] == pytest.approx(50)
    assert high.y[0] == pytest.approx(90)
    at = dict(zip(points.text, zip(points.x, points.y, strict=True), strict=True))
    x, y = at["<b>A</b>"]
    assert y > 90 * stick.removed_share(x)
    x, y = at["<b>B</b>"]
    assert y == pytest.approx(50 * stick.removed_share(x))
    x, y = at["<b>C</b>"]
    assert 50 * stick.removed_share(x) < y < 90 * stick.removed_share(x)
    assert "Point C" in charts.alt(figure)
    assert charts.table(figure).iloc[0, 2] == 70


def test_the_layers_say_what_they_show():
    draft = charts.table(charts.stick_layers("draft", "orders")).set_index("Who holds it")
    firm = draft.loc["Kinds of trade, firm of China"]
    assert firm["Lifted or open"] + firm["Stays or closed"] == firm["Before"]
    figure = charts.stick_layers()
    assert "a firm of China or Russia finds 0 open" in charts.alt(figure)
    assert len(charts.table(figure)) == 8


def test_the_answers_of_the_lesson_are_those_of_the_explorer(explorer):
    weight = content.check("06-flip-weight").solution()
    explorer.set(weight=round(weight))
    assert title(explorer.figure) == f"<b>{stick.WORDS['depends']}</b>"
    explorer.set(weight=round(weight) + 5)
    assert title(explorer.figure) == f"<b>{stick.WORDS['more']}</b>"
    assert content.check("06-flip-hidden").solution() == pytest.approx(
        Weighing(weight=50).flip_hidden[0]
    )
    assert stick.doors("dprk", "stay")["China"]["open"] == 0
    assert content.value(content.prediction("06-open").reveal.outcome) == 0
