"""The loader: what it returns, what it says when asked for something that is not there."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from summitry import facts
from summitry.errors import OutOfRangeError, UnknownNameError

CONTRACT = [
    "sources",
    "claims",
    "evidence",
    "matters",
    "accounts",
    "timeline",
    "signals",
    "offers",
    "facilities",
    "deals",
    "deal_steps",
    "cases",
    "case_features",
    "forecast_rates",
    "roadmaps",
    "administrations",
    "admin_exposures",
    "admin_frequency",
    "definitions",
    "resolutions",
    "provisions",
    "relief_options",
    "trade",
    "us_unilateral",
    "rechecks",
]


def test_importing_reads_nothing_and_needs_no_pandas():
    code = (
        "import sys; from summitry import facts; from summitry.facts import _store; "
        "assert 'pandas' not in sys.modules; "
        "assert _store.descriptor.cache_info().currsize == 0; "
        "assert _store.records.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tables():
    assert sorted(facts.tables()) == sorted(CONTRACT)
    assert not [name for name in facts.tables() if name.endswith("_sources")]


@pytest.mark.parametrize("table", CONTRACT)
def test_load(table):
    frame = facts.load(table)
    assert frame.columns[0] == "id"
    assert frame.index.tolist() == list(range(len(frame)))
    if "verified" in frame:
        assert frame["verified"].dtype == bool
    if "source_ids" in frame:
        assert frame["source_ids"].map(type).eq(tuple).all()
    texts = frame.select_dtypes("str")
    assert not texts.isna().any().any()


def test_types_of_columns():
    provisions = facts.load("provisions")
    assert provisions["cap_value"].dtype == float
    assert provisions["cap_value"].isna().any()
    assert facts.load("trade")["year"].dtype == "int64"
    assert facts.load("resolutions")["chapter_vii"].dtype == "boolean"
    assert facts.load("facilities")["low"].dtype == float


def test_load_returns_a_copy():
    frame = facts.load("offers")
    frame["description"] = "changed"
    frame.drop(frame.index, inplace=True)
    assert len(facts.load("offers")) >= 51
    assert "changed" not in set(facts.load("offers")["description"])


def test_load_reads_a_file_once(monkeypatch):
    facts.load("deals")

    def refuse(name):
        raise AssertionError(name)

    monkeypatch.setattr("summitry.facts._store._data_file", refuse)
    assert len(facts.load("deals")) == 11
    assert facts.row("AF94").table == "deals"


def test_link_tables_become_columns():
    assert {"source_ids", "actors", "matter_ids", "deal_ids"} <= set(facts.load("timeline"))
    options = facts.load("relief_options").set_index("id")
    assert options.loc["R10", "provision_ids"][:2] == ("2321-statue", "2371-sea")
    assert options.loc["R10", "resolution_ids"][0] == "UNSCR2321"


def test_row():
    found = facts.row("O26")
    assert (found.id, found.table) == ("O26", "offers")
    assert found.values["side"] == "DPRK-offer"
    assert found.source_ids[:2] == ("cgtn_ri", "rt_ri")
    assert found.who == "Ri Yong Ho"
    assert found.date == "2019-03-01"
    assert found.verified is True
    assert found.mark == ""
    assert "Written undertaking" in found.text
    with pytest.raises(TypeError):
        found.values["side"] = "US-ask"


def test_row_of_an_unverified_fact():
    found = facts.row("T041")
    assert found.verified is False
    assert found.mark == facts.MARK == "†"
    assert str(found).startswith("T041†")
    assert facts.MARK_NOTE.startswith(facts.MARK)


def test_date_of_a_signal_is_that_of_its_event():
    signal = facts.row("S01")
    assert signal.date == facts.row(str(signal.values["timeline_id"])).date == "2018-09-19"


def test_numbers_read_well():
    assert facts.row("TR010").text == "bok_gdp_growth 2018: -4.1 % real GDP growth"
    assert "53,495,894" in facts.row("2321-coal16")._repr_html_()
    assert "25 to 30 MWe" in facts.row("F04").text
    assert facts.row("UNSCR2375").text.startswith("Resolution 2375:")


def test_a_resolution_may_be_asked_for_by_number():
    assert facts.row("2375").id == "UNSCR2375"
    assert facts.cite("2375").id == "UNSCR2375"


def test_source():
    source = facts.row("cgtn_ri")
    assert isinstance(source, facts.Source)
    assert source.source_ids == ("cgtn_ri",)
    assert source.label == facts.label("cgtn_ri") == "CGTN America, 28 Feb 2019"
    assert source.url.startswith("https://america.cgtn.com/")
    assert source.verified


def test_label_without_a_date():
    assert facts.label("UN-HUM") == "United Nations, no date"
    assert facts.label("seed_akiyama") == "East Asia Forum, 30 Apr 2019"


def test_cite_a_claim():
    cited = facts.cite("C10")
    assert [item.values["stance"] for item in cited.evidence].count("against") >= 4
    assert cited.with_stance("for") == []
    text = str(cited)
    order = [text.index(word) for word in ("C10", "For:", "Against:", "Nuance:")]
    assert order == sorted(order)
    assert "nothing recorded" in text
    assert "[Xinhua via chinaebr, 5 Mar 2019" in text
    assert facts.MARK not in text
    assert max(len(line) for line in text.splitlines()) <= 92


def test_cite_shows_the_note_where_a_mark_was_used():
    assert facts.MARK_NOTE in str(facts.cite("T041")).replace("\n  ", " ")
    assert facts.MARK_NOTE not in str(facts.cite("O26"))
    assert facts.cite("T041").marked
    assert not facts.cite("O26").marked


def test_cite_names_the_unverified_part():
    assert "not verified: paragraph number" in str(facts.cite("1718-lux")).replace("\n     ", " ")


def test_cite_a_row_and_a_source():
    assert [item.id for item in facts.cite("O22").sources] == list(facts.row("O22").source_ids)
    assert "Sources: none" in str(facts.cite("T041"))
    assert str(facts.cite("cgtn_ri")).startswith("cgtn_ri  CGTN America, 28 Feb 2019.")


def test_cite_names_a_page_once_that_has_two_ids():
    cited = facts.cite("O12")
    assert [item.id for item in cited.sources] == ["hani_bolton_memoir", "HANI-BOLTON"]
    assert str(cited).count("Hankyoreh, 22 Jun 2020") == 1
    assert cited._repr_html_().count("Hankyoreh, 22 Jun 2020") == 1


def test_short_forms_for_the_console():
    assert repr(facts.row("C26")).startswith("<claims row C26  30 Apr 2019: North Korea asked")
    assert repr(facts.cite("O12")) == "<citation of O12, 2 sources>"
    assert repr(facts.accounts("snapback")) == "<3 accounts of snapback>"
    assert facts.row("cgtn_ri").publisher == "CGTN America"


def test_sources_of_several_rows():
    found = facts.sources("O26", "O25")
    ids = [item.id for item in found]
    assert len(ids) == len(set(ids))
    assert ids[0] == "cgtn_ri"
    assert facts.sources() == []
    assert {item.id for item in facts.sources("snapback")} >= {"vnx_snapback", "kjd_snapback"}


def test_trace_is_the_chain():
    chain = facts.trace("C30")
    assert set(chain["claim"]) == {"C30"}
    assert chain["evidence"].tolist()[0] == "C30-e1"
    assert chain["source"].tolist()[0] == "williams_sec"
    assert chain["url"].str.startswith("http").all()
    bare = facts.trace("T041")
    assert isinstance(bare, pd.DataFrame)
    assert bare.empty
    assert "source" in bare.columns


def test_accounts():
    told = facts.accounts("snapback")
    assert {item.side for item in told.rows} == {"US", "DPRK", "third"}
    choe = told.by_side("DPRK")[0]
    assert choe.teller.startswith("Choe Son Hui")
    assert choe.independent_root == "choe-text"
    assert choe.says in " ".join(str(told).split())
    frame = told.table()
    assert frame["side"].tolist() == [item.side for item in told.rows]
    assert "3 accounts, 3 roots." in str(told)
    assert "No account of" not in str(told)
    assert "snapback" in facts.matters()


def test_accounts_of_one_root_count_once():
    told = facts.accounts("rand-plutonium")
    assert len(told.rows) == 2
    assert told.roots == ["rand-asan-2021"]
    assert "2 accounts, 1 root." in str(told)


@pytest.mark.parametrize(
    ("matter", "silence"),
    [
        ("paper-timing", "No account of the DPRK (North Korea) was found."),
        ("lwr-status", "No account of the United States or of the DPRK (North Korea) was found."),
    ],
)
def test_silence_of_a_government_is_said(matter, silence):
    told = facts.accounts(matter)
    assert silence in " ".join(str(told).split())
    assert silence in told._repr_html_()


def test_a_teller_begins_with_a_capital():
    told = facts.accounts("relief-asked")
    assert any(item.teller[0].islower() for item in told.rows)
    assert "<strong>Senior State" in told._repr_html_()


def test_accounts_show_the_mark():
    text = str(facts.accounts("kelly-2002"))
    assert facts.MARK in text
    assert facts.MARK_NOTE in text


@pytest.mark.parametrize(
    ("call", "name", "hint"),
    [
        (facts.load, "provision", "'provisions'"),
        (facts.load, "Offers", "'offers'"),
        (facts.cite, "C57", "'C56'"),
        (facts.row, "T99", "'T099'"),
        (facts.trace, "c26", "'C26'"),
        (facts.accounts, "relief", "'relief-asked'"),
        (facts.label, "cgtn", "'cgtn_ri'"),
        (facts.sources, "cgtn-ri", "'cgtn_ri'"),
        (facts.confidence_ceiling, "UNSCR2376", "'UNSCR2375'"),
    ],
)
def test_unknown_names_suggest_the_nearest(call, name, hint):
    with pytest.raises(UnknownNameError) as caught:
        call(name)
    assert repr(name) in str(caught.value)
    assert hint in str(caught.value)


def test_an_unknown_side_is_named():
    with pytest.raises(UnknownNameError, match="no side 'USA'"):
        facts.accounts("snapback").by_side("USA")


@pytest.mark.parametrize(
    "call",
    [facts.load, facts.row, facts.cite, facts.trace, facts.accounts, facts.label, facts.sources],
)
@pytest.mark.parametrize("wrong", [5, None, ["C26"], 2.5])
def test_names_must_be_texts(call, wrong):
    with pytest.raises(OutOfRangeError, match="must be a text in quotes"):
        call(wrong)


def test_spaces_around_a_name_do_no_harm():
    assert facts.row(" C26 ").id == "C26"
