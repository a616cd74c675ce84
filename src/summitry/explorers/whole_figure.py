"""A figure widget that reaches the page whole, or not yet: never empty.

plotly's widget opens its channel to the page first and fills itself afterwards, and its script
draws only what it finds when it is first shown. On a busy computer the page can be quicker than the
second message; the figure then stays empty for good. Here the channel is opened last.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


class WholeFigure(go.FigureWidget):
    """plotly's figure widget, sent to the page in one piece.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        What it shows at first.
    **more : object
        Passed on to plotly.
    """

    _filled = False

    def __init__(self, figure: go.Figure, **more: Any) -> None:
        super().__init__(figure, **more)
        self._filled = True
        self.open()

    def open(self) -> None:
        """Open the channel to the page, once the figure is filled."""
        if self._filled:
            super().open()
