"""What a lesson or an exercise calls: predictions, checks, tables, answers, and the self-test.

>>> from summitry import course
>>> [name for name in course.__all__ if name.startswith(("p", "r", "s"))]
['predict', 'published_rates', 'reveal', 'score', 'self_test']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from summitry.course.answers import exercise
from summitry.course.forecasts import forecasts, predict, reveal
from summitry.course.quiz import check
from summitry.course.selftest import self_test
from summitry.course.tables import table

if TYPE_CHECKING:
    from summitry.course.scoring import (
        class_forecasts,
        example_forecasts,
        export_forecasts,
        published_rates,
        score,
    )

# Loaded when first used: they draw, and drawing is slow to import.
_SCORING = ("class_forecasts", "example_forecasts", "export_forecasts", "published_rates", "score")

__all__ = [
    "check",
    "class_forecasts",
    "example_forecasts",
    "exercise",
    "export_forecasts",
    "forecasts",
    "predict",
    "published_rates",
    "reveal",
    "score",
    "self_test",
    "table",
]


def __getattr__(name: str) -> Any:
    if name in _SCORING:
        return getattr(import_module("summitry.course.scoring"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
