"""Beliefs: words, tables, flips, and what happens with bad input."""

import math

import pytest

from summitry import beliefs
from summitry.errors import OutOfRangeError, SummitryError, UnknownNameError


# --- Bayes' rule ----------------------------------------------------------------------------------
def test_many_hypotheses_keep_their_names():
    path = beliefs.belief_path(
        {"keeps all": 0.5, "sells some": 0.3, "disarms": 0.2},
        [[0.1, 0.2, 0.4], [0.5, 0.5, 0.5]],
        signals=["offer", "silence"],
    )
    assert path.hypotheses == ("keeps all", "sells some", "disarms")
    assert path.table()["signal"].tolist() == ["(before any signal)", "offer", "silence"]
    assert path.table()["disarms"].tolist() == pytest.approx([0.2, 8 / 19, 8 / 19])
    assert str(path).startswith("After 2 signals: keeps all 26.3%")
    assert "true 66.7%" in str(beliefs.belief_path(0.5, [0.8, 0.4]))
    assert str(path).endswith("The most likely hypothesis is 'disarms'.")
    even = beliefs.belief_path({"a": 0.4, "b": 0.2, "c": 0.4}, [[0.3, 0.3, 0.3]])
    assert str(even).endswith("The most likely hypotheses, equally so, are 'a' and 'c'.")
    path.posterior[0] = 9  # a copy: the path stays as it is
    assert path.posterior[0] < 1


def test_ten_thousand_weak_signals_do_not_underflow():
    assert beliefs.posterior(0.5, [[0.001, 0.001]] * 10_000) == pytest.approx(0.5)


def test_no_signal_leaves_the_prior():
    assert beliefs.posterior(0.3, []) == pytest.approx(0.3)
    assert beliefs.odds_path(0.3, []).path == (0.3,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: beliefs.posterior(1.2, [0.1, 0.2]), "prior is 1.2"),
        (lambda: beliefs.posterior(math.nan, [0.1, 0.2]), "prior is nan"),
        (lambda: beliefs.posterior("high", [0.1, 0.2]), "prior is 'high'"),
        (lambda: beliefs.posterior(True, [0.1, 0.2]), "prior is True"),
        (lambda: beliefs.posterior(0.5, [0.1, 1.2]), "likelihoods is 1.2"),
        (lambda: beliefs.posterior(0.5, [0.1, math.nan]), "likelihoods is nan"),
        (lambda: beliefs.posterior(0.5, ["a", "b"]), "likelihoods is"),
        (lambda: beliefs.posterior(0.5, [0.1, 0.2, 0.3]), "2, one a hypothesis"),
        (lambda: beliefs.posterior(0.5, [0, 0]), "signal 1"),
        (lambda: beliefs.posterior([1.0, 0.0], [[0.5, 0.5], [0, 0.5]]), "signal 2"),
        (lambda: beliefs.posterior([0.5, 0.4], [0.1, 0.1]), "the sum of prior is 0.9"),
        (lambda: beliefs.posterior([1.0], [0.1]), "2 or more hypotheses"),
        (lambda: beliefs.posterior([[0.5], [0.5]], [0.1]), "shape of prior"),
        (lambda: beliefs.posterior([1.5, -0.5], [0.1, 0.1]), "prior of hypothesis 1 is 1.5"),
        (lambda: beliefs.posterior({"a": 0.5, "b": 2}, [0.1, 0.1]), "prior of 'b' is 2"),
        (lambda: beliefs.belief_path(0.5, [0.1, 0.2], signals=[]), "the length of labels is 0"),
        (lambda: beliefs.weight_of_evidence(0, 0), "not both 0"),
        (lambda: beliefs.from_decibans(0.5, math.nan), "decibans is nan"),
        (lambda: beliefs.from_decibans(0.0, math.inf), "finite when the prior is 0"),
        (lambda: beliefs.odds_path(0.5, [0.0]), "strength of signal 1 is 0.0"),
        (lambda: beliefs.odds_path(0.5, [1, -2]), "strength of signal 2 is -2"),
        (lambda: beliefs.odds_path(0.5, ["raises"], strength=0.5), "strength is 0.5"),
        (lambda: beliefs.odds_path(0.5, [None]), "strength of signal 1 is None"),
    ],
)
def test_bad_numbers_are_named(call, words):
    with pytest.raises(OutOfRangeError) as caught:
        call()
    assert words in str(caught.value)
    assert "must be" in str(caught.value)


def test_proof_moves_everything_or_nothing():
    assert beliefs.weight_of_evidence(0.5, 0) == math.inf
    assert beliefs.weight_of_evidence(0, 0.5) == -math.inf
    assert beliefs.from_decibans(0.2, math.inf) == 1
    assert beliefs.from_decibans(0.2, -math.inf) == 0
    assert beliefs.from_decibans(1.0, -30) == 1
    assert beliefs.odds_path(1.0, ["lowers"] * 9).posterior == 1


# --- lesson 01 ------------------------------------------------------------------------------------
def test_odds_path_of_coded_signals():
    path = beliefs.odds_path(0.4, ["raises", "neutral", "lowers", "raises"], strength=3)
    assert path.counts == {"raises": 2, "lowers": 1, "neutral": 1}
    assert path.posterior == pytest.approx(2 / 3)
    assert path.expects_deal
    table = path.table()
    assert table["direction"].tolist() == ["", "raises", "neutral", "lowers", "raises"]
    assert table["chance_of_deal"].tolist() == pytest.approx([0.4, 2 / 3, 2 / 3, 0.4, 2 / 3])
    assert "ends at 66.7% after 4 signals" in str(path)
    assert (
        "(raising it: 2, lowering it: 1, neutral: 1; together +4.8 decibans: +3 doubles the odds"
    ) in str(path)


@pytest.mark.parametrize(
    ("prior", "codes", "value", "words"),
    [
        (0.4, ["raises", "raises", "lowers"], 1.5, "Stronger signals: deal expected"),
        (0.8, ["lowers", "lowers"], 2.0, "Stronger signals: no deal expected"),
        (0.5, ["raises"], 1.0, "decide the matter at any common strength above 1"),
        (0.3, ["raises", "lowers"], None, "the signals cancel"),
        (0.3, ["lowers"], None, "push the same way"),
        (0.0, ["raises"], None, "certainty"),
    ],
)
def test_flip_of_strength(prior, codes, value, words):
    flip = beliefs.odds_path(prior, codes).flip()
    assert flip.value == (None if value is None else pytest.approx(value))
    assert words in str(flip)
    if value is None:
        assert flip.below == flip.above
        with pytest.raises(ValueError):
            float(flip)
    else:
        assert float(flip) == pytest.approx(value)
        assert {flip.below, flip.above} == {"deal expected", "no deal expected"}


def test_flip_says_the_present_strength_only_when_there_is_one():
    assert beliefs.odds_path(0.4, [2, 0.5, 1]).flip().now == pytest.approx(2)
    assert beliefs.odds_path(0.4, [2, 3]).flip().now is None


def test_unknown_words_are_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'raises'"):
        beliefs.odds_path(0.4, ["raise"])
    with pytest.raises(UnknownNameError, match="Did you mean 'strength'"):
        beliefs.odds_path(0.4, [2]).flip("strenght")


# --- the partial offer ----------------------------------------------------------------------------
def test_good_inspection_makes_the_offer_tell_everything():
    game = beliefs.SignallingGame(0.3, detection=0.8)
    (only,) = game.equilibria()
    assert only.kind == "separating"
    assert only.send == (1.0, 0.0)
    assert only.belief == ((1.0, 1.0), (0.0, 0.0))
    assert only.sender_payoff == (7.0, 0.0)
    assert only.receiver_payoff == pytest.approx(0.3 * 5)
    assert game.belief_after("known sites") == (0.0,)
    assert str(game) == "\n".join(
        [
            "Before any offer, the chance of a disarmer is 30.0%. The game has one equilibrium.",
            "Separating (disarmer: everything, hedger: known sites).",
            "  The disarmer type always chooses everything and expects 7.",
            "  The hedger type always chooses known sites and expects 0.",
            "  After everything, the chance of the disarmer type is 100.0%; "
            "the answer is accept with probability 100.0%.",
            "  After known sites, the chance of the disarmer type is 0.0%; "
            "the answer is accept with probability 0.0%.",
            "  The partial offer moves the chance of a disarmer from 30.0% to 0.0%.",
        ]
    )


def test_weak_inspection_lets_the_hedger_bluff():
    (only,) = beliefs.SignallingGame(0.3, detection=0.5).equilibria()
    assert only.kind == "semi-separating"
    # U is indifferent after "everything" at a belief of 1.5 / 3.5 = 3/7
    assert only.belief[0][0] == pytest.approx(3 / 7)
    assert only.send == pytest.approx((1.0, (0.3 / 0.7) * (4 / 3)))
    # and accepts so often that a bluff is worth as much as the partial offer: 3a - 4(1-a) = 0
    assert only.accept[0] == pytest.approx((4 / 7, 4 / 7))


def test_a_generous_price_for_known_sites_pools_or_mixes():
    game = beliefs.SignallingGame(0.9, relief_known=7.5)
    names = [e.name for e in game.equilibria()]
    assert names == [
        "pooling on everything",
        "pooling on known sites",
        "semi-separating (disarmer mixes, hedger: known sites)",
    ]
    assert game.belief_after("known sites") == (None, 0.9, pytest.approx(5.75 / 7))
    text = str(game)
    assert "tells nothing: both types make it" in text
    assert "is not made, so it teaches nothing" in text
    assert "from 90.0% to 82.1%" in text


def test_an_equilibrium_on_an_implausible_belief_is_flagged():
    game = beliefs.SignallingGame(0.9)
    verdicts = {e.name: e.intuitive for e in game.equilibria()}
    assert verdicts == {"pooling on everything": True, "pooling on known sites": False}
    assert "fails the intuitive criterion" in str(game)
    assert (
        "Nobody chooses everything. It would be met with accept with probability 0.0% to 50.0%, if "
        "the chance of the disarmer type is then held to be 0.0% to 42.9%."
    ) in str(game)
    assert game.table()["intuitive"].tolist() == [True, False]


def test_payoffs_of_the_story():
    table = beliefs.SignallingGame().payoffs().set_index(["type", "offer", "answer"])
    assert table.loc[("disarmer", "everything", "accept")].tolist() == [7.0, 5.0]
    assert table.loc[("hedger", "everything", "accept")].tolist() == [3.0, -1.5]
    assert table.loc[("hedger", "everything", "demand")].tolist() == [-4.0, 0.0]
    assert table.loc[("disarmer", "known sites", "demand")].tolist() == [4.0, 3.0]
    assert table.loc[("hedger", "known sites", "accept")].tolist() == [6.0, -5.0]


def test_strong_detection_makes_even_a_hedger_deliver():
    game = beliefs.SignallingGame(site_hedger=12, detection=0.9)
    assert game.delivers(12)
    assert not game.delivers(13)


@pytest.mark.parametrize(
    ("parameter", "value"), [("prior", 3 / 7), ("detection", None), ("relief_known", None)]
)
def test_flip_of_the_story(parameter, value):
    game = beliefs.SignallingGame()
    flip = game.flip(parameter)
    if value is not None:
        assert flip.value == pytest.approx(value, abs=1e-9)
        assert flip.below == "semi-separating (disarmer: everything, hedger mixes)"
        assert flip.above == "pooling on everything"
    if parameter == "detection":
        # above this a bluff costs the US nothing on average: 4 - (1-q) 11 = 0 at the prior
        below = beliefs.SignallingGame(detection=flip.value - 1e-6)
        above = beliefs.SignallingGame(detection=flip.value + 1e-6)
        assert [e.name for e in below.equilibria()] != [e.name for e in above.equilibria()]
        assert flip.below.startswith("semi-separating")
    if parameter == "relief_known":
        assert flip.value is None
        assert "stay the same" in str(flip)


def test_a_tie_is_flagged():
    game = beliefs.SenderReceiverGame(
        0.5,
        sender=[[[2, 0], [1, 0]], [[2, 0], [1, 0]]],
        receiver=[[[1, 0], [1, 0]], [[-1, 0], [0, 1]]],
    )
    tied = [e for e in game.equilibria() if e.knife_edge]
    assert tied
    assert "exact tie" in str(tied[0])


def test_a_game_prints_its_equilibria():
    game = beliefs.SignallingGame(0.9).game
    assert str(game).startswith("The game has 2 perfect Bayesian equilibria.")
    assert str(beliefs.SignallingGame().game).startswith("The game has 1 perfect Bayesian equilib")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prior": 0}, "strictly between 0 and 1"),
        ({"prior": 1.5}, "prior is 1.5"),
        ({"detection": -0.1}, "detection is -0.1"),
        ({"relief_all": math.inf}, "relief_all is inf"),
        ({"kappa": 11}, "kappa is 11"),
        ({"site_hedger": 1}, "site_hedger is 1"),
    ],
)
def test_bad_stories_are_refused(changes, words):
    with pytest.raises(OutOfRangeError) as caught:
        beliefs.SignallingGame(**changes)
    assert words in str(caught.value)


def test_bad_games_are_refused():
    fine = [[[0, 0], [0, 0]]] * 2
    with pytest.raises(OutOfRangeError, match="shape of the sender payoffs"):
        beliefs.SenderReceiverGame(0.5, [[0, 0]], fine)
    with pytest.raises(OutOfRangeError, match="receiver payoffs is nan"):
        beliefs.SenderReceiverGame(0.5, fine, [[[0, math.nan], [0, 0]]] * 2)
    with pytest.raises(OutOfRangeError, match="known type"):
        beliefs.SenderReceiverGame(0.0, fine, fine)
    with pytest.raises(OutOfRangeError, match="length of types"):
        beliefs.SenderReceiverGame(0.5, fine, fine, types=("one",))
    with pytest.raises(UnknownNameError, match="Did you mean 'known sites'"):
        beliefs.SignallingGame().belief_after("known site")
    with pytest.raises(UnknownNameError, match="Did you mean 'penalty'"):
        beliefs.SignallingGame().flip("penalti")


def test_payoffs_cannot_be_changed_behind_the_game():
    game = beliefs.SignallingGame().game
    with pytest.raises(ValueError):
        game.sender[0, 0, 0] = 5


# --- inspection -----------------------------------------------------------------------------------
def test_detection_by_hand():
    assert beliefs.detection(10, 5) == pytest.approx(0.5)
    assert beliefs.detection(10, 5, sensitivity=0.4) == pytest.approx(0.2)
    assert beliefs.detection(10, 20, access=0.7) == pytest.approx(0.7)
    assert beliefs.detection(10, 10) == pytest.approx(1.0)
    assert beliefs.detection(10, 0) == 0
    # three sites, two closed places: the third must go to one of the eight open ones
    assert beliefs.detection(10, 4, hidden=3, access=0.8, hider="strategic") == pytest.approx(0.5)
    assert beliefs.detection(100_000, 500, hidden=300) == pytest.approx(0.778, abs=0.001)


def test_an_inspection_explains_itself():
    report = beliefs.inspection(0.6, 0.4, rounds=3, gain=5, penalty=4)
    assert report.detection == pytest.approx(0.936)
    assert report.clean == pytest.approx(0.4 * 0.064 / (0.4 * 0.064 + 0.6))
    assert report.alarm == 1
    assert report.reassures and report.deters
    assert report.deterrence == pytest.approx(5 / 9)
    assert "3 rounds find it with probability 93.6%" in str(report)
    assert "38.0 points above that" in str(report)
    shown = report.table()
    assert shown["rounds"].tolist() == [0, 1, 2, 3]
    assert shown["detection"].tolist() == pytest.approx([0, 0.6, 0.84, 0.936])
    assert shown["hidden_if_clean"].tolist()[-1] == pytest.approx(report.clean)
    loud = beliefs.inspection(0.6, 0.1, false_alarm=0.2, rounds=2)
    assert loud.table()["hidden_if_alarm"].tolist()[-1] == pytest.approx(loud.alarm)
    assert loud.alarm == pytest.approx(0.084 / (0.084 + 0.9 * 0.36))
    weak = beliefs.inspection(0.3, 0.4, gain=5, penalty=4)
    assert not weak.reassures and not weak.deters
    assert "does not reassure" in str(weak)
    assert "25.6 points short of it" in str(weak)
    assert beliefs.inspection(0.3, 0.4).deters is None


def test_false_alarms_make_an_alarm_weaker():
    report = beliefs.inspection(0.6, 0.1, false_alarm=0.2)
    assert report.alarm == pytest.approx(0.06 / (0.06 + 0.18))
    assert beliefs.inspection(0.0, 0.1).alarm == pytest.approx(0.1)  # it cannot occur


@pytest.mark.parametrize(
    ("report", "parameter", "value"),
    [
        (beliefs.inspection(0.6, 0.4), "q", 1 - (0.05 / 0.95) / (0.4 / 0.6)),
        (beliefs.inspection(0.6, 0.4), "rounds", 3),
        (beliefs.inspection(1.0, 0.4), "rounds", 1),
        (beliefs.inspection(0.6, 0.01), "rounds", 0),
        (beliefs.inspection(0.6, 0.04), "rounds", 0),
        (beliefs.inspection(0.1, 0.4, false_alarm=0.1), "rounds", None),
        (beliefs.inspection(0.1, 0.01, false_alarm=0.2), "rounds", None),
        (beliefs.inspection(0.6, 0.4, rounds=0), "q", None),
        (beliefs.inspection(0.6, 0.0), "q", None),
        (beliefs.inspection(1.0, 0.4), "prior", None),
        (beliefs.inspection(0.5, 0.4), "prior", 0.1 / 1.05),
    ],
)
def test_flip_of_an_inspection(report, parameter, value):
    flip = report.flip(parameter)
    assert flip.value == (None if value is None else pytest.approx(value))
    assert ("No value" in str(flip)) == (value is None)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: beliefs.inspection(1.5, 0.4), "q is 1.5"),
        (lambda: beliefs.inspection(0.5, 0.4, rounds=-1), "rounds is -1"),
        (lambda: beliefs.inspection(0.5, 0.4, rounds=1.5), "rounds is 1.5"),
        (lambda: beliefs.inspection(0.5, 0.4, threshold=0), "threshold is 0"),
        (lambda: beliefs.inspection(0.5, 0.4, threshold=1), "threshold is 1"),
        (lambda: beliefs.inspection(0.5, 0.4, gain=3), "penalty is None"),
        (lambda: beliefs.inspection(0.5, 0.4, penalty=3), "gain is None"),
        (lambda: beliefs.inspection(0.5, 0.4, gain=-1, penalty=3), "gain is -1"),
        (lambda: beliefs.inspection(0.5, 0.4, gain=0, penalty=0), "not both 0"),
        (lambda: beliefs.detection(0, 5), "places is 0"),
        (lambda: beliefs.detection(5, 5, hidden=6), "hidden is 6"),
        (lambda: beliefs.detection(5, -1), "visits is -1"),
        (lambda: beliefs.detection(5, 1, access=2), "access is 2"),
        (lambda: beliefs.detection(5, 1, hider="lucky"), "hider"),
        (lambda: beliefs.inspection(0.5, 0.4).flip("threshold"), "parameter to flip"),
    ],
)
def test_bad_inspections_are_refused(call, words):
    with pytest.raises(SummitryError) as caught:
        call()
    assert words in str(caught.value)


def test_beliefs_behind_an_answer_that_is_best_at_one_belief_only():
    """After the unsent message the first answer is better, unless type two sent it: then a tie."""
    game = beliefs.SenderReceiverGame(
        0.5,
        sender=[[[1, 1], [2, 0]], [[1, 1], [2, 0]]],
        receiver=[[[0, -1], [2, 0]], [[0, -1], [0, 0]]],
    )
    (found,) = [e for e in game.equilibria() if e.name == "pooling on first message"]
    # The answers that tempt nobody stop short of the sure first answer: only a tie supports them.
    assert found.accept[1] == (0.0, 0.5) and found.belief[1] == (0.0, 0.0)
    turned = beliefs.SenderReceiverGame(
        0.5,
        sender=[[[1, 1], [2, 0]], [[1, 1], [2, 0]]],
        receiver=[[[0, -1], [0, 0]], [[0, -1], [2, 0]]],
    )
    (found,) = [e for e in turned.equilibria() if e.name == "pooling on first message"]
    assert found.belief[1] == (1.0, 1.0)
    refusing = beliefs.SenderReceiverGame(
        0.5,
        sender=[[[1, 1], [2, 0]], [[1, 1], [2, 0]]],
        receiver=[[[0, -1], [-2, 0]], [[0, -1], [0, 0]]],
    )
    (found,) = [e for e in refusing.equilibria() if e.name == "pooling on first message"]
    assert found.accept[1] == (0.0, 0.5) and found.belief[1] == (0.0, 1.0)
    indifferent = beliefs.SenderReceiverGame(
        0.5,
        sender=[[[1, 1], [2, 0]], [[1, 1], [2, 0]]],
        receiver=[[[0, -1], [0, 0]], [[0, -1], [0, 0]]],
    )
    (found,) = [e for e in indifferent.equilibria() if e.name == "pooling on first message"]
    assert found.belief[1] == (0.0, 1.0)


def test_a_type_that_is_called_a_type_is_not_called_so_twice():
    game = beliefs.SenderReceiverGame(
        0.9,
        sender=[[[3, 1], [2, 0]], [[2, 0], [3, 1]]],
        receiver=[[[0, -1], [0, -1]], [[0, 1], [0, 1]]],
    )
    text = str(game.equilibria()[0])
    assert "The first type always" in text and "type type" not in text
