"""The search of lesson 11 finds what the lesson tells, and finds it again."""

import importlib.util
import sys

import numpy as np
import pytest

from summitry.charts.worlds import one_plan
from summitry.course import content


@pytest.fixture(scope="module")
def search(root):
    path = root / "lessons" / "11-design-the-way-forward" / "search.py"
    spec = importlib.util.spec_from_file_location("lesson_11_search", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_best_design_is_the_one_that_the_lesson_plays(search, root):
    design, seen = search.search(12)
    text = (root / "src/summitry/course/content/lesson_11.toml").read_text("utf-8")
    assert f"{list(design.steps)}, {list(design.payments)}" in text
    fresh = search.share(design, search.worlds_of(20_000, search.FRESH_SEED))
    told = content.value(content.prediction("11-best").reveal.outcome)
    assert told == round(100 * fresh)
    assert fresh < seen  # chosen in the worlds of the search, so too good there


def test_a_small_search_finds_the_same_again_and_more_stages_do_better(search):
    found = {stages: search.search(stages, 90, 500) for stages in (1, 3, 6)}
    assert found[3] == search.search(3, 90, 500)
    assert found[1][1] < found[3][1] < found[6][1] < 0.5
    for stages, (design, _) in found.items():
        assert len(design.steps) == len(design.payments) == stages
        assert sum(design.steps) == pytest.approx(1)
        assert min(design.steps) > 0


def test_rounds_of_small_changes_find_more_than_chance_alone(search):
    worlds = search.worlds_of(500, search.SEARCH_SEED)
    rng = np.random.default_rng(3)
    drawn = max(search.share(search.anywhere(rng, 6), worlds) for _ in range(90))
    assert search.search(6, 90, 500)[1] > drawn


def test_the_share_is_that_of_the_course(search):
    plan = search.Design((1 / 6,) * 6, one_plan("six-stage-reference"))
    assert search.share(plan, search.worlds_of(20_000, 7)) == pytest.approx(0.24, abs=0.01)


def test_the_script_prints_one_row_a_number_of_stages(search, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["search.py", "--designs", "18", "--draws", "100"])
    search.main()
    lines = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in lines[1:-1]] == list(range(1, 13))
    assert lines[-1].startswith("Best in the search: steps [")
