"""Figures of the course: one look, and each figure also in words and as a table."""

from summitry.charts import theme
from summitry.charts.beliefs import offer_region, who_offers
from summitry.charts.calibration import calibration, class_calibration, hit_rates
from summitry.charts.cases import compare, paired_cases
from summitry.charts.claims import claim_map
from summitry.charts.closure import closure_region
from summitry.charts.definition_matrix import meanings
from summitry.charts.events import story
from summitry.charts.packages import package_map, zone_region, zone_shares
from summitry.charts.plan import day_plan
from summitry.charts.roadmaps import published_plans
from summitry.charts.sanctions import sanctions_graph
from summitry.charts.sanctions_story import base_years, sanctions_ladder
from summitry.charts.staged import cuts, one_step_region, staged_deal, waiting
from summitry.charts.stick import stick_layers, stick_region
from summitry.charts.stress import stress_test
from summitry.charts.survival import best_stages_map, turnover_record
from summitry.charts.timeline import two_days
from summitry.charts.twins import NotDescribedError, alt, describe, show, table
from summitry.charts.windows import lump_sum_region, payment_windows, too_little_too_much
from summitry.charts.worlds import found_or_missed

theme.register()

__all__ = [
    "NotDescribedError",
    "alt",
    "base_years",
    "best_stages_map",
    "calibration",
    "claim_map",
    "class_calibration",
    "closure_region",
    "compare",
    "cuts",
    "day_plan",
    "describe",
    "found_or_missed",
    "hit_rates",
    "lump_sum_region",
    "meanings",
    "offer_region",
    "one_step_region",
    "package_map",
    "paired_cases",
    "payment_windows",
    "published_plans",
    "sanctions_graph",
    "sanctions_ladder",
    "show",
    "staged_deal",
    "stick_layers",
    "stick_region",
    "story",
    "stress_test",
    "table",
    "theme",
    "too_little_too_much",
    "turnover_record",
    "two_days",
    "waiting",
    "who_offers",
    "zone_region",
    "zone_shares",
]
