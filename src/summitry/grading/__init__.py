"""For instructors: exercises, their variants, safe grading in bulk, feedback and the gradebook.

Nothing that a learner's notebook imports lives here. Keys stand in ``exercises/*/grade.py``
and are read only by the grading process, never in the sandbox in which a submission runs.
"""
