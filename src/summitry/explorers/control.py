"""Labelled controls that work with mouse, keyboard and screen reader.

`Controls` draws all controls of one explorer from plain data; `Readout` shows one sentence and,
on request, a table. Both are built from native HTML elements, so that every control has a name.

Examples
--------
A specification is data, and can be checked without any browser:

>>> spec = Spec(
...     [
...         dict(name="share", kind="range", label="Share closed", max=100, unit="%", value=40),
...         dict(name="teller", kind="radio", label="Who tells it", options=["US", "DPRK"]),
...     ],
...     presets={"All of it": {"share": 100}},
... )
>>> spec.initial
{'share': 40, 'teller': 'US'}
>>> spec.preset("All of it")
{'share': 100, 'teller': 'US'}
>>> spec.check({"share": 120})
Traceback (most recent call last):
...
summitry.errors.OutOfRangeError: share is 120, but it must be between 0 and 100.

The same data makes the widget:

>>> panel = Controls(spec, title="How much is closed?")
>>> panel.state["share"]
40
"""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("range", "choice", "radio", "toggle", "number")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_FIELDS = ("name", "kind", "label", "value", "min", "max", "step", "unit", "options", "help")
_NUMERIC = ("range", "number")
_STATIC = resources.files("summitry.explorers") / "static"


@cache
def static(name: str) -> str:
    """Return a script, style sheet or table of texts of the explorers.

    Parameters
    ----------
    name : str
        Name of the file.

    Returns
    -------
    str
        What it holds.
    """
    return (_STATIC / name).read_text(encoding="utf-8")


@cache
def _strings() -> dict[str, str]:
    table: dict[str, str] = json.loads(static("strings.json"))
    return table


def strings() -> dict[str, str]:
    """Return a copy of every text that the controls, checks and predictions show.

    Returns
    -------
    dict of str to str
        Text by name.
    """
    return dict(_strings())


def words(key: str, **values: object) -> str:
    """Return one user-interface text with its gaps filled.

    Parameters
    ----------
    key : str
        Name of the text in ``static/strings.json``.
    **values : object
        What goes into the ``{gaps}``.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> words("show_table")
    'Show as a table'
    """
    table = _strings()
    if key not in table:
        raise UnknownNameError("user-interface text", key, table)
    return table[key].format(**values)


def number_text(value: float, unit: str = "") -> str:
    """Write a number the way the controls do: no needless decimals, then the unit.

    Parameters
    ----------
    value : float
        The number.
    unit : str
        Its unit, written after it.

    Returns
    -------
    str
        Number and unit.

    Examples
    --------
    >>> number_text(40.0, "%")
    '40%'
    >>> number_text(0.25, "years"), number_text(1234567)
    ('0.25 years', '1,234,567')
    """
    if float(value).is_integer() or abs(value) >= 1e6:
        text = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.0f}"
    else:
        text = f"{value:,.6g}"
    if not unit:
        return text
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}"


@dataclass(frozen=True)
class Control:
    """One control: its name in the state, its kind, its label, and what it allows.

    Parameters
    ----------
    name : str
        Key in the state.
    kind : str
        ``range``, ``number``, ``choice``, ``radio`` or ``toggle``.
    label : str
        What the learner reads and a screen reader speaks.
    value : object
        Value at the start; by default the minimum, the first option, or off.
    min, max, step : float
        For ``range`` and ``number``. A whole ``min`` and ``step`` allow whole numbers only.
    unit : str
        Shown after the number.
    options : list
        For ``choice`` and ``radio``: plain values, or pairs ``(value, label)``.
    help : str
        One sentence under the control.
    """

    name: str
    kind: str
    label: str
    value: Any = None
    min: float = 0
    max: float = 100
    step: float = 1
    unit: str = ""
    options: tuple[tuple[Any, str], ...] = field(default_factory=tuple)
    help: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownNameError("kind of control", self.kind, KINDS)
        if not self.label:
            raise SummitryError(f"The control {self.name!r} has no label, and it must have one.")
        if self.kind in _NUMERIC:
            if not self.min < self.max:
                raise OutOfRangeError(f"min of {self.name}", self.min, f"below max ({self.max})")
            if not self.step > 0:
                raise OutOfRangeError(f"step of {self.name}", self.step, "above 0")
        if self.kind in ("choice", "radio") and not self.options:
            raise SummitryError(f"The control {self.name!r} has no options to choose from.")
        value = self._start() if self.value is None else self.value
        object.__setattr__(self, "value", self.check(value))

    def _start(self) -> Any:
        if self.kind == "toggle":
            return False
        return self.min if self.kind in _NUMERIC else self.options[0][0]

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are allowed."""
        return float(self.step).is_integer() and float(self.min).is_integer()

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.kind in _NUMERIC:
            whole = "a whole number " if self.whole and self.step == 1 else ""
            limits = f"between {number_text(self.min)} and {number_text(self.max)}"
            return f"{whole}{limits}" if whole and self.kind == "number" else limits
        if self.kind == "toggle":
            return "True or False"
        return "one of " + ", ".join(repr(value) for value, _ in self.options)

    def check(self, value: Any) -> Any:
        """Return the value in its plain form, or raise OutOfRangeError.

        Parameters
        ----------
        value : object
            The value to check.

        Returns
        -------
        object
            The value in its plain form.
        """
        if self.kind in _NUMERIC:
            return self._check_number(value)
        if self.kind == "toggle":
            if isinstance(value, bool) or type(value).__name__ == "bool":
                return bool(value)
            raise OutOfRangeError(self.name, value, self.allowed)
        for known, _ in self.options:
            if value == known and isinstance(value, bool) == isinstance(known, bool):
                return known
        raise OutOfRangeError(self.name, value, self.allowed)

    def _check_number(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise OutOfRangeError(self.name, value, self.allowed)
        plain = float(value)
        if not math.isfinite(plain) or not self.min <= plain <= self.max:
            raise OutOfRangeError(self.name, value, self.allowed)
        if not self.whole:
            return plain
        if not plain.is_integer():
            raise OutOfRangeError(self.name, value, f"a whole number {self.allowed}")
        return int(plain)

    def as_dict(self) -> dict[str, Any]:
        """Return the control as plain data, with every field filled in.

        Returns
        -------
        dict
            What the page needs to draw it.
        """
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label,
            "value": self.value,
            "min": self.min,
            "max": self.max,
            "step": self.step,
            "unit": self.unit,
            "options": [{"value": value, "label": label} for value, label in self.options],
            "help": self.help,
        }


def _control(entry: Mapping[str, Any] | Control) -> Control:
    if isinstance(entry, Control):
        return entry
    for key in entry:
        if key not in _FIELDS:
            raise UnknownNameError("field of a control", key, _FIELDS)
    for key in ("name", "kind", "label"):
        if not entry.get(key):
            raise SummitryError(f"A control needs a {key!r}; this one has none: {dict(entry)!r}.")
    pairs = tuple(_option(option) for option in entry.get("options", ()))
    return Control(**{**entry, "options": pairs})


def _option(option: Any) -> tuple[Any, str]:
    if isinstance(option, Mapping):
        return option["value"], str(option.get("label", option["value"]))
    if isinstance(option, (tuple, list)):
        value, label = option
        return value, str(label)
    return option, str(option)


class Spec:
    """The controls of one explorer and its presets, as data.

    Parameters
    ----------
    controls : sequence of dict
        One dictionary a control; the fields are those of `Control`.
    presets : dict of str to dict, optional
        Named scenarios. Each gives the values that differ from the start.
    """

    def __init__(
        self,
        controls: Sequence[Mapping[str, Any] | Control],
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.controls: dict[str, Control] = {}
        for entry in controls:
            control = _control(entry)
            if control.name in self.controls:
                raise SummitryError(f"Two controls are called {control.name!r}.")
            self.controls[control.name] = control
        self.presets: dict[str, dict[str, Any]] = {
            name: {**self.initial, **self.check(changes)}
            for name, changes in (presets or {}).items()
        }

    @property
    def initial(self) -> dict[str, Any]:
        """The state at the start."""
        return {name: control.value for name, control in self.controls.items()}

    def check(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return checked changes.

        Parameters
        ----------
        changes : dict
            Values by control name.

        Returns
        -------
        dict
            The same, in plain Python types.

        Raises
        ------
        UnknownNameError
            If there is no such control.
        OutOfRangeError
            If a value is not allowed.
        """
        for name in changes:
            if name not in self.controls:
                raise UnknownNameError("control", name, self.controls)
        return {name: self.controls[name].check(value) for name, value in changes.items()}

    def preset(self, name: str) -> dict[str, Any]:
        """Return the whole state of one preset.

        Parameters
        ----------
        name : str
            Name of the preset.

        Returns
        -------
        dict
            The value of every control.
        """
        if name not in self.presets:
            raise UnknownNameError("preset", name, self.presets)
        return dict(self.presets[name])

    def as_list(self) -> list[dict[str, Any]]:
        """Return the controls as plain data.

        Returns
        -------
        list of dict
            One entry a control.
        """
        return [control.as_dict() for control in self.controls.values()]


class AccessibleWidget(anywidget.AnyWidget):
    """Base of our small widgets: one script, one style sheet, and words where no kernel runs.

    Parameters
    ----------
    fallback : str
        What a reader sees where the widget cannot run.
    **traits : object
        Values of the traits.
    """

    _esm = static("widgets.js")
    _css = static("widgets.css")
    part = traitlets.Unicode("").tag(sync=True)
    ui = traitlets.Dict().tag(sync=True)

    def __init__(self, fallback: str = "", **traits: Any) -> None:
        self.fallback = fallback
        super().__init__(ui=strings(), **traits)
        self.add_class("summitry-host")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return with_fallback(self, self.fallback), {}


def with_fallback(widget: Any, text: str) -> dict[str, Any]:
    """Return the display of a widget together with words for places where it cannot run.

    Parameters
    ----------
    widget : ipywidgets.DOMWidget
        The widget.
    text : str
        What it asks and what it says at the start, in plain words.

    Returns
    -------
    dict
        Mime type to content: the widget, ``text/markdown`` and ``text/plain``.
    """
    intro = words("interactive")
    return {
        WIDGET_VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id},
        "text/markdown": f"**{intro}** {_markdown(text)}".strip(),
        "text/plain": f"{intro} {text}".strip(),
    }


def _markdown(text: str) -> str:
    """Keep characters of plain text from being read as Markdown."""
    for mark in "\\`*_[]<>#|$":
        text = text.replace(mark, "\\" + mark)
    return text


class Controls(AccessibleWidget):
    """All controls of one explorer, with presets and a reset button.

    Parameters
    ----------
    spec : Spec or sequence of dict
        The controls.
    presets : dict of str to dict, optional
        Named scenarios; only when `spec` is not yet a `Spec`.
    title, question : str
        Shown above the controls.
    fallback : str
        What a reader sees where the widget cannot run.

    Attributes
    ----------
    state : dict
        The value of every control; changes as the learner moves them, and can be set.
    """

    spec: traitlets.List[Any] = traitlets.List().tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List().tag(sync=True)
    initial = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        spec: Spec | Sequence[Mapping[str, Any]],
        presets: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        title: str = "",
        question: str = "",
        fallback: str = "",
    ) -> None:
        self.rules = spec if isinstance(spec, Spec) else Spec(spec, presets)
        super().__init__(
            fallback=fallback,
            part="controls",
            spec=self.rules.as_list(),
            presets=[{"name": name, "state": s} for name, s in self.rules.presets.items()],
            initial=self.rules.initial,
            state=self.rules.initial,
            title=title,
            question=question,
        )

    @traitlets.validate("state")
    def _check_state(self, proposal: Any) -> dict[str, Any]:
        return {**self.rules.initial, **self.rules.check(proposal["value"])}

    def set(self, **changes: Any) -> None:
        """Change some values; a bad name or value raises and changes nothing.

        Parameters
        ----------
        **changes : object
            New values by control name.
        """
        self.state = {**self.state, **self.rules.check(changes)}

    def reset(self) -> None:
        """Put every control back to its start."""
        self.state = self.rules.initial

    def preset(self, name: str) -> None:
        """Set the named scenario.

        Parameters
        ----------
        name : str
            Name of the preset.
        """
        self.state = self.rules.preset(name)


class Readout(AccessibleWidget):
    """One sentence that says what the picture says, and the same content as a table.

    Parameters
    ----------
    sentence : str
        The sentence; screen readers speak it when it changes.
    caption : str
        Caption of the table.
    fallback : str
        What a reader sees where the widget cannot run.
    figure_title : str
        Title of the figure that the sentence describes.
    """

    sentence = traitlets.Unicode("").tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)
    figure_title = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, sentence: str = "", *, caption: str = "", fallback: str = "", figure_title: str = ""
    ) -> None:
        super().__init__(
            fallback=fallback,
            part="readout",
            sentence=sentence,
            caption=caption,
            figure_title=figure_title,
        )

    def show(self, frame: pd.DataFrame) -> None:
        """Take the rows of a data frame as the table.

        Parameters
        ----------
        frame : DataFrame
            The rows.
        """
        self.table = frame_as_table(frame)


def frame_as_table(frame: pd.DataFrame) -> dict[str, Any]:
    """Turn a data frame into plain text cells, ready for an HTML table.

    Parameters
    ----------
    frame : DataFrame
        The rows.

    Returns
    -------
    dict
        ``columns`` and ``rows`` as text, and ``numeric``: whether a column holds numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> frame_as_table(pd.DataFrame({"Year": [2019], "Coal": [1.50]}))
    {'columns': ['Year', 'Coal'], 'rows': [['2019', '1.5']], 'numeric': [True, True]}
    """
    columns = [str(column) for column in frame.columns]
    numeric = [dtype.kind in "iuf" for dtype in frame.dtypes]
    rows = [[cell_text(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    return {"columns": columns, "rows": rows, "numeric": numeric}


def cell_text(value: Any) -> str:
    """Write one cell in plain words: lists joined, yes and no, nothing for a missing value.

    Parameters
    ----------
    value : object
        Content of the cell.

    Returns
    -------
    str
        Its text.

    Examples
    --------
    >>> cell_text(["coal", "iron"]), cell_text(True), cell_text(float("nan")), cell_text(2.50)
    ('coal, iron', 'yes', '', '2.5')
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return words("true") if value else words("false")
    if isinstance(value, numbers.Real):
        return "" if math.isnan(value) else number_text(float(value))
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return ", ".join(cell_text(item) for item in value)
    return str(value)
