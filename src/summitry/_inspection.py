"""Inspection: how likely a hidden site is found, and what a clean report is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summitry._checks import FloatArray, choice, number, probability, whole
from summitry._flip import Flip
from summitry.errors import OutOfRangeError

HIDERS = ("random", "strategic")


def detection(
    places: int,
    visits: int,
    *,
    hidden: int = 1,
    access: float = 1.0,
    sensitivity: float = 1.0,
    hider: str = "random",
) -> float:
    r"""Return the probability that inspectors find at least one hidden site.

    In words: there are N candidate places, D of them hide something. Inspectors may enter a share
    of the places (*access*) and visit m of those, chosen at random (*effort*). A visit to a guilty
    place notices it with probability s (*sensitivity*). With m visited places,

    .. math:: q = 1 - \sum_k \frac{\binom{D}{k}\binom{N-D}{m-k}}{\binom{N}{m}} (1-s)^k .

    A *random* hider did not know which places would stay closed: the formula holds with N places
    and m the visits that access allows. A *strategic* hider fills the closed places first; only
    what does not fit there can be found: then N is the number of open places and D the rest.

    Parameters
    ----------
    places : int
        N, candidate places: 1 to 100 000.
    visits : int
        Visits the inspectors can afford, 0 or more. More visits than open places add nothing.
    hidden : int
        D, places that hide something: 1 to N.
    access : float
        Share of the places that are open to them, 0 to 1; rounded down to whole places.
    sensitivity : float
        s, between 0 and 1.
    hider : {"random", "strategic"}
        Whether the hider knew in advance which places would stay closed.

    Returns
    -------
    float
        Probability of detection, 0 to 1.

    Raises
    ------
    OutOfRangeError, UnknownNameError
        For a value outside its range, or another hider.

    References
    ----------
    R. Avenhaus and M. J. Canty, *Compliance Quantified* (1996), on attribute sampling.

    Examples
    --------
    Ten places, one guilty, five visits:

    >>> round(detection(10, 5), 6)
    0.5

    The same effort with two of ten places closed, against a hider who knew which:

    >>> detection(10, 5, access=0.8, hider="strategic")
    0.0
    """
    n = whole("places", places, 1, 100_000)
    d = whole("hidden", hidden, 1, n)
    effort = whole("visits", visits, 0)
    share = probability("access", access)
    s = probability("sensitivity", sensitivity)
    choice("hider", hider, HIDERS)
    opened = math.floor(share * n + 1e-9)
    m = min(effort, opened)
    if hider == "strategic":
        n, d = opened, max(0, d - (n - opened))
    if d == 0 or m == 0:
        return 0.0
    k = np.arange(max(0, m - (n - d)), min(d, m) + 1)
    # Logarithms of factorials: the binomial coefficients themselves can overflow a float.
    log_factorial = np.concatenate([[0.0], np.log(np.arange(1, n + 1)).cumsum()])

    def log_comb(top: int, down: NDArray[np.int64]) -> FloatArray:
        return np.asarray(log_factorial[top] - log_factorial[down] - log_factorial[top - down])

    share_of_draws = np.exp(log_comb(d, k) + log_comb(n - d, m - k) - log_comb(n, np.array(m)))
    missed = math.fsum(share_of_draws * (1 - s) ** k)
    return min(1.0, max(0.0, 1.0 - missed))


@dataclass(frozen=True)
class Inspection:
    """What one inspection regime tells, and whom it deters. Made by `inspection`.

    Parameters
    ----------
    q : float
        Probability that one round finds a hidden site, if there is one.
    prior : float
        Probability that there is one, before the inspection.
    false_alarm : float
        Probability that one round raises an alarm where there is nothing.
    rounds : int
        Independent rounds.
    threshold : float
        The doubt that the observer can live with.
    gain, penalty : float or None
        What hiding earns when it succeeds, and what it costs when it is found.
    """

    q: float
    prior: float
    false_alarm: float
    rounds: int
    threshold: float
    gain: float | None
    penalty: float | None

    @property
    def detection(self) -> float:
        """The probability that at least one round finds the hidden site.

        Returns
        -------
        float
            1 - (1 - q) ** rounds.
        """
        return 1 - (1 - self.q) ** self.rounds

    @property
    def clean(self) -> float:
        """The probability of a hidden site after rounds that all found nothing.

        Returns
        -------
        float
            By Bayes' rule; the prior itself when a clean report cannot occur at all.
        """
        missed = (1 - self.q) ** self.rounds
        quiet = (1 - self.false_alarm) ** self.rounds
        return _bayes(self.prior, missed, quiet)

    @property
    def alarm(self) -> float:
        """The probability of a hidden site after at least one alarm.

        Returns
        -------
        float
            By Bayes' rule; the prior itself when an alarm cannot occur at all.
        """
        false = 1 - (1 - self.false_alarm) ** self.rounds
        return _bayes(self.prior, self.detection, false)

    @property
    def reassures(self) -> bool:
        """Whether a clean report brings the doubt down to the threshold.

        Returns
        -------
        bool
            True when `clean` is at most `threshold`.
        """
        return self.clean <= self.threshold + 1e-12

    @property
    def deterrence(self) -> float | None:
        """The probability of detection from which hiding no longer pays.

        Returns
        -------
        float or None
            gain / (gain + penalty); None when the two were not given.
        """
        if self.gain is None or self.penalty is None:
            return None
        return self.gain / (self.gain + self.penalty)

    @property
    def deters(self) -> bool | None:
        """Whether hiding does not pay under this regime.

        Returns
        -------
        bool or None
            None when gain and penalty were not given.
        """
        bar = self.deterrence
        return None if bar is None else self.detection >= bar - 1e-12

    def table(self) -> pd.DataFrame:
        """Show the belief after each number of clean rounds.

        Returns
        -------
        pandas.DataFrame
            Columns: rounds, detection, hidden_if_clean, hidden_if_alarm.
        """
        count = np.arange(self.rounds + 1)
        missed = (1 - self.q) ** count
        quiet = (1 - self.false_alarm) ** count
        return pd.DataFrame(
            {
                "rounds": count,
                "detection": 1 - missed,
                "hidden_if_clean": [
                    _bayes(self.prior, float(a), float(b))
                    for a, b in zip(missed, quiet, strict=True)
                ],
                "hidden_if_alarm": [
                    _bayes(self.prior, float(1 - a), float(1 - b))
                    for a, b in zip(missed, quiet, strict=True)
                ],
            }
        )

    def flip(self, parameter: str = "q") -> Flip:
        r"""Find the value of one parameter at which a clean report just reassures.

        The condition is :math:`\left(\frac{1-q}{1-a}\right)^n \frac{\pi}{1-\pi} =
        \frac{\tau}{1-\tau}`, with a the false-alarm rate, n rounds and :math:`\tau` the threshold.

        Parameters
        ----------
        parameter : {"q", "prior", "rounds"}
            For "rounds" the smallest whole number that reassures.

        Returns
        -------
        Flip
            The value; None when no allowed value does it.

        Raises
        ------
        UnknownNameError
            For another parameter.
        """
        now = {"q": self.q, "prior": self.prior, "rounds": float(self.rounds)}
        choice("parameter to flip", parameter, now)
        value = self._crossing(parameter)
        below, above = "does not reassure", "reassures"
        if parameter == "prior":
            below, above = above, below
        if value is None:
            verdict = "reassures" if self.reassures else "does not reassure"
            sentence = (
                f"No value of {parameter} changes the conclusion: a clean report {verdict} "
                f"(doubt {self.clean:.1%}, threshold {self.threshold:.1%})."
            )
            return Flip(parameter, None, now[parameter], verdict, verdict, sentence)
        then = "from there on" if parameter == "rounds" else "above that"
        shown = f"{value:.0f}" if parameter == "rounds" else f"{value:.4g}"
        sentence = (
            f"A clean report brings the doubt to {self.threshold:.1%} at {parameter} = {shown} "
            f"(it is {now[parameter]:g}). Below that it {below}; {then} it {above}."
        )
        return Flip(parameter, value, now[parameter], below, above, sentence)

    def _crossing(self, parameter: str) -> float | None:
        """Solve the condition of `flip` for one parameter."""
        quiet = 1 - self.false_alarm
        if parameter == "prior":
            return (
                _bayes(self.threshold, quiet**self.rounds, (1 - self.q) ** self.rounds)
                if (0 < self.q < 1 and self.rounds and quiet > 0)
                else None
            )
        if self.prior in (0.0, 1.0) or quiet == 0:
            return None
        ratio = self.threshold / (1 - self.threshold) / (self.prior / (1 - self.prior))
        if parameter == "q":
            if self.rounds == 0:
                return None
            value = 1 - quiet * ratio ** (1 / self.rounds)
            return value if 0 <= value <= 1 else None
        step = (1 - self.q) / quiet  # factor by which one clean round multiplies the odds
        if ratio >= 1:
            return 0.0 if step <= 1 else None
        if step >= 1:
            return None
        if step == 0:
            return 1.0
        return float(math.ceil(math.log(ratio) / math.log(step) - 1e-9))

    def __str__(self) -> str:
        rounds = "1 round finds" if self.rounds == 1 else f"{self.rounds} rounds find"
        lines = [
            f"If a site is hidden, {rounds} it with probability {self.detection:.1%}.",
            f"Before the inspection the doubt is {self.prior:.1%}; after a clean report "
            f"{self.clean:.1%}; after an alarm {self.alarm:.1%}.",
            f"A clean report {'reassures' if self.reassures else 'does not reassure'} an observer "
            f"who can live with a doubt of {self.threshold:.1%}.",
        ]
        bar = self.deterrence
        if bar is not None:
            gap = self.detection - bar
            lines.append(
                f"Hiding stops paying when detection reaches {bar:.1%}; here it is "
                + (
                    f"{100 * abs(gap):.1f} points "
                    + ("above that." if gap >= 0 else "short of it.")
                )
            )
        return " ".join(lines)


def inspection(
    q: float,
    prior: float,
    *,
    false_alarm: float = 0.0,
    rounds: int = 1,
    threshold: float = 0.05,
    gain: float | None = None,
    penalty: float | None = None,
) -> Inspection:
    r"""Say what an inspection tells an observer, and whom it deters.

    In words: with probability `prior` there is a hidden site. Each round of inspection finds it
    with probability `q` (see `detection` for how access and effort make it), and raises a false
    alarm where there is nothing with probability `false_alarm`. After n clean rounds

    .. math:: P(\text{hidden} \mid \text{clean}) =
       \frac{\pi (1-q)^n}{\pi (1-q)^n + (1-\pi)(1-a)^n} .

    A state that earns `gain` by hiding and loses `penalty` when found is deterred when the
    probability of detection is at least gain / (gain + penalty). Seeing no violation and there
    being none are two things: the first is the report, the second is what the report is about.

    Parameters
    ----------
    q : float
        Detection probability of one round, 0 to 1.
    prior : float
        Probability of a hidden site before the inspection, 0 to 1.
    false_alarm : float
        Probability of an alarm in one round where there is nothing, 0 to 1.
    rounds : int
        Independent rounds, 0 to 10 000.
    threshold : float
        Doubt that the observer can live with, above 0 and below 1.
    gain, penalty : float, optional
        Utils; given together, 0 or more and not both 0.

    Returns
    -------
    Inspection
        Beliefs, deterrence, `.table()` and `.flip()`.

    Raises
    ------
    OutOfRangeError
        For a value outside its range, or only one of gain and penalty.

    Examples
    --------
    >>> report = inspection(0.5, 0.4)
    >>> round(report.clean, 3)
    0.25
    >>> round(report.flip("q").value, 3)
    0.921
    """
    one = probability("q", q)
    start = probability("prior", prior)
    false = probability("false_alarm", false_alarm)
    count = whole("rounds", rounds, 0, 10_000)
    bar = number("threshold", threshold, 0.0, 1.0, open_low=True, open_high=True)
    if (gain is None) != (penalty is None):
        missing = "gain" if gain is None else "penalty"
        raise OutOfRangeError(missing, None, "given when the other of gain and penalty is given")
    if gain is not None and penalty is not None:
        gain, penalty = number("gain", gain, 0.0), number("penalty", penalty, 0.0)
        if gain + penalty == 0:
            raise OutOfRangeError("gain and penalty", (0.0, 0.0), "not both 0")
    return Inspection(one, start, false, count, bar, gain, penalty)


def _bayes(prior: float, if_true: float, if_false: float) -> float:
    """Return the posterior of a hypothesis; the prior itself for a signal that cannot occur."""
    top = prior * if_true
    bottom = top + (1 - prior) * if_false
    return prior if bottom == 0 else top / bottom
