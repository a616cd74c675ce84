"""Ruff, mypy and import-linter, each with the settings in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent

CHECKS = {
    "ruff check": ["ruff", "check", "--no-cache", "."],
    "ruff format": ["ruff", "format", "--check", "--no-cache", "."],
    "mypy": ["mypy", "--cache-dir=/dev/null", "--no-pretty"],
    "import layers": ["lint-imports", "--no-cache"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_static_check(name, root):
    program, *arguments = CHECKS[name]
    done = subprocess.run(
        [BIN / program, *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{name} complains:\n{done.stdout}{done.stderr}"
