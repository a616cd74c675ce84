"""The examples in docs/ledger.md and in the docstrings of the room run as written."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from summitry import facts

ROOT = Path(__file__).parents[2]
MODULES = [f"summitry.facts.{item.name}" for item in pkgutil.iter_modules(facts.__path__)]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=OPTIONS)
    assert result.failed == 0


def test_some_docstrings_have_examples():
    tried = sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES)
    assert tried >= 10


def test_the_guide_to_the_ledger():
    result = doctest.testfile(
        str(ROOT / "docs" / "ledger.md"), module_relative=False, optionflags=OPTIONS
    )
    assert result.attempted >= 15
    assert result.failed == 0


def test_the_guide_names_every_table():
    guide = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert [table for table in facts.tables() if f"`{table}`" not in guide] == []
