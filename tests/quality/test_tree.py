"""What may and may not stand in the files that git keeps."""

import ast
import re
import subprocess

import pytest

# Put together here, so that this file does not name them either.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "ana" + "conda.org",
    "ana" + "conda.com",
    "debian.org/" + "debian",
    "jsde" + "livr",
    "unp" + "kg.com",
    "cloud" + "flare.com",
]

BUILD_OUTPUT = re.compile(
    r"(^|/)(\.venv|\.tools|\.make|my-work|my-predictions|__pycache__|\.ipynb_checkpoints|dist|build"
    r"|htmlcov|test-results|node_modules|\.hypothesis|\.\w+_cache|[^/]+\.egg-info)/"
    r"|\.pyc$|(^|/)\.coverage|(^|/)uv\.lock$|\.DS_Store$|-checkpoint\.ipynb$"
)

MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def tracked(root):
    """Every file in git, and every new one that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [root / name for name in listed.split("\0") if name and (root / name).is_file()]


def test_no_file_names_a_package_registry(tracked, root):
    named = [
        f"{path.relative_to(root)}: {host}"
        for path in tracked
        for host in HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert not named, named


def test_no_build_output_is_kept(tracked, root):
    names = [str(path.relative_to(root)) for path in tracked]
    assert not [name for name in names if BUILD_OUTPUT.search(name)]
    for name in (".venv/bin/python", "src/a/__pycache__/b.pyc", "uv.lock", "my-work/00.ipynb"):
        assert BUILD_OUTPUT.search(name)


def test_what_the_commands_make_is_ignored(root):
    made = [".venv/x", ".tools/x", ".make/x", "my-work/x", "test-results/x", ".coverage"]
    made += ["notebooks/my-predictions/x", "src/summitry/__pycache__/x"]
    ignored = subprocess.run(
        ["git", "check-ignore", *made], cwd=root, capture_output=True, text=True, check=False
    ).stdout.split()
    assert ignored == made


def test_files_are_small(tracked, root):
    large = {str(p.relative_to(root)): p.stat().st_size for p in tracked}
    assert not {name: size for name, size in large.items() if size > 8 * MEBIBYTE}
    pictures = {n: s for n, s in large.items() if n.endswith(".png") and s > 400 * 1024}
    assert not pictures


def test_text_ends_with_a_newline(tracked, root):
    kinds = {".py", ".md", ".toml", ".yml", ".sh", ".csv", ".ipynb", ".js", ".css", ".lock"}
    bad = [
        str(path.relative_to(root))
        for path in tracked
        if path.suffix in kinds
        and (text := path.read_bytes())
        and (not text.endswith(b"\n") or b"\r" in text)
    ]
    assert not bad, bad


SKIPS = {"skip", "skipif", "xfail", "importorskip", "skipTest", "SkipTest"}


def unexplained_skips(source: str) -> list[int]:
    """Lines that leave a test out, or expect it to fail, without a reason."""
    nodes = list(ast.walk(ast.parse(source)))
    explained = {
        node.lineno
        for node in nodes
        if isinstance(node, ast.Call)
        and any(key.arg == "reason" and getattr(key.value, "value", "") for key in node.keywords)
    }
    lines = [
        node.lineno
        for node in nodes
        if (isinstance(node, ast.Attribute) and node.attr in SKIPS)
        or (isinstance(node, ast.ImportFrom) and SKIPS & {alias.name for alias in node.names})
    ]
    return [line for line in lines if line not in explained]


def test_every_skipped_test_says_why(tracked, root):
    found = [
        f"{path.relative_to(root)}:{line}"
        for path in tracked
        if path.suffix == ".py" and path.is_relative_to(root / "tests")
        for line in unexplained_skips(path.read_text("utf-8"))
    ]
    assert not found, found
    assert unexplained_skips("import pytest\n@pytest.mark.skip\ndef test(): ...\n") == [2]
    assert unexplained_skips("import pytest\npytest.skip()\n") == [2]
    assert unexplained_skips("from pytest import skip\nskip()\n") == [1]
    assert unexplained_skips("import pytest\npytest.skip(reason='no screen')\n") == []


def test_no_notebook_cell_is_left_unchecked(tracked, root):
    words = ("NBVAL_SKIP", "NBVAL_IGNORE_OUTPUT", "nbval-skip", "nbval-ignore", "raises-exception")
    lessons = [p for p in tracked if p.suffix == ".ipynb" or p.is_relative_to(root / "lessons")]
    found = [
        f"{path.relative_to(root)}: {word}"
        for path in lessons
        for word in words
        if word in path.read_text("utf-8")
    ]
    assert not found, found
