"""The plan of the course: which lesson is to teach which claim of the article."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True)
class Planned:
    """One lesson of the plan.

    Parameters
    ----------
    id : str
        Its number.
    part : str
        The part of the course; empty before the first one.
    title, question : str
        What it is called, and what it asks.
    claims : tuple of str
        The claims it is to teach.
    """

    id: str
    part: str
    title: str
    question: str
    claims: tuple[str, ...]


@cache
def lessons() -> Mapping[str, Planned]:
    """Return the planned lessons by number.

    Returns
    -------
    mapping of str to Planned
        In the order of the course.
    """
    text = (resources.files("summitry.course") / "plan.toml").read_text("utf-8")
    table = resources.files("summitry.explorers") / "data" / "claim_plan.csv"
    claims: dict[str, list[str]] = {}
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        claims.setdefault(row["lesson"], []).append(row["claim_id"])
    return MappingProxyType(
        {
            item["id"]: Planned(**item, claims=tuple(claims.get(item["id"], ())))
            for item in tomllib.loads(text)["lesson"]
        }
    )


def planned_in(claim: str) -> list[str]:
    """Return the numbers of the lessons that are to teach a claim.

    Parameters
    ----------
    claim : str
        Id of a claim, such as ``C26``.

    Returns
    -------
    list of str
        In the order of the course.
    """
    return [item.id for item in lessons().values() if claim in item.claims]
