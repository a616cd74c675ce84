"""Explorers: models to play with, by mouse or keyboard.

Each explorer is a class; writing its name at the end of a cell shows it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from summitry.errors import UnknownNameError
from summitry.explorers.control import Controls, Readout
from summitry.explorers.explorer import Explorer

if TYPE_CHECKING:
    from summitry.explorers.claim_map import ClaimMap
    from summitry.explorers.composer import Composer
    from summitry.explorers.definition_matrix import DefinitionMatrix
    from summitry.explorers.package_builder import PackageBuilder
    from summitry.explorers.payments import PaymentComposer
    from summitry.explorers.sanctions_graph import SanctionsGraph
    from summitry.explorers.signals import Signals
    from summitry.explorers.stick import Stick
    from summitry.explorers.survival import Survival
    from summitry.explorers.timeline import Timeline
    from summitry.explorers.worlds import Worlds

# Loaded when first used, so that importing this room stays quick.
_LATER = {
    "ClaimMap": "claim_map",
    "Composer": "composer",
    "DefinitionMatrix": "definition_matrix",
    "PaymentComposer": "payments",
    "PackageBuilder": "package_builder",
    "SanctionsGraph": "sanctions_graph",
    "Signals": "signals",
    "Stick": "stick",
    "Survival": "survival",
    "Timeline": "timeline",
    "Worlds": "worlds",
}

__all__ = [
    "ClaimMap",
    "Composer",
    "Controls",
    "DefinitionMatrix",
    "Explorer",
    "PackageBuilder",
    "PaymentComposer",
    "Readout",
    "SanctionsGraph",
    "Signals",
    "Stick",
    "Survival",
    "Timeline",
    "Worlds",
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    if name.startswith("_"):
        raise AttributeError(name)
    raise _UnknownExplorerError("explorer", name, _LATER)


def __dir__() -> list[str]:
    return __all__


class _UnknownExplorerError(UnknownNameError, AttributeError):
    """An unknown explorer; also an AttributeError, so that hasattr works as usual."""
