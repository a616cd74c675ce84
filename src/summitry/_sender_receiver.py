"""The smallest signalling game, solved in closed form.

Two types of sender, two messages, two answers. That is enough for Hanoi (*disarmer* and *hedger*
offer *everything* or only the *known sites*) and for the textbook case, beer and quiche.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from summitry._checks import FloatArray, array, probability, same_length, texts, whole
from summitry.errors import OutOfRangeError

Interval = tuple[float, float]


@dataclass(frozen=True)
class Equilibrium:
    """One perfect Bayesian equilibrium, or a family that differs only off the path of play.

    Parameters
    ----------
    kind : {"pooling", "separating", "semi-separating"}
        Whether the message tells nothing, everything, or something about the type.
    send : tuple of float
        For each type, the probability of sending the first message.
    accept : tuple of (float, float)
        For each message, the probability of the first answer, as a range. A range wider than a
        point occurs only after a message that is never sent: any value in it keeps the equilibrium.
    belief : tuple of (float, float)
        For each message, the probability of the first type once it is heard, as a range. Again only
        an unsent message has a range; where `accept` is one of the two pure answers, each belief in
        the range supports it.
    sender_payoff : tuple of float
        What each type expects.
    receiver_payoff : float
        What the receiver expects.
    intuitive : bool
        Whether it survives the intuitive criterion of Cho and Kreps (1987). Always true when both
        messages are sent.
    knife_edge : bool
        True when some choice rests on an exact tie, so that a small change of a payoff can destroy
        the equilibrium; between two such equilibria there may lie a continuum that is not listed.
    types, messages, answers : tuple of str
        Names, used in sentences.
    """

    kind: str
    send: tuple[float, float]
    accept: tuple[Interval, Interval]
    belief: tuple[Interval, Interval]
    sender_payoff: tuple[float, float]
    receiver_payoff: float
    intuitive: bool
    knife_edge: bool
    types: tuple[str, str]
    messages: tuple[str, str]
    answers: tuple[str, str]

    @property
    def name(self) -> str:
        """A short name.

        Returns
        -------
        str
            For example "pooling on known sites".
        """
        if self.kind == "pooling":
            return f"pooling on {self.messages[0 if self.send[0] == 1 else 1]}"
        parts = []
        for label, first in zip(self.types, self.send, strict=True):
            if first in (0.0, 1.0):
                parts.append(f"{label}: {self.messages[0 if first == 1 else 1]}")
            else:
                parts.append(f"{label} mixes")
        return f"{self.kind} ({', '.join(parts)})"

    @property
    def sent(self) -> tuple[bool, bool]:
        """Which messages are ever sent.

        Returns
        -------
        tuple of bool
            One entry a message.
        """
        return (max(self.send) > 0, min(self.send) < 1)

    def table(self) -> pd.DataFrame:
        """Show what is said, believed and answered.

        Returns
        -------
        pandas.DataFrame
            One row a message: the probability that each type sends it, and the lowest and highest
            belief in the first type and probability of the first answer after it.
        """
        columns: dict[str, list[str] | list[float]] = {"message": list(self.messages)}
        for label, first in zip(self.types, self.send, strict=True):
            columns[f"sent by {label}"] = [first, 1 - first]
        for words, ends in (
            (f"belief in {self.types[0]}", self.belief),
            (self.answers[0], self.accept),
        ):
            columns[f"{words}, low"] = [low for low, _ in ends]
            columns[f"{words}, high"] = [high for _, high in ends]
        return pd.DataFrame(columns)

    def __str__(self) -> str:
        lines = [f"{self.name[0].upper()}{self.name[1:]}."]
        for label, first, payoff in zip(self.types, self.send, self.sender_payoff, strict=True):
            if first in (0.0, 1.0):
                does = f"always chooses {self.messages[0 if first == 1 else 1]}"
            else:
                does = (
                    f"chooses {self.messages[0]} with probability {first:.1%} "
                    f"and {self.messages[1]} otherwise"
                )
            lines.append(f"  The {_type(label)} {does} and expects {payoff:.3g}.")
        for message, sent, accept, belief in zip(
            self.messages, self.sent, self.accept, self.belief, strict=True
        ):
            share = _interval(accept)
            if sent:
                lines.append(
                    f"  After {message}, the chance of the {_type(self.types[0])} is "
                    f"{belief[0]:.1%}; the answer is {self.answers[0]} with probability {share}."
                )
            else:
                lines.append(
                    f"  Nobody chooses {message}. It would be met with {self.answers[0]} with "
                    f"probability {share}, if the chance "
                    f"of the {_type(self.types[0])} is then held to be {_interval(belief)}."
                )
        if not self.intuitive:
            lines.append(
                "  It fails the intuitive criterion: the belief behind it is hard to accept."
            )
        if self.knife_edge:
            lines.append("  It rests on an exact tie.")
        return "\n".join(lines)


def _type(label: str) -> str:
    """Return "disarmer type" for a disarmer, and "first type" as it is."""
    return label if label.endswith("type") else f"{label} type"


def _interval(ends: Interval) -> str:
    low, high = ends
    return f"{low:.1%}" if high - low < 1e-12 else f"{low:.1%} to {high:.1%}"


@dataclass(frozen=True)
class SenderReceiverGame:
    r"""A signalling game of two types, two messages and two answers.

    In words: nature draws the sender's type (the first type with probability `prior`). The sender
    knows it and sends a message. The receiver hears the message, not the type, and answers.

    With :math:`d_m^t` the receiver's gain from the first answer over the second when type :math:`t`
    sent :math:`m`, the receiver gives the first answer exactly when the belief :math:`\mu` in the
    first type satisfies :math:`\mu d_m^1 + (1-\mu) d_m^2 \ge 0`. With :math:`\alpha_m` the
    probability of the first answer, each type sends the message whose expected payoff (linear in
    :math:`\alpha_m`) is larger. Every perfect Bayesian equilibrium is of one of nine shapes:

    - pooling (2): both types send the same message;
    - separating (2): each type has its own message;
    - one type mixes (4): :math:`\alpha_m` makes that type indifferent, and its mixing makes the
      receiver indifferent: the belief after the shared message is the threshold
      :math:`\mu_m^* = -d_m^2 / (d_m^1 - d_m^2)`;
    - both types mix (1): two linear equations give the :math:`\alpha_m`, and both beliefs sit at
      their thresholds.

    Each shape is solved and checked in turn; there is no search.

    Parameters
    ----------
    prior : float
        Probability of the first type, strictly between 0 and 1.
    sender, receiver : array_like
        Payoffs, each 2 x 2 x 2 in the order type, message, answer. Any finite numbers.
    types, messages, answers : sequence of str
        Names, used in sentences.

    Raises
    ------
    OutOfRangeError
        For a prior that is not strictly between 0 and 1, payoffs of another shape or not finite.

    References
    ----------
    I.-K. Cho and D. M. Kreps, "Signaling Games and Stable Equilibria", Quarterly Journal of
    Economics 102 (1987). D. Fudenberg and J. Tirole, *Game Theory* (1991), chapter 8.

    Examples
    --------
    Beer and quiche. A strong type likes beer, a weak one quiche (worth 1); not having to fight is
    worth 2; the other man wants to fight only a weak one.

    >>> game = SenderReceiverGame(
    ...     0.9,
    ...     sender=[[[3, 1], [2, 0]], [[2, 0], [3, 1]]],
    ...     receiver=[[[0, -1], [0, -1]], [[0, 1], [0, 1]]],
    ...     types=("strong", "weak"), messages=("beer", "quiche"), answers=("leave", "fight"))
    >>> [(e.name, e.intuitive) for e in game.equilibria()]
    [('pooling on beer', True), ('pooling on quiche', False)]
    """

    prior: float
    sender: ArrayLike
    receiver: ArrayLike
    types: tuple[str, str] = ("first type", "second type")
    messages: tuple[str, str] = ("first message", "second message")
    answers: tuple[str, str] = ("accept", "demand")
    _tie: float = field(init=False, repr=False, default=0.0)

    def __post_init__(self) -> None:
        prior = probability("prior", self.prior)
        if prior in (0.0, 1.0):
            raise OutOfRangeError(
                "prior", prior, "strictly between 0 and 1: a known type sends no signal"
            )
        object.__setattr__(self, "prior", prior)
        for name in ("sender", "receiver"):
            values = array(f"{name} payoffs", getattr(self, name))
            if values.shape != (2, 2, 2):
                raise OutOfRangeError(
                    f"the shape of the {name} payoffs",
                    values.shape,
                    "(2, 2, 2): type, message, answer",
                )
            values = values.copy()
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        for name in ("types", "messages", "answers"):
            words = texts(name, getattr(self, name))
            same_length(name, words, "the payoffs", 2)
            object.__setattr__(self, name, words)
        scale = max(1.0, float(np.abs(self._k).max()), float(np.abs(self._u).max()))
        object.__setattr__(self, "_tie", 1e-10 * scale)

    @property
    def _k(self) -> FloatArray:
        return np.asarray(self.sender)

    @property
    def _u(self) -> FloatArray:
        return np.asarray(self.receiver)

    # --- the two questions every shape asks -------------------------------------------------------
    def _gain(self, message: int, belief: float) -> float:
        """Return what the receiver gains by the first answer rather than the second."""
        d = self._u[:, message, 0] - self._u[:, message, 1]
        return float(belief * d[0] + (1 - belief) * d[1])

    def _value(self, kind: int, message: int, accept: float) -> float:
        """Return what a type expects from a message answered with the first answer so often."""
        yes, no = self._k[kind, message]
        return float(accept * yes + (1 - accept) * no)

    def _best(self, message: int, belief: float) -> tuple[float, ...]:
        """Return the pure best answers: (1,), (0,), or both at a tie."""
        gain = self._gain(message, belief)
        if abs(gain) <= self._tie:
            return (1.0, 0.0)
        return (1.0,) if gain > 0 else (0.0,)

    def threshold(self, message: int) -> float | None:
        """Return the belief in the first type at which the receiver is indifferent.

        Parameters
        ----------
        message : {0, 1}
            Which message was heard.

        Returns
        -------
        float or None
            Strictly between 0 and 1; None when one answer is best whatever the belief.
        """
        heard = whole("message", message, 0, 1)
        d = self._u[:, heard, 0] - self._u[:, heard, 1]
        if min(d) < -self._tie and max(d) > self._tie:
            return float(-d[1] / (d[0] - d[1]))
        return None

    # --- the nine shapes --------------------------------------------------------------------------
    def equilibria(self) -> tuple[Equilibrium, ...]:
        """Return all perfect Bayesian equilibria, in closed form.

        Families that differ only in what happens after an unsent message are returned once, with
        that answer and belief as ranges. The list is complete when no two payoffs tie by accident.

        Returns
        -------
        tuple of Equilibrium
            Pooling first, then separating, then semi-separating.
        """
        return (*self._pooling(), *self._separating(), *self._one_mixes(), *self._both_mix())

    def _pooling(self) -> Iterator[Equilibrium]:
        for m in (0, 1):
            other = 1 - m
            for accept in self._best(m, self.prior):
                earn = (self._value(0, m, accept), self._value(1, m, accept))
                off = self._deterring_answers(other, earn)
                if off is None:
                    continue
                beliefs = self._supporting_beliefs(other, off)
                yield self._make(
                    "pooling",
                    send=(1.0 - m, 1.0 - m),
                    accept=_by_message(m, (accept, accept), off),
                    belief=_by_message(m, (self.prior, self.prior), beliefs),
                    intuitive=self._is_intuitive(other, earn),
                )

    def _separating(self) -> Iterator[Equilibrium]:
        for m in (0, 1):  # the message of the first type; then the message is proof of the type
            for own in self._best(m, 1.0):
                for theirs in self._best(1 - m, 0.0):
                    first = self._value(0, m, own) - self._value(0, 1 - m, theirs)
                    second = self._value(1, 1 - m, theirs) - self._value(1, m, own)
                    if min(first, second) >= -self._tie:
                        yield self._make(
                            "separating",
                            send=(1.0 - m, float(m)),
                            accept=_by_message(m, (own, own), (theirs, theirs)),
                            belief=_by_message(m, (1.0, 1.0), (0.0, 0.0)),
                        )

    def _one_mixes(self) -> Iterator[Equilibrium]:
        for kind in (0, 1):  # the type that mixes; the other always sends m
            for m in (0, 1):
                target = self.threshold(m)
                if target is None:
                    continue
                alone = 1.0 if kind == 0 else 0.0  # belief after the message only `kind` sends
                for reply in self._best(1 - m, alone):
                    yes, no = self._k[kind, m]
                    if abs(yes - no) <= self._tie:
                        continue
                    accept = (self._value(kind, 1 - m, reply) - no) / (yes - no)
                    share = self._share_for_belief(kind, target)
                    if not (_inside(accept) and _inside(share)):
                        continue
                    stay = self._value(1 - kind, m, accept) - self._value(1 - kind, 1 - m, reply)
                    if stay < -self._tie:
                        continue
                    mixed = share if m == 0 else 1 - share
                    pure = 1.0 - m
                    yield self._make(
                        "semi-separating",
                        send=(mixed, pure) if kind == 0 else (pure, mixed),
                        accept=_by_message(m, (accept, accept), (reply, reply)),
                        belief=_by_message(m, (target, target), (alone, alone)),
                    )

    def _share_for_belief(self, kind: int, target: float) -> float:
        """Return how often `kind` must join the other type so that the belief becomes `target`."""
        odds = self.prior / (1 - self.prior)
        wanted = target / (1 - target)
        return wanted / odds if kind == 0 else odds / wanted

    def _both_mix(self) -> Iterator[Equilibrium]:
        targets = (self.threshold(0), self.threshold(1))
        if targets[0] is None or targets[1] is None or targets[0] == targets[1]:
            return
        # Each type indifferent: two linear equations in the two probabilities of the first answer.
        slope = self._k[:, :, 0] - self._k[:, :, 1]
        matrix = np.column_stack([slope[:, 0], -slope[:, 1]])
        determinant = matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]
        if abs(determinant) <= self._tie**2:
            return
        accept = np.linalg.solve(matrix, self._k[:, 1, 1] - self._k[:, 0, 1])
        # The beliefs average to the prior: that fixes how often the first message is sent.
        first = (self.prior - targets[1]) / (targets[0] - targets[1])
        if not (_inside(accept[0]) and _inside(accept[1]) and _inside(first)):
            return
        yield self._make(
            "semi-separating",
            send=(first * targets[0] / self.prior, first * (1 - targets[0]) / (1 - self.prior)),
            accept=((float(accept[0]),) * 2, (float(accept[1]),) * 2),
            belief=((targets[0],) * 2, (targets[1],) * 2),
        )

    # --- messages that are never sent -------------------------------------------------------------
    def _deterring_answers(self, message: int, earn: tuple[float, float]) -> Interval | None:
        """Return the answers to an unsent message that tempt no type and suit some belief."""
        low, high = 0.0, 1.0
        for kind in (0, 1):
            yes, no = self._k[kind, message]
            if abs(yes - no) <= self._tie:
                if no > earn[kind] + self._tie:
                    return None
                continue
            bound = (earn[kind] - no) / (yes - no)
            low, high = (low, min(high, bound)) if yes > no else (max(low, bound), high)
        gains = (self._gain(message, 0.0), self._gain(message, 1.0))
        if max(gains) < -self._tie:  # the second answer is best whatever the belief
            high = min(high, 0.0)
        if min(gains) > self._tie:
            low = max(low, 1.0)
        low, high = max(low, 0.0), min(high, 1.0)
        if low > high + 1e-12:
            return None
        return (low, max(low, high))

    def _supporting_beliefs(self, message: int, answers: Interval) -> Interval:
        """Return the beliefs after an unsent message for which some such answer is best."""
        target = self.threshold(message)
        if target is None:
            gains = self._gain(message, 0.0), self._gain(message, 1.0)
            if max(gains) > self._tie:  # the first answer is never worse
                always, ties = answers[1] >= 1 - 1e-12, [g <= self._tie for g in gains]
            elif min(gains) < -self._tie:
                always, ties = answers[0] <= 1e-12, [g >= -self._tie for g in gains]
            else:
                return (0.0, 1.0)
            # The other answer is as good at one belief only: the one at which the two tie.
            return (0.0, 1.0) if always else ((0.0, 0.0) if ties[0] else (1.0, 1.0))
        rising = self._gain(message, 1.0) > self._gain(message, 0.0)
        low, high = target, target
        if answers[0] <= 1e-12:  # the second answer will do: beliefs on its side of the threshold
            low, high = (0.0, high) if rising else (low, 1.0)
        if answers[1] >= 1 - 1e-12:
            low, high = (low, 1.0) if rising else (0.0, high)
        return (low, high)

    def _is_intuitive(self, message: int, earn: tuple[float, float]) -> bool:
        """Apply the intuitive criterion to an unsent message.

        A type that would lose by the message under every reasonable answer is ruled out as its
        sender. If the type that is left would then gain for sure, the equilibrium fails.
        """
        gains = (self._gain(message, 0.0), self._gain(message, 1.0))
        reasonable = [1.0] if max(gains) >= -self._tie else []
        reasonable += [0.0] if min(gains) <= self._tie else []
        tempted = [
            max(self._value(kind, message, answer) for answer in reasonable)
            >= earn[kind] - self._tie
            for kind in (0, 1)
        ]
        if tempted[0] == tempted[1]:
            return True
        left = 0 if tempted[0] else 1
        replies = self._best(message, 1.0 - left)
        return min(self._value(left, message, a) for a in replies) <= earn[left] + self._tie

    # --- putting a result together ----------------------------------------------------------------
    def _make(
        self,
        kind: str,
        send: tuple[float, float],
        accept: tuple[Interval, Interval],
        belief: tuple[Interval, Interval],
        intuitive: bool = True,
    ) -> Equilibrium:
        """Add payoffs and the tie flag to a solved shape."""
        weights = np.array([self.prior, 1 - self.prior])
        masses = weights[:, None] * np.column_stack([send, 1 - np.array(send)])
        sent = masses.sum(axis=0) > 0
        answers = np.array([(low, 1 - low) for low, _ in accept])
        earn = tuple(
            max(self._value(t, m, accept[m][0]) for m in (0, 1) if masses[t, m] > 0) for t in (0, 1)
        )
        received = float(np.einsum("tm,ma,tma->", masses, answers, self._u))
        tie = False
        for m in (0, 1):
            pure = accept[m][0] in (0.0, 1.0)
            tie |= bool(sent[m] and pure and abs(self._gain(m, belief[m][0])) <= self._tie)
        for t in (0, 1):
            if sent.all() and send[t] in (0.0, 1.0):
                gap = self._value(t, 0, accept[0][0]) - self._value(t, 1, accept[1][0])
                tie |= abs(gap) <= self._tie
        if not sent.all():
            low, high = accept[0 if sent[1] else 1]
            tie |= 0.0 < low == high < 1.0
        return Equilibrium(
            kind=kind,
            send=(float(send[0]), float(send[1])),
            accept=(
                (float(accept[0][0]), float(accept[0][1])),
                (float(accept[1][0]), float(accept[1][1])),
            ),
            belief=(
                (float(belief[0][0]), float(belief[0][1])),
                (float(belief[1][0]), float(belief[1][1])),
            ),
            sender_payoff=(earn[0], earn[1]),
            receiver_payoff=received,
            intuitive=intuitive,
            knife_edge=tie,
            types=self.types,
            messages=self.messages,
            answers=self.answers,
        )

    def table(self) -> pd.DataFrame:
        """Show all equilibria, one a row.

        Returns
        -------
        pandas.DataFrame
            Name, kind, how often each type sends the first message, answers, beliefs, payoffs.
        """
        rows = []
        for e in self.equilibria():
            row: dict[str, object] = {"equilibrium": e.name, "kind": e.kind}
            for label, share in zip(self.types, e.send, strict=True):
                row[f"{label} sends {self.messages[0]}"] = share
            for message, accept in zip(self.messages, e.accept, strict=True):
                row[f"{self.answers[0]} after {message}"] = _interval(accept)
            for message, belief in zip(self.messages, e.belief, strict=True):
                row[f"{self.types[0]} after {message}"] = _interval(belief)
            for label, value in zip(self.types, e.sender_payoff, strict=True):
                row[f"payoff of {label}"] = value
            row["payoff of receiver"] = e.receiver_payoff
            row["intuitive"] = e.intuitive
            rows.append(row)
        return pd.DataFrame(rows)

    def __str__(self) -> str:
        found = self.equilibria()
        head = f"The game has {len(found)} perfect Bayesian {_plural(len(found))}."
        return "\n".join([head, *(str(item) for item in found)])


def _plural(count: int) -> str:
    return "equilibrium" if count == 1 else "equilibria"


def _by_message(m: int, at_m: Interval, at_other: Interval) -> tuple[Interval, Interval]:
    """Return the pair in the order of the messages."""
    return (at_m, at_other) if m == 0 else (at_other, at_m)


def _inside(share: float) -> bool:
    """Return whether a probability is strictly between 0 and 1 (an exact 0 or 1 is not mixing)."""
    return bool(1e-12 < share < 1 - 1e-12)
