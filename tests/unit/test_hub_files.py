"""The files for a large class in docs/hub: settings for Kubernetes, and the recipe of an image."""

import json
import re

import jsonschema
import pytest
import yaml


@pytest.fixture(scope="module")
def hub(root):
    return root / "docs" / "hub"


@pytest.fixture
def values(hub):
    return yaml.safe_load((hub / "values.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def validate(hub):
    schema = json.loads((hub / "values.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return lambda values: [error.json_path for error in validator.iter_errors(values)]


def test_values_use_settings_that_the_chart_has(values, validate):
    assert validate(values) == []


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("singleuser.memory.limit", "1 GB"),
        ("singleuser.defaultURL", "/lab"),
        ("singleuser.image.tag", 2027.1),
        ("singleuser.networkPolicy.egressAllowRules.internet", False),
        ("hub.concurrentSpawnLimit", "64"),
        ("cull.timeout", "1h"),
        ("culling", {}),
    ],
)
def test_a_slip_in_the_values_is_seen(values, validate, place, wrong):
    *way, last = place.split(".")
    held = values
    for step in way:
        held = held[step]
    held[last] = wrong
    assert validate(values)


def test_settings_of_the_hub_itself_exist_in_jupyterhub(values):
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import Authenticator

    config = values["hub"]["config"]
    for owner in (JupyterHub, Authenticator):
        assert set(config[owner.__name__]) <= set(owner.class_trait_names(config=True))


def test_servers_start_with_the_script_of_the_course(hub, values):
    (script,) = values["singleuser"]["cmd"]
    own = hub / script.removeprefix("/opt/summitry/docs/hub/")
    assert own.stat().st_mode & 0o111
    wanted = set(re.findall(r"\$\{?(SUMMITRY\w*)", own.read_text("utf-8")))
    # A student's server never asks for the folder of the class.
    assert wanted - set(values["singleuser"]["extraEnv"]) == {"SUMMITRY_CLASS"}


def test_the_image_is_installed_as_the_readme_says(hub, root):
    recipe = (hub / "Dockerfile").read_text("utf-8")
    readme = (root / "README.md").read_text("utf-8")
    for line in ("--require-hashes -r requirements.lock", "--no-deps --no-build-isolation"):
        assert line in recipe
        assert line in readme
    ignored = (root / ".dockerignore").read_text("utf-8").splitlines()
    assert {".venv", "my-*", ".git"} <= set(ignored)
