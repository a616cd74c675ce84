"""Numbers of the content files, computed from the facts and the models instead of typed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from summitry.errors import SummitryError

# What an expression may use: the facts, the models, and a few plain functions.
ROOMS = (
    "facts",
    "bargain",
    "beliefs",
    "deal",
    "definitions",
    "politics",
    "sanctions",
    "scenarios",
    "sweep",
)
PLAIN = {
    f.__name__: f
    for f in (
        abs,
        all,
        any,
        float,
        int,
        len,
        list,
        max,
        min,
        range,
        round,
        set,
        sorted,
        str,
        sum,
        tuple,
    )
}


def evaluate(expression: str) -> Any:
    """Compute an expression over the facts and the models.

    Parameters
    ----------
    expression : str
        For example ``len(facts.load('resolutions'))``. It may use `facts`, the models by their
        names, and plain functions such as `len`, `sum`, `min`, `max` and `round`.

    Returns
    -------
    object
        The result.

    Raises
    ------
    SummitryError
        If the expression cannot be computed; the text says why.

    Examples
    --------
    >>> evaluate("len([1, 2, 3])")
    3
    """
    try:
        tree = ast.parse(expression, mode="eval")
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        rooms = {name: import_module(f"summitry.{name}") for name in ROOMS if name in used}
        found = eval(compile(tree, "<expression>", "eval"), {"__builtins__": PLAIN, **rooms})
        return found.item() if isinstance(found, np.generic) else found
    except Exception as problem:
        reason = f"{type(problem).__name__}: {problem}"
        raise SummitryError(f"Cannot compute {expression!r} ({reason}).") from problem


def value(given: Any) -> Any:
    """Return a value that stands in the file as such or as ``{ expr = "..." }``."""
    if isinstance(given, Mapping):
        return evaluate(given["expr"])
    return given
