"""Scores of sealed forecasts: the Brier score, calibration, and fair comparisons.

``course.score()`` scores the learner's own revealed forecasts; ``course.export_forecasts()`` writes
them to a small file without a name; ``course.class_forecasts(folder)`` draws the files of a class.

The Brier score of one forecast is the squared distance between the chance that was stated and what
happened (1 it did, 0 it did not): 0 is perfect, 1 is as wrong as can be, and saying 50 per cent
always gives 0.25.
"""

from __future__ import annotations

import json
import math
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from summitry import facts
from summitry.charts.calibration import bands, class_calibration
from summitry.charts.events import records
from summitry.course import content
from summitry.course.forecasts import _store, forecasts
from summitry.errors import OutOfRangeError, SummitryError

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: Score of a forecaster who always says 50 per cent.
COIN = 0.25
#: Format of an exported file.
FORMAT = "summitry-forecasts"
SCHEMA = 1
#: Largest exported file that is read, in bytes, and most files in one folder.
MOST_BYTES = 200_000
MOST_FILES = 10_000
_CODE_FILE = "export-code.txt"

WORDS = {
    "none": (
        "No forecast of yours is scored yet.\nSeal forecasts in the lessons, open each one with "
        "the button Reveal, and run this cell again."
    ),
    "waiting": "Sealed, but not opened yet: {ids}. Open them with the button Reveal.",
    "count": "{n} scored, Brier score {brier:.3f} (0 is perfect, a coin has {coin:.2f}).",
    "coin_better": "That is better than a coin.",
    "coin_worse": "That is worse than a coin.",
    "coin_same": "That is as good as a coin.",
    "base": (
        "Saying each time the share that happened in the end ({share:.0f}%): {base:.3f}.\n"
        "But that share was known only afterwards."
    ),
    "hits": "On the right side of 50%: {hits:g} of {n}.",
    "choices": "Choices right: {hits} of {n}; guessing would give {chance:.1f}.",
    "few": "With so few forecasts luck decides most of it.",
    "one": "1 forecast",
    "many": "{n} forecasts",
    "nothing": "There is no opened forecast to export yet.",
    "written": "Written: {name}. It holds {what}, no name and no time.",
    "class": "{learners}, {what}.",
    "learner": "1 learner",
    "learners": "{n} learners",
    "unread": "Files that could not be used: {n}.",
    "twice": "Files that stand there twice: {n}.",
}


def brier(percent: float, outcome: int) -> float:
    """Score one forecast.

    Parameters
    ----------
    percent : float
        The stated chance, 0 to 100.
    outcome : {0, 1}
        1 if it happened.

    Returns
    -------
    float
        0 for a perfect forecast, 1 for the worst.

    Raises
    ------
    OutOfRangeError
        When the chance is not between 0 and 100, or the outcome is neither 0 nor 1.

    Examples
    --------
    >>> brier(50, 1)
    0.25
    >>> brier(100, 0)
    1.0
    """
    if isinstance(percent, (bool, str)) or not 0 <= percent <= 100:
        raise OutOfRangeError("forecast", percent, "between 0 and 100")
    if outcome not in (0, 1):
        raise OutOfRangeError("outcome", outcome, "0 or 1")
    return float((percent / 100 - outcome) ** 2)


@dataclass(frozen=True, eq=False)
class Score:
    """The score of some forecasts.

    Attributes
    ----------
    table : DataFrame
        One row a scored forecast: ``id``, ``question``, ``percent``, ``outcome``, ``brier``.
    waiting : tuple of str
        Ids of forecasts that are sealed and not yet revealed.
    choices : tuple of tuple
        For each revealed choice: whether it was right, and the chance of a guess.
    """

    table: pd.DataFrame
    waiting: tuple[str, ...] = ()
    choices: tuple[tuple[bool, float], ...] = field(default=())

    @property
    def count(self) -> int:
        """Number of scored forecasts."""
        return len(self.table)

    @property
    def brier(self) -> float:
        """Mean Brier score; not a number when nothing is scored."""
        return float(self.table["brier"].mean()) if self.count else math.nan

    @property
    def share(self) -> float:
        """Share of the questions that happened: the base rate of these questions."""
        return float(self.table["outcome"].mean()) if self.count else math.nan

    @property
    def base(self) -> float:
        """Score of a forecaster who says the base rate of these questions each time."""
        return self.share * (1 - self.share)

    @property
    def hits(self) -> float:
        """Forecasts on the right side of 50 per cent; exactly 50 counts one half."""
        found = 0.0
        for row in records(self.table):
            if row["percent"] == 50:
                found += 0.5
            elif (row["percent"] > 50) == (row["outcome"] == 1):
                found += 1
        return found

    def parts(self) -> dict[str, float]:
        """Split the score into parts, with forecasts sorted into bands.

        Returns
        -------
        dict of str to float
            ``calibration`` (distance between what was said and how often it happened; lower is
            better), ``resolution`` (how far the bands differ from each other; higher is better),
            ``difficulty`` (how mixed the outcomes were) and ``within`` (differences inside the
            bands). The score is calibration - resolution + difficulty + within.

        Examples
        --------
        >>> found = score(example_forecasts())
        >>> parts = found.parts()
        >>> total = parts["calibration"] - parts["resolution"] + parts["difficulty"]
        >>> abs(total + parts["within"] - found.brier) < 1e-12
        True
        """
        if not self.count:
            return dict.fromkeys(("calibration", "resolution", "difficulty", "within"), math.nan)
        found = bands(self.table)
        weight = found["count"] / self.count
        said, came = found["said"] / 100, found["came"] / 100
        calibration = float((weight * (said - came) ** 2).sum())
        resolution = float((weight * (came - self.share) ** 2).sum())
        return {
            "calibration": calibration,
            "resolution": resolution,
            "difficulty": self.base,
            "within": self.brier - calibration + resolution - self.base,
        }

    def __str__(self) -> str:
        told = [self._summary()] if self.count else [WORDS["none"]]
        if self.choices:
            right = sum(hit for hit, _ in self.choices)
            chance = sum(guess for _, guess in self.choices)
            told.append(WORDS["choices"].format(hits=right, n=len(self.choices), chance=chance))
        if self.waiting:
            told.append(WORDS["waiting"].format(ids=", ".join(self.waiting)))
        return "\n".join(told)

    def _summary(self) -> str:
        many = _many(self.count)
        difference = round(self.brier - COIN, 9)
        key = "coin_same" if not difference else "coin_worse" if difference > 0 else "coin_better"
        told = [
            WORDS["count"].format(n=many, brier=self.brier, coin=COIN),
            WORDS[key],
            WORDS["hits"].format(hits=self.hits, n=self.count),
        ]
        if self.count > 1:
            told.append(WORDS["base"].format(share=100 * self.share, base=self.base))
        if self.count < 20:
            told.append(WORDS["few"])
        return "\n".join(told)


def _many(count: int) -> str:
    return WORDS["one"] if count == 1 else WORDS["many"].format(n=count)


_COLUMNS = ["id", "question", "percent", "outcome", "brier"]


def score(forecast_table: pd.DataFrame | None = None) -> Score:
    """Score forecasts, by default the learner's own that are revealed.

    Parameters
    ----------
    forecast_table : DataFrame, optional
        Columns ``percent`` and ``outcome``, and if wanted ``id`` and ``question``.

    Returns
    -------
    Score
        `print` it; its ``table`` goes into `charts.calibration`.

    Raises
    ------
    OutOfRangeError
        When a forecast or an outcome is out of range.
    """
    if forecast_table is not None:
        return Score(_scored(records(forecast_table)))
    own = records(forecasts())
    percents = [
        {**row, "percent": row["value"]}
        for row in own
        if row["kind"] == "percent" and row["revealed"] and _usable(row["value"])
    ]
    waiting = tuple(row["id"] for row in own if row["kind"] == "percent" and not row["revealed"])
    known = content.predictions()
    choices = tuple(
        (bool(row["value"] == row["outcome"]), 1 / len(known[row["id"]].options))
        for row in own
        if row["kind"] == "choice" and row["revealed"] and isinstance(row["value"], str)
    )
    return Score(_scored(percents), waiting, choices)


def _usable(value: Any) -> bool:
    return (
        not isinstance(value, (bool, str))
        and value is not None
        and math.isfinite(value)
        and 0 <= value <= 100
    )


def _scored(rows: list[dict[str, Any]]) -> pd.DataFrame:
    made = [
        {
            "id": row.get("id", ""),
            "question": row.get("question", ""),
            "percent": row["percent"],
            "outcome": int(row["outcome"]),
            "brier": brier(row["percent"], int(row["outcome"])),
        }
        for row in rows
    ]
    return pd.DataFrame(made, columns=_COLUMNS)


def example_forecasts() -> pd.DataFrame:
    """Give the ten forecasts of an invented learner, to practise on.

    Returns
    -------
    DataFrame
        Columns ``id``, ``question``, ``percent`` and ``outcome``.
    """
    said = [90, 90, 90, 90, 70, 70, 30, 30, 10, 10]
    came = [1, 0, 1, 0, 1, 0, 0, 1, 0, 0]
    names = [f"E{n:02d}" for n in range(1, len(said) + 1)]
    questions = [f"Invented question {n}" for n in range(1, len(said) + 1)]
    return pd.DataFrame({"id": names, "question": questions, "percent": said, "outcome": came})


def published_rates() -> pd.DataFrame:
    """Give published shares of right forecasts about decisions in real conflicts.

    Returns
    -------
    DataFrame
        One row a group of forecasters, from the ledger: ``study``, ``method``, ``kind``, ``rate``
        (per cent right), ``forecasts``, ``conflicts``, ``chance`` (per cent right by guessing,
        where published), ``date``, and ``source`` and ``url`` of its first source.

    Examples
    --------
    >>> sorted(set(published_rates()["kind"]))
    ['game theory', 'role-play', 'unaided']
    """
    rates = facts.load("forecast_rates")
    first = [facts.row(ids[0]) for ids in rates["source_ids"]]
    return rates.assign(
        source=[str(row.values["publisher"]) for row in first],
        url=[str(row.values["url"]) for row in first],
    )


# ------------------------------------------------------------------- one learner's file


def export_forecasts(folder: str | os.PathLike[str] = ".") -> Path | None:
    """Write the learner's opened forecasts to a small file without a name.

    The file holds ids and numbers, and a random code, so that a second export of the same learner
    replaces the first one. It holds no name, no time and no free text. Nothing is sent anywhere.

    Parameters
    ----------
    folder : path
        Where the file is written; by default beside the notebook.

    Returns
    -------
    Path or None
        The file; None when there is nothing to export.
    """
    found = score().table
    if not len(found):
        print(WORDS["nothing"])
        return None
    code = _code()
    answers = [{"id": row["id"], "percent": row["percent"]} for row in records(found)]
    data = {"format": FORMAT, "schema": SCHEMA, "code": code, "forecasts": answers}
    target = Path(folder) / f"forecasts-{code}.json"
    _write(target, json.dumps(data, indent=1) + "\n")
    print(WORDS["written"].format(name=target.name, what=_many(len(answers))))
    return target


def _code() -> str:
    """Give the random code of this learner; a new one where none can be kept."""
    file = _store().path / _CODE_FILE
    with suppress(OSError, UnicodeDecodeError):
        kept = file.read_text(encoding="ascii").strip()
        if _is_code(kept):
            return kept
    fresh = secrets.token_hex(6)
    with suppress(OSError):
        _write(file, fresh + "\n")
    return fresh


def _is_code(text: Any) -> bool:
    return isinstance(text, str) and len(text) == 12 and set(text) <= set("0123456789abcdef")


def _write(target: Path, text: str) -> None:
    """Write the whole file beside the old one, then put it in place in one step."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".export-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


# ------------------------------------------------------------------- a whole class


def class_forecasts(folder: str | os.PathLike[str]) -> go.Figure:
    """Draw the forecasts of a class from the files that its learners exported.

    Files in sub-folders are read too. What is not such a file, is broken or too large is left out
    and counted. No file name appears, as it may hold a person's name. What happened is taken from
    the course, never from a file.

    Parameters
    ----------
    folder : path
        The folder with the files.

    Returns
    -------
    plotly.graph_objects.Figure
        Calibration of the class above, one line a question below, with words and table. Show it
        with `charts.show`.

    Raises
    ------
    SummitryError
        When there is no such folder, or no file in it can be used.
    """
    place = Path(folder)
    if not place.is_dir():
        raise SummitryError(f"There is no folder {str(folder)!r}.")
    known = {id: item for id, item in content.predictions().items() if item.kind == "percent"}
    learners: dict[str, dict[str, float]] = {}
    unread = twice = 0
    for file in _files(place):
        found = _read(file, known)
        if found is None:
            unread += 1
            continue
        code, answers = found
        if code in learners:
            twice += 1
            if len(answers) <= len(learners[code]):
                continue
        learners[code] = answers
    if not learners:
        raise SummitryError(
            f"No file in {str(folder)!r} holds exported forecasts "
            f"({unread} could not be used). Learners write one with course.export_forecasts()."
        )
    rows = [
        {
            "question": content.fill(known[id], known[id].question),
            "percent": answers[id],
            "outcome": int(content.value(known[id].reveal.outcome)),
        }
        for id in known
        for answers in learners.values()
        if id in answers
    ]
    people = WORDS["learner" if len(learners) == 1 else "learners"].format(n=len(learners))
    note = [WORDS["class"].format(learners=people, what=_many(len(rows)))]
    note += [WORDS["unread"].format(n=unread)] if unread else []
    note += [WORDS["twice"].format(n=twice)] if twice else []
    frame = pd.DataFrame(rows, columns=["question", "percent", "outcome"])
    return class_calibration(frame, " ".join(note))


def _files(place: Path) -> Iterator[Path]:
    found = sorted(file for file in place.rglob("*.json") if not file.name.startswith("."))
    yield from found[:MOST_FILES]


def _read(file: Path, known: Mapping[str, Any]) -> tuple[str, dict[str, float]] | None:
    """Give code and answers of one file, or None when it is not as we write it."""
    try:
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            return None
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["format"] != FORMAT or data["schema"] != SCHEMA or not _is_code(data["code"]):
            return None
        answers = {
            str(row["id"]): float(row["percent"])
            for row in data["forecasts"]
            if row["id"] in known and _usable(row["percent"])
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return (data["code"], answers) if answers else None
