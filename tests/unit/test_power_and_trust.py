"""A shift in power, an offer against a weapon, and the trust that cooperation takes."""

import math

import pytest

from summitry import bargain, beliefs
from summitry.errors import OutOfRangeError, UnknownNameError


def test_a_shift_in_power_by_hand():
    # War: 0.6 * 0.8 = 0.48. Peace: 1 - 0.9 * 0.8 * 0.8 = 0.424.
    found = bargain.commitment_problem(0.6, 0.4, 0.2, 0.9)
    assert (found.war_value, found.most_peace_can_give) == pytest.approx((0.48, 0.424))
    assert not found.peaceful and found.shortfall == pytest.approx(0.056)
    assert "48.0% of the stake" in str(found) and "5.6% is missing each period" in str(found)
    assert found.table()["value"].tolist() == pytest.approx([0.48, 0.424, 0.056])
    calm = bargain.commitment_problem(0.6, 0.2, 0.2, 0.9)
    assert calm.peaceful and calm.shortfall == 0
    assert str(calm).endswith("Some peace suits both sides.")


def test_flips_of_a_shift_in_power():
    found = bargain.commitment_problem(0.6, 0.4, 0.2, 0.9)
    flip = found.flip()
    assert flip.parameter == "shift" and flip.now == 0.4
    assert flip.below == "some peace suits both sides"
    assert found.flip("cost").below == "no peace that will be kept suits both sides"
    assert found.flip("p").value is None
    assert "No allowed value of p" in str(found.flip("p"))
    # p (1 - c) + d (1 - p + s)(1 - c) = 1 with s = 0.5, c = 0.2, d = 0.7: p = 0.2 / 0.3.
    assert bargain.commitment_problem(0.6, 0.5, 0.2, 0.7).flip("p").value == pytest.approx(2 / 3)
    assert bargain.commitment_problem(0.6, 0.5, 1, 0.7).flip("p").value is None
    assert bargain.commitment_problem(0.6, 0.5, 1, 0.7).flip("discount").value is None
    assert bargain.commitment_problem(0.6, 0.5, 0.2, 0).flip("shift").value is None
    assert bargain.commitment_problem(0, 0, 0.2, 0).flip("cost").value is None


def test_the_three_answers_to_a_weapon():
    # What the weapon adds is 0.4; an offer is worth it from k = 0.36, none is needed from 3.6.
    cheap, middle, dear = (bargain.butter_for_bombs(0.2, 0.6, 0.1, k, 0.9) for k in (0.3, 0.5, 4.0))
    assert cheap.builds and not middle.builds and not dear.builds
    assert middle.offer == pytest.approx(0.5 - 0.5 / 9)
    assert dear.offer == pytest.approx(0.1) == dear.without
    assert "it builds" in str(cheap) and "an offer keeps it" in str(middle)
    assert "needs no offer" in str(dear) and "10.0% of the stake" in str(dear)
    assert middle.table()["share"].tolist() == pytest.approx([0.1, 4 / 9, 0.5])


def test_flips_of_an_offer():
    middle = bargain.butter_for_bombs(0.2, 0.6, 0.1, 0.5, 0.9)
    assert middle.flip().value == pytest.approx(0.36)
    assert "Below it, it builds" in str(middle.flip())
    assert middle.flip("power_after").value == pytest.approx(0.2 + 0.5 / 0.9)
    assert middle.flip("discount").value == pytest.approx(0.5 / 0.9)
    dear = bargain.butter_for_bombs(0.2, 0.6, 0.1, 4, 0.9)
    assert dear.flip().value == pytest.approx(3.6)
    useless = bargain.butter_for_bombs(0.2, 0.2, 0.1, 0.5, 0.9)
    assert useless.flip().value is None and useless.flip("discount").value is None
    assert "No allowed value of build_cost" in str(useless.flip())
    assert bargain.butter_for_bombs(0.1, 0.4, 0.2, 9, 0.5).flip("power_after").value is None
    # Both values of power_after lie between 1 and 2: no chance of winning is that large.
    assert bargain.butter_for_bombs(0.1, 0.4, 0.1, 1.1, 0.5).flip("power_after").value is None


def test_trust_by_hand():
    found = beliefs.assurance(0.5)
    assert found.needed == pytest.approx(1 / 1.4)
    assert found.values == pytest.approx((0, 0.3)) and not found.cooperates
    assert "at least 71.4%" in str(found) and "21.4 points of trust are missing" in str(found)
    assert found.table()["expected"].tolist() == pytest.approx([0, 0.3])
    assert beliefs.assurance(0.9).cooperates
    assert str(beliefs.assurance(0.9)).endswith("so the side cooperates.")
    assert beliefs.assurance(1 / 1.4).cooperates


def test_no_trust_helps_where_exploiting_pays():
    found = beliefs.assurance(1.0, both=1, exploit=2)
    assert found.needed is None and not found.cooperates
    assert "exploiting it pays 2 and cooperation only 1" in str(found)
    assert found.flip().value is None and "do not cooperate" in str(found.flip())
    assert found.flip("alone").value is None
    assert found.flip("both").value == 2


def test_flips_of_trust():
    found = beliefs.assurance(0.5)
    assert found.flip().value == pytest.approx(1 / 1.4)
    assert found.flip("both").value == pytest.approx(1.6)
    assert found.flip("exploit").value == pytest.approx(0)
    assert found.flip("neither").value == pytest.approx(-0.6)
    assert found.flip("alone").value == pytest.approx(-0.4)
    assert found.flip("exploit").below == "cooperate" == found.flip("both").above
    assert beliefs.assurance(0).flip("both").value is None


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: bargain.commitment_problem(1.1, 0, 0, 0), OutOfRangeError, "p is 1.1"),
        (lambda: bargain.commitment_problem(0.5, 0.6, 0, 0), OutOfRangeError, "at most p"),
        (lambda: bargain.commitment_problem(0.5, -0.1, 0, 0), OutOfRangeError, "shift is -0.1"),
        (lambda: bargain.commitment_problem(0.5, 0.5, math.nan, 0), OutOfRangeError, "cost is nan"),
        (lambda: bargain.commitment_problem(0.5, 0.5, 0, 1), OutOfRangeError, "discount is 1"),
        (lambda: bargain.commitment_problem(0.5, 0.5, 0, 0).flip("x"), UnknownNameError, "x"),
        (lambda: bargain.butter_for_bombs(0.6, 0.5, 0, 1, 0.9), OutOfRangeError, "power_after"),
        (lambda: bargain.butter_for_bombs(0.6, 0.7, 0, -1, 0.9), OutOfRangeError, "build_cost"),
        (lambda: bargain.butter_for_bombs(0.6, 0.7, 0, 1, 0), OutOfRangeError, "discount is 0"),
        (lambda: bargain.butter_for_bombs(0.1, 0.7, 0, 1, 0.5).flip("x"), UnknownNameError, "x"),
        (lambda: beliefs.assurance(1.5), OutOfRangeError, "trust is 1.5"),
        (lambda: beliefs.assurance(0.5, both=math.inf), OutOfRangeError, "both is inf"),
        (lambda: beliefs.assurance(0.5, alone=0), OutOfRangeError, "alone is 0"),
        (lambda: beliefs.assurance(0.5).flip("faith"), UnknownNameError, "faith"),
    ],
)
def test_bad_numbers_are_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
