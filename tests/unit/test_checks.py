"""The words in which a bad number is refused."""

import math

import pytest

from summitry import _checks
from summitry.errors import OutOfRangeError


@pytest.mark.parametrize(
    ("value", "limits", "words"),
    [
        ([1], {}, r"x is \[1\], but it must be a finite number"),
        (1 + 2j, {}, "a finite number"),
        (None, {}, "x is None"),
        (math.inf, {"low": 0.0}, "x is inf, but it must be a number of 0 or more"),
        (0.0, {"low": 0.0, "open_low": True}, "a number above 0"),
        (3, {"high": 2.0}, "a number of 2 or less"),
        (2, {"high": 2.0, "open_high": True}, "a number below 2"),
        (5, {"low": 0.0, "high": 1.0}, "a number from 0 to 1"),
        (0, {"low": 0.0, "high": 1.0, "open_low": True, "open_high": True}, "above 0 and below 1"),
    ],
)
def test_bad_numbers(value, limits, words):
    with pytest.raises(OutOfRangeError, match=words):
        _checks.number("x", value, **limits)


def test_good_numbers():
    assert _checks.number("x", 2, 0.0, 2.0) == 2.0
    assert _checks.whole("n", 3.0, 1) == 3
    with pytest.raises(OutOfRangeError, match="a whole number of 1 or more"):
        _checks.whole("n", 2.5, 1)
    with pytest.raises(OutOfRangeError, match="a whole number between 1 and 4"):
        _checks.whole("n", 5, 1, 4)
    with pytest.raises(OutOfRangeError, match="finite numbers"):
        _checks.array("xs", "abc")
    with pytest.raises(OutOfRangeError, match="the length of xs is 1, but it must be 2"):
        _checks.same_length("xs", [1], "ys", 2)
