"""Filling the gaps of a lesson: numbers, citations, sources, what comes next."""

import numpy as np
import pytest

from summitry import facts
from summitry.course import glue
from summitry.course.lesson import Cell, Lesson, LessonError
from summitry.errors import SummitryError, UnknownNameError


def text_cell(source: str, line: int = 20, **meta) -> Cell:
    base = {"v": 1, "id": "90-a", "phase": "case", "minutes": 1}
    return Cell("markdown", source, line, {**base, **meta})


def lesson(*sources: str | Cell, glue: dict[str, str] | None = None) -> Lesson:
    cells = tuple(
        source if isinstance(source, Cell) else text_cell(source, 20 + i)
        for i, source in enumerate(sources)
    )
    front = {"id": "90", "objectives": {"O1": "Count.", "O2": "Compare."}}
    return Lesson("x.md", "90-x", front, glue or {}, cells, {"glue.n": 7})


def unverified_event() -> str:
    events = facts.load("timeline")
    return str(events.loc[~events["verified"], "id"].iloc[0])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (11, "11"),
        (2.50, "2.5"),
        (1 / 3, "0.333333"),
        (np.int64(7), "7"),
        (np.float64(0.5), "0.5"),
        (np.array(4), "4"),
        ("five", "five"),
    ],
)
def test_values_as_text(value, text):
    assert glue.as_text(value) == text


@pytest.mark.parametrize("value", [None, True, [1], float("nan"), {}])
def test_other_values_are_refused(value):
    with pytest.raises(SummitryError, match="must be a number or a text"):
        glue.as_text(value)


def test_numbers_are_computed_from_facts_and_models():
    filled = glue.fill(
        lesson(
            "{{ n }} and {{half}}",
            glue={
                "n": "len(facts.load('resolutions'))",
                "half": "round(beliefs.posterior(0.5, [0.4, 0.4]), 2)",
            },
        )
    )
    assert filled == [f"{len(facts.load('resolutions'))} and 0.5"]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("1 / 0", "division by zero"),
        ("len(facts.load('resolution'))", "Did you mean 'resolutions'"),
        ("open('x')", "NameError"),
        ("1 +", "SyntaxError"),
        ("facts.load('matters')", "must be a number or a text"),
    ],
)
def test_an_expression_that_fails_names_file_and_line(expression, message):
    with pytest.raises(LessonError, match=r"x\.md:7: L35 glue: glue 'n'") as caught:
        glue.fill(lesson("{{ n }}", glue={"n": expression}))
    assert message in str(caught.value)


def test_reserved_names_cannot_be_taken():
    with pytest.raises(LessonError, match="the builder fills 'next'"):
        glue.fill(lesson("x", glue={"next": "1"}))


def test_every_bad_gap_is_named():
    with pytest.raises(LessonError) as caught:
        glue.fill(lesson("one\n{{ m }}\n{cite}`nope`", "{{ }}", glue={"n": "1"}))
    lines = [(problem.line, problem.rule) for problem in caught.value.problems]
    assert lines == [(21, "L35"), (21, "L35"), (22, "L30")]


def test_code_is_left_alone():
    code = Cell("code", "print('{{ n }}')", 3, {"v": 1, "id": "90-c", "minutes": 0})
    assert glue.fill(lesson(code)) == ["print('{{ n }}')"]


def test_next_and_objectives_are_filled():
    filled = glue.fill(lesson("{{ objectives }}\n\n{{ next }}"), "**Next:** more")
    assert filled == ["- **O1** Count.\n- **O2** Compare.\n\n**Next:** more"]


def test_what_a_gap_brings_in_is_not_read_again():
    filled = glue.fill(lesson("{{ n }}", glue={"n": "'{cite}`nope` {' + '{ m }}'"}))
    assert filled == ["{cite}`nope` {{ m }}"]


def test_a_citation_is_a_short_label_with_its_address():
    source = facts.sources("cgtn_ri")[0]
    assert glue.cite("cgtn_ri") == f"[[{source.label}]({source.url})]"


def test_several_ids_share_one_pair_of_brackets_and_a_page_stands_once():
    both = glue.cite("cgtn_ri, O26")
    assert both.count("CGTN America") == 1
    assert both.startswith("[[") and both.endswith(")]") and both.count("; ") >= 1


def test_a_row_that_is_not_verified_brings_its_mark():
    assert glue.cite(unverified_event()).endswith("†]")
    assert "†" not in glue.cite("cgtn_ri")


def test_a_claim_is_not_cited_itself():
    with pytest.raises(SummitryError, match=r"C26 is a claim; cite .* \(C26-e1\)"):
        glue.cite("C26")


def test_bad_citations():
    with pytest.raises(UnknownNameError, match="Did you mean 'cgtn_ri'"):
        glue.cite("cgtn_rj")
    with pytest.raises(SummitryError, match="citation is empty"):
        glue.cite("cgtn_ri,")


def test_a_source_without_address_is_a_label_only():
    source = next(s for s in (facts.row(id) for id in facts.load("sources")["id"]) if not s.url)
    assert glue.link(source) == glue.plain(source.label)


def test_addresses_cannot_break_the_link():
    odd = next(
        (
            facts.row(id)
            for id in facts.load("sources")["id"]
            if "(" in facts.row(id).url or ")" in facts.row(id).url
        ),
        None,
    )
    if odd is not None:
        assert glue.link(odd).count(")") == 1
    assert glue.plain("[x]_y_") == r"\[x\]\_y\_"


def test_one_page_under_two_ids_stands_once():
    twins = facts.load("sources").query("same_page_as != '' and same_page_as != id")
    pair = facts.sources(twins["id"].iloc[0], twins["same_page_as"].iloc[0])
    assert len(pair) == 2
    assert len(glue.pages(pair)) == 1


def test_sources_are_those_of_citations_and_facts():
    cells = [
        text_cell("{cite}`cgtn_ri`", id="90-a"),
        text_cell("x", facts=["O26"], claims=["C01"], id="90-b"),
        text_cell("{{ sources }}", id="90-c"),
    ]
    listed = glue.fill(lesson(*cells))[2].splitlines()
    ids = {source.id for source in glue.pages(facts.sources("cgtn_ri", "O26"))}
    assert len(listed) == len(ids)
    assert listed == sorted(listed)
    assert all(line.startswith("- [") for line in listed)


def test_the_mark_is_explained_where_it_stands():
    marked = glue.source_list(lesson(f"{{cite}}`{unverified_event()}`"))
    assert marked.endswith(facts.MARK_NOTE)
    assert facts.MARK_NOTE not in glue.source_list(lesson("{cite}`cgtn_ri`"))


def test_a_lesson_without_sources_says_so():
    assert glue.fill(lesson("{{ sources }}")) == ["This lesson rests on no outside source."]


def test_an_unknown_fact_is_named_where_it_stands():
    cells = [text_cell("x", line=5, facts=["O999", "O26"]), text_cell("{{ sources }}")]
    with pytest.raises(LessonError, match=r"x\.md:5: L30 unknown-id: There is no row 'O999'"):
        glue.fill(lesson(*cells))


def test_references_know_how_and_where():
    cell = text_cell("a\n{cite}`cgtn_ri,O26`", claims=["C26"], facts=["O34"])
    found = [(item.id, item.by, item.line) for item in glue.references(lesson(cell))]
    assert found == [
        ("C26", "claims", 20),
        ("O34", "facts", 20),
        ("cgtn_ri", "cite", 21),
        ("O26", "cite", 21),
    ]
