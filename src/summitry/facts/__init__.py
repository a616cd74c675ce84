"""The facts ledger: sourced tables on the Hanoi summit, the sanctions and comparable deals.

Every row has an id, a date, who says it, its sources and a mark when a detail is not verified.
``facts.load("offers")`` gives a table, ``facts.row("T113")`` one row, ``facts.cite("C26")`` a claim
with the evidence for and against it, ``facts.accounts("relief-asked")`` all accounts of a contested
matter side by side.
"""

from ._accounts import Account, Accounts, accounts, matters
from ._citations import Citation, cite, trace
from ._confidence import confidence_ceiling
from ._labels import label, short_date
from ._rows import MARK, MARK_NOTE, Row, Source, row, sources
from ._tables import load, tables

__all__ = [
    "MARK",
    "MARK_NOTE",
    "Account",
    "Accounts",
    "Citation",
    "Row",
    "Source",
    "accounts",
    "cite",
    "confidence_ceiling",
    "label",
    "load",
    "matters",
    "row",
    "short_date",
    "sources",
    "tables",
    "trace",
]
