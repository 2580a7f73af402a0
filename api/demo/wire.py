"""Changes as the inputs of `changeCatalog`."""

from metadata.catalog import JsonValue
from metadata.changes.base import Change
from metadata.codec import encoded

_LABELS = {"labels", "pluralLabels", "objective", "reason", "patternMessage"}
_JSON = {"gate", "rule", "default"}
"""Members of an input that hold JSON of the tenant's, in which nothing is to be changed."""


def change_input(change: Change) -> JsonValue:
    """A `CatalogChange`: labels become lists, and ids are left to the server."""
    return {change.kind: _input(encoded(change))}


def _input(value: JsonValue) -> JsonValue:
    match value:
        case dict():
            return {key: _member(key, inner) for key, inner in value.items() if key != "id"}
        case list():
            return [_input(item) for item in value]
        case _:
            return value


def _member(key: str, value: JsonValue) -> JsonValue:
    if key in _LABELS and isinstance(value, dict):
        return [{"language": language, "text": text} for language, text in value.items()]
    return value if key in _JSON else _input(value)
