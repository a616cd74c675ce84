"""requirements.lock and environment.yml say what pyproject.toml says."""

import re
import tomllib
from importlib.metadata import requires
from itertools import chain

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ]+)(?: ; (?P<marker>.*?))? \\\n"
    r"(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def declared(project):
    """Every requirement of the project: the core's and those of all extras."""
    lines = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    return [Requirement(line) for line in lines]


def pins_in(text: str) -> dict[str, list[tuple[str, Marker | None]]]:
    """The pins of a lock: name -> (version, marker), several where platforms differ."""
    pins: dict[str, list[tuple[str, Marker | None]]] = {}
    for match in PIN.finditer(text):
        marker = Marker(match["marker"]) if match["marker"] else None
        pins.setdefault(canonicalize_name(match["name"]), []).append((match["version"], marker))
    return pins


def pinned_here(pins) -> dict[str, str]:
    """The pins that hold on this machine."""
    return {
        name: version
        for name, choices in pins.items()
        for version, marker in choices
        if marker is None or marker.evaluate()
    }


def unmet(requirements, pins) -> list[str]:
    """Requirements that no pin for this machine satisfies."""
    here = pinned_here(pins)
    return [
        str(requirement)
        for requirement in requirements
        if (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
        and not requirement.specifier.contains(
            here.get(canonicalize_name(requirement.name), "0"), prereleases=True
        )
    ]


@pytest.fixture(scope="module", params=["requirements.lock", "scripts/bootstrap.lock"])
def lock_text(request, root):
    return (root / request.param).read_text("utf-8")


def test_lock_is_pins_with_hashes_and_nothing_else(lock_text):
    rest = PIN.sub("", lock_text)
    strays = [line for line in rest.splitlines() if not line.startswith("    #")]
    assert not strays, strays


def test_lock_satisfies_what_is_declared(declared, root):
    pins = pins_in((root / "requirements.lock").read_text("utf-8"))
    assert not unmet(declared, pins)


def test_lock_satisfies_what_each_package_needs_in_turn(declared, root):
    """Walk from the declared packages down: all is pinned, and nothing pinned is left over."""
    pins = pins_in((root / "requirements.lock").read_text("utf-8"))
    waiting, seen = [(r.name, extra) for r in declared for extra in {"", *r.extras}], set()
    while waiting:
        name, extra = waiting.pop()
        if (canonicalize_name(name), extra) in seen:
            continue
        seen.add((canonicalize_name(name), extra))
        needs = [Requirement(line) for line in requires(name) or []]
        needs = [r for r in needs if r.marker is None or r.marker.evaluate({"extra": extra})]
        assert not unmet(needs, pins), f"{name}: {unmet(needs, pins)}"
        waiting += [(r.name, extra) for r in needs for extra in {"", *r.extras}]
    assert {name for name, _ in seen} == set(pinned_here(pins))


def test_an_unmet_requirement_is_seen():
    pins = pins_in("numpy==2.3.0 \\\n    --hash=sha256:" + 64 * "0" + "\n")
    assert unmet([Requirement("numpy>=2.2")], pins) == []
    assert unmet([Requirement("numpy>=2.4")], pins) == ["numpy>=2.4"]
    assert unmet([Requirement("scipy>=1")], pins) == ["scipy>=1"]


def test_conda_environment_equals_pyproject(project, root):
    environment = yaml.safe_load((root / "environment.yml").read_text("utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *packages, by_pip = environment["dependencies"]
    wanted = [f"python{project['requires-python']}", "pip"]
    wanted += project["dependencies"] + project["optional-dependencies"]["lab"]
    assert packages == wanted
    # The package itself comes from this folder; Binder builds it the same way.
    assert by_pip == {"pip": ["--editable ."]}
