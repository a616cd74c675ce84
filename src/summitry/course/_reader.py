"""The rules of a content file: reads one, or says which rule is broken and where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from summitry.course._entries import (
    GAP,
    Check,
    Content,
    Feedback,
    MatchRow,
    Option,
    Prediction,
    Reveal,
    WrongNumber,
    WrongOrder,
)
from summitry.errors import SummitryError

PREDICT_KINDS = ("percent", "number", "choice")
CHECK_KINDS = ("single", "multiple", "number", "order", "match")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ContentError(SummitryError):
    """A lesson's content file breaks a rule; the text names file, entry, field and rule."""

    def __init__(self, file: str, entry: str, field: str, rule: str) -> None:
        place = ", ".join(part for part in (entry, f"field '{field}'" if field else "") if part)
        super().__init__(f"{file}: {place + ': ' if place else ''}{rule}.")


def parse(text: str, file: str) -> Content:
    """Read one content file.

    Parameters
    ----------
    text : str
        What stands in the file.
    file : str
        Its name, for errors.

    Returns
    -------
    Content
        The entries.

    Raises
    ------
    ContentError
        If a rule is broken; names file, entry, field and rule.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ContentError(file, "", "", f"is not valid TOML: {problem}") from problem
    top = _Entry(data, file, "")
    top.only("schema", "lesson", "glue", "predict", "check")
    if data.get("schema") != 1:
        raise top.fail("schema", "must be 1")
    lesson = top.text("lesson")
    glue = data.get("glue", {})
    if not isinstance(glue, dict) or not all(isinstance(item, str) for item in glue.values()):
        raise top.fail("glue", 'must hold lines such as name = "expression"')
    content = Content(lesson, file, glue, {}, {})
    _collect(top, "predict", content.predictions, _prediction, content)
    _collect(top, "check", content.checks, _check, content)
    return content


def _collect(
    top: _Entry,
    name: str,
    into: dict[str, Any],
    read: Callable[[_Entry, str], Any],
    content: Content,
) -> None:
    for i, entry in enumerate(top.tables(name), start=1):
        label = entry.data.get("id") or f"number {i}"
        item = read(_Entry(entry.data, top.file, f"{name} {label!r}"), content.lesson)
        if not item.id.startswith(f"{content.lesson}-"):
            rule = f"must start with the number of the lesson ({content.lesson}-)"
            raise ContentError(top.file, f"{name} {label!r}", "id", rule)
        if item.id in content.predictions or item.id in content.checks:
            raise ContentError(top.file, f"{name} {label!r}", "id", "stands twice")
        for gap in GAP.findall(repr(item)):
            if gap not in content.glue:
                rule = f"has no line {gap!r}, but a text uses {{{{ {gap} }}}}"
                raise ContentError(top.file, f"{name} {label!r}", "glue", rule)
        into[item.id] = item


class _Entry:
    """One table of a content file; every error names the file, the entry and the field."""

    def __init__(self, data: Mapping[str, Any], file: str, where: str, path: str = "") -> None:
        if not isinstance(data, Mapping):
            raise ContentError(file, where, path, "must be a table")
        self.data, self.file, self.where, self.path = data, file, where, path

    def fail(self, name: str, rule: str) -> ContentError:
        """Return the error for one field."""
        dotted = ".".join(part for part in (self.path, name) if part)
        return ContentError(self.file, self.where, dotted, rule)

    def only(self, *names: str) -> None:
        """Allow these fields and no others."""
        for name in self.data:
            if name not in names:
                known = ", ".join(names)
                raise self.fail(name, f"is not known here; known fields are {known}")

    def text(self, name: str, *, needed: bool = True) -> str:
        """Return a text."""
        given = self.data.get(name, "")
        if not isinstance(given, str):
            raise self.fail(name, f"must be a text, not {given!r}")
        if needed and not given.strip():
            raise self.fail(name, "is missing")
        return given.strip()

    def slug(self, name: str) -> str:
        """Return a name made of small letters, digits and single hyphens."""
        given = self.text(name)
        if not ID.fullmatch(given):
            raise self.fail(name, f"is {given!r}, but only a-z, 0-9 and single hyphens may stand")
        return given

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """Return one of the known words."""
        given = self.text(name)
        if given not in known:
            raise self.fail(name, f"is {given!r}, but must be one of {', '.join(known)}")
        return given

    def number(self, name: str, default: float | None = None) -> float | None:
        """Return a number, or the default."""
        given = self.data.get(name, default)
        if given is None:
            return None
        if not _is_number(given):
            raise self.fail(name, f"must be a number, not {given!r}")
        return given if isinstance(given, int) else float(given)

    def amount(self, name: str) -> Any:
        """Return a number or ``{ expr = "..." }``; neither is computed here."""
        given = self.data.get(name)
        if given is None:
            raise self.fail(name, "is missing")
        if isinstance(given, Mapping):
            if set(given) != {"expr"} or not isinstance(given["expr"], str):
                raise self.fail(name, 'must be a number or { expr = "..." }')
        elif not _is_number(given):
            raise self.fail(name, f'must be a number or {{ expr = "..." }}, not {given!r}')
        return given

    def flag(self, name: str) -> bool:
        """Return true or false (false when it does not stand)."""
        given = self.data.get(name, False)
        if not isinstance(given, bool):
            raise self.fail(name, f"must be true or false, not {given!r}")
        return given

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of ids."""
        given = self.data.get(name, [])
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            raise self.fail(name, "must be a list of ids")
        return tuple(given)

    def table(self, name: str) -> _Entry:
        """Return a table inside this one."""
        if name not in self.data:
            raise self.fail(name, "is missing")
        return self._inside(self.data[name], name)

    def tables(self, name: str, *, least: int = 0) -> list[_Entry]:
        """Return a list of tables inside this one."""
        given = self.data.get(name, [])
        if not isinstance(given, list):
            raise self.fail(name, "must be a list")
        if len(given) < least:
            raise self.fail(name, f"needs at least {least} entries and has {len(given)}")
        return [self._inside(item, f"{name}[{i}]") for i, item in enumerate(given, start=1)]

    def _inside(self, data: Any, name: str) -> _Entry:
        path = ".".join(part for part in (self.path, name) if part)
        return _Entry(data, self.file, self.where, path)

    def feedback(self) -> Feedback:
        """Return this entry's misconception and feedback; both must stand."""
        return Feedback(self.slug("misconception"), self.text("feedback"))


def _is_number(given: Any) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool) and given == given


def _unique(entries: Sequence[_Entry], options: Sequence[Option | MatchRow]) -> None:
    seen: set[str] = set()
    for entry, option in zip(entries, options, strict=True):
        if option.key in seen:
            raise entry.fail("key", f"is {option.key!r} for the second time")
        seen.add(option.key)


def _plain_options(entry: _Entry, name: str = "options") -> tuple[Option, ...]:
    entries = entry.tables(name, least=2)
    for item in entries:
        item.only("key", "text")
    options = tuple(Option(item.slug("key"), item.text("text")) for item in entries)
    _unique(entries, options)
    return options


def _prediction(entry: _Entry, lesson: str) -> Prediction:
    entry.only("id", "kind", "question", "help", "unit", "min", "max", "step", "options", "reveal")
    kind = entry.one_of("kind", PREDICT_KINDS)
    common: dict[str, Any] = {
        "id": entry.slug("id"),
        "lesson": lesson,
        "kind": kind,
        "question": entry.text("question"),
        "help": entry.text("help", needed=False),
    }
    if kind == "percent":
        common |= {"unit": "%", "min": 0, "max": 100, "step": 1}
    elif kind == "number":
        low, high = entry.number("min"), entry.number("max")
        if low is not None and high is not None and not low < high:
            raise entry.fail("max", f"is {high}, but must be above min ({low})")
        common |= {
            "unit": entry.text("unit"),
            "min": low,
            "max": high,
            "step": entry.number("step"),
        }
    else:
        common["options"] = _plain_options(entry)
    return Prediction(**common, reveal=_reveal(entry.table("reveal"), kind, common))


def _reveal(entry: _Entry, kind: str, common: Mapping[str, Any]) -> Reveal:
    entry.only("happened", "outcome", "record", "sources")
    if kind == "choice":
        outcome: Any = entry.text("outcome")
        keys = [option.key for option in common["options"]]
        if outcome not in keys:
            raise entry.fail("outcome", f"is {outcome!r}, but must be one of {', '.join(keys)}")
    else:
        outcome = entry.amount("outcome")
        if kind == "percent" and _is_number(outcome) and outcome not in (0, 1):
            raise entry.fail("outcome", f"is {outcome}, but must be 1 (it happened) or 0")
    sources = entry.names("sources")
    if not sources:
        raise entry.fail("sources", "is missing; name at least one source id")
    return Reveal(entry.text("happened"), outcome, entry.text("record"), sources)


_CHECK_FIELDS = {
    "single": ("options",),
    "multiple": ("options",),
    "number": ("answer", "tolerance", "unit", "wrong", "otherwise"),
    "order": ("options", "wrong", "otherwise"),
    "match": ("options", "rows"),
}


def _check(entry: _Entry, lesson: str) -> Check:
    kind = entry.one_of("kind", CHECK_KINDS)
    entry.only("id", "kind", "question", "help", "why", "sources", *_CHECK_FIELDS[kind])
    readers = {
        "single": _choices,
        "multiple": _choices,
        "number": _number,
        "order": _order,
        "match": _match,
    }
    return Check(
        id=entry.slug("id"),
        lesson=lesson,
        kind=kind,
        question=entry.text("question"),
        help=entry.text("help", needed=False),
        why=entry.text("why"),
        sources=entry.names("sources"),
        **readers[kind](entry),
    )


def _choices(entry: _Entry) -> dict[str, Any]:
    single = entry.data["kind"] == "single"
    entries = entry.tables("options", least=2)
    options = tuple(_choice(item, single=single) for item in entries)
    _unique(entries, options)
    right = sum(option.correct for option in options)
    if single and right != 1:
        raise entry.fail("options", f"needs exactly one with correct = true and has {right}")
    if not single and right == 0:
        raise entry.fail("options", "needs at least one with correct = true")
    return {"options": options}


def _choice(entry: _Entry, *, single: bool) -> Option:
    key, text, correct = entry.slug("key"), entry.text("text"), entry.flag("correct")
    if not correct:
        entry.only("key", "text", "correct", "misconception", "feedback")
        return Option(key, text, wrong=entry.feedback())
    if single:
        entry.only("key", "text", "correct")
        return Option(key, text, correct=True)
    entry.only("key", "text", "correct", "missed")
    missed = entry.table("missed")
    missed.only("misconception", "feedback")
    return Option(key, text, correct=True, missed=missed.feedback())


def _otherwise(entry: _Entry) -> Feedback:
    inside = entry.table("otherwise")
    inside.only("misconception", "feedback")
    return inside.feedback()


def _number(entry: _Entry) -> dict[str, Any]:
    tolerance = entry.number("tolerance", 0.0)
    if tolerance is None or tolerance < 0:
        raise entry.fail("tolerance", f"is {tolerance}, but must be 0 or more")
    return {
        "answer": entry.amount("answer"),
        "tolerance": tolerance,
        "unit": entry.text("unit", needed=False),
        "wrong_numbers": tuple(_wrong_number(item) for item in entry.tables("wrong", least=1)),
        "otherwise": _otherwise(entry),
    }


def _wrong_number(entry: _Entry) -> WrongNumber:
    entry.only("value", "min", "max", "misconception", "feedback")
    if "value" in entry.data:
        if "min" in entry.data or "max" in entry.data:
            raise entry.fail("value", "stands beside min or max; use one or the other")
        low = high = entry.amount("value")
    elif "min" in entry.data or "max" in entry.data:
        low = entry.amount("min") if "min" in entry.data else None
        high = entry.amount("max") if "max" in entry.data else None
    else:
        raise entry.fail("value", "is missing (or give min and max)")
    return WrongNumber(low, high, entry.feedback())


def _order(entry: _Entry) -> dict[str, Any]:
    options = _plain_options(entry)
    keys = [option.key for option in options]
    wrong = []
    for item in entry.tables("wrong", least=1):
        item.only("first", "later", "misconception", "feedback")
        first, later = item.text("first"), item.text("later")
        for name, key in (("first", first), ("later", later)):
            if key not in keys:
                raise item.fail(name, f"is {key!r}, but must be one of {', '.join(keys)}")
        if keys.index(first) <= keys.index(later):
            raise item.fail("first", f"{first!r} does come before {later!r}, so it is not wrong")
        wrong.append(WrongOrder(first, later, item.feedback()))
    return {"options": options, "wrong_orders": tuple(wrong), "otherwise": _otherwise(entry)}


def _match(entry: _Entry) -> dict[str, Any]:
    options = _plain_options(entry)
    entries = entry.tables("rows", least=2)
    rows = tuple(_match_row(item, [option.key for option in options]) for item in entries)
    _unique(entries, rows)
    return {"options": options, "rows": rows}


def _match_row(entry: _Entry, keys: list[str]) -> MatchRow:
    entry.only("key", "text", "answer", "wrong", "otherwise")
    answer = entry.text("answer")
    if answer not in keys:
        raise entry.fail("answer", f"is {answer!r}, but must be one of {', '.join(keys)}")
    wrong = {}
    if "wrong" in entry.data:
        inside = entry.table("wrong")
        inside.only(*(key for key in keys if key != answer))
        for key in inside.data:
            item = inside.table(key)
            item.only("misconception", "feedback")
            wrong[key] = item.feedback()
    return MatchRow(entry.slug("key"), entry.text("text"), answer, wrong, _otherwise(entry))
