"""Explorers in which one points at a mark: click it, or step to it with the keyboard.

`PointingExplorer` adds three things to the base: a click on a mark selects it, labels are fitted to
the width the figure has on the page, and what is selected is written out in full below the picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from summitry import facts
from summitry.charts import theme
from summitry.charts.fit import ROOM
from summitry.explorers.explorer import Explorer

if TYPE_CHECKING:
    import ipywidgets


class PointingExplorer(Explorer):
    """Base of explorers that point out one mark of a figure.

    Subclasses write `parts`, `pick` and `beside`, and may write `settle`.

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        self.room = ROOM
        self._beside: ipywidgets.HTML | None = None
        if changes:
            self._state = self.settle({**self._state, **self.spec.check(changes)})

    # ------------------------------------------------------------ what a subclass says

    def pick(self, mark: str) -> None:
        """Select what a mark stands for.

        Parameters
        ----------
        mark : str
            The ``customdata`` of the mark.
        """
        raise NotImplementedError

    def beside(self) -> str:
        """Write out in full what is selected.

        Returns
        -------
        str
            HTML, shown below the picture; "" for nothing.
        """
        raise NotImplementedError

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Bring the values of a wished state into line with each other.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            The values taken.
        """
        return dict(state)

    # ------------------------------------------------------------ the state

    def _move(self, state: dict[str, Any]) -> None:
        super()._move(self.settle(state))

    def _panel_moved(self, change: Mapping[str, Any]) -> None:
        settled = self.settle(change["new"])
        if settled != change["new"] and self._panel is not None:
            self._panel.state = settled  # comes back here, in line this time
            return
        super()._panel_moved(change)

    # ------------------------------------------------------------ on the page

    def _compose(self) -> ipywidgets.DOMWidget:
        import ipywidgets

        whole = super()._compose()
        self._beside = ipywidgets.HTML(
            self.beside(), layout=ipywidgets.Layout(flex="1 1 100%", min_width="0")
        )
        whole.children = (*whole.children, self._beside)
        return whole

    def _picked(self, mark: Any) -> None:
        self.pick(str(mark))

    def _measured(self, width: int) -> None:
        """Fit the labels to the width that the figure has on the page."""
        self.room = max(width - 16, 200)
        self._draw()

    def _redraw(self) -> None:
        super()._redraw()
        if self._beside is not None:
            self._beside.value = self.beside()


def step(pool: Sequence[int], wished: int, *, forward: bool) -> int | None:
    """Find the number to stop at on the way to a wished one.

    Parameters
    ----------
    pool : sequence of int
        The numbers that may be chosen, in order.
    wished : int
        The number asked for.
    forward : bool
        Whether one is moving up.

    Returns
    -------
    int or None
        The wished number if it is in the pool, else the next one on the way, else the last one
        before it; None when the pool is empty.

    Examples
    --------
    >>> step([3, 5, 9], 4, forward=True), step([3, 5, 9], 4, forward=False)
    (5, 3)
    """
    ahead = [number for number in pool if (number >= wished if forward else number <= wished)]
    if ahead:
        return min(ahead) if forward else max(ahead)
    if not pool:
        return None
    return pool[-1] if forward else pool[0]


def source_links(row_id: str) -> str:
    """Write the sources of a ledger row as links.

    Parameters
    ----------
    row_id : str
        Id of any row of the ledger.

    Returns
    -------
    str
        HTML, the labels separated by semicolons.
    """
    made = []
    for source in facts.sources(row_id):
        name = escape(source.label)
        if source.url.startswith(("https://", "http://")):
            name = f'<a href="{escape(source.url)}" target="_blank" rel="noopener">{name}</a>'
        made.append(name)
    return "; ".join(dict.fromkeys(made))


def side_by_side(columns: Sequence[tuple[str, str, str]]) -> str:
    """Lay columns of text side by side, or below each other where there is little room.

    Parameters
    ----------
    columns : sequence of (role, heading, html)
        The role in the palette, the heading in plain text, the content as HTML.

    Returns
    -------
    str
        HTML.
    """
    made = []
    for role, heading, content in columns:
        style = "border-left: 6px {} {}".format(
            {"us": "solid", "dprk": "dashed"}.get(role, "double"), theme.PALETTE[role]
        )
        made.append(
            f'<div style="flex: 1 1 15rem; min-width: 0; padding: 4px 12px; {style}">'
            f'<p style="font-weight: 700">{escape(heading)}</p>{content}</div>'
        )
    return (
        '<div style="display: flex; flex-wrap: wrap; gap: 16px; margin-bottom: 12px">'
        f"{''.join(made)}</div>"
    )


def card(heading: str, content: str) -> str:
    """Put a heading above what stands below the picture.

    Parameters
    ----------
    heading : str
        Plain text.
    content : str
        HTML.

    Returns
    -------
    str
        HTML in the type and colours of the other controls.
    """
    return (
        '<div class="summitry" style="line-height: 1.5">'
        f'<p class="summitry-heading">{escape(heading)}</p>{content}</div>'
    )
