"""Rules on the words of a lesson: no typed numbers, British spelling, nothing from the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from summitry import facts
from summitry.course.glue import CITE, GAP
from summitry.course.lesson import Cell, Lesson, Problem

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
)
# What is not read as prose: code, addresses, citations, gaps, HTML tags.
SILENT = re.compile(
    r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL
)
# Numbers that may be typed: they are names, dates or places in the lesson, not counts.
ALLOWED = re.compile(
    rf"""
    \d{{4}}-\d{{2}}(-\d{{2}})?                                # ISO dates
    | \d{{1,2}}(st|nd|rd|th)?(\s*(–|-|to|and|or)\s*\d{{1,2}})?\s+(of\s+)?({MONTHS})\b
    | \b({MONTHS})\s+\d{{1,2}}(?!\d)                          # days and months
    | \b\d{{1,2}}(st|nd|rd|th)\b                              # the 27th
    | \b\d{{1,2}}:\d{{2}}\b                                   # times of day
    | \b(19[4-9]\d|20[0-4]\d)(\s*[-–/]\s*(\d{{4}}|\d{{2}}))?s?\b  # years
    | \b\d+(\.\d+)?(\s*(–|-|to|or)\s*\d+)?\s+minutes?\b
    | \b(lesson|part|step|objective|question|figure|table|hint|paragraph|article|chapter|section)s?
      \s+\d+(\s*(,|–|-|to|and|or)\s*\d+)*                     # places in the lesson
    | \b[A-Z]+[A-Za-z]*-?\d+(-[a-z]?\d+)?\b                   # ids and names: C26, O26, G7
    | (?m:^[\s>|*]*\d{{1,2}}(?=[.)\s*]))                      # numbering of lists and table rows
    | (?<=\|)\s*\d{{1,2}}(?=\s*\||\s+[a-z])
    """,
    re.VERBOSE | re.IGNORECASE,
)
NUMBER = re.compile(r"\d[\d,.]*(?<![,.])\s?%?")

SPELLINGS = {
    "behavior": "behaviour",
    "center": "centre",
    "color": "colour",
    "favor": "favour",
    "favorite": "favourite",
    "honor": "honour",
    "labor": "labour",
    "neighbor": "neighbour",
    "neighboring": "neighbouring",
    "rumor": "rumour",
    "skeptical": "sceptical",
    "skeptic": "sceptic",
    "traveled": "travelled",
    "traveling": "travelling",
    "modeling": "modelling",
    "labeled": "labelled",
    "canceled": "cancelled",
    "fulfill": "fulfil",
    "judgment": "judgement",
    "analyze": "analyse",
    "meter": "metre",
    "gray": "grey",
}
_IZE = re.compile(r"\b[a-z]+?iz(e|es|ed|ing|ation|ations)\b")
_SIZES = re.compile(r"^(re|down|over|cap)?(size|prize|seize)")
_PROGRAM = re.compile(r"\b(nuclear|weapons|missile|enrichment)\s+(program)(s?)\b")
_ALIAS = re.compile(r"(?<![\"“*])\bYongbyon\b(?![\"”*])")

NETWORK = re.compile(r"!\[[^\]]*\]\(\s*https?:|<\s*(img|script|iframe|link|video|object)\b", re.I)
TEX = re.compile(r"\\(require|href|includegraphics|ce|pu|unicode)\b")


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Replace what a pattern finds by spaces, so that places in the text stay the same."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _prose(cell: Cell) -> str:
    text = cell.source
    for pattern in (CITE, GAP, SILENT):
        text = _blank(pattern, text)
    return text


def _texts(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    for cell in lesson.cells:
        if cell.kind == "markdown":
            yield cell, _prose(cell)


@cache
def _resolutions() -> frozenset[str]:
    return frozenset(str(number) for number in facts.load("resolutions")["number"])


def typed_numbers(lesson: Lesson) -> Iterator[Problem]:
    """L36: numbers of the record are computed, not typed."""
    for cell, text in _texts(lesson):
        for found in NUMBER.finditer(_blank(ALLOWED, text)):
            number = found[0].strip()
            if number not in _resolutions():
                text = (
                    f"{number} is typed; compute it ({{{{ name }}}} and a line under glue:), or "
                    "write a small number of your own as a word."
                )
                yield lesson.problem(cell.line_at(found.start()), "L36", text)


def spelling(lesson: Lesson) -> Iterator[Problem]:
    """L60: British spelling, and one spelling for the site."""
    for cell, text in _texts(lesson):
        for found in re.finditer(r"\b[a-z]+\b", text):
            better = SPELLINGS.get(found[0]) or SPELLINGS.get(found[0].removesuffix("s"), "")
            if not better and _IZE.fullmatch(found[0]) and not _SIZES.match(found[0]):
                better = re.sub(r"iz(?=(e|es|ed|ing|ations?)$)", "is", found[0])
            if better:
                yield _spelt(lesson, cell, found.start(), found[0], better)
        for found in _PROGRAM.finditer(text):
            yield _spelt(lesson, cell, found.start(2), found[2], "programme")
        for found in _ALIAS.finditer(text):
            yield _spelt(lesson, cell, found.start(), found[0], "Nyongbyon")


def _spelt(lesson: Lesson, cell: Cell, place: int, word: str, better: str) -> Problem:
    text = f"write {better}, not {word} (names and quoted words go in quotation marks or *...*)."
    return lesson.problem(cell.line_at(place), "L60", text)


def offline(lesson: Lesson) -> Iterator[Problem]:
    """L61, L62: formulas and pictures need no network, and a dollar sign is not a formula."""
    for cell in lesson.cells:
        if cell.kind != "markdown":
            continue
        visible = _blank(re.compile(r"```.*?```|`[^`]*`", re.DOTALL), cell.source)
        for found in TEX.finditer(visible):
            text = (
                f"{found[0]} loads a part of MathJax from the network; write the formula plainly."
            )
            yield lesson.problem(cell.line_at(found.start()), "L61", text)
        for found in re.finditer(r"(?<![\\$])\$(?=\d)", visible):
            text = "a dollar sign before a number begins a formula; write \\$ or the word dollars."
            yield lesson.problem(cell.line_at(found.start()), "L61", text)
        for found in NETWORK.finditer(visible):
            text = "pictures, scripts and films are not shown without a network; say it in words."
            yield lesson.problem(cell.line_at(found.start()), "L62", text)
