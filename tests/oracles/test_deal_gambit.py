"""The staged deal against Gambit, where it is installed.

Gambit has no ready-made package for Linux and is GPL, so that the project neither needs nor ships
it; `pip install pygambit` builds it in some minutes, and this test then runs. OpenSpiel answers the
same questions in `test_deal_openspiel.py`.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from summitry.deal import StagedDeal

gambit = pytest.importorskip(
    "pygambit",
    reason="Gambit is optional: 'pip install pygambit' (it is built on the spot) adds this oracle",
)
_spec = importlib.util.spec_from_file_location(
    "staged_tree", Path(__file__).with_name("staged_tree.py")
)
staged_tree = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(staged_tree)


def random_deal(rng, stages):
    """Hazards are multiples of 1/64: Gambit wants chances that add up to 1 to the last digit."""
    deal = StagedDeal(
        dprk_cost=rng.uniform(0.5, 20, stages),
        us_gain=rng.uniform(0.5, 30, stages),
        hazard=rng.integers(0, 20, stages) / 64,
        discount=rng.uniform(0.7, 1, stages),
        payment_cost=rng.uniform(0.1, 1),
        leverage=1000.0,
        irreversible=rng.random(),
        exposure_loss=rng.random(),
        snapback_stall=rng.random(),
        snapback_break=rng.random(),
        reputation_dprk=rng.uniform(0, 5),
        reputation_us=rng.uniform(0, 8),
        peace_dprk=rng.uniform(0, 15),
        peace_us=rng.uniform(0, 15),
    )
    robust = deal.most_robust(fakes=False).payments
    factor = rng.uniform(0.2, 3, stages) if rng.random() < 0.6 else 1.0  # far from the edge, or not
    return deal, robust * factor


def decisions(node):
    """Every decision node of the two sides, in the order of play."""
    if not node.is_terminal:
        if not node.player.is_chance:
            yield node
        for child in node.children:
            yield from decisions(child)


@pytest.mark.parametrize("stages", [1, 2, 3, 4])
def test_every_node_agrees_with_gambit(stages, tmp_path):
    rng = np.random.default_rng(200 + stages)
    broken = 0
    for _ in range(20):
        deal, paid = random_deal(rng, stages)
        play = deal.play(paid)
        path = tmp_path / "deal.efg"
        path.write_text(staged_tree.Tree(deal, paid, fakes=False).text(), encoding="utf-8")
        game = gambit.read_efg(str(path))
        sign, *moves = decisions(game.root)
        assert len(moves) == len(play.nodes) == 2 * stages

        profile = game.mixed_behavior_profile(rational=False)
        keeps = [play.signs, *(node.keeps for node in play.nodes)]
        for node, keep in zip([sign, *moves], keeps, strict=True):
            for action, chosen in zip(node.infoset.actions, (keep, not keep), strict=True):
                profile[action] = float(chosen)

        flows, weight = np.zeros(2), 1.0  # what was received on the way to this node
        for move, node in zip(moves, play.nodes, strict=True):
            mover = ("DPRK", "US").index(node.mover)
            n = node.stage - 1
            assert move.player.label == node.mover
            keep, leave = (
                profile.node_value(move.player, child) for child in list(move.children)[:2]
            )
            seen = [(keep - flows[mover]) / weight, (leave - flows[mover]) / weight]
            assert seen == pytest.approx([node.value_keep, node.value_leave], abs=1e-7)
            assert node.keeps == (keep >= leave - 1e-9)
            if mover == 0:
                flows += weight * np.array([-deal.dprk_cost[n], deal.us_gain[n]])
                weight *= deal.discount[n]
            else:
                flows += weight * paid[n] * np.array([1, -deal.payment_cost])
        signing = [profile.node_value(player, moves[0]) for player in game.players]
        assert signing == pytest.approx([play.value_dprk, play.value_us], abs=1e-8)
        # Gambit's own search of pure equilibria, deviations node by node, finds this play too.
        if stages < 3:
            found = gambit.nash.enumpure_agent_solve(game).equilibria
            assert any(
                all(
                    float(equilibrium[action]) == pytest.approx(profile[action])
                    for node in [sign, *moves]
                    for action in node.infoset.actions
                )
                for equilibrium in found
            )
        broken += not play.complete
    assert 2 <= broken <= 18, "the sample should hold deals of both kinds"
