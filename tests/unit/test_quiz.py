import json

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from summitry import course
from summitry.course import content, quiz
from summitry.course.quiz import AnswerError, CheckResult, Quiz, grade
from summitry.errors import UnknownNameError
from summitry.explorers.control import words

LESSON = """
schema = 1
lesson = "01"

[glue]
resolutions = "len(facts.load('resolutions'))"

[[check]]
id = "01-single"
kind = "single"
question = "What was offered?"
why = "He spoke of {{ resolutions }}."
sources = ["cgtn_ri"]
options = [
  { key = "site", text = "The site", correct = true },
  { key = "all", text = "All {{ resolutions }}", misconception = "was-all", feedback = "Look." },
]

[[check]]
id = "01-multiple"
kind = "multiple"
question = "Which are in it?"
help = "There may be several."
why = "Both are."
options = [
  { key = "a", text = "A", correct = true, missed = { misconception = "no-a", feedback = "A." } },
  { key = "b", text = "B", correct = true, missed = { misconception = "no-b", feedback = "B." } },
  { key = "c", text = "C", misconception = "has-c", feedback = "Not C." },
  { key = "d", text = "D", misconception = "has-d", feedback = "Not C." },
]

[[check]]
id = "01-number"
kind = "number"
question = "How many?"
why = "Counted."
unit = "resolutions"
answer = { expr = "len(facts.load('resolutions'))" }
wrong = [
  { value = 5, misconception = "asked-is-all", feedback = "Five were asked for." },
  { value = { expr = "2 * 11" }, misconception = "twice", feedback = "2x." },
  { min = 100, max = 200, misconception = "lines", feedback = "Provisions." },
  { max = 0, misconception = "below", feedback = "Too few." },
  { min = 1000, misconception = "above", feedback = "Too many." },
]
otherwise = { misconception = "not-counted", feedback = "Count." }

[[check]]
id = "01-near"
kind = "number"
question = "What share?"
why = "Nearly."
answer = 0.3
tolerance = 0.05
wrong = [{ value = 0.7, misconception = "rest", feedback = "The rest." }]
otherwise = { misconception = "other", feedback = "No." }

[[check]]
id = "01-order"
kind = "order"
question = "In order?"
why = "So it went."
options = [{ key = "one", text = "1" }, { key = "two", text = "2" }, { key = "three", text = "3" }]
wrong = [
  { first = "three", later = "two", misconception = "late-first", feedback = "Three came last." },
  { first = "three", later = "one", misconception = "far", feedback = "Far." },
]
otherwise = { misconception = "mixed", feedback = "Look again." }

[[check]]
id = "01-match"
kind = "match"
question = "Who says so?"
why = "Each side."
options = [{ key = "us", text = "US" }, { key = "k", text = "DPRK" }, { key = "x", text = "Press" }]
[[check.rows]]
key = "all"
text = "All"
answer = "us"
otherwise = { misconception = "teller", feedback = "Look who spoke." }
wrong = { k = { misconception = "swap", feedback = "The other side." } }
[[check.rows]]
key = "five"
text = "Five"
answer = "k"
otherwise = { misconception = "teller", feedback = "Look who spoke." }
"""


@pytest.fixture(autouse=True)
def lesson(monkeypatch):
    parsed = content.parse(LESSON, "lesson_01.toml")
    monkeypatch.setattr(content, "_files", lambda: {"01": parsed})
    monkeypatch.setattr(content, "_own", lambda id: parsed)
    return parsed


def graded(id, answer):
    return grade(content.check(f"01-{id}"), answer)


# ---------------------------------------------------------------- grading


@pytest.mark.parametrize("id", ["single", "multiple", "number", "near", "order", "match"])
def test_solution_passes_and_says_why(id):
    item = content.check(f"01-{id}")
    found = grade(item, item.solution())
    assert found == CheckResult(True, content.fill(item, item.why))
    assert found.misconception is None


@pytest.mark.parametrize("id", ["single", "multiple", "number", "near", "order", "match"])
@pytest.mark.parametrize("stub", [None, ...])
def test_untouched_stub_does_not_pass(id, stub):
    found = graded(id, stub)
    assert (found.passed, found.answered) == (False, False)
    assert found.feedback == words("not_answered")
    assert found.misconception is None


@pytest.mark.parametrize(
    ("id", "answer", "names", "feedback"),
    [
        ("single", "all", ["was-all"], "Look."),
        ("multiple", ["a"], ["no-b"], "B."),
        ("multiple", {"a", "b", "c"}, ["has-c"], "Not C."),
        ("multiple", ("c",), ["no-a", "no-b", "has-c"], "A. B. Not C."),
        ("multiple", ["a", "b", "c", "d"], ["has-c", "has-d"], "Not C."),
        ("number", 5, ["asked-is-all"], "Five were asked for."),
        ("number", 22, ["twice"], "2x."),
        ("number", 100, ["lines"], "Provisions."),
        ("number", 200, ["lines"], "Provisions."),
        ("number", 0, ["below"], "Too few."),
        ("number", -1e9, ["below"], "Too few."),
        ("number", 5000, ["above"], "Too many."),
        ("number", 201, ["not-counted"], "Count."),
        ("number", float("inf"), ["above"], "Too many."),
        ("near", 0.36, ["other"], "No."),
        ("near", 0.74, ["rest"], "The rest."),
        ("order", ["one", "three", "two"], ["late-first"], "Three came last."),
        ("order", ["three", "one", "two"], ["late-first"], "Three came last."),
        ("order", ["two", "three", "one"], ["far"], "Far."),
        ("order", ["two", "one", "three"], ["mixed"], "Look again."),
        ("match", {"all": "k", "five": "k"}, ["swap"], "The other side."),
        ("match", {"all": "x", "five": "us"}, ["teller"], "Look who spoke."),
        ("match", {"all": "k", "five": "x"}, ["swap", "teller"], "The other side. Look who spoke."),
    ],
)
def test_wrong_answer_names_its_misconceptions(id, answer, names, feedback):
    found = graded(id, answer)
    assert found == CheckResult(False, feedback, names[0], tuple(names))


@pytest.mark.parametrize("answer", [0.25, 0.35, 0.3 + 1e-12, 0.1 + 0.2, np.float32(0.3)])
def test_number_within_tolerance_passes(answer):
    assert graded("near", answer).passed


@pytest.mark.parametrize("answer", [11, 11.0, np.int64(11)])
def test_exact_number_passes_in_any_number_type(answer):
    assert graded("number", answer).passed


@pytest.mark.parametrize("answer", [11.001, 10.999])
def test_without_tolerance_near_is_wrong(answer):
    assert not graded("number", answer).passed


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("multiple", []),
        ("match", {}),
        ("match", {"all": "us"}),
        ("match", {"all": "us", "five": ...}),
    ],
)
def test_half_an_answer_counts_as_not_answered(id, answer):
    assert not graded(id, answer).answered


@pytest.mark.parametrize(
    ("id", "answer", "text"),
    [
        ("single", 1, "one of the keys 'site', 'all'"),
        ("single", "sites", "'sites' is not one of the answers. Use 'site', 'all'."),
        ("multiple", "a", "a list of keys, from 'a', 'b', 'c', 'd'"),
        ("multiple", 3, "a list of keys"),
        ("multiple", ["a", "e"], "'e' is not one of the answers"),
        ("number", "11", "one number"),
        ("number", True, "one number"),
        ("number", float("nan"), "one number"),
        ("number", [11], "one number"),
        ("order", ["one", "two"], "a list with all the keys 'one', 'two', 'three'"),
        ("order", ["one", "two", "two"], "a list with all the keys"),
        ("order", "one", "a list with all the keys"),
        ("match", ["us", "k"], "a dictionary with a partner for each of 'all', 'five'"),
        ("match", {"al": "us"}, "'al' is not one of the answers"),
        ("match", {"all": "uk"}, "'uk' is not one of the answers"),
    ],
)
def test_answer_of_another_form_says_what_is_needed(id, answer, text):
    with pytest.raises(AnswerError) as error:
        graded(id, answer)
    assert text in str(error.value)


def test_result_in_words():
    assert str(graded("number", 5)) == "Not yet. Five were asked for."
    assert str(graded("number", 11)) == "Correct. Counted."
    assert str(graded("number", ...)) == "Not answered yet."


# ---------------------------------------------------------------- in a cell, with an answer


def test_answer_in_code_prints_the_feedback(capsys):
    found = course.check("01-number", answer=5)
    assert capsys.readouterr().out == "Not yet. Five were asked for.\n"
    assert found.misconception == "asked-is-all"


def test_answer_of_another_form_in_code_is_feedback_not_a_traceback(capsys):
    found = course.check("01-number", answer="eleven")
    assert not found.passed
    assert "one number" in capsys.readouterr().out


def test_unknown_check_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean '01-number'"):
        course.check("01-numbre")


@pytest.fixture
def cell(monkeypatch, tmp_path):
    """Run code as a notebook cell; gives what is displayed."""
    shell = InteractiveShell(
        ipython_dir=str(tmp_path), config=Config({"HistoryManager": {"enabled": False}})
    )
    monkeypatch.setattr(quiz, "get_ipython", lambda: shell)
    sent = []
    monkeypatch.setattr(quiz, "_send", lambda bundle, raw: sent.append(bundle))
    monkeypatch.setattr(shell.display_pub, "publish", lambda data, **_: sent.append(data))

    def run(code):
        sent.clear()
        result = shell.run_cell(code, store_history=True)
        result.raise_error()
        return list(sent)

    run("from summitry import course")
    return run


def test_feedback_is_shown_once_at_the_end_of_a_cell(cell):
    shown = cell("course.check('01-number', answer=5)")
    assert [bundle["text/plain"] for bundle in shown] == ["✗ Not yet. Five were asked for."]
    assert "<p style=" in shown[0]["text/html"]


def test_feedback_is_shown_also_in_the_middle_of_a_cell(cell):
    shown = cell("r = course.check('01-number', answer=11)\nx = 1")
    assert [bundle["text/plain"] for bundle in shown] == ["✓ Correct. Counted."]


def test_result_is_shown_again_when_asked_for_later(cell):
    cell("r = course.check('01-number', answer=...)")
    shown = cell("r")
    assert [bundle["text/plain"] for bundle in shown] == ["… Not answered yet."]


def test_feedback_is_escaped():
    found = CheckResult(False, "<b>1 < 2</b>")
    assert "&lt;b&gt;1 &lt; 2&lt;/b&gt;" in found._bundle()["text/html"]


# ---------------------------------------------------------------- the widget


def test_without_an_answer_the_question_is_shown():
    widget = course.check("01-multiple")
    assert isinstance(widget, Quiz)
    assert (widget.question, widget.help) == ("Which are in it?", "There may be several.")
    assert widget.options[0] == {"value": "a", "label": "A"}
    assert (widget.passed, widget.feedback, widget.misconception) == (
        False,
        words("not_answered"),
        None,
    )


def test_button_grades_and_counts_tries():
    widget = course.check("01-single")
    widget.submission = {"answer": "all", "turn": 1}
    assert widget.verdict["text"] == "Not yet. Look."
    assert (widget.verdict["passed"], widget.verdict["tries"]) == (False, words("tries_one"))
    assert widget.misconception == "was-all"
    assert widget.verdict["sources"] == []
    widget.submission = {"answer": "site", "turn": 2}
    assert widget.verdict["text"] == "Correct. He spoke of 11."
    assert widget.verdict["tries"] == words("tries_many", count=2)
    assert widget.passed
    assert [source["label"] for source in widget.verdict["sources"]] == [
        "CGTN America, 28 Feb 2019"
    ]


def test_empty_answer_is_no_try():
    widget = course.check("01-single")
    widget.submission = {"answer": None, "turn": 1}
    assert widget.verdict["text"] == words("not_answered")
    assert widget.tries == 0


def test_same_wrong_answer_twice_is_two_tries_and_speaks_again():
    widget = course.check("01-number")
    first = widget.answer(5)
    turn = widget.verdict["turn"]
    assert widget.answer(5) == first
    assert widget.tries == 2
    assert widget.verdict["turn"] == turn + 1


def test_answer_that_cannot_come_from_the_page_is_feedback():
    widget = course.check("01-single")
    widget.submission = {"answer": "nothing", "turn": 1}
    assert "is not one of the answers" in widget.verdict["text"]
    assert not widget.verdict["answered"]


def test_after_a_right_answer_one_can_try_again():
    widget = course.check("01-single")
    widget.answer("site")
    widget.answer("all")
    assert not widget.passed


def test_browser_gets_no_answers():
    for id in content.checks():
        widget = course.check(id)
        state = json.dumps(widget.get_state(), default=str)
        for secret in ("correct\\", "misconception", "was-all", "Five were asked", "not-counted"):
            assert secret not in state.replace(json.dumps(widget.ui), "")


def test_order_is_shown_mixed_and_always_the_same():
    shown = [option["value"] for option in course.check("01-order").options]
    assert shown != ["one", "two", "three"]
    assert sorted(shown) == ["one", "three", "two"]
    assert shown == [option["value"] for option in course.check("01-order").options]


def test_two_items_are_never_left_in_order():
    for seed in range(50):
        assert quiz.mixed(["a", "b"], str(seed)) == ["b", "a"]


def test_numbers_in_options_are_filled_in():
    assert course.check("01-single").options[1]["label"] == "All 11"


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("single", "What was offered? The site; All 11."),
        ("multiple", "Which are in it? There may be several. A; B; C; D."),
        ("number", "How many?"),
        ("match", "Who says so? All; Five. US; DPRK; Press."),
    ],
)
def test_question_stands_where_the_widget_cannot_run(id, text):
    bundle, _ = course.check(f"01-{id}")._repr_mimebundle_()
    assert bundle["text/plain"] == f"{words('interactive')} {text}"


def test_order_in_the_fallback_is_the_mixed_one():
    widget = course.check("01-order")
    bundle, _ = widget._repr_mimebundle_()
    assert bundle["text/plain"].endswith("; ".join(o["label"] for o in widget.options) + ".")
