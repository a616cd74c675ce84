"""The article as a picture: one mark a claim, in the order of reading."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import facts
from summitry.charts import fit, theme
from summitry.charts.events import records
from summitry.charts.parts import Parts, halos, scatter
from summitry.charts.twins import meta
from summitry.errors import OutOfRangeError, UnknownNameError

#: What the ledger calls a kind of claim, and the role that draws it.
KINDS: dict[str, str] = {
    "fact": "fact",
    "reported": "reported",
    "inference": "inference",
    "prescription": "prescription",
    "model-assumption": "assumption",
}

#: The parts of the argument: first and last paragraph.
PARTS: tuple[tuple[str, int, int], ...] = (
    ("The surprise", 1, 2),
    ("What does North Korea want?", 3, 7),
    ("The sanctions", 8, 10),
    ("The way forward", 11, 16),
)

#: One sentence a kind, for read-outs and tables.
KIND_WORDS: dict[str, str] = {
    "fact": "a fact, as the author states it",
    "reported": "a report that the author passes on",
    "inference": "an inference of the author",
    "prescription": "advice of the author",
    "model-assumption": "an assumption that the argument rests on",
}

_PARAGRAPHS = 16
_TYPE = theme.SMALL


def claim_map(
    claims: pd.DataFrame | None = None,
    *,
    shown: Collection[str] | None = None,
    selected: str | None = None,
) -> go.Figure:
    """Draw the claims of the article, a column a paragraph.

    Parameters
    ----------
    claims : pandas.DataFrame, optional
        With ``id``, ``paragraph`` ("P1" to "P16"), ``claim`` and ``kind``; by default the ledger's.
    shown : collection of str, optional
        Ids of the claims to draw in full; the others are pale. By default all.
    selected : str, optional
        Id of the claim to point out.

    Returns
    -------
    plotly.graph_objects.Figure
        With alt text and a table of the claims drawn in full.

    Raises
    ------
    UnknownNameError
        When a claim is not known.
    OutOfRangeError
        When there are no claims.
    """
    frame = facts.load("claims") if claims is None else claims
    return claim_map_parts(frame, shown=shown, selected=selected).still().figure()


def claim_map_parts(
    claims: pd.DataFrame,
    *,
    shown: Collection[str] | None = None,
    selected: str | None = None,
    room: int = fit.ROOM,
) -> Parts:
    """Give the figure of `claim_map` as plain data, for an explorer.

    Parameters
    ----------
    claims : pandas.DataFrame
        Rows of the ledger's table ``claims``.
    shown, selected
        As for `claim_map`.
    room : int, optional
        Width of the drawing area in pixels; marks and words are fitted to it.

    Returns
    -------
    Parts
        Always seven traces.
    """
    if claims.empty:
        raise OutOfRangeError("claims", 0, "at least one claim")
    known = list(claims["id"])
    full = known if shown is None else list(shown)
    for name in [*full, *([] if selected is None else [selected])]:
        if name not in known:
            raise UnknownNameError("claim", name, known)
    tiles = _tiles(claims)
    inside = [tile for tile in tiles if tile["id"] in set(full)]
    words = meta(
        _in_words(tiles, inside),
        claim_table(claims[claims["id"].isin(full)]),
        "The claims of the article, in the order of reading",
        facts.MARK_NOTE if any(tile["mark"] for tile in inside) else "",
    )
    scale = min(1.0, room / _PARAGRAPHS / 30)
    data = [
        *(_marks([t for t in inside if t["kind"] == kind], kind, scale) for kind in KINDS),
        _pale([tile for tile in tiles if tile["id"] not in set(full)]),
        _key(max(tile["y"] for tile in tiles), room),
    ]
    layout = _layout(tiles, room)
    rings = halos(
        [(tile["x"], tile["y"]) for tile in tiles],
        [known.index(selected)] if selected else [],
        round(40 * scale, 1),
    )
    return Parts(data, {**layout, "shapes": [*layout["shapes"], *rings], "meta": words})


def claim_table(claims: pd.DataFrame) -> pd.DataFrame:
    """Give claims as a table in plain words.

    Parameters
    ----------
    claims : pandas.DataFrame
        Rows of the ledger's table ``claims``.

    Returns
    -------
    pandas.DataFrame
        Claim, paragraph, kind and words.
    """
    return pd.DataFrame(
        {
            "Claim": list(claims["id"]),
            "Paragraph": [int(paragraph[1:]) for paragraph in claims["paragraph"]],
            "Kind": [theme.NAMES[KINDS[kind]] for kind in claims["kind"]],
            "In words": [
                claim + ("" if verified else facts.MARK)
                for claim, verified in zip(claims["claim"], claims["verified"], strict=True)
            ],
        }
    )


def _tiles(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each claim its place: paragraphs from left to right, claims from top to bottom."""
    depth: dict[int, int] = {}
    tiles = []
    for row in records(frame):
        column = int(row["paragraph"][1:])
        depth[column] = depth.get(column, 0) + 1
        tiles.append(
            {
                "id": row["id"],
                "x": column,
                "y": depth[column],
                "kind": row["kind"],
                "claim": row["claim"],
                "mark": "" if row["verified"] else facts.MARK,
            }
        )
    return tiles


# Plotly draws shapes of one nominal size with different widths.
_SIZES = {
    "fact": 28,
    "reported": 28,
    "inference": 25,
    "prescription": 29,
    "model-assumption": 27,
}


def _marks(tiles: list[dict[str, Any]], kind: str, scale: float) -> dict[str, Any]:
    role = KINDS[kind]
    hollow = kind == "model-assumption"
    return scatter(
        x=[tile["x"] for tile in tiles],
        y=[tile["y"] for tile in tiles],
        mode="markers+text",
        text=[tile["id"][1:] for tile in tiles],
        textfont={
            "size": _TYPE,
            "weight": 700,
            "color": theme.TEXT[role] if hollow else theme.PAPER,
        },
        marker={
            "symbol": theme.SYMBOLS[role].removesuffix("-open"),
            "size": round(_SIZES[kind] * scale, 1),
            "color": theme.PAPER if hollow else theme.PALETTE[role],
            "line": {"color": theme.PALETTE[role], "width": 2.5},
        },
        customdata=[tile["id"] for tile in tiles],
        hovertext=[_hover(tile) for tile in tiles],
        hovertemplate="%{hovertext}<extra></extra>",
        name=theme.NAMES[role],
        cliponaxis=False,
    )


def _pale(tiles: list[dict[str, Any]]) -> dict[str, Any]:
    return scatter(
        x=[tile["x"] for tile in tiles],
        y=[tile["y"] for tile in tiles],
        mode="markers",
        marker={"symbol": "circle", "size": 9, "color": theme.PALETTE["neutral"]},
        customdata=[tile["id"] for tile in tiles],
        hovertext=[_hover(tile) for tile in tiles],
        hovertemplate="%{hovertext}<extra></extra>",
        name="not in view",
        cliponaxis=False,
    )


def _hover(tile: dict[str, Any]) -> str:
    return (
        f"<b>{tile['id']}</b>, paragraph {tile['x']}<br>{fit.wrap(tile['claim'], 40)}{tile['mark']}"
        f"<br>Kind: {theme.NAMES[KINDS[tile['kind']]]}"
    )


def _layout(tiles: list[dict[str, Any]], room: int) -> dict[str, Any]:
    deepest = max(tile["y"] for tile in tiles)
    words = "Each mark is a claim, each column a paragraph. Shape and colour: its kind."
    key = fit.wrap(words, int(room / (fit.LETTER * theme.BODY))).split("<br>")
    top = 56 + 21 * len(key)
    hidden = {"visible": False, "showgrid": False, "fixedrange": True, "automargin": False}
    beside = fit.BESIDE / (room / _PARAGRAPHS)
    return {
        "title": {
            "text": "<b>The article in one picture</b>",
            "subtitle": {
                "text": "<br>".join(key),
                "font": {"size": theme.BODY, "color": theme.QUIET},
            },
        },
        "height": 560,  # constant: see timeline.HEIGHT
        "margin": {"l": 8 - fit.BESIDE, "r": 8 - fit.BESIDE, "t": top, "b": 8},
        "xaxis": {**hidden, "range": [0.5 - beside, _PARAGRAPHS + 0.5 + beside]},
        "yaxis": {**hidden, "range": [deepest + 2.3, -1.6]},
        "shapes": _bands(deepest),
        "annotations": [*_part_names(room), *_paragraphs(), *_key_words(deepest, room)],
    }


def _bands(deepest: int) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "x0": first - 0.46,
            "x1": last + 0.46,
            "y0": -1.6,
            "y1": deepest + 0.6,
            "fillcolor": theme.TINT["neutral"],
            "line": {"width": 0},
            "layer": "below",
        }
        for _, first, last in PARTS
    ]


def _part_names(room: int) -> list[dict[str, Any]]:
    made = []
    for name, first, last in PARTS:
        wide = (last - first + 1) * room / _PARAGRAPHS - 4
        letters = max(int(wide / (fit.LETTER * _TYPE)), 8)
        made.append(
            {
                "x": (first + last) / 2,
                "y": -0.95,
                "showarrow": False,
                "text": f"<b>{fit.wrap(name, letters)}</b>",
                "align": "center",
                "font": {"size": _TYPE, "color": theme.INK},
            }
        )
    return made


def _paragraphs() -> list[dict[str, Any]]:
    return [
        {
            "x": paragraph,
            "y": 0.05,
            "showarrow": False,
            "text": str(paragraph),
            "font": {"size": _TYPE, "color": theme.QUIET},
        }
        for paragraph in range(1, _PARAGRAPHS + 1)
    ]


def _key_spots(room: int) -> dict[str, tuple[float, int]]:
    """Give each kind its place in the key: paragraph column and row, as many as the room asks."""
    spots: dict[str, tuple[float, int]] = {}
    left, row = 0.0, 0
    for kind, role in KINDS.items():
        wide = fit.width(theme.NAMES[role], _TYPE) + 44
        if left + wide > room and left > 0:
            left, row = 0.0, row + 1
        spots[kind] = (1 + left / (room / _PARAGRAPHS), row)
        left += wide
    return spots


def _key_y(row: int, deepest: int) -> float:
    return deepest + 1.15 + 0.75 * row


def _key(deepest: int, room: int) -> dict[str, Any]:
    roles = list(KINDS.values())
    spots = _key_spots(room)
    return scatter(
        x=[spots[kind][0] for kind in KINDS],
        y=[_key_y(spots[kind][1], deepest) for kind in KINDS],
        mode="markers",
        marker={
            "symbol": [theme.SYMBOLS[role].removesuffix("-open") for role in roles],
            "opacity": 1,  # plotly fades marks of several sizes
            "size": [round(_SIZES[kind] * 0.6, 1) for kind in KINDS],
            "color": [
                theme.PAPER if role == "assumption" else theme.PALETTE[role] for role in roles
            ],
            "line": {"color": [theme.PALETTE[role] for role in roles], "width": 2},
        },
        hoverinfo="skip",
        name="key",
        cliponaxis=False,
    )


def _key_words(deepest: int, room: int) -> list[dict[str, Any]]:
    spots = _key_spots(room)
    return [
        {
            "x": spots[kind][0],
            "xanchor": "left",
            "xshift": 14,
            "y": _key_y(spots[kind][1], deepest),
            "yanchor": "middle",
            "showarrow": False,
            "text": theme.NAMES[role],
            "font": {"size": _TYPE, "color": theme.INK},
        }
        for kind, role in KINDS.items()
    ]


def _in_words(tiles: list[dict[str, Any]], inside: list[dict[str, Any]]) -> str:
    counts = {kind: sum(tile["kind"] == kind for tile in inside) for kind in KINDS}
    parts = [
        f"The article has {len(tiles)} claims in {len({tile['x'] for tile in tiles})} paragraphs."
    ]
    if len(inside) < len(tiles):
        parts.append(f"{len(inside)} of them are pointed out; the others are grey dots.")
    listed = [
        f"{count} {theme.NAMES[KINDS[kind]].lower()}" for kind, count in counts.items() if count
    ]
    if listed:
        parts.append("By kind: " + "; ".join(listed) + ".")
        most = max({tile["x"] for tile in inside}, key=lambda x: sum(t["x"] == x for t in inside))
        number = sum(tile["x"] == most for tile in inside)
        parts.append(f"Paragraph {most} holds most of them: {number}.")
    return " ".join(parts)
