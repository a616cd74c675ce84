"""Packages of items whose worth adds up: every package, and the ones nobody can improve on.

A package is a set of items, written as a whole number: bit i is 1 when item i is in it. Each item
changes the utility of each side by a fixed amount, and a package by the sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summitry._checks import FloatArray

BLOCK_BITS = 16

Masks = NDArray[np.uint32]


def utilities(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return both sides' utility of every package, in the order of the package numbers.

    Parameters
    ----------
    first, second : numpy.ndarray
        What each item adds for each side.

    Returns
    -------
    tuple of numpy.ndarray
        Two arrays of length 2^n (16 bytes a package together).
    """
    n = len(first)
    result = (np.empty(1 << n), np.empty(1 << n))
    for array, steps in zip(result, (first, second), strict=True):
        array[0] = 0.0
        for i, step in enumerate(steps):
            # Packages with item i: the same as those without it, plus what it adds.
            np.add(array[: 1 << i], step, out=array[1 << i : 2 << i])
    return result


def blocks(
    first: FloatArray, second: FloatArray, bits: int = BLOCK_BITS
) -> Iterator[tuple[int, FloatArray, FloatArray]]:
    """Walk through all packages in blocks that fit the processor's cache.

    Parameters
    ----------
    first, second : numpy.ndarray
        What each item adds for each side.
    bits : int
        A block holds 2^bits packages.

    Yields
    ------
    tuple
        Number of the first package of a block, then both sides' utilities of the block. The sums
        are added up in the same order as in `utilities`, so they agree to the last bit.
    """
    low = min(len(first), bits)
    start = utilities(first[:low], second[:low])
    stack = [(low, 0, *start)]
    while stack:
        item, mask, u, k = stack.pop()
        if item == len(first):
            yield mask, u, k
        else:
            stack.append((item + 1, mask | 1 << item, u + first[item], k + second[item]))
            stack.append((item + 1, mask, u, k))


@dataclass(frozen=True)
class Staircase:
    """Points that no other package dominates, sorted by the first side's utility.

    Parameters
    ----------
    first, second : numpy.ndarray
        Utilities: the first rises from point to point, the second falls.
    masks : numpy.ndarray
        One package that reaches each point: the one with the smallest number.
    counts : numpy.ndarray
        How many undominated packages reach each point.
    """

    first: FloatArray
    second: FloatArray
    masks: Masks
    counts: Masks


def staircase(
    first: FloatArray, second: FloatArray, *, empty: bool = True, rounded: bool = False
) -> Staircase:
    """Return the whole Pareto frontier of all packages, without listing all packages.

    Items are added one at a time. A set of packages that is dominated stays dominated whatever is
    added to it, so after each item only the undominated ones are kept (Nemhauser and Ullmann 1969).
    Two sorted staircases are merged in each step: the old packages, and the same with the item.

    Parameters
    ----------
    first, second : numpy.ndarray
        What each item adds for each side.
    empty : bool
        Whether the empty package belongs to the choice.
    rounded : bool
        Whether sums are rounded, so that two packages worth the same are one point although
        their sums differ in the last digit of a float.

    Returns
    -------
    Staircase
        The frontier; 24 bytes a point.

    References
    ----------
    G. L. Nemhauser and Z. Ullmann, "Discrete Dynamic Programming and Capital Allocation",
    Management Science 15 (1969).
    """
    kept = _EMPTY if empty else _NONE
    digits = (_digits(first), _digits(second)) if rounded else None
    if digits:
        first, second = np.round(first, digits[0]), np.round(second, digits[1])
    for item, (du, dk) in enumerate(zip(first, second, strict=True)):
        kept = _add_item(kept, float(du), float(dk), item, empty, digits)
    return kept


def _digits(steps: FloatArray) -> int:
    """Decimals that leave twelve significant digits of the largest sum there can be."""
    total = float(np.abs(steps).sum())
    return 12 - math.ceil(math.log10(total)) if total > 1e-9 else 21


_EMPTY = Staircase(np.zeros(1), np.zeros(1), np.zeros(1, np.uint32), np.ones(1, np.uint32))
_NONE = Staircase(np.zeros(0), np.zeros(0), np.zeros(0, np.uint32), np.zeros(0, np.uint32))


def _add_item(
    kept: Staircase,
    du: float,
    dk: float,
    item: int,
    empty: bool,
    digits: tuple[int, int] | None,
) -> Staircase:
    """Return the undominated points among the old packages and the same with one more item."""
    old = kept if empty else _with_empty_package(kept)
    u = np.concatenate([kept.first, old.first + du])
    if digits:
        np.round(u, digits[0], out=u)
    order = np.argsort(u, kind="stable")  # merges two sorted runs: linear, not a fresh sort
    u = u[order]
    k = np.concatenate([kept.second, old.second + dk])
    if digits:
        np.round(k, digits[1], out=k)
    order = _order_within_ties(u, k, order)
    k = k[order]
    masks = np.concatenate([kept.masks, old.masks | np.uint32(1 << item)])[order]
    counts = np.concatenate([kept.counts, old.counts])[order]
    del order
    if (same := (u[1:] == u[:-1]) & (k[1:] == k[:-1])).any():
        # One point reached twice: keep the first package (smallest number), add the counts.
        starts = np.flatnonzero(np.concatenate([[True], ~same]))
        counts = np.add.reduceat(counts, starts, dtype=np.uint32)
        u, k, masks = u[starts], k[starts], masks[starts]
    # From right to left, a point stays when it gives the second side more than all to its right.
    stays = np.ones(len(k), dtype=bool)
    stays[:-1] = k[:-1] > np.maximum.accumulate(k[:0:-1])[::-1]
    if stays.all():
        return Staircase(u, k, masks, counts)
    return Staircase(u[stays], k[stays], masks[stays], counts[stays])


def _order_within_ties(u: FloatArray, k: FloatArray, order: NDArray[np.intp]) -> NDArray[np.intp]:
    """Sort points with equal `u` by `k`; all others stay where they are.

    `u` is sorted already, `k` is not: `k[order]` belongs to `u`. Equal points keep the order of
    `order`, in which smaller package numbers come first.
    """
    equal = u[1:] == u[:-1]
    if not equal.any():
        return order
    tied = np.flatnonzero(np.concatenate([equal, [False]]) | np.concatenate([[False], equal]))
    inner = np.lexsort((k[order[tied]], u[tied]))
    order[tied] = order[tied[inner]]
    return order


def _with_empty_package(points: Staircase) -> Staircase:
    at = int(np.searchsorted(points.first, 0.0))
    return Staircase(
        np.insert(points.first, at, 0.0),
        np.insert(points.second, at, 0.0),
        np.insert(points.masks, at, np.uint32(0)),
        np.insert(points.counts, at, np.uint32(1)),
    )
