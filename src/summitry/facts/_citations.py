"""Citations: a row with what carries it, in plain text and in HTML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import _html, _store
from ._rows import MARK_NOTE, Row, Source, row, sources

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 92
STANCES = {"for": "For", "against": "Against", "nuance": "Nuance"}


@dataclass(frozen=True, repr=False)
class Citation:
    """A row with its evidence and its sources; printing it gives a text to read.

    Parameters
    ----------
    row : Row
        The claim, fact or source that is cited.
    evidence : tuple of Row
        For a claim its evidence; empty otherwise.
    """

    row: Row
    evidence: tuple[Row, ...] = ()

    @property
    def id(self) -> str:
        """Id of the cited row."""
        return self.row.id

    @property
    def sources(self) -> list[Source]:
        """All sources behind the row and its evidence, each once."""
        return sources(self.row.id, *(item.id for item in self.evidence))

    @property
    def marked(self) -> bool:
        """True when the row or a piece of its evidence is not verified."""
        return bool(self.row.mark or any(item.mark for item in self.evidence))

    def with_stance(self, stance: str) -> list[Row]:
        """Return the evidence "for", "against" or "nuance"."""
        return [item for item in self.evidence if item.values["stance"] == stance]

    def __str__(self) -> str:
        lines = [_wrap(self._head(), "", "     ")]
        if self.row.table == "claims":
            for stance, title in STANCES.items():
                lines.append(f"{title}:")
                found = self.with_stance(stance)
                lines += [_wrap(_carried_by(item.text, item), "  - ", "    ") for item in found]
                if not found:
                    lines.append("  - nothing recorded")
        elif not isinstance(self.row, Source):
            lines.append("Sources:" if self.sources else "Sources: none")
            lines += [_wrap(str(item), "  - ", "    ") for item in _once(self.sources)]
        if self.marked:
            lines.append(_wrap(MARK_NOTE, "", "  "))
        return "\n".join(lines)

    def _head(self) -> str:
        if isinstance(self.row, Source):
            return f"{self.id}  {self.row}"
        part = str(self.row.values.get("unverified_part") or "")
        doubt = f" (not verified: {part})" if self.row.mark and part else ""
        said = f" ({self.row.who})" if self.row.table == "claims" else ""
        return f"{self.row}{said}{doubt}"

    def __repr__(self) -> str:
        return f"<citation of {self.id}, {len(self.sources)} sources>"

    def _repr_html_(self) -> str:
        after = _html.note(MARK_NOTE if self.marked else "")
        if self.row.table == "claims":
            body = [
                [
                    _html.text(title),
                    _html.text(f"{item.text}{item.mark}"),
                    _links(sources(item.id)),
                ]
                for stance, title in STANCES.items()
                for item in self.with_stance(stance)
            ]
            columns = ["Stance", "Evidence", "Sources"]
        else:
            columns = ["Source", "Title", "What it supports"]
            body = [
                [item._link(), _html.text(item.title), _html.text(item.values["supports"])]
                for item in _once(self.sources)
            ]
        return _html.table(self._head(), columns, body, row_header=True) + after


def _wrap(words: str, first: str, later: str) -> str:
    return textwrap.fill(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _once(found: Iterable[Source]) -> list[Source]:
    """Keep the first of several ids of the same page."""
    pages: dict[str, Source] = {}
    for item in found:
        pages.setdefault(str(item.values["same_page_as"]) or item.id, item)
    return list(pages.values())


def _carried_by(words: str, item: Row) -> str:
    labels = dict.fromkeys(found.label for found in sources(item.id))
    return f"{words}{item.mark} [{'; '.join(labels)}]"


def _links(found: Iterable[Source]) -> str:
    return "; ".join(item._link() for item in _once(found))


def cite(id: str) -> Citation:
    """Return a row with what carries it: evidence and sources.

    Parameters
    ----------
    id : str
        Id of a claim (brings its evidence for, against and nuance), of any other row (brings its
        sources) or of a source.

    Returns
    -------
    Citation
        Print it, or let a notebook show it as a table.

    Raises
    ------
    UnknownNameError
        If there is no such id; the nearest ones are named.
    OutOfRangeError
        If the id is not a text.

    Examples
    --------
    >>> print(cite("O23"))
    O23  27 Mar 2019: US-offer, denial of snapback: No such offer was made
    Sources:
      - Korea JoongAng Daily, 27 Mar 2019. Choe's line on Trump at summit is disputed.
        https://koreajoongangdaily.joins.com/2019/03/27/politics/Choes-line-on-Trump-at-summit-is-disputed/3061114.html
    """
    found = row(id)
    if found.table != "claims":
        return Citation(found)
    carried = [
        row(key) for key, item in _store.records("evidence").items() if item["claim_id"] == found.id
    ]
    return Citation(found, tuple(carried))


def trace(id: str) -> pd.DataFrame:
    """Return the chain from a row to its sources, one link of the chain a line.

    Parameters
    ----------
    id : str
        Id of a claim (claim, evidence, source) or of any other row (row, source).

    Returns
    -------
    pandas.DataFrame
        Columns ``claim``, ``evidence``, ``stance``, ``text``, ``verified``, ``source``, ``label``,
        ``grade`` and ``url``. For a row that is no claim the first is its own id and the evidence
        columns are empty.

    Raises
    ------
    UnknownNameError
        If there is no such id.
    OutOfRangeError
        If the id is not a text.

    Examples
    --------
    >>> trace("C30")[["evidence", "stance", "source"]].head(2)
      evidence   stance        source
    0   C30-e1  against  williams_sec
    1   C30-e2  against  findknow_ofac
    """
    import pandas as pd

    cited = cite(id)
    steps = cited.evidence or (cited.row,)
    chain = [
        {
            "claim": cited.id,
            "evidence": step.id if cited.evidence else "",
            "stance": step.values["stance"] if cited.evidence else "",
            "text": step.text,
            "verified": step.verified,
            "source": found.id,
            "label": found.label,
            "grade": found.values["grade"],
            "url": found.url,
        }
        for step in steps
        for found in sources(step.id)
    ]
    columns = ["claim", "evidence", "stance", "text", "verified", "source", "label", "grade", "url"]
    return pd.DataFrame(chain, columns=columns)
