"""Run every test of the project, part by part, and say at the end how each part went.

    python scripts/test.py                  everything (this is `make test`)
    python scripts/test.py unit browser     some parts only

One part that fails does not stop the others, and makes the whole run fail.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import chromium  # noqa: E402  (tests/support, found through the line above)
import hub_machine  # noqa: E402

PYTEST = [sys.executable, "-m", "pytest", "-q"]
# Two at a time: what shares a module stays together, or what is marked as one group.
TWO, GROUPS = ["-n", "2", "--dist", "loadscope"], ["-n", "2", "--dist", "loadgroup"]
STRICT = ["-p", "strict_notebooks", "--nbval", "--nbval-cell-timeout=60"]
EXERCISES = "tests/grading/test_every_exercise.py"
SUMMITRY = [sys.executable, "-m", "summitry.cli"]

# Part -> what it is for, and its commands.
PARTS: dict[str, tuple[str, list[list[str]]]] = {
    "quality": (
        "style, types, layers, docstrings, locks, prose",
        [[*PYTEST, "tests/quality"]],
    ),
    "unit": (
        "the library, with branch coverage",
        [
            [
                *PYTEST,
                *TWO,
                "tests",
                *(f"--ignore=tests/{room}" for room in ("quality", "notebooks", "browser", "hub")),
                f"--ignore={EXERCISES}",
                "--cov",
                "--cov-report=term",
            ],
            # Thirty-two thousand variants: counting branches as well would take ten minutes.
            [*PYTEST, *GROUPS, EXERCISES],
        ],
    ),
    "notebooks": (
        "every cell of every notebook gives its stored output again",
        [
            [*PYTEST, "tests/notebooks"],
            [*PYTEST, *TWO, *STRICT, "notebooks"],
        ],
    ),
    "fresh": (
        "derived files are what their sources give",
        [[*SUMMITRY, "build", "--check"], [*SUMMITRY, "syllabus", "--check"]],
    ),
    "browser": (
        "JupyterLab in Chromium, with mouse and keyboard",
        # Two browsers, each with its own JupyterLab: most of the time is waiting.
        [[*PYTEST, "-n", "2", "--dist", "load", "tests/browser"]],
    ),
    "hub": (
        "a JupyterHub with users, from release to feedback",
        [[*PYTEST, "tests/hub"]],
    ),
}


@dataclass
class Result:
    """How one part went."""

    part: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    note: str = ""

    def line(self) -> str:
        """One row of the summary."""
        word = "FAILED" if self.failed else "left out" if self.note else "passed"
        counts = f"{self.passed} passed, {self.failed} failed"
        return f"{self.part:10} {word:9} {counts:24} {self.seconds:5.0f} s"


def counts_in(report: Path) -> tuple[int, int]:
    """How many tests passed and failed, from a JUnit file."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    passed = failed = 0
    for suite in suites:
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += bad
        passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    return passed, failed


def environment() -> dict[str, str]:
    """Give the environment of every command: it can import the helpers of tests/support."""
    return os.environ | {"PYTHONPATH": str(ROOT / "tests" / "support")}


def run_command(command: list[str], result: Result) -> None:
    """Run one command and add what came of it to the result."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        is_pytest = command[: len(PYTEST)] == PYTEST
        extra = [f"--junitxml={report}"] if is_pytest else []
        code = subprocess.run(
            [*command, *extra], cwd=ROOT, env=environment(), check=False
        ).returncode
        passed, failed = counts_in(report) if report.exists() else (int(code == 0), 0)
    result.passed += passed
    # A run can fail with no failed test: too little coverage, or an error before the tests.
    result.failed += failed or int(code != 0)


def missing(part: str) -> str:
    """Say what this machine lacks for a part, so that it is left out; in CI nothing may lack."""
    if os.environ.get("CI") == "true":
        return ""
    if part == "browser" and chromium.find() is None:
        return chromium.HOW_TO_GET
    return hub_machine.why_not() if part == "hub" else ""


def run_part(part: str) -> Result:
    """Run all commands of one part."""
    purpose, commands = PARTS[part]
    print(f"\n=== {part}: {purpose}", flush=True)
    result = Result(part)
    result.note = missing(part)
    if result.note:
        print(result.note)
        return result
    start = time.monotonic()
    for command in commands:
        run_command(command, result)
    result.seconds = time.monotonic() - start
    return result


def main(names: list[str]) -> int:
    """Run the named parts, or all; return the exit code."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"No part of the tests is called {unknown[0]!r}; there are: {', '.join(PARTS)}.")
        return 2
    results = [run_part(part) for part in names or PARTS]
    print("\n=== summary")
    for result in results:
        print(result.line())
    for result in results:
        if result.note:
            print(result.note)
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    print(f"{passed} passed, {failed} failed", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nThe tests were stopped before the end.")
