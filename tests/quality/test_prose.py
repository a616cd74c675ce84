"""The Python examples of the README and the docs are run, and print what the text says."""

import doctest
import re
from pathlib import Path

import pytest
from prose import blocks

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.FAIL_FAST

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def examples(markdown: str) -> list[doctest.Example]:
    """The examples of all Python blocks of one page, which share their names."""
    found = []
    for block in blocks(markdown):
        if block.language.split(" ")[0] not in {"python", "pycon", "py"}:
            continue
        parsed = doctest.DocTestParser().get_examples(block.text)
        assert parsed, f"line {block.line}: write this Python block with >>> prompts"
        for example in parsed:
            example.lineno += block.line - 1
        found += parsed
    return found


def failures(markdown: str, name: str) -> list[str]:
    """What the examples of one page print when they go wrong."""
    test = doctest.DocTest(examples(markdown), {}, name, name, 0, markdown)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append)
    return said


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_print_what_the_page_says(path):
    said = failures(path.read_text("utf-8"), path.name)
    assert not said, "".join(said)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(path):
    targets = [link.partition("#")[0] for link in LINK.findall(path.read_text("utf-8"))]
    local = [t for t in targets if t and not t.startswith(("http:", "https:", "mailto:"))]
    broken = [target for target in local if not (path.parent / target).exists()]
    assert not broken, broken


def test_a_wrong_example_is_seen():
    page = "Text.\n\n```python\n>>> x = 1\n```\n\nMore.\n\n```python\n>>> x + 1\n{}\n```\n"
    assert failures(page.format(2), "page") == []
    assert "Expected:\n    3\nGot:\n    2\n" in "".join(failures(page.format(3), "page"))
    with pytest.raises(AssertionError, match="line 2: write this Python block with >>>"):
        examples("```python\nx = 1\n```\n")


def test_readme_has_examples():
    assert examples((ROOT / "README.md").read_text("utf-8"))
