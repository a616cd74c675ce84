"""Errors that say in one sentence what was wrong and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SummitryError(Exception):
    """Base of every error that Summitry raises on purpose; its text is meant for the user."""


class UnknownNameError(SummitryError, KeyError):
    """A table, row, lesson or check was asked for by a name that does not exist.

    Parameters
    ----------
    kind : str
        What was asked for, in words a learner knows ("table", "claim", "check").
    name : str
        The name that was given.
    known : iterable of str
        All names that exist; the nearest ones are suggested.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted({str(item) for item in known})
        lowered = {item.lower(): item for item in names}
        near = difflib.get_close_matches(str(name).lower(), lowered, n=3, cutoff=0.5)
        if near:
            hint = "Did you mean " + " or ".join(repr(lowered[item]) for item in near) + "?"
        elif len(names) <= 12:
            hint = "Known: " + ", ".join(names) + "."
        else:
            hint = f"Known: {names[0]} to {names[-1]} ({len(names)} in all)."
        self.message = f"There is no {kind} {name!r}. {hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class OutOfRangeError(SummitryError, ValueError):
    """A value lies outside its allowed range.

    Parameters
    ----------
    parameter : str
        The name of the parameter.
    value : object
        The value given.
    allowed : str
        The allowed range in words, for example "between 0 and 1".
    """

    def __init__(self, parameter: str, value: object, allowed: str) -> None:
        super().__init__(f"{parameter} is {value!r}, but it must be {allowed}.")
