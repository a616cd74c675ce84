"""Summitry: a course on the 2019 Hanoi summit, its sanctions and the logic of a staged deal.

Lessons import four rooms: `summitry.facts` (the sourced ledger), the models (for example
`summitry.beliefs`), `summitry.charts` and `summitry.explorers`, and `summitry.course` (predictions,
checks, tables).
"""

__version__ = "0.1.0"
