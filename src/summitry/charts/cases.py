"""Two or three cases on one schema, so that likeness and difference can be pointed at."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from summitry import facts
from summitry.charts import fit, theme
from summitry.charts.events import records
from summitry.charts.twins import describe
from summitry.errors import OutOfRangeError, UnknownNameError

#: Each feature: its question, and the codes it can take with the words at the stops of its scale.
FEATURES: dict[str, tuple[str, dict[str, str]]] = {
    "first": (
        "Who moved first?",
        {
            "disarmer": "the side that disarms",
            "together": "both together",
            "payer": "the side that pays",
            "nobody": "nobody",
        },
    ),
    "stages": (
        "In how many steps?",
        {"none": "none named", "one": "one", "a few": "a few", "many": "many"},
    ),
    "verifier": (
        "Who checked?",
        {
            "nobody": "nobody",
            "the two sides": "the sides themselves",
            "two kinds": "sides and an agency",
            "an agency": "an agency",
        },
    ),
    "reward": (
        "What was given for it?",
        {
            "nothing": "nothing",
            "words": "words",
            "goods or relief": "goods or relief",
            "equal cuts": "equal cuts",
        },
    ),
    "undo": (
        "Could the disarming be undone?",
        {"not begun": "not begun", "easy": "easily", "in part": "in part", "hard": "hardly"},
    ),
    "retake": (
        "Could the payment be taken back?",
        {"not paid": "nothing paid", "easy": "easily", "in part": "in part", "hard": "hardly"},
    ),
    "security": (
        "Was there a security step?",
        {
            "none": "none",
            "words": "words",
            "signed text": "a signed text",
            "treaty": "a treaty",
        },
    ),
    "turnover": (
        "Did a new US government matter?",
        {
            "none came": "none came",
            "came, no part": "came, kept it",
            "disputed": "disputed",
            "ended it": "it left",
        },
    ),
    "end": (
        "How did it end?",
        {
            "no deal": "no deal",
            "broke down": "broke down",
            "left by one": "one side ended it",
            "done": "carried out",
        },
    ),
}

WORDS = {
    "title": "{names}: alike in {alike} of {all} features",
    "alike": "Alike: {features}.",
    "apart": "Different: {features}.",
    "none": "none",
    "caption": "{names}, feature by feature (our own coding)",
    "same": "same",
    "other": "different",
    "feature": "Feature",
    "compared": "Compared",
    "question": "{mark} {question}",
    "hover": "{case}: {text}<extra></extra>",
    "key": "{name} ({years})",
}

_ROLES = ("us", "dprk", "third")  # only colours and symbols: the cases take no side
_SYMBOLS = ("circle", "square", "diamond")
_SHIFTS = {2: (-0.09, 0.09), 3: (-0.15, 0.0, 0.15)}


def compare(*codes: str) -> pd.DataFrame:
    """Give two or three cases feature by feature.

    Parameters
    ----------
    *codes : str
        Short names of cases, such as "HANOI19" and "JCPOA15" (column ``code`` of the ledger's
        table ``cases``).

    Returns
    -------
    pandas.DataFrame
        One row a feature: ``feature``, ``question``, ``same`` (all cases have one code), and for
        each case a column named after it, with the code, and one ending in ``_text``.

    Raises
    ------
    UnknownNameError
        When there is no such case.
    OutOfRangeError
        When there are not two or three different cases.
    """
    known = facts.load("cases").set_index("code")
    for code in codes:
        if code not in known.index:
            raise UnknownNameError("case", code, list(known.index))
    if not 2 <= len(codes) <= 3 or len(set(codes)) != len(codes):
        raise OutOfRangeError("cases", list(codes), "two or three different cases")
    found = {
        (item["case_id"], item["feature"]): item for item in records(facts.load("case_features"))
    }
    rows = []
    for feature, (question, _) in FEATURES.items():
        row: dict[str, Any] = {"feature": feature, "question": question}
        for code in codes:
            item = found[known.loc[code, "id"], feature]
            row[code] = item["code"]
            row[f"{code}_text"] = item["text"] + ("" if item["verified"] else facts.MARK)
        row["same"] = len({row[code] for code in codes}) == 1
        rows.append(row)
    return pd.DataFrame(rows)


def paired_cases(*codes: str) -> go.Figure:
    """Draw two or three cases on the same nine scales.

    Parameters
    ----------
    *codes : str
        Short names of cases, as for `compare`.

    Returns
    -------
    plotly.graph_objects.Figure
        A row a feature; the mark of each case stands at its place on the scale. A row where the
        cases differ is marked with "≠" and a line between the marks, so that the difference does
        not rest on colour.

    Raises
    ------
    UnknownNameError
        When there is no such case.
    OutOfRangeError
        When there are not two or three different cases.
    """
    frame = compare(*codes)
    found = {item["code"]: item for item in records(facts.load("cases"))}
    cases = [found[code] for code in codes]
    names = [str(case["name"]) for case in cases]
    joined = " and ".join([", ".join(names[:-1]), names[-1]])
    figure = go.Figure()
    height = len(frame)
    _scales(figure, frame, height)
    for number, case in enumerate(cases):
        _marks(figure, frame, codes, number, case)
    title = fit.wrap(
        WORDS["title"].format(names=joined, alike=int(frame["same"].sum()), all=height), 34
    )
    # The legend may need a line for each case, below a title of one or two lines.
    top = 34 + 27 * (title.count("<br>") + 1) + 24 * len(codes)
    figure.update_layout(
        title_text=title,
        height=height * 92 + top + 24,
        margin={"t": top, "b": 24, "l": 16, "r": 16},
        xaxis={"range": [-0.45, 3.45], "visible": False, "fixedrange": True},
        yaxis={"range": [-0.62, height - 0.5], "visible": False, "fixedrange": True},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    return describe(
        figure,
        _in_words(frame, codes, names),
        _twin(frame, codes, names),
        caption=WORDS["caption"].format(names=joined),
        note=facts.MARK_NOTE if _marked(frame, codes) else "",
    )


def _scales(figure: go.Figure, frame: pd.DataFrame, height: int) -> None:
    """Draw the nine scales: question, line, stops and their words."""
    for place, row in enumerate(records(frame)):
        y = height - 1 - place
        question, stops = FEATURES[row["feature"]]
        if not row["same"]:
            figure.add_shape(
                type="rect", x0=-0.45, x1=3.45, y0=y - 0.54, y1=y + 0.40, line_width=0,
                fillcolor=theme.TINT["warn"], layer="below",
            )  # fmt: skip
        figure.add_shape(
            type="line", x0=0, x1=3, y0=y, y1=y, layer="below",
            line={"color": theme.PALETTE["neutral"], "width": 2},
        )  # fmt: skip
        figure.add_annotation(
            x=-0.4, y=y + 0.25, xanchor="left", showarrow=False,
            text=WORDS["question"].format(mark="=" if row["same"] else "≠", question=question),
            font={"size": theme.BODY, "color": theme.INK, "weight": 600},
        )  # fmt: skip
        for stop, words in enumerate(stops.values()):
            figure.add_shape(
                type="line", x0=stop, x1=stop, y0=y - 0.07, y1=y + 0.07, layer="below",
                line={"color": theme.PALETTE["neutral"], "width": 2},
            )  # fmt: skip
            figure.add_annotation(
                x=stop, y=y - 0.13, yanchor="top", showarrow=False, text=fit.wrap(words, 13),
                font={"size": theme.SMALL, "color": theme.QUIET}, yshift=-2,
            )  # fmt: skip


def _marks(
    figure: go.Figure,
    frame: pd.DataFrame,
    codes: tuple[str, ...],
    number: int,
    case: dict[str, Any],
) -> None:
    """Put the marks of one case on the scales."""
    rows = records(frame)
    height, code = len(rows), codes[number]
    at = [_place(row, codes, number) for row in rows]
    figure.add_trace(
        go.Scatter(
            x=at,
            y=[height - 1 - place for place in range(height)],
            mode="markers",
            name=WORDS["key"].format(name=case["name"], years=case["years"]),
            marker={
                "symbol": _SYMBOLS[number],
                "size": 17,
                "color": theme.PALETTE[_ROLES[number]],
                "line": {"color": theme.PAPER, "width": 2},
            },
            text=[row[f"{code}_text"] for row in rows],
            hovertemplate=WORDS["hover"].format(case=case["name"], text="%{text}"),
        )
    )


def _place(row: dict[str, Any], codes: tuple[str, ...], number: int) -> float:
    """Give the place on the scale; marks that would cover each other stand side by side."""
    taken = [row[code] for code in codes]
    stop = list(FEATURES[row["feature"]][1]).index(taken[number])
    return stop + (_SHIFTS[len(codes)][number] if taken.count(taken[number]) > 1 else 0.0)


def _in_words(frame: pd.DataFrame, codes: tuple[str, ...], names: list[str]) -> str:
    def listed(same: bool) -> str:
        return "; ".join(
            f"{_lower(row['question'])} ({_told(row, codes, names, same)})"
            for row in records(frame[frame["same"] == same])
        )

    return " ".join(
        [
            WORDS["alike"].format(features=listed(True) or WORDS["none"]),
            WORDS["apart"].format(features=listed(False) or WORDS["none"]),
        ]
    )


def _lower(question: str) -> str:
    return question[0].lower() + question[1:].rstrip("?")


def _told(row: dict[str, Any], codes: tuple[str, ...], names: list[str], same: bool) -> str:
    stops = FEATURES[row["feature"]][1]
    if same:
        return stops[row[codes[0]]]
    return ", ".join(f"{name}: {stops[row[code]]}" for code, name in zip(codes, names, strict=True))


def _twin(frame: pd.DataFrame, codes: tuple[str, ...], names: list[str]) -> pd.DataFrame:
    columns: dict[str, list[str]] = {WORDS["feature"]: list(frame["question"])}
    for code, name in zip(codes, names, strict=True):
        columns[name] = list(frame[f"{code}_text"])
    columns[WORDS["compared"]] = [
        WORDS["same"] if same else WORDS["other"] for same in frame["same"]
    ]
    return pd.DataFrame(columns)


def _marked(frame: pd.DataFrame, codes: tuple[str, ...]) -> bool:
    return any(str(text).endswith(facts.MARK) for code in codes for text in frame[f"{code}_text"])
