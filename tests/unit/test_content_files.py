import pytest

from summitry.course import content
from summitry.course.content import ContentError, parse
from summitry.errors import SummitryError, UnknownNameError

HEAD = 'schema = 1\nlesson = "01"\n'

PREDICT = """
[[predict]]
id = "01-deal"
kind = "percent"
question = "Will they?"
[predict.reveal]
happened = "No."
outcome = 0
record = "So it was."
sources = ["cgtn_ri"]
"""

SINGLE = """
[[check]]
id = "01-one"
kind = "single"
question = "Which?"
why = "So."
options = [
  { key = "a", text = "A", correct = true },
  { key = "b", text = "B", misconception = "b-is-it", feedback = "No." },
]
"""

MULTIPLE = """
[[check]]
id = "01-some"
kind = "multiple"
question = "Which?"
why = "So."
options = [
  { key = "a", text = "A", correct = true, missed = { misconception = "no-a", feedback = "A." } },
  { key = "b", text = "B", misconception = "b-is-it", feedback = "No." },
]
"""

NUMBER = """
[[check]]
id = "01-many"
kind = "number"
question = "How many?"
why = "So."
answer = { expr = "len(facts.load('resolutions'))" }
wrong = [{ value = 5, misconception = "five", feedback = "No." }]
otherwise = { misconception = "other", feedback = "Count." }
"""

ORDER = """
[[check]]
id = "01-order"
kind = "order"
question = "In order?"
why = "So."
options = [{ key = "a", text = "A" }, { key = "b", text = "B" }]
wrong = [{ first = "b", later = "a", misconception = "late", feedback = "No." }]
otherwise = { misconception = "other", feedback = "Look." }
"""

MATCH = """
[[check]]
id = "01-match"
kind = "match"
question = "Who?"
why = "So."
options = [{ key = "us", text = "US" }, { key = "k", text = "DPRK" }]
[[check.rows]]
key = "all"
text = "All"
answer = "us"
wrong = { k = { misconception = "swap", feedback = "No." } }
otherwise = { misconception = "other", feedback = "Look." }
[[check.rows]]
key = "five"
text = "Five"
answer = "k"
otherwise = { misconception = "other", feedback = "Look." }
"""

ALL = HEAD + PREDICT + SINGLE + MULTIPLE + NUMBER + ORDER + MATCH


def test_a_good_file_is_read_whole():
    read = parse(ALL, "lesson_01.toml")
    assert list(read.predictions) == ["01-deal"]
    assert list(read.checks) == ["01-one", "01-some", "01-many", "01-order", "01-match"]
    assert content.problems(read) == []


def test_solutions_and_misconceptions():
    checks = parse(ALL, "lesson_01.toml").checks
    assert [check.solution() for check in checks.values()] == [
        "a",
        ["a"],
        11,
        ["a", "b"],
        {"all": "us", "five": "k"},
    ]
    assert [check.misconceptions() for check in checks.values()] == [
        ("b-is-it",),
        ("no-a", "b-is-it"),
        ("five", "other"),
        ("late", "other"),
        ("swap", "other"),
    ]


# Every rule has one malformed file: part, what stands there, what stands instead, and the error.
MALFORMED = [
    (SINGLE, 'why = "So."', "", "check '01-one', field 'why': is missing"),
    (SINGLE, 'why = "So."', 'why = ""', "field 'why': is missing"),
    (SINGLE, 'why = "So."', "why = 3", "field 'why': must be a text, not 3"),
    (SINGLE, 'why = "So."', 'why = "So."\nwhi = "x"', "field 'whi': is not known here"),
    (SINGLE, '"01-one"', '"01-One"', "field 'id': is '01-One', but only a-z, 0-9"),
    (SINGLE, '"01-one"', '"02-one"', "field 'id': must start with the number of the lesson (01-)"),
    (SINGLE, 'id = "01-one"', "", "check 'number 1', field 'id': is missing"),
    (SINGLE, '"single"', '"choice"', "field 'kind': is 'choice', but must be one of single, mul"),
    (SINGLE, ", correct = true", "", "field 'options[1].misconception': is missing"),
    (
        SINGLE,
        'misconception = "b-is-it", feedback = "No."',
        "correct = true",
        "field 'options': needs exactly one with correct = true and has 2",
    ),
    (SINGLE, 'feedback = "No."', 'feedback = ""', "field 'options[2].feedback': is missing"),
    (SINGLE, 'key = "b"', 'key = "a"', "field 'options[2].key': is 'a' for the second time"),
    (SINGLE, "correct = true", "correct = 1", "'options[1].correct': must be true or false, not 1"),
    (
        SINGLE,
        '{ key = "b", text = "B", misconception = "b-is-it", feedback = "No." },',
        "",
        "field 'options': needs at least 2 entries and has 1",
    ),
    (SINGLE, '{ key = "a", text = "A", correct = true }', '"a"', "'options[1]': must be a table"),
    (SINGLE, "correct = true", 'correct = true, feedback = "x"', "'options[1].feedback': is not k"),
    (SINGLE, 'why = "So."', 'why = "So."\nanswer = 1', "field 'answer': is not known here"),
    (SINGLE, 'why = "So."', 'why = "So."\nsources = "x"', "'sources': must be a list of ids"),
    (
        SINGLE,
        'why = "So."',
        'why = "{{ gap }}"',
        "'glue': has no line 'gap', but a text uses {{ ga",
    ),
    (
        MULTIPLE,
        ', missed = { misconception = "no-a", feedback = "A." }',
        "",
        "field 'options[1].missed': is missing",
    ),
    (
        MULTIPLE,
        'correct = true, missed = { misconception = "no-a", feedback = "A." }',
        'misconception = "x", feedback = "y"',
        "field 'options': needs at least one with correct = true",
    ),
    (NUMBER, "answer = {", "answr = {", "field 'answr': is not known here"),
    (NUMBER, "{ expr = \"len(facts.load('resolutions'))\" }", '"11"', "'answer': must be a number"),
    (NUMBER, "expr =", "exp =", "field 'answer': must be a number or { expr"),
    (NUMBER, "answer = { expr = \"len(facts.load('resolutions'))\" }", "", "'answer': is missing"),
    (NUMBER, 'why = "So."', 'why = "So."\ntolerance = -1', "'tolerance': is -1, but must be 0 or"),
    (NUMBER, 'why = "So."', 'why = "So."\ntolerance = "1"', "'tolerance': must be a number, not"),
    (NUMBER, "value = 5", "value = 5, min = 1", "field 'wrong[1].value': stands beside min or max"),
    (NUMBER, "value = 5, ", "", "field 'wrong[1].value': is missing (or give min and max)"),
    (NUMBER, 'misconception = "five"', 'misconception = "Five!"', "'wrong[1].misconception': is"),
    (NUMBER, 'wrong = [{ value = 5, misconception = "five", feedback = "No." }]', "", "'wrong': n"),
    (
        NUMBER,
        'otherwise = { misconception = "other", feedback = "Count." }',
        "",
        "field 'otherwise': is missing",
    ),
    (
        ORDER,
        'first = "b"',
        'first = "c"',
        "field 'wrong[1].first': is 'c', but must be one of a, b",
    ),
    (
        ORDER,
        'first = "b", later = "a"',
        'first = "a", later = "b"',
        "field 'wrong[1].first': 'a' does come before 'b', so it is not wrong",
    ),
    (
        MATCH,
        'answer = "us"',
        'answer = "uk"',
        "'rows[1].answer': is 'uk', but must be one of us, k",
    ),
    (MATCH, "wrong = { k =", "wrong = { us =", "field 'rows[1].wrong.us': is not known here"),
    (MATCH, 'key = "five"', 'key = "all"', "field 'rows[2].key': is 'all' for the second time"),
    (PREDICT, '"percent"', '"chance"', "predict '01-deal', field 'kind': is 'chance'"),
    (PREDICT, "outcome = 0", "outcome = 2", "field 'reveal.outcome': is 2, but must be 1 (it happ"),
    (PREDICT, "outcome = 0", "outcome = true", "field 'reveal.outcome': must be a number"),
    (PREDICT, "outcome = 0", "outcome = nan", "field 'reveal.outcome': must be a number"),
    (PREDICT, 'sources = ["cgtn_ri"]', "", "field 'reveal.sources': is missing; name at least one"),
    (PREDICT, 'happened = "No."', "", "field 'reveal.happened': is missing"),
    (PREDICT, '"percent"', '"number"', "field 'unit': is missing"),
    (
        PREDICT,
        'kind = "percent"',
        'kind = "number"\nunit = "x"\nmin = 5\nmax = 5',
        "field 'max': is 5, but must be above min (5)",
    ),
    (PREDICT, '"percent"', '"choice"', "field 'options': needs at least 2 entries and has 0"),
    (
        PREDICT,
        'kind = "percent"',
        'kind = "choice"\noptions = [{ key = "a", text = "A" }, { key = "b", text = "B" }]',
        "field 'reveal.outcome': must be a text, not 0",
    ),
    (
        PREDICT.replace("outcome = 0", 'outcome = "c"'),
        'kind = "percent"',
        'kind = "choice"\noptions = [{ key = "a", text = "A" }, { key = "b", text = "B" }]',
        "field 'reveal.outcome': is 'c', but must be one of a, b",
    ),
    (HEAD, "schema = 1", "schema = 2", "lesson_01.toml: field 'schema': must be 1"),
    (HEAD, 'lesson = "01"', "", "field 'lesson': is missing"),
    (HEAD, "schema = 1", "schema = ", "lesson_01.toml: is not valid TOML"),
    (HEAD, "schema = 1", "schema = 1\npredict = 3", "field 'predict': must be a list"),
    (HEAD, "schema = 1", "schema = 1\nglue = 3", "field 'glue': must hold lines"),
    (HEAD, "schema = 1", "schema = 1\nglue = { a = 3 }", "field 'glue': must hold lines"),
    (HEAD, "schema = 1", "schema = 1\nquiz = []", "field 'quiz': is not known here; known fields"),
]


@pytest.mark.parametrize(
    ("part", "old", "new", "error"), MALFORMED, ids=[error[:48] for *_, error in MALFORMED]
)
def test_malformed_file_names_file_entry_and_field(part, old, new, error):
    text = part if part is HEAD else HEAD + part
    parse(text.replace('outcome = "c"', "outcome = 0"), "lesson_01.toml")  # good before the change
    assert old in text
    with pytest.raises(ContentError) as raised:
        parse(text.replace(old, new, 1), "lesson_01.toml")
    assert str(raised.value).startswith("lesson_01.toml: ")
    assert error in str(raised.value)


def test_the_same_id_twice_is_refused_also_between_predictions_and_checks():
    with pytest.raises(ContentError, match="check '01-one', field 'id': stands twice"):
        parse(HEAD + SINGLE + SINGLE, "lesson_01.toml")
    with pytest.raises(ContentError, match="check '01-deal', field 'id': stands twice"):
        parse(HEAD + PREDICT + SINGLE.replace("01-one", "01-deal"), "lesson_01.toml")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("load('resolutions')", "load('resolution')", "check '01-many', answer: Cannot compute"),
        ("value = 5", 'value = { expr = "1/0" }', "check '01-many', wrong: Cannot compute '1/0'"),
        ("outcome = 0", 'outcome = { expr = "nobody" }', "predict '01-deal', outcome: Cannot"),
        ('["cgtn_ri"]', '["cgtn_ry"]', "predict '01-deal', sources: There is no"),
        ('why = "So."', 'why = "So."\nsources = ["no_such"]', "check '01-one', sources: There is"),
        ('lesson = "01"', 'lesson = "01"\nglue = { n = "len(" }', "glue 'n': Cannot compute"),
    ],
)
def test_what_can_be_computed_is_computed_by_the_lint(old, new, problem):
    found = content.problems(parse(ALL.replace(old, new, 1), "lesson_01.toml"))
    assert len(found) == 1
    assert found[0].startswith(f"lesson_01.toml: {problem}")


# ---------------------------------------------------------------- expressions


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("len(facts.load('resolutions'))", 11),
        ("sum(n for n in [1, 2, 3])", 6),
        ("facts.load('resolutions').number.max() > 2000", True),
        ("round(beliefs.posterior([0.5, 0.5], [0.9, 0.3])[0], 2)", 0.75),
    ],
)
def test_expressions_use_facts_models_and_plain_functions(expression, result):
    found = content.evaluate(expression)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    "expression", ["open('x')", "__import__('os')", "x = 1", "1 +", "facts.nothing"]
)
def test_expression_that_fails_says_why_in_one_sentence(expression):
    with pytest.raises(SummitryError, match="Cannot compute"):
        content.evaluate(expression)


def test_value_is_a_number_or_an_expression():
    assert content.value(3) == 3
    assert content.value({"expr": "1 + 2"}) == 3


def test_gaps_are_filled_as_numbers_are_written():
    glue = '[glue]\nn = "12345.0"\nshare = "0.5"\nword = "str(7)"\nyes = "1 == 1"\n'
    read = parse(HEAD + glue, "lesson_01.toml")
    assert read.fill("{{ n }}, {{share}}, {{ word }}, {{ yes }}") == "12,345, 0.5, 7, True"
    with pytest.raises(UnknownNameError, match="Did you mean 'word'"):
        read.fill("{{ wor }}")


# ---------------------------------------------------------------- the files of the course


def test_content_of_the_course_has_no_problem():
    assert content.lessons()
    for lesson in content.lessons():
        assert content.problems(content.load(lesson)) == []


def test_every_entry_is_found_by_its_id_and_fills_its_texts():
    for id, entry in {**content.predictions(), **content.checks()}.items():
        found = content.prediction(id) if id in content.predictions() else content.check(id)
        assert found is entry
        assert "{{" not in content.fill(entry, entry.question)


def test_unknown_names_suggest_the_nearest():
    first = next(iter(content.checks()))
    with pytest.raises(UnknownNameError, match=f"Did you mean .*'{first}'"):
        content.check(first + "x")
    with pytest.raises(UnknownNameError, match="There is no prediction"):
        content.prediction(first)
    with pytest.raises(UnknownNameError, match="There is no lesson with content '99'"):
        content.load("99")


def test_a_file_under_another_name_than_its_lesson_is_refused(monkeypatch, tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "lesson_02.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "content" / "README.md").write_text("not read", encoding="utf-8")
    monkeypatch.setattr(content.resources, "files", lambda package: tmp_path)
    monkeypatch.setattr(content, "_file", content._file.__wrapped__)
    with pytest.raises(ContentError, match=r"lesson_02.toml: field 'lesson': is '01'"):
        content._files.__wrapped__()
    (tmp_path / "content" / "lesson_02.toml").rename(tmp_path / "content" / "lesson_01.toml")
    assert list(content._files.__wrapped__()) == ["01"]


def test_a_fault_in_another_lesson_does_not_stop_this_one(monkeypatch, tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "lesson_01.toml").write_text(ALL, encoding="utf-8")
    (tmp_path / "content" / "lesson_02.toml").write_text("schema = ", encoding="utf-8")
    monkeypatch.setattr(content.resources, "files", lambda package: tmp_path)
    monkeypatch.setattr(content, "_file", content._file.__wrapped__)
    monkeypatch.setattr(content, "_files", content._files.__wrapped__)
    own = content.load("01")
    for id in own.checks:
        assert content.check(id) is not None
    for id in own.predictions:
        assert content.prediction(id) is not None
    with pytest.raises(ContentError, match=r"lesson_02\.toml"):
        content.check("02-anything")


def test_examples_in_the_guide_can_be_read():
    guide = (content.resources.files("summitry.course") / "content/README.md").read_text("utf-8")
    blocks = [part.split("```")[0] for part in guide.split("```toml\n")[1:]]
    read = parse("\n".join(blocks), "README.md")
    assert {check.kind for check in read.checks.values()} == {
        "single",
        "multiple",
        "number",
        "order",
        "match",
    }
    assert len(read.predictions) == 1
    assert content.problems(read) == []
