"""Every public function, class and method says what it takes and what it returns."""

from dataclasses import dataclass

from docstrings import gaps, public_modules, public_objects

import summitry


def test_public_api_is_described():
    found = [
        gap
        for module in public_modules(summitry)
        for name, thing in public_objects(module)
        for gap in gaps(name, thing)
    ]
    assert not found, "\n".join(found)


def silent(a): ...


def half(first, second) -> int:
    """Add two numbers.

    Parameters
    ----------
    first : int
        The first one.
    """
    return first + second


def whole(first, *others) -> int:
    """Add numbers.

    Parameters
    ----------
    first, *others : int
        The numbers.

    Returns
    -------
    int
        Their sum.
    """
    return first + sum(others)


@dataclass
class Bare:
    x: int


class Described:
    """A class.

    Parameters
    ----------
    x : int
        A number.
    """

    def __init__(self, x):
        self.x = x

    @property
    def twice(self) -> int:
        return 2 * self.x

    @classmethod
    def zero(cls) -> "Described":
        """Make the zero."""
        return cls(0)


def test_the_check_sees_what_is_missing():
    assert gaps("silent", silent) == ["silent: no docstring"]
    assert gaps("Bare", Bare) == ["Bare: no docstring"]
    assert gaps("half", half) == [
        "half: parameter 'second' is not described",
        "half: what it returns is not described",
    ]
    assert gaps("whole", whole) == []
    assert gaps("Described", Described) == []
    assert gaps("twice", vars(Described)["twice"]) == ["twice: no docstring"]
    assert gaps("zero", vars(Described)["zero"]) == ["zero: what it returns is not described"]


def test_the_check_looks_into_every_room():
    names = {module.__name__ for module in public_modules(summitry)}
    assert {"summitry.facts", "summitry.charts", "summitry.explorers", "summitry.course"} <= names
    objects = dict(pair for module in public_modules(summitry) for pair in public_objects(module))
    assert "summitry.errors.OutOfRangeError" in objects
