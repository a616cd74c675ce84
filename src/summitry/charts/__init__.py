"""Figures of the course: one look, and each figure also in words and as a table."""

from summitry.charts import theme
from summitry.charts.cases import compare, paired_cases
from summitry.charts.claims import claim_map
from summitry.charts.events import story
from summitry.charts.plan import day_plan
from summitry.charts.staged import cuts, one_step_region, staged_deal, waiting
from summitry.charts.timeline import two_days
from summitry.charts.twins import NotDescribedError, alt, describe, show, table

theme.register()

__all__ = [
    "NotDescribedError",
    "alt",
    "claim_map",
    "compare",
    "cuts",
    "day_plan",
    "describe",
    "one_step_region",
    "paired_cases",
    "show",
    "staged_deal",
    "story",
    "table",
    "theme",
    "two_days",
    "waiting",
]
