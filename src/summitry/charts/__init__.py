"""Figures of the course: one look, and each figure also in words and as a table."""

from summitry.charts import theme
from summitry.charts.twins import NotDescribedError, alt, describe, show, table

theme.register()

__all__ = ["NotDescribedError", "alt", "describe", "show", "table", "theme"]
