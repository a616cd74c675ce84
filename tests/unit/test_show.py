"""A figure comes with the same in words and as a table, the same on every run."""

import json
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from summitry import charts
from summitry.charts import twins
from summitry.errors import SummitryError

# What JupyterLab leaves of a page it does not trust (tags), and what it takes away.
SAFE_TAGS = {
    "div", "p", "strong", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th",
    "td",
}  # fmt: skip
SAFE_ATTRIBUTES = {"style", "scope"}
SAFE_STYLES = {
    "max-width", "margin", "margin-top", "font-size", "line-height", "cursor", "border-collapse",
    "text-align", "padding", "caption-side", "vertical-align", "font-weight",
}  # fmt: skip


class Page(HTMLParser):
    """Collect tags, attributes and the text of an HTML piece."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.words, self.opened = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.opened.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def figure():
    made = go.Figure(go.Scatter(x=np.arange(3), y=np.array([1.5, np.nan, 2.5])))
    made.update_layout(title={"text": "<b>Coal & iron</b><br>a subtitle"})
    frame = pd.DataFrame(
        {
            "Year": [2017, 2018, 2019],
            "Exports": [1.5, np.nan, 2.5],
            "Sources": [("a", "b"), (), ("c",)],
            "Known": [True, False, pd.NA],
        }
    )
    return charts.describe(made, "Exports  fell,\n then rose <a little>.", frame, note="† = look")


@pytest.fixture
def shown(monkeypatch):
    sent = []
    monkeypatch.setattr(twins, "_send", lambda data, raw: sent.append((data, raw)))
    monkeypatch.setattr(twins, "get_ipython", object)
    return sent


def test_words_and_table_are_kept_in_the_figure(figure):
    assert charts.alt(figure) == "Exports fell, then rose <a little>."
    table = charts.table(figure)
    assert table.columns.tolist() == ["Year", "Exports", "Sources", "Known"]
    assert table["Exports"].tolist() == [1.5, None, 2.5]
    assert table["Sources"].tolist() == ["a; b", "", "c"]
    assert table["Known"].tolist() == [True, False, None]
    assert figure.layout.meta["table"]["caption"] == "Coal & iron"


def test_a_figure_without_words_is_refused_and_named():
    bare = go.Figure(layout={"title": {"text": "Bare"}})
    for ask in (charts.alt, charts.table, charts.show):
        with pytest.raises(charts.NotDescribedError, match="'Bare' has no words and no table"):
            ask(bare)
    with pytest.raises(SummitryError, match="words of the figure are empty"):
        charts.describe(bare, "  ", pd.DataFrame())


def test_show_sends_the_picture_first_then_its_twins(figure, shown):
    charts.show(figure)
    (picture, raw), (words, raw_too) = shown
    assert raw is raw_too is True
    assert set(picture) == {"application/vnd.plotly.v1+json", "text/plain"}
    assert picture["text/plain"] == "Figure: Coal & iron"
    assert set(words) == {"text/html", "text/plain"}
    assert words["text/plain"].startswith("In words: Exports fell, then rose <a little>.")
    assert "2019" in words["text/plain"]


def test_the_picture_is_plain_data_without_random_ids(figure, shown):
    charts.show(figure)
    content = shown[0][0]["application/vnd.plotly.v1+json"]
    text = json.dumps(content, allow_nan=False)
    assert "bdata" not in text
    assert "uid" not in content["data"][0]
    assert content["data"][0]["x"] == [0, 1, 2]
    assert content["data"][0]["y"] == [1.5, None, 2.5]
    assert content["config"]["displayModeBar"] is False
    assert content["config"]["responsive"] is True
    assert content["layout"]["template"]["layout"]["paper_bgcolor"] == "#FFFFFF"


def test_the_same_figure_gives_the_same_bytes_also_from_a_widget():
    plain = json.dumps(twins.plain_json(charts.two_days()))
    again = json.dumps(twins.plain_json(charts.two_days()))
    widget = go.FigureWidget(charts.two_days())
    assert plain == again
    assert json.loads(json.dumps(twins.plain_json(widget))) == json.loads(plain)


@pytest.mark.parametrize(
    "values",
    [
        np.array([[1, 2], [3, 4]], dtype="int16"),
        np.array([0.5, 0.25], dtype="float32"),
        np.array([1, 255], dtype="uint8"),
        np.array([2**40, 1]),
    ],
)
def test_packed_arrays_become_lists(values):
    figure = go.Figure(go.Scatter(customdata=values))
    found = twins.plain_json(figure)["data"][0]["customdata"]
    assert found == values.tolist()


def test_dates_and_numpy_numbers_become_plain():
    figure = go.Figure(go.Scatter(x=pd.to_datetime(["2019-02-28"]), y=[np.float64(2)]))
    trace = json.loads(json.dumps(twins.plain_json(figure)))["data"][0]
    assert trace["x"][0].startswith("2019-02-28")
    assert trace["y"] == [2.0]


def test_twins_stay_readable_on_a_page_that_is_not_trusted(figure):
    page = Page(twins.html_twins(figure))
    assert page.opened == []
    assert set(page.tags) <= SAFE_TAGS
    assert {name for _, name, _ in page.attributes} <= SAFE_ATTRIBUTES
    for _, name, value in page.attributes:
        if name == "style":
            styles = {part.split(":")[0].strip() for part in value.split(";") if part.strip()}
            assert styles <= SAFE_STYLES


def test_the_table_twin_has_caption_scopes_and_every_cell(figure):
    page = Page(twins.html_twins(figure))
    text = " ".join(page.words)
    assert page.tags.count("details") == page.tags.count("summary") == 1
    assert "The same as a table" in page.words
    assert "Coal & iron" in page.words
    assert page.words[:2] == ["In words:", " Exports fell, then rose <a little>."]
    scopes = [(tag, value) for tag, name, value in page.attributes if name == "scope"]
    assert scopes.count(("th", "col")) == 4
    assert scopes.count(("th", "row")) == 3
    for words in ("2017", "1.5", "–", "a; b", "yes", "no", "† = look"):
        assert words in text
    assert page.tags.count("td") == 9


def test_nothing_in_a_cell_becomes_markup():
    figure = charts.describe(
        go.Figure(), "<script>x</script>", pd.DataFrame({"<b>": ["<img src=x>"]}), caption="<i>"
    )
    assert set(Page(twins.html_twins(figure)).tags) <= SAFE_TAGS


def test_without_a_notebook_the_words_are_printed(figure, capsys):
    charts.show(figure)
    out = capsys.readouterr().out
    assert out.startswith("In words: Exports fell")
    assert "vnd.plotly" not in out


def test_an_empty_table_says_so(capsys):
    charts.show(charts.describe(go.Figure(), "Nothing.", pd.DataFrame({"a": []})))
    assert "(no rows)" in capsys.readouterr().out


def test_show_needs_no_nbformat():
    code = (
        "import sys; sys.modules['nbformat'] = None\n"
        "from summitry import charts; from summitry.charts import twins\n"
        "sent = []\n"
        "twins._send = lambda data, raw: sent.append(data); twins.get_ipython = object\n"
        "charts.show(charts.day_plan())\n"
        "print(len(sent))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"
