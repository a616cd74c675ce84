"""What a lesson calls: predictions, checks, tables and the test of the computer.

>>> from summitry import course
>>> sorted(course.__all__)
['check', 'forecasts', 'predict', 'reveal', 'self_test', 'table']
"""

from summitry.course.forecasts import forecasts, predict, reveal
from summitry.course.quiz import check
from summitry.course.selftest import self_test
from summitry.course.tables import table

__all__ = ["check", "forecasts", "predict", "reveal", "self_test", "table"]
