"""Moves of unique keys."""

from collections.abc import Iterator

from metadata.catalog import Catalog, Object, UniqueKey
from metadata.changes.base import Change
from metadata.changes.unique_keys import AddUniqueKey, RemoveUniqueKey, SetUniqueKey
from metadata.differences.moves import Move


def unique_key_moves(old: Object, new: Object) -> Iterator[Move]:
    """What is other in the unique keys of an object."""
    known = {each.id: each for each in old.unique_keys}
    for each in new.unique_keys:
        before = known.pop(each.id, None)
        if before is None:
            yield unique_key_added(new, each)
        elif before != each:
            yield _unique_key_set(new, each)
    for gone in known.values():
        yield _unique_key_removed(old, gone)


def unique_key_added(of: Object, key: UniqueKey) -> Move:
    """A new unique key."""

    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        fields = _names(definition, key)
        return AddUniqueKey(definition.name, key.name, fields, key.ignore_case, key.messages, key.id)

    return made


def unique_key_renamed(object_id: str, key: UniqueKey, name: str) -> Move:
    """Another name for a unique key."""
    return lambda now: SetUniqueKey(
        now.object_by_id[object_id].name, _current(now.object_by_id[object_id], key).name, name
    )


def _unique_key_set(of: Object, key: UniqueKey) -> Move:
    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        current = _current(definition, key)
        if current == key:
            return None
        fields = _names(definition, key)
        return SetUniqueKey(definition.name, current.name, key.name, fields, key.ignore_case, key.messages)

    return made


def _unique_key_removed(of: Object, key: UniqueKey) -> Move:
    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        return RemoveUniqueKey(definition.name, _current(definition, key).name)

    return made


def _current(definition: Object, key: UniqueKey) -> UniqueKey:
    (found,) = (each for each in definition.unique_keys if each.id == key.id)
    return found


def _names(definition: Object, key: UniqueKey) -> tuple[str, ...]:
    return tuple(definition.field_by_id[each].name for each in key.fields)
