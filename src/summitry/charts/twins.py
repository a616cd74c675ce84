"""Put a figure on the page together with its twins: the same in words, the same as a table."""

from __future__ import annotations

import base64
import html
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from IPython import get_ipython
from IPython.display import display
from plotly.utils import PlotlyJSONEncoder

from summitry.charts import theme
from summitry.errors import SummitryError

_MIME = "application/vnd.plotly.v1+json"
_send: Callable[..., None] = display


class NotDescribedError(SummitryError):
    """A figure has no words or no table, so that a reader who cannot see it would get nothing."""


def describe(
    figure: go.Figure,
    alt: str,
    table: pd.DataFrame,
    caption: str = "",
    note: str = "",
) -> go.Figure:
    """Write the text twin and the table twin into a figure.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Changed in place.
    alt : str
        One paragraph that says what the picture says.
    table : pandas.DataFrame
        What is drawn, one row a mark.
    caption : str, optional
        Caption of the table; the title of the figure if left out.
    note : str, optional
        A sentence below the table, for example what a mark in it means.

    Returns
    -------
    plotly.graph_objects.Figure
        The same figure.
    """
    figure.layout.meta = meta(alt, table, caption or _title(figure), note)
    return figure


def meta(alt: str, table: pd.DataFrame, caption: str, note: str = "") -> dict[str, Any]:
    """Give words and table in the plain form in which a figure keeps them.

    Parameters
    ----------
    alt : str
        One paragraph that says what the picture says.
    table : pandas.DataFrame
        What is drawn, one row a mark.
    caption : str
        Caption of the table.
    note : str, optional
        A sentence below the table.

    Returns
    -------
    dict
        The value of ``layout.meta``.

    Raises
    ------
    NotDescribedError
        When the words are empty.
    """
    if not alt.strip():
        raise NotDescribedError(
            "The words of the figure are empty; say in one paragraph what it shows."
        )
    return {
        "alt": " ".join(alt.split()),
        "table": {
            "caption": caption,
            "columns": [str(name) for name in table.columns],
            "rows": [[_plain(cell) for cell in row] for row in table.itertuples(index=False)],
            "note": note,
        },
    }


def alt(figure: go.Figure) -> str:
    """Give the figure in words.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        A figure of this package.

    Returns
    -------
    str
        One paragraph.
    """
    return str(_meta(figure)["alt"])


def table(figure: go.Figure) -> pd.DataFrame:
    """Give what the figure draws as a table.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        A figure of this package.

    Returns
    -------
    pandas.DataFrame
        One row a mark.
    """
    twin = _meta(figure)["table"]
    return pd.DataFrame(
        [list(row) for row in twin["rows"]], columns=list(twin["columns"]), dtype=object
    )


def plain_json(figure: go.Figure) -> dict[str, Any]:
    """Turn a figure into plain lists and numbers, the same on every run.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any plotly figure.

    Returns
    -------
    dict
        ``data``, ``layout`` and ``config``, without random ids and packed arrays.
    """
    spec = figure.to_plotly_json()
    content: dict[str, Any] = _unpack({"data": spec["data"], "layout": spec["layout"]})
    for trace in content["data"]:
        trace.pop("uid", None)
    content["config"] = dict(theme.CONFIG)
    return content


def html_twins(figure: go.Figure) -> str:
    """Give the words and the table of a figure as HTML.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        A figure of this package.

    Returns
    -------
    str
        A visible paragraph and a table that opens on demand.
    """
    twin = _meta(figure)["table"]
    return (
        '<div style="max-width: 60rem; margin-top: 12px; font-size: 16px; line-height: 1.5">'
        f"<p><strong>In words:</strong> {html.escape(alt(figure))}</p>"
        '<details><summary style="cursor: pointer">The same as a table</summary>'
        f"{html_table(table(figure), twin['caption'], twin['note'])}</details></div>"
    )


def html_table(frame: pd.DataFrame, caption: str, note: str = "") -> str:
    """Write a table that a screen reader can walk through.

    Parameters
    ----------
    frame : pandas.DataFrame
        The first column names the rows.
    caption : str
        Shown above the table.
    note : str, optional
        Shown below the table.

    Returns
    -------
    str
        HTML that stays readable where a notebook is not trusted.
    """
    # Styles stand on the cells because a notebook drops style sheets it does not trust.
    cell = "text-align: left; vertical-align: top; padding: 6px 12px; font-size: 15px"
    head = "".join(
        f'<th scope="col" style="{cell}">{html.escape(str(name))}</th>' for name in frame.columns
    )
    body = []
    for row in frame.itertuples(index=False):
        first, *rest = (html.escape(_words(value)) for value in row)
        cells = f'<th scope="row" style="{cell}; font-weight: 600">{first}</th>'
        cells += "".join(f'<td style="{cell}">{value}</td>' for value in rest)
        body.append(f"<tr>{cells}</tr>")
    foot = f'<p style="font-size: 15px">{html.escape(note)}</p>' if note else ""
    return (
        '<table style="border-collapse: collapse; margin: 8px 0">'
        f'<caption style="text-align: left; font-size: 15px; padding: 6px 12px; '
        f'caption-side: top">{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{foot}"
    )


def show(figure: go.Figure) -> None:
    """Show a figure, then the same in words, then the same as a table to open.

    This is the one way lessons show a figure. It needs no network and also works in a browser's
    own Python, where plotly alone cannot show itself.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        A figure described with `summitry.charts.describe`.

    Raises
    ------
    NotDescribedError
        When the figure has no words or no table.
    """
    words = f"In words: {alt(figure)}"
    frame = table(figure)
    text = f"{words}\n\n{frame.to_string(index=False) if len(frame) else '(no rows)'}"
    if get_ipython() is None:  # a plain Python run has no page to draw on
        print(text)
        return
    _send({_MIME: plain_json(figure), "text/plain": f"Figure: {_title(figure)}"}, raw=True)
    _send({"text/html": html_twins(figure), "text/plain": text}, raw=True)


def _meta(figure: go.Figure) -> dict[str, Any]:
    meta = figure.layout.meta
    if not isinstance(meta, dict) or not meta.get("alt") or "table" not in meta:
        raise NotDescribedError(
            f"The figure {_title(figure)!r} has no words and no table yet; "
            "give them with charts.describe(figure, alt=..., table=...)."
        )
    return meta


def _title(figure: go.Figure) -> str:
    # The title may hold line breaks and a subtitle; the first line names the figure.
    text = figure.layout.title.text or "without a title"
    return str(text).split("<br>")[0].replace("<b>", "").replace("</b>", "")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return value if isinstance(value, bool | int | float | str) else str(value)


def _words(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _unpack(value: Any) -> Any:
    """Replace plotly's packed arrays (base64) by lists, everywhere."""
    if isinstance(value, dict):
        if set(value) >= {"dtype", "bdata"}:
            return _packed_list(value)
        return {key: _unpack(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_unpack(item) for item in value]
    if isinstance(value, np.ndarray):
        return [_unpack(item) for item in value.tolist()]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return PlotlyJSONEncoder().default(value)


def _packed_list(packed: dict[str, Any]) -> list[Any]:
    names = {"i1": "int8", "u1": "uint8", "u1c": "uint8", "i2": "int16", "u2": "uint16"}
    names |= {"i4": "int32", "u4": "uint32", "f4": "float32", "f8": "float64"}
    array = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=names[packed["dtype"]])
    if "shape" in packed:
        shape = [int(part) for part in str(packed["shape"]).split(",")]
        array = array.reshape(shape)
    return [_unpack(item) for item in array.tolist()]
