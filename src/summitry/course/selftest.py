"""Whether the course works on this computer: one line for each thing that a lesson needs."""

from __future__ import annotations

import html
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from summitry.course._forecast_store import default_folder

OLDEST = (3, 11)


@dataclass(frozen=True)
class Trial:
    """One thing that was tried.

    Parameters
    ----------
    what : str
        What should work, in plain words.
    problem : str
        What is wrong; empty when it works.
    """

    what: str
    problem: str = ""

    def __str__(self) -> str:
        return f"NO  - {self.what}: {self.problem}" if self.problem else f"yes - {self.what}"


@dataclass(frozen=True, repr=False)
class SelfTest:
    """What `self_test` found.

    Parameters
    ----------
    trials : tuple of Trial
        One for each thing that was tried.
    """

    trials: tuple[Trial, ...]

    @property
    def passed(self) -> bool:
        """Whether everything works."""
        return not any(trial.problem for trial in self.trials)

    @property
    def verdict(self) -> str:
        """One sentence on the whole."""
        if self.passed:
            return "Everything works. Go on."
        return "Something does not work. Look at the lines with NO, then read the help below."

    def __str__(self) -> str:
        return "\n".join([*map(str, self.trials), self.verdict])

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        lines = "".join(f"<li>{html.escape(str(trial))}</li>" for trial in self.trials)
        page = (
            '<div style="font-size: 16px; line-height: 1.5">'
            f'<ul style="list-style: none; padding-left: 0; margin: 0 0 0.5em">{lines}</ul>'
            f"<strong>{html.escape(self.verdict)}</strong></div>"
        )
        return {"text/html": page, "text/plain": str(self)}


def self_test() -> SelfTest:
    """Try everything that a lesson needs, on this computer.

    Returns
    -------
    SelfTest
        Shows itself at the end of a cell: one line for each thing, *yes* or *NO* with the reason.

    Examples
    --------
    >>> print(self_test().trials[0])
    yes - Python is new enough
    """
    tried: tuple[tuple[str, Callable[[], None]], ...] = (
        ("Python is new enough", _python),
        ("the ledger of facts opens", _ledger),
        ("figures can be drawn", _figures),
        ("models run", _models),
        ("explorers can be used", _explorers),
        ("questions can be asked", _questions),
        ("predictions can be saved", _predictions),
    )
    return SelfTest(tuple(_try(what, trial) for what, trial in tried))


def _try(what: str, trial: Callable[[], None]) -> Trial:
    try:
        trial()
    except Exception as error:  # whatever is wrong is to be told, not raised
        return Trial(what, " ".join(str(error).split()) or type(error).__name__)
    return Trial(what)


def _python() -> None:
    if sys.version_info < OLDEST:
        raise RuntimeError(f"this is Python {sys.version.split()[0]}, the course needs 3.11")


def _ledger() -> None:
    from summitry import facts

    if not facts.cite("C26").sources:
        raise RuntimeError("a claim has no sources")


def _figures() -> None:
    from summitry import charts

    if not charts.two_days().data:
        raise RuntimeError("a figure is empty")


def _models() -> None:
    from summitry import beliefs

    # Twice as likely if true: even odds become two to one.
    if abs(beliefs.posterior(0.5, [0.8, 0.4]) - 2 / 3) > 1e-9:
        raise RuntimeError("a model gives a wrong number")


def _explorers() -> None:
    from summitry import explorers

    if not explorers.ClaimMap().readout:
        raise RuntimeError("an explorer says nothing")


def _questions() -> None:
    from summitry.course.quiz import check

    if check("00-mark").passed:
        raise RuntimeError("a question is answered before it is asked")


def _predictions() -> None:
    """Write into the folder of the predictions, and leave no trace."""
    folder = default_folder()
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"a prediction")
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise RuntimeError(
            f"the folder {folder} cannot be written ({why}); move the course to a folder of yours"
        ) from error
    finally:
        for place in missing:
            if place.exists():
                place.rmdir()
