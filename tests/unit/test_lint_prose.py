"""Which numbers may stand in a text, which spellings, and what the other rules let through."""

import re

import pytest

from summitry.course import _calls, lint
from summitry.course import _lint_form as form
from summitry.course import _lint_ledger as ledger
from summitry.course import _lint_prose as prose
from summitry.course.lesson import Cell, Lesson

META = {"v": 1, "id": "90-a", "phase": "case", "minutes": 0}


def text(source: str, **meta) -> Cell:
    return Cell("markdown", source, 1, {**META, **meta})


def code(source: str, **meta) -> Cell:
    return Cell("code", source, 1, {**META, **meta})


def lesson(*cells: Cell) -> Lesson:
    return Lesson("x.md", "90-x", {"id": "90", "objectives": {"O1": "Count."}}, {}, cells)


def numbers(source: str) -> list[str]:
    found = prose.typed_numbers(lesson(text(source)))
    return [problem.text.partition(" ")[0] for problem in found]


@pytest.mark.parametrize(
    "source",
    [
        "On 28 February 2019, in June 2018, from 27 to 28 February, on the 27th, in 2016 and 2017.",
        "February 28, 2019; 2019-02-28; 2016-17; the 1990s; 26 Feb; 1950/51; 2015 and later.",
        "At 14:05 and at 0:15.",
        "About 50 minutes, or 10 to 15 minutes.",
        "Lesson 10, lessons 01 and 02, steps 4 and 5, part 2, question 3.",
        "Claim C26, offer O26, rows O01 to O09, signal S11, COVID-19, the G7, Hwasong-15.",
        "Resolution 2375, UNSCR2397 and 1718.",
        "1. one\n2. two\n\n> 3 three\n\n**4 Words** and more",
        "| 1 words | two |\n| 2 | three |",
        "`hope ** 3` and {{ eleven }} and {cite}`T003`",
        "[a page](http://x.org/1234), <b id='x5'>b</b>",
        "```\n17\n```",
        "$x^2 + 3$",
    ],
)
def test_numbers_that_are_names_dates_or_places_may_be_typed(source):
    assert numbers(source) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("It named 5 of 11 resolutions.", ["5", "11"]),
        ("Exports fell by 90%.", ["90%"]),
        ("Worth 2.5 billion, or 1,200 tonnes.", ["2.5", "1,200"]),
        ("A strength of 2 means much.", ["2"]),
        ("In 1234 ships.", ["1234"]),
        ("He met 3 of them on 28 February 2019.", ["3"]),
        ("Resolution 2376 does not concern it.", ["2376"]),
    ],
)
def test_other_numbers_are_refused(source, found):
    assert numbers(source) == found


def test_the_line_of_a_number_is_its_own():
    (problem,) = prose.typed_numbers(lesson(text("one\n\n`2`\nthen 3")))
    assert problem.line == 4


@pytest.mark.parametrize(
    ("source", "better"),
    [
        ("the color", "colour"),
        ("its neighbors", "neighbour"),
        ("they organize", "organise"),
        ("the denuclearization", "denuclearisation"),
        ("normalizing", "normalising"),
        ("a nuclear program", "programme"),
        ("at Yongbyon", "Nyongbyon"),
        ("be skeptical", "sceptical"),
    ],
)
def test_spellings_that_are_corrected(source, better):
    (problem,) = prose.spelling(lesson(text(source)))
    assert problem.text.startswith(f"write {better}, not ")


@pytest.mark.parametrize(
    "source",
    [
        "the size of the prize, seized",
        "the Organization of American States",
        "many write *Yongbyon*, or “Yongbyon”, or `Yongbyon`",
        "a computer program",
        "colour, neighbour, judgement, denuclearisation",
        "`color`",
    ],
)
def test_spellings_that_may_stand(source):
    assert list(prose.spelling(lesson(text(source)))) == []


@pytest.mark.parametrize(
    "source",
    ["$a < b$ and $$c$$", r"costs \$5", "`$5`", "dollars", "[a page](https://example.org)"],
)
def test_plain_formulas_need_no_network(source):
    assert list(prose.offline(lesson(text(source)))) == []


@pytest.mark.parametrize("source", ["<script src='x'>", "<IMG src=x>", "![](http://x)", "<iframe>"])
def test_what_would_be_fetched_is_refused(source):
    assert [problem.rule for problem in prose.offline(lesson(text(source)))] == ["L62"]


def test_words_are_those_that_a_reader_sees():
    assert form.words("Two **words** - {cite}`cgtn_ri` [here](https://a.b/c d) | 3") == 4


def test_code_cells_have_at_most_twelve_lines():
    twelve, thirteen = "\n".join("x" * 12), "\n".join("x" * 13)
    assert [problem.rule for problem in form.length(lesson(code(twelve)))] == []
    assert [problem.rule for problem in form.length(lesson(code(thirteen)))] == ["L20"]


def test_text_cells_have_at_most_150_words():
    assert [problem.rule for problem in form.length(lesson(text("word " * 150)))] == []
    assert [problem.rule for problem in form.length(lesson(text("word " * 151)))] == ["L21"]


# ---------------------------------------------------------------- both sides


def one_sided(*cells: Cell) -> list[str]:
    return [re.search(r"'(.*?)'", p.text)[1] for p in ledger.one_sided(lesson(*cells))]


def test_accounts_of_both_sides_are_enough():
    from summitry import facts

    rows = facts.accounts("relief-asked").rows
    us = next(row.id for row in rows if row.side == "US")
    dprk = next(row.id for row in rows if row.side == "DPRK")
    assert one_sided(text("x", facts=[us])) == ["relief-asked"]
    assert one_sided(text("x", facts=[us, dprk])) == []
    assert one_sided(text("x", facts=[us]), code('facts.accounts("relief-asked")')) == []
    assert one_sided(text(f"{{cite}}`{us}`")) == ["relief-asked"]
    assert one_sided(text("x", facts=["relief-asked"])) == ["relief-asked"]


def test_where_one_side_alone_speaks_two_origins_are_enough():
    from summitry import facts

    matter = next(
        id for id in facts.matters() if len({a.side for a in facts.accounts(id).rows}) == 1
    )
    rows = facts.accounts(matter).rows
    other = next(row.id for row in rows if row.independent_root != rows[0].independent_root)
    assert one_sided(text("x", facts=[rows[0].id])) == [matter]
    assert one_sided(text("x", facts=[rows[0].id, other])) == []


def test_rows_contested_with_each_other_are_named_together():
    from summitry import facts

    rows = [facts.row(id) for id in facts.load("trade")["id"]]
    pair = next(
        row for row in rows if row.links.get("contested_with") and not row.links.get("matter_ids")
    )
    (problem,) = ledger.one_sided(lesson(text("x", facts=[pair.id])))
    assert f"{pair.id} is contested by" in problem.text
    other = pair.links["contested_with"][0]
    assert list(ledger.one_sided(lesson(text("x", facts=[pair.id, other])))) == []


def test_a_claim_is_no_fact_and_a_fact_no_claim():
    texts = [p.text for p in ledger.unknown_ids(lesson(text("x", facts=["C26"], claims=["C26"])))]
    assert texts == [
        "C26 is a claim; name it under claims, and cite its evidence (C26-e1).",
    ]
    (wrong,) = ledger.unknown_ids(lesson(text("x", claims=["O26"])))
    assert wrong.text == "O26 is no claim; name it under facts."


def test_the_ledger_holds_together():
    assert list(lint.ledger_faults()) == []


def test_a_broken_ledger_is_seen(monkeypatch):
    from summitry import facts

    real = facts.row

    def without_partner(id):
        row = real(id)
        if id == "O35":
            links = {**row.links, "contested_with": ()}
            return facts.Row(row.id, row.table, row.values, links)
        if id == "O26":
            return facts.Row(row.id, row.table, row.values, {"source_ids": ("nobody",)})
        return row

    monkeypatch.setattr(facts, "row", without_partner)
    found = list(lint.ledger_faults())
    assert "O34 is contested with O35, but not the other way round." in found
    assert "O26 names 'nobody' (source_ids), which does not exist." in found


# ---------------------------------------------------------------- figures in code


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("charts.show(charts.two_days())", ["charts.show", "charts.two_days"]),
        ("explorers.Timeline()", ["explorers.Timeline"]),
        ("go.Figure()", ["go.Figure"]),
        ("charts.alt(figure)\ncharts.table(figure)", []),
        ("facts.cite('C26')", []),
        ("x = (", []),
    ],
)
def test_figures_are_found_in_code(source, names):
    assert [call.name for call in _calls.figures(code(source))] == names


@pytest.mark.parametrize("shown", ["go.Figure()", "explorers.Timeline().figure.show()"])
def test_figures_past_the_course_s_charts_are_refused(shown):
    from summitry.course._lint_code import figure_rules

    cell = code(shown, alt="What the figure shows.")
    assert "L41" in [problem.rule for problem in figure_rules(lesson(cell))]


def test_calls_know_name_text_and_line():
    found = _calls.calls(code("x = 1\ncourse.check(id='90-a')\na()[0].b(2)"))
    assert [(call.name, call.text, call.line) for call in found] == [
        ("course.check", "90-a", 2),
        ("?.b", None, 3),
        ("a", None, 3),
    ]
    assert _calls.calls(text("f()")) == []


def test_an_id_must_be_written_out():
    from summitry.course._lint_code import content_ids

    (problem,) = content_ids(lesson(code("course.check(name)")), None)
    assert "give course.check its id as a text in quotes" in problem.text
    (missing,) = content_ids(lesson(code('course.check("90-a")')), None)
    assert missing.text == "there is no lesson_90.toml with it."
