"""For every kind of check, the wrong answers that a lint tries are wrong, and are not few."""

import pytest

from summitry.course import content, quiz
from summitry.course._lint_code import wrong_answers


@pytest.mark.parametrize("id", sorted(content.checks()))
def test_wrong_answers_do_not_pass_and_the_right_one_does(id):
    check = content.check(id)
    assert quiz.grade(check, check.solution()).passed
    wrong = wrong_answers(check)
    assert len(wrong) > 2
    assert not any(quiz.grade(check, answer).passed for answer in wrong)


def test_every_kind_of_check_is_tried():
    body = """
    schema = 1
    lesson = "90"
    [[check]]
    id = "90-x"
    question = "Q?"
    why = "W."
    """
    said = 'misconception = "m", feedback = "F."'
    options = f"""options = [
      {{ key = "a", text = "A", correct = true }},
      {{ key = "b", text = "B", {said} }},
      {{ key = "c", text = "C", {said} }},
    ]"""
    plain = 'options = [{ key = "a", text = "A" }, { key = "b", text = "B" }]'
    wrong = f'wrong = [{{ first = "b", later = "a", {said} }}]\notherwise = {{ {said} }}'
    rows = "".join(
        f'\n[[check.rows]]\nkey = "{key}"\ntext = "T"\nanswer = "{answer}"\n'
        f"otherwise = {{ {said} }}"
        for key, answer in (("r", "a"), ("s", "b"))
    )
    kinds = {
        "single": (options, [..., None, "b", "c"]),
        "multiple": (
            options.replace("correct = true", f"correct = true, missed = {{ {said} }}"),
            [..., None, [], [], ["a", "b"], ["a", "c"]],
        ),
        "number": (
            f"answer = 5\nwrong = [{{ min = 9, {said} }}]\notherwise = {{ {said} }}",
            [..., None, 9],
        ),
        "order": (f"{plain}\n{wrong}", [..., None, ["b", "a"], ["b", "a"]]),
        "match": (
            plain + rows,
            [..., None, {}, {"r": "b", "s": "b"}, {"r": "a", "s": "a"}],
        ),
    }
    for kind, (rest, expected) in kinds.items():
        parsed = content.parse(f'{body}\nkind = "{kind}"\n{rest}', "lesson_90.toml")
        assert wrong_answers(parsed.checks["90-x"]) == expected, kind
