"""One version and one licence statement, said the same way wherever they are said."""

import importlib.metadata
import re
import tomllib

import pytest
import yaml

import summitry


@pytest.fixture(scope="module")
def citation(root):
    return yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def test_version_is_said_once_and_agrees(citation, project):
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/summitry/__init__.py"
    assert citation["version"] == summitry.__version__
    assert importlib.metadata.version("summitry") == summitry.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", summitry.__version__)


def test_licence_is_the_same_everywhere(citation, project, root):
    expression = project["project"]["license"]
    assert expression == "BSD-3-Clause AND CC-BY-4.0"
    assert citation["license"] == expression.split(" AND ")
    assert importlib.metadata.metadata("summitry")["License-Expression"] == expression


def test_licence_files_hold_what_they_are_named_for(project, root):
    assert project["project"]["license-files"] == ["LICENSE", "LICENSE-TEXT"]
    code = (root / "LICENSE").read_text("utf-8")
    text = (root / "LICENSE-TEXT").read_text("utf-8")
    assert "Redistribution and use in source and binary forms" in code
    assert "Neither the name of the copyright holder" in " ".join(code.split())
    assert "Creative Commons Attribution 4.0" in " ".join(text.split())


def test_readme_states_both_licences(root):
    readme = (root / "README.md").read_text("utf-8")
    for link in ("(LICENSE)", "(LICENSE-TEXT)"):
        assert link in readme
    assert "BSD-3-Clause" in readme
    assert "CC BY 4.0" in readme


def test_package_is_marked_as_typed(root):
    assert (root / "src" / "summitry" / "py.typed").is_file()
