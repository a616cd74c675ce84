"""What lifting sanctions would give, and what would be left.

*The graph.* Eleven resolutions hold the UN measures. A measure may be superseded by a later one:
it then lies dormant, and comes back when the later one alone is lifted. Resolution 2371 bans coal;
lift that ban alone and the cap of 2321 is back; lift both and the ban of 2270 with its exemption
for livelihood is back. In force is::

    a measure that stands, while nothing that superseded it stands

*Money.* The value of an opened export is what it earned in a base year, by one compiler::

    gain = what passes after - what passes before
    passes:  ban 0;  cap min(value, cap);  exemption 0.8 to 1 of the value;  open the value

Where one compiler gives all exports, all bans together are worth the *gap*, exports before less
exports under sanctions, and sectors without a figure of their own share what the others leave of
it. Figures of different compilers or years stand side by side and are never added. All is gross,
in US$ million a year.

*Law.* A trade reopens only where two layers let it: the UN layer, which a vote of the Security
Council changes, and the US layer, which the President or Congress changes.

*Proportion.* The share of leverage given against the share of capability removed, as ranges.

Not modelled: net gain, smuggling, price effects of the trade itself, other countries' own
sanctions, enforcement.

Sources: the tables ``resolutions``, ``provisions``, ``trade``, ``us_unilateral`` and
``relief_options`` of the ledger. ``sanctions.toml`` holds what is this course's own: which rows are
one measure, which measures close which trade, and the assumptions with their ranges.
"""

from __future__ import annotations

from summitry._sanctions_balance import Disproportion, FlipRange, disproportion
from summitry._sanctions_figures import Basis, Figure, Range, bases, figures
from summitry._sanctions_graph import Binding, Graph, ledger_graph
from summitry._sanctions_layers import Legality, activity_names, firms, lawful, network
from summitry._sanctions_ledger import Lever, Measure, Sector, UsMeasure, levers, sectors
from summitry._sanctions_packages import Package, Selection, packages
from summitry._sanctions_relief import Channels, Counts, Relief, Route, channels, relief
from summitry._sanctions_tables import CountAndValue, count_and_value, gaps, ladder, options
from summitry._sanctions_value import SectorValue

__all__ = [
    "Basis",
    "Binding",
    "Channels",
    "CountAndValue",
    "Counts",
    "Disproportion",
    "Figure",
    "FlipRange",
    "Graph",
    "Legality",
    "Lever",
    "Measure",
    "Package",
    "Range",
    "Relief",
    "Route",
    "Sector",
    "SectorValue",
    "UsMeasure",
    "activity_names",
    "bases",
    "binding",
    "channels",
    "count_and_value",
    "disproportion",
    "figures",
    "firms",
    "gaps",
    "ladder",
    "lawful",
    "levers",
    "network",
    "options",
    "packages",
    "relief",
    "sectors",
]


def binding(selection: Selection = ()) -> Binding:
    """Say what is in force after lifting a selection, starting from the ledger.

    Parameters
    ----------
    selection : str, int or iterable of these
        Ids of measures, numbers of resolutions, or names of packages; nothing by default.

    Returns
    -------
    Binding
        What remains, what ended and what came back; `print` it.

    Raises
    ------
    UnknownNameError
        When a name is unknown; the nearest are given.
    SummitryError
        When a relief option does not say what it lifts, or a row is not a restriction.
    OutOfRangeError
        When something is not a name.

    Examples
    --------
    >>> "2375-ref" in binding("2397-ref")
    True
    """
    return ledger_graph().binding(selection)
