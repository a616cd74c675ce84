"""The frame of an explorer that draws its own picture, with parts that can be dragged.

It holds what such explorers share: one widget for the whole page, the learner's wishes and their
answers, undo, and one finding of the model for the present state. What can be changed, what the
model says about it and what is drawn is theirs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import traitlets

from summitry.errors import SummitryError, UnknownNameError
from summitry.explorers import control
from summitry.explorers.control import AccessibleWidget, frame_as_table, strings
from summitry.explorers.explorer import Explorer

_REMEMBERED = 100  # how many changes can be undone


def script(name: str) -> str:
    """Put the script of one explorer below those that it builds on.

    Parameters
    ----------
    name : str
        Name of its file; it enters itself in ``PARTS`` of ``widgets.js``.

    Returns
    -------
    str
        Whole files, one below the other.
    """
    return "".join(control.static(each) for each in ("widgets.js", "drawing.js", name))


def style(name: str) -> str:
    """Put the style sheet of one explorer below the common one.

    Parameters
    ----------
    name : str
        Name of its file.

    Returns
    -------
    str
        Both files, one below the other.
    """
    return control.static("widgets.css") + control.static(name)


@cache
def texts(name: str) -> dict[str, str]:
    """Give the texts of one explorer.

    Parameters
    ----------
    name : str
        Name of their file.

    Returns
    -------
    dict of str to str
        Text by name.
    """
    found: dict[str, str] = json.loads(control.static(name))
    return found


class Page(AccessibleWidget):
    """A whole explorer on the page: controls, picture, sentence and tools.

    The browser writes ``wish`` only; Python answers with ``state``, ``view`` and the read-out.

    Parameters
    ----------
    own_texts : dict of str to str
        Texts of this explorer, besides the common ones.
    fallback : str
        What a reader sees where the widget cannot run.
    **traits : object
        First values of the traits.
    """

    wish = traitlets.Dict().tag(sync=True, echo_update=False)
    state = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    spec: traitlets.List[Any] = traitlets.List().tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)
    figure_title = traitlets.Unicode("").tag(sync=True)

    def __init__(self, own_texts: Mapping[str, str], fallback: str = "", **traits: Any) -> None:
        super().__init__(fallback=fallback, **traits)
        self.ui = {**strings(), **own_texts}


class _Finding(Protocol):
    """What the model says about one state."""

    def sentence(self) -> str:
        """Say it in a few short sentences."""

    def view(self) -> dict[str, Any]:
        """Give what the picture on the page shows, as plain data."""


Found = TypeVar("Found", bound=_Finding)


class Workbench(Explorer, Generic[Found]):
    """An explorer with a picture of its own: a state, what the model finds, and undo.

    A subclass writes `frame`, `parts`, `_judge`, `_mark` and `_open`, and adds to `_checked`,
    `_acts` and `_view`. Its ``__init__`` ends with `_begin`.
    """

    #: Names of the controls that stand in the panel at once; the others are opened on demand.
    main: ClassVar[tuple[str, ...]] = ()
    #: Names in the state that are no controls.
    _others: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        # A ready-made case holds more than controls, and `Spec` would refuse the rest of it.
        named, self.presets = self.presets, {}
        super().__init__()
        self.presets = named
        self._initial = self._state
        self._found: Found | None = None
        self._past: list[tuple[str, dict[str, Any]]] = []
        self._page: Page | None = None

    def _begin(self, state: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
        """Start from a state with some changes; `reset` comes back to it."""
        self._initial = self._checked(state, changes)
        self._state = dict(self._initial)

    # ------------------------------------------------------------ what a subclass says

    def _judge(self, state: dict[str, Any]) -> Found:
        """Ask the model about a state."""
        raise NotImplementedError

    def _mark(self, touched: Sequence[str], new: Mapping[str, Any]) -> tuple[str, bool]:
        """Say what a change changes, and whether it may count as one with a like one before it."""
        raise NotImplementedError

    def _open(self, **traits: Any) -> Page:
        """Make the page, given the first values of the traits that every page has."""
        raise NotImplementedError

    def _view(self) -> dict[str, Any]:
        """Give what the page shows besides the finding."""
        return {}

    def _acts(self, wish: Mapping[str, Any]) -> dict[str, Callable[[], None]]:
        """Give what the buttons of the page do, by the name of the action."""
        return {
            "preset": lambda: self.preset(str(wish.get("value"))),
            "undo": self.undo,
            "reset": self.reset,
        }

    # ------------------------------------------------------------ the state

    @property
    def state(self) -> dict[str, Any]:
        """A copy of the state; changing it changes nothing here."""
        return {name: copy(value) for name, value in self._state.items()}

    def _checked(self, old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """Give the state after some changes, or raise and change nothing."""
        known = (*self._others, *self.spec.controls)
        for name in changes:
            if name not in known:
                raise UnknownNameError("control", name, known)
        plain = {name: value for name, value in changes.items() if name in self.spec.controls}
        return {**old, **self.spec.check(plain)}

    def _ready(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """Give the state after taking a ready-made case."""
        return self._checked(self._state, case)

    def set(self, **changes: Any) -> None:
        """Change some values.

        Parameters
        ----------
        **changes : object
            New values by name.

        Raises
        ------
        SummitryError
            If there is no such name, or a value is not allowed; nothing is changed then.
        """
        self._move(self._checked(self._state, changes))

    def reset(self) -> None:
        """Go back to where this explorer began."""
        self._move(dict(self._initial))

    def preset(self, name: str) -> None:
        """Take a ready-made case; what it does not name stays as it is.

        Parameters
        ----------
        name : str
            One of `presets`.
        """
        if name not in self.presets:
            raise UnknownNameError("preset", name, self.presets)
        self._move(self._ready(self.presets[name]))

    def undo(self) -> None:
        """Take back the last change; changes of one and the same value count as one."""
        if self._past:
            self._take(self._past.pop()[1])

    def _move(self, state: dict[str, Any]) -> None:
        if state == self._state:
            return
        touched = sorted(name for name in state if state[name] != self._state.get(name))
        mark, goes_on = self._mark(touched, state)
        if not (goes_on and self._past and self._past[-1][0] == mark):
            self._past.append((mark, self.state))
            del self._past[:-_REMEMBERED]
        self._take(state)

    def _take(self, state: dict[str, Any]) -> None:
        self._state = state
        self._found = None
        self._redraw()

    # ------------------------------------------------------------ what the model says

    @property
    def _finding(self) -> Found:
        """What the model says about the present state."""
        if self._found is None:
            self._found = self._judge(dict(self._state))
        return self._found

    def _of(self, state: Mapping[str, Any]) -> Found:
        return self._finding if state == self._state else self._judge(dict(state))

    def sentence(self, state: dict[str, Any]) -> str:
        """Say what the model says about a state.

        Parameters
        ----------
        state : dict
            A state of the explorer.

        Returns
        -------
        str
            A few short sentences.
        """
        return self._of(state).sentence()

    # ------------------------------------------------------------ on the page

    def _compose(self) -> Page:
        self._page = self._open(
            fallback=self._words_at_start(),
            spec=[{**item, "main": item["name"] in self.main} for item in self.spec.as_list()],
            title=self.title,
            question=self.question,
            caption=self.title,
        )
        self._page.observe(self._wished, "wish")
        self._page.observe(self._table_toggled, "shown")
        self._say()
        return self._page

    def _redraw(self) -> None:
        self._draw()
        self._say()

    def _say(self, turn: Any = None, problem: str = "") -> None:
        """Send state, picture and sentence to the page, in one message."""
        page = self._page
        if page is None:
            return
        with page.hold_sync():
            page.state = self.state
            page.view = {
                **self._finding.view(),
                **self._view(),
                "turn": page.view.get("turn") if turn is None else turn,
                "undo": len(self._past),
            }
            page.sentence = problem or self.readout
            if page.shown:
                page.table = frame_as_table(self.table())

    def _wished(self, change: Mapping[str, Any]) -> None:
        """Do what the learner did on the page; say it in the read-out when it cannot be done."""
        wish = change["new"]
        if not isinstance(wish, dict) or "turn" not in wish:
            return
        problem = ""
        page, self._page = self._page, None  # one message at the end, not one for each step
        try:
            if wish.get("action"):
                self._act(wish)
            else:
                changes = wish.get("changes")
                self.set(**(changes if isinstance(changes, dict) else {}))
        except (SummitryError, TypeError) as error:
            problem = str(error)
        finally:
            self._page = page
        self._say(wish["turn"], problem)

    def _act(self, wish: Mapping[str, Any]) -> None:
        action, acts = str(wish["action"]), self._acts(wish)
        if action not in acts:
            raise UnknownNameError("action", action, acts)
        acts[action]()

    def _table_toggled(self, change: Mapping[str, Any]) -> None:
        if change["new"] and self._page is not None:
            self._page.table = frame_as_table(self.table())

    def _words_at_start(self) -> str:
        said = control.words("at_start", sentence=self.sentence(dict(self._initial)))
        return f"{self.title}. {self.question} {said}"
