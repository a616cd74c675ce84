"""The data package is valid, and every kind of broken link or value is noticed."""

from __future__ import annotations

import csv
import io
import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import frictionless
import pytest


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("ledger")
    with as_file(files("summitry.facts") / "data") as data:
        shutil.copytree(data, copy, dirs_exist_ok=True)
    return copy


def errors_of(descriptor: Path) -> list[tuple[str, str]]:
    report = frictionless.validate(str(descriptor), type="package")
    found = [(error.type, error.note) for task in report.tasks for error in task.errors]
    return found + [(error.type, error.note) for error in report.errors]


def test_the_whole_package_is_valid(ledger):
    assert errors_of(ledger / "datapackage.json") == []


def test_every_data_file_is_declared(ledger):
    declared = {
        item["path"] for item in json.loads((ledger / "datapackage.json").read_text())["resources"]
    }
    assert declared == {path.name for path in ledger.glob("*.csv")}


# What is broken: table, row, column, wrong value, and the error that must come.
BREAKAGES = {
    "source id": ("offers_sources", 0, "source_id", "no_such_source", "foreign-key"),
    "row of a link table": ("timeline_sources", 0, "row_id", "T999", "foreign-key"),
    "claim id": ("evidence", 0, "claim_id", "C99", "foreign-key"),
    "resolution": ("provisions", 3, "resolution", "UNSCR9999", "foreign-key"),
    "superseding provision": ("provisions", 0, "superseded_by", "1718-nothing", "foreign-key"),
    "deal of a step": ("deal_steps", 0, "deal_id", "AF99", "foreign-key"),
    "deal of an exposure": ("admin_exposures", 0, "deal_id", "AF99", "foreign-key"),
    "administration": ("admin_exposures", 0, "incoming", "ADM-Nobody", "foreign-key"),
    "matter of an account": ("accounts", 0, "matter", "no-such-matter", "foreign-key"),
    "event of a signal": ("signals", 0, "timeline_id", "T999", "foreign-key"),
    "matter of a row": ("offers_matters", 0, "matter_id", "no-such-matter", "foreign-key"),
    "conflicting row": ("offers_contested", 0, "other_id", "O99", "foreign-key"),
    "provision of an option": (
        "relief_options_provisions",
        0,
        "provision_id",
        "9-x",
        "foreign-key",
    ),
    "same page": ("sources", 5, "same_page_as", "no_such_source", "foreign-key"),
    "enumeration: stance": ("evidence", 0, "stance", "maybe", "constraint-error"),
    "enumeration: coding": ("signals", 0, "coding", "unclear", "constraint-error"),
    "enumeration: component": ("definitions", 0, "warheads", "perhaps", "constraint-error"),
    "date": ("timeline", 0, "date", "28 Feb 2019", "constraint-error"),
    "address": ("sources", 5, "url", "www.example.org", "constraint-error"),
    "number": ("trade", 0, "value", "much", "type-error"),
    "truth value": ("offers", 0, "verified", "perhaps", "type-error"),
    "required text": ("claims", 0, "claim", "", "constraint-error"),
    "doubled id": ("offers", 1, "id", "O01", "primary-key"),
}


@pytest.mark.parametrize("what", BREAKAGES)
def test_a_broken_copy_is_refused(ledger, tmp_path, what):
    table, line, column, wrong, expected = BREAKAGES[what]
    descriptor = small_package(ledger, tmp_path, table)
    assert errors_of(descriptor) == []
    path = tmp_path / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert rows[line][column] != wrong
    rows[line][column] = wrong
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert expected in [kind for kind, note in errors_of(descriptor)]


def small_package(ledger: Path, folder: Path, table: str) -> Path:
    """Copy one table and all that its foreign keys lead to: enough to check it, and fast."""
    package = json.loads((ledger / "datapackage.json").read_text(encoding="utf-8"))
    by_name = {item["name"]: item for item in package["resources"]}
    wanted, queue = set(), [table]
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            keys = by_name[name]["schema"].get("foreignKeys", [])
            queue += [key["reference"]["resource"] or name for key in keys]
    package["resources"] = [item for item in package["resources"] if item["name"] in wanted]
    for name in wanted:
        shutil.copy(ledger / f"{name}.csv", folder)
    target = folder / "datapackage.json"
    target.write_text(json.dumps(package), encoding="utf-8")
    return target


LINKS = {
    "sources": "sources",
    "matters": "matters",
    "deals": "deals",
    "resolutions": "resolutions",
    "provisions": "provisions",
}


def test_every_link_table_is_guarded_on_both_ends(ledger):
    package = json.loads((ledger / "datapackage.json").read_text(encoding="utf-8"))
    link_tables = [item for item in package["resources"] if item.get("link")]
    assert len(link_tables) > 30
    for item in link_tables:
        table, _, far = item["name"].rpartition("_")
        targets = [key["reference"]["resource"] for key in item["schema"]["foreignKeys"]]
        ends = [table]
        if far == "contested":
            ends.append(table)
        elif far in LINKS:
            ends.append(LINKS[far])
        assert targets == ends, item["name"]


def test_every_table_says_what_its_columns_mean(ledger):
    package = json.loads((ledger / "datapackage.json").read_text(encoding="utf-8"))
    for item in package["resources"]:
        assert item["description"]
        assert [key for key in item["schema"]["fields"] if not key.get("description")] == []
