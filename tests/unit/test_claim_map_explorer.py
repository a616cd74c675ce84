"""The map of the claims: kind, lessons and evidence of each, and no last word."""

import csv
from importlib import resources

import pytest

from summitry import charts, explorers, facts
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.explorers import claim_map as module


@pytest.fixture
def explorer():
    return explorers.ClaimMap()


def rings(figure):
    """Places of the marks that have a ring."""
    return [(s.xanchor, s.yanchor) for s in figure.layout.shapes if s.name == "halo" and s.opacity]


def full(figure):
    return sorted(claim for trace in figure.data[:5] for claim in trace.customdata)


# ------------------------------------------------------------- the plan of lessons


def test_every_claim_of_the_ledger_is_planned_in_a_lesson():
    claims = set(facts.load("claims")["id"])
    assert len(claims) == 56
    assert set(module.lessons_of()) == claims
    assert all(module.lessons_of().values())


def test_every_lesson_is_known_and_teaches_a_claim():
    taught = {lesson for lessons in module.lessons_of().values() for lesson in lessons}
    assert taught == set(module.lesson_titles()) == {f"{n:02d}" for n in range(1, 12)}


def test_the_plan_names_no_pair_twice_and_is_sorted():
    text = resources.files("summitry.explorers") / "data" / "claim_plan.csv"
    rows = list(csv.reader(text.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["claim_id", "lesson"]
    assert rows[1:] == sorted(rows[1:])
    assert len({tuple(row) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("claim", "lesson"),
    [("C01", "01"), ("C35", "02"), ("C34", "03"), ("C23", "04"), ("C28", "05"), ("C30", "06"),
     ("C40", "07"), ("C53", "08"), ("C42", "09"), ("C55", "10"), ("C56", "11")],
)  # fmt: skip
def test_themes_stand_in_their_lessons(claim, lesson):
    assert lesson in module.lessons_of()[claim]


# ------------------------------------------------------------- the sentence


def test_the_sentence_gives_claim_kind_lessons_and_evidence(explorer):
    explorer.set(claim=10)
    stances = facts.load("evidence").query("claim_id == 'C10'")["stance"].tolist()
    claim = facts.row("C10").text
    assert explorer.readout == (
        f"Claim C10, paragraph 4, a fact, as the author states it: {claim} "
        "Taught in lesson 01 (Reconstruct two days in Hanoi) and lesson 04 (Read a partial "
        f"offer). What the ledger holds: {stances.count('for')} for, {stances.count('against')} "
        f"against, {stances.count('nuance')} that refine it. What it holds goes against the claim. "
        "This is a coding of the course, for you to test."
    )


@pytest.mark.parametrize("number", range(1, 57))
def test_no_claim_gets_a_last_word(number):
    explorer = explorers.ClaimMap(claim=number)
    row = facts.load("claims").iloc[number - 1]
    sentence = explorer.readout
    assert row["claim"] in sentence
    assert "What the ledger holds:" in sentence
    assert f"{module.VERDICTS[row['verdict']]}." in sentence
    assert "for you to test" in sentence
    assert "verdict" not in sentence.lower()
    for lesson in module.lessons_of()[row["id"]]:
        assert f"lesson {lesson} (" in sentence
    assert (facts.MARK in sentence) == (not row["verified"])


def test_every_verdict_of_the_ledger_has_words():
    assert set(facts.load("claims")["verdict"]) <= set(module.VERDICTS)


def test_the_evidence_stands_below_with_its_sources(explorer):
    explorer.set(claim=9)
    page = explorer.beside()
    evidence = facts.load("evidence").query("claim_id == 'C09'")
    assert len(evidence)
    for row in evidence.to_dict("records"):
        assert module.escape(row["text"]) in page
        for source in facts.sources(row["id"]):
            assert module.escape(source.label) in page
    for heading in ("For the claim", "Against the claim", "Refines the claim"):
        assert heading in page
    missing = {"for", "against", "nuance"} - set(evidence["stance"])
    assert page.count("Nothing in the ledger.") == len(missing)


def test_unverified_evidence_is_marked_and_the_mark_explained(explorer, monkeypatch):
    rows = [{**row, "verified": row["id"] != "C01-e2"} for row in module._evidence("C01")]
    assert facts.MARK not in explorer.beside()
    monkeypatch.setattr(module, "_evidence", lambda claim: rows)
    page = explorer.beside()
    assert module.escape(rows[1]["text"]) + facts.MARK in page
    assert page.count(facts.MARK) == 1 + facts.MARK_NOTE.count(facts.MARK)
    assert module.escape(facts.MARK_NOTE) in page


# ------------------------------------------------------------- the state


def test_filters_keep_the_chosen_claim_in_view(explorer):
    explorer.set(claim=10)
    explorer.set(lesson="06")
    assert explorer.state["claim"] == 29
    explorer.set(claim=32)
    assert explorer.state["claim"] == 33
    explorer.set(claim=32)
    assert explorer.state["claim"] == 31
    explorer.set(claim=56)
    assert explorer.state["claim"] == 33
    explorer.reset()
    assert explorer.state == {"kind": "all", "lesson": "all", "claim": 1}


def test_presets_are_in_view(explorer):
    for name in explorer.presets:
        explorer.preset(name)
        assert explorer.state == explorer.spec.preset(name)
        claims = explorer.table()["Claim"].tolist()
        assert f"C{explorer.state['claim']:02d}" in claims


def test_an_empty_view_says_what_to_do(explorer):
    explorer.set(kind="fact", lesson="11")
    assert explorer.readout == (
        "Lesson 11 has no claim of the kind 'Stated as fact'. Choose another lesson or kind."
    )
    assert explorer.table().empty
    assert explorer.beside() == ""
    assert rings(explorer.figure) == []


def test_bad_values_are_named(explorer):
    with pytest.raises(OutOfRangeError, match="claim is 57"):
        explorer.set(claim=57)
    with pytest.raises(OutOfRangeError, match="lesson is '12'"):
        explorer.set(lesson="12")
    with pytest.raises(UnknownNameError, match="claim 'C57'"):
        explorer.pick("C57")


def test_a_click_selects_a_claim_also_outside_the_filter(explorer):
    explorer.pick("C18")
    assert explorer.state["claim"] == 18
    explorer.set(lesson="06")
    explorer.pick("C30")
    assert (explorer.state["claim"], explorer.state["lesson"]) == (30, "06")
    explorer.pick("C01")
    assert explorer.state == {"kind": "all", "lesson": "all", "claim": 1}


# ------------------------------------------------------------- figure and table


@pytest.mark.parametrize("kind", ["all", "fact", "reported", "prescription"])
@pytest.mark.parametrize("lesson", ["all", "01", "06", "10"])
def test_figure_and_table_hold_the_same_claims(kind, lesson):
    explorer = explorers.ClaimMap(kind=kind, lesson=lesson)
    table = explorer.table()
    assert table["Claim"].tolist() == full(explorer.figure)
    twin = charts.table(explorer.figure)
    assert twin.equals(table[twin.columns].astype(object))
    for claim, lessons in zip(table["Claim"], table["Lessons"], strict=True):
        assert lessons.split(", ") == list(module.lessons_of()[claim])


def test_the_chosen_claim_is_ringed(explorer):
    figure = explorer.figure
    explorer.set(claim=18)
    assert explorer.figure is figure
    assert rings(figure) == [(5, 8)]
    explorer.set(kind="fact")
    assert full(figure) == explorer.table()["Claim"].tolist()
    assert figure.layout.meta == explorer.build(explorer.state).layout.meta


def test_panel_evidence_and_width_follow(explorer):
    panel, _, beside = explorer.widget.children
    panel.state = {**panel.state, "lesson": "06"}
    assert panel.state["claim"] == explorer.state["claim"] == 29
    assert "claim C29" in beside.value
    explorer._picture._heard(None, {"width": 360}, [])
    assert max(trace.marker.size for trace in explorer.figure.data[:5]) < 22
    assert full(explorer.figure) == ["C29", "C30", "C31", "C33"]
