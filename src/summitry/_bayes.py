"""Bayes' rule for signals: what should a careful reader believe after hearing them.

Nothing here is estimated from data. Every probability is an assumption that the user can change,
and every conclusion can say at which value it flips.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from summitry._checks import (
    FloatArray,
    array,
    choice,
    entries,
    number,
    numbers,
    plain,
    probability,
    same_length,
    texts,
)
from summitry._flip import Flip
from summitry.errors import OutOfRangeError, UnknownNameError

#: How a signal is coded in the ledger, and the direction in which it moves the odds.
DIRECTIONS = {"raises": 1, "neutral": 0, "lowers": -1}


@dataclass(frozen=True)
class BeliefPath:
    """Beliefs over two or more hypotheses, before and after each signal.

    Parameters
    ----------
    hypotheses : tuple of str
        Names of the hypotheses.
    signals : tuple of str
        Names of the signals, in the order heard.
    likelihoods : numpy.ndarray
        One row a signal, one column a hypothesis: P(signal | hypothesis).
    beliefs : numpy.ndarray
        One row more than signals: row 0 is the prior, row t the belief after signal t.
    """

    hypotheses: tuple[str, ...]
    signals: tuple[str, ...]
    likelihoods: FloatArray
    beliefs: FloatArray

    @property
    def posterior(self) -> FloatArray:
        """The beliefs after the last signal.

        Returns
        -------
        numpy.ndarray
            One probability a hypothesis; they add up to 1.
        """
        last: FloatArray = self.beliefs[-1].copy()
        return last

    def table(self) -> pd.DataFrame:
        """Show the beliefs after each signal.

        Returns
        -------
        pandas.DataFrame
            Columns: step, signal, then one column a hypothesis.
        """
        frame = pd.DataFrame(self.beliefs, columns=list(self.hypotheses))
        frame.insert(0, "signal", ["(before any signal)", *self.signals])
        frame.insert(0, "step", np.arange(len(frame)))
        return frame

    def __str__(self) -> str:
        last = self.beliefs[-1]
        parts = [f"{name} {share:.1%}" for name, share in zip(self.hypotheses, last, strict=True)]
        best = [
            repr(name)
            for name, share in zip(self.hypotheses, last, strict=True)
            if share >= last.max() - 1e-12
        ]
        verdict = (
            f"The most likely hypothesis is {best[0]}"
            if len(best) == 1
            else f"The most likely hypotheses, equally so, are {' and '.join(best)}"
        )
        return f"After {_signals(len(self.signals))}: {', '.join(parts)}. {verdict}."


def belief_path(
    prior: float | Sequence[float] | Mapping[str, float],
    likelihoods: ArrayLike,
    *,
    signals: Sequence[str] | None = None,
) -> BeliefPath:
    r"""Follow beliefs through a sequence of signals with Bayes' rule.

    In words: before the signals, hypothesis :math:`i` has probability :math:`\pi_i`. Signal
    :math:`s` is heard with probability :math:`P(s \mid i)` if hypothesis :math:`i` is true. Then

    .. math:: \pi_i' = \frac{\pi_i P(s \mid i)}{\sum_j \pi_j P(s \mid j)} .

    Signals are taken to be independent once the hypothesis is known. Two reports that copy one
    source are one signal, not two.

    Parameters
    ----------
    prior : float, sequence of float, or mapping of name to float
        One number: the probability of a hypothesis against its opposite. Several numbers: one a
        hypothesis, adding up to 1. A mapping also names the hypotheses.
    likelihoods : array_like
        P(signal | hypothesis), each between 0 and 1: one row a signal and one column a hypothesis
        (for one signal, a plain list will do). With a single-number prior the two columns are
        "if true" and "if false".
    signals : sequence of str, optional
        Names of the signals.

    Returns
    -------
    BeliefPath
        The beliefs before and after each signal.

    Raises
    ------
    OutOfRangeError
        For a number that is not a probability, a prior that does not add up to 1, rows of the
        wrong length, or a signal that no possible hypothesis allows.

    References
    ----------
    T. Bayes, "An Essay towards solving a Problem in the Doctrine of Chances", Philosophical
    Transactions 53 (1763). I. J. Good, *Probability and the Weighing of Evidence* (1950).

    Examples
    --------
    >>> print(belief_path(0.5, [0.8, 0.4]))
    After 1 signal: true 66.7%, false 33.3%. The most likely hypothesis is 'true'.
    """
    names, start = _prior(prior)
    rows = _likelihood_rows(likelihoods, len(names))
    labels = _labels(signals, len(rows))
    # Work with logarithms: a thousand weak signals would otherwise underflow to 0 / 0.
    with np.errstate(divide="ignore"):
        logs = np.vstack([np.log(start), np.log(rows)]).cumsum(axis=0)
    peaks = logs.max(axis=1, keepdims=True)
    impossible = np.flatnonzero(~np.isfinite(peaks[:, 0]))
    if impossible.size:
        first = int(impossible[0])
        raise OutOfRangeError(
            f"the likelihoods of signal {first} ({labels[first - 1]!r})",
            rows[first - 1].tolist(),
            "above 0 for at least one hypothesis that is still possible",
        )
    weights = np.exp(logs - peaks)
    beliefs = weights / weights.sum(axis=1, keepdims=True)
    beliefs[0] = start
    return BeliefPath(names, labels, rows, beliefs)


@overload
def posterior(prior: float, likelihoods: ArrayLike) -> float: ...
@overload
def posterior(
    prior: Sequence[float] | Mapping[str, float], likelihoods: ArrayLike
) -> FloatArray: ...
def posterior(
    prior: float | Sequence[float] | Mapping[str, float], likelihoods: ArrayLike
) -> float | FloatArray:
    """Return the belief after one signal or a sequence of signals (Bayes' rule).

    Parameters
    ----------
    prior : float, sequence of float, or mapping of name to float
        One number: the probability of a hypothesis against its opposite. Several: one a hypothesis.
    likelihoods : array_like
        P(signal | hypothesis); one row a signal, one column a hypothesis. See `belief_path`, which
        also keeps every step.

    Returns
    -------
    float or numpy.ndarray
        A float (the probability of the hypothesis) when `prior` is one number; otherwise one
        probability a hypothesis, in the order given.

    Examples
    --------
    A signal twice as likely if a deal is coming lifts one half to two thirds:

    >>> round(posterior(0.5, [0.8, 0.4]), 3)
    0.667

    Two such signals:

    >>> round(posterior(0.5, [[0.8, 0.4], [0.8, 0.4]]), 3)
    0.8

    Three hypotheses:

    >>> posterior([0.5, 0.3, 0.2], [0.1, 0.2, 0.4]).round(3).tolist()
    [0.263, 0.316, 0.421]
    """
    path = belief_path(prior, likelihoods)
    if isinstance(prior, Mapping) or np.ndim(prior) > 0:
        return path.posterior
    return float(path.beliefs[-1, 0])


def weight_of_evidence(if_true: float, if_false: float) -> float:
    r"""Return the weight of evidence of a signal in decibans.

    .. math:: W = 10 \log_{10} \frac{P(s \mid \text{true})}{P(s \mid \text{false})}

    Weights of independent signals add up. Good and Turing called one deciban about the smallest
    change in weight that a person can feel. Three decibans double the odds; ten make them tenfold.

    Parameters
    ----------
    if_true, if_false : float
        Probability of the signal if the hypothesis is true, and if it is false; between 0 and 1.

    Returns
    -------
    float
        Decibans; above 0 speaks for the hypothesis. Infinite when one of the two is 0 (proof).

    Raises
    ------
    OutOfRangeError
        When a number is not a probability, or both are 0 (a signal that cannot occur).

    References
    ----------
    I. J. Good, "Studies in the History of Probability and Statistics XXXVII: A. M. Turing's
    statistical work in World War II", Biometrika 66 (1979).

    Examples
    --------
    >>> round(weight_of_evidence(0.8, 0.4), 2)
    3.01
    """
    top = probability("if_true", if_true)
    bottom = probability("if_false", if_false)
    if top == 0 and bottom == 0:
        raise OutOfRangeError(
            "if_true and if_false", (top, bottom), "not both 0: such a signal never occurs"
        )
    if bottom == 0:
        return math.inf
    return -math.inf if top == 0 else 10 * (math.log10(top) - math.log10(bottom))


def from_decibans(prior: float, decibans: float) -> float:
    """Return the probability that a weight of evidence leads to.

    Parameters
    ----------
    prior : float
        Probability before the evidence, between 0 and 1.
    decibans : float
        Total weight of evidence; may be infinite.

    Returns
    -------
    float
        Probability after the evidence.

    Raises
    ------
    OutOfRangeError
        For a prior that is not a probability, decibans that are not a number, or a proof of what
        the prior holds impossible.

    Examples
    --------
    >>> round(from_decibans(0.5, 10), 3)
    0.909
    """
    start = probability("prior", prior)
    weight = plain(decibans)
    if weight is None or math.isnan(weight):
        raise OutOfRangeError("decibans", decibans, "a number")
    if math.isinf(weight) and start == (0.0 if weight > 0 else 1.0):
        raise OutOfRangeError("decibans", weight, f"finite when the prior is {start:g}")
    if start in (0.0, 1.0):
        return start
    return _probability_from_log_odds(_log_odds(start) + weight * math.log(10) / 10)


@dataclass(frozen=True)
class OddsPath:
    """The chance of a deal after each public signal, and where the conclusion flips.

    Made by `odds_path`; the fields are its inputs, checked.

    Parameters
    ----------
    prior : float
        Chance of a deal before any signal.
    strengths : tuple of float
        Likelihood ratio of each signal: how many times likelier it is if a deal is coming.
    labels : tuple of str
        Name of each signal.
    path : tuple of float
        Chance of a deal after each signal; the first entry is the prior.
    """

    prior: float
    strengths: tuple[float, ...]
    labels: tuple[str, ...]
    path: tuple[float, ...]

    @property
    def posterior(self) -> float:
        """The chance of a deal after the last signal.

        Returns
        -------
        float
            Between 0 and 1.
        """
        return self.path[-1]

    @property
    def expects_deal(self) -> bool:
        """Whether a deal is more likely than not after the last signal.

        Returns
        -------
        bool
            True when the posterior is above one half.
        """
        return self.posterior > 0.5

    @property
    def counts(self) -> dict[str, int]:
        """How many signals raise the chance, lower it, or leave it alone.

        Returns
        -------
        dict
            Counts under "raises", "lowers" and "neutral".
        """
        signs = [_direction(strength) for strength in self.strengths]
        return {name: signs.count(name) for name in ("raises", "lowers", "neutral")}

    def table(self) -> pd.DataFrame:
        """Show every signal with its weight and the chance of a deal after it.

        Returns
        -------
        pandas.DataFrame
            Columns: step, signal, direction, strength, decibans, chance_of_deal; row 0 is the
            prior.
        """
        ratios = np.array([1.0, *self.strengths])
        return pd.DataFrame(
            {
                "step": np.arange(len(self.path)),
                "signal": ["(before any signal)", *self.labels],
                "direction": ["", *(_direction(ratio) for ratio in self.strengths)],
                "strength": ratios,
                "decibans": 10 * np.log10(ratios),
                "chance_of_deal": self.path,
            }
        )

    def flip(self, parameter: str = "strength") -> Flip:
        r"""Find where the conclusion "expect a deal" changes.

        Parameters
        ----------
        parameter : {"strength", "prior"}
            "strength": give every signal the same strength :math:`s \ge 1` in its own direction;
            the odds after :math:`r` raising and :math:`l` lowering signals are
            :math:`\frac{\pi}{1-\pi} s^{\,r-l}`, which pass 1 at
            :math:`s^* = \left(\frac{1-\pi}{\pi}\right)^{1/(r-l)}`.
            "prior": keep the strengths; the posterior passes one half at the prior
            :math:`1 / (1 + \prod_i s_i)`.

        Returns
        -------
        Flip
            The value (None when the conclusion is the same for every allowed value) and a sentence.

        Raises
        ------
        UnknownNameError
            For another parameter.
        """
        if choice("parameter to flip", parameter, ("strength", "prior")) == "prior":
            return self._flip_prior()
        return self._flip_strength()

    def _flip_prior(self) -> Flip:
        value = _probability_from_log_odds(-math.fsum(math.log(s) for s in self.strengths))
        sentence = (
            f"With these signals, a reader whose first guess is above {value:.1%} ends by "
            f"expecting a deal; one who starts below that does not. The first guess used here is "
            f"{self.prior:.1%}."
        )
        return Flip("prior", value, self.prior, "no deal expected", "deal expected", sentence)

    def _flip_strength(self) -> Flip:
        count = self.counts
        net = count["raises"] - count["lowers"]
        signals = f"{count['raises']} raising and {_signals(count['lowers'], 'lowering ')}"
        same = set(self.strengths) - {1.0}
        sizes = {round(abs(math.log(s)), 12) for s in same}
        now = math.exp(next(iter(sizes))) if len(sizes) == 1 else None
        start = "deal expected" if self.prior > 0.5 else "no deal expected"
        if net == 0:
            sentence = (
                f"With {signals} of equal strength the signals cancel: the chance stays at "
                f"{self.prior:.1%} whatever their strength. Nothing flips."
            )
            return Flip("strength", None, now, start, start, sentence)
        log_value = -_log_odds(self.prior) / net
        if log_value < 0 or self.prior in (0.0, 1.0):
            sentence = (
                f"With {signals}, the signals push the same way as the first guess of "
                f"{self.prior:.1%}. No common strength of 1 or more changes the conclusion."
            )
            if self.prior in (0.0, 1.0):
                sentence = f"A first guess of {self.prior:.0%} is certainty: no signal can move it."
            return Flip("strength", None, now, start, start, sentence)
        value = math.exp(min(log_value, 700.0))
        above = "deal expected" if net > 0 else "no deal expected"
        below = "no deal expected" if net > 0 else "deal expected"
        sentence = (
            f"With {signals}, each of the same strength, the chance passes one half at a strength "
            f"of {value:.3g} ({10 * math.log10(value):.1f} decibans each). "
            f"Weaker signals: {below}. Stronger signals: {above}."
        )
        if log_value == 0:
            sentence = (
                f"From a first guess of one half, {signals} decide the matter at any common "
                f"strength above 1: {above}."
            )
        return Flip("strength", value, now, below, above, sentence)

    def __str__(self) -> str:
        count = self.counts
        total = sum(10 * math.log10(strength) for strength in self.strengths)
        verdict = "more likely than not" if self.expects_deal else "not more likely than not"
        return (
            f"The chance of a deal starts at {self.prior:.1%} and ends at {self.posterior:.1%} "
            f"after {_signals(len(self.strengths))} (raising it: {count['raises']}, "
            f"lowering it: {count['lowers']}, neutral: {count['neutral']}; together {total:+.1f} "
            f"decibans: +3 doubles the odds, -3 halves them). "
            f"A deal is {verdict}. {self.flip('strength')}"
        )


def odds_path(
    prior: float,
    strengths: Sequence[float | str],
    *,
    strength: float = 2.0,
    labels: Sequence[str] | None = None,
) -> OddsPath:
    r"""Follow the chance of a deal through a list of public signals.

    In words: each signal multiplies the odds of a deal by its *strength*, the number of times
    likelier the signal is if a deal is coming than if none is:

    .. math:: \frac{p_t}{1-p_t} = s_t \, \frac{p_{t-1}}{1-p_{t-1}} .

    A strength above 1 raises the chance, below 1 lowers it, 1 leaves it alone. The signals are
    taken to be independent given the outcome. Reports with one common root should be entered once.

    Parameters
    ----------
    prior : float
        Chance of a deal before any signal, between 0 and 1.
    strengths : sequence of float or str
        For each signal a likelihood ratio above 0, or its code in the ledger: "raises", "lowers" or
        "neutral" (then `strength`, 1 / `strength` or 1 is used).
    strength : float
        Common strength of the coded signals, 1 or more.
    labels : sequence of str, optional
        Names of the signals.

    Returns
    -------
    OddsPath
        The chance after every signal, with `.table()` and `.flip()`.

    Raises
    ------
    OutOfRangeError
        For a prior outside [0, 1], a strength that is not a number above 0, or labels of another
        length.
    UnknownNameError
        For a code that is not one of the three.

    Examples
    --------
    >>> path = odds_path(0.4, ["raises", "raises", "lowers"], strength=2)
    >>> round(path.posterior, 3)
    0.571
    >>> round(path.flip().value, 6)
    1.5
    """
    start = probability("prior", prior)
    common = number("strength", strength, 1.0)
    given = entries("strengths", strengths, "a list with one entry a signal")
    ratios = tuple(_strength(i, s, common) for i, s in enumerate(given, start=1))
    names = _labels(labels, len(ratios))
    path = [start]
    if start in (0.0, 1.0):
        path += [start] * len(ratios)
    else:
        log_odds = _log_odds(start) + np.cumsum(np.log(np.array(ratios, dtype=np.float64)))
        path += [_probability_from_log_odds(float(value)) for value in log_odds]
    return OddsPath(start, ratios, names, tuple(path))


def _prior(
    prior: float | Sequence[float] | Mapping[str, float],
) -> tuple[tuple[str, ...], FloatArray]:
    """Return names and probabilities of the hypotheses."""
    if isinstance(prior, Mapping):
        names = tuple(str(name) for name in prior)
        values = array("prior", [probability(f"prior of {k!r}", v) for k, v in prior.items()])
    elif (given := numbers(prior)) is None or given.ndim == 0:
        share = probability("prior", prior)
        return ("true", "false"), np.array([share, 1 - share])
    else:
        values = array("prior", prior)
        if values.ndim != 1:
            raise OutOfRangeError("the shape of prior", values.shape, "one row of numbers")
        names = tuple(f"hypothesis {i}" for i in range(1, len(values) + 1))
        for name, value in zip(names, values, strict=True):
            probability(f"prior of {name}", float(value))
    if len(values) < 2:
        raise OutOfRangeError("the length of prior", len(values), "2 or more hypotheses")
    if abs(float(values.sum()) - 1) > 1e-9:
        raise OutOfRangeError("the sum of prior", float(values.sum()), "1")
    return names, values


def _likelihood_rows(likelihoods: ArrayLike, hypotheses: int) -> FloatArray:
    """Return the likelihoods as one row a signal."""
    words = "probabilities between 0 and 1, one row a signal, one column a hypothesis"
    rows = array("likelihoods", likelihoods, words)
    if rows.ndim == 1 and rows.size == 0:
        return np.empty((0, hypotheses))
    rows = np.atleast_2d(rows)
    if rows.ndim != 2 or rows.shape[1] != hypotheses:
        raise OutOfRangeError(
            "the number of likelihoods a signal", rows.shape[-1], f"{hypotheses}, one a hypothesis"
        )
    bad = (rows < 0) | (rows > 1)
    if bad.any():
        raise OutOfRangeError("likelihoods", float(rows[bad][0]), words)
    return rows


def _signals(count: int, kind: str = "") -> str:
    """Return "1 signal" or "3 signals"."""
    return f"{count} {kind}signal" + ("" if count == 1 else "s")


def _labels(labels: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """Return given labels, or "signal 1", "signal 2", ..."""
    if labels is None:
        return tuple(f"signal {i}" for i in range(1, count + 1))
    names = texts("labels", labels)
    same_length("labels", names, "the list of signals", count)
    return names


def _strength(position: int, value: float | str, common: float) -> float:
    """Return the likelihood ratio of one signal, given as a number or as a code."""
    if isinstance(value, str):
        if value not in DIRECTIONS:
            raise UnknownNameError("signal code", value, DIRECTIONS)
        return float(common ** DIRECTIONS[value])
    return number(f"strength of signal {position}", value, 0.0, open_low=True)


def _direction(strength: float) -> str:
    """Return the code of a likelihood ratio."""
    if strength == 1:
        return "neutral"
    return "raises" if strength > 1 else "lowers"


def _log_odds(share: float) -> float:
    """Return ln(p / (1 - p)), infinite at the ends."""
    if share in (0.0, 1.0):
        return math.inf if share == 1.0 else -math.inf
    return math.log(share) - math.log1p(-share)


def _probability_from_log_odds(log_odds: float) -> float:
    """Return p from ln(p / (1 - p)) without overflow."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    small = math.exp(log_odds)
    return small / (1 + small)
