"""What a text means by "denuclearisation", part by part, and where two texts meet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import definitions, facts
from summitry.charts import fit, theme
from summitry.charts.parts import Parts, scatter
from summitry.charts.twins import meta
from summitry.errors import OutOfRangeError, UnknownNameError

#: The parts in the order of the picture: what is held, what makes it, who looks, the other side.
PARTS: dict[str, str] = {
    "warheads": "Nuclear weapons",
    "fissile_material": "Material for weapons",
    "delivery": "Missiles",
    "cbw": "Chemical, biological arms",
    "production": "Plants that make material",
    "undeclared_sites": "Sites not yet named",
    "testing": "Tests",
    "declaration": "A full list",
    "verification": "Inspection",
    "transfer_abroad": "Handing over abroad",
    "us_umbrella": "The US nuclear threat",
}

#: Each text: its short name, and the role whose colour and symbol it has. "third" are others:
#: texts of the two Koreas, the Security Council, and observers.
TEXTS: dict[str, tuple[str, str]] = {
    "DEF-HANOI-P": ("US paper, Hanoi", "us"),
    "DEF-HANOI-D": ("Ri, Hanoi", "dprk"),
    "DEF-FFVD": ("State Dept 2018", "us"),
    "DEF-POMPEO": ("Pompeo 2018", "us"),
    "DEF-BIEGUN": ("Biegun, January", "us"),
    "DEF-BOLTON": ("Bolton, March", "us"),
    "DEF-BIEG-M": ("Biegun, March", "us"),
    "DEF-KKG": ("Kim Kye Gwan 2018", "dprk"),
    "DEF-KCNA": ("KCNA, Dec 2018", "dprk"),
    "DEF-SIXP05": ("Six parties 2005", "both"),
    "DEF-SING": ("Singapore 2018", "both"),
    "DEF-JD92": ("Two Koreas 1992", "third"),
    "DEF-PANM": ("Panmunjom 2018", "third"),
    "DEF-PYD": ("Pyongyang 2018", "third"),
    "DEF-UNSC": ("UN Council 2017", "third"),
    "DEF-MOON": ("Moon 2019", "third"),
    "DEF-JAPAN": ("Japan 2018", "third"),
    "DEF-HECKER": ("Hecker 2018-19", "third"),
    "DEF-AKIY-C": ("Article: complete", "third"),
    "DEF-AKIY-S": ("Article: symbolic", "third"),
}

#: The texts of the overview: signed together, by the DPRK, by the United States, an observer.
OVERVIEW = (
    "DEF-SIXP05",
    "DEF-SING",
    "DEF-KCNA",
    "DEF-HANOI-D",
    "DEF-BIEGUN",
    "DEF-HANOI-P",
    "DEF-BIEG-M",
    "DEF-HECKER",
)

#: The sign of each reading, and its word.
SIGNS = {"included": "✓", "excluded": "✗", "silent": "–", "ambiguous": "?", "conditional": "if"}
NAMES = {
    "included": "included",
    "excluded": "left out",
    "silent": "not mentioned",
    "ambiguous": "unclear",
    "conditional": "on a condition",
}
#: How open cells may be read: as they are, so that the texts part, or so that they meet.
READINGS = ("open", "part", "meet")

WORDS = {
    "title": "{both} of {either} parts shared for certain",
    "untitled": "No part included for certain",
    "key": "✓ included   ✗ left out   – not mentioned<br>? unclear   if: on a condition",
    "sure": "Overlap for certain: {index}. Possible: {low} to {high}",
    "nothing": "Nothing for certain. Possible: {low} to {high}",
    "hover": "{part}<br>{text}: {cell}",
    "part": "Part",
    "together": "Both include it",
    "yes": "yes",
    "maybe": "if read so",
    "no": "no",
    "caption": "{first} and {second}, part by part (our own reading)",
    "all_title": "Who includes what? {texts} texts, {parts} parts",
    "all_caption": "What each text includes (our own reading)",
    "all_alt": "{text}: {cells}.",
    "all_item": "{name} ({parts})",
    "only_silent": "mentions none of the parts",
    "zero": "0%",
    "full": "100%",
}

#: Height of the picture of two texts, in pixels.
HEIGHT = 650
_COLUMNS = (0.64, 0.90)
_SCALE = (0.04, 0.96)
_SCALE_AT = -0.75
_THE_US = "US "
_FAINT = "#B4B9C2"  # a band or ring behind a mark; never alone


@dataclass(frozen=True)
class Row:
    """One part as two texts treat it.

    Attributes
    ----------
    part : str
        A component of `summitry.definitions`.
    cells : tuple of str
        What the two texts say, as the ledger reads them.
    free : tuple of bool
        Whether each cell can be read either way.
    counted : tuple of bool
        Whether each text is counted as including the part, in the reading asked for.
    """

    part: str
    cells: tuple[str, str]
    free: tuple[bool, bool]
    counted: tuple[bool, bool]

    @property
    def shared(self) -> str:
        """Whether both include it: "yes", "maybe" (if open cells are read so) or "no"."""
        if all(self.counted):
            return "yes"
        can = all(c == "included" or f for c, f in zip(self.cells, self.free, strict=True))
        return "maybe" if can else "no"


@cache
def _matrix() -> pd.DataFrame:
    return definitions.matrix()


def _spoken(part: str) -> str:
    """Name a part in the middle of a sentence."""
    name = PARTS[part].replace(",", " and")
    return name if name.startswith(_THE_US) else name[0].lower() + name[1:]


def _known(identifier: str) -> str:
    if identifier not in TEXTS:
        raise UnknownNameError("definition", identifier, TEXTS)
    return identifier


def rows(first: str, second: str, reading: str = "open", silent: bool = False) -> list[Row]:
    """Lay two texts side by side.

    Parameters
    ----------
    first, second : str
        Ids of the ledger's definitions.
    reading : {"open", "part", "meet"}
        Open cells as they are, or read so that the texts part or meet.
    silent : bool
        Whether silence is open as well.

    Returns
    -------
    list of Row
        One entry a part, in the order of the picture.

    Raises
    ------
    UnknownNameError
        When there is no such definition or reading.
    """
    if reading not in READINGS:
        raise UnknownNameError("reading", reading, READINGS)
    frame = _matrix()
    open_ones = (*definitions.OPEN_READINGS, *(("silent",) if silent else ()))
    found = []
    for part in PARTS:
        a, b = (str(frame.at[_known(text), part]) for text in (first, second))
        sure = (a == "included", b == "included")
        free = (a in open_ones, b in open_ones)
        can = (sure[0] or free[0], sure[1] or free[1])
        counted = sure
        if reading == "meet":
            # Both where both can; else nobody, as far as a reading allows it.
            counted = (True, True) if all(can) else sure
        elif reading == "part" and not all(sure) and any(can):
            # One alone, the one that is certain first.
            counted = sure if any(sure) else ((True, False) if can[0] else (False, True))
        found.append(Row(part, (a, b), free, counted))
    return found


def percent(share: float) -> str:
    """Write a share as a whole number of per cent.

    Parameters
    ----------
    share : float
        From 0 to 1.

    Returns
    -------
    str
        For example "43%".
    """
    return f"{share:.0%}"


# ------------------------------------------------------------------ two texts


def two_texts_parts(first: str, second: str, reading: str = "open", silent: bool = False) -> Parts:
    """Draw two texts side by side as plain data.

    Parameters
    ----------
    first, second : str
        Ids of the ledger's definitions.
    reading : {"open", "part", "meet"}
        How open cells are read.
    silent : bool
        Whether silence is open as well.

    Returns
    -------
    Parts
        Always ten traces: names, bridges (certain, possible), marks and signs of the two texts,
        scale, band, certain value, words.
    """
    found = definitions.overlap(first, second, silent_is_open=silent)
    lines = rows(first, second, reading, silent)
    heights = [len(PARTS) - place for place in range(len(PARTS))]
    names = [TEXTS[text][0] for text in (first, second)]
    data = [
        scatter(
            mode="text",
            x=[0.0] * len(lines),
            y=heights,
            text=[PARTS[line.part] for line in lines],
            textposition="middle right",
            textfont={"size": theme.BODY, "color": theme.INK},
            hoverinfo="skip",
        ),
        _bridges(lines, heights, "yes", {"color": theme.PALETTE["both"], "width": 7}),
        _bridges(lines, heights, "maybe", {"color": _FAINT, "width": 4, "dash": "dot"}),
        *(_marks(text, side, lines, heights) for side, text in enumerate((first, second))),
        *_scale(found, reading),
        _heads(names),
        scatter(
            mode="text",
            x=[0.0, 1.0, 0.5, 0.5],
            y=[_SCALE_AT - 0.75, _SCALE_AT - 0.75, _SCALE_AT + 0.85, _SCALE_AT - 1.95],
            text=[WORDS["zero"], WORDS["full"], _scale_words(found), WORDS["key"]],
            textposition=["middle right", "middle left", "middle center", "middle center"],
            textfont={"size": [14, 14, 16, 14], "color": theme.INK},
            hoverinfo="skip",
        ),
    ]
    table = two_texts_table(first, second, reading, silent)
    layout = {
        "height": HEIGHT,
        "title": {"text": title(found), "pad": {"l": 16, "t": 16, "r": 16}},
        "margin": {"l": 16, "r": 16, "t": 76, "b": 10},
        "xaxis": {"range": [0, 1], "visible": False, "fixedrange": True},
        "yaxis": {"range": [-3.4, len(PARTS) + 1.75], "visible": False, "fixedrange": True},
        "meta": meta(
            sentence(first, second, reading, silent),
            table,
            WORDS["caption"].format(first=names[0], second=names[1]),
        ),
    }
    return Parts(data, layout)


def title(found: definitions.Overlap) -> str:
    """Give the title of the picture of two texts.

    Parameters
    ----------
    found : Overlap
        What the model says about them.

    Returns
    -------
    str
        One line.
    """
    if math.isnan(found.index):
        return WORDS["untitled"]
    return WORDS["title"].format(both=len(found.both), either=len(found.either))


def _bridges(
    lines: list[Row], heights: list[int], shared: str, style: dict[str, Any]
) -> dict[str, Any]:
    at = [y for line, y in zip(lines, heights, strict=True) if line.shared == shared]
    return scatter(
        mode="lines",
        x=[x for _ in at for x in (*_COLUMNS, None)],
        y=[y for height in at for y in (height, height, None)],
        line=style,
        hoverinfo="skip",
    )


def _marks(text: str, side: int, lines: list[Row], heights: list[int]) -> dict[str, Any]:
    name, role = TEXTS[text]
    fills, rings, inks, signs = [], [], [], []
    for line in lines:
        cell, free, counted = line.cells[side], line.free[side], line.counted[side]
        filled = cell == "included"
        fills.append(theme.PALETTE[role] if filled else theme.PAPER)
        # Silence has no ring, unless it counts as open.
        quiet = _FAINT if cell == "excluded" else "rgba(0,0,0,0)"
        rings.append(theme.PALETTE[role] if filled or free else quiet)
        inks.append(theme.PAPER if filled else theme.TEXT[role] if free else theme.QUIET)
        read = free and line.counted != tuple(c == "included" for c in line.cells)
        signs.append(SIGNS["included"] if read and counted else SIGNS[cell])
    return scatter(
        mode="markers+text",
        x=[_COLUMNS[side]] * len(lines),
        y=heights,
        text=signs,
        textposition="middle center",
        textfont={"size": 16, "color": inks},
        marker={
            "symbol": theme.SYMBOLS[role],
            "size": 27,
            "color": fills,
            "line": {"color": rings, "width": 2.5},
        },
        hovertext=[
            WORDS["hover"].format(part=PARTS[line.part], text=name, cell=NAMES[line.cells[side]])
            for line in lines
        ],
        hoverinfo="text",
    )


def _at(share: float) -> float:
    """Give the place of a share on the scale."""
    return _SCALE[0] + share * (_SCALE[1] - _SCALE[0])


def _scale(found: definitions.Overlap, reading: str) -> list[dict[str, Any]]:
    sure = [] if math.isnan(found.index) else [_at(found.index)]
    # A hollow mark for the reading that the picture shows.
    read = {"open": [], "part": [_at(found.low)], "meet": [_at(found.high)]}[reading]
    return [
        scatter(
            mode="lines",
            x=list(_SCALE),
            y=[_SCALE_AT] * 2,
            line={"color": theme.PALETTE["neutral"], "width": 2},
            hoverinfo="skip",
        ),
        scatter(
            mode="lines",
            x=[_at(found.low), _at(found.high)],
            y=[_SCALE_AT] * 2,
            line={"color": _FAINT, "width": 14},
            hoverinfo="skip",
        ),
        scatter(
            mode="markers",
            x=[*read, *sure],
            y=[_SCALE_AT] * (len(read) + len(sure)),
            marker={
                "symbol": ["diamond-open"] * len(read) + ["diamond"] * len(sure),
                "size": [24] * len(read) + [18] * len(sure),
                "color": theme.PALETTE["both"],
                "line": {"color": theme.PALETTE["both"], "width": 2},
                "opacity": 1,
            },
            cliponaxis=False,
            hoverinfo="skip",
        ),
    ]


def _scale_words(found: definitions.Overlap) -> str:
    key = "nothing" if math.isnan(found.index) else "sure"
    index = "" if key == "nothing" else percent(found.index)
    return WORDS[key].format(index=index, low=percent(found.low), high=percent(found.high))


def _heads(names: list[str]) -> dict[str, Any]:
    return scatter(
        mode="text",
        x=list(_COLUMNS),
        y=[len(PARTS) + 1.1] * 2,
        text=[fit.wrap(name, 11) for name in names],
        textposition="middle center",
        textfont={"size": theme.BODY, "color": theme.INK, "weight": 600},
        hoverinfo="skip",
    )


def two_texts_table(
    first: str, second: str, reading: str = "open", silent: bool = False
) -> pd.DataFrame:
    """Give two texts as a table.

    Parameters
    ----------
    first, second : str
        Ids of the ledger's definitions.
    reading : {"open", "part", "meet"}
        How open cells are read.
    silent : bool
        Whether silence is open as well.

    Returns
    -------
    DataFrame
        One row a part.
    """
    lines = rows(first, second, reading, silent)
    heads = [TEXTS[text][0] for text in (first, second)]
    if heads[0] == heads[1]:
        heads[1] += " (again)"
    return pd.DataFrame(
        {
            WORDS["part"]: [PARTS[line.part] for line in lines],
            heads[0]: [NAMES[line.cells[0]] for line in lines],
            heads[1]: [NAMES[line.cells[1]] for line in lines],
            WORDS["together"]: [WORDS[line.shared] for line in lines],
        }
    )


SAID = {
    "sure": "{first} and {second} share {both} of the {either} parts that at least one of them "
    "includes for certain: an overlap of {index}.",
    "nothing": "Neither {first} nor {second} includes any part for certain, so nothing can be "
    "compared.",
    "shared": "Shared: {parts}.",
    "bounds": "Reading {what} either way gives {low} to {high}.",
    "open": "the unclear and conditional parts",
    "silence": "the unclear and conditional parts, and silence too,",
    "part": "The picture reads them so that the texts part: {low}.",
    "meet": "The picture reads them so that the texts meet: {high}.",
    "most": "At most they would share: {parts}.",
    "none_more": "No reading adds a shared part.",
    "same": "This is one text beside itself.",
}


def sentence(first: str, second: str, reading: str = "open", silent: bool = False) -> str:
    """Say what the picture of two texts says.

    Parameters
    ----------
    first, second : str
        Ids of the ledger's definitions.
    reading : {"open", "part", "meet"}
        How open cells are read.
    silent : bool
        Whether silence is open as well.

    Returns
    -------
    str
        A few short sentences.
    """
    found = definitions.overlap(first, second, silent_is_open=silent)
    names = {"first": TEXTS[first][0], "second": TEXTS[second][0]}
    said = [SAID["same"]] if first == second else []
    if math.isnan(found.index):
        said.append(SAID["nothing"].format(**names))
    else:
        count = {"both": len(found.both), "either": len(found.either)}
        said.append(SAID["sure"].format(**names, **count, index=percent(found.index)))
    sure = [_spoken(part) for part in PARTS if part in found.both]
    if sure:
        said.append(SAID["shared"].format(parts=", ".join(sure)))
    bounds = {"low": percent(found.low), "high": percent(found.high)}
    said.append(SAID["bounds"].format(what=SAID["silence" if silent else "open"], **bounds))
    if reading != "open":
        said.append(SAID[reading].format(**bounds))
    most = [
        _spoken(line.part) for line in rows(first, second, "meet", silent) if line.shared == "yes"
    ]
    more = len(most) > len(sure)
    said.append(SAID["most"].format(parts=", ".join(most)) if more else SAID["none_more"])
    return " ".join(said)


# ------------------------------------------------------------------ many texts


def meanings(identifiers: Sequence[str] = OVERVIEW) -> go.Figure:
    """Draw several texts against the parts.

    Parameters
    ----------
    identifiers : sequence of str
        Ids of the ledger's definitions, two to eight.

    Returns
    -------
    plotly.graph_objects.Figure
        A row a part, a column a text; the sign says what the text does with the part, and a
        filled mark stands for "included".

    Raises
    ------
    UnknownNameError
        When there is no such definition.
    OutOfRangeError
        When there are not two to eight.
    """
    chosen = [_known(text) for text in identifiers]
    if not 2 <= len(chosen) <= 8:
        raise OutOfRangeError("number of texts", len(chosen), "between 2 and 8")
    frame, parts = _matrix(), list(PARTS)
    figure = go.Figure()
    left = 0.41  # where the columns begin; the names of the parts stand before
    step = (1 - left) / len(chosen)
    places = [left + (number + 0.5) * step for number in range(len(chosen))]
    for row in range(0, len(parts), 2):  # pale bands lead the eye along a row
        figure.add_shape(
            type="rect", x0=0, x1=1, y0=len(parts) - row - 0.5, y1=len(parts) - row + 0.5,
            fillcolor=theme.TINT["neutral"], line_width=0, layer="below",
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            mode="text",
            x=[0.01] * len(parts),
            y=[len(parts) - row for row in range(len(parts))],
            text=[fit.wrap(PARTS[part], 15) for part in parts],
            textposition="middle right",
            textfont={"size": theme.BODY, "color": theme.INK},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    for place, text in zip(places, chosen, strict=True):
        name, role = TEXTS[text]
        cells = [str(frame.at[text, part]) for part in parts]
        filled = [cell == "included" for cell in cells]
        open_ones = [cell in definitions.OPEN_READINGS for cell in cells]
        figure.add_trace(
            go.Scatter(
                mode="markers+text",
                name=name,
                showlegend=False,
                x=[place] * len(parts),
                y=[len(parts) - row for row in range(len(parts))],
                text=[SIGNS[cell] for cell in cells],
                textfont={
                    "size": 15,
                    "color": [
                        theme.PAPER if full else theme.TEXT[role] if free else theme.QUIET
                        for full, free in zip(filled, open_ones, strict=True)
                    ],
                },
                marker={
                    "symbol": theme.SYMBOLS[role],
                    "size": 22,
                    "color": [
                        theme.PALETTE[role] if full else "rgba(255,255,255,0)" for full in filled
                    ],
                    "line": {
                        "width": 2,
                        "color": [
                            theme.PALETTE[role] if full or free else "rgba(0,0,0,0)"
                            for full, free in zip(filled, open_ones, strict=True)
                        ],
                    },
                },
                hovertext=[
                    WORDS["hover"].format(part=PARTS[part], text=name, cell=NAMES[cell])
                    for part, cell in zip(parts, cells, strict=True)
                ],
                hoverinfo="text",
            )
        )
        figure.add_annotation(
            x=place, y=len(parts) + 0.7, text=name, textangle=-90, showarrow=False,
            yanchor="bottom", font={"size": theme.BODY, "color": theme.TEXT[role]},
        )  # fmt: skip
    figure.add_annotation(
        x=0.01, y=-0.2, xanchor="left", yanchor="top", align="left", showarrow=False,
        text=WORDS["key"], font={"size": theme.SMALL, "color": theme.INK},
    )  # fmt: skip
    table = pd.DataFrame(
        {
            WORDS["part"]: [PARTS[part] for part in parts],
            **{
                TEXTS[text][0]: [NAMES[str(frame.at[text, part])] for part in parts]
                for text in chosen
            },
        }
    )
    figure.update_layout(
        title_text=WORDS["all_title"].format(texts=len(chosen), parts=len(parts)),
        height=720,
        margin={"l": 12, "r": 12, "t": 60, "b": 12},
        xaxis={"range": [0, 1], "visible": False, "fixedrange": True},
        yaxis={"range": [-1.8, len(parts) + 4.0], "visible": False, "fixedrange": True},
    )
    figure.layout.meta = meta(
        " ".join(_told(text) for text in chosen),
        table,
        WORDS["all_caption"],
        facts.MARK_NOTE if any(_marked(text) for text in chosen) else "",
    )
    return figure


def _told(text: str) -> str:
    """Say in words what one text does with the parts."""
    frame = _matrix()
    cells = []
    for cell, name in NAMES.items():
        parts = [_spoken(part) for part in PARTS if frame.at[text, part] == cell]
        if parts and cell != "silent":
            cells.append(WORDS["all_item"].format(name=name, parts=", ".join(parts)))
    listed = "; ".join(cells) or WORDS["only_silent"]
    return WORDS["all_alt"].format(text=TEXTS[text][0], cells=listed)


def _marked(text: str) -> bool:
    return not facts.row(text).verified
