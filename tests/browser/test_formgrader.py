"""What an instructor sees: `summitry lab --teach` on a small class, driven like a person would.

An argument is read and marked by hand in formgrader, and the score is then in what is exported.
"""

import csv
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from labdriver import free_port
from playwright.sync_api import expect
from small_class import ARGUMENT, Class

from summitry.cli import main
from summitry.grading import grade, sandbox

SECONDS_TO_START = 60
LONG = 30_000


class Teaching:
    """`summitry lab --teach` on one class, with Jupyter's own files in a folder of its own."""

    def __init__(self, room, scratch):
        self.room, self.log = room, scratch / "lab.log"
        self.port, self.token = free_port(), secrets.token_hex(16)
        own = {
            f"JUPYTER_{kind}_DIR": str(scratch / kind.lower())
            for kind in ("CONFIG", "DATA", "RUNTIME")
        }
        nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
        environment = os.environ | own | nowhere | {"no_proxy": "127.0.0.1,localhost"}
        words = ["lab", "--teach", "--class", str(room.root)]
        words += ["--port", str(self.port), "--no-browser"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "summitry.cli", *words],
                env=environment | {"JUPYTER_TOKEN": self.token, "IPYTHONDIR": str(scratch / "i")},
                cwd=scratch,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def address(self, path=""):
        return f"http://127.0.0.1:{self.port}/lab{path}?token={self.token}&reset"

    def wait(self):
        deadline = time.monotonic() + SECONDS_TO_START
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.address(), timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError(f"it did not start:\n{self.log.read_text()}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def teaching(tmp_path_factory):
    """A class of two with one graded submission, an exchange, and the server."""
    scratch = tmp_path_factory.mktemp("teaching")
    exchange = scratch / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    built = Class(scratch / "klass", {"ana": ("Ana", "Pérez"), "bo": ("Bo", "Li")})
    with (built.room.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(exchange)!r}\n")
    built.hand_in("ana", built.solved("ana"))
    # The other walls of the sandbox are not the matter here.
    grade.grade(built.exercise, built.room, sandboxed=bool(sandbox.available()))
    # A notebook as a student sees it, to validate.
    own = built.room.root / "try"
    own.mkdir()
    (own / "07-ceiling.ipynb").write_text(json.dumps(built.solved("ana")), "utf-8")
    shutil.copy(built.released.data, own)
    served = Teaching(built.room, scratch)
    try:
        served.wait()
        yield served
    finally:
        served.stop()


@pytest.fixture
def desk(page, teaching, border):
    """JupyterLab with the menu of nbgrader; nothing may leave the machine."""
    page.goto(teaching.address())
    expect(page.get_by_role("menuitem", name="Nbgrader")).to_be_visible(timeout=LONG)
    return page


def choose(page, entry):
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def scores(room, capsys):
    """What `summitry export --to csv` gives: by student."""
    assert main(["export", "--to", "csv", "--class", str(room.root)]) == 0
    path = Path(capsys.readouterr().out.removesuffix(" written\n"))
    rows = csv.DictReader(path.read_text("utf-8-sig").splitlines())
    return {row["id"]: row for row in rows}


def test_an_argument_is_marked_by_hand_and_the_score_is_exported(desk, teaching, capsys):
    before = scores(teaching.room, capsys)["ana"]
    assert (before["points"], before["state"]) == ("8", "waits for marks by hand")

    choose(desk, "Formgrader")
    form = desk.frame_locator("iframe[src*='formgrader']")
    form.get_by_role("link", name="Manual Grading").click(timeout=LONG)
    form.get_by_role("link", name="07-ceiling").click(timeout=LONG)
    expect(form.get_by_text("Avg. Code Score")).to_be_visible(timeout=LONG)
    form.get_by_role("row", name="07-ceiling").get_by_role("link").click()
    form.get_by_role("link", name="Submission #1").click(timeout=LONG)

    expect(form.get_by_text(f"claim: {ARGUMENT['claim']}")).to_be_visible(timeout=LONG)
    expect(form.get_by_text("The flip says what would have to be seen (1)")).to_be_visible()
    mark = form.locator("#argument-quality")
    expect(mark).to_have_class("score tabbable needs_manual_grade")
    mark.fill("4")
    with desk.expect_response(lambda answer: "/api/grade/" in answer.url) as saved:
        mark.press("Tab")
    assert saved.value.ok
    expect(mark).to_have_class("score tabbable")

    after = scores(teaching.room, capsys)
    assert (after["ana"]["points"], after["ana"]["of"], after["ana"]["state"]) == (
        "12",
        "13",
        "final",
    )
    assert after["bo"]["state"] == "not handed in"


def test_the_assignment_list_shows_what_was_released(desk, teaching, capsys):
    words = ["assign", "07-ceiling", "--release", "--class", str(teaching.room.root)]
    assert main(words) == 0
    assert "released in nbgrader's exchange" in capsys.readouterr().out
    choose(desk, "Assignment List")
    listed = desk.locator("#released_assignments_list")
    expect(listed.get_by_text("07-ceiling").first).to_be_visible(timeout=LONG)
    expect(listed.get_by_role("button", name="Fetch")).to_be_visible()


def test_validate_runs_a_notebook(page, teaching, border):
    page.goto(teaching.address("/tree/try/07-ceiling.ipynb"))
    page.get_by_role("button", name="Validate").click(timeout=LONG)
    said = page.get_by_role("dialog")
    expect(said).to_contain_text("Success! Your notebook passes all the tests.", timeout=LONG)


def test_a_learner_has_no_menu_of_nbgrader(page, lab, border):
    page.goto(f"{lab.address}/lab?token={lab.token}&reset")
    expect(page.get_by_role("menuitem", name="Help")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
