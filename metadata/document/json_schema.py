"""JSON Schema of the files of a catalog, made of the dataclasses: editors complete and check by it.

    python -m metadata.document.json_schema     writes docs/reference/catalog-files/

It says which keys there are, what they hold and what for. What needs the whole catalog to be judged (whether a path of
a rule is there) is judged by `sluice catalog plan`.
"""

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from metadata.actions import ACTIONS
from metadata.catalog import ANY, Catalog, Grant, Object, Role, Section, UniqueKey
from metadata.codec import camel
from metadata.document.form import NOT_CONFIGURED, NOT_OF_OBJECTS
from metadata.document.identities import PREFIXES, id_pattern
from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field, RollUp
from metadata.pipelines import Pipeline

FILE_KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {"catalog": Catalog, "object": Object, "pipeline": Pipeline, "role": Role}
)
"""The kinds of files, and what each holds."""

FOLDER = Path(__file__).parents[2] / "docs" / "reference" / "catalog-files"

_ELSEWHERE: Mapping[type[Any], frozenset[str]] = MappingProxyType(
    {
        Catalog: NOT_CONFIGURED | {"objects", "roles"},
        Object: NOT_OF_OBJECTS | {"pipeline"},
        # The name of the list says it.
        RollUp: frozenset({"forwards"}),
    }
)
"""What stands in files of its own, or in none."""

_OWN: Mapping[tuple[type[Any], str], Mapping[str, object]] = MappingProxyType(
    {
        (Field, "type"): {"enum": sorted(FIELD_TYPES)},
        (Field, "target"): {"description": "Of a `relation`: the name of the object it points to."},
        (Field, "links"): {"description": "Of `relations`: the name of the object whose records they link."},
        (Field, "targets"): {"description": "Of a `reference`: names of the objects it may point to."},
        (UniqueKey, "fields"): {
            "description": "Names of the fields, in the order in which they are indexed."
        },
        (Section, "fields"): {"description": "Names of the fields, in order."},
        (RollUp, "relation"): {"description": "Name of the list of related records on this object."},
        (RollUp, "field"): {"description": "Name of a field of the related records; none for a count."},
        (Role, "inherits"): {
            "description": "Names of the roles whose grants it has too, and those they inherit."
        },
        (Grant, "object"): {"description": "Name of an object, or `*` for all."},
        (Grant, "action"): {"enum": [*ACTIONS, ANY], "description": "What it lets do, or `*` for all."},
        (Grant, "field"): {
            "description": "Name of a field, or `*` for all; of `read`, `create` and `update`."
        },
        (Grant, "leaving"): {"description": "Of `promote`: name of the stage that it is narrowed to leave."},
        (Grant, "entering"): {"description": "Of `promote`: name of the stage that it is narrowed to enter."},
    }
)
"""What a file has otherwise than the dataclass."""

_COMMON: Mapping[str, str] = MappingProxyType(
    {
        "id": "Never changes; leave it out of what is new.",
        "name": "What GraphQL, rules and tables call it: ASCII letters and digits.",
        "plural": "What lists of it are called.",
        "labels": "What people call it, by language.",
        "plural_labels": "What people call many of it, by language.",
        "key": "What is stored, and what GraphQL shows as an enum value; it never changes.",
        "fields": "The fields of its records.",
        "stages": "In order; the first is where a new record starts.",
        "transitions": "The edges that records may take.",
        "grants": "What the role may do; what no grant allows, it denies.",
        "source": "The stage that the edge leaves.",
        "target": "The stage that the edge leads to.",
        "kind": "Whether records here are still open, or won or lost.",
        "api": "What callers may do with the API who may not `configure`.",
    }
)
"""What attributes are for that no docstring explains."""


def json_schema(kind: str) -> dict[str, object]:
    """The JSON Schema of a kind of file."""
    holds = FILE_KINDS[kind]
    definitions: dict[str, object] = {}
    owner = {"object": {"type": "string", "description": "Name of the object whose pipeline it is."}}
    root = _definition(holds, definitions, owner if kind == "pipeline" else {})
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Sluice: {kind} file"}
    return {**head, **root, "$defs": dict(sorted(definitions.items()))}


def json_schema_text(kind: str) -> str:
    """The same as the text of a file."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def _definition(
    kind: type[Any], definitions: dict[str, object], beside: Mapping[str, object] = MappingProxyType({})
) -> dict[str, object]:
    """The JSON Schema of a dataclass, those of others being added to `definitions`; with the keys `beside` it."""
    hints, explained = get_type_hints(kind), _explained(kind)
    properties: dict[str, object] = {**beside}
    required = [*beside]
    for each in fields(kind):
        if not each.init or camel(each.name) in _ELSEWHERE.get(kind, ()):
            continue
        key = camel(each.name)
        value = dict(_value(hints[each.name], definitions))
        if each.name == "id" and kind in PREFIXES:
            value["pattern"] = f"^{id_pattern(kind)}$"
        elif each.default is MISSING and each.default_factory is MISSING:
            required.append(key)
        description = explained.get(each.name) or _COMMON.get(each.name)
        if description is not None:
            value["description"] = description
        if isinstance(each.default, str | int | bool):
            value["default"] = each.default
        properties[key] = {**value, **_OWN.get((kind, each.name), {})}
    found: dict[str, object] = {"type": "object", "description": _first(kind), "properties": properties}
    return {**found, "required": required, "additionalProperties": False}


def _value(hint: object, definitions: dict[str, object]) -> Mapping[str, object]:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        kinds = [part for part in get_args(hint) if part is not NoneType]
        if len(kinds) == 1:
            return _or_null(_value(kinds[0], definitions))
        plain = [part for part in kinds if part in (int, float, str)]
        return {"type": ["number", "string", "null"]} if len(plain) == len(kinds) else {}
    if origin is Literal:
        return {"enum": [*get_args(hint)]}
    if origin is tuple:
        return {"type": "array", "items": dict(_value(get_args(hint)[0], definitions))}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": {"type": "string"}}
    if isinstance(hint, type) and is_dataclass(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _definition(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    assert isinstance(hint, type)
    return {"type": {str: "string", int: "integer", bool: "boolean"}[hint]}


def _or_null(value: Mapping[str, object]) -> Mapping[str, object]:
    if isinstance(value.get("type"), str):
        return {**value, "type": [value["type"], "null"]}
    return {"anyOf": [dict(value), {"type": "null"}]} if value else value


def _first(kind: type[Any]) -> str:
    """The first paragraph of the docstring."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def _explained(kind: type[Any]) -> Mapping[str, str]:
    """What the docstring says of the attributes: `name, other: what for`, further lines indented."""
    _, _, section = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    for entry in re.split(r"\n(?= {4}\S)", section.split("\n\n")[0]):
        names, _, text = entry.strip().partition(": ")
        for name in names.split(", "):
            told = " ".join(text.split())
            found[name] = f"{told[:1].upper()}{told[1:]}"
    return found


def main() -> None:
    """Write the files of the reference."""
    FOLDER.mkdir(exist_ok=True)
    for kind in FILE_KINDS:
        (FOLDER / f"{kind}.json").write_text(json_schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
