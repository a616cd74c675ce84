"""Keep labels apart: wrap them, estimate how wide they are, and leave out what does not fit."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Width of an average letter as a share of the type size; on the wide side for plain fonts.
LETTER = 0.56

#: Pixels a drawing area has at least: a window 800 pixels wide with a side bar. Labels that fit
#: here also fit in more room.
ROOM = 420

#: Of the margin of 8 pixels, what the axes take at either end, so that no ring is cut there.
BESIDE = 6


@dataclass(frozen=True)
class Placed:
    """A label that fits.

    Parameters
    ----------
    text : str
        Its lines, separated by ``<br>``.
    anchor : str
        Where it hangs: by its "center", its "left" or its "right" end.
    left, right : float
        The stretch it takes, in pixels.
    """

    text: str
    anchor: str
    left: float
    right: float


def width(text: str, size: float) -> float:
    """Estimate the width of a text in pixels.

    Parameters
    ----------
    text : str
        Lines separated by ``<br>``; the longest counts.
    size : float
        Type size in pixels.

    Returns
    -------
    float
        Pixels.
    """
    return max(len(line) for line in text.split("<br>")) * LETTER * size


def wrap(text: str, letters: int) -> str:
    """Break a text into lines at spaces.

    Parameters
    ----------
    text : str
        One line.
    letters : int
        Longest line, unless a single word is longer.

    Returns
    -------
    str
        Lines separated by ``<br>``.
    """
    return "<br>".join(textwrap.wrap(text, letters, break_long_words=False))


def place(
    labels: Sequence[tuple[float, str]],
    *,
    size: float,
    left: float,
    right: float,
    weights: Sequence[int] = (),
    lines: int = 3,
    gap: float = 8,
) -> list[Placed | None]:
    """Place labels along one line so that none touches another and as many as possible stay.

    Each label may be broken into lines and hung by its middle, its left or its right end. The
    best choice for all of them together is found from left to right.

    Parameters
    ----------
    labels : sequence of (float, str)
        Position in pixels and text of each label, from left to right.
    size : float
        Type size in pixels.
    left, right : float
        The stretch that labels may take.
    weights : sequence of int, optional
        How much it matters that a label stays; 1 each by default.
    lines : int, optional
        Most lines a label may have.
    gap : float, optional
        Free pixels between two labels.

    Returns
    -------
    list of Placed or None
        In the order of `labels`; None for a label that does not fit.
    """
    return list(_place(tuple(labels), size, left, right, tuple(weights), lines, gap))


@lru_cache(maxsize=512)
def _place(
    labels: tuple[tuple[float, str], ...],
    size: float,
    left: float,
    right: float,
    weights: tuple[int, ...],
    lines: int,
    gap: float,
) -> tuple[Placed | None, ...]:
    # A state: how far the labels reach, how good they are, which they are. Of two states that
    # reach equally far only the better can win, so few states are kept.
    states: list[tuple[float, float, tuple[Placed | None, ...]]] = [(left - gap, 0.0, ())]
    for index, (at, text) in enumerate(labels):
        weight = weights[index] if weights else 1
        grown = [(reach, worth, (*chosen, None)) for reach, worth, chosen in states]
        for option, blemish in _options(at, text, size, lines):
            if option.left < left or option.right > right:
                continue
            grown += [
                (option.right, worth + weight - blemish, (*chosen, option))
                for reach, worth, chosen in states
                if reach + gap <= option.left
            ]
        states = _best(grown)
    return max(states, key=lambda state: state[1])[2]


def _best(
    states: list[tuple[float, float, tuple[Placed | None, ...]]],
) -> list[tuple[float, float, tuple[Placed | None, ...]]]:
    kept: list[tuple[float, float, tuple[Placed | None, ...]]] = []
    for state in sorted(states, key=lambda state: (state[0], -state[1])):
        if not kept or state[1] > kept[-1][1]:
            kept.append(state)
    return kept


def _options(at: float, text: str, size: float, lines: int) -> list[tuple[Placed, float]]:
    """List the ways to set one label, each with a small blemish that counts against it."""
    found = []
    for shape in sorted({wrap(text, letters) for letters in range(4, max(len(text), 4) + 1)}):
        breaks = shape.count("<br>")
        if breaks >= lines:
            continue
        wide = width(shape, size)
        for anchor, start in (
            ("center", at - wide / 2),
            ("left", at - 12),
            ("right", at + 12 - wide),
        ):
            blemish = 0.02 * abs(breaks - 1) + (0.0 if anchor == "center" else 0.1)
            found.append((Placed(shape, anchor, start, start + wide), blemish))
    return found
