"""What a notebook shows: real tables with caption and scopes, escaped, no colours of their own."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from summitry import facts
from summitry.facts import _html

SHOWN = {
    "claim": facts.cite("C11"),
    "fact": facts.cite("O26"),
    "fact without sources": facts.cite("T041"),
    "source": facts.cite("cgtn_ri"),
    "row": facts.row("2321-coal16"),
    "source row": facts.row("cgtn_ri"),
    "accounts": facts.accounts("kelly-2002"),
    "accounts of third parties": facts.accounts("sohae"),
}


class Page(HTMLParser):
    """Collects what the tests look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.text.setdefault(tag, []).append(data)


@pytest.fixture(params=SHOWN)
def page(request) -> Page:
    return Page(SHOWN[request.param]._repr_html_())


@pytest.fixture(params=[name for name in SHOWN if not name.startswith("accounts")])
def table(request) -> Page:
    return Page(SHOWN[request.param]._repr_html_())


def test_every_tag_is_closed(page):
    assert page.open == []


def test_table_has_a_caption_and_scopes(table):
    names = [tag for tag, _ in table.tags]
    assert names.count("table") == names.count("caption") == 1
    assert "".join(table.text["caption"]).strip()
    scopes = [attrs.get("scope") for tag, attrs in table.tags if tag == "th"]
    assert scopes
    assert set(scopes) <= {"col", "row"}
    assert "col" in scopes


def test_rows_have_as_many_cells_as_columns(table):
    rows = []
    for tag, _ in table.tags:
        if tag == "tr":
            rows.append(0)
        if tag in ("td", "th"):
            rows[-1] += 1
    assert len(set(rows)) == 1


def test_no_fixed_colours(page):
    for _, attrs in page.tags:
        style = attrs.get("style") or ""
        assert "color" not in style
        assert "background" not in style
        assert "bgcolor" not in attrs


def test_links_are_absolute_and_safe(page):
    for tag, attrs in page.tags:
        if tag == "a":
            assert (attrs["href"] or "").startswith("http")
            assert attrs["rel"] == "noopener"


def test_link_text_is_the_short_label():
    page = Page(facts.cite("O26")._repr_html_())
    assert "CGTN America, 28 Feb 2019" in page.text["a"]


def test_the_mark_comes_with_its_note():
    for name, marked in (("accounts", True), ("fact without sources", True), ("fact", False)):
        page = Page(SHOWN[name]._repr_html_())
        shown = "".join(page.text["li" if name == "accounts" else "table"])
        assert (facts.MARK in shown) == marked, name
        assert (facts.MARK_NOTE in "".join(page.text.get("p", []))) == marked, name


def test_accounts_stand_side_by_side():
    for name, sides in (
        ("accounts", ["United States", "DPRK (North Korea)"]),
        ("accounts of third parties", ["Third parties"]),
    ):
        told = SHOWN[name]
        page = Page(told._repr_html_())
        groups = [attrs for tag, attrs in page.tags if attrs.get("role") == "group"]
        assert [group["aria-label"] for group in groups] == [told.question]
        words = [part for part in page.text["div"] if part in facts._accounts.SIDES.values()]
        assert words == sides
        tags = [tag for tag, _ in page.tags]
        assert tags.count("ul") == len(sides)
        assert tags.count("li") == len(told.rows)
        widths = {
            attrs["style"] for _, attrs in page.tags if "flex: 1" in (attrs.get("style") or "")
        }
        assert len(widths) == 1, "no side looks larger than another"


NASTY = '<script>alert("x")</script> & "quoted"'


def test_everything_is_escaped():
    row = facts.Row(NASTY, "offers", {"id": NASTY, "side": NASTY, "verified": False}, {})
    for html in (
        row._repr_html_(),
        _html.table(NASTY, [NASTY], [[_html.text(NASTY)]]),
        _html.note(NASTY),
        _html.link(NASTY, 'https://example.org/?a=1&b="2"'),
    ):
        assert "<script>" not in html
        assert Page(html).open == []


def test_other_addresses_are_not_linked():
    assert _html.link("x", "javascript:alert(1)") == "x"
    assert _html.link("x", "") == "x"


def test_many_sources_are_folded_and_none_is_lost():
    told = facts.accounts("relief-asked")
    ri = next(item for item in told.rows if item.teller.startswith("Ri Yong Ho"))
    assert len(ri.source_ids) > 4
    page = Page(told._repr_html_())
    assert "4 more sources" in page.text["summary"]
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert {item.url for item in facts.sources(ri.id)} <= set(links)
    assert len(page.text["summary"]) == sum(len(item.source_ids) > 4 for item in told.rows)
