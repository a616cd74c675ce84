"""Forecasts are scored as the books say, exported without a name, and drawn for a class."""

import json
import math

import pandas as pd
import pytest

from summitry import charts, course
from summitry.charts.calibration import _short, bands
from summitry.course import content, scoring
from summitry.course._forecast_store import Store, default_folder
from summitry.errors import OutOfRangeError, SummitryError

PERCENT = [id for id, item in content.predictions().items() if item.kind == "percent"]
CHOICE = [id for id, item in content.predictions().items() if item.kind == "choice"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SUMMITRY_HOME", str(tmp_path / "home"))
    return tmp_path


def frame(*pairs):
    return pd.DataFrame(pairs, columns=["percent", "outcome"])


def outcome(id):
    return content.value(content.prediction(id).reveal.outcome)


# ----------------------------------------------------------------- the score


def test_the_brier_score_is_the_squared_distance():
    assert course.score(frame((80, 0))).brier == pytest.approx(0.64)
    assert course.score(frame((100, 1), (0, 0))).brier == 0
    assert course.score(frame((50, 1), (50, 0))).brier == scoring.COIN
    assert list(course.score(frame((80, 1), (80, 0))).table["brier"]) == pytest.approx([0.04, 0.64])


@pytest.mark.parametrize(
    ("percent", "happened"), [(-1, 0), (101, 1), (50, 2), ("50", 1), (True, 1)]
)
def test_impossible_forecasts_are_refused(percent, happened):
    with pytest.raises(OutOfRangeError):
        scoring.brier(percent, happened)


def test_the_parts_add_up_to_the_score():
    found = course.score(frame((90, 1), (85, 0), (70, 1), (20, 0), (25, 1), (5, 0), (100, 1)))
    parts = found.parts()
    total = parts["calibration"] - parts["resolution"] + parts["difficulty"] + parts["within"]
    assert total == pytest.approx(found.brier)
    assert parts["difficulty"] == pytest.approx(4 / 7 * 3 / 7)
    # One band, forecasts of one value: calibration is the squared gap, nothing else is left.
    simple = course.score(frame((70, 1), (70, 0))).parts()
    assert simple["calibration"] == pytest.approx(0.04)
    assert simple["resolution"] == pytest.approx(0)
    assert simple["within"] == pytest.approx(0)
    assert all(math.isnan(value) for value in course.score(frame()).parts().values())


def test_hits_count_the_side_of_fifty():
    assert course.score(frame((60, 1), (40, 1), (50, 0), (10, 0))).hits == 2.5


def test_the_words_compare_with_a_coin_and_with_the_base_rate():
    worse = str(course.score(course.example_forecasts()))
    assert "10 forecasts scored, Brier score 0.282" in worse
    assert "worse than a coin" in worse
    assert "6 of 10" in worse
    assert "(40%): 0.240." in worse
    assert "luck" in worse
    assert "better than a coin" in str(course.score(frame((80, 1))))
    assert "as good as a coin" in str(course.score(frame((50, 1))))
    assert "1 forecast scored" in str(course.score(frame((50, 1))))
    assert "luck" not in str(course.score(frame(*[(80, 1)] * 20)))


# ----------------------------------------------------------------- the learner's own


def test_without_forecasts_the_score_says_what_to_do():
    found = course.score()
    assert found.count == 0
    assert math.isnan(found.brier)
    assert math.isnan(found.share)
    assert str(found) == scoring.WORDS["none"]
    assert "Reveal" in str(found)
    figure = charts.calibration(found.table)
    assert "No forecast is scored yet" in charts.alt(figure)


def test_only_opened_forecasts_are_scored(home):
    store = Store(default_folder())
    store.seal(PERCENT[0], 70)
    store.reveal(PERCENT[0])
    store.seal(PERCENT[1], 20)
    store.reveal(PERCENT[2])  # opened without a forecast
    found = course.score()
    assert list(found.table["id"]) == [PERCENT[0]]
    assert found.brier == pytest.approx((0.7 - outcome(PERCENT[0])) ** 2)
    assert found.waiting == (PERCENT[1],)
    assert PERCENT[1] in str(found)
    assert len(charts.table(charts.calibration(found.table))) == 1


def test_choices_are_counted_beside_their_guessing():
    store = Store(default_folder())
    right = outcome(CHOICE[0])
    store.seal(CHOICE[0], right)
    store.reveal(CHOICE[0])
    found = course.score()
    assert found.choices == ((True, 1 / len(content.prediction(CHOICE[0]).options)),)
    assert "Choices right: 1 of 1" in str(found)


def test_a_forecast_of_nonsense_in_the_store_is_left_out():
    store = Store(default_folder())
    store.seal(PERCENT[0], 700)
    store.reveal(PERCENT[0])
    assert course.score().count == 0


# ----------------------------------------------------------------- export


def export(folder, **percents):
    store = Store(default_folder())
    for id, percent in percents.items():
        store.seal(id, percent, replace=True)
        store.reveal(id)
    return course.export_forecasts(folder)


def test_the_exported_file_holds_numbers_and_nothing_of_the_person(home, capsys):
    assert course.export_forecasts(home) is None
    assert "no opened forecast" in capsys.readouterr().out
    file = export(home, **{PERCENT[0]: 70, PERCENT[1]: 30})
    data = json.loads(file.read_text(encoding="utf-8"))
    assert set(data) == {"format", "schema", "code", "forecasts"}
    wanted = sorted([{"id": PERCENT[0], "percent": 70}, {"id": PERCENT[1], "percent": 30}],
                    key=lambda row: row["id"])  # fmt: skip
    assert sorted(data["forecasts"], key=lambda row: row["id"]) == wanted
    said = capsys.readouterr().out
    assert file.name in said
    assert str(home) not in said
    assert not list(home.glob(".export-*"))


def test_a_second_export_replaces_the_first(home):
    first = export(home, **{PERCENT[0]: 70})
    second = export(home, **{PERCENT[1]: 30})
    assert first == second
    assert len(json.loads(second.read_text(encoding="utf-8"))["forecasts"]) == 2
    code = default_folder() / "export-code.txt"
    code.write_text("not a code", encoding="ascii")
    assert export(home) != first


def test_an_export_that_cannot_be_written_leaves_no_rest(home, monkeypatch):
    store = Store(default_folder())
    store.seal(PERCENT[0], 70)
    store.reveal(PERCENT[0])

    def broken(self, target):
        raise OSError("no room")

    monkeypatch.setattr(scoring.Path, "replace", broken)
    with pytest.raises(OSError, match="no room"):
        course.export_forecasts(home)
    assert not list(home.glob(".export-*"))


# ----------------------------------------------------------------- a class


def learner(folder, name, code, **percents):
    data = {
        "format": scoring.FORMAT,
        "schema": scoring.SCHEMA,
        "code": code,
        "forecasts": [{"id": id, "percent": percent} for id, percent in percents.items()],
    }
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data), encoding="utf-8")


def test_a_class_is_drawn_without_names_and_past_broken_files(home):
    place = home / "class"
    learner(place, "kim-minji.json", "0" * 12, **{PERCENT[0]: 70, PERCENT[1]: 10})
    learner(place, "sub/jones.json", "1" * 12, **{PERCENT[0]: 30, "99-unknown": 50})
    learner(place, "again.json", "1" * 12, **{PERCENT[0]: 30})  # handed in twice
    learner(place, "more.json", "0" * 12, **{PERCENT[0]: 70})
    (place / "broken.json").write_text("{", encoding="utf-8")
    (place / "list.json").write_text("[1, 2]", encoding="utf-8")
    (place / "bytes.json").write_bytes(b"\xff\xfe\x00")
    learner(place, "large.json", "4" * 12, **{PERCENT[0]: 99})
    with (place / "large.json").open("a", encoding="utf-8") as file:
        file.write(" " * scoring.MOST_BYTES)
    (place / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    (place / ".hidden.json").write_text("{", encoding="utf-8")
    (place / "notes.txt").write_text("hello", encoding="utf-8")
    learner(place, "code.json", "not-a-code", **{PERCENT[0]: 1})
    learner(place, "empty.json", "2" * 12)
    learner(place, "wild.json", "3" * 12, **{PERCENT[0]: 900, PERCENT[1]: "70", PERCENT[2]: None})
    figure = course.class_forecasts(place)
    words = charts.alt(figure)
    assert "2 learners, 3 forecasts." in words
    assert "could not be used: 8." in words
    assert "twice: 2." in words
    told = words + charts.table(figure).to_string() + str(figure.to_dict())
    for name in ("minji", "jones", "kim-"):
        assert name not in told
    table = charts.table(figure).set_index("Question")
    first = content.fill(content.prediction(PERCENT[0]), content.prediction(PERCENT[0]).question)
    assert table.loc[first, "How many"] == 2
    assert table.loc[first, "Mean (%)"] == 50
    assert table.loc[first, "Happened"] == ("yes" if outcome(PERCENT[0]) else "no")
    assert table.loc[first, "Mean Brier score"] == pytest.approx(0.29, abs=0.001)
    assert sorted(figure.data[2].x) == [10, 30, 70]
    assert list(figure.data[3].x) == list(table["Mean (%)"])


def test_the_fuller_of_two_files_of_one_learner_counts(home):
    place = home / "class"
    learner(place, "a.json", "0" * 12, **{PERCENT[0]: 70})
    learner(place, "b.json", "0" * 12, **{PERCENT[0]: 60, PERCENT[1]: 10})
    table = charts.table(course.class_forecasts(place))
    assert list(table["Mean (%)"]) == [60, 10]


def test_what_a_learner_exports_the_class_chart_reads(home):
    export(home / "home", **{PERCENT[0]: 65})
    figure = course.class_forecasts(home / "home")
    assert list(charts.table(figure)["Mean (%)"]) == [65]
    assert "1 learner, 1 forecast." in charts.alt(figure)


def test_a_folder_without_forecasts_is_told_plainly(home):
    with pytest.raises(SummitryError, match="no folder"):
        course.class_forecasts(home / "nowhere")
    (home / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SummitryError, match=r"1 could not be used.*export_forecasts"):
        course.class_forecasts(home)


# ----------------------------------------------------------------- the charts


def test_bands_count_and_average():
    found = bands(frame((0, 0), (19, 1), (20, 1), (100, 1), (80, 0)))
    assert found["low"].tolist() == [0, 20, 80]
    assert found["count"].tolist() == [2, 1, 2]
    assert found["said"].tolist() == [9.5, 20, 90]
    assert found["came"].tolist() == [50, 100, 50]
    with pytest.raises(OutOfRangeError):
        bands(frame((101, 0)))
    with pytest.raises(OutOfRangeError):
        bands(frame((10, 3)))


def test_the_calibration_chart_works_from_one_forecast_on():
    figure = charts.calibration(frame((70, 1)), title="<b>Mine</b>")
    assert (figure.data[1].x, figure.data[1].y, figure.data[1].text) == ((70,), (100,), ("1",))
    assert "60 to 80%: 1 forecast, said 70" in charts.alt(figure)
    assert figure.layout.title.text.startswith("<b>Mine</b>")
    example = charts.calibration(course.example_forecasts())
    assert example.data[1].text == ("2", "2", "2", "4")
    assert charts.table(example)["Happened (%)"].tolist() == [0, 50, 50, 50]


def test_long_questions_are_cut_to_their_last_sentence():
    short = _short("It is 2 March. Many left. Will they meet again?")
    assert short == "Will they meet again?"
    long = _short("Will " + "very " * 40 + "long questions be cut?")
    assert len(long) <= 90
    assert long.endswith(" …")
    assert _short("No question here.") == "No question here."


def test_published_rates_are_drawn_with_their_sources():
    rates = course.published_rates()
    figure = charts.hit_rates(rates)
    assert list(figure.data[0].x) == list(rates["rate"])
    assert len(figure.layout.shapes) == len(rates)
    assert {shape.x0 for shape in figure.layout.shapes} == {28.0}
    table = charts.table(figure)
    assert list(table["Source"]) == list(rates["source"])
    for _, row in rates.iterrows():
        assert f"{row['method']} {row['rate']} per cent of {row['forecasts']} forecasts" in (
            charts.alt(figure)
        )
    # Each heading stands above the rows of its study.
    notes = {note.text: note.y for note in figure.layout.annotations}
    for study, rows in rates.groupby("study"):
        places = [figure.data[0].y[index] for index in rows.index]
        assert notes[f"<b>{study}</b>"] > max(places)
    rates.loc[0, "rate"] = 99
    assert course.published_rates()["rate"][0] == 28


def test_unknown_names_of_the_course_are_refused():
    with pytest.raises(AttributeError, match="scored"):
        _ = course.scored
