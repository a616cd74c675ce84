"""What may stand in the metadata of a lesson and of its cells, and what is wrong when it may not.

The rules themselves are data: ``course-schema.json``. Every message names the field, the value
that was found and what may stand there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from summitry.errors import UnknownNameError


@cache
def schema() -> dict[str, Any]:
    """Return the schema of lesson metadata as it is shipped.

    Returns
    -------
    dict
        A JSON schema with the definitions ``lesson``, ``glue`` and ``cell``.
    """
    text = (resources.files("summitry.course") / "course-schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def phases() -> tuple[str, ...]:
    """Return the phases of a lesson in the order of the template.

    Returns
    -------
    tuple of str
        From ``title`` to ``sources``.
    """
    return tuple(schema()["$defs"]["cell"]["properties"]["phase"]["enum"])


def import_jsonschema() -> Any:
    """Import jsonschema (and so nbformat and jupytext) without its slowest part.

    One optional helper of jsonschema, for a format of addresses that no lesson and no notebook
    uses, compiles a grammar for about two seconds whenever it is imported.

    Returns
    -------
    module
        The package ``jsonschema``.
    """
    slow = "rfc3987_syntax"
    hidden = slow not in sys.modules
    if hidden:
        sys.modules[slow] = None  # type: ignore[assignment]
    try:
        import jsonschema
    finally:
        if hidden:
            del sys.modules[slow]
    return jsonschema


@cache
def _validator(part: str) -> Any:
    jsonschema = import_jsonschema()
    return jsonschema.Draft202012Validator(schema()["$defs"][part])


def faults(part: str, value: object) -> Iterator[tuple[str, str]]:
    """Find what is wrong with one piece of metadata.

    Parameters
    ----------
    part : str
        ``lesson``, ``glue`` or ``cell``.
    value : object
        What stands in the file.

    Yields
    ------
    tuple of str
        The field (empty for the whole piece) and a message in words.
    """
    for error in sorted(_validator(part).iter_errors(value), key=lambda e: str(list(e.path))):
        field = str(error.path[0]) if error.path else ""
        properties = schema()["$defs"][part].get("properties", {})
        if error.validator == "required" and not field:
            name = next(name for name in properties if repr(name) in error.message)
            yield name, f"{name} is missing; it must be {properties[name]['description']}."
        elif error.validator == "additionalProperties" and not field:
            for name in error.instance:
                if name not in properties:
                    yield str(name), str(UnknownNameError("field", str(name), properties))
        elif error.validator == "enum":
            yield field, str(UnknownNameError(field, str(error.instance), error.validator_value))
        elif part == "glue" and error.validator == "pattern":
            name = error.instance
            yield name, f"{name!r} must be small letters, digits and underscores (five_of_all)."
        elif part == "glue" and field:
            text = "an expression in quotes, such as \"len(facts.load('resolutions'))\""
            yield field, f"glue {field!r} is {error.instance!r}, but must be {text}."
        else:
            rule = properties.get(field, schema()["$defs"][part]).get("description", "")
            shown = value[field] if field in properties and isinstance(value, dict) else value
            yield field, f"{field or part} is {shown!r}, but must be {rule}."
