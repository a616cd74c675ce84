"""Explorers that draw with plain data: on a change plotly is handed only what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitry.explorers.explorer import Explorer

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from summitry.charts.parts import Parts


class DrawnExplorer(Explorer):
    """An explorer whose figure is plain data first. Subclasses write `parts`.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    def __init__(self, **changes: Any) -> None:
        super().__init__(**changes)
        self._drawn: Parts | None = None

    def parts(self, state: dict[str, Any]) -> Parts:
        """Return the figure of a state as plain data.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always the same number of traces.
        """
        raise NotImplementedError

    def build(self, state: dict[str, Any]) -> go.Figure:
        """Return a new figure of a state.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        plotly.graph_objects.Figure
            With words and table.
        """
        return self.parts(state).figure()

    def draw(self, state: dict[str, Any]) -> None:
        """Change the figure on the screen where it differs from a state.

        Parameters
        ----------
        state : dict
            Values of the controls.
        """
        fresh = self.parts(state)
        assert self._drawn is not None
        fresh.change(self.figure, self._drawn)
        self._drawn = fresh

    @property
    def figure(self) -> go.FigureWidget:
        """The figure, made when first asked for and then updated in place."""
        if self._figure is None:
            self._drawn = self.parts(self.state)
        return super().figure
