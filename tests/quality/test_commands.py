"""The commands that the README promises are the ones that the Makefile and CI have."""

import re
import subprocess

import pytest
from prose import blocks


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text("utf-8")


def command(readme: str, name: str) -> str:
    """The one command in the block below `<!-- command: NAME -->`."""
    _, _, after = readme.partition(f"<!-- command: {name} -->\n")
    return blocks(after)[0].text.strip()


@pytest.mark.parametrize("name", ["course", "test"])
def test_readme_gives_the_two_commands(readme, name):
    assert command(readme, name) == f"make {name}"


def test_ci_runs_the_readme_s_test_command(root):
    done = subprocess.run(
        ["bash", ".ci/run", "--print-command"], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "make test"


def test_make_alone_lists_every_target(root):
    said = subprocess.run(["make"], cwd=root, capture_output=True, text=True, check=True).stdout
    makefile = (root / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) - {"help"}
    assert targets == set(re.findall(r"^make (\w+)", said, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    assert set(phony) == targets | {"help"}


def test_clean_leaves_the_learner_s_work(root):
    """What `make clean` would run, printed and not run."""
    said = subprocess.run(
        ["make", "--dry-run", "clean"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    assert "rm -rf .venv" in said
    for line in said.splitlines():
        assert "my-work" not in line or "-not -path './my-work/*'" in line
        assert "my-predictions" not in line
