"""Contested matters: all accounts side by side, each in its best form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summitry.errors import UnknownNameError

from . import _html, _labels, _store
from ._citations import _carried_by, _links, _once, _wrap
from ._rows import MARK_NOTE, Row, row, sources

if TYPE_CHECKING:
    import pandas as pd

MOST = 3  # sources of one account that are shown before the others are folded
SIDES = {"US": "United States", "DPRK": "DPRK (North Korea)", "third": "Third parties"}


@dataclass(frozen=True, repr=False)
class Account(Row):
    """One account of a contested matter."""

    @property
    def teller(self) -> str:
        """Who tells it."""
        return str(self.values["teller"])

    @property
    def side(self) -> str:
        """Whose side the teller speaks for: "US", "DPRK" or "third"."""
        return str(self.values["side"])

    @property
    def says(self) -> str:
        """The account in its best form."""
        return str(self.values["says"])

    @property
    def independent_root(self) -> str:
        """The root it comes from; accounts that share a root count once."""
        return str(self.values["root"])


@dataclass(frozen=True, repr=False)
class Accounts:
    """All accounts of one contested matter.

    Parameters
    ----------
    matter : Row
        The matter.
    rows : tuple of Account
        Its accounts.
    """

    matter: Row
    rows: tuple[Account, ...]

    @property
    def question(self) -> str:
        """The question on which the accounts differ."""
        return self.matter.text

    def by_side(self, side: str) -> list[Account]:
        """Return the accounts of one side: "US", "DPRK" or "third"."""
        if side not in SIDES:
            raise UnknownNameError("side", side, SIDES)
        return [item for item in self.rows if item.side == side]

    @property
    def roots(self) -> list[str]:
        """The independent roots of the accounts, each once."""
        return list(dict.fromkeys(item.independent_root for item in self.rows))

    def table(self) -> pd.DataFrame:
        """Return the accounts as a table, one a line."""
        import pandas as pd

        lines = [
            {
                "id": item.id,
                "side": item.side,
                "teller": item.teller,
                "date": item.date,
                "says": item.says + item.mark,
                "sources": "; ".join(dict.fromkeys(found.label for found in sources(item.id))),
                "root": item.independent_root,
                "verified": item.verified,
            }
            for item in self.rows
        ]
        return pd.DataFrame(lines)

    def __str__(self) -> str:
        lines = [self.question, _wrap(str(self.matter.values["summary"]), "", "")]
        for side, title in SIDES.items():
            found = self.by_side(side)
            if found:
                lines.append(f"{title}:")
            lines += [
                _wrap(f"{_told(item)} {_carried_by(item.says, item)}", "  - ", "    ")
                for item in found
            ]
        lines.append(_joined(self._count(), self._silent()))
        if any(item.mark for item in self.rows):
            lines.append(_wrap(MARK_NOTE, "", "  "))
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<{len(self.rows)} accounts of {self.matter.id}>"

    def _count(self) -> str:
        return f"{_many(len(self.rows), 'account')}, {_many(len(self.roots), 'root')}."

    def _silent(self) -> str:
        """Say which of the two governments has no account here: silence is part of the record."""
        missing = [SIDES[side] for side in ("US", "DPRK") if not self.by_side(side)]
        return f"No account of the {' or of the '.join(missing)} was found." if missing else ""

    def _repr_html_(self) -> str:
        sides = [side for side in SIDES if self.by_side(side)]
        columns = [(SIDES[side], [_cell(item) for item in self.by_side(side)]) for side in sides]
        marked = any(item.mark for item in self.rows)
        return (
            _html.side_by_side(self.question, columns)
            + _html.note(_joined(self.matter.values["summary"], self._count(), self._silent()))
            + _html.note(MARK_NOTE if marked else "")
        )


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part)


def _told(item: Account) -> str:
    return f"{item.teller[:1].upper()}{item.teller[1:]} ({_labels.short_date(item.date)}):"


def _cell(item: Account) -> str:
    found = _once(sources(item.id))
    # A famous sentence has many sources; all of them at once would hide what is said.
    shown, rest = (found, []) if len(found) <= MOST + 1 else (found[:MOST], found[MOST:])
    more = _html.folded(f"{len(rest)} more sources", _links(rest)) if rest else ""
    return (
        f"<div><strong>{_html.text(_told(item))}</strong></div>"
        f"<div>{_html.text(item.says + item.mark)} [{_links(shown)}]</div>{more}"
    )


def accounts(matter: str) -> Accounts:
    """Return all accounts of one contested matter, side by side.

    Parameters
    ----------
    matter : str
        Id of a matter, one of `matters()`.

    Returns
    -------
    Accounts
        Print it, or let a notebook show one column a side.

    Raises
    ------
    UnknownNameError
        If there is no such matter; the nearest ones are named.
    OutOfRangeError
        If the name is not a text.

    Examples
    --------
    >>> told = accounts("relief-asked")
    >>> sorted({item.side for item in told.rows})
    ['DPRK', 'US', 'third']
    """
    key = _store.text_name(matter, "matter", "relief-asked")
    if key not in _store.records("matters"):
        raise UnknownNameError("contested matter", key, _store.records("matters"))
    told = []
    for id, item in _store.records("accounts").items():
        if item["matter"] == key:
            found = row(id)
            told.append(Account(found.id, found.table, found.values, found.links))
    return Accounts(row(key), tuple(told))


def matters() -> list[str]:
    """Return the ids of all contested matters.

    Returns
    -------
    list of str
        In the order of the ledger.
    """
    return list(_store.records("matters"))
