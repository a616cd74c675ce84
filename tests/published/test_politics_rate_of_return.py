"""The break-even chance of surviving a stage is a rate of return turned round.

A project that costs 4,000 and brings 2,000 after one year and 4,000 after two has an internal rate
of return of about 28 per cent (R. Brealey and S. Myers, Principles of Corporate Finance, chapter on
investment criteria). The same sum with a chance s for 1 / (1 + rate): six digits derived here, from
4 s^2 + 2 s = 4. So is the second case, an annuity of three: 5 (s + s^2 + s^3) = 10.
"""

import pytest

from summitry import politics


@pytest.mark.parametrize(
    ("cost", "benefits", "chance", "rate"),
    [(4000, [2000, 4000], 0.780776, 0.280776), (10, [5, 5, 5], 0.810536, 0.233752)],
)
def test_break_even_is_one_over_one_plus_the_rate(cost, benefits, chance, rate):
    found = politics.break_even(cost, benefits).chance
    assert found == pytest.approx(chance, abs=5e-7)
    assert 1 / found - 1 == pytest.approx(rate, abs=1e-6)
