"""Errors that say in one sentence what was wrong and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: A value longer than this is cut in a message, so that the message stays one sentence.
MOST_LETTERS = 200


def shown(value: object) -> str:
    """Return a value as it is written in a message: on one line, and cut when it is long.

    Parameters
    ----------
    value : object
        Any value.

    Returns
    -------
    str
        Its text.
    """
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # a whole number of more digits than Python will write
        text = "a number of very many digits"
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 3]}..."


class SummitryError(Exception):
    """Base of every error that Summitry raises on purpose; its text is meant for the user."""


class UnknownNameError(SummitryError, KeyError):
    """A table, row, lesson or check was asked for by a name that does not exist.

    Parameters
    ----------
    kind : str
        What was asked for, in words a learner knows ("table", "claim", "check").
    name : object
        The name that was given.
    known : iterable of str
        All names that exist; the nearest ones are suggested.
    """

    def __init__(self, kind: str, name: object, known: Iterable[str]) -> None:
        names = sorted({str(item) for item in known})
        lowered = {item.lower(): item for item in names}
        text = name.lower() if isinstance(name, str) else shown(name)
        near = difflib.get_close_matches(text[:MOST_LETTERS], lowered, n=3, cutoff=0.5)
        if near:
            hint = "Did you mean " + " or ".join(repr(lowered[item]) for item in near) + "?"
        elif len(names) <= 12:
            hint = "Known: " + ", ".join(names) + "."
        else:
            hint = f"Known: {names[0]} to {names[-1]} ({len(names)} in all)."
        self.message = f"There is no {kind} {shown(name)}. {hint}"
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
        super().__init__(f"{parameter} is {shown(value)}, but it must be {allowed}.")
