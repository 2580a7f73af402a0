"""Catalog values to JSON and back: lossless, deterministic, defaults left out, unknown keys refused.

Works on any of the frozen dataclasses of this room from their annotations, so the shape is said once, in
`metadata.catalog`. Keys are the attribute names in camel case.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from sys import intern
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from core.errors import PathPart, Problem, SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.values import JsonValue

Decoded = TypeVar("Decoded")
Shape = Mapping[str, tuple[str, object, bool]]
Parts = tuple[tuple[str, str, object], ...]
Read = Callable[[object], object]
"""From JSON to what an annotation says; raises SluiceError, paths relative to the value."""

LONGEST_SHARED = 40
"""Characters of a text that is kept once for all catalogs. The pool is Python's own and keeps nothing alive."""

_SHAPES: dict[type[Any], Shape] = {}
_PARTS: dict[type[Any], Parts] = {}
"""Reading annotations is slow, and the dataclasses are few."""

_PLAIN = (NoneType, bool, int, float, str, list)
_TEXTS = "an object of texts by language"
_WORDS = {str: "text", int: "a whole number", bool: "true or false"}


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
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, tuple):
        return [encoded(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    assert is_dataclass(value)
    return {
        key: encoded(part)
        for attribute, key, default in _parts(type(value))
        if (part := getattr(value, attribute)) != default
    }


def decoded(kind: type[Decoded], value: object, *path: PathPart) -> Decoded:
    """The dataclass `kind` that the JSON `value` says.

    Raises:
        SluiceError: CATALOG_INVALID with the path of the first thing that does not fit.
    """
    try:
        found = _reader(cast(object, kind))(value)
    except SluiceError as error:
        raise _within(error, *path) from error
    assert isinstance(found, kind)
    return found


def word_problems(value: object, *path: PathPart) -> Iterator[Problem]:
    """What of a dataclass of this room, made by code, is none of the words that its annotations allow.

    Nothing else sees to that: only what is read from JSON is held against the annotations, and a catalog with a
    strange word could be published and never read again.
    """
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from word_problems(item, *path, index)
    elif is_dataclass(value) and not isinstance(value, type):
        for attribute, key, words in _worded(type(value)):
            part = getattr(value, attribute)
            if words is None:
                yield from word_problems(part, *path, key)
            elif isinstance(part, tuple):
                for index, item in enumerate(part):
                    yield from _strange(item, words, *path, key, index)
            else:
                yield from _strange(part, words, *path, key)


def _strange(part: object, words: tuple[object, ...], *path: PathPart) -> Iterator[Problem]:
    if part not in words:
        message = f"Here stands none of the words that are known, but {str(part)[:60]!r}."
        known = ", ".join(str(each) for each in words if each is not None)
        yield Problem(
            "CATALOG_INVALID", message, path, Sentence("Use one of {}.", "请使用其中之一：{}。").of(known)
        )


@cache
def _worded(kind: type[Any]) -> tuple[tuple[str, str, tuple[object, ...] | None], ...]:
    """Of a dataclass: the attributes that hold words, or lists of them, with these; those of dataclasses, with None."""
    found: list[tuple[str, str, tuple[object, ...] | None]] = []
    for key, (attribute, hint, _) in shape(kind).items():
        parts = get_args(hint) if get_origin(hint) in (Union, UnionType, tuple) else (hint,)
        literals = [part for part in parts if get_origin(part) is Literal]
        words = tuple(word for part in literals for word in get_args(part))
        if words:
            found.append((attribute, key, (*words, *(None for part in parts if part is NoneType))))
        elif any(get_origin(part) is tuple or is_dataclass(part) for part in (hint, *parts)):
            found.append((attribute, key, None))
    return tuple(found)


# A catalog has tens of thousands of parts and some dozens of annotations: each annotation is read once.


@cache
def _reader(hint: object) -> Read:
    """How JSON becomes what the annotation says."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _union_reader(hint)
    if origin is Literal:
        words = get_args(hint)
        return lambda value: _expected(value in words, value, f"one of {', '.join(words)}")
    if origin is tuple:
        return _list_reader(_reader(get_args(hint)[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _texts
    assert isinstance(hint, type)
    if is_dataclass(hint):
        return _object_reader(hint)
    return _word_reader if hint is str else _plain_reader(hint)


def _plain_reader(kind: type[object]) -> Read:
    what = _WORDS[kind]
    # JSON has these types themselves and none derived from them; a bool is no number.
    return lambda value: value if type(value) is kind else _expected(False, value, what)


def _word_reader(value: object) -> object:
    """A text; of a short one the one copy that all catalogs of the process have, for words repeat."""
    if type(value) is not str:
        return _expected(False, value, _WORDS[str])
    return intern(value) if len(value) <= LONGEST_SHARED else value


def _union_reader(hint: object) -> Read:
    kinds = [part for part in get_args(hint) if part is not NoneType]
    if len(kinds) == 1:
        inner = _reader(kinds[0])
        return lambda value: None if value is None else inner(value)
    # A union of several kinds holds JSON that stays as it is: rules and defaults any, bounds numbers and texts.
    plain = tuple(part for part in kinds if isinstance(part, type))
    if len(plain) < len(kinds):
        return lambda value: value

    def read(value: object) -> object:
        fits = value is None or (isinstance(value, plain) and (bool in plain or not isinstance(value, bool)))
        return _expected(fits, value, "a number")

    return read


def _list_reader(item: Read) -> Read:
    def read(value: object) -> object:
        _expected(isinstance(value, list), value, "a list")
        assert isinstance(value, list)
        found: list[object] = []
        try:
            for part in value:
                found.append(item(part))
        except SluiceError as error:
            raise _within(error, len(found)) from error
        return tuple(found)

    return read


def _texts(value: object) -> object:
    _expected(isinstance(value, Mapping), value, _TEXTS)
    assert isinstance(value, Mapping)
    found: dict[object, object] = {}
    for tag, text in value.items():
        if type(tag) is not str or type(text) is not str:
            return _expected(False, value, _TEXTS)
        found[intern(tag)] = intern(text) if len(text) <= LONGEST_SHARED else text
    return MappingProxyType(found)


def _object_reader(kind: type[Any]) -> Read:
    known = shape(kind)
    # An id does not repeat.
    readers = {
        key: (attribute, _plain_reader(str) if key == "id" else _reader(hint))
        for key, (attribute, hint, _) in known.items()
    }
    needed = [key for key, (_, _, must) in known.items() if must]

    def read(value: object) -> object:
        if not isinstance(value, Mapping):
            return _expected(False, value, "an object")
        if not value.keys() <= readers.keys():
            strange = str(next(key for key in value if key not in readers))
            message = f"There is no key {strange[:60]!r} here."
            raise fault("CATALOG_INVALID", message, strange[:60], hint=f"Known are {', '.join(known)}.")
        found: dict[str, object] = {}
        key = ""
        try:
            for key, part in value.items():
                attribute, reader = readers[key]
                found[attribute] = reader(part)
        except SluiceError as error:
            raise _within(error, key) from error
        for key in needed:
            if key not in value:
                hint = f"Give it; known are {', '.join(known)}."
                raise fault("CATALOG_INVALID", f"The key {key!r} is missing.", hint=hint)
        return kind(**found)

    return read


def _within(error: SluiceError, *path: PathPart) -> SluiceError:
    return SluiceError([problem.within(*path) for problem in error.problems])


def _parts(kind: type[Any]) -> Parts:
    """Of a dataclass: attribute, JSON key and default."""
    if kind not in _PARTS:
        _PARTS[kind] = tuple((each.name, camel(each.name), _default(each)) for each in fields(kind))
    return _PARTS[kind]


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


def _expected(fits: bool, value: object, what: str) -> object:
    if not fits:
        given = repr(value[:60]) if isinstance(value, str) else _kind_of(value)
        raise fault("CATALOG_INVALID", f"Here belongs {what}, not {given}.", hint=f"Write {what}.")
    return value


def _kind_of(value: object) -> str:
    """What a JSON value is, for people."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case Mapping():
            return "an object"
        case list():
            return "a list"
        case _:
            return type(value).__name__


def camel(attribute: str) -> str:
    """An attribute's name as a key: `min_length` -> `minLength`."""
    first, *rest = attribute.split("_")
    return first + "".join(word.capitalize() for word in rest)
