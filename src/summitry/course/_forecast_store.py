"""Where sealed predictions are kept: one small JSON file each, on the learner's own computer.

A file is never overwritten silently: a changed value keeps the earlier ones in its history, a file
that cannot be read is kept aside, and after the reveal nothing changes any more.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from summitry.errors import OutOfRangeError, SummitryError
from summitry.explorers.control import words

FOLDER = "my-predictions"
SCHEMA = 1


class SealedError(SummitryError):
    """Another value is sealed already, and nobody said that it may be replaced."""


class LockedError(SummitryError):
    """The prediction is revealed, so it can no longer change."""


@dataclass(frozen=True)
class Forecast:
    """One sealed prediction.

    Parameters
    ----------
    id : str
        Id of the prediction.
    value : float, str or None
        What was predicted; None when the learner revealed without predicting.
    sealed_at : str or None
        When the present value was sealed (UTC).
    revealed_at : str or None
        When it was revealed and locked; None before.
    history : tuple of dict
        Earlier values with the times they were sealed, oldest first.
    """

    id: str
    value: float | str | None
    sealed_at: str | None = None
    revealed_at: str | None = None
    history: tuple[Mapping[str, Any], ...] = ()

    @property
    def locked(self) -> bool:
        """Whether the prediction was revealed."""
        return self.revealed_at is not None


def default_folder() -> Path:
    """Return the folder of the predictions: ``$SUMMITRY_HOME``, or one beside the notebook."""
    home = os.environ.get("SUMMITRY_HOME")
    return Path(home).expanduser() if home else Path.cwd() / FOLDER


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """The sealed predictions in one folder.

    Where the folder cannot be written, values are kept in memory, so that a lesson can go on;
    `problem` then says why.

    Parameters
    ----------
    path : path
        The folder; made when the first prediction is sealed.
    clock : callable, optional
        Gives the present time as text.

    Attributes
    ----------
    problem : str
        One sentence about the last thing that could not be saved; empty when all went well.
    notices : list of str
        One sentence for every damaged file that was kept aside.

    Examples
    --------
    >>> import tempfile
    >>> store = Store(tempfile.mkdtemp())
    >>> store.seal("01-deal", 60).value
    60
    >>> store.seal("01-deal", 70)
    Traceback (most recent call last):
    ...
    summitry.course._forecast_store.SealedError: 01-deal is sealed as 60; say replace=True for 70.
    >>> store.seal("01-deal", 70, replace=True).history[0]["value"]
    60
    >>> store.reveal("01-deal").locked
    True
    """

    def __init__(self, path: str | os.PathLike[str], clock: Callable[[], str] = _now) -> None:
        self.path = Path(path)
        self.problem = ""
        self.notices: list[str] = []
        self._clock = clock
        self._memory: dict[str, Forecast] = {}

    def seal(self, id: str, value: float | str, *, replace: bool = False) -> Forecast:
        """Seal a value.

        Parameters
        ----------
        id : str
            Id of the prediction.
        value : float or str
            What is predicted.
        replace : bool
            Whether another sealed value may be replaced (it stays in the history).

        Returns
        -------
        Forecast
            The sealed prediction.

        Raises
        ------
        SealedError
            If another value is sealed and `replace` is false.
        LockedError
            If the prediction was revealed.
        OutOfRangeError
            If the value is neither a finite number nor a text.
        """
        plain = _plain(value)
        before = self.get(id)
        if before is None:
            return self._write(Forecast(id, plain, sealed_at=self._clock()))
        if before.locked:
            raise LockedError(f"{id} was revealed, so it can no longer change.")
        if before.value == plain:
            return before
        if not replace:
            raise SealedError(f"{id} is sealed as {before.value}; say replace=True for {plain}.")
        old = {"value": before.value, "sealed_at": before.sealed_at}
        return self._write(
            Forecast(id, plain, sealed_at=self._clock(), history=(*before.history, old))
        )

    def reveal(self, id: str) -> Forecast:
        """Lock a prediction, also when none was sealed, and return it."""
        before = self.get(id) or Forecast(id, None)
        if before.locked:
            return before
        return self._write(replace(before, revealed_at=self._clock()))

    def get(self, id: str) -> Forecast | None:
        """Return a prediction, or None when there is none.

        A file that cannot be understood is renamed to ``*.bad`` and reported in `notices`.
        """
        if id in self._memory:
            return self._memory[id]
        file = self._file(id)
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            self._keep_aside(file)
            return None
        except OSError as problem:
            self.problem = words(
                "unreadable", name=file.name, folder=self.path, reason=_reason(problem)
            )
            return None
        try:
            return _understood(json.loads(text), id)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._keep_aside(file)
            return None

    def all(self) -> list[Forecast]:
        """Return every prediction, by id."""
        ids = {file.stem for file in self.path.glob("*.json")}
        found = (self.get(id) for id in sorted(ids | self._memory.keys()))
        return [forecast for forecast in found if forecast is not None]

    def take_notices(self) -> list[str]:
        """Return the notices not yet shown, and forget them."""
        found, self.notices = self.notices, []
        return found

    def _file(self, id: str) -> Path:
        if not id or id != Path(id).name or id.startswith("."):
            raise OutOfRangeError("id", id, "a plain name such as '01-deal'")
        return self.path / f"{id}.json"

    def _write(self, forecast: Forecast) -> Forecast:
        """Write the whole file beside the old one, then put it in place in one step."""
        self.problem = ""
        text = json.dumps({"schema": SCHEMA, **asdict(forecast)}, indent=2, ensure_ascii=False)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path, prefix=f".{forecast.id}-", suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self._file(forecast.id))
            except BaseException:
                with suppress(OSError):
                    Path(name).unlink()
                raise
        except OSError as problem:
            self.problem = words("read_only", folder=self.path, reason=_reason(problem))
            self._memory[forecast.id] = forecast
        else:
            self._memory.pop(forecast.id, None)
        return forecast

    def _keep_aside(self, file: Path) -> None:
        aside = file.with_suffix(".json.bad")
        number = 1
        while aside.exists():
            number += 1
            aside = file.with_suffix(f".json.bad{number}")
        try:
            file.rename(aside)
        except OSError as problem:
            self.problem = words("read_only", folder=self.path, reason=_reason(problem))
        else:
            self.notices.append(words("moved_aside", name=file.name, bad=aside.name))


def _reason(problem: OSError) -> str:
    return (problem.strerror or type(problem).__name__).lower()


def _plain(value: Any) -> float | str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not math.isfinite(value):
        raise OutOfRangeError("value", value, "a number or a text")
    number = float(value)
    return int(number) if number.is_integer() else number


def _understood(data: Mapping[str, Any], id: str) -> Forecast:
    """Return the forecast in a file's data, or raise because something is not as we write it."""
    if data["schema"] != SCHEMA or data["id"] != id:
        raise ValueError("not a file of ours")
    value = data["value"]
    times = (data["sealed_at"], data["revealed_at"])
    history = tuple({"value": h["value"], "sealed_at": h["sealed_at"]} for h in data["history"])
    if value is not None:
        value = _plain(value)
    if not all(time is None or isinstance(time, str) for time in times):
        raise TypeError("a time is not a text")
    return Forecast(id, value, *times, history=history)
