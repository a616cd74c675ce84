"""A plotly figure on the page that is told only what has changed.

plotly's own widget draws the whole figure again at each change, and sends its settings back after
it. For a slider that is too slow: 60 to 100 ms where plotly needs 5 to 40 for the change alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import anywidget
import ipywidgets
import traitlets

from summitry.charts.parts import Parts
from summitry.explorers.control import static

_AXIS = re.compile(r"[xy]axis\d*")

# To look for tick labels beyond the edge, plotly measures all of them at each change.
_AXIS_STAYS = {"ticklabeloverflow": "allow"}

#: Settings of plotly. No tool bar: it cannot be used by keyboard.
CONFIG = {"displayModeBar": False}


class Library(ipywidgets.Widget):
    """plotly's script, sent to the page once for all pictures.

    Attributes
    ----------
    script : str
        The whole script, from the plotly package.
    """

    script = traitlets.Unicode().tag(sync=True)


@cache
def library() -> Library:
    """Return the one library of this kernel.

    Returns
    -------
    Library
        Made when first asked for.
    """
    from plotly.offline import get_plotlyjs

    return Library(script=get_plotlyjs())


class Picture(anywidget.AnyWidget):
    """A figure on the page.

    Parameters
    ----------
    parts : Parts
        What it shows at first.
    on_pick : callable, optional
        Called with the ``customdata`` of a mark that was clicked.
    on_width : callable, optional
        Called with the width of its place in pixels, first before anything is drawn.
    """

    _esm = static("picture.js")
    library = traitlets.Unicode().tag(sync=True)
    version = traitlets.Unicode().tag(sync=True)
    config = traitlets.Dict(CONFIG).tag(sync=True)

    def __init__(
        self,
        parts: Parts,
        on_pick: Callable[[Any], None] | None = None,
        on_width: Callable[[int], None] | None = None,
    ) -> None:
        import plotly

        super().__init__(library=library().model_id, version=plotly.__version__)
        self.parts = parts
        self._pick, self._width = on_pick, on_width
        self._ready = False
        self.on_msg(self._heard)

    def show(self, parts: Parts) -> None:
        """Bring the figure to what some parts say.

        Parameters
        ----------
        parts : Parts
            What it shows from now on.
        """
        before, self.parts = self.parts, parts
        if not self._ready:  # the page will ask for the whole
            return
        found = parts.differences(before)
        if found is None:
            self._send_whole()
        elif found.traces or found.layout:
            self.send({"change": as_text({"traces": found.traces, "layout": found.layout})})

    def _send_whole(self) -> None:
        self.send({"whole": whole(self.parts)})

    def _heard(self, _: Any, content: Mapping[str, Any], __: Any) -> None:
        """Listen to the page: it has room, it wants the figure, or a mark was clicked."""
        if "width" in content and self._width is not None:
            self._width(int(content["width"]))
        if content.get("ready"):
            self._ready = True
            self._send_whole()
        if content.get("picked") is not None and self._pick is not None:
            self._pick(content["picked"])


def whole(parts: Parts) -> str:
    """Write a figure as plotly's script reads it.

    Parameters
    ----------
    parts : Parts
        The figure.

    Returns
    -------
    str
        JSON with ``data`` and ``layout``. It can be pointed at, but not dragged: what the mouse
        alone can move, the keyboard could not put back.
    """
    layout = {
        "template": _template(),
        **{key: value for key, value in parts.layout.items() if key != "meta"},
        "dragmode": False,
    }
    for name in {"xaxis", "yaxis", *(key for key in layout if _AXIS.fullmatch(key))}:
        layout[name] = {**_AXIS_STAYS, **layout.get(name, {}), "fixedrange": True}
    return as_text({"data": parts.data, "layout": layout})


def _template() -> dict[str, Any]:
    import plotly.io

    name = plotly.io.templates.default
    found: dict[str, Any] = plotly.io.templates[name].to_plotly_json() if name else {}
    return found


def as_text(value: Any) -> str:
    """Write plain data and arrays as JSON, with null for what is no number.

    Parameters
    ----------
    value : object
        Dictionaries, lists, arrays, texts, numbers.

    Returns
    -------
    str
        JSON.
    """
    import plotly.io

    return str(plotly.io.json.to_json_plotly(value))
