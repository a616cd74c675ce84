"""What an answer may look like: checked at once for the learner, and again by the grader.

An answer is data and nothing else: a number, a choice, a list of choices, or the five fields of an
argument. The check knows the form only, never the right answer.
"""

from __future__ import annotations

import math
import numbers
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from summitry.errors import SummitryError, UnknownNameError

KINDS = ("number", "whole", "choice", "choices", "argument")

#: Fields of an argument, in order, with what each is for.
FIELDS: dict[str, str] = {
    "claim": "one sentence that could be wrong",
    "evidence": "a list of ids of the ledger, such as ['O34', 'O35']",
    "warrant": "why this evidence carries the claim",
    "counter": "the strongest account against the claim, in its best form",
    "flip": "what you would have to see to change your mind",
}
LONGEST = 1500  # letters of one field of an argument
LEAST = 20
IDS = 12  # ids of the ledger that one argument may name


class AnswerFormatError(SummitryError):
    """An answer that cannot be graded as it stands; the text says what to write instead."""


def clean(question: Mapping[str, Any], value: Any) -> Any:
    """Return an answer as plain data.

    Parameters
    ----------
    question : mapping
        ``id`` and ``kind``; for numbers ``unit``, ``min`` and ``max`` (both included); for choices
        ``options``, a list of mappings with ``key`` and ``text``.
    value : object
        What the learner wrote.

    Returns
    -------
    int, float, str, list or dict
        Plain data that can be written as JSON.

    Raises
    ------
    AnswerFormatError
        If the value has another form. Names the question, the value and what is allowed.
    """
    make = {
        "number": _number,
        "whole": _whole,
        "choice": _choice,
        "choices": _choices,
        "argument": _argument,
    }
    return make[question["kind"]](question, value)


def shown(question: Mapping[str, Any], value: Any) -> str:
    """Say a cleaned answer in words.

    Parameters
    ----------
    question : mapping
        As for `clean`.
    value : object
        What `clean` returned.

    Returns
    -------
    str
        For example ``"12.5 points"``.
    """
    if question["kind"] in ("number", "whole"):
        return f"{value:g} {question.get('unit', '')}".strip()
    if question["kind"] == "argument":
        return f"{len(value)} fields, with {len(value['evidence'])} ids as evidence"
    texts = {option["key"]: option["text"] for option in question["options"]}
    keys = [value] if isinstance(value, str) else value
    return "; ".join(f"{key} ({texts[key]})" for key in keys) or "none of them"


def _refuse(question: Mapping[str, Any], value: Any, wanted: str) -> AnswerFormatError:
    text = _short(value)
    return AnswerFormatError(f"Answer {question['id']!r} is {text}, but must be {wanted}.")


def _short(value: Any) -> str:
    """Show any object briefly, even one whose own words cannot be asked for."""
    if value is ...:
        return "still ..."
    try:
        text = repr(value)
    except Exception:
        text = f"an object of type {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def _number(question: Mapping[str, Any], value: Any) -> float:
    low, high = question.get("min"), question.get("max")
    wanted = "a number" + _range(question)
    value = _single(value)
    # Only real numbers: an object of the learner's own could say anything when it is compared.
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        raise _refuse(question, value, f"{wanted}, without quotes and without a unit")
    try:
        number = float(value)
    except Exception:
        raise _refuse(question, value, wanted) from None
    if type(number) is not float or not math.isfinite(number):
        raise _refuse(question, value, wanted)
    if (low is not None and number < low) or (high is not None and number > high):
        raise _refuse(question, number, wanted)
    return number


def _single(value: Any) -> Any:
    """Take the value out of a column or array that holds no other."""
    try:
        return value.item() if value.size == 1 else value
    except Exception:
        return value


def _word(value: str) -> str:
    """Read a word as it is meant: without spaces around it, and signs that nobody sees."""
    # The full-width letters of East Asian keyboards become plain ones.
    plain = unicodedata.normalize("NFKC", str.__str__(value))
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").strip()


def _whole(question: Mapping[str, Any], value: Any) -> int:
    number = _number(question, value)
    if number != int(number):
        raise _refuse(question, value, "a whole number" + _range(question))
    return int(number)


def _range(question: Mapping[str, Any]) -> str:
    low, high, unit = question.get("min"), question.get("max"), question.get("unit", "")
    words = f" of {unit}" if unit else ""
    if low is not None and high is not None:
        return f"{words} from {low:g} to {high:g}"
    if low is not None:
        return f"{words}, at least {low:g}"
    return f"{words}, at most {high:g}" if high is not None else words


def _keys(question: Mapping[str, Any]) -> list[str]:
    return [str(option["key"]) for option in question["options"]]


def _choice(question: Mapping[str, Any], value: Any) -> str:
    keys = _keys(question)
    value = _single(value)
    if not isinstance(value, str):
        raise _refuse(question, value, f"one of {', '.join(map(repr, keys))}, in quotes")
    word = _word(value).casefold()
    if word not in keys:
        problem = UnknownNameError(f"answer for {question['id']!r}:", word[:60], keys)
        raise AnswerFormatError(str(problem))
    return word


def _choices(question: Mapping[str, Any], value: Any) -> list[str]:
    keys = _keys(question)
    if not isinstance(value, str) and hasattr(value, "tolist"):
        value = value.tolist()  # a column of a table, an array
    if type(value) not in (list, tuple, set):
        raise _refuse(question, value, f"a list with some of {', '.join(map(repr, keys))}")
    if len(value) > 4 * len(keys):
        raise _refuse(question, value, f"a list of at most {len(keys)} keys")
    chosen = {_choice(question, item) for item in value}
    return [key for key in keys if key in chosen]


def _argument(question: Mapping[str, Any], value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _refuse(question, value, f"a dictionary with the fields {', '.join(FIELDS)}")
    for name in value:
        if name not in FIELDS:
            raise AnswerFormatError(str(UnknownNameError("field of the argument", name, FIELDS)))
    result: dict[str, Any] = {}
    for name, purpose in FIELDS.items():
        given = value.get(name, "")
        where = f"field {name!r} of answer {question['id']!r}"
        if name == "evidence":
            result[name] = _ids(where, given)
            continue
        text = _stored(given) if isinstance(given, str) else ""
        if not LEAST <= len(text) <= LONGEST:
            raise AnswerFormatError(
                f"The {where} must be text of {LEAST} to {LONGEST} letters: {purpose}; "
                f"it is {_short(given)}."
            )
        result[name] = text
    return result


def _stored(text: str) -> str:
    """Take a text without half characters and control signs, which a file cannot hold."""
    kept = (
        sign if sign in "\n\t" or unicodedata.category(sign) not in ("Cs", "Cc") else "\ufffd"
        for sign in str.__str__(text)
    )
    return "".join(kept).strip()


def _ids(where: str, given: Any) -> list[str]:
    wanted = f"a list of two to {IDS} different ids of the ledger, such as ['O34', 'O35']"
    problem = AnswerFormatError(f"The {where} must be {wanted}; it is {_short(given)}.")
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes, Mapping)):
        raise problem
    try:
        items = [item for item, _ in zip(given, range(IDS + 1), strict=False)]
    except Exception:
        raise problem from None
    if len(items) > IDS or not all(isinstance(item, str) for item in items):
        raise problem
    ids = list(dict.fromkeys(_known(where, _word(item)) for item in items))
    # A set has no order of its own.
    ids = sorted(ids) if isinstance(given, (set, frozenset)) else ids
    if len(ids) < 2:
        raise problem
    return ids


def _known(where: str, key: str) -> str:
    from summitry import facts

    try:
        return facts.row(key).id
    except SummitryError as problem:
        unknown = problem
    try:
        return facts.row(key.upper()).id
    except SummitryError:
        raise AnswerFormatError(f"In the {where}: {unknown}") from None
