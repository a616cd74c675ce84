"""Real JupyterLab in real Chromium; no request may leave this machine."""

import os
from pathlib import Path

import chromium
import pytest
from labdriver import Border, JupyterLab, Notebook

ROOT = Path(__file__).parent.parent.parent

FOUND = chromium.find()
if FOUND is None:
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(f"CI needs Chromium. {chromium.HOW_TO_GET}")
    collect_ignore_glob = ["test_*.py"]


def pytest_configure(config):
    """Keep a picture of the page when a test fails, in test-results/."""
    config.option.screenshot = "only-on-failure"


def pytest_terminal_summary(terminalreporter):
    """Say at the end why the browser tests are missing, when they are."""
    if FOUND is None:
        terminalreporter.write_line(chromium.HOW_TO_GET)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the Chromium that was found, in a new and empty profile."""
    return browser_type_launch_args | {
        "executable_path": str(FOUND),
        "args": list(chromium.ARGUMENTS),
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Show the page in the size of a small laptop, and without animations."""
    return browser_context_args | {
        "viewport": {"width": 1366, "height": 900},
        "reduced_motion": "reduce",
        "locale": "en-GB",
    }


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab on a copy of the course's notebooks."""
    with JupyterLab(ROOT / "notebooks", tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture
def border(page):
    """The border of this machine: whatever wanted to cross it fails the test at its end."""
    guard = Border(page)
    yield guard
    assert not guard.stopped, f"requests that would leave this machine: {guard.stopped}"


@pytest.fixture
def notebook(page, lab, border):
    """A notebook that is about to be opened, on a server that begins anew."""
    lab.renew()
    return Notebook(page, lab)
