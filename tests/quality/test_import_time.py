"""What a lesson imports comes up quickly, and needs the core packages alone."""

import importlib.util
import os
import subprocess
import sys
import tomllib

from packaging.requirements import Requirement

LESSON_IMPORT = "from summitry import charts, course, explorers, facts"

# Packages that come up with a lesson's first cell. One more is a slower first cell for every
# learner: it belongs into the function that needs it, or, if every lesson needs it at once, in
# here. Not measured in seconds, which say more about the machine than about the import.
FIRST_CELL = {
    *("IPython", "anywidget", "comm", "ipywidgets", "numpy", "pandas", "plotly", "scipy"),
    *("dateutil", "narwhals", "psygnal", "pygments", "summitry", "traitlets", "typing_extensions"),
}
# Where a part of such a package takes long by itself.
SLOW_PARTS = {"scipy.stats", "scipy.signal", "scipy.interpolate", "plotly.figure_factory"}
# Compiled parts of packages, and what plotly looks for without need.
UNNAMED = {"charset_normalizer", "cython_runtime", "mypy_extensions"}

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


def loaded(statement: str) -> set[str]:
    done = run(f"import sys\n{statement}\nprint(*sys.modules)")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def late(modules: set[str]) -> set[str]:
    """Which packages, or slow parts of one, should not be there after the first cell."""
    tops = {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names)
    hidden = {name for name in tops if name.startswith("_") or name.endswith("__mypyc")}
    return (tops - hidden - UNNAMED - FIRST_CELL) | (modules & SLOW_PARTS)


def test_the_first_cell_loads_what_it_needs_and_no_more():
    assert late(loaded(LESSON_IMPORT)) == set()


def test_a_package_too_many_is_named():
    assert late(loaded(f"{LESSON_IMPORT}\nimport scipy.stats, nbformat")) >= {
        "scipy.stats",
        "nbformat",
    }


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
