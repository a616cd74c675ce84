"""What a lesson calls: predictions, checks and tables.

>>> from summitry import course
>>> sorted(course.__all__)
['check', 'forecasts', 'predict', 'reveal', 'table']
"""

from summitry.course.forecasts import forecasts, predict, reveal
from summitry.course.quiz import check
from summitry.course.tables import table

__all__ = ["check", "forecasts", "predict", "reveal", "table"]
