"""Properties that hold for every row of the ledger, and for any text asked for."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from summitry import facts
from summitry.errors import UnknownNameError

IDS = [(table, key) for table in facts.tables() for key in facts.load(table)["id"]]
any_row = st.sampled_from(IDS)


def test_every_id_round_trips():
    for table, key in IDS:
        found = facts.row(key)
        assert (found.id, found.table) == (key, table)
        assert found.values["id"] == key


def test_every_row_reads_as_a_sentence():
    for _, key in IDS:
        text = facts.row(key).text
        assert text
        assert "{" not in text
        assert "None" not in text
        assert "  " not in text
        assert not text.endswith((":", " "))


def test_every_unverified_row_shows_the_mark():
    shown = 0
    for table in facts.tables():
        frame = facts.load(table)
        if "verified" not in frame:
            continue
        for key, verified in zip(frame["id"], frame["verified"], strict=True):
            found = facts.row(key)
            cited = facts.cite(key)
            assert (facts.MARK in str(found)) == (not verified), key
            assert (facts.MARK in str(cited)) == (not verified), key
            assert (facts.MARK in found._repr_html_()) == (not verified), key
            shown += not verified
    assert shown > 50


def test_load_and_row_agree():
    for table in facts.tables():
        frame = facts.load(table)
        for line in frame.to_dict("records"):
            found = facts.row(line["id"])
            for name, value in found.links.items():
                assert line[name] == value
            for name, value in found.values.items():
                assert line[name] == value or value is None


def test_labels_are_short_and_dated():
    for key in facts.load("sources")["id"]:
        label = facts.label(key)
        assert len(label) <= 80
        publisher, _, date = label.rpartition(", ")
        assert publisher
        assert date == "no date" or date[-4:].isdigit()


@given(any_row)
def test_a_citation_names_each_source(item):
    _, key = item
    cited = facts.cite(key)
    text = " ".join(str(cited).split())
    if cited.row.table != "claims":
        pages: dict[str, list[str]] = {}
        for source in cited.sources:
            page = str(source.values["same_page_as"]) or source.id
            pages.setdefault(page, []).append(source.label)
        assert all(any(label in text for label in labels) for labels in pages.values())
    else:
        carried = facts.sources(*(row.id for row in cited.evidence))
        assert all(source.label in text for source in carried)


@given(any_row)
def test_trace_ends_in_sources(item):
    _, key = item
    chain = facts.trace(key)
    assert set(chain["source"]) <= set(facts.load("sources")["id"])
    assert set(chain["claim"]) <= {key}


@given(st.text(max_size=30))
def test_any_text_is_found_or_refused_kindly(text):
    for call in (facts.load, facts.row, facts.accounts, facts.label):
        with contextlib.suppress(UnknownNameError):
            call(text)


@given(st.dates(), st.integers(min_value=0, max_value=3))
def test_short_dates_keep_their_precision(day, parts):
    iso = "-".join(day.isoformat().split("-")[:parts])
    shown = facts.short_date(iso)
    assert len(shown.split()) == parts
    if parts:
        assert shown.endswith(f"{day.year:04d}")
    if parts == 3:
        assert shown.startswith(f"{day.day} ")
