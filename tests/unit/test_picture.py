"""The figure on the page: whole when the page asks for it, then only what has changed."""

import json

import numpy as np
import pytest

from summitry import explorers
from summitry.charts.parts import Parts
from summitry.explorers import picture
from summitry.explorers.picture import Picture


def parts(*heights, title="Bars", notes=0, kind="bar"):
    return Parts(
        [{"type": kind, "x": [1, 2, 3][: len(heights)], "y": list(heights)}],
        {
            "title": {"text": title},
            "annotations": [{"text": str(n), "showarrow": False} for n in range(notes)],
            "meta": {"alt": f"{heights} in words", "table": {}},
        },
    )


class Page:
    """What a picture sends, and what a page says to it."""

    def __init__(self, picture):
        self.picture, self.got = picture, []
        picture.send = lambda content: self.got.append(
            {key: json.loads(value) for key, value in content.items()}
        )

    def say(self, **content):
        self.picture._heard(self.picture, content, [])


@pytest.fixture
def page():
    return Page(Picture(parts(1, 2)))


def test_nothing_is_sent_before_the_page_asks(page):
    page.picture.show(parts(3, 4))
    assert page.got == []
    page.say(width=600, ready=True)
    (first,) = page.got
    assert first["whole"]["data"][0]["y"] == [3, 4]


def test_then_only_what_differs_is_sent(page):
    page.say(width=600, ready=True)
    page.picture.show(parts(1, 5, title="Higher"))
    assert page.got[1:] == [
        {"change": {"traces": {"0": {"y": [1, 5]}}, "layout": {"title.text": "Higher"}}}
    ]
    page.picture.show(parts(1, 5, title="Higher"))
    assert len(page.got) == 2


@pytest.mark.parametrize("other", [parts(1, 2, notes=2), parts(1, 2, kind="scatter")])
def test_other_marks_or_notes_are_drawn_anew(page, other):
    page.say(width=600, ready=True)
    page.picture.show(other)
    assert list(page.got[-1]) == ["whole"]


def test_a_page_that_is_opened_again_gets_the_present_figure(page):
    page.say(width=600, ready=True)
    page.picture.show(parts(7, 8))
    page.say(width=600, ready=True)
    assert page.got[-1]["whole"]["data"][0]["y"] == [7, 8]


def test_it_can_be_pointed_at_but_not_dragged():
    drawn = json.loads(picture.whole(parts(1, 2)))["layout"]
    assert drawn["dragmode"] is False
    assert drawn["xaxis"]["fixedrange"] and drawn["yaxis"]["fixedrange"]
    assert picture.CONFIG["displayModeBar"] is False


def test_the_words_stay_here_and_the_look_goes_along():
    drawn = json.loads(picture.whole(parts(1, 2)))["layout"]
    assert "meta" not in drawn
    assert drawn["template"]["layout"]["font"]["size"] >= 16


def test_what_is_no_number_is_sent_as_nothing():
    text = picture.as_text({"y": np.array([1.5, np.nan]), "n": np.int64(3)})
    assert "NaN" not in text
    assert json.loads(picture.as_text({"y": [1.5, float("nan")]})) == {"y": [1.5, None]}


def test_plotly_is_sent_once_for_all_pictures():
    one, other = Picture(parts(1)), Picture(parts(2))
    assert one.library == other.library == picture.library().model_id
    assert "plotly.js" in picture.library().script[:200]
    assert len(one._esm) < 10_000


def test_width_and_clicks_reach_the_explorer():
    explorer = explorers.ClaimMap()
    explorer.widget  # noqa: B018  made when asked for
    page = Page(explorer._picture)
    page.say(width=500, ready=True)
    assert explorer.room == 500 - 16
    assert len(page.got) == 1, "the figure is drawn once, at the right width"
    page.say(picked="C18")
    assert explorer.state["claim"] == 18
    change = page.got[-1]["change"]
    assert change["traces"] == {}
    assert sorted(change["layout"].values()) == [0, 1]


def test_a_click_on_a_mark_without_a_meaning_does_nothing(page):
    page.say(picked=None)
    page.say(picked="anything")
    assert page.got == []
