"""A machine with users of its own, for a real hub: same disk, same network, but other accounts.

The accounts stand in files that only the processes of a test see (bubblewrap puts them over those
of the machine). To the kernel they are users like any others, each with a number of their own, and
nothing is left of them afterwards. This needs root.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROXY = ROOT / "docs" / "hub" / "proxy"
TOOLS = ROOT / ".tools" / "hub"
PROXY_PROGRAM = TOOLS / "node_modules" / ".bin" / "configurable-http-proxy"
FIRST_UID = 61_000

HOW = "the tests of the hub are left out. "


def why_not() -> str:
    """Why no hub can be tested here, in words for a user; empty when it can."""
    if not sys.platform.startswith("linux"):
        return f"{HOW}They need Linux: a hub starts the servers of other users."
    if os.geteuid() != 0:
        return f"{HOW}They need root, to be several users: sudo make test PARTS=hub"
    for program, package in (("bwrap", "bubblewrap"), ("runuser", "util-linux")):
        if shutil.which(program) is None:
            return f"{HOW}They need {program}: apt-get install {package}"
    if shutil.which("node") is None:
        return f"{HOW}The proxy of a hub needs node.js: apt-get install nodejs npm"
    if not PROXY_PROGRAM.exists() and shutil.which("npm") is None:
        return f"{HOW}The proxy of a hub is fetched with npm: apt-get install npm"
    return ""


def fetch_proxy() -> None:
    """Fetch the proxy into .tools/hub, as the guide says; once, checked against its lock."""
    if not PROXY_PROGRAM.exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PROXY / name, TOOLS)
        words = ["npm", "ci", "--no-audit", "--no-fund", "--silent", "--prefix", str(TOOLS)]
        subprocess.run(words, check=True)


def free_ports(number: int) -> list[int]:
    """Ports on which nothing listens."""
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _hidden(place: Path) -> Path | None:
    """The outermost folder above a place into which other users cannot go."""
    for folder in [*place.parents][::-1]:
        if not folder.stat().st_mode & 0o001:
            return folder
    return None


class Machine:
    """The machine as the users of a test see it: /srv is theirs, and the project can be read.

    Parameters
    ----------
    users : list of str
        Names; each gets a home in /srv/home, and the name itself as password.
    """

    def __init__(self, users):
        self.uids = {name: FIRST_UID + number for number, name in enumerate(users, 1)}
        self.disk = Path(tempfile.mkdtemp(prefix="summitry-hub-"))
        self.srv = self.disk / "srv"
        self.processes = []
        for folder in (self.srv, self.srv / "home"):
            folder.mkdir(mode=0o755)
        for file in ("passwd", "group", "shadow"):
            shutil.copy(f"/etc/{file}", self.disk / file)
        for name, uid in self.uids.items():
            home = self.srv / "home" / name
            home.mkdir(mode=0o700)
            os.chown(home, uid, uid)
            crypt = ["openssl", "passwd", "-6", name]
            password = subprocess.run(crypt, capture_output=True, text=True, check=True).stdout
            lines = {
                "passwd": f"{name}:x:{uid}:{uid}::/srv/home/{name}:/bin/sh",
                "group": f"{name}:x:{uid}:",
                "shadow": f"{name}:{password.strip()}:20000:0:99999:7:::",
            }
            for file, line in lines.items():
                with (self.disk / file).open("a") as accounts:
                    accounts.write(line + "\n")

    def _walls(self):
        words = ["bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL", "--die-with-parent"]
        places = [ROOT, Path(sys.prefix), Path(sys.base_prefix)]
        hidden = {place: folder for place in places if (folder := _hidden(place))}
        # In place of a folder that others may not enter stands an empty one, with the way to what
        # they need.
        for folder in sorted(set(hidden.values())):
            words += ["--perms", "0755", "--tmpfs", str(folder)]
        for place, folder in hidden.items():
            between = [p for p in place.parents if p != folder and p.is_relative_to(folder)]
            for step in between[::-1]:
                words += ["--perms", "0755", "--dir", str(step)]
        for place in places if hidden else ():
            words += ["--ro-bind", str(place), str(place)]
        words += ["--bind", str(self.srv), "/srv"]
        for file in ("passwd", "group", "shadow"):
            words += ["--bind", str(self.disk / file), f"/etc/{file}"]
        return words

    def command(self, user, *words):
        """The words that run a command as a user of the machine."""
        own = [] if user == "root" else ["runuser", "-u", user, "--"]
        return [*self._walls(), "--chdir", "/srv", *own, *map(str, words)]

    def run(self, user, *words, check=True, **variables):
        """Run a command as a user, and give what it said."""
        done = subprocess.run(
            self.command(user, *words),
            env=self.environment(user, **variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if check and done.returncode:
            raise AssertionError(f"{user}: {words} ended with {done.returncode}:\n{done}")
        return done

    def environment(self, user, **variables):
        """Variables as after a login; the way out is closed."""
        home = "/root" if user == "root" else f"/srv/home/{user}"
        nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
        base = {
            "HOME": home,
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "no_proxy": "127.0.0.1,localhost",
        }
        return base | nowhere | variables

    def start(self, user, *words, log, **variables):
        """Start a command that goes on."""
        with log.open("w") as file:
            process = subprocess.Popen(
                self.command(user, *words),
                env=self.environment(user, **variables),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def ours(self):
        """The processes that run under one of the numbers."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and entry.stat().st_uid in self.uids.values():
                    found.append(int(entry.name))
            except OSError:  # it has just ended
                continue
        return found

    def stop(self):
        """End what was started, and take the disk away."""
        for process in self.processes:
            for number, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
                try:
                    os.killpg(process.pid, number)
                    process.wait(seconds)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue
        deadline = time.monotonic() + 5
        while (left := self.ours()) and time.monotonic() < deadline:
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.1)
        shutil.rmtree(self.disk, ignore_errors=True)
