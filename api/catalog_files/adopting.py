"""Which definition in force a file means that has no id of it yet: the one of its name.

The server takes a definition without an id for the one in force of that name. So does whoever writes files, else a
file that was applied and has no id yet would be taken for another definition than the one it has become.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from api.catalog_files.folder import CATALOG, CatalogFile, Definition
from core.errors import SluiceError
from metadata.values import JsonValue


class Named(Protocol):
    """A definition of a document."""

    @property
    def id(self) -> str:
        """Its id; empty for what there is one of."""

    @property
    def kind(self) -> str:
        """`catalog`, `object`, `pipeline` or `role`."""

    @property
    def value(self) -> Definition:
        """What it says."""


def files_by_id(files: Iterable[CatalogFile], definitions: Iterable[Named]) -> dict[str, CatalogFile]:
    """The files by the ids of what they define; those that define nothing of it are left out.

    Raises:
        SluiceError: CATALOG_INVALID where two files define the same.
    """
    found: dict[str, CatalogFile] = {}
    without: list[CatalogFile] = []
    for file in files:
        id_ = file.definition.get("id")
        if file.name == CATALOG:
            found[""] = file
        elif not isinstance(id_, str):
            without.append(file)
        elif id_ in found:
            raise _twice(file, found[id_], f"the id {id_}", "id")
        else:
            found[id_] = file
    ids = {_name(each.kind, each.value): each.id for each in definitions if each.id}
    for file in without:
        known = ids.get(_name(file.kind, file.definition))
        if known is not None and known in found:
            if "id" not in found[known].definition:
                raise _twice(file, found[known], f"the name {file.definition.get('name')}", "name")
        elif known is not None:
            found[known] = file
    return found


def adopted(value: Definition, known: Mapping[str, JsonValue]) -> Definition:
    """The definition with the ids that `known` has for what is called the same and has none here."""
    found = _adopted(value, dict(known))
    assert isinstance(found, dict)
    return found


def _adopted(value: JsonValue, known: JsonValue) -> JsonValue:
    match value, known:
        case dict(), dict():
            parts = {key: _adopted(part, known[key]) if key in known else part for key, part in value.items()}
            # Labels have `id` too, where they speak Indonesian; what is named has a name.
            named = isinstance(value.get("name"), str) and value["name"] == known.get("name")
            return {"id": known["id"], **parts} if named and "id" in known and "id" not in value else parts
        case list(), list():
            by_id = _by("id", known)
            taken = _by("id", value)
            by_name = {name: each for name, each in _by("name", known).items() if each.get("id") not in taken}
            return [_adopted(each, _known(each, by_id, by_name)) for each in value]
    return value


def _by(key: str, entries: list[JsonValue]) -> dict[JsonValue, Definition]:
    return {each[key]: each for each in entries if isinstance(each, dict) and isinstance(each.get(key), str)}


def _known(
    entry: JsonValue, by_id: Mapping[JsonValue, Definition], by_name: Mapping[JsonValue, Definition]
) -> JsonValue:
    if not isinstance(entry, dict):
        return None
    key, among = (entry["id"], by_id) if "id" in entry else (entry.get("name"), by_name)
    return among.get(key) if isinstance(key, str) else None


def _name(kind: str, value: Mapping[str, JsonValue]) -> tuple[str, str, str]:
    return kind, str(value.get("object", "")), str(value.get("name"))


def _twice(file: CatalogFile, other: CatalogFile, what: str, key: str) -> SluiceError:
    return file.fault(f"{other.name} has {what} too.", "Leave it out of one of them.", key)
