"""Published intervals for a share; the cases are in politics_cases.json."""

import json
from pathlib import Path

import pytest

from summitry import politics

CASES = json.loads((Path(__file__).parent / "politics_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: "{k} of {n}".format(**case["arguments"]))
def test_published(case):
    found = politics.wilson(**case["arguments"])
    assert found == pytest.approx(case["expected"], abs=5e-7)
    assert found == pytest.approx(case["printed"], abs=5.1e-5)
    assert case["source"] and isinstance(case["derived_here"], bool)
