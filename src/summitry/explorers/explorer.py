"""The one pattern of every explorer: controls left, a figure right, a sentence below it.

A lesson's explorer is a small subclass. It says what can be changed and, for any state, what the
figure, the sentence and the table are. The base class checks values, updates the figure in place,
and works the same with and without a browser.

Examples
--------
>>> import pandas as pd
>>> import plotly.graph_objects as go
>>> class Share(Explorer):
...     title = "What is closed, what is left"
...     question = "How much is left when a share is closed?"
...     controls = [
...         dict(name="closed", kind="range", label="Share closed", min=0, max=100, unit="%"),
...     ]
...     presets = {"Half": {"closed": 50}, "All": {"closed": 100}}
...
...     def build(self, state):
...         return go.Figure(go.Bar(x=["closed", "left"], y=self.shares(state)))
...
...     def shares(self, state):
...         return [state["closed"], 100 - state["closed"]]
...
...     def sentence(self, state):
...         return f"{100 - state['closed']}% is left."
...
...     def frame(self, state):
...         return pd.DataFrame({"Part": ["closed", "left"], "%": self.shares(state)})
>>> explorer = Share()
>>> explorer.set(closed=30)
>>> explorer.readout
'70% is left.'
>>> explorer.preset("All")
>>> explorer.state
{'closed': 100}
>>> explorer.table()["%"].tolist()
[100, 0]
>>> explorer.set(closed=200)
Traceback (most recent call last):
...
summitry.errors.OutOfRangeError: closed is 200, but it must be between 0 and 100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from summitry.errors import SummitryError
from summitry.explorers.control import Controls, Readout, Spec, with_fallback, words

if TYPE_CHECKING:
    import ipywidgets
    import pandas as pd
    import plotly.graph_objects as go

    from summitry.charts.parts import Parts
    from summitry.explorers.picture import Picture


class Explorer:
    """A model one can play with: a state, a figure of it, a sentence and a table about it.

    Subclasses set `title`, `question`, `controls` and `presets`, and write `sentence`, `frame` and
    either `build` or `parts`, which is quicker.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.

    Attributes
    ----------
    spec : Spec
        The checked controls and presets.
    """

    title: str = ""
    question: str = ""
    controls: Sequence[Mapping[str, Any]] = ()
    presets: Mapping[str, Mapping[str, Any]] = {}

    def __init__(self, **changes: Any) -> None:
        self.spec = Spec(self.controls, self.presets)
        self._state = {**self.spec.initial, **self.spec.check(changes)}
        self._figure: go.Figure | None = None
        self._drawn: Parts | None = None
        self._picture: Picture | None = None
        self._panel: Controls | None = None
        self._readout: Readout | None = None
        self._widget: ipywidgets.DOMWidget | None = None

    # ------------------------------------------------------------ what a subclass says

    def build(self, state: dict[str, Any]) -> go.Figure:
        """Return a new figure of this state.

        Parameters
        ----------
        state : dict
            The value of every control, by name.

        Returns
        -------
        plotly.graph_objects.Figure
            The figure.
        """
        if type(self).parts is Explorer.parts:
            raise NotImplementedError(f"{type(self).__name__} needs build or parts")
        return self.parts(state).figure()

    def parts(self, state: dict[str, Any]) -> Parts:
        """Return the figure of this state as plain data.

        Parameters
        ----------
        state : dict
            The value of every control, by name.

        Returns
        -------
        Parts
            With always the same traces it can be drawn where it differs only.
        """
        from summitry.charts.parts import as_parts

        return as_parts(self.build(state))

    def sentence(self, state: dict[str, Any]) -> str:
        """Return one plain sentence that says what the figure says.

        Parameters
        ----------
        state : dict
            The value of every control, by name.

        Returns
        -------
        str
            The sentence.
        """
        raise NotImplementedError

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Return the numbers behind the figure, with column names in plain words.

        Parameters
        ----------
        state : dict
            The value of every control, by name.

        Returns
        -------
        DataFrame
            The table twin of the figure.
        """
        raise NotImplementedError

    # ------------------------------------------------------------ the state

    @property
    def state(self) -> dict[str, Any]:
        """A copy of the state: the value of every control, by name."""
        return dict(self._state)

    def set(self, **changes: Any) -> None:
        """Change some controls.

        Parameters
        ----------
        **changes : object
            New values by control name.

        Raises
        ------
        UnknownNameError
            If there is no such control.
        OutOfRangeError
            If a value is not allowed; nothing is changed then.
        """
        self._move({**self._state, **self.spec.check(changes)})

    def reset(self) -> None:
        """Put every control back to its start."""
        self._move(self.spec.initial)

    def preset(self, name: str) -> None:
        """Set a named scenario.

        Parameters
        ----------
        name : str
            One of `presets`.
        """
        self._move(self.spec.preset(name))

    def _move(self, state: dict[str, Any]) -> None:
        if state == self._state:
            return
        self._state = state
        if self._panel is not None:
            self._panel.state = state
        self._redraw()

    def _redraw(self) -> None:
        self._draw()
        if self._readout is not None:
            self._readout.sentence = self.readout
            if self._readout.shown:
                self._readout.show(self.table())

    def _draw(self) -> None:
        """Bring the figure and the picture on the page, where there are any, to the state."""
        if self._figure is None and self._picture is None:
            return
        fresh = self.parts(self.state)
        if self._figure is not None:
            assert self._drawn is not None
            fresh.change(self._figure, self._drawn)
            self._drawn = fresh
        if self._picture is not None:
            self._picture.show(fresh)

    # ------------------------------------------------------------ what it shows

    @property
    def readout(self) -> str:
        """The sentence for the present state."""
        return self.sentence(self.state)

    def table(self) -> pd.DataFrame:
        """Return the table for the present state.

        Returns
        -------
        DataFrame
            The table twin of the figure.
        """
        return self.frame(self.state)

    @property
    def figure(self) -> go.Figure:
        """The figure, made when first asked for and then kept up with the state.

        It is for saving, printing, or a look at its data; the picture beside the controls is
        `widget`.
        """
        if self._figure is None:
            self._drawn = self.parts(self.state)
            self._figure = self._drawn.figure()
        return self._figure

    @property
    def widget(self) -> ipywidgets.DOMWidget:
        """The whole explorer as one widget, made when first asked for."""
        if self._widget is None:
            self._widget = self._compose()
        return self._widget

    def _compose(self) -> ipywidgets.DOMWidget:
        import ipywidgets

        from summitry.explorers.picture import Picture

        self._panel = Controls(
            self.spec, title=self.title, question=self.question, fallback=self._words_at_start()
        )
        self._panel.state = self.state
        self._panel.observe(self._panel_moved, "state")
        self._readout = Readout(self.readout, caption=self.title, figure_title=self.title)
        self._readout.observe(self._table_toggled, "shown")
        self._picture = Picture(self.parts(self.state), self._picked, self._measured)
        frame = ipywidgets.Box([self._picture])
        frame.add_class("summitry-figure")
        picture = ipywidgets.VBox([frame, self._readout])
        picture.add_class("summitry-picture")
        whole = ipywidgets.Box([self._panel, picture])
        whole.add_class("summitry-explorer")
        return whole

    def _picked(self, mark: Any) -> None:
        """Take note of a click on a mark."""

    def _measured(self, width: int) -> None:
        """Take note of how wide the place of the picture is."""

    def _panel_moved(self, change: Mapping[str, Any]) -> None:
        """Take over what the learner did; say in the read-out when a state has no answer."""
        assert self._readout is not None
        if change["new"] == self._state:
            return
        self._state = dict(change["new"])
        try:
            self._redraw()
        except SummitryError as problem:
            self._readout.sentence = str(problem)

    def _table_toggled(self, change: Mapping[str, Any]) -> None:
        assert self._readout is not None
        if change["new"]:
            self._readout.show(self.table())

    def _words_at_start(self) -> str:
        sentence = self.sentence(self.spec.initial)
        parts = (self.title, self.question, words("at_start", sentence=sentence))
        return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return with_fallback(self.widget, self._words_at_start())

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self._state.items())
        return f"{type(self).__name__}({values})"
