import json
import re
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import summitry
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError
from summitry.explorers import control
from summitry.explorers.control import WIDGET_VIEW, Controls, Readout, Spec, words

CONTROLS = [
    {
        "name": "share",
        "kind": "range",
        "label": "Share closed",
        "min": 0,
        "max": 100,
        "value": 40,
        "unit": "%",
    },
    {"name": "rate", "kind": "number", "label": "Rate", "min": 0, "max": 1, "step": 0.05},
    {"name": "side", "kind": "choice", "label": "Side", "options": [("us", "US"), ("k", "DPRK")]},
    {"name": "teller", "kind": "radio", "label": "Teller", "options": ["US", "DPRK", "both"]},
    {"name": "marks", "kind": "toggle", "label": "Show marks"},
]
PRESETS = {"Half": {"share": 50}, "All": {"share": 100, "marks": True}}
START = {"share": 40, "rate": 0, "side": "us", "teller": "US", "marks": False}


def spec():
    return Spec(CONTROLS, PRESETS)


# ---------------------------------------------------------------- the specification


def test_start_is_given_value_minimum_first_option_or_off():
    assert spec().initial == START


def test_preset_is_the_start_with_its_changes():
    assert spec().preset("All") == {**START, "share": 100, "marks": True}


def test_preset_returned_is_a_copy():
    rules = spec()
    rules.preset("All")["share"] = 1
    assert rules.preset("All")["share"] == 100


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("share", 0, 0),
        ("share", 100.0, 100),
        ("share", np.int64(7), 7),
        ("rate", np.float64(0.25), 0.25),
        ("side", "k", "k"),
        ("marks", np.True_, True),
    ],
)
def test_values_come_back_in_plain_types(name, value, stored):
    found = spec().check({name: value})[name]
    assert found == stored
    assert type(found) is type(stored)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("share", 101, "between 0 and 100"),
        ("share", -1, "between 0 and 100"),
        ("share", float("nan"), "between 0 and 100"),
        ("share", float("inf"), "between 0 and 100"),
        ("share", 2.5, "a whole number between 0 and 100"),
        ("share", "40", "between 0 and 100"),
        ("share", True, "between 0 and 100"),
        ("share", None, "between 0 and 100"),
        ("rate", 1.01, "between 0 and 1"),
        ("side", "US", "one of 'us', 'k'"),
        ("side", ["us"], "one of 'us', 'k'"),
        ("marks", 1, "True or False"),
        ("marks", "yes", "True or False"),
    ],
)
def test_bad_value_names_control_value_and_range(name, value, allowed):
    with pytest.raises(OutOfRangeError) as error:
        spec().check({name: value})
    assert str(error.value) == f"{name} is {value!r}, but it must be {allowed}."


def test_true_is_not_the_option_one():
    rules = Spec([{"name": "n", "kind": "choice", "label": "N", "options": [1, 2]}])
    with pytest.raises(OutOfRangeError):
        rules.check({"n": True})


def test_unknown_control_and_preset_name_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'share'"):
        spec().check({"shore": 1})
    with pytest.raises(UnknownNameError, match="Did you mean 'Half'"):
        spec().preset("half")


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"kind": "knob"}, UnknownNameError, "kind of control 'knob'"),
        ({"labl": "x"}, UnknownNameError, "Did you mean 'label'"),
        ({"label": ""}, SummitryError, "needs a 'label'"),
        ({"name": ""}, SummitryError, "needs a 'name'"),
        ({"min": 5, "max": 5}, OutOfRangeError, "min of share is 5"),
        ({"step": 0}, OutOfRangeError, "step of share is 0"),
        ({"value": 200}, OutOfRangeError, "share is 200"),
        ({"kind": "choice", "value": None}, SummitryError, "no options"),
    ],
)
def test_malformed_control_is_refused(change, error, text):
    with pytest.raises(error, match=text):
        Spec([{**CONTROLS[0], **change}])


def test_control_without_label_is_refused_also_when_made_directly():
    with pytest.raises(SummitryError, match="has no label"):
        control.Control("share", "range", "")


def test_two_controls_of_one_name_are_refused():
    with pytest.raises(SummitryError, match="Two controls are called 'share'"):
        Spec([CONTROLS[0], CONTROLS[0]])


def test_preset_with_a_bad_value_is_refused_at_once():
    with pytest.raises(OutOfRangeError):
        Spec(CONTROLS, {"Too much": {"share": 101}})


def test_options_may_be_values_pairs_or_tables():
    options = ["a", ("b", "B"), {"value": "c", "label": "C"}, {"value": "d"}]
    rules = Spec([{"name": "x", "kind": "radio", "label": "X", "options": options}])
    assert rules.as_list()[0]["options"] == [
        {"value": "a", "label": "a"},
        {"value": "b", "label": "B"},
        {"value": "c", "label": "C"},
        {"value": "d", "label": "d"},
    ]


def test_specification_is_plain_data():
    assert json.loads(json.dumps(spec().as_list())) == spec().as_list()


def test_ready_made_controls_may_be_mixed_in():
    ready = control.Control("n", "number", "N", min=1, max=3)
    assert Spec([ready]).initial == {"n": 1}
    assert ready.allowed == "a whole number between 1 and 3"


# ---------------------------------------------------------------- the widgets


def test_widget_takes_only_allowed_states():
    panel = Controls(CONTROLS, PRESETS, title="T")
    with pytest.raises(OutOfRangeError):
        panel.state = {"share": 400}
    with pytest.raises(OutOfRangeError):
        panel.set(share=400)
    assert panel.state == START


def test_widget_set_preset_reset():
    panel = Controls(spec())
    panel.set(share=10, teller="both")
    assert panel.state == {**START, "share": 10, "teller": "both"}
    panel.preset("Half")
    assert panel.state == {**START, "share": 50}
    panel.reset()
    assert panel.state == START


def test_partial_state_from_the_browser_is_completed():
    panel = Controls(spec())
    panel.state = {"share": 1}
    assert panel.state == {**START, "share": 1}


def test_widget_says_what_it_is_where_it_cannot_run():
    panel = Controls(spec(), fallback="How *much* is left?")
    bundle, _ = panel._repr_mimebundle_()
    assert bundle[WIDGET_VIEW]["model_id"] == panel.model_id
    assert bundle["text/plain"] == f"{words('interactive')} How *much* is left?"
    assert bundle["text/markdown"].endswith(r"How \*much\* is left?")


def test_widgets_bring_their_texts_and_share_one_script():
    panel, readout = Controls(spec()), Readout("All is left.")
    assert panel.ui == readout.ui == control.strings()
    assert panel._esm == readout._esm
    assert (panel.part, readout.part) == ("controls", "readout")


def test_traits_do_not_hide_what_every_widget_has():
    from ipywidgets import DOMWidget

    from summitry.course.forecasts import PredictWidget, RevealWidget
    from summitry.course.quiz import Quiz

    for kind in (Controls, Readout, PredictWidget, RevealWidget, Quiz):
        own = set(kind.class_trait_names()) - set(DOMWidget.class_trait_names())
        assert not own & set(dir(DOMWidget)), kind


def test_readout_turns_a_frame_into_text_cells():
    readout = Readout()
    readout.show(pd.DataFrame({"Who": ["Ri", None], "n": [1, 2], "x": [0.5, float("nan")]}))
    assert readout.table == {
        "columns": ["Who", "n", "x"],
        "rows": [["Ri", "1", "0.5"], ["", "2", ""]],
        "numeric": [False, True, True],
    }


# ---------------------------------------------------------------- numbers and texts


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "", "0"),
        (2019, "", "2019"),
        (10_000, "", "10,000"),
        (1_234_567.8, "", "1,234,568"),
        (0.1 + 0.2, "", "0.3"),
        (1 / 3, "", "0.333333"),
        (-5, "years", "-5 years"),
        (62.5, "%", "62.5%"),
    ],
)
def test_numbers_are_written_without_needless_digits(value, unit, text):
    assert control.number_text(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (np.bool_(False), "no"),
        (("a", "b"), "a, b"),
        ("2019-02-28", "2019-02-28"),
        (pd.Timestamp("2019-02-28"), "2019-02-28 00:00:00"),
    ],
)
def test_cells_are_written_in_words(value, text):
    assert control.cell_text(value) == text


def test_unknown_text_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'reset'"):
        words("rest")


def _code():
    root = Path(summitry.__file__).parent
    files = [p for room in ("explorers", "course") for p in (root / room).glob("*.py")]
    return "\n".join(p.read_text(encoding="utf-8") for p in files)


def _script():
    return (resources.files("summitry.explorers") / "static/widgets.js").read_text(encoding="utf-8")


def test_every_text_asked_for_exists():
    asked = set(re.findall(r'\bt\("(\w+)"', _script()))
    asked |= set(re.findall(r'\bwords\(\s*"(\w+)"', _code()))
    assert len(asked) > 40
    assert asked <= control.strings().keys()


def test_no_text_is_left_over():
    code = _code() + _script()
    made_up = {"distance_number_same", "distance_choice_same"}  # put together from the kind
    used = made_up | set(re.findall(r'"(\w+)"', code))
    texts = {key for key in control.strings() if not key.startswith("column_")}
    assert texts - used == set()


def test_script_sets_text_as_text_and_asks_nothing_of_the_network():
    script = _script()
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "fetch(", "import "):
        assert danger not in script
    style = (resources.files("summitry.explorers") / "static/widgets.css").read_text()
    assert "url(" not in style
    assert "@import" not in style
