"""What is missing in the docstrings of a package's public names."""

import importlib
import inspect
import pkgutil
import re
import types
from collections.abc import Iterator
from enum import Enum


def public_modules(package: types.ModuleType) -> Iterator[types.ModuleType]:
    """The package and its modules, leaving out every path with a leading underscore."""
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield importlib.import_module(found.name)


def public_objects(module: types.ModuleType) -> Iterator[tuple[str, object]]:
    """Functions and classes defined in a module, and the public methods of the classes."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if not (inspect.isfunction(thing) or inspect.isclass(thing)):
            continue
        yield f"{module.__name__}.{name}", thing
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                if not member.startswith("_") and _is_method(value):
                    yield f"{module.__name__}.{name}.{member}", value


def _is_method(value: object) -> bool:
    kinds = (classmethod, staticmethod, property)
    return inspect.isfunction(value) or isinstance(value, kinds)


def gaps(name: str, thing: object) -> list[str]:
    """What one docstring lacks: itself, a parameter, or what is returned."""
    if isinstance(thing, property):
        return [] if thing.fget.__doc__ else [f"{name}: no docstring"]
    function = thing.__func__ if isinstance(thing, classmethod | staticmethod) else thing
    doc = inspect.cleandoc(function.__doc__ or "")
    if not doc or _is_made_by_dataclass(function):
        return [f"{name}: no docstring"]
    sections = _sections(doc)
    described = "\n".join(
        sections.get(title, "") for title in ("Parameters", "Other Parameters", "Attributes")
    )
    found = [
        f"{name}: parameter {parameter!r} is not described"
        for parameter in _parameters(function)
        if not re.search(rf"^(?:.*, )?\*{{0,2}}{parameter}\b", described, re.MULTILINE)
    ]
    if _returns(function) and not {"Returns", "Yields"} & set(sections):
        found.append(f"{name}: what it returns is not described")
    return found


def _is_made_by_dataclass(function: object) -> bool:
    """A dataclass without a docstring is given its own signature as one."""
    doc = getattr(function, "__doc__", None) or ""
    return inspect.isclass(function) and doc.startswith(f"{function.__name__}(")


def _sections(doc: str) -> dict[str, str]:
    """The numpydoc sections of a docstring: title -> text."""
    pieces = re.split(r"^([A-Z][A-Za-z ]+)\n-{3,}$", doc, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def _parameters(thing: object) -> list[str]:
    if inspect.isclass(thing) and (issubclass(thing, Enum) or not _takes_arguments(thing)):
        return []
    names = inspect.signature(thing).parameters
    return [name for name in names if name not in ("self", "cls") and not name.startswith("_")]


def _takes_arguments(thing: type) -> bool:
    """Whether the class says itself how it is made, rather than inheriting it."""
    return "__init__" in vars(thing) or "__new__" in vars(thing)


def _returns(thing: object) -> bool:
    if inspect.isclass(thing):
        return False
    return inspect.signature(thing).return_annotation not in (None, "None", inspect.Signature.empty)
