"""A real hub on this machine; needs root and the proxy from npm."""

import os

import pytest
from hub_machine import why_not

MISSING = why_not()
if MISSING:
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(f"CI tests the hub: {MISSING}")
    collect_ignore_glob = ["test_*.py"]


def pytest_terminal_summary(terminalreporter):
    """Say at the end why the tests of the hub are missing, when they are."""
    if MISSING:
        terminalreporter.write_line(MISSING)
