"""One exercise on a real hub, from release to feedback: five students, one instructor.

The hub is the one of the guide: its configuration file as it stands, PAM, one process a user, and
the proxy from npm. The students work in their own servers, through the hub; the instructor types
the commands of the guide.
"""

import json
import re
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from hub_machine import PROXY, ROOT, Machine, fetch_proxy, free_ports
from small_class import ARGUMENT, put

from summitry.grading import exercises, variants

STUDENTS = ("lan", "minh", "seo", "zoe", "yusuf")
EXERCISE = "07-ceiling"
COURSE = "hub-test"
KLASS = "/srv/summitry/my-class"
SECONDS = 90


class Browser:
    """A student in front of the hub: logs in, starts the server, asks it for things."""

    def __init__(self, base, name):
        self.base, self.name, self.session = base, name, requests.Session()
        self.session.trust_env = False

    def token(self, path):
        """The mark against forged requests that goes with a path, the longest that fits."""
        fits = [c for c in self.session.cookies if c.name == "_xsrf" and path.startswith(c.path)]
        return max(fits, key=lambda cookie: len(cookie.path)).value

    def log_in(self, password):
        self.session.get(f"{self.base}/hub/login", timeout=30).raise_for_status()
        data = {"username": self.name, "password": password, "_xsrf": self.token("/hub/")}
        return self.session.post(f"{self.base}/hub/login", data=data, timeout=30)

    def begin(self):
        """Ask the hub to start the server."""
        return self.session.get(f"{self.base}/hub/spawn/{self.name}", timeout=60)

    def wait(self, until):
        """Wait for the server; give the page of JupyterLab."""
        while time.monotonic() < until:
            page = self.session.get(f"{self.base}/user/{self.name}/lab", timeout=60)
            if page.ok and f"/user/{self.name}/lab" in page.url and "jupyter-config" in page.text:
                return page.text
            time.sleep(0.5)
        raise AssertionError(f"the server of {self.name} did not start")

    def ask(self, path, method="GET", **more):
        """Ask the student's own server."""
        place = f"/user/{self.name}/"
        headers = {"X-XSRFToken": self.token(place)} if method != "GET" else {}
        return self.session.request(
            method, f"{self.base}{place}{path}", headers=headers, timeout=60, **more
        )

    def nbgrader(self, action):
        """Press a button of the assignment list."""
        data = {"assignment_id": EXERCISE, "course_id": COURSE}
        answer = self.ask(f"assignments/{action}", "POST", data=data)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="module")
def machine():
    fetch_proxy()
    built = Machine([*STUDENTS, "teacher"])
    try:
        yield built
    finally:
        built.stop()
        assert built.ours() == []


@pytest.fixture(scope="module")
def summitry(machine):
    """The instructor's commands, typed in the folder of the project."""

    def run(*words, check=True):
        program = [sys.executable, "-m", "summitry.cli", *words, "--class", KLASS]
        shell = ["sh", "-c", 'cd "$0" && exec "$@"', ROOT, *program]
        return machine.run("teacher", *shell, check=check)

    return run


@pytest.fixture(scope="module")
def released(machine, summitry):
    """The folder of the class, the exchange, and one released exercise."""
    uid = machine.uids["teacher"]
    for folder in ("summitry", "nbgrader"):
        (machine.srv / folder).mkdir(mode=0o755)
    machine.run("root", "install", "-d", "-o", "teacher", "-m", "700", KLASS)
    machine.run("root", "install", "-d", "-m", "777", "/srv/nbgrader/exchange")
    roster = machine.srv / "roster.csv"
    roster.write_text("id\n" + "\n".join(STUDENTS) + "\n")
    roster.chmod(0o644)
    summitry("assign", EXERCISE, "--course", COURSE, "--roster", "/srv/roster.csv")
    config = machine.srv / "summitry" / "my-class" / "nbgrader_config.py"
    with config.open("a") as settings:
        settings.write('c.Exchange.root = "/srv/nbgrader/exchange"\n')
    assert config.stat().st_uid == uid
    return summitry("assign", EXERCISE, "--release").stdout


@pytest.fixture(scope="module")
def hub(machine, released):
    """The hub of the guide; only its ports are others."""
    front, api, inner = free_ports(3)
    settings = machine.srv / "hub.py"
    settings.write_text(
        f"load_subconfig({str(ROOT / 'docs' / 'hub' / 'jupyterhub_config.py')!r})\n"
        f"c.JupyterHub.hub_bind_url = 'http://127.0.0.1:{inner}'\n"
        f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{api}'\n"
    )
    (machine.srv / "state").mkdir(mode=0o700)
    log = machine.disk / "hub.log"
    process = machine.start(
        "root",
        *("sh", "-c", 'cd /srv/state && exec "$@"', "hub"),
        *(Path(sys.executable).parent / "jupyterhub", "-f", "/srv/hub.py"),
        log=log,
        SUMMITRY=str(ROOT),
        SUMMITRY_BIND=f"http://127.0.0.1:{front}",
    )
    base = f"http://127.0.0.1:{front}"
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"{base}/hub/login", timeout=5).ok:
                yield base
                return
        except requests.RequestException:
            time.sleep(0.3)
    raise AssertionError(f"the hub did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def students(machine, hub):
    """All five, logged in, each with a server of their own."""
    browsers = [Browser(hub, name) for name in STUDENTS]
    for browser in browsers:
        assert "Invalid username or password" in browser.log_in("wrong").text
        browser.log_in(browser.name).raise_for_status()
        browser.begin()
    until = time.monotonic() + SECONDS
    pages = {browser.name: browser.wait(until) for browser in browsers}
    return {browser.name: browser for browser in browsers}, pages


def solve(book, student, wrong):
    """Write the answers in, as this student would; one question may be wrong."""
    exercise = exercises.load(ROOT / "exercises" / EXERCISE)
    for question, value in variants.variant(exercise, COURSE, student).right.items():
        put(book, question, f"answer({question!r}, {1.25 if question == wrong else value!r})")
    put(book, "argument", f"answer('argument', {ARGUMENT!r})")
    for cell in book["cells"]:
        if "".join(cell["source"]).startswith("student ="):
            cell["source"] = f'student = "{student}"'


def test_from_release_to_feedback(machine, summitry, released, students):
    assert "released in nbgrader's exchange" in released
    browsers, pages = students
    for name, browser in browsers.items():
        # Learners see the assignment list, and neither formgrader nor the class.
        disabled = json.loads(re.search(r'"disabledExtensions": (\[.*?\])', pages[name])[1])
        assert "@jupyter/nbgrader:formgrader" in disabled
        assert "@jupyter/nbgrader" not in disabled
        assert browser.ask("formgrader").status_code == 404

        (listed,) = browser.nbgrader("fetch")["value"]
        assert (listed["assignment_id"], listed["status"]) == (EXERCISE, "fetched")
        path = f"api/contents/{quote(EXERCISE)}/{EXERCISE}.ipynb"
        model = browser.ask(path).json()
        solve(model["content"], name, "q1" if name == "zoe" else "")
        saved = browser.ask(path, "PUT", json={"type": "notebook", "content": model["content"]})
        saved.raise_for_status()
        said = browser.nbgrader("submit")
        assert said["success"], said
        assert any(one["status"] == "submitted" for one in said["value"])

    # Nobody reads what others handed in, nor anything of the class.
    for secret in (f"/srv/nbgrader/exchange/{COURSE}/inbound", KLASS, "/srv/home/zoe"):
        assert "Permission denied" in machine.run("lan", "ls", secret, check=False).stderr

    assert "5 submissions in the class folder" in summitry("collect", EXERCISE).stdout
    graded = summitry("grade", EXERCISE, "--jobs", "2").stdout
    assert re.search(r"07-ceiling: 5 graded", graded), graded
    assert summitry("feedback", EXERCISE, "--release").stdout.count("\n") == 2
    path = summitry("export", "--to", "csv").stdout.split(" written")[0]
    rows = (machine.srv / Path(path).relative_to("/srv")).read_text("utf-8-sig").splitlines()[1:]
    points = {row.split(",")[0]: row.split(",")[5] for row in rows}
    assert points == dict.fromkeys(STUDENTS, "8") | {"zoe": "5"}

    for name, browser in browsers.items():
        listed = browser.nbgrader("fetch_feedback")["value"]
        assert any(
            notebook.get("has_local_feedback")
            for one in listed
            for submission in one.get("submissions", [])
            for notebook in submission["notebooks"]
        ), listed
        home = machine.srv / "home" / name / "summitry"
        (page,) = home.glob(f"{EXERCISE}/feedback/*/{EXERCISE}.html")
        text = page.read_text("utf-8")
        assert page.stat().st_uid == machine.uids[name]
        assert "Score: 8.0 / 13.0" in text or name == "zoe"
        assert "<script src=" not in text
    assert "Score: 5.0 / 13.0" in text or name != "zoe"


def test_lessons_lie_in_every_home_and_are_never_overwritten(machine, students):
    theirs = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    home = machine.srv / "home" / "minh" / "summitry"
    assert {path.name for path in home.glob("*.ipynb")} == theirs
    first = sorted(theirs)[0]
    (home / first).write_text("mine")
    script = (ROOT / "docs" / "hub" / "start.sh").read_text().replace("exec ", "exec echo ")
    machine.run("minh", "sh", "-c", script, SUMMITRY=str(ROOT), SUMMITRY_ROLE="student")
    assert (home / first).read_text() == "mine"


def test_the_instructor_has_formgrader(hub, students):
    teacher = Browser(hub, "teacher")
    teacher.log_in("teacher").raise_for_status()
    teacher.begin()
    teacher.wait(time.monotonic() + SECONDS)
    assert EXERCISE in json.dumps(teacher.ask("formgrader/api/assignments").json())


def test_a_stranger_stays_outside(hub):
    assert "Invalid username or password" in Browser(hub, "root").log_in("root").text


def test_the_lock_of_the_proxy_pins_every_package_with_a_hash():
    packages = json.loads((PROXY / "package-lock.json").read_text("utf-8"))["packages"]
    named = {name: one for name, one in packages.items() if name}
    assert len(named) > 30
    assert all(one["integrity"].startswith("sha512-") for one in named.values())
