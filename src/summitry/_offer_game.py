"""The partial offer as a signalling game: what closing the known sites tells an observer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from summitry._checks import choice, number, probability
from summitry._flip import Flip
from summitry._sender_receiver import Equilibrium, SenderReceiverGame
from summitry.errors import OutOfRangeError

TYPES = ("disarmer", "hedger")
OFFERS = ("everything", "known sites")
ANSWERS = ("accept", "demand")

#: Allowed range of each parameter, also the range that `flip` looks through.
RANGES: dict[str, tuple[float, float]] = {
    "prior": (0.0, 1.0),
    "relief_all": (0.0, 100.0),
    "relief_known": (0.0, 100.0),
    "site_disarmer": (0.0, 100.0),
    "site_hedger": (0.0, 100.0),
    "detection": (0.0, 1.0),
    "penalty": (0.0, 100.0),
    "delay": (0.0, 100.0),
    "climbdown": (0.0, 100.0),
    "gain_known": (0.0, 100.0),
    "gain_site": (0.0, 100.0),
    "gain_later": (0.0, 100.0),
    "harm": (0.0, 100.0),
    "kappa": (0.0, 10.0),
    "us_delay": (0.0, 100.0),
}


@dataclass(frozen=True)
class SignallingGame:
    r"""North Korea offers known sites or everything; the United States accepts or demands more.

    The game in words
    -----------------
    North Korea (K) is a *disarmer*, who would part with the undeclared site for the right price, or
    a *hedger*, who wants to keep it. Only K knows which. The United States (U) holds the first to
    be true with probability `prior`.

    1. K offers **everything** or only the **known sites**.
    2. U **accepts**, or **demands** that the undeclared site be shown before any relief.
    3. What follows is settled by K's own interest:

       - *everything* accepted: K either delivers or hides the site. A hidden site is found with
         probability `detection`; then there is no relief and K pays `penalty`. So a type that
         values the site at :math:`v` delivers when :math:`v \le q (R + f)`.
       - *known sites* accepted: K closes them for the smaller relief and keeps the other site.
       - after a demand K shows the site or walks away, whichever pays more. Walking away leaves
         both sides at 0, except that K pays `penalty` if it had claimed to offer everything.

    The payoffs, with :math:`R, r` the reliefs, :math:`q` detection, :math:`f` the penalty:

    .. math::

       K:\quad & \text{everything, accept: } \max\{R - v,\; (1-q)R - qf\} \\
       & \text{everything, demand: } \max\{R - v - \text{delay},\; -f\} \\
       & \text{known sites, accept: } r \\
       & \text{known sites, demand: } \max\{R - v - \text{delay} - \text{climbdown},\; 0\} \\
       U:\quad & \text{site given up: } g_k + g_s - \kappa R \;(- \text{us delay after a demand}) \\
       & \text{site hidden: } g_k - (1-q)(\kappa R + \text{harm}) \\
       & \text{known sites, accept: } g_k - \kappa r + g_l \text{ (disarmer) or }
         g_k - \kappa r - \text{harm (hedger)} \\
       & \text{walked away: } 0

    Parameters
    ----------
    prior : float
        U's belief, before any offer, that K is a disarmer; strictly between 0 and 1.
    relief_all, relief_known : float
        R and r: worth to K of the relief for everything and for the known sites, net of what
        closing the known sites costs it.
    site_disarmer, site_hedger : float
        Worth to each type of keeping the undeclared site (v). The hedger's is the larger.
    detection : float
        q: probability that a hidden site is found after a deal; see `inspection`.
    penalty : float
        f: what K loses when it is shown to have lied.
    delay : float
        What K loses when it must prove everything before any relief.
    climbdown : float
        What it costs K, beyond the delay, to give in after offering less.
    gain_known, gain_site, gain_later : float
        Worth to U of closing the known sites; of the undeclared site; and of what a disarmer gives
        later once a partial offer has been accepted.
    harm : float
        What U loses when a hedger is paid and keeps the site.
    kappa : float
        Cost to U of one unit of relief.
    us_delay : float
        What U loses by the delay that its demand causes.

    Raises
    ------
    OutOfRangeError
        For a number outside its range, or a hedger who values the site less than a disarmer.

    Notes
    -----
    All numbers are utils and assumptions; none is estimated. All are between 0 and 100, except
    `prior` and `detection` (0 to 1) and `kappa` (0 to 10). Ties in step 3 go to delivering.
    Not modelled: a third offer, haggling after the demand, doubts of K about U.

    The solution is that of `SenderReceiverGame`, in closed form.

    Examples
    --------
    >>> game = SignallingGame(0.3, detection=0.8)
    >>> [e.name for e in game.equilibria()]
    ['separating (disarmer: everything, hedger: known sites)']
    """

    prior: float = 0.3
    relief_all: float = 10.0
    relief_known: float = 6.0
    site_disarmer: float = 3.0
    site_hedger: float = 14.0
    detection: float = 0.5
    penalty: float = 4.0
    delay: float = 2.0
    climbdown: float = 1.0
    gain_known: float = 4.0
    gain_site: float = 6.0
    gain_later: float = 4.0
    harm: float = 6.0
    kappa: float = 0.5
    us_delay: float = 2.0

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            checked = probability(name, value) if high == 1.0 else number(name, value, low, high)
            object.__setattr__(self, name, checked)
        if self.prior in (0.0, 1.0):
            raise OutOfRangeError(
                "prior", self.prior, "strictly between 0 and 1: a known type sends no signal"
            )
        if self.site_hedger < self.site_disarmer:
            raise OutOfRangeError(
                "site_hedger", self.site_hedger, f"site_disarmer ({self.site_disarmer:g}) or more"
            )

    # --- payoffs ----------------------------------------------------------------------------------
    def delivers(self, site: float) -> bool:
        """Return whether a type that values the site so much would deliver what it promised.

        Parameters
        ----------
        site : float
            Worth of keeping the undeclared site.

        Returns
        -------
        bool
            True when keeping it is worth no more than what detection would cost.
        """
        return number("site", site, 0.0) <= self.detection * (self.relief_all + self.penalty)

    @property
    def game(self) -> SenderReceiverGame:
        """The same game as a plain table of payoffs.

        Returns
        -------
        SenderReceiverGame
            Payoffs in the order type, offer, answer.
        """
        full = self.gain_known + self.gain_site - self.kappa * self.relief_all
        k = np.empty((2, 2, 2))
        u = np.empty((2, 2, 2))
        for t, site in enumerate((self.site_disarmer, self.site_hedger)):
            # Everything, accepted: deliver, or hide and hope.
            if self.delivers(site):
                k[t, 0, 0], u[t, 0, 0] = self.relief_all - site, full
            else:
                missed = 1 - self.detection
                k[t, 0, 0] = missed * self.relief_all - self.detection * self.penalty
                u[t, 0, 0] = self.gain_known - missed * (self.kappa * self.relief_all + self.harm)
            # Known sites, accepted.
            follow = self.gain_later if t == 0 else -self.harm
            k[t, 1, 0] = self.relief_known
            u[t, 1, 0] = self.gain_known - self.kappa * self.relief_known + follow
            # A demand: show the site, or walk away.
            show = self.relief_all - site - self.delay
            for m, (shown, walked) in enumerate(
                [(show, -self.penalty), (show - self.climbdown, 0.0)]
            ):
                k[t, m, 1] = max(shown, walked)
                u[t, m, 1] = full - self.us_delay if shown >= walked else 0.0
        return SenderReceiverGame(self.prior, k, u, TYPES, OFFERS, ANSWERS)

    def payoffs(self) -> pd.DataFrame:
        """Show who gets what in each of the eight outcomes.

        Returns
        -------
        pandas.DataFrame
            Columns: type, offer, answer, dprk, us (utils).
        """
        game = self.game
        k, u = np.asarray(game.sender), np.asarray(game.receiver)
        return pd.DataFrame(
            [
                {
                    "type": TYPES[t],
                    "offer": OFFERS[m],
                    "answer": ANSWERS[a],
                    "dprk": float(k[t, m, a]),
                    "us": float(u[t, m, a]),
                }
                for t in (0, 1)
                for m in (0, 1)
                for a in (0, 1)
            ]
        )

    # --- solution ---------------------------------------------------------------------------------
    def equilibria(self) -> tuple[Equilibrium, ...]:
        """Return all perfect Bayesian equilibria: pooling, separating and semi-separating.

        Returns
        -------
        tuple of Equilibrium
            In closed form. `belief[1]` of each is U's belief after the partial offer.
        """
        return self.game.equilibria()

    def belief_after(self, offer: str) -> tuple[float | None, ...]:
        """Return U's belief in a disarmer after an offer, in each equilibrium.

        Parameters
        ----------
        offer : {"everything", "known sites"}
            The offer heard.

        Returns
        -------
        tuple of float or None
            One entry an equilibrium; None where the offer is never made there.
        """
        choice("offer", offer, OFFERS)
        m = OFFERS.index(offer)
        return tuple(e.belief[m][0] if e.sent[m] else None for e in self.equilibria())

    def table(self) -> pd.DataFrame:
        """Show all equilibria, one a row.

        Returns
        -------
        pandas.DataFrame
            See `SenderReceiverGame.table`.
        """
        return self.game.table()

    def __str__(self) -> str:
        found = self.equilibria()
        count = "one equilibrium" if len(found) == 1 else f"{len(found)} equilibria"
        lines = [
            f"Before any offer, the chance of a disarmer is {self.prior:.1%}. The game has {count}."
        ]
        for e in found:
            lines.append(str(e))
            lines.append("  " + self._lesson(e))
        return "\n".join(lines)

    def _lesson(self, e: Equilibrium) -> str:
        """Say what the partial offer tells in one equilibrium."""
        if not e.sent[1]:
            return "The partial offer is not made, so it teaches nothing here."
        after = e.belief[1][0]
        if abs(after - self.prior) < 1e-12:
            return "The partial offer tells nothing: both types make it."
        return (
            "The partial offer moves the chance of a disarmer "
            f"from {self.prior:.1%} to {after:.1%}."
        )

    # --- where it flips ---------------------------------------------------------------------------
    def flip(self, parameter: str = "prior") -> Flip:
        """Find the nearest value of one parameter at which the set of equilibria changes.

        Parameters
        ----------
        parameter : str
            Any parameter of the game. For "prior" the answer is exact: sets can change only at the
            receiver's thresholds. For the others the allowed range is scanned in 800 steps, densest
            near the present value, and the change is then pinned down by bisection. A window
            narrower than a step can be missed.

        Returns
        -------
        Flip
            The nearest change and the equilibria on each side of it.

        Raises
        ------
        UnknownNameError
            For another parameter.
        """
        choice("parameter to flip", parameter, RANGES)
        now = float(getattr(self, parameter))
        found = [self._next_change(parameter, now, end) for end in RANGES[parameter]]
        changes = [value for value in found if value is not None]
        here = self._names(parameter, now) or "none"
        if not changes:
            low, high = RANGES[parameter]
            sentence = (
                f"The equilibria stay the same for every {parameter} "
                f"from {low:g} to {high:g}: {here}."
            )
            return Flip(parameter, None, now, here, here, sentence)
        value = min(changes, key=lambda x: abs(x - now))
        step = 1e-6 * max(1.0, abs(value))
        below = self._names(parameter, value - step) or here
        above = self._names(parameter, value + step) or here
        sentence = (
            f"The equilibria change when {parameter} passes {value:.4g} (it is {now:g}). "
            f"Below: {below}. Above: {above}."
        )
        return Flip(parameter, value, now, below, above, sentence)

    def _names(self, parameter: str, value: float) -> str | None:
        """Return the names of all equilibria at another value; None where it is not allowed."""
        try:
            game = dataclasses.replace(self, **{parameter: value})
        except OutOfRangeError:
            return None
        names = [e.name + ("" if e.intuitive else " [not intuitive]") for e in game.equilibria()]
        return "; ".join(names) or "no equilibrium"

    def _next_change(self, parameter: str, now: float, end: float) -> float | None:
        """Return where the equilibria first change on the way from `now` to `end`."""
        here = self._names(parameter, now)
        if parameter == "prior":
            cuts = [t for m in (0, 1) if (t := self.game.threshold(m)) is not None]
            between = sorted(cut for cut in cuts if min(now, end) < cut < max(now, end))
            ordered: Iterable[float] = between if end > now else reversed(between)
            for cut in ordered:
                if self._names(parameter, cut + 1e-9 * (1 if end > now else -1)) != here:
                    return cut
            return None
        last = now
        for t in np.linspace(0.0, 1.0, 401)[1:]:
            value = now + float(t) ** 2 * (end - now)
            names = self._names(parameter, value)
            if names is not None and names != here:
                return self._bisect(parameter, last, value, here)
            last = value
        return None

    def _bisect(self, parameter: str, same: float, other: float, here: str | None) -> float:
        """Narrow a change down to the last bits that matter."""
        while abs(other - same) > 1e-12 * max(1.0, abs(other)):
            middle = (same + other) / 2
            if middle in (same, other):
                break
            if self._names(parameter, middle) == here:
                same = middle
            else:
                other = middle
        return (same + other) / 2
