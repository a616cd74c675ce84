"""A figure as plain data: quick to build, easy to compare, and drawn only where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go


@dataclass(frozen=True)
class Parts:
    """Traces and layout of a figure as plain dictionaries.

    Plotly checks every value of every object, which takes longer than drawing. An explorer
    therefore compares plain data and hands plotly only what has changed.

    Parameters
    ----------
    data : list of dict
        The traces.
    layout : dict
        The layout.
    """

    data: list[dict[str, Any]]
    layout: dict[str, Any]

    def figure(self) -> go.Figure:
        """Make a plotly figure.

        Returns
        -------
        plotly.graph_objects.Figure
            A new figure, checked by plotly.
        """
        return go.Figure(data=self.data, layout=self.layout)

    def change(self, target: go.Figure, before: Parts) -> None:
        """Bring a figure that shows `before` to what these parts say.

        Parameters
        ----------
        target : plotly.graph_objects.Figure
            The figure on the screen, with as many traces as both.
        before : Parts
            What it shows now.
        """
        for trace, old, new in zip(target.data, before.data, self.data, strict=True):
            _change(trace, old, new)
        _change(target.layout, before.layout, self.layout)


def scatter(**values: Any) -> dict[str, Any]:
    """Give one trace of marks, lines or words.

    Parameters
    ----------
    **values : object
        Fields of plotly's scatter trace.

    Returns
    -------
    dict
        The trace, without an entry in a legend.
    """
    return {"type": "scatter", "showlegend": False, **values}


def _change(target: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if key != "meta" and (isinstance(old, dict) or isinstance(new, dict)):
            # Leaf by leaf: plotly refuses "line" for one trace beside "line.color" for another.
            _change(target[key], old or {}, new or {})
        elif _lists_of_parts(old, new):
            for item, was, becomes in zip(target[key], old or (), new or (), strict=True):
                _change(item, was, becomes)
        else:
            target[key] = new


def _lists_of_parts(old: Any, new: Any) -> bool:
    """Say whether two lists of objects can be changed one by one."""
    if not (isinstance(old, list) and isinstance(new, list) and len(old) == len(new)):
        return False
    return bool(old) and all(isinstance(item, dict) for item in (*old, *new))
