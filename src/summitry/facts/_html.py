"""Small accessible HTML: real tables with a caption and scopes, no colours of their own.

JupyterLab's light and dark themes both set text and background colours of output tables, so
nothing here sets one. Alignment and size are fixed, because the themes right-align cells and set
output tables in small type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

SIZE = "font-size: 16px; line-height: 1.4"
_TABLE = f"{SIZE}; width: auto; margin: 0"
_CAPTION = f"{SIZE}; font-weight: 600; text-align: left; caption-side: top; padding: 6px 0"
_CELL = f"{SIZE}; text-align: left; vertical-align: top; padding: 6px 12px; max-width: 34em"
_LEFT = f'style="{_CELL}"'


def text(value: object) -> str:
    """Escape a value for use in HTML."""
    return escape(str(value))


def link(label: str, url: str) -> str:
    """Return a link, or the bare label when there is no web address."""
    if url.startswith(("https://", "http://")):
        return f'<a href="{escape(url)}" target="_blank" rel="noopener">{escape(label)}</a>'
    return escape(label)


def side_by_side(title: str, columns: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return columns of equal width, one under the other where there is little room.

    Each column is a heading and its items. They are lists, not a table: what stands at the same
    height does not belong together. Titles are plain text, items are ready-made HTML.
    """
    parts = []
    for heading, items in columns:
        lines = "".join(f'<li style="margin: 0 0 10px">{item}</li>' for item in items)
        parts.append(
            '<div style="flex: 1 1 13em; min-width: 0; overflow-wrap: anywhere">'
            '<div style="font-weight: 600; border-bottom: 2px solid; margin-bottom: 8px">'
            f"{escape(heading)}</div>"
            f'<ul style="list-style: none; padding: 0; margin: 0">{lines}</ul></div>'
        )
    return (
        f'<div role="group" aria-label="{escape(title)}" style="{SIZE}; max-width: 60em">'
        f'<div style="font-weight: 600; padding: 6px 0">{escape(title)}</div>'
        f'<div style="display: flex; flex-wrap: wrap; gap: 10px 28px">{"".join(parts)}</div></div>'
    )


def folded(title: str, inside: str) -> str:
    """Return a part that opens with a click or the Enter key; `inside` is ready-made HTML."""
    summary = f'<summary style="cursor: pointer">{escape(title)}</summary>'
    return f"<details>{summary}{inside}</details>"


def note(words: str) -> str:
    """Return a paragraph, or nothing for an empty text."""
    return f'<p style="{SIZE}; margin: 8px 0">{escape(words)}</p>' if words else ""


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    row_header: bool = False,
) -> str:
    """Return a table; `caption` and `columns` are plain text, cells are ready-made HTML."""
    head = "".join(f'<th scope="col" {_LEFT}>{escape(name)}</th>' for name in columns)
    body = []
    for cells in rows:
        tags = [f"<td {_LEFT}>{cell}</td>" for cell in cells]
        if row_header:
            tags[0] = f'<th scope="row" {_LEFT}>{cells[0]}</th>'
        body.append(f"<tr>{''.join(tags)}</tr>")
    return (
        f'<table style="{_TABLE}"><caption style="{_CAPTION}">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )
