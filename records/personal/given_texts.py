"""Texts that people gave as values of fields where they configured: in filters of saved views, in examples of gates.

Each is asked of whether it stays. Examples name fields by paths, filters by ids. Rules are no such place: what they
compare with is what the tenant has decided, of records to come too.
"""

from collections.abc import Callable, Mapping

from metadata.values import JsonValue

Swap = Callable[[frozenset[str], str], str]
"""From the ids of the fields that a text is given for, and the text, to what stands there."""
Names = Mapping[str, frozenset[str]]
"""From what fields are, or were, called to their ids."""

EXAMPLES = "examples"
RECORD = "record"
"""The keys of examples, and of their records, in what is kept of a catalog and of changes."""


def in_filter(kept: JsonValue, swap: Swap) -> JsonValue:
    """A filter of a saved view as it is kept (`metadata.saved_filters`)."""
    if isinstance(kept, list):
        return [in_filter(each, swap) for each in kept]
    if not isinstance(kept, dict):
        return kept
    field = kept.get("field")
    if isinstance(field, str):
        fields = frozenset({field})
        return {**kept, "value": _in_value(kept["value"], lambda text: swap(fields, text))}
    return {key: in_filter(parts, swap) for key, parts in kept.items()}


def in_catalog(kept: JsonValue, names: Names, swap: Swap) -> JsonValue:
    """A catalog as it is kept (`metadata.codec`), what can be restored with it."""
    match kept:
        case list():
            return [in_catalog(each, names, swap) for each in kept]
        case dict():
            return {
                key: in_changes(part, names, swap) if key == EXAMPLES else in_catalog(part, names, swap)
                for key, part in kept.items()
            }
        case _:
            return kept


def in_changes(kept: JsonValue, names: Names, swap: Swap) -> JsonValue:
    """Changes as they are kept (`metadata.changes.kept`), or examples: those of them that have a record."""
    if not isinstance(kept, list):
        return kept
    return [
        {**each, RECORD: _in_record(each[RECORD], names, swap)}
        if isinstance(each, dict) and RECORD in each
        else each
        for each in kept
    ]


def names_in(kept: JsonValue, ids: frozenset[str]) -> Names:
    """What these fields are called in a catalog as it is kept."""
    found: dict[str, frozenset[str]] = {}
    waiting = [kept]
    while waiting:
        match waiting.pop():
            case list(parts):
                waiting += parts
            case {"id": str(id_), "name": str(name)} if id_ in ids:
                found[name] = found.get(name, frozenset()) | {id_}
            case dict(parts):
                waiting += parts.values()
    return found


def joined(one: Names, other: Names) -> Names:
    """The names of both."""
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in {**one, **other}}


def _in_record(record: JsonValue, names: Names, swap: Swap) -> JsonValue:
    """The record of an example (`metadata.examples`)."""
    if not isinstance(record, dict):
        return record
    return {path: _at_path(path, value, names, swap) for path, value in record.items()}


def _at_path(path: str, value: JsonValue, names: Names, swap: Swap) -> JsonValue:
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [_in_record(each, names, swap) for each in value]
    fields = frozenset[str]().union(*(names.get(part, frozenset()) for part in path.split(".")))
    return _in_value(value, lambda text: swap(fields, text)) if fields else value


def _in_value(value: JsonValue, swap: Callable[[str], str]) -> JsonValue:
    match value:
        case str():
            return swap(value)
        case list():
            return [_in_value(each, swap) for each in value]
        case dict():
            return {key: _in_value(each, swap) for key, each in value.items()}
        case _:
            return value
