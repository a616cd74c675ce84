"""Rules on what a lesson takes from the ledger: ids exist, all sides are heard, marks shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from summitry import facts
from summitry.course._calls import calls
from summitry.course.glue import references
from summitry.course.lesson import Lesson, Problem
from summitry.errors import UnknownNameError


def unknown_ids(lesson: Lesson) -> Iterator[Problem]:
    """L30: every claim, fact and source exists."""
    for item in references(lesson):
        try:
            row = facts.row(item.id)
        except UnknownNameError as error:
            yield lesson.problem(item.line, "L30", str(error))
            continue
        if item.by == "claims" and row.table != "claims":
            yield lesson.problem(item.line, "L30", f"{item.id} is no claim; name it under facts.")
        elif item.by != "claims" and row.table == "claims":
            text = (
                f"{row.id} is a claim; name it under claims, and cite its evidence ({row.id}-e1)."
            )
            yield lesson.problem(item.line, "L30", text)


def one_sided(lesson: Lesson) -> Iterator[Problem]:
    """L31: a contested fact is shown with the accounts of at least two sides."""
    cited = dict(_rows(lesson))
    shown = {
        call.text
        for cell in lesson.cells
        for call in calls(cell)
        if call.name == "facts.accounts" and call.text
    }
    told: dict[str, set[str]] = {}
    for row, _ in cited.values():
        if row.table == "accounts":
            told.setdefault(str(row.values["matter"]), set()).add(_voice(row))
    shown |= {matter for matter, voices in told.items() if len(voices) > 1}
    seen: set[str] = set()
    for row, line in cited.values():
        others = set(row.links.get("contested_with", ())) & cited.keys()
        for matter in matters_of(row):
            by_pair = any(matter in matters_of(cited[other][0]) for other in others)
            if matter not in shown | seen and not by_pair:
                seen.add(matter)
                text = (
                    f"{row.id} belongs to the contested matter {matter!r}, of which the lesson "
                    f'shows one side; show facts.accounts("{matter}"), or name rows of both sides.'
                )
                yield lesson.problem(line, "L31", text)
        partners = row.links.get("contested_with", ())
        if partners and not others and not matters_of(row):
            text = f"{row.id} is contested by {', '.join(partners)}; name one of them as well."
            yield lesson.problem(line, "L31", text)


def _voice(account: facts.Row) -> str:
    """Return the side of an account; where all accounts are of one side, its origin."""
    matter = facts.accounts(str(account.values["matter"]))
    sides = {item.side for item in matter.rows}
    return str(account.values["side" if len(sides) > 1 else "root"])


def matters_of(row: facts.Row) -> tuple[str, ...]:
    """Return the contested matters that a row belongs to."""
    if row.table == "matters":
        return (row.id,)
    if row.table == "accounts":
        return (str(row.values["matter"]),)
    return row.links.get("matter_ids", ())


def _rows(lesson: Lesson) -> Iterator[tuple[str, tuple[facts.Row, int]]]:
    """Yield the facts that a lesson cites, with the first line that does; no claims, no sources."""
    first: dict[str, tuple[facts.Row, int]] = {}
    for item in references(lesson):
        try:
            row = facts.row(item.id)
        except UnknownNameError:
            continue  # L30 says so.
        if row.table not in ("claims", "sources"):
            first.setdefault(row.id, (row, item.line))
    yield from first.items()


def mark_missing(lesson: Lesson, printed: Mapping[str, str] | None = None) -> Iterator[Problem]:
    """L32: a fact that is not verified stands where its mark is printed.

    A text cell must cite it (the builder adds the mark) or write the mark. What a code cell prints
    is known only when it has been run: `printed` holds the outputs of the code cells by their id.
    """
    cited = {(item.cell.id, item.id) for item in references(lesson) if item.by == "cite"}
    for item in references(lesson):
        cell = item.cell
        wanted = "markdown" if printed is None else "code"
        if item.by != "facts" or cell.kind != wanted or (cell.id, item.id) in cited:
            continue
        try:
            row = facts.row(item.id)
        except UnknownNameError:
            continue  # L30 says so.
        if row.mark and row.mark not in (cell.source if printed is None else printed[cell.id]):
            how = "print it with course.table, facts.cite or facts.accounts"
            if printed is None:
                how = f"cite it in the text ({{cite}}`{row.id}`)"
            text = f"{row.id} is not verified, but cell {cell.id} shows no {row.mark}; {how}."
            yield lesson.problem(item.line, "L32", text)


def ledger_faults() -> Iterator[str]:
    """Say what does not hold together in the ledger, one sentence a fault."""
    for table in facts.tables():
        for id in facts.load(table)["id"]:
            row = facts.row(id)
            for links, others in row.links.items():
                for other in others:
                    if links not in ("actors", "parties") and not _exists(other):
                        yield f"{id} names {other!r} ({links}), which does not exist."
            for other in row.links.get("contested_with", ()):
                if _exists(other) and id not in facts.row(other).links.get("contested_with", ()):
                    yield f"{id} is contested with {other}, but not the other way round."
    for claim in facts.load("claims")["id"]:
        if facts.trace(claim).empty:
            yield f"{claim} has no evidence with a source."
    for matter in facts.matters():
        if len(facts.accounts(matter).rows) < 2:
            yield f"the matter {matter!r} has fewer than two accounts."


def _exists(id: str) -> bool:
    try:
        facts.row(id)
    except UnknownNameError:
        return False
    return True
