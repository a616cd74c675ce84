"""The test of the learner's computer: it says what is wrong, and leaves no trace."""

import sys

import pytest

from summitry import beliefs, charts, course, explorers, facts
from summitry.course import quiz, selftest


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A folder of predictions that does not exist yet."""
    folder = tmp_path / "deep" / "home"
    monkeypatch.setenv("SUMMITRY_HOME", str(folder))
    return folder


def no(found):
    return [trial.what for trial in found.trials if trial.problem]


def test_everything_works_here_and_nothing_is_left_behind(home, tmp_path):
    found = course.self_test()
    assert found.passed
    assert no(found) == []
    assert str(found).endswith("Everything works. Go on.")
    assert all(line.startswith("yes - ") for line in str(found).splitlines()[:-1])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_stays_as_it_is(home):
    home.mkdir(parents=True)
    (home / "01-a.json").write_text("{}")
    assert course.self_test().passed
    assert [path.name for path in home.iterdir()] == ["01-a.json"]


@pytest.mark.parametrize(
    ("place", "name", "broken", "what", "why"),
    [
        (sys, "version_info", (3, 10, 1), "Python is new enough", "the course needs 3.11"),
        (facts, "cite", lambda id: 1 / 0, "the ledger of facts opens", "division by zero"),
        (charts, "two_days", lambda: charts.story(), "figures can be drawn", "data"),
        (beliefs, "posterior", lambda *args: 0.5, "models run", "a wrong number"),
        (explorers, "ClaimMap", None, "explorers can be used", "not callable"),
        (quiz, "check", lambda id: 1 / 0, "questions can be asked", "division by zero"),
    ],
)
def test_what_is_broken_is_named(monkeypatch, place, name, broken, what, why):
    monkeypatch.setattr(place, name, broken)
    found = course.self_test()
    monkeypatch.undo()
    assert no(found) == [what]
    assert f"NO  - {what}: " in str(found)
    assert why in str(found)
    assert not found.passed
    assert "Something does not work." in str(found)


def test_a_folder_that_cannot_be_written_is_named(home, tmp_path):
    (tmp_path / "deep").write_text("a file, so nothing can be put below it")
    found = course.self_test()
    assert no(found) == ["predictions can be saved"]
    assert f"the folder {home} cannot be written" in str(found)
    assert (tmp_path / "deep").is_file()


def test_the_page_shows_the_same_lines(monkeypatch):
    monkeypatch.setattr(facts, "cite", lambda id: (_ for _ in ()).throw(ValueError("<b> & co")))
    bundle = course.self_test()._repr_mimebundle_()
    monkeypatch.undo()
    assert bundle["text/plain"].count("\n") == len(selftest.self_test().trials)
    assert "NO  - the ledger of facts opens: &lt;b&gt; &amp; co" in bundle["text/html"]
    assert bundle["text/html"].count("<li>yes - ") == len(selftest.self_test().trials) - 1


def test_an_error_without_words_is_named_by_its_kind(monkeypatch):
    def fail(id):
        raise KeyError

    monkeypatch.setattr(facts, "cite", fail)
    assert "NO  - the ledger of facts opens: KeyError" in str(course.self_test())
