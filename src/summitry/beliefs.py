"""Beliefs: what signals, and a partial offer, should tell a careful observer.

- **Bayes' rule** for one or many signals: `posterior`, `belief_path`, `weight_of_evidence`,
  `from_decibans`, and `odds_path` for the question "should a reader have expected a deal?".

Nothing here is estimated from data. Every number that goes in is an assumption that the user can
change, and every conclusion can say at which value it flips.
"""

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

__all__ = [
    "BeliefPath",
    "Flip",
    "OddsPath",
    "belief_path",
    "from_decibans",
    "odds_path",
    "posterior",
    "weight_of_evidence",
]
