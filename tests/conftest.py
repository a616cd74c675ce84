"""What every test gets: the helper folder, a home of its own, and no way off this machine."""

import ipaddress
import os
import socket
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

# A slow machine is no failure. With CI the examples are the same in every run, so that red and
# green depend on the code alone; by hand they are new each time, and so find more.
hypothesis.settings.register_profile(
    "course", deadline=None, derandomize=os.environ.get("CI") == "true"
)
hypothesis.settings.load_profile("course")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project folder."""
    return ROOT


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Predictions made by a test are stored in its own temporary folder."""
    home = tmp_path / "summitry-home"
    monkeypatch.setenv("SUMMITRY_HOME", str(home))
    return home


def _stays_here(family: int, address: object) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """A test that opens a connection to another machine fails at that line."""
    connect = socket.socket.connect

    def guarded(self, address):
        if not _stays_here(self.family, address):
            raise AssertionError(f"a test tried to reach {address} on the network")
        return connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect
