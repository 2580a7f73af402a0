"""Places of a catalog in words, for whoever has to settle a conflict."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from metadata.catalog import Catalog
from metadata.merging.places import ORDER, Place

_ONE = {"objects": "object", "fields": "field", "options": "option", "stages": "stage", "examples": "example",
        "transitions": "edge", "criteria": "criterion", "validations": "validation", "uniqueKeys": "unique key",
        "roles": "role", "grants": "grant", "tasks": "task", "further": "pipeline"}  # fmt: skip
"""The list that a part of a place stands in, to what one of it is called."""
_ALONE = {"api": "policy of the API", "timeZone": "time zone", "workingCalendar": "working calendar",
          "reverse": "reverse list"}  # fmt: skip


def named(place: Place, catalogs: Sequence[Catalog]) -> str:
    """The place in words: `the labels of field amount of object deal`, by the names of the first that has it."""
    names: dict[str, str] = {}
    for catalog in reversed(catalogs):
        names.update(_names(catalog))
    parts: list[str] = []
    waiting = [*place]
    while waiting:
        part = waiting.pop(0)
        if part in _ONE and waiting and waiting[0] != ORDER:
            key = " ".join(names.get(each, each) for each in waiting.pop(0).split(" "))
            if part == "further":
                # It is no part of the first pipeline, though it stands within.
                parts.pop()
            parts.append(f"{_ONE[part]} {key[:80]}")
        else:
            parts.append(f"the {_ALONE.get(part, part)}")
    if not parts[-1].startswith("the "):
        parts[-1] = f"the {parts[-1]}"
    return " of ".join(reversed(parts))


def _names(value: object) -> Iterator[tuple[str, str]]:
    """Ids to names, of everything within a catalog that has both."""
    if isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif is_dataclass(value):
        id_, name = getattr(value, "id", None), getattr(value, "name", None)
        if isinstance(id_, str) and isinstance(name, str):
            yield id_, name
        for each in fields(value):
            yield from _names(getattr(value, each.name))


def verb(place: Place, there: bool, before: bool) -> str:
    """What was done to a place, as a participle."""
    if place[-1] == ORDER:
        return "changed"
    return "changed" if there and before else "added" if there else "removed"
