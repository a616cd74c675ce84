"""A flip point: the value of one parameter at which a conclusion changes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Flip:
    """The value of one parameter at which a conclusion changes, all else held fixed.

    Parameters
    ----------
    parameter : str
        The parameter that is moved.
    value : float or None
        The value at which the conclusion changes; None when it never does in the range looked at.
    now : float or None
        The value the parameter has now; None when it has no single value.
    below, above : str
        The conclusion on each side of `value`. The same text twice when there is no flip.
    sentence : str
        All of this in one or two sentences.
    """

    parameter: str
    value: float | None
    now: float | None
    below: str
    above: str
    sentence: str

    def table(self) -> pd.DataFrame:
        """Show the conclusion on each side of the value.

        Returns
        -------
        pandas.DataFrame
            Columns: parameter, from, to, conclusion. NaN stands for "as far as it goes".
        """
        if self.value is None:
            rows = [(self.parameter, float("nan"), float("nan"), self.below)]
        else:
            rows = [
                (self.parameter, float("nan"), self.value, self.below),
                (self.parameter, self.value, float("nan"), self.above),
            ]
        return pd.DataFrame(rows, columns=["parameter", "from", "to", "conclusion"])

    def __str__(self) -> str:
        return self.sentence

    def __float__(self) -> float:
        if self.value is None:
            raise ValueError(self.sentence)
        return self.value
