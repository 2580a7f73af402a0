"""Catalog values to JSON and back: lossless, deterministic, defaults left out, unknown keys refused.

Works on any of the frozen dataclasses of this room from their annotations, so the shape is said once, in
`metadata.catalog`. Keys are the attribute names in camel case.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from sys import intern
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from core.errors import PathPart, fault
from metadata.catalog import Catalog, JsonValue

Decoded = TypeVar("Decoded")
Shape = Mapping[str, tuple[str, object, bool]]

LONGEST_SHARED = 40
"""Characters of a text that is kept once for all catalogs. The pool is Python's own and keeps nothing alive."""

_SHAPES: dict[type[Any], Shape] = {}
"""Reading annotations is slow, and the dataclasses are few."""


def catalog_to_json(catalog: Catalog) -> dict[str, JsonValue]:
    """The catalog as a JSON object."""
    value = encoded(catalog)
    assert isinstance(value, dict)
    return value


def catalog_from_json(value: object) -> Catalog:
    """The catalog that `value` says.

    Raises:
        SluiceError: CATALOG_INVALID with the path of the first thing that does not fit.
    """
    return decoded(Catalog, value)


def encoded(value: object) -> JsonValue:
    """A dataclass of this room, or a part of one, as JSON. JSON inside (rules, defaults) stays as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            camel(each.name): encoded(part)
            for each in fields(value)
            if (part := getattr(value, each.name)) != _default(each)
        }
    if isinstance(value, tuple):
        return [encoded(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    assert value is None or isinstance(value, bool | int | float | str | list)
    return value


def decoded(kind: type[Decoded], value: object, *path: PathPart) -> Decoded:
    """The dataclass `kind` that the JSON `value` says.

    Raises:
        SluiceError: CATALOG_INVALID with the path of the first thing that does not fit.
    """
    found = _decoded(kind, value, path)
    assert isinstance(found, kind)
    return found


def _decoded(hint: object, value: object, path: tuple[PathPart, ...]) -> object:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _decoded_union(hint, value, path)
    if origin is Literal:
        return _expected(value in get_args(hint), value, f"one of {', '.join(get_args(hint))}", path)
    if origin is tuple:
        _expected(isinstance(value, list), value, "a list", path)
        assert isinstance(value, list)
        item = get_args(hint)[0]
        return tuple(_decoded(item, part, (*path, index)) for index, part in enumerate(value))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _decoded_texts(value, path)
    if isinstance(hint, type) and is_dataclass(hint):
        return _decoded_object(hint, value, path)
    assert isinstance(hint, type)
    fits = isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
    return _expected(fits, value, {str: "text", int: "a whole number", bool: "true or false"}[hint], path)


def _decoded_union(hint: object, value: object, path: tuple[PathPart, ...]) -> object:
    if value is None:
        return None
    kinds = [part for part in get_args(hint) if part is not NoneType]
    if len(kinds) == 1:
        return _decoded(kinds[0], value, path)
    # A union of several kinds holds JSON that stays as it is: rules and defaults any, bounds numbers and texts.
    plain = tuple(part for part in kinds if isinstance(part, type))
    anything = len(plain) < len(kinds)
    fits = anything or (isinstance(value, plain) and (bool in plain or not isinstance(value, bool)))
    return _expected(fits, value, "a number", path)


def _decoded_texts(value: object, path: tuple[PathPart, ...]) -> Mapping[str, str]:
    fits = isinstance(value, Mapping) and all(
        isinstance(part, str) for pair in value.items() for part in pair
    )
    _expected(fits, value, "an object of texts by language", path)
    assert isinstance(value, Mapping)
    return MappingProxyType({_shared(tag): _shared(text) for tag, text in value.items()})


def _shared(part: Decoded) -> Decoded:
    """The value; of a short text the one copy that all catalogs of the process have, for words repeat."""
    return cast(Decoded, intern(part)) if isinstance(part, str) and len(part) <= LONGEST_SHARED else part


def _decoded_object(kind: type[Any], value: object, path: tuple[PathPart, ...]) -> object:
    _expected(isinstance(value, Mapping), value, "an object", path)
    assert isinstance(value, Mapping)
    known = shape(kind)
    for key in value:
        if key not in known:
            message = f"There is no key {str(key)[:60]!r} here."
            raise fault("CATALOG_INVALID", message, *path, hint=f"Known are {', '.join(known)}.")
    found = {}
    for key, (attribute, hint, needed) in known.items():
        if key in value:
            part = _decoded(hint, value[key], (*path, key))
            found[attribute] = part if key == "id" else _shared(part)
        elif needed:
            raise fault("CATALOG_INVALID", f"The key {key!r} is missing.", *path)
    return kind(**found)


def shape(kind: type[Any]) -> Shape:
    """Of a dataclass: JSON key to attribute, annotation, and whether it must be there."""
    if kind not in _SHAPES:
        _SHAPES[kind] = _shape_read(kind)
    return _SHAPES[kind]


def _shape_read(kind: type[Any]) -> Shape:
    hints = get_type_hints(kind)
    return {
        camel(each.name): (each.name, hints[each.name], _default(each) is MISSING)
        for each in fields(kind)
        if each.init
    }


def _default(each: Field[Any]) -> object:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _expected(fits: bool, value: object, what: str, path: tuple[PathPart, ...]) -> object:
    if not fits:
        raise fault("CATALOG_INVALID", f"Here stands {what}, not {type(value).__name__}.", *path)
    return value


def camel(attribute: str) -> str:
    """An attribute's name as a key: `min_length` -> `minLength`."""
    first, *rest = attribute.split("_")
    return first + "".join(word.capitalize() for word in rest)
