"""A figure as plain data: quick to build, easy to compare, and drawn only where it differs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from summitry.charts import theme


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

    def still(self) -> Parts:
        """Leave out what an explorer would show later: rings and labels that are not seen.

        Returns
        -------
        Parts
            For a figure that does not change.
        """
        seen = [shape for shape in self.layout.get("shapes", ()) if _is_seen(shape)]
        return Parts(self.data, {**self.layout, "shapes": seen})

    def differences(self, before: Parts) -> Changes | None:
        """Find what has to change in a figure that shows `before`.

        Parameters
        ----------
        before : Parts
            What it shows now.

        Returns
        -------
        Changes or None
            None when there are other traces, or more or fewer notes or shapes: all is drawn anew.
        """
        if self._frame() != before._frame():
            return None
        pairs = enumerate(zip(before.data, self.data, strict=True))
        traces = {index: _differences(old, new) for index, (old, new) in pairs}
        layout = _differences(_without_words(before.layout), _without_words(self.layout))
        return Changes({index: found for index, found in traces.items() if found}, layout)

    def _frame(self) -> tuple[Any, ...]:
        """Give what must be the same for a figure to be changed rather than drawn anew."""
        lists = {key: len(value) for key, value in self.layout.items() if isinstance(value, list)}
        return [trace["type"] for trace in self.data], lists

    def change(self, target: go.Figure, before: Parts) -> None:
        """Bring a figure that shows `before` to what these parts say.

        Parameters
        ----------
        target : plotly.graph_objects.Figure
            A figure.
        before : Parts
            What it shows now.
        """
        found = self.differences(before)
        if found is None:
            target.data = ()
            target.add_traces(self.data)
            target.layout = self.layout
            return
        for index, changes in found.traces.items():
            for path, value in changes.items():
                target.data[index][path] = value
        for path, value in found.layout.items():
            target.layout[path] = value
        target.layout.meta = self.layout.get("meta")


@dataclass(frozen=True)
class Changes:
    """What differs between two figures with the same traces.

    Attributes
    ----------
    traces : dict of int to dict
        New values by path, such as "marker.color", for each trace that differs.
    layout : dict
        New values by path, such as "shapes[3].opacity"; None takes a setting back. The words and
        the table of a figure, which are not drawn, are left out.
    """

    traces: dict[int, dict[str, Any]]
    layout: dict[str, Any]


def as_parts(figure: go.Figure) -> Parts:
    """Take a figure apart.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure.

    Returns
    -------
    Parts
        Plain data, with lists for arrays.
    """
    return Parts(
        [_plain(trace.to_plotly_json()) for trace in figure.data],
        _plain({k: v for k, v in figure.layout.to_plotly_json().items() if k != "template"}),
    )


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


def _is_seen(shape: dict[str, Any]) -> bool:
    return bool(shape.get("opacity", 1)) and bool(shape.get("label", {"text": "any"})["text"])


def halos(
    spots: Sequence[tuple[float, float]],
    chosen: Collection[int],
    size: float,
) -> list[dict[str, Any]]:
    """Give a ring behind each mark, of which only those of the chosen marks are seen.

    To move one ring, plotly draws the whole figure again. To show one and hide another it draws
    these two alone, in a fifth of the time.

    Parameters
    ----------
    spots : sequence of (x, y)
        Where marks are, on the first axes. A ring is cut where the axes end: leave it room.
    chosen : collection of int
        Which of them are pointed out, counted from 0.
    size : float
        Diameter in pixels.

    Returns
    -------
    list of dict
        Shapes named "halo", in the order of the spots.
    """
    return [
        {
            "name": "halo",
            "type": "circle",
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": x,
            "yanchor": y,
            "x0": -size / 2,
            "x1": size / 2,
            "y0": -size / 2,
            "y1": size / 2,
            "fillcolor": theme.HALO,
            "line": {"color": theme.INK, "width": 2},
            "layer": "below",
            "opacity": int(index in chosen),
        }
        for index, (x, y) in enumerate(spots)
    ]


def _differences(before: dict[str, Any], after: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Find the settings that differ, each by its whole path, and as deep down as can be."""
    found: dict[str, Any] = {}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        path = f"{above}{key}"
        if old == new:
            continue
        if all(value is None or isinstance(value, dict) for value in (old, new)):
            found |= _differences(old or {}, new or {}, f"{path}.")
        elif _lists_of_parts(old, new):
            for index, (was, becomes) in enumerate(zip(old or (), new or (), strict=True)):
                found |= _differences(was, becomes, f"{path}[{index}].")
        else:
            found[path] = new
    return found


def _without_words(layout: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in layout.items() if key != "meta"}


def _lists_of_parts(old: Any, new: Any) -> bool:
    """Say whether two lists of objects can be changed one by one."""
    if not (isinstance(old, list) and isinstance(new, list) and len(old) == len(new)):
        return False
    return bool(old) and all(isinstance(item, dict) for item in (*old, *new))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.tolist() if isinstance(value, np.ndarray) else value
