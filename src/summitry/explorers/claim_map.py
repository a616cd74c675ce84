"""The article in one picture: choose a claim, see where it is taught and what the ledger holds.

Examples
--------
>>> explorer = ClaimMap()
>>> explorer.set(claim=18)
>>> explorer.readout.startswith("Claim C18, paragraph 5, an inference of the author:")
True
>>> explorer.set(lesson="06")
>>> explorer.table()["Claim"].tolist()
['C29', 'C30', 'C31', 'C33']
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib import resources
from types import MappingProxyType
from typing import Any

import pandas as pd

from summitry import facts
from summitry.charts import theme
from summitry.charts.claims import KIND_WORDS, KINDS, claim_map_parts, claim_table
from summitry.charts.events import records
from summitry.charts.parts import Parts
from summitry.errors import UnknownNameError
from summitry.explorers.pointing import (
    PointingExplorer,
    card,
    side_by_side,
    source_links,
    step,
)

#: What the ledger's coding of a claim means, in words that close no discussion.
VERDICTS: dict[str, str] = {
    "supported": "What it holds supports the claim",
    "qualified": "What it holds supports the claim in part, with limits",
    "contested": "What it holds points both ways",
    "contradicted": "What it holds goes against the claim",
    "judgement": "The claim is a judgement: evidence informs it but cannot settle it here",
}

_STANCES = {"for": "For the claim", "against": "Against the claim", "nuance": "Refines the claim"}
_STANCE_ROLES = {"for": "raise_", "against": "lower", "nuance": "neutral"}


def _table(name: str) -> list[dict[str, str]]:
    text = (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def lesson_titles() -> dict[str, str]:
    """Give the titles of the lessons that teach claims.

    Returns
    -------
    dict of str to str
        Lesson number to title.
    """
    return {row["lesson"]: row["title"] for row in _table("lessons.csv")}


@cache
def lessons_of() -> dict[str, tuple[str, ...]]:
    """Give the lessons that each claim is planned for.

    Returns
    -------
    dict of str to tuple of str
        Claim id to lesson numbers.
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in _table("claim_plan.csv"):
        found[row["claim_id"]] = (*found.get(row["claim_id"], ()), row["lesson"])
    return found


@cache
def _claims() -> pd.DataFrame:
    return facts.load("claims")


@cache
def _numbered() -> dict[int, dict[str, Any]]:
    return dict(enumerate(records(_claims()), start=1))


@cache
def _evidence(claim_id: str) -> list[dict[str, Any]]:
    frame = facts.load("evidence")
    return records(frame[frame["claim_id"] == claim_id])


@cache
def _numbers(kind: str, lesson: str) -> list[int]:
    return [
        number
        for number, row in _numbered().items()
        if kind in ("all", row["kind"])
        and (lesson == "all" or lesson in lessons_of().get(row["id"], ()))
    ]


class ClaimMap(PointingExplorer):
    """Look up each claim of the article: its kind, its lessons, its evidence.

    The state has ``claim`` (1 to the last), ``kind`` ("all" or a kind of claim) and ``lesson``
    ("all" or a number such as "05").

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = "The claims of the article"
    question = "What does the article claim, and what is there for and against it?"
    controls = (
        {
            "name": "kind",
            "kind": "choice",
            "label": "Kind of claim",
            "options": [
                ("all", "All kinds"),
                *((kind, theme.NAMES[role]) for kind, role in KINDS.items()),
            ],
        },
        {
            "name": "lesson",
            "kind": "choice",
            "label": "Lesson",
            "options": [
                ("all", "All lessons"),
                *((number, f"{number} {title}") for number, title in lesson_titles().items()),
            ],
        },
        {
            "name": "claim",
            "kind": "range",
            "label": "Step through the claims",
            "min": 1,
            "max": len(_numbered()),
            "value": 1,
        },
    )
    presets = MappingProxyType(
        {
            "All claims": {},
            "What the author states as fact": {"kind": "fact", "claim": 1},
            "What the author advises": {"kind": "prescription", "claim": 35},
            "Lesson 01": {"lesson": "01", "claim": 1},
        }
    )

    # ------------------------------------------------------------ the state

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the chosen claim among those in view.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            A new claim skips those not in view; a new filter moves to the nearest claim in view.
        """
        wished = dict(state)
        number, before = wished["claim"], self._state["claim"]
        pool = _numbers(wished["kind"], wished["lesson"])
        if pool and number not in pool:
            if number != before:
                chosen = step(pool, number, forward=number > before)
                wished["claim"] = number if chosen is None else chosen
            else:
                wished["claim"] = min(pool, key=lambda other: abs(other - number))
        return wished

    def pick(self, mark: str) -> None:
        """Point out one claim, as a click on it does.

        Parameters
        ----------
        mark : str
            Id of the claim, for example "C18".

        Raises
        ------
        UnknownNameError
            When there is no such claim.
        """
        known = [row["id"] for row in _numbered().values()]
        if mark not in known:
            raise UnknownNameError("claim", mark, known)
        number = known.index(mark) + 1
        if number in _numbers(self._state["kind"], self._state["lesson"]):
            self.set(claim=number)
        else:
            self.set(claim=number, kind="all", lesson="all")

    # ------------------------------------------------------------ what it shows

    def parts(self, state: dict[str, Any]) -> Parts:
        """Draw the state: one mark a claim.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always seven traces.
        """
        pool = _numbers(state["kind"], state["lesson"])
        chosen = _numbered()[state["claim"]]["id"] if state["claim"] in pool else None
        shown = [_numbered()[number]["id"] for number in pool]
        return claim_map_parts(_claims(), shown=shown, selected=chosen, room=self.room)

    def sentence(self, state: dict[str, Any]) -> str:
        """Say what the state shows.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        str
            The claim, its kind, its lessons, and what the ledger holds on it.
        """
        if state["claim"] not in _numbers(state["kind"], state["lesson"]):
            kind = "" if state["kind"] == "all" else f" of the kind {_kind_name(state['kind'])!r}"
            return f"Lesson {state['lesson']} has no claim{kind}. Choose another lesson or kind."
        row = _numbered()[state["claim"]]
        mark = "" if row["verified"] else facts.MARK
        parts = [
            f"Claim {row['id']}, paragraph {row['paragraph'][1:]}, {KIND_WORDS[row['kind']]}: "
            f"{row['claim']}{mark}",
            f"Taught in {_lesson_words(row['id'])}.",
            f"What the ledger holds: {_counts(row['id'])}. {VERDICTS[row['verdict']]}.",
            "This is a coding of the course, for you to test.",
        ]
        if mark:
            parts.append(facts.MARK_NOTE)
        return " ".join(parts)

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Give the claims in view as a table.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        pandas.DataFrame
            The same claims as the figure shows in full, with their lessons.
        """
        pool = _numbers(state["kind"], state["lesson"])
        ids = {_numbered()[number]["id"] for number in pool}
        claims = _claims()
        table = claim_table(claims[claims["id"].isin(ids)])
        table["Lessons"] = [", ".join(lessons_of()[claim]) for claim in table["Claim"]]
        return table

    def beside(self) -> str:
        """Write the evidence on the chosen claim side by side.

        Returns
        -------
        str
            HTML: for, against and refining, with links to the sources.
        """
        state = self._state
        if state["claim"] not in _numbers(state["kind"], state["lesson"]):
            return ""
        row = _numbered()[state["claim"]]
        columns = []
        marked = False
        for stance, heading in _STANCES.items():
            found = [item for item in _evidence(row["id"]) if item["stance"] == stance]
            marked = marked or not all(item["verified"] for item in found)
            says = "".join(
                f"<p>{escape(item['text'])}{'' if item['verified'] else facts.MARK} "
                f"[{source_links(item['id'])}]</p>"
                for item in found
            )
            nothing = "<p>Nothing in the ledger.</p>"
            columns.append((_STANCE_ROLES[stance], heading, says or nothing))
        note = f"<p>{escape(facts.MARK_NOTE)}</p>" if marked else ""
        return card(f"What the ledger holds on claim {row['id']}", side_by_side(columns) + note)


def _kind_name(kind: str) -> str:
    return theme.NAMES[KINDS[kind]]


def _lesson_words(claim_id: str) -> str:
    numbers = lessons_of()[claim_id]
    named = [f"lesson {number} ({lesson_titles()[number]})" for number in numbers]
    return named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]


def _counts(claim_id: str) -> str:
    stances = [item["stance"] for item in _evidence(claim_id)]
    return (
        f"{stances.count('for')} for, {stances.count('against')} against, "
        f"{stances.count('nuance')} that refine it"
    )
