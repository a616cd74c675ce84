"""The confidence rule: how far the sources of a row carry it, worked out from the ledger."""

from __future__ import annotations

from . import _store
from ._rows import Row, row, sources

UNSETTLED = ("contested", "judgement")


def confidence_ceiling(id: str) -> str:
    """Return the highest confidence that the sources of a row allow.

    Sources that share one origin count once, and weak sources do not count. No source left: low.
    Medium at most when a detail is unverified, when the row is contested or worked out by us, or
    when it rests on one origin that is no primary source. High otherwise. For a claim the sources
    are those of its evidence, and an unsettled verdict makes it medium.

    Parameters
    ----------
    id : str
        Id of a row that has a confidence.

    Returns
    -------
    str
        "high", "medium" or "low". A row's own confidence may be lower, never higher.

    Raises
    ------
    UnknownNameError
        If there is no such id.
    OutOfRangeError
        If the id is not a text.

    Examples
    --------
    >>> confidence_ceiling("UNSCR2375"), confidence_ceiling("O17")
    ('high', 'low')
    """
    found = row(id)
    carriers = sources(*_carriers(found))
    strong = [item for item in carriers if item.values["grade"] != "weak"]
    origins = {item.values["root"] for item in strong}
    if not origins:
        return "low"
    lone = len(origins) < 2 and not any(item.values["grade"] == "primary" for item in strong)
    if lone or not found.verified or _disputed(found) or found.values.get("derived"):
        return "medium"
    return "high"


def _carriers(found: Row) -> list[str]:
    if found.table != "claims":
        return [found.id]
    evidence = _store.records("evidence")
    return [key for key, item in evidence.items() if item["claim_id"] == found.id]


def _disputed(found: Row) -> bool:
    if found.table == "claims":
        return found.values["verdict"] in UNSETTLED
    return bool(found.links.get("contested_with") or found.links.get("matter_ids"))
