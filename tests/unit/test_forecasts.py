import json
import threading

import pandas as pd
import pytest

from summitry import course
from summitry.course import content
from summitry.course._forecast_store import default_folder
from summitry.course.forecasts import (
    LockedError,
    PredictWidget,
    RevealWidget,
    SealedError,
    Store,
    _ForecastWidget,
)
from summitry.errors import OutOfRangeError, UnknownNameError
from summitry.explorers.control import words

LESSON = """
schema = 1
lesson = "01"

[glue]
resolutions = "len(facts.load('resolutions'))"

[[predict]]
id = "01-deal"
kind = "percent"
question = "Will they sign?"
help = "Use what was known."
[predict.reveal]
happened = "They did not."
outcome = 0
record = "One.\\n\\nTwo."
sources = ["cgtn_ri"]

[[predict]]
id = "01-count"
kind = "number"
unit = "resolutions"
min = 0
max = 11
question = "How many of {{ resolutions }}?"
[predict.reveal]
happened = "Five of {{ resolutions }}."
outcome = { expr = "10 / 2" }
record = "As told."
sources = ["cgtn_ri", "cgtn_ri"]

[[predict]]
id = "01-who"
kind = "choice"
question = "Who speaks first?"
options = [{ key = "us", text = "The US" }, { key = "dprk", text = "The DPRK" }]
reveal = { happened = "The US.", outcome = "us", record = "As told.", sources = ["cgtn_ri"] }

[[predict]]
id = "01-open"
kind = "number"
unit = "days"
min = 1
question = "How long?"
reveal = { happened = "Two days.", outcome = 2, record = "As told.", sources = ["cgtn_ri"] }

[[predict]]
id = "01-below"
kind = "number"
unit = "points"
max = 0
question = "How far down?"
reveal = { happened = "Two.", outcome = -2, record = "As told.", sources = ["cgtn_ri"] }

[[predict]]
id = "01-free"
kind = "number"
unit = "points"
question = "Where?"
reveal = { happened = "At zero.", outcome = 0, record = "As told.", sources = ["cgtn_ri"] }
"""


@pytest.fixture(autouse=True)
def lesson(monkeypatch):
    parsed = content.parse(LESSON, "lesson_01.toml")
    monkeypatch.setattr(content, "_files", lambda: {"01": parsed})
    monkeypatch.setattr(content, "_own", lambda id: parsed)
    return parsed


class Clock:
    """Gives times one second apart."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        self.now += 1
        return f"2019-02-26T00:00:{self.now:02d}+00:00"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "kept", clock=Clock())


def names(store):
    return [file.name for file in store.path.iterdir()]


def item(id="01-deal"):
    return content.prediction(id)


# ---------------------------------------------------------------- the store


def test_nothing_is_stored_before_the_first_seal(store):
    assert store.get("01-deal") is None
    assert store.all() == []
    assert not store.path.exists()


def test_sealed_value_is_one_readable_file(store):
    store.seal("01-deal", 60)
    assert names(store) == ["01-deal.json"]
    assert json.loads((store.path / "01-deal.json").read_text(encoding="utf-8")) == {
        "schema": 1,
        "id": "01-deal",
        "value": 60,
        "sealed_at": "2019-02-26T00:00:01+00:00",
        "revealed_at": None,
        "history": [],
    }


@pytest.mark.parametrize(("value", "kept"), [(60, 60), (60.0, 60), (62.5, 62.5), ("us", "us")])
def test_value_survives_a_new_session(store, value, kept):
    store.seal("01-deal", value)
    assert Store(store.path).get("01-deal").value == kept


@pytest.mark.parametrize("value", [True, float("nan"), float("inf")])
def test_no_number_no_seal(store, value):
    with pytest.raises(OutOfRangeError):
        store.seal("01-deal", value)
    assert store.get("01-deal") is None


def test_another_value_is_not_overwritten_silently(store):
    store.seal("01-deal", 60)
    with pytest.raises(SealedError, match="01-deal is sealed as 60; say replace=True for 70"):
        store.seal("01-deal", 70)
    assert Store(store.path).get("01-deal").value == 60


def test_same_value_again_changes_nothing(store):
    first = store.seal("01-deal", 60)
    assert store.seal("01-deal", 60.0) == first


def test_replaced_values_stay_in_the_history(store):
    for value in (60, 70, 80):
        store.seal("01-deal", value, replace=True)
    found = Store(store.path).get("01-deal")
    assert found.value == 80
    assert [(old["value"], old["sealed_at"][-8:-6]) for old in found.history] == [
        (60, "01"),
        (70, "02"),
    ]


def test_reveal_locks_for_good(store):
    store.seal("01-deal", 60)
    first = store.reveal("01-deal")
    assert first.locked
    assert store.reveal("01-deal") == first
    with pytest.raises(LockedError, match="01-deal was revealed"):
        Store(store.path).seal("01-deal", 70, replace=True)
    assert Store(store.path).get("01-deal").value == 60


def test_reveal_without_prediction_locks_an_empty_one(store):
    assert store.reveal("01-deal").value is None
    with pytest.raises(LockedError):
        store.seal("01-deal", 60)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"schema": 1}',
        b"\xff\xfe\x00",
        b'{"schema": 2, "id": "01-deal", "value": 1}',
        b'{"schema": 1, "id": "01-other", "value": 1, "sealed_at": null, "revealed_at": null,'
        b' "history": []}',
        b'{"schema": 1, "id": "01-deal", "value": {}, "sealed_at": null, "revealed_at": null,'
        b' "history": []}',
        b'{"schema": 1, "id": "01-deal", "value": true, "sealed_at": null, "revealed_at": null,'
        b' "history": []}',
        b'{"schema": 1, "id": "01-deal", "value": 1, "sealed_at": 5, "revealed_at": null,'
        b' "history": []}',
        b'{"schema": 1, "id": "01-deal", "value": 1, "sealed_at": "", "revealed_at": null,'
        b' "history": [3]}',
        b"[" * 100_000,
    ],
)
def test_damaged_file_is_kept_aside_and_said(store, broken):
    store.path.mkdir()
    (store.path / "01-deal.json").write_bytes(broken)
    assert store.get("01-deal") is None
    assert (store.path / "01-deal.json.bad").read_bytes() == broken
    assert store.take_notices() == [
        words("moved_aside", name="01-deal.json", bad="01-deal.json.bad")
    ]
    assert store.take_notices() == []
    assert store.seal("01-deal", 60).value == 60


def test_a_second_damaged_file_does_not_replace_the_first(store):
    store.path.mkdir()
    for text in ("first", "second"):
        (store.path / "01-deal.json").write_text(text)
        store.get("01-deal")
    assert (store.path / "01-deal.json.bad").read_text() == "first"
    assert (store.path / "01-deal.json.bad2").read_text() == "second"


def test_folder_that_cannot_be_made_keeps_the_value_in_memory(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "kept")
    assert store.seal("01-deal", 60).value == 60
    assert store.problem.startswith(f"The folder {tmp_path / 'file' / 'kept'} cannot be written")
    assert store.get("01-deal").value == 60
    assert [found.id for found in store.all()] == ["01-deal"]
    assert store.reveal("01-deal").locked


@pytest.fixture
def read_only(monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    monkeypatch.setattr("pathlib.Path.rename", refuse)


def test_read_only_folder_is_said_once_in_one_sentence(store, read_only):
    store.seal("01-deal", 60)
    assert store.problem == f"The folder {store.path} cannot be written: permission denied."
    assert store.get("01-deal").value == 60


def test_damaged_file_in_a_read_only_folder_stays_and_is_said(store, read_only):
    store.path.mkdir()
    (store.path / "01-deal.json").write_text("{")
    assert store.get("01-deal") is None
    assert store.problem.endswith("cannot be written: permission denied.")
    assert (store.path / "01-deal.json").read_text() == "{"


def test_value_kept_in_memory_is_saved_when_the_folder_can_be_written_again(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space")))
        store.seal("01-deal", 60)
    assert "no space" in store.problem
    assert names(store) == []
    store.seal("01-deal", 70, replace=True)
    assert store.problem == ""
    assert Store(store.path).get("01-deal").history[0]["value"] == 60


def test_interrupted_write_leaves_the_old_file_whole(store, monkeypatch):
    store.seal("01-deal", 60)
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.seal("01-deal", 70, replace=True)
    assert names(store) == ["01-deal.json"]
    assert Store(store.path).get("01-deal").value == 60


def test_readers_never_see_half_a_file(store):
    store.seal("01-deal", 0)
    seen, done = [], threading.Event()

    def read():
        while not done.is_set():
            seen.append(json.loads((store.path / "01-deal.json").read_text())["value"])

    reader = threading.Thread(target=read)
    reader.start()
    for value in range(1, 60):
        store.seal("01-deal", value, replace=True)
    done.set()
    reader.join()
    assert seen
    assert seen == sorted(seen)
    assert store.notices == []


def test_file_that_cannot_be_opened_is_said(store):
    (store.path / "01-deal.json").mkdir(parents=True)
    assert store.get("01-deal") is None
    assert store.problem.startswith(f"The file 01-deal.json in {store.path} cannot be read")


@pytest.mark.parametrize("id", ["", ".", "../other", "a/b", ".hidden"])
def test_id_cannot_leave_the_folder(store, id):
    with pytest.raises(OutOfRangeError, match="plain name"):
        store.get(id)


def test_all_lists_by_id(store):
    for id in ("01-b", "00-z", "01-a"):
        store.seal(id, 1)
    assert [found.id for found in store.all()] == ["00-z", "01-a", "01-b"]


def test_folder_beside_the_notebook_unless_a_home_is_given(monkeypatch, tmp_path):
    monkeypatch.setenv("SUMMITRY_HOME", str(tmp_path / "home"))
    assert default_folder() == tmp_path / "home"
    monkeypatch.delenv("SUMMITRY_HOME")
    monkeypatch.chdir(tmp_path)
    assert default_folder() == tmp_path / "my-predictions"


# ---------------------------------------------------------------- the prediction


def test_predict_asks_and_stores_nothing_by_itself(own_home):
    widget = course.predict("01-deal")
    assert widget.question == "Will they sign?"
    assert widget.help == f"Use what was known. {words('percent_help')}"
    assert widget.status["phase"] == "open"
    assert widget.limits == {"min": 0, "max": 100, "step": 1, "unit": "%"}
    assert not own_home.exists()


def test_question_and_limits_of_a_number_and_options_of_a_choice():
    widget = course.predict("01-count")
    assert widget.question == "How many of 11?"
    assert widget.help == "A number from 0 to 11 resolutions."
    assert course.predict("01-who").options == [
        {"value": "us", "label": "The US"},
        {"value": "dprk", "label": "The DPRK"},
    ]
    assert course.predict("01-who").help == ""


def test_unknown_prediction_names_the_nearest():
    for ask in (course.predict, course.reveal):
        with pytest.raises(UnknownNameError, match="Did you mean '01-deal'"):
            ask("01-dael")


def test_seal_button_seals(own_home):
    widget = course.predict("01-deal")
    widget.request = {"action": "seal", "value": 60, "turn": 1}
    assert widget.status["phase"] == "sealed"
    assert widget.status["message"] == words("sealed", answer="60%")
    assert Store(own_home).get("01-deal").value == 60


def test_another_value_asks_replace_or_keep(own_home):
    widget = course.predict("01-deal")
    widget.seal(60)
    widget.request = {"action": "seal", "value": 70, "turn": 2}
    assert widget.status["phase"] == "ask"
    assert widget.status["message"] == words("ask_replace", old="60%", new="70%")
    assert Store(own_home).get("01-deal").value == 60
    widget.request = {"action": "keep", "turn": 3}
    assert widget.status["message"] == words("kept", answer="60%")
    assert widget.status["value"] == 60
    widget.seal(70)
    widget.request = {"action": "replace", "turn": 4}
    assert widget.status["message"] == words("replaced", old="60%", answer="70%")
    assert [old["value"] for old in Store(own_home).get("01-deal").history] == [60]


def test_replace_without_a_question_does_nothing(own_home):
    widget = course.predict("01-deal")
    widget.replace()
    widget.keep()
    widget.request = {"action": "dance", "turn": 1}
    assert widget.status["phase"] == "open"
    assert not own_home.exists()


def test_replace_after_a_reveal_elsewhere_is_locked(own_home):
    widget = course.predict("01-deal")
    widget.seal(60)
    widget.seal(70)
    Store(own_home).reveal("01-deal")
    widget.replace()
    assert widget.status["phase"] == "locked"
    assert Store(own_home).get("01-deal").value == 60


def test_seal_after_a_reveal_elsewhere_is_refused(own_home):
    widget = course.predict("01-deal")
    Store(own_home).reveal("01-deal")
    widget.seal(60)
    assert "can no longer change" in widget.status["message"]
    assert Store(own_home).get("01-deal").value is None


@pytest.mark.parametrize(
    ("id", "value", "allowed"),
    [
        ("01-deal", 101, "between 0 and 100"),
        ("01-deal", float("nan"), "between 0 and 100"),
        ("01-deal", "60", "between 0 and 100"),
        ("01-deal", True, "between 0 and 100"),
        ("01-deal", None, "between 0 and 100"),
        ("01-open", 0, "at least 1"),
        ("01-below", 1, "at most 0"),
        ("01-free", float("nan"), "a number"),
        ("01-who", "nobody", "one of 'us', 'dprk'"),
    ],
)
def test_value_that_does_not_fit_is_said_and_not_stored(own_home, id, value, allowed):
    widget = course.predict(id)
    widget.seal(value)
    assert allowed in widget.status["message"]
    assert widget.status["phase"] == "open"
    assert not own_home.exists()


@pytest.mark.parametrize(("id", "value"), [("01-open", 10**6), ("01-below", -3), ("01-free", 0.5)])
def test_open_ranges_take_what_fits(id, value):
    widget = course.predict(id)
    widget.seal(value)
    assert widget.status["phase"] == "sealed"


def test_a_sealed_value_is_there_in_the_next_session(own_home):
    Store(own_home).seal("01-who", "dprk")
    widget = course.predict("01-who")
    assert widget.status["value"] == "dprk"
    assert widget.status["message"] == words("sealed", answer="The DPRK")


def test_widget_says_that_a_damaged_file_was_kept_aside(own_home):
    own_home.mkdir()
    (own_home / "01-deal.json").write_text("{")
    widget = course.predict("01-deal")
    assert widget.status["phase"] == "open"
    assert "01-deal.json.bad" in widget.status["message"]


def test_lesson_goes_on_where_nothing_can_be_written(own_home):
    own_home.write_text("a file where the folder should be")
    widget, reveal = course.predict("01-deal"), course.reveal("01-deal")
    widget.seal(60)
    assert widget.status["message"].startswith(words("sealed", answer="60%"))
    assert "cannot be written" in widget.status["message"]
    assert "kept for this session only" in widget.status["message"]
    reveal.reveal()
    assert reveal.status["prediction"] == "60%"


# ---------------------------------------------------------------- the reveal


def test_reveal_waits_for_the_button(own_home):
    Store(own_home).seal("01-deal", 60)
    widget = course.reveal("01-deal")
    assert widget.status == {
        "phase": "ready",
        "message": words("reveal_hint", answer="60%"),
    }
    assert not Store(own_home).get("01-deal").locked


def test_reveal_shows_prediction_beside_the_record(own_home):
    Store(own_home).seal("01-deal", 60)
    widget = course.reveal("01-deal")
    widget.request = {"action": "reveal", "turn": 1}
    status = widget.status
    assert status["phase"] == "done"
    assert (status["prediction"], status["happened"]) == ("60%", "They did not.")
    assert status["distance"] == words("distance_percent_no", percent="60%")
    assert status["record"] == ["One.", "Two."]
    assert [source["label"] for source in status["sources"]] == ["CGTN America, 28 Feb 2019"]
    assert status["sources"][0]["url"].startswith("https://")
    assert Store(own_home).get("01-deal").locked


@pytest.mark.parametrize(
    ("id", "value", "distance"),
    [
        ("01-count", 5, words("distance_number_same")),
        ("01-count", 8, words("distance_number", distance="3 resolutions")),
        ("01-who", "us", words("distance_choice_same")),
        ("01-who", "dprk", words("distance_choice")),
    ],
)
def test_reveal_says_how_far_off(own_home, id, value, distance):
    Store(own_home).seal(id, value)
    widget = course.reveal(id)
    widget.reveal()
    assert widget.status["distance"] == distance


def test_reveal_of_what_happened(monkeypatch, own_home):
    yes = content.parse(LESSON.replace("outcome = 0", "outcome = 1", 1), "x")
    monkeypatch.setattr(content, "_files", lambda: {"01": yes})
    monkeypatch.setattr(content, "_own", lambda id: yes)
    Store(own_home).seal("01-deal", 60)
    widget = course.reveal("01-deal")
    widget.reveal()
    assert widget.status["distance"] == words("distance_percent_yes", percent="60%")


def test_without_a_prediction_the_plain_button_is_not_enough(own_home):
    widget = course.reveal("01-deal")
    assert widget.status["phase"] == "empty"
    widget.request = {"action": "reveal", "turn": 1}
    assert widget.status["phase"] == "empty"
    assert not own_home.exists()
    widget.request = {"action": "reveal_anyway", "turn": 2}
    assert widget.status["prediction"] == words("no_prediction")
    assert widget.status["distance"] == ""


def test_reveal_takes_a_prediction_sealed_meanwhile_in_another_window(own_home):
    widget = course.reveal("01-deal")
    Store(own_home).seal("01-deal", 60)
    widget.request = {"action": "reveal", "turn": 1}
    assert widget.status["prediction"] == "60%"


def test_unknown_request_reveals_nothing(own_home):
    Store(own_home).seal("01-deal", 60)
    widget = course.reveal("01-deal")
    widget.request = {"action": "dance", "turn": 1}
    assert widget.status["phase"] == "ready"


def test_cells_of_one_prediction_follow_each_other():
    widget, twin, reveal = (
        course.predict("01-deal"),
        course.predict("01-deal"),
        course.reveal("01-deal"),
    )
    other = course.predict("01-open")
    widget.seal(60)
    assert twin.status["value"] == 60
    assert reveal.status["phase"] == "ready"
    reveal.reveal()
    assert widget.status["phase"] == twin.status["phase"] == "locked"
    assert widget.status["message"] == words("locked", answer="60%")
    assert other.status["phase"] == "open"


def test_prediction_never_made_is_locked_too():
    widget, reveal = course.predict("01-deal"), course.reveal("01-deal")
    reveal.request = {"action": "reveal_anyway", "turn": 1}
    assert widget.status["message"] == words("locked_empty")


def test_run_again_after_the_reveal_shows_it_again(own_home):
    Store(own_home).seal("01-deal", 60)
    Store(own_home).reveal("01-deal")
    assert course.reveal("01-deal").status["phase"] == "done"
    assert course.predict("01-deal").status["phase"] == "locked"


def test_what_is_shown_without_a_kernel_never_holds_the_answer(own_home):
    Store(own_home).seal("01-deal", 60)
    Store(own_home).reveal("01-deal")
    for ask in (course.predict, course.reveal):
        bundle, _ = ask("01-deal")._repr_mimebundle_()
        assert "Will they sign?" in bundle["text/plain"]
        assert "60" not in bundle["text/plain"]
        assert "did not" not in bundle["text/plain"]
    bundle, _ = course.predict("01-who")._repr_mimebundle_()
    assert bundle["text/plain"].endswith("Who speaks first? The US; The DPRK.")


def test_before_the_reveal_the_browser_does_not_know_the_answer():
    state = json.dumps([course.predict("01-deal").get_state(), course.reveal("01-deal").status])
    assert "They did not" not in state
    assert "cgtn" not in state


# ---------------------------------------------------------------- all of them


def test_forecasts_lists_what_is_sealed(own_home):
    store = Store(own_home)
    store.seal("01-deal", 60)
    store.seal("01-deal", 70, replace=True)
    store.seal("01-count", 8)
    store.reveal("01-count")
    store.seal("09-gone", 1)
    found = course.forecasts().set_index("id")
    assert list(found.index) == ["01-count", "01-deal", "09-gone"]
    assert found.loc["01-deal", ["value", "unit", "changes", "revealed"]].tolist() == [
        70,
        "%",
        1,
        False,
    ]
    assert pd.isna(found.loc["01-deal", "outcome"])
    assert found.loc["01-count", "outcome"] == 5
    assert found.loc["01-count", "question"] == "How many of 11?"
    assert found.loc["09-gone", "question"] == ""


def test_forecasts_of_nothing_is_an_empty_table_with_the_same_columns():
    found = course.forecasts()
    assert len(found) == 0
    assert " ".join(found.columns) == (
        "id question kind value unit sealed_at changes revealed outcome"
    )


def test_forecasts_says_what_it_could_not_read(own_home, capsys):
    own_home.mkdir()
    (own_home / "01-deal.json").write_text("{")
    course.forecasts()
    assert capsys.readouterr().out.strip() == words(
        "moved_aside", name="01-deal.json", bad="01-deal.json.bad"
    )


def test_widgets_are_what_the_course_returns():
    assert isinstance(course.predict("01-deal"), PredictWidget)
    assert isinstance(course.reveal("01-deal"), RevealWidget)


def test_base_widget_leaves_its_two_methods_to_the_kinds(store):
    with pytest.raises(NotImplementedError):
        _ForecastWidget(item(), store)
    with pytest.raises(NotImplementedError):
        _ForecastWidget._act(course.predict("01-deal"), {})
