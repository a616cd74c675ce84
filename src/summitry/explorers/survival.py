"""Can a deal outlive an administration? Stages on the calendar of US inauguration days.

Examples
--------
>>> explorer = Survival()
>>> explorer.preset("Broad count")
>>> explorer.state["coding"]
'broad'
>>> explorer.set(stages=7)
>>> "7 stages, from Feb 2019 to Aug 2028" in explorer.readout
True
>>> explorer.best
7
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from summitry import facts, politics
from summitry.charts import survival as chart
from summitry.deal import StagedDeal
from summitry.explorers.explorer import Explorer

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from summitry.charts.parts import Parts

WORDS = {
    "title": "Outlive an administration",
    "question": "Can the deal survive a change of government, and how many stages are best?",
    "span": "{stages}, from {start} to {end}: {days} on the way.",
    "one_stage": "1 stage",
    "stages": "{count} stages",
    "no_day": "no inauguration day",
    "one_day": "1 inauguration day",
    "days": "{count} inauguration days",
    "chance": "Chance that no administration drops it: {chance:.0%}{band}.",
    "band": " ({low:.0%} to {high:.0%} over the interval of the count)",
    "drop": "A new president drops it with a chance of {drop:.0%}{form}: about {yearly:.1%} a "
    "year.",
    "form": " (as {device}: {lowered:.0%})",
    "holds": "The weakest promise has {spare:.1f} points to spare: enough, {wanted:.0f} "
    "are wanted.",
    "thin": "Every promise is kept, but the weakest has only {spare:.1f} points to spare; "
    "{wanted:.0f} are wanted, so {short:.1f} are missing.",
    "fails": "It fails: with the best payments there are, {who} falls short by {short} points.",
    "hair": "less than 0.1",
    "dprk": "North Korea's promise at stage {stage}",
    "us": "Washington's promise at stage {stage}",
    "sign": "Washington's wish to sign",
    "is_best": "This is the best number of stages.",
    "best": "The best number is {best}: {chance:.0%}, and {spare:.1f} points to spare.",
    "cliff": "One stage more would cross one more inauguration day.",
    "none": "No number of stages from 1 to {most} has {wanted:.0f} points to spare; the nearest is "
    "{best}, with {spare:.1f}.",
    "nobody": "Nobody",
    "device": "{name} (× {factor:g})",
}

_CODINGS = (
    ("strict", "Strict: left on US initiative"),
    ("broad", "Broad: died or was broken, by anyone"),
    ("own", "My own number (below)"),
)


def _presidents() -> list[tuple[str, str]]:
    """List the presidents whose change can be left out."""
    known = facts.load("administrations").set_index("id")["president"]
    incoming = dict.fromkeys(politics.exposures()["incoming"])
    return [("nobody", WORDS["nobody"]), *((name, str(known[name])) for name in sorted(incoming))]


def _devices() -> list[tuple[str, str]]:
    return [
        (name, WORDS["device"].format(name=name[0].upper() + name[1:], factor=device.factor))
        for name, device in politics.DEVICES.items()
    ]


class Survival(Explorer):
    """Lay the stages of a deal on the calendar of US elections and see whether it lives.

    The state has ``stages``, ``start`` (months from an inauguration day to the signature),
    ``coding`` ("strict", "broad" or "own"), ``own`` (per cent), ``without`` ("nobody" or the id of
    an incoming president), ``device`` (a key of `politics.DEVICES`), ``wanted`` (points to spare),
    ``years`` (of dismantling), ``pause`` (months that each stage adds) and ``change`` (per cent).

    Parameters
    ----------
    **changes : object
        Values that differ from the start.
    """

    title = WORDS["title"]
    question = WORDS["question"]
    controls = (
        {
            "name": "stages",
            "kind": "range",
            "label": "Number of stages",
            "min": 1,
            "max": chart.MOST,
            "value": 4,
        },
        {
            "name": "start",
            "kind": "range",
            "label": "Months from inauguration to signature",
            "min": 0,
            "max": 47,
            "value": 25,
            "unit": "months",
            "help": "25 months after January 2017 is February 2019, the time of Hanoi.",
        },
        {
            "name": "coding",
            "kind": "radio",
            "label": "Chance that a new president drops it",
            "options": list(_CODINGS),
        },
        {
            "name": "own",
            "kind": "range",
            "label": "My own number",
            "help": "Moving it chooses My own number above.",
            "min": 0,
            "max": 100,
            "unit": "%",
            "value": 50,
        },
        {
            "name": "without",
            "kind": "choice",
            "label": "Count without the change to",
            "options": _presidents(),
        },
        {
            "name": "device",
            "kind": "choice",
            "label": "Legal form",
            "options": _devices(),
            "help": "The chance of a drop is multiplied by the number. It is assumed: the "
            "record is too small to measure it.",
        },
        {
            "name": "wanted",
            "kind": "range",
            "label": "Spare that each promise should have",
            "min": 0,
            "max": 15,
            "unit": "points",
            "value": 5,
        },
        {
            "name": "years",
            "kind": "range",
            "label": "Years of dismantling",
            "min": 1,
            "max": 12,
            "step": 0.5,
            "unit": "years",
            "value": 6,
        },
        {
            "name": "pause",
            "kind": "range",
            "label": "Months that each stage adds",
            "min": 0,
            "max": 12,
            "unit": "months",
            "value": 6,
        },
        {
            "name": "change",
            "kind": "range",
            "label": "Chance that an inauguration brings a new president",
            "min": 0,
            "max": 100,
            "unit": "%",
            "value": 67,
        },
    )
    presets = MappingProxyType(
        {
            "Broad count": {"coding": "broad"},
            "Early in a term": {"start": 1, "stages": 3},
            "Late in a term": {"start": 44},
            "A quick programme": {"years": 2},
            "Ten years, three phases": {"years": 10, "stages": 3, "coding": "broad"},
            "A treaty": {"coding": "broad", "device": "treaty"},
            "Without the change of 2017": {"without": "ADM-Trump1"},
        }
    )

    @property
    def best(self) -> int | None:
        """The best number of stages in the present state, or None when none has enough spare."""
        return found(self.state).best(self.state["wanted"])

    def settle(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Let a move of one's own number choose it.

        Parameters
        ----------
        state : dict
            The values asked for.

        Returns
        -------
        dict
            The same, with the coding "own" when only the number was moved.
        """
        ready = (self.spec.initial, *self.spec.presets.values())
        moved = {name for name in state if state[name] != self._state[name]}
        if moved == {"own"} and state not in ready:
            return {**state, "coding": "own"}
        return dict(state)

    def _move(self, state: dict[str, Any]) -> None:
        super()._move(self.settle(state))

    def _panel_moved(self, change: Mapping[str, Any]) -> None:
        settled = self.settle(change["new"])
        if settled != change["new"] and self._panel is not None:
            self._panel.state = settled  # comes back here, settled this time
            return
        super()._panel_moved(change)

    def parts(self, state: dict[str, Any]) -> Parts:
        """Return the figure as plain data.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        Parts
            Always twelve traces.
        """
        _, low, high = drop(state)
        return chart.survival_parts(
            found(state),
            state["stages"],
            state["wanted"],
            (low, high),
            chart.signed(state["start"]),
            self.sentence(state),
        )

    def sentence(self, state: dict[str, Any]) -> str:
        """Say whether the deal lives, what fails and by how much, and which number is best.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        str
            A few short sentences.
        """
        count, wanted, tried = state["stages"], state["wanted"], found(state)
        plan, spare = tried.plans[count - 1], tried.spare[count - 1]
        told = [
            WORDS["span"].format(
                stages=_stages(count),
                start=_month(chart.signed(state["start"])),
                end=_month(plan.ends[-1]),
                days=_days(sum(plan.crossed)),
            ),
            _chance(state, plan),
            _held(state, spare),
            _best(count, wanted, tried),
        ]
        return " ".join(told)

    def frame(self, state: dict[str, Any]) -> pd.DataFrame:
        """Compare all numbers of stages in this state.

        Parameters
        ----------
        state : dict
            Values of the controls.

        Returns
        -------
        DataFrame
            One row a number of stages.
        """
        return chart.survival_table(found(state), state["wanted"])


@lru_cache(maxsize=64)
def _frequency(rule: str, without: str) -> politics.Frequency:
    left_out = None if without == "nobody" else without
    return politics.frequency(rule, without=left_out)  # type: ignore[arg-type]


def drop(state: Mapping[str, Any]) -> tuple[float, float, float]:
    """Give the chance that a new president drops the deal, before the legal form is counted in.

    Parameters
    ----------
    state : dict
        Values of the controls.

    Returns
    -------
    tuple of float
        The share counted, and the ends of its interval; the same three times for one's own number.
    """
    if state["coding"] == "own":
        return (state["own"] / 100,) * 3
    counted = _frequency(state["coding"], state["without"])
    return counted.share, counted.low, counted.high


def found(state: Mapping[str, Any]) -> chart.Choices:
    """Lay every number of stages on the calendar, with the assumptions of a state.

    Parameters
    ----------
    state : dict
        Values of the controls.

    Returns
    -------
    Choices
        One entry a number of stages.
    """
    return chart.choices(
        state["start"],
        years=float(state["years"]),
        pause=state["pause"] / 12,
        change=state["change"] / 100,
        drop=drop(state)[0],
        device=state["device"],
    )


def _stages(count: int) -> str:
    return WORDS["one_stage"] if count == 1 else WORDS["stages"].format(count=count)


def _days(count: int) -> str:
    return WORDS[("no_day", "one_day")[count]] if count < 2 else WORDS["days"].format(count=count)


def _month(day: dt.date) -> str:
    return f"{day:%b %Y}"


def _chance(state: Mapping[str, Any], plan: politics.Survival) -> str:
    middle, low, high = drop(state)
    crossed = sum(plan.crossed)
    ends = [(1 - plan.change * end * plan.factor) ** crossed for end in (high, low)]
    band = "" if low == high else WORDS["band"].format(low=ends[0], high=ends[1])
    name = state["device"]
    article = "an" if name[0] == "e" else "a"
    form = (
        ""
        if plan.factor == 1
        else WORDS["form"].format(device=f"{article} {name}", lowered=middle * plan.factor)
    )
    yearly = chart.yearly(plan.change, middle, name)
    return " ".join(
        (
            WORDS["drop"].format(drop=middle, form=form, yearly=yearly),
            WORDS["chance"].format(chance=plan.chances[-1], band=band),
        )
    )


def _held(state: Mapping[str, Any], spare: float) -> str:
    wanted = state["wanted"]
    if spare >= wanted - 1e-6:
        return WORDS["holds"].format(spare=spare, wanted=wanted)
    if spare >= -1e-6:
        return WORDS["thin"].format(spare=spare, wanted=wanted, short=wanted - spare)
    short = f"{-spare:.1f}" if spare <= -0.05 else WORDS["hair"]
    return WORDS["fails"].format(who=_weakest(state), short=short)


def _weakest(state: Mapping[str, Any]) -> str:
    """Name the promise that falls short, with the safest payments."""
    count, tried = state["stages"], found(state)
    deal = StagedDeal.uniform(count, years=float(state["years"]), overhead=state["pause"] / 12)
    deal = deal.changed(hazard=list(tried.plans[count - 1].hazards))
    missing = deal.promises(tried.payments[count - 1], fakes=False).failures()
    # The leverage may be overdrawn by a rounding error of the solver: that is no promise. Of
    # several that fall short by the same, the first is named.
    short = {name: round(by, 6) for name, by in missing.items() if name != "L"}
    name = max(short, key=short.__getitem__)
    return WORDS[{"K": "dprk", "U": "us", "W": "sign"}[name[0]]].format(stage=name[1:])


def _best(count: int, wanted: float, tried: chart.Choices) -> str:
    best = tried.best(wanted)
    if best is None:
        near = max(range(chart.MOST), key=tried.spare.__getitem__)
        return WORDS["none"].format(
            most=chart.MOST, wanted=wanted, best=_stages(near + 1), spare=tried.spare[near]
        )
    told = (
        WORDS["is_best"]
        if best == count
        else WORDS["best"].format(
            best=best, chance=tried.chance[best - 1], spare=tried.spare[best - 1]
        )
    )
    days = [sum(plan.crossed) for plan in tried.plans]
    after = best == count < chart.MOST and days[best] > days[best - 1]
    return f"{told} {WORDS['cliff']}" if after else told
