"""`make test` itself: what it counts, what it says at the end, and what it leaves out."""

import importlib.util
import sys
import textwrap
from pathlib import Path

import chromium
import hub_machine
import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "test.py"


@pytest.fixture
def runner(monkeypatch):
    """scripts/test.py as a module, outside CI whatever the surroundings are."""
    monkeypatch.delenv("CI", raising=False)
    spec = importlib.util.spec_from_file_location("runner", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "runner", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_suite(runner, tmp_path, monkeypatch):
    """Two parts: a file of tests, to be filled in, and a plain command."""
    tests = tmp_path / "test_small.py"
    tests.write_text("def test_good(): pass\n")
    command = [*runner.PYTEST, "-c", "/dev/null", "--rootdir", str(tmp_path), str(tests)]
    parts = {
        "small": ("a file of tests", [command]),
        "plain": ("a command", [[sys.executable, "-c", "print('plain')"]]),
    }
    monkeypatch.setattr(runner, "PARTS", parts)
    return tests


def test_all_is_well(runner, small_suite, capsys):
    assert runner.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "2 passed, 0 failed"
    assert said[-3].startswith("small      passed    1 passed, 0 failed")
    assert runner.main(["plain"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("def test_good(): pass\ndef test_bad(): assert 0\n", "2 passed, 1 failed"),
        # Nothing passes and nothing is counted, and yet the part has failed.
        ("import nowhere_to_be_found\n", "1 passed, 1 failed"),
        ("", "1 passed, 1 failed"),
        (
            """
            import pytest
            @pytest.fixture
            def broken(): raise ValueError
            def test_error(broken): pass
            """,
            "1 passed, 1 failed",
        ),
    ],
    ids=["a failure", "an error while collecting", "no tests", "an error in a fixture"],
)
def test_failure_in_one_part_fails_the_run_and_not_the_other_part(
    runner, small_suite, capsys, text, count
):
    small_suite.write_text(textwrap.dedent(text))
    assert runner.main([]) == 1
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == count
    assert "small      FAILED" in said
    assert "plain      passed" in said


def test_unknown_part_is_named(runner, capsys):
    assert runner.main(["units"]) == 2
    assert "'units'; there are: quality, unit, notebooks" in capsys.readouterr().out


def test_without_chromium_the_browser_part_is_left_out(runner, monkeypatch, capsys):
    monkeypatch.setattr(chromium, "find", lambda: None)
    assert runner.main(["browser"]) == 0
    said = capsys.readouterr().out
    assert "browser    left out" in said
    assert said.count("apt-get install chromium") == 2


def test_without_root_the_hub_part_is_left_out(runner, monkeypatch, capsys):
    monkeypatch.setattr(hub_machine.os, "geteuid", lambda: 1000)
    assert runner.main(["hub"]) == 0
    said = capsys.readouterr().out
    assert "hub        left out" in said
    assert said.count("They need root, to be several users: sudo make test PARTS=hub") == 2
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(runner, "run_command", lambda command, result: setattr(result, "failed", 1))
    assert runner.main(["hub"]) == 1


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("bwrap", "apt-get install bubblewrap"),
        ("node", "apt-get install nodejs npm"),
        ("npm", "apt-get install npm"),
    ],
)
def test_what_the_hub_part_lacks_is_named(monkeypatch, tmp_path, lacking, said):
    monkeypatch.setattr(hub_machine.sys, "platform", "linux")
    monkeypatch.setattr(hub_machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(hub_machine, "PROXY_PROGRAM", tmp_path / "none")
    monkeypatch.setattr(hub_machine.shutil, "which", lambda name: name != lacking or None)
    assert said in hub_machine.why_not()
    monkeypatch.setattr(hub_machine.shutil, "which", lambda name: name)
    assert hub_machine.why_not() == ""
    monkeypatch.setattr(hub_machine.sys, "platform", "darwin")
    assert "They need Linux" in hub_machine.why_not()


def test_without_chromium_ci_fails(runner, monkeypatch):
    """In CI the part is run all the same, and tests/browser refuses to start."""
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(runner, "run_command", lambda command, result: setattr(result, "failed", 1))
    assert runner.main(["browser"]) == 1


def test_browser_tests_refuse_to_start_in_ci_without_chromium(tmp_path, monkeypatch, root):
    """The conftest of the browser tests, with a machine that has no Chromium."""
    monkeypatch.setattr(chromium, "find", lambda: None)
    spec = importlib.util.spec_from_file_location("there", root / "tests/browser/conftest.py")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.UsageError, match="CI needs Chromium"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    monkeypatch.delenv("CI")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.collect_ignore_glob == ["test_*.py"]


def test_chromium_is_looked_for_by_name(tmp_path, monkeypatch):
    look = chromium.find.__wrapped__  # without the memory of an earlier answer
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "PLACES", ())
    monkeypatch.setattr(chromium, "_of_playwright", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert look() is None
    program = tmp_path / "google-chrome"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert look() == program
    monkeypatch.setenv("CHROMIUM", str(program))
    monkeypatch.setenv("PATH", "")
    assert look() == program
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError, match="is not a program that can be run"):
        look()
