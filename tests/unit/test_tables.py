from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from summitry import course, facts
from summitry.course.tables import plain_name
from summitry.errors import UnknownNameError


class Read(HTMLParser):
    """Reads a table's HTML into its parts."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.cells, self.links = [], [], []
        self.feed(html)
        self.close()
        assert self.tags == [], "every tag is closed"

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        if tag in ("th", "td", "caption"):
            self.cells.append([tag, found.get("scope"), "", found["style"]])
        if tag == "a":
            self.links.append(found)

    def handle_endtag(self, tag):
        assert self.tags.pop() == tag

    def handle_data(self, data):
        if self.cells and self.tags and self.tags[-1] != "p":
            self.cells[-1][2] += data

    def texts(self, tag, scope=None):
        return [text for t, s, text, _ in self.cells if t == tag and s == scope]


FRAME = pd.DataFrame(
    {
        "who": ["Ri", "Trump", "Bolton"],
        "date": ["2019-03-01", "2019-02", "2019"],
        "value": [1.5, np.nan, 12345],
        "verified": [True, False, True],
        "source_ids": [("cgtn_ri", "rt_ri"), (), ("cgtn_ri",)],
    }
)


def html(table):
    return table._repr_mimebundle_()["text/html"]


def test_table_has_caption_and_headers_for_columns_and_rows():
    read = Read(html(course.table(FRAME, columns=["who", "value"], caption="Who said what")))
    assert read.texts("caption") == ["Who said what (3 rows)"]
    assert read.texts("th", "col") == ["Who says it", "Value"]
    assert read.texts("th", "row") == ["Ri", "Trump†", "Bolton"]
    assert read.texts("td") == ["1.5", "", "12,345"]


def test_region_is_named_and_can_be_scrolled_by_keyboard():
    text = html(course.table(FRAME, columns=["who"], caption='"A" & B'))
    assert 'role="region" aria-label="&quot;A&quot; &amp; B" tabindex="0"' in text


def test_unverified_rows_are_marked_and_the_mark_is_explained():
    table = course.table(FRAME, columns=["who"])
    assert table.note == facts.MARK_NOTE
    assert str(table).count(facts.MARK) == 2  # the row and the note
    assert facts.MARK_NOTE in html(table)


def test_without_unverified_rows_there_is_no_note():
    table = course.table(FRAME, columns=["who"], where={"who": "Ri"})
    assert table.note == ""
    assert facts.MARK not in str(table) + html(table)


def test_mark_stands_also_when_the_first_column_is_a_date():
    table = course.table(FRAME, columns=["date", "who"])
    assert "Feb 2019†" in str(table)


def test_frame_without_that_column_has_no_marks():
    table = course.table(FRAME.drop(columns="verified"), columns=["who"])
    assert facts.MARK not in str(table)


def test_ledger_table_marks_what_the_ledger_marks():
    frame = facts.load("timeline")
    table = course.table("timeline", columns=["id", "event"])
    marked = table.frame[plain_name("id")].str.endswith(facts.MARK)
    assert marked.sum() == (~frame["verified"]).sum() > 0


def test_sources_are_short_labels_with_links():
    read = Read(html(course.table(FRAME, columns=["who", "source_ids"])))
    assert read.texts("td")[0] == "CGTN America, 28 Feb 2019; RT, 1 Mar 2019"
    assert [link["href"][:8] for link in read.links] == ["https://"] * 3
    assert {link["rel"] for link in read.links} == {"noopener"}


def test_sources_without_an_address_are_plain_labels():
    sources = facts.load("sources")
    bare = sources[~sources["url"].str.startswith("http")]["id"]
    frame = pd.DataFrame({"n": [1], "source_ids": [(bare.iloc[0],)]})
    read = Read(html(course.table(frame)))
    assert read.texts("td") == [facts.label(bare.iloc[0])]
    assert read.links == []


def test_dates_are_written_for_reading():
    table = course.table(FRAME, columns=["date"], where={"who": ["Ri", "Bolton"]})
    assert Read(html(table)).texts("th", "row") == ["1 Mar 2019", "2019"]
    assert "Date: 1 Mar 2019" in str(table)


@pytest.mark.parametrize(
    ("where", "who"),
    [
        ({"who": "Ri"}, ["Ri"]),
        ({"who": ["Ri", "Bolton"]}, ["Ri", "Bolton"]),
        ({"who": {"Trump"}}, ["Trump"]),
        ({"who": lambda name: len(name) > 5}, ["Bolton"]),
        ({"source_ids": "cgtn_ri"}, ["Ri", "Bolton"]),
        ({"source_ids": ["rt_ri", "other"]}, ["Ri"]),
        ({"verified": True, "who": ["Ri", "Trump"]}, ["Ri"]),
        ({"value": 1.5}, ["Ri"]),
        ({"who": "Pompeo"}, []),
    ],
)
def test_where_chooses_rows(where, who):
    table = course.table(FRAME.assign(name=FRAME["who"]), columns=["name"], where=where)
    assert [name.rstrip(facts.MARK) for name in table.frame["Name"]] == who
    assert len(table) == len(who)


@pytest.mark.parametrize(
    ("who", "count"), [(["Pompeo"], "no row fits"), (["Ri"], "1 row"), (["Ri", "Bolton"], "2 rows")]
)
def test_caption_counts_the_rows(who, count):
    table = course.table(FRAME, columns=["who"], where={"who": who}, caption="Said")
    assert str(table).splitlines()[0] == f"Said ({count})"
    assert Read(html(table)).texts("caption") == [f"Said ({count})"]


def test_columns_are_renamed_to_plain_words_or_as_asked():
    assert list(course.table(FRAME, columns=["source_ids", "date"]).frame) == ["Sources", "Date"]
    assert list(course.table(FRAME, columns={"who": "Teller"}).frame) == ["Teller"]


def test_without_columns_all_but_the_mark_are_shown():
    shown = list(course.table(FRAME).frame)
    assert shown == ["Who says it", "Date", "Value", "Sources"]


@pytest.mark.parametrize("name", facts.tables())
def test_every_ledger_table_shows_itself(name):
    table = course.table(name, caption=name)
    read = Read(html(table))
    assert len(read.texts("th", "row")) == len(table) == len(facts.load(name))
    assert len(str(table)) > len(name)


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'offers'"):
        course.table("offer")
    with pytest.raises(UnknownNameError, match="Did you mean 'date'"):
        course.table(FRAME, columns=["dat"])
    with pytest.raises(UnknownNameError, match="Did you mean 'who'"):
        course.table(FRAME, where={"wo": 1})


def test_frame_given_is_not_changed():
    before = FRAME.copy()
    course.table(FRAME, where={"who": "Ri"})
    pd.testing.assert_frame_equal(FRAME, before)


def test_text_is_escaped():
    frame = pd.DataFrame({"<b>": ["<script>1 & 2</script>"]})
    text = html(course.table(frame, columns={"<b>": "<b>"}, caption="<i>"))
    assert "<script>" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert Read(text).texts("th", "row") == ["<script>1 & 2</script>"]


def test_numbers_stand_right_and_stay_on_one_line():
    read = Read(html(course.table(FRAME, columns=["who", "value"])))
    styles = {text: style for _, _, text, style in read.cells}
    assert "text-align: right" in styles["12,345"]
    assert "nowrap" in styles["12,345"]
    assert "text-align: left" in styles["Bolton"]
    assert "nowrap" not in styles["Bolton"]


def test_plain_text_twin_leaves_out_empty_cells_and_wraps():
    frame = pd.DataFrame({"who": ["Ri"], "note": [""], "says": ["word " * 60]})
    lines = str(course.table(frame)).splitlines()
    assert lines[1].startswith("- Who says it: Ri; What they say: word")
    assert max(map(len, lines)) <= 92
    assert repr(course.table(frame)) == "\n".join(lines)


def test_same_table_gives_the_same_bytes():
    assert html(course.table("offers")) == html(course.table("offers"))
