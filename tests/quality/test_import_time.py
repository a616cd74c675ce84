"""What a lesson imports comes up quickly, and needs the core packages alone."""

import importlib.util
import os
import subprocess
import sys
import tomllib

from packaging.requirements import Requirement

LESSON_IMPORT = "from summitry import charts, course, explorers, facts"

# Seconds of processor time, so that nothing else that runs here counts, for the import of all that
# a lesson needs. A slow import is a slow first cell for every learner; the usual cause is a package
# for building lessons that is imported at the top of a module.
LIMIT = 1.5

# Run in a fresh interpreter: refuse the given packages, then import.
REFUSE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ImportError("refused: " + name)

sys.meta_path.insert(0, Refuse())
{statement}
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess:
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=env | environment,
    )


def extras(root) -> dict[str, list[str]]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return project["optional-dependencies"]


# Import names of the packages that differ from the distribution's own.
IMPORT_NAMES = {
    "pyyaml": "yaml",
    "import-linter": "importlinter",
    "axe-playwright-python": "axe_playwright_python",
    "pytest-cov": "pytest_cov",
    "pytest-playwright": "pytest_playwright",
    "pytest-xdist": "xdist",
}

# Packages that hold type stubs, and so nothing that could be imported.
NOT_IMPORTABLE = {"pandas-stubs", "scipy-stubs", "types-jsonschema", "types-pyyaml"}


def not_core(root) -> set[str]:
    names = {Requirement(line).name for lines in extras(root).values() for line in lines}
    return {IMPORT_NAMES.get(n, n.replace("-", "_")) for n in names - NOT_IMPORTABLE}


def test_import_is_quick():
    code = f"import time; t = time.process_time(); {LESSON_IMPORT}; print(time.process_time() - t)"
    seconds = []
    for _ in range(3):
        done = run(code)
        assert done.returncode == 0, done.stderr
        seconds.append(float(done.stdout))
        if seconds[-1] < LIMIT:
            return
    raise AssertionError(f"the import took {min(seconds):.2f} s at best; at most {LIMIT} s")


def test_import_needs_core_packages_only(root):
    refused = not_core(root)
    done = run(REFUSE.format(refused=refused, statement=LESSON_IMPORT))
    assert done.returncode == 0, done.stderr


def test_refused_packages_are_the_real_ones(root):
    refused = not_core(root)
    missing = {name for name in refused if importlib.util.find_spec(name) is None}
    assert not missing, f"not import names, or not installed: {missing}"
    done = run(REFUSE.format(refused=refused, statement="import nbformat"))
    assert "refused: nbformat" in done.stderr
