import subprocess
import sys
from types import MappingProxyType

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from summitry import explorers
from summitry.charts.parts import as_parts
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers import Explorer
from summitry.explorers.control import WIDGET_VIEW, words


class Share(Explorer):
    title = "What is closed"
    question = "How much is left?"
    controls = (
        {"name": "closed", "kind": "range", "label": "Share closed", "unit": "%", "value": 40},
        {"name": "lines", "kind": "toggle", "label": "As lines"},
    )
    presets = MappingProxyType({"All": {"closed": 100}, "Half": {"closed": 50}})
    built = 0

    def build(self, state):
        self.built += 1
        parts = [state["closed"], 100 - state["closed"]]
        draw = go.Scatter if state["lines"] else go.Bar
        figure = go.Figure(draw(x=["closed", "left"], y=parts, name="share"))
        figure.update_layout(title=f"{state['closed']}% closed", height=400)
        if state["closed"] == 100:
            figure.add_annotation(text="all", x="closed", y=100)
        return figure

    def sentence(self, state):
        if state["closed"] == 13:
            raise SummitryError("Nobody closes 13%.")
        return f"{100 - state['closed']}% is left."

    def frame(self, state):
        return pd.DataFrame({"Part": ["closed"], "%": [state["closed"]]})


# ---------------------------------------------------------------- without a browser


def test_drives_without_a_browser():
    explorer = Share()
    assert explorer.state == {"closed": 40, "lines": False}
    explorer.set(closed=30)
    assert explorer.readout == "70% is left."
    assert explorer.table()["%"].tolist() == [30]
    explorer.preset("All")
    assert explorer.state["closed"] == 100
    explorer.reset()
    assert explorer.state == {"closed": 40, "lines": False}


def test_may_start_elsewhere_but_resets_to_the_start():
    explorer = Share(closed=10)
    assert explorer.state["closed"] == 10
    explorer.reset()
    assert explorer.state["closed"] == 40


def test_no_figure_is_built_before_one_is_asked_for():
    explorer = Share()
    explorer.set(closed=1)
    assert explorer.built == 0
    assert explorer.figure.data[0].y == (1, 99)
    assert explorer.built == 1


def test_bad_values_change_nothing():
    explorer = Share()
    with pytest.raises(OutOfRangeError, match="closed is 101, but it must be between 0 and 100"):
        explorer.set(closed=101, lines=True)
    with pytest.raises(UnknownNameError, match="Did you mean 'closed'"):
        explorer.set(close=1)
    with pytest.raises(UnknownNameError, match="no preset 'Nothing'"):
        explorer.preset("Nothing")
    assert explorer.state == {"closed": 40, "lines": False}


def test_state_is_a_copy():
    explorer = Share()
    explorer.state["closed"] = 3
    assert explorer.state["closed"] == 40


def test_repr_shows_the_state():
    assert repr(Share(closed=5)) == "Share(closed=5, lines=False)"


def test_base_class_asks_for_its_three_methods():
    bare = Explorer()
    for ask in (lambda: bare.figure, lambda: bare.readout, bare.table):
        with pytest.raises(NotImplementedError):
            ask()


# ---------------------------------------------------------------- the figure in place


def test_figure_is_one_object_updated_in_place():
    explorer = Share()
    figure, trace = explorer.figure, explorer.figure.data[0]
    explorer.set(closed=80)
    assert explorer.figure is figure
    assert figure.data[0] is trace
    assert trace.y == (80, 20)
    assert figure.layout.title.text == "80% closed"


def test_what_a_new_state_lacks_is_taken_away():
    explorer = Share(closed=100)
    assert len(explorer.figure.layout.annotations) == 1
    explorer.set(closed=0)
    assert explorer.figure.layout.annotations == ()


def test_traces_of_another_type_replace_the_old_ones():
    explorer = Share()
    explorer.figure  # noqa: B018
    explorer.set(lines=True)
    assert [trace.type for trace in explorer.figure.data] == ["scatter"]


def test_same_state_draws_nothing():
    explorer = Share()
    explorer.figure  # noqa: B018
    explorer.set(closed=40)
    assert explorer.built == 1


@pytest.mark.parametrize(
    ("before", "same", "other"),
    [([1, 2], (1, 2), [1, 3]), (["a", None], ["a", None], ["a", "b"]), ([1, 2], [1, 2], [1])],
)
@pytest.mark.parametrize("kind", [list, np.array], ids=["lists", "arrays"])
def test_figures_are_compared_by_value(kind, before, same, other):
    def bar(values):
        return as_parts(go.Figure(go.Bar(y=kind(values))))

    assert bar(same).differences(bar(before)).traces == {}
    assert bar(other).differences(bar(before)).traces == {0: {"y": other}}
    target = go.Figure(go.Bar(y=[9, 9]))
    bar(same).change(target, bar(before))
    assert target.data[0].y == (9, 9)
    bar(other).change(target, bar(before))
    assert list(target.data[0].y) == other


# ---------------------------------------------------------------- the widget


def test_controls_move_figure_sentence_and_open_table():
    explorer = Share()
    explorer.widget  # noqa: B018
    panel, readout = explorer._panel, explorer._readout
    readout.shown = True
    panel.state = {"closed": 70, "lines": False}
    assert explorer.state["closed"] == 70
    assert explorer.figure.data[0].y == (70, 30)
    assert readout.sentence == "30% is left."
    assert readout.table["rows"] == [["closed", "70"]]


def test_closed_table_is_not_computed():
    explorer = Share()
    explorer.widget  # noqa: B018
    explorer.set(closed=1)
    assert explorer._readout.table == {}


def test_set_in_code_moves_the_controls():
    explorer = Share()
    explorer.widget  # noqa: B018
    explorer.preset("Half")
    assert explorer._panel.state["closed"] == 50
    assert explorer._readout.sentence == "50% is left."


def test_a_state_without_an_answer_is_said_in_the_readout():
    explorer = Share()
    explorer.widget  # noqa: B018
    explorer._panel.state = {"closed": 13, "lines": False}
    assert explorer._readout.sentence == "Nobody closes 13%."
    with pytest.raises(SummitryError, match="Nobody"):
        Share(closed=13).readout  # noqa: B018


def test_widget_stands_controls_first_then_figure_then_sentence():
    explorer = Share()
    panel, picture = explorer.widget.children
    assert panel is explorer._panel
    frame, readout = picture.children
    assert frame.children == (explorer._picture,)
    assert readout is explorer._readout
    assert explorer.widget is explorer.widget


def test_shows_words_of_the_start_where_no_kernel_runs():
    explorer = Share(closed=90)
    bundle = explorer._repr_mimebundle_()
    assert bundle[WIDGET_VIEW]["model_id"] == explorer.widget.model_id
    said = words("at_start", sentence="60% is left.")
    assert bundle["text/plain"] == (
        f"{words('interactive')} What is closed. How much is left? {said}"
    )
    assert said in bundle["text/markdown"]


# ---------------------------------------------------------------- the room


def test_explorers_are_loaded_when_first_used():
    code = (
        "import sys, summitry.explorers as e\n"
        "assert not {'pandas', 'plotly.graph_objects'} & set(sys.modules)\n"
        "assert e.Timeline.__name__ == 'Timeline' and e.ClaimMap.__name__ == 'ClaimMap'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_explorer_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'Timeline'"):
        explorers.TimeLine  # noqa: B018
    assert not hasattr(explorers, "Nothing")
    assert not hasattr(explorers, "_nothing")
    assert "ClaimMap" in dir(explorers)
