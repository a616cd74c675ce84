"""Beliefs: what signals, and a partial offer, should tell a careful observer.

- **Bayes' rule** for one or many signals: `posterior`, `belief_path`, `weight_of_evidence`,
  `from_decibans`, and `odds_path` for the question "should a reader have expected a deal?".
- **The partial offer** as a signalling game: `SignallingGame`, solved in closed form by the general
  two-type, two-message, two-answer game `SenderReceiverGame`.
- **Inspection**: `detection` (a probability made of access and effort) and `inspection` (what a
  clean report is worth, and whom the regime deters).
- **Trust**: `assurance` (how much of it a side needs before it cooperates).

Nothing here is estimated from data. Every number that goes in is an assumption that the user can
change, and every conclusion can say at which value it flips.
"""

from summitry._assurance import Assurance, assurance
from summitry._bayes import (
    BeliefPath,
    OddsPath,
    belief_path,
    from_decibans,
    odds_path,
    posterior,
    weight_of_evidence,
)
from summitry._flip import Flip
from summitry._inspection import Inspection, detection, inspection
from summitry._offer_game import SignallingGame
from summitry._sender_receiver import Equilibrium, SenderReceiverGame

__all__ = [
    "Assurance",
    "BeliefPath",
    "Equilibrium",
    "Flip",
    "Inspection",
    "OddsPath",
    "SenderReceiverGame",
    "SignallingGame",
    "assurance",
    "belief_path",
    "detection",
    "from_decibans",
    "inspection",
    "odds_path",
    "posterior",
    "weight_of_evidence",
]
