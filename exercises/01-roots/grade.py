"""Variants and key: roots behind a statement, and the strength at which the scales balance."""

from typing import Any

import numpy as np

from summitry import beliefs

#: Every variant: who counts copies of one speech expects a deal; who counts roots does not.
TRAP = ("copies turn the conclusion", "the start is not even", "hope must be above one")

VOICES = (
    "the US note-taker",
    "the North Korean note-taker",
    "the US interpreter",
    "the North Korean interpreter",
    "the host",
    "the photographer",
)


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Draw the numbers of one student."""
    return {
        "press": _press(random),
        "before": int(random.integers(20, 81)),
        "hopes": int(random.integers(4, 10)),
        "repeated": int(random.integers(1, 5)),
        "doubts": int(random.integers(2, 8)),
        "late": int(random.integers(1, 4)),
        "hope": round(float(random.integers(24, 61)) / 20, 2),
        "doubt": round(float(random.integers(24, 61)) / 20, 2),
    }


def _press(random: np.random.Generator) -> list[str]:
    """Write reports: voices, some of them twice, copies, copies of copies, silence, a programme."""
    count = int(random.integers(3, 7))
    voices = [VOICES[at] for at in random.permutation(len(VOICES))[:count]]
    again = [voices[at] for at in random.integers(0, count, int(random.integers(3, 5)))]
    quotes = [f"quotes {voice}" for voice in voices + again]
    copies, chains = (int(n) for n in random.integers(1, 3, 2))
    total = len(quotes) + copies + chains + 2
    place = [int(number) + 1 for number in random.permutation(total)]
    lines = dict(zip(place, quotes, strict=False))
    at = len(quotes)
    for step in range(copies + chains):
        # A copy repeats a report with a voice of its own, a chain the copy before it.
        source = place[int(random.integers(0, len(quotes)))] if step < copies else place[at - 1]
        lines[place[at]] = f"repeats report {source}"
        at += 1
    lines[place[at]] = "says that one delegation has not answered"
    lines[place[at + 1]] = "prints the programme made before the meeting"
    return [f"Report {number} {lines[number]}" for number in sorted(lines)]


def _voices(given: dict[str, Any]) -> list[str]:
    """Name the voice in each report that has one of its own."""
    return [line.split(" quotes ")[1] for line in given["press"] if " quotes " in line]


def _chance(
    given: dict[str, Any], hopes: int, doubts: int, *, before: float | None = None
) -> float:
    """Give the chance of a deal, in per cent, after so many signals of each sort."""
    start = given["before"] / 100 if before is None else before
    odds = start / (1 - start) * given["hope"] ** hopes / given["doubt"] ** doubts
    return float(100 * odds / (1 + odds))


def _balance(
    given: dict[str, Any], hopes: int, doubts: int, *, before: float | None = None
) -> float:
    """Give the strength of each raising signal at which a deal is as likely as not."""
    start = given["before"] / 100 if before is None else before
    return float((given["doubt"] ** doubts * (1 - start) / start) ** (1 / hopes))


def _own(given: dict[str, Any]) -> tuple[int, int]:
    """Count the raising signals with a root of their own, and the doubts known in time."""
    return given["hopes"] - given["repeated"], given["doubts"] - given["late"]


def solve(given: dict[str, Any]) -> dict[str, Any]:
    """Give the right answers."""
    hopes, doubts = _own(given)
    strengths = [given["hope"]] * hopes + [1 / given["doubt"]] * doubts
    return {
        "q1": len(set(_voices(given))),
        "q2": 100 * beliefs.odds_path(given["before"] / 100, strengths).posterior,
        "q3": _balance(given, hopes, doubts),
    }


def trap(given: dict[str, Any]) -> tuple[str, ...]:
    """Name what makes this variant hard."""
    hopes, doubts = _own(given)
    if hopes < 2 or doubts < 1:
        return ()
    turns = 5 < _chance(given, hopes, doubts) < 45 and _chance(given, given["hopes"], doubts) > 55
    return (
        "copies turn the conclusion" if turns else "",
        "the start is not even" if abs(given["before"] - 50) >= 5 else "",
        "hope must be above one" if 1.1 < _balance(given, hopes, doubts) < 6 else "",
    )


def mistakes(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the answers to which each misconception leads."""
    hopes, doubts = _own(given)
    chance = _chance(given, hopes, doubts) / 100
    roots, reports = len(set(_voices(given))), len(given["press"])
    return {
        "q1": {
            "one-root-many-copies": [reports, reports - 2],
            "same-voice-twice": len(_voices(given)),
            "silence-is-a-root": [roots + 1, roots + 2],
        },
        "q2": {
            "copies-counted": _chance(given, given["hopes"], doubts),
            "hindsight": _chance(given, hopes, given["doubts"]),
            "even-start": _chance(given, hopes, doubts, before=0.5),
            "odds-are-chance": 100 * chance / (1 - chance),
        },
        "q3": {
            "copies-counted": _balance(given, given["hopes"], doubts),
            "hindsight": _balance(given, hopes, given["doubts"]),
            "even-start": _balance(given, hopes, doubts, before=0.5),
            "equal-strength": given["doubt"],
        },
    }
