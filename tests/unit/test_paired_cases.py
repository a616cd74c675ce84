"""Cases are compared through one schema, and the picture says what the table says."""

import pandas as pd
import pytest

from summitry import charts, facts
from summitry.charts import cases
from summitry.errors import OutOfRangeError, UnknownNameError

CODES = facts.load("cases")["code"].tolist()
FEATURES = facts.load("case_features")


@pytest.mark.parametrize("code", CODES)
def test_every_case_has_every_feature_once(code):
    own = FEATURES[FEATURES["case_id"] == f"CASE-{code}"]
    assert own["feature"].tolist() == list(cases.FEATURES)


def test_every_code_has_a_place_on_its_scale():
    for item in FEATURES.itertuples():
        assert item.code in cases.FEATURES[item.feature][1], item.id


def test_every_place_but_one_is_used_by_some_case():
    used = set(zip(FEATURES["feature"], FEATURES["code"], strict=True))
    empty = [
        (f, c) for f, (_, stops) in cases.FEATURES.items() for c in stops if (f, c) not in used
    ]
    assert empty == []


def test_every_feature_rests_on_rows_of_the_ledger_or_on_sources():
    for item in FEATURES.itertuples():
        assert item.source_ids, item.id
        for key in item.rows.split():
            found = facts.row(key)
            assert set(found.source_ids) <= set(item.source_ids), (item.id, key)
            if not found.verified:
                assert not item.verified, (item.id, key)


def test_the_ledger_says_that_the_coding_is_our_own():
    assert FEATURES["own_coding"].all()
    assert facts.load("cases")["own_coding"].all()


def test_compare_says_where_two_cases_are_alike():
    frame = charts.compare("JCPOA15", "LIBYA03").set_index("feature")
    assert frame.loc["first", "same"]  # both: the side that disarms
    assert not frame.loc["end", "same"]
    assert frame.loc["end", ["JCPOA15", "LIBYA03"]].tolist() == ["left by one", "done"]


def test_the_figure_puts_each_mark_at_its_place():
    figure = charts.paired_cases("HANOI19", "LIBYA03")
    hanoi, libya = figure.data
    places = dict(zip(cases.FEATURES, zip(hanoi.x, libya.x, strict=True), strict=True))
    assert places["first"] == (3, 0)
    left, right = places["reward"]  # the same place: side by side, not one upon the other
    assert 1.8 < left < 2 < right < 2.2
    assert hanoi.marker.symbol != libya.marker.symbol


def test_difference_is_said_in_signs_words_and_table():
    figure = charts.paired_cases("HANOI19", "LIBYA03")
    frame = charts.compare("HANOI19", "LIBYA03")
    signs = [note.text[0] for note in figure.layout.annotations if note.text[0] in "=≠"]
    assert signs == ["=" if same else "≠" for same in frame["same"]]
    assert charts.table(figure)["Compared"].tolist() == [
        "same" if same else "different" for same in frame["same"]
    ]
    alike, apart = charts.alt(figure).split("Different: ")
    assert "what was given for it (goods or relief)" in alike
    assert "did a new US government matter (Hanoi summit: none came, Libya: came, kept it)" in apart
    assert f"alike in {frame['same'].sum()} of 9" in figure.layout.title.text.replace("<br>", " ")


def test_an_unverified_feature_carries_its_mark():
    table = charts.table(charts.paired_cases("HANOI19", "LIBYA03")).set_index("Feature")
    assert table.loc["Was there a security step?", "Libya"].endswith(facts.MARK)
    assert facts.MARK in str(charts.paired_cases("HANOI19", "LIBYA03").layout.meta["table"]["note"])


@pytest.mark.parametrize(
    "three", [("HANOI19", "JCPOA15", "START91"), ("RSA89", "UKR94", "LIBYA03")]
)
def test_three_cases(three):
    figure = charts.paired_cases(*three)
    assert len(figure.data) == 3
    assert isinstance(charts.table(figure), pd.DataFrame)


def test_unknown_case_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'JCPOA15'"):
        charts.paired_cases("HANOI19", "JCPOA")


@pytest.mark.parametrize(
    "codes", [(), ("AF94",), ("AF94", "AF94"), ("AF94", "SG18", "BDA05", "RSA89")]
)
def test_two_or_three_different_cases(codes):
    with pytest.raises(OutOfRangeError, match="two or three different cases"):
        charts.paired_cases(*codes)
