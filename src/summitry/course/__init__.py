"""What a lesson or an exercise calls: predictions, checks, tables, answers, and the self-test.

>>> from summitry import course
>>> sorted(course.__all__)
['check', 'exercise', 'forecasts', 'predict', 'reveal', 'self_test', 'table']
"""

from summitry.course.answers import exercise
from summitry.course.forecasts import forecasts, predict, reveal
from summitry.course.quiz import check
from summitry.course.selftest import self_test
from summitry.course.tables import table

__all__ = ["check", "exercise", "forecasts", "predict", "reveal", "self_test", "table"]
