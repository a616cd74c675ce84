"""Read the ledger's CSV files once, with the types that datapackage.json declares.

Nothing is read at import time. Every public function of the room goes through here, so the CSV
files and the descriptor stay the only place where a fact is written down.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from summitry.errors import OutOfRangeError, UnknownNameError

Value = str | int | float | bool | None
Record = Mapping[str, Value]

# The column that a link table adds to its parent table.
LINK_COLUMNS = {
    "sources": "source_ids",
    "contested": "contested_with",
    "matters": "matter_ids",
    "resolutions": "resolution_ids",
    "deals": "deal_ids",
    "provisions": "provision_ids",
    "actors": "actors",
    "parties": "parties",
}


@dataclass(frozen=True)
class TableSpec:
    """What datapackage.json says about one table: its file, its typed columns, its row texts."""

    name: str
    title: str
    description: str
    path: str
    types: Mapping[str, str]
    row: Mapping[str, str]
    links: tuple[str, ...]


@cache
def descriptor() -> dict[str, Any]:
    """Return the parsed datapackage.json."""
    text = _data_file("datapackage.json")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _data_file(name: str) -> str:
    return files(__package__).joinpath("data").joinpath(name).read_text(encoding="utf-8")


@cache
def specs() -> Mapping[str, TableSpec]:
    """Return the tables of the ledger by name, without the link tables."""
    resources = descriptor()["resources"]
    links = [_stem(item["path"]) for item in resources if item.get("link")]
    found: dict[str, TableSpec] = {}
    for item in resources:
        if item.get("link"):
            continue
        name = _stem(item["path"])
        found[name] = TableSpec(
            name=name,
            title=item["title"],
            description=item["description"],
            path=item["path"],
            types={field["name"]: field["type"] for field in item["schema"]["fields"]},
            row=item["row"],
            links=tuple(link for link in links if link.rpartition("_")[0] == name),
        )
    return MappingProxyType(found)


def _stem(path: str) -> str:
    return path.removesuffix(".csv")


@cache
def records(table: str) -> Mapping[str, Record]:
    """Return the rows of one table by id, in file order, with typed values."""
    spec = specs()[table]
    reader = csv.DictReader(io.StringIO(_data_file(spec.path)))
    return MappingProxyType(
        {
            raw["id"]: MappingProxyType(
                {name: _typed(raw[name], kind) for name, kind in spec.types.items()}
            )
            for raw in reader
        }
    )


def _typed(text: str, kind: str) -> Value:
    if kind == "string":
        return text
    if text == "":
        return None
    if kind == "boolean":
        return text == "true"
    return int(text) if kind == "integer" else float(text)


@cache
def links(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return one link table, such as ``offers_sources``, as row id -> ids in file order."""
    rows = csv.reader(io.StringIO(_data_file(f"{name}.csv")))
    next(rows)
    found: dict[str, tuple[str, ...]] = {}
    for row_id, other in rows:
        found[row_id] = (*found.get(row_id, ()), other)
    return MappingProxyType(found)


@cache
def table_of() -> Mapping[str, str]:
    """Return the table of every id in the ledger."""
    return MappingProxyType({key: name for name in specs() for key in records(name)})


def linked(table: str, row_id: str) -> dict[str, tuple[str, ...]]:
    """Return what the link tables say about one row, by the column names that `load` uses."""
    return {
        LINK_COLUMNS[name.rpartition("_")[2]]: links(name).get(row_id, ())
        for name in specs()[table].links
    }


def text_name(value: object, what: str, example: str) -> str:
    """Return `value` if it is a text, and say clearly what was expected if it is not."""
    if not isinstance(value, str):
        raise OutOfRangeError(what, value, f"a text in quotes, such as {example!r}")
    return value.strip()


def find_table(name: object) -> str:
    """Return the name of a table, or name the nearest one in an UnknownNameError."""
    table = text_name(name, "table", "offers")
    if table not in specs():
        raise UnknownNameError("table", table, specs())
    return table


def find_id(name: object, kind: str = "row") -> str:
    """Return an id of the ledger, or name the nearest one in an UnknownNameError.

    The bare number of a resolution ("2375") is understood as its id ("UNSCR2375").
    """
    key = text_name(name, "id", "C26")
    known = table_of()
    if key in known:
        return key
    if f"UNSCR{key}" in known:
        return f"UNSCR{key}"
    raise UnknownNameError(kind, key, known)
