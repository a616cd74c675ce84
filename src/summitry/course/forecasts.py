"""Sealed predictions: say what you expect before the record is shown.

``course.predict(id)`` shows the question and seals the answer on this computer;
``course.reveal(id)`` locks it and shows what happened; ``course.forecasts()`` lists all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import traitlets

from summitry.course import content
from summitry.course._forecast_store import (
    Forecast,
    LockedError,
    SealedError,
    Store,
    default_folder,
)
from summitry.errors import OutOfRangeError
from summitry.explorers.control import AccessibleWidget, Control, number_text, words

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Forecast",
    "LockedError",
    "PredictWidget",
    "RevealWidget",
    "SealedError",
    "Store",
    "forecasts",
    "predict",
    "reveal",
]

_COLUMNS = [
    *("id", "question", "kind", "value", "unit"),
    *("sealed_at", "changes", "revealed", "outcome"),
]

# All shown predictions and reveals, so that sealing or revealing in one cell updates the others.
_SHOWN: WeakSet[_ForecastWidget] = WeakSet()


@cache
def _store_in(folder: str) -> Store:
    return Store(folder)


def _store() -> Store:
    """Return the store of the present folder; the same one for all widgets of a session."""
    return _store_in(str(default_folder()))


def answer_text(item: content.Prediction, value: Any) -> str:
    """Write a predicted or an actual value in words.

    Parameters
    ----------
    item : Prediction
        The prediction.
    value : float, str or None
        The value.

    Returns
    -------
    str
        For example ``60%``, ``5 resolutions`` or the text of the chosen option.
    """
    if value is None:
        return words("no_prediction")
    if item.kind != "choice":
        return number_text(value, item.unit) if not isinstance(value, str) else value
    texts = {option.key: option.text for option in item.options}
    return content.fill(item, texts.get(value, str(value)))


def checked(item: content.Prediction, value: Any) -> Any:
    """Return a value that fits the question, or raise OutOfRangeError.

    Parameters
    ----------
    item : Prediction
        The prediction.
    value : float or str
        The learner's answer.

    Returns
    -------
    float or str
        The value in its plain form.
    """
    if item.kind == "choice":
        options = tuple((option.key, option.text) for option in item.options)
        return Control(item.id, "radio", item.question, options=options).check(value)
    low = float("-inf") if item.min is None else item.min
    high = float("inf") if item.max is None else item.max
    allowed = (
        f"between {number_text(low)} and {number_text(high)}"
        if None not in (item.min, item.max)
        else f"at least {number_text(low)}"
        if item.min is not None
        else f"at most {number_text(high)}"
        if item.max is not None
        else "a number"
    )
    if isinstance(value, (bool, str)) or value is None or not low <= value <= high:
        raise OutOfRangeError("your prediction", value, allowed)
    return value


class _ForecastWidget(AccessibleWidget):
    """What the two widgets share: the entry, the store, and requests from the buttons."""

    title = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    request = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    def __init__(self, item: content.Prediction, store: Store, **traits: Any) -> None:
        self.item = item
        self.store = store
        super().__init__(question=content.fill(item, item.question), **traits)
        self.observe(lambda change: self._act(change["new"]), "request")
        self.refresh()
        _SHOWN.add(self)

    def refresh(self) -> None:
        """Show what the store holds now."""
        raise NotImplementedError

    def _act(self, request: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _others(self) -> None:
        for widget in list(_SHOWN):
            if widget is not self and widget.item.id == self.item.id and widget.store is self.store:
                widget.refresh()

    def _said(self, sentence: str) -> str:
        """Put notices of the store before a sentence, and what could not be saved after it."""
        saved = self.store.problem and words("not_saved", reason=f"{self.store.problem}")
        return " ".join(part for part in (*self.store.take_notices(), sentence, saved) if part)


class PredictWidget(_ForecastWidget):
    """The question of one prediction with the button *Seal*.

    Parameters
    ----------
    item : Prediction
        The prediction.
    store : Store
        Where it is sealed.
    """

    kind = traitlets.Unicode("").tag(sync=True)
    help = traitlets.Unicode("").tag(sync=True)
    options: traitlets.List[Any] = traitlets.List().tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)

    def __init__(self, item: content.Prediction, store: Store) -> None:
        self._waiting: Any = None
        options = [
            {"value": option.key, "label": content.fill(item, option.text)}
            for option in item.options
        ]
        super().__init__(
            item,
            store,
            part="predict",
            title=words("predict_title"),
            kind=item.kind,
            help=_help(item),
            options=options,
            limits={"min": item.min, "max": item.max, "step": item.step, "unit": item.unit},
            fallback=_fallback(item, [option["label"] for option in options]),
        )

    def refresh(self) -> None:
        """Show the sealed value, or nothing when none is sealed."""
        found = self.store.get(self.item.id)
        if found is None:
            self._show("open", self._said(""))
        elif not found.locked:
            self._show("sealed", self._said(words("sealed", answer=self._text(found.value))), found)
        elif found.value is None:
            self._show("locked", words("locked_empty"), found)
        else:
            self._show("locked", words("locked", answer=self._text(found.value)), found)

    def seal(self, value: Any) -> None:
        """Seal a value; ask first when another one is sealed.

        Parameters
        ----------
        value : float or str
            The answer of the learner.
        """
        try:
            self._seal(checked(self.item, value))
        except (OutOfRangeError, LockedError) as problem:
            self._show(self.status["phase"], self._said(str(problem)))

    def _seal(self, value: Any) -> None:
        found = self.store.get(self.item.id)
        if found is not None and not found.locked and found.value != value:
            self._waiting = value
            question = words("ask_replace", old=self._text(found.value), new=self._text(value))
            self._show("ask", self._said(question), found)
            return
        self.store.seal(self.item.id, value)
        self.refresh()
        self._others()

    def replace(self) -> None:
        """Replace the sealed value with the one that was asked about."""
        found = self.store.get(self.item.id)
        if self._waiting is None or found is None:
            return
        value, self._waiting = self._waiting, None
        try:
            new = self.store.seal(self.item.id, value, replace=True)
        except LockedError:
            self.refresh()
            return
        sentence = words("replaced", old=self._text(found.value), answer=self._text(value))
        self._show("sealed", self._said(sentence), new)
        self._others()

    def keep(self) -> None:
        """Keep the sealed value."""
        self._waiting = None
        found = self.store.get(self.item.id)
        if found is not None:
            self._show("sealed", words("kept", answer=self._text(found.value)), found)

    def _act(self, request: Mapping[str, Any]) -> None:
        action = request.get("action")
        if action == "seal":
            self.seal(request.get("value"))
        elif action == "replace":
            self.replace()
        elif action == "keep":
            self.keep()

    def _show(self, phase: str, message: str, found: Forecast | None = None) -> None:
        value = self.status.get("value") if found is None else found.value
        turn = self.status.get("turn", 0) + 1
        self.status = {"phase": phase, "message": message, "value": value, "turn": turn}

    def _text(self, value: Any) -> str:
        return answer_text(self.item, value)


class RevealWidget(_ForecastWidget):
    """The button *Reveal*, and then the prediction beside what happened.

    Parameters
    ----------
    item : Prediction
        The prediction.
    store : Store
        Where it was sealed.
    """

    def __init__(self, item: content.Prediction, store: Store) -> None:
        super().__init__(
            item,
            store,
            part="reveal",
            title=words("reveal_title"),
            fallback=content.fill(item, item.question),
        )

    def refresh(self) -> None:
        """Show the button, or the reveal when it was pressed before."""
        found = self.store.get(self.item.id)
        if found is not None and found.locked:
            self.status = self._revealed(found)
        elif found is None:
            self.status = {"phase": "empty", "message": self._said(words("reveal_empty"))}
        else:
            hint = words("reveal_hint", answer=answer_text(self.item, found.value))
            self.status = {"phase": "ready", "message": self._said(hint)}

    def reveal(self) -> None:
        """Lock the prediction and show what happened."""
        found = self.store.reveal(self.item.id)
        self.status = self._revealed(found)
        self._others()

    def _act(self, request: Mapping[str, Any]) -> None:
        # A prediction may have been sealed in another window since the button was drawn.
        seen = self.status["phase"]
        if seen == "empty" and request.get("action") == "reveal":
            self.refresh()
            if self.status["phase"] == "empty":
                return
        if request.get("action") in ("reveal", "reveal_anyway"):
            self.reveal()

    def _revealed(self, found: Forecast) -> dict[str, Any]:
        item, told = self.item, self.item.reveal
        outcome = content.value(told.outcome)
        record = content.fill(item, told.record)
        return {
            "phase": "done",
            "message": self._said(""),
            "prediction": answer_text(item, found.value),
            "happened": content.fill(item, told.happened),
            "distance": _distance(item, found.value, outcome),
            "record": [part.strip() for part in record.split("\n\n") if part.strip()],
            "sources": source_links(told.sources),
        }


def source_links(ids: tuple[str, ...]) -> list[dict[str, str]]:
    """Return label and address of each source once.

    Parameters
    ----------
    ids : tuple of str
        Sources, or rows of the ledger (then their sources).

    Returns
    -------
    list of dict
        ``label`` and ``url`` of each.
    """
    if not ids:
        return []
    from summitry import facts

    found = {source.label: source.url for source in facts.sources(*ids)}
    return [{"label": label, "url": url} for label, url in found.items()]


def _distance(item: content.Prediction, value: Any, outcome: Any) -> str:
    if value is None:
        return ""
    if item.kind == "percent":
        key = "distance_percent_yes" if outcome else "distance_percent_no"
        return words(key, percent=answer_text(item, value))
    if value == outcome:
        return words(f"distance_{item.kind}_same")
    if item.kind == "choice":
        return words("distance_choice")
    return words("distance_number", distance=answer_text(item, abs(outcome - value)))


def _help(item: content.Prediction) -> str:
    parts = [content.fill(item, item.help)]
    if item.kind == "percent":
        parts.append(words("percent_help"))
    elif item.min is not None and item.max is not None:
        limits = {"min": number_text(item.min), "max": number_text(item.max, item.unit)}
        parts.append(words("number_help", **limits))
    return " ".join(part for part in parts if part)


def _fallback(item: content.Prediction, options: list[str]) -> str:
    parts = (content.fill(item, item.question), _help(item), listed(options))
    return " ".join(part for part in parts if part)


def listed(texts: list[str]) -> str:
    """Write texts as one line that ends with a stop; nothing for no texts.

    Parameters
    ----------
    texts : list of str
        The texts.

    Returns
    -------
    str
        One line, or an empty text.
    """
    line = "; ".join(text.removesuffix(".") for text in texts)
    return line if not line or line[-1] in "?!" else f"{line}."


def predict(id: str) -> PredictWidget:
    """Show one prediction, to be sealed before the record is seen.

    The answer is kept in a small file on this computer: in the folder ``my-predictions`` beside
    the notebook, or in ``$SUMMITRY_HOME``. It can be changed until it is revealed.

    Parameters
    ----------
    id : str
        Id of the prediction, for example ``"01-deal"``.

    Returns
    -------
    PredictWidget
        Shows itself at the end of a cell.

    Raises
    ------
    UnknownNameError
        If there is no such prediction.
    """
    return PredictWidget(content.prediction(id), _store())


def reveal(id: str) -> RevealWidget:
    """Show the button that reveals what happened and locks the prediction.

    Parameters
    ----------
    id : str
        Id of the prediction.

    Returns
    -------
    RevealWidget
        Shows itself at the end of a cell. It never reveals by itself, also not on *Run All*.

    Raises
    ------
    UnknownNameError
        If there is no such prediction.
    """
    return RevealWidget(content.prediction(id), _store())


def forecasts() -> pd.DataFrame:
    """Return all sealed predictions as a table.

    Returns
    -------
    pandas.DataFrame
        One line a prediction: id, question, kind, value, unit, when it was sealed, how often it
        was changed, whether it is revealed, and (only then) the outcome.
    """
    import pandas as pd

    known = content.predictions()
    store = _store()
    rows = []
    for found in store.all():
        item = known.get(found.id)
        shown = item is not None and found.locked
        rows.append(
            {
                "id": found.id,
                "question": content.fill(item, item.question) if item else "",
                "kind": item.kind if item else "",
                "value": found.value,
                "unit": item.unit if item else "",
                "sealed_at": found.sealed_at,
                "changes": len(found.history),
                "revealed": found.locked,
                "outcome": content.value(item.reveal.outcome) if item and shown else None,
            }
        )
    for notice in (*store.take_notices(), store.problem):
        if notice:
            print(notice)
    columns = [
        "id",
        "question",
        "kind",
        "value",
        "unit",
        "sealed_at",
        "changes",
        "revealed",
        "outcome",
    ]
    return pd.DataFrame(rows, columns=columns)
