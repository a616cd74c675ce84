"""What stands in the ledger: counts, chains, both sides of every dispute, marks, arithmetic."""

from __future__ import annotations

import math
import re

import pytest

from summitry import facts

# Rows of the research that the ledger was built from. Later additions are recorded in `rechecks`
# as "new row"; the growth row of 2018 that proved to be a wire's error was dropped.
RESEARCHED = {
    "claims": 56,
    "timeline": 146,
    "offers": 51,
    "facilities": 63,
    "deals": 11,
    "deal_steps": 73,
    "roadmaps": 43,
    "administrations": 7,
    "admin_exposures": 26,
    "admin_frequency": 14,
    "definitions": 20,
    "resolutions": 11,
    "provisions": 83,
    "relief_options": 20,
    "trade": 220,
    "us_unilateral": 18,
}
DROPPED = {"trade": 1}


@pytest.mark.parametrize("table", RESEARCHED)
def test_count_of_rows(table):
    rechecks = facts.load("rechecks")
    added = rechecks[rechecks["new"] == "new row"]["row_id"]
    new = [key for key in added if facts.row(key).table == table]
    expected = RESEARCHED[table] + len(new) - DROPPED.get(table, 0)
    assert len(facts.load(table)) == expected


def test_count_of_sources():
    # 332 + 240, less the one entry that only flagged memory.
    by_round = facts.load("sources")["collection"].value_counts()
    assert by_round["summit"] == 331
    assert by_round["sanctions"] == 240


def test_the_dropped_row_is_recorded():
    notes = facts.load("rechecks").query("row_id == 'TR010'")["note"]
    assert notes.str.contains("dropped").any()
    growth = facts.load("trade").query("series == 'bok_gdp_growth' and year == 2018")
    assert growth["value"].tolist() == [-4.1]


def test_ids_are_unique_in_the_whole_ledger():
    ids = [key for table in facts.tables() for key in facts.load(table)["id"]]
    assert len(ids) == len(set(ids))


# --- claim -> evidence -> source --------------------------------------------------------------


@pytest.mark.parametrize("claim", facts.load("claims")["id"])
def test_chain_of_a_claim(claim):
    cited = facts.cite(claim)
    assert cited.evidence
    assert all(item.source_ids for item in cited.evidence)
    used = {key for item in cited.evidence for key in item.source_ids}
    # The article itself carries the wording of the claim, so it needs no evidence row.
    assert set(cited.row.source_ids) - {"seed_akiyama"} == used - {"seed_akiyama"}
    assert "seed_akiyama" in cited.row.source_ids


def test_an_open_verdict_has_evidence_on_both_sides():
    for claim in facts.load("claims").itertuples():
        cited = facts.cite(claim.id)
        if claim.verdict == "contested":
            assert cited.with_stance("for"), claim.id
            assert cited.with_stance("against"), claim.id
        if claim.verdict == "contradicted":
            assert not cited.with_stance("for"), claim.id
        judged = claim.kind in ("prescription", "model-assumption")
        assert (claim.verdict == "judgement") == judged, claim.id


def test_the_slips_of_the_article_are_judged():
    verdict = facts.load("claims").set_index("id")["verdict"]
    assert verdict["C10"] == "contradicted"
    assert verdict["C30"] == "contradicted"
    assert verdict["C28"] == "qualified"
    assert verdict["C26"] == "supported"


def test_rows_without_sources_are_marked():
    linked = [table for table in facts.tables() if "source_ids" in facts.load(table)]
    assert len(linked) >= 19
    for table in linked:
        frame = facts.load(table)
        bare = frame[frame["source_ids"].str.len() == 0]
        if "verified" in frame:
            assert not bare["verified"].any(), table
        else:  # a recheck may say that nothing was found
            assert (bare["outcome"] == "could-not-see").all(), table


# --- contested matters ------------------------------------------------------------------------

# Disputes between the two governments: both must be heard.
BETWEEN_GOVERNMENTS = [
    "relief-asked",
    "which-five",
    "us-offer-in-return",
    "snapback",
    "yongbyon-scope",
    "undeclared-site",
    "surprise",
    "smaller-deal",
    "test-promise",
    "kelly-2002",
    "kangson",
    "symbolic",
    "inspectors-who",
    "one-more-thing",
    "sanctions-separable",
    "yongbyon-share",
    "definition",
    "why-no-deal",
]
OTHERS = ["resolutions-count", "paper-timing", "lwr-status", "sohae", "arrival-day"]


def test_all_matters_of_the_research_are_there():
    assert set(BETWEEN_GOVERNMENTS + OTHERS) <= set(facts.matters())


@pytest.mark.parametrize("matter", facts.matters())
def test_a_matter_has_two_tellers_and_sources(matter):
    told = facts.accounts(matter)
    assert len({item.teller for item in told.rows}) >= 2
    assert len({item.says for item in told.rows}) == len(told.rows)
    assert all(item.source_ids or not item.verified for item in told.rows)
    assert told.question.endswith("?")


@pytest.mark.parametrize("matter", BETWEEN_GOVERNMENTS)
def test_both_governments_are_heard(matter):
    sides = {item.side for item in facts.accounts(matter).rows}
    assert {"US", "DPRK"} <= sides


def test_copies_of_the_reuters_paper_count_once():
    copies = ["lincoln_paper", "taipei_paper", "sputnik_paper", "inquisitr_paper", "ST-PAPER"]
    assert {item.values["root"] for item in facts.sources(*copies)} == {"reuters-hanoi-paper"}
    roots = [
        item.independent_root
        for matter in ("paper-timing", "us-offer-in-return", "inspectors-who")
        for item in facts.accounts(matter).rows
        if "Reuters" in item.teller
    ]
    assert set(roots) == {"reuters-hanoi-paper"}


@pytest.mark.parametrize(
    ("ids", "root"),
    [
        (("kjd_bolton", "agro_bolton", "cbs_bolton", "ASAI-BOLTON", "GRABIEN-BOLTON"), "bolton-tv"),
        (("HANKOOK-PC", "NEWSCJ-PC"), "trump-press-conference"),
        (("hani_bolton_memoir", "HANI-BOLTON", "bolton_book"), "bolton-memoir"),
    ],
)
def test_reports_of_one_appearance_count_once(ids, root):
    assert {item.values["root"] for item in facts.sources(*ids)} == {root}


def test_a_settled_date_makes_no_event_contested():
    assert facts.row("T105").links.get("matter_ids", ()) == ()
    assert len(facts.accounts("arrival-day").rows) == 3


def test_what_kim_expected_is_no_evidence_for_what_onlookers_thought():
    cited = facts.cite("C04")
    assert [item.id for item in cited.with_stance("for")] == ["C04-e3"]
    assert [item.id for item in cited.with_stance("nuance")] == ["C04-e1", "C04-e2"]


def contested_rows():
    for table in facts.tables():
        frame = facts.load(table)
        if "contested_with" in frame:
            for row in frame.itertuples():
                if row.contested_with:
                    yield table, row


def test_conflicts_are_mutual_and_inside_one_table():
    rows = {row.id: row.contested_with for _, row in contested_rows()}
    assert len(rows) > 30
    for key, others in rows.items():
        assert key not in others
        for other in others:
            assert facts.row(other).table == facts.row(key).table
            assert key in rows[other]


def test_every_contested_row_leads_to_the_other_side():
    for table, row in contested_rows():
        if table == "trade":
            continue  # two compilers, not two sides
        tellers = {facts.row(row.id).who} | {facts.row(key).who for key in row.contested_with}
        matters = getattr(row, "matter_ids", ())
        tellers |= {item.teller for key in matters for item in facts.accounts(key).rows}
        assert len(tellers) >= 2, row.id


def test_rival_offers_name_their_matter():
    offers = facts.load("offers")
    rivals = offers[offers["contested_with"].str.len() > 0]
    assert (rivals["matter_ids"].str.len() > 0).all()


# --- marks and dates --------------------------------------------------------------------------


def test_unverified_rows_say_which_part():
    for table in facts.tables():
        frame = facts.load(table)
        if "verified" in frame:
            assert (frame["verified"] == (frame["unverified_part"] == "")).all(), table


def test_paragraphs_and_chapters_that_were_never_read_stay_marked():
    provisions = facts.load("provisions")
    unread = provisions[~provisions["paragraph_verified"] & (provisions["paragraph"] != "")]
    assert not unread["verified"].any()
    assert unread["unverified_part"].str.contains("paragraph").all()


def test_memory_is_never_a_source():
    assert not facts.load("sources")["id"].str.contains("memory").any()


def test_no_text_speaks_of_its_making():
    made = re.compile(r"unverified-memory|dossier|NOTES|\.csv\b|\bseed\b(?!_)", re.IGNORECASE)
    for table in facts.tables():
        frame = facts.load(table)
        for name in frame.columns:
            if name in ("id", "source_ids", "url", "root"):
                continue
            bad = [
                value
                for value in frame[name]
                if isinstance(value, str) and made.search(value.replace("Notes", ""))
            ]
            assert [text for text in bad if "notes" not in text.lower()] == [], (table, name)


LONGEST = {"rechecks": 50, "sources": 70}


@pytest.mark.parametrize("table", facts.tables())
def test_texts_are_short(table):
    frame = facts.load(table)
    for name in frame.columns:
        words = [len(value.split()) for value in frame[name] if isinstance(value, str)]
        assert max(words, default=0) <= LONGEST.get(table, 40), name


DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T[0-2]\d:[0-5]\d)?)?)?")


def test_dates_are_iso_with_the_precision_that_is_known():
    columns = [
        (table, name)
        for table in facts.tables()
        for name in facts.load(table).columns
        if re.search(r"(^|_)(date|as_of|adopted|start|end|on)(_|$)", name)
        and not name.endswith(("_note", "_with"))
        and name not in ("one_of_hanoi_five",)
    ]
    assert len(columns) >= 25
    for table, name in columns:
        wrong = [value for value in facts.load(table)[name] if value and not DATE.fullmatch(value)]
        assert wrong == [], (table, name)


def test_the_timeline_runs_forward():
    dates = facts.load("timeline")["date"].tolist()
    padded = [date.partition("T")[0] for date in dates]
    days = [value for value in padded if len(value) == 10]
    assert days == sorted(days)


def test_confidence_never_exceeds_what_the_sources_allow():
    rank = {"low": 0, "medium": 1, "high": 2}
    for table in facts.tables():
        frame = facts.load(table)
        if "confidence" not in frame:
            continue
        for key, stated in zip(frame["id"], frame["confidence"], strict=True):
            ceiling = facts.confidence_ceiling(key)
            assert rank[stated] <= rank[ceiling], key
            if rank[stated] < rank[ceiling]:
                assert facts.row(key).values["confidence_note"], key


def test_unauthorised_copies_of_the_memoir_are_not_linked():
    for key in ("bolton_book", "BOLTON-P"):
        assert facts.row(key).values["url"] == ""
    assert not facts.load("sources")["url"].str.contains("whosread").any()


# --- sanctions --------------------------------------------------------------------------------


def test_the_hanoi_five():
    resolutions = facts.load("resolutions")
    five = resolutions[resolutions["one_of_hanoi_five"]]
    assert set(five["number"]) == {2270, 2321, 2371, 2375, 2397}
    recent = resolutions[resolutions["adopted"].str[:4].isin(["2016", "2017"])]
    assert set(recent["number"]) - set(five["number"]) == {2356}
    provisions = facts.load("provisions")
    assert set(provisions[provisions["in_hanoi_five"]]["resolution"]) == set(five["id"])
    outside = provisions[~provisions["in_hanoi_five"]]["resolution"]
    assert not set(outside) & set(five["id"])


def test_provisions_are_superseded_by_later_ones():
    provisions = facts.load("provisions").set_index("id")
    replaced = provisions[provisions["superseded_by"] != ""]
    assert len(replaced) > 20
    for key, later in replaced["superseded_by"].items():
        first, second = provisions.loc[key], provisions.loc[later]
        assert first["effective_date"] <= second["effective_date"], key
        assert first["resolution"] <= second["resolution"], key


def test_the_caps():
    cap = facts.load("provisions").set_index("id")["cap_value"]
    assert cap["2321-coal"] == 400_870_018
    assert cap["2321-coal-t"] == 7_500_000
    assert cap["2375-ref"] == 2_000_000
    assert cap["2397-ref"] == 500_000
    assert cap["2397-crude"] == 4_000_000


def test_derived_figures_are_flagged():
    trade = facts.load("trade")
    said = trade["note"].str.contains("derived from")
    assert (trade["derived"] == said).all()
    assert trade["derived"].any()
    shares = facts.load("facilities").query("row_kind == 'derived'")
    assert (shares[shares["who"] == "own arithmetic"]["confidence"] != "high").all()
    assert facts.load("admin_frequency")["derived"].all()


def test_compilers_are_named_and_rival_figures_linked():
    trade = facts.load("trade")
    assert (trade["compiler"] != "").all()
    assert set(trade[trade["series"].str.startswith("kotra_")]["compiler"]) == {"KOTRA"}
    groups = trade.groupby(["year", "series", "unit"])["id"].agg(set)
    for key, rivals in zip(trade["id"], trade["contested_with"], strict=True):
        line = trade.set_index("id").loc[key]
        assert set(rivals) == groups[line["year"], line["series"], line["unit"]] - {key}


# --- arithmetic done again --------------------------------------------------------------------


def wilson(k: int, n: int) -> tuple[float, float]:
    z = 1.959964
    share = k / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


@pytest.mark.parametrize("row", facts.load("admin_frequency").itertuples(), ids=lambda row: row.id)
def test_frequencies_follow_from_the_exposures(row):
    met = facts.load("admin_exposures")
    name = row.deal_class
    if name in ("denuclearisation", "arms control"):
        met = met[met["deal_class"] == name]
    elif "2017 change only" in name:
        met = met[met["change_date"] == "2017-01-20"]
    elif "without the 2017" in name:
        met = met[met["change_date"] != "2017-01-20"]
    hits = met[row.rule] if row.unit == "change" else met.groupby("deal")[row.rule].any()
    assert (int(hits.sum()), len(hits)) == (row.k, row.n)
    low, high = wilson(row.k, row.n)
    assert row.share == pytest.approx(row.k / row.n, abs=0.001)
    assert (row.wilson95_low, row.wilson95_high) == pytest.approx((low, high), abs=0.001)


def test_shares_of_uranium_follow_from_the_estimates():
    shares = facts.load("facilities").set_index("name")["high"]
    assert shares["HEU share if other enrichment = 2 x Yongbyon"] == round(100 / 3)
    assert shares["HEU share if other enrichment = 1.2 x Yongbyon"] == round(100 / 2.2)


def test_steps_of_deals_are_counted_without_exits():
    steps = facts.load("deal_steps").query("step_type == 'agreed'")
    dprk = steps[steps["deal_id"].isin(["AF94", "SIXP0507", "LEAP12", "SG18"])]
    assert dprk["done"].value_counts().to_dict() == {"partial": 14, "no": 11, "yes": 8}
    others = steps[steps["deal_id"].isin(["JCPOA15", "LIBYA03", "UKR94", "RSA89"])]
    assert others["done"].tolist() == ["yes"] * 26


# --- signals and rechecks ---------------------------------------------------------------------


def test_signals_come_before_the_talks_ended():
    signals = facts.load("signals")
    assert 8 <= len(signals) <= 14
    assert signals["own_coding"].all()
    assert signals[~signals["public_in_time"]]["id"].tolist() == ["S11"]
    assert {"raises", "lowers", "neutral"} == set(signals["coding"])
    for key in signals["id"]:
        assert "2018-08" <= facts.row(key).date[:10] <= "2019-02-27"
        event = facts.row(str(facts.row(key).values["timeline_id"]))
        assert set(facts.row(key).source_ids) <= {*event.source_ids, "diplomat_first"}


def test_rechecks_point_to_rows():
    rechecks = facts.load("rechecks")
    assert len(rechecks) > 200
    for row in rechecks.itertuples():
        assert facts.row(row.row_id).id == row.row_id
        if row.outcome == "confirmed":
            assert row.source_ids, row.id
        if row.outcome == "corrected" and row.field and row.new != "new row":
            assert row.old != row.new, row.id


def test_corrections_stand_in_the_rows():
    rechecks = facts.load("rechecks")
    changed = rechecks[(rechecks["outcome"] == "corrected") & (rechecks["field"] != "")]
    last = changed.drop_duplicates(["row_id", "field"], keep="last")
    assert len(last) > 15
    for row in last.itertuples():
        values = facts.row(row.row_id).values
        if row.field in values and row.new not in ("", "new row", "30-day clause"):
            stands = values[row.field]
            shown = f"{stands:g}" if isinstance(stands, float) else str(stands)
            assert shown.rstrip(".") == row.new.rstrip("."), row.id
