"""Merges what the author of a file has edited with what others have published since it was pulled.

Three values are compared: what the file was made from, what it says now, and what is in force. What only one side has
changed is that side's; what both have changed, and not alike, collides. Entries of lists are known by their ids, keys
or names, so two people can edit two fields of one object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from api.catalog_files.folder import Definition
from api.catalog_files.yaml_writing import Identity, identity
from metadata.values import JsonValue


class _Gone(Enum):
    GONE = "gone"


GONE = _Gone.GONE
"""In the place of what a side does not have."""

Part = JsonValue | _Gone
Path = tuple[str, ...]


@dataclass
class Merge:
    """What comes of three values.

    Attributes:
        collisions: the paths of what both sides have changed, and not alike.
    """

    collisions: list[Path] = field(default_factory=list)

    def definition(self, base: Definition, mine: Definition, theirs: Definition) -> Definition:
        """The definition with the changes of both sides; theirs where they collide."""
        found = self._part(base, mine, theirs, ())
        assert isinstance(found, dict)
        return found

    def _part(self, base: Part, mine: Part, theirs: Part, path: Path) -> Part:
        if mine in (theirs, base) or theirs == base:
            return theirs if mine == base else mine
        match mine, theirs:
            case dict(), dict():
                return self._mapping(base if isinstance(base, dict) else {}, mine, theirs, path)
            case list(), list():
                former = base if isinstance(base, list) else []
                before, here, there = (_by_identity(side) for side in (former, mine, theirs))
                if before is not None and here is not None and there is not None:
                    return self._list(before, here, there, path)
        self.collisions.append(path)
        return theirs

    def _mapping(
        self,
        base: Mapping[str, JsonValue],
        mine: Mapping[str, JsonValue],
        theirs: Mapping[str, JsonValue],
        path: Path,
    ) -> JsonValue:
        found: dict[str, JsonValue] = {}
        for key in dict.fromkeys((*mine, *theirs)):
            part = self._part(base.get(key, GONE), mine.get(key, GONE), theirs.get(key, GONE), (*path, key))
            if not isinstance(part, _Gone):
                found[key] = part
        return found

    def _list(
        self,
        base: Mapping[Identity, JsonValue],
        mine: Mapping[Identity, JsonValue],
        theirs: Mapping[Identity, JsonValue],
        path: Path,
    ) -> JsonValue:
        found: list[JsonValue] = []
        for each in _ordered(list(base), list(mine), list(theirs)):
            before, here, there = base.get(each, GONE), mine.get(each, GONE), theirs.get(each, GONE)
            part = self._part(before, here, there, (*path, _called(each, (before, here, there))))
            if not isinstance(part, _Gone):
                found.append(part)
        return found


def _by_identity(entries: Sequence[JsonValue]) -> dict[Identity, JsonValue] | None:
    """The entries by what they are known by; None where one is not, or two are the same."""
    found = {known: each for each in entries if (known := identity(each)) is not None}
    return found if len(found) == len(entries) else None


def _ordered(base: list[Identity], mine: list[Identity], theirs: list[Identity]) -> list[Identity]:
    """All entries, in the order of the side that has changed it; what only the other has stands as it does there."""
    both = {*base} & {*mine} & {*theirs}
    moved = [each for each in mine if each in both] != [each for each in base if each in both]
    first, second = (mine, theirs) if moved else (theirs, mine)
    found = list(first)
    for index, each in enumerate(second):
        if each not in found:
            found.insert(found.index(second[index - 1]) + 1 if index else 0, each)
    return found


def _called(known: Identity, sides: Sequence[Part]) -> str:
    """What people call an entry: its name, else what it is known by."""
    names = [each["name"] for each in sides if isinstance(each, dict) and "name" in each]
    return str(names[0]) if names else " to ".join(known)
