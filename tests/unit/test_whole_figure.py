"""The figure reaches the page in one message, with all its marks."""

import plotly.graph_objects as go
import pytest
from ipywidgets import Widget

from summitry import explorers
from summitry.explorers.whole_figure import WholeFigure


@pytest.fixture
def opened(monkeypatch):
    """The states with which channels to the page are opened, by class."""
    held = []
    honest = Widget.open

    def open(self):
        if self.comm is None:
            held.append((type(self).__name__, self.get_state()))
        honest(self)

    monkeypatch.setattr(Widget, "open", open)
    return held


def figures(opened):
    return [state for name, state in opened if "_widget_data" in state]


def test_it_is_opened_once_with_its_marks(opened):
    figure = WholeFigure(go.Figure(go.Bar(y=[1, 2, 3]), {"title_text": "Three"}))
    (state,) = figures(opened)
    assert len(state["_widget_data"]) == 1
    assert state["_widget_layout"]["title"]["text"] == "Three"
    assert figure.comm is not None
    figure.data[0].y = [4, 5, 6]
    assert list(figure.data[0].y) == [4, 5, 6]


def test_plotly_s_own_is_opened_empty(opened):
    """The reason for the class; when this fails, plotly has put it right and the class can go."""
    go.FigureWidget(go.Figure(go.Bar(y=[1, 2, 3])))
    assert [len(state["_widget_data"]) for state in figures(opened)] == [0]


def test_explorers_use_it(opened):
    explorers.ClaimMap().widget  # noqa: B018  made when asked for
    (state,) = figures(opened)
    assert len(state["_widget_data"]) == 8
