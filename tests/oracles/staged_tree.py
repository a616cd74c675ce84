"""The staged deal as a game tree in Gambit's .efg format, written from the rules alone.

It shares no code with `summitry.deal`: payoffs are added up along each path, so that a solver of
trees can be held against the recursion there.
"""

from __future__ import annotations

import numpy as np


class Tree:
    """Writes the .efg text; `nodes` lists what each decision node is, in order of writing."""

    def __init__(self, deal, payments, *, fakes: bool) -> None:
        self.deal, self.paid, self.fakes = deal, np.asarray(payments, dtype=float), fakes
        self.lines: list[str] = []
        self.outcome = 0
        self.dprk_sets: dict[tuple, int] = {}
        self._sign()

    def text(self) -> str:
        return 'EFG 2 R "staged deal" { "DPRK" "US" }\n' + "\n".join(self.lines) + "\n"

    def _leaf(self, dprk: float, us: float) -> None:
        self.outcome += 1
        self.lines.append(f't "" {self.outcome} "" {{ {dprk!r}, {us!r} }}')

    def _sign(self) -> None:
        self.lines.append('p "" 2 1 "sign" { "sign" "refuse" } 0')
        self._dprk(0, (), 0.0, 0.0, 1.0)
        self._leaf(0.0, 0.0)

    def _dprk(self, n: int, faked: tuple[int, ...], dprk: float, us: float, weight: float) -> None:
        d = self.deal
        if n == d.stages:
            self._leaf(dprk + weight * d.peace_dprk, us + weight * d.peace_us)
            return
        info = self.dprk_sets.setdefault((n, faked), len(self.dprk_sets) + 1)
        moves = '"comply" "stall"' + (' "fake"' if self.fakes else "")
        self.lines.append(f'p "" 1 {info} "K{n + 1}" {{ {moves} }} 0')
        real = [m for m in range(n) if m not in faked]
        paid = float(self.paid[:n].sum())
        rebuilt = 1 - d.irreversible
        cost, gain = float(d.dprk_cost[real].sum()), float(d.us_gain[real].sum())
        stall = -d.snapback_stall * paid + rebuilt * cost
        stall_us = d.payment_cost * d.snapback_stall * paid - rebuilt * gain
        self._nature(n, faked, dprk, us, weight, real=True)
        self._leaf(
            dprk + weight * (stall - (d.reputation_dprk if n else 0)), us + weight * stall_us
        )
        if self.fakes:
            self._nature(n, (*faked, n), dprk, us, weight, real=False)

    def _nature(self, n, faked, dprk, us, weight, *, real) -> None:
        d = self.deal
        c, g = float(d.dprk_cost[n]), float(d.us_gain[n])
        dprk -= weight * (c if real else d.fake_cost * c)
        us += weight * (g if real else 0.0)
        weight *= float(d.discount[n])
        done = [m for m in range(n + 1) if m not in faked]
        paid = float(self.paid[:n].sum())
        rebuilt = 1 - d.irreversible
        worth = rebuilt - d.exposure_loss * d.irreversible
        die = -d.snapback_break * paid + worth * float(d.dprk_cost[done].sum())
        die_us = d.payment_cost * d.snapback_break * paid - rebuilt * float(d.us_gain[done].sum())
        h, q = float(d.hazard[n]), d.detection
        self.lines.append(f'c "" {self._chance()} "" {{ "dies" {h!r} "lives" {1 - h!r} }} 0')
        self._leaf(dprk + weight * die, us + weight * die_us)
        if not real:
            self.lines.append(f'c "" {self._chance()} "" {{ "caught" {q!r} "unseen" {1 - q!r} }} 0')
            earlier = [m for m in range(n) if m not in faked]
            caught = -d.snapback_stall * paid + rebuilt * float(d.dprk_cost[earlier].sum())
            self._leaf(dprk + weight * (caught - d.penalty), us)
        self.lines.append(f'p "" 2 {n + 2} "U{n + 1}" {{ "pay" "renege" }} 0')
        p = float(self.paid[n])
        self._dprk(n + 1, faked, dprk + weight * p, us - weight * d.payment_cost * p, weight)
        self._leaf(dprk + weight * die, us + weight * (die_us - d.reputation_us))

    def _chance(self) -> int:
        self.chances = getattr(self, "chances", 0) + 1
        return self.chances
