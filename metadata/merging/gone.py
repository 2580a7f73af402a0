"""What a change names that others have removed since: a stage, a field, a role, an option, an edge.

Whether a change names a thing is found out by giving the thing another name: one that names it would follow
(`metadata.merging.follow`). So rules, and every attribute that is followed, count without a line here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass, replace

from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.codec import encoded, shape
from metadata.fields import Field
from metadata.merging.follow import followed
from metadata.merging.places import Leaf, Place, Tree, places_of, touched
from metadata.values import JsonValue

_WITH_NAMES = frozenset(
    (
        *("objects", "fields", "validations", "uniqueKeys", "roles"),
        *("stages", "tasks", "further", "criteria", "examples"),
    )
)
"""The lists of a catalog whose items have ids, and names by which others call them."""


_NO_NAME = "gone, and"
"""No name has a space."""


def gone(change: Change, old: Catalog, after: Catalog, now: Catalog) -> tuple[Place, ...]:
    """The places of what the change names and `now` has no more; of what went as a whole, that of the whole.

    Args:
        old: the catalog that the change was written for.
        after: `old` after the change.
    """
    before, there = places_of(old), places_of(now)
    # A pipeline that is gone leaves the attribute of its object.
    removed = {place for place, tree in touched(before, there).items() if tree in (None, Leaf(None))}
    names = _Names(change, old, after)

    def is_named(place: Place) -> bool:
        match place:
            case (*of_field, "options", key):
                return key in names.texts and names.includes(tuple(of_field))
            case (*of_pipeline, "transitions", ends):
                stages = [(*of_pipeline, "stages", each) for each in ends.split(" ")[:2]]
                # Of an edge that went with a stage it is the stage that is missed.
                return not removed.intersection(stages) and all(map(names.includes, stages))
            case ("objects", _, "pipeline"):
                return names.includes(place)
            case (*_, listed, _):
                return listed in _WITH_NAMES and names.includes(place)
        return False

    return tuple(sorted(each for each in removed if any(map(is_named, _within(before, each)))))


def _within(tree: Tree, place: Place) -> Iterator[Place]:
    """A place of a tree, and those below it that hold something."""
    for part in place:
        assert isinstance(tree, Mapping)
        tree = tree[part]

    def below(part: Tree, at: Place) -> Iterator[Place]:
        # An object without a pipeline has the attribute all the same.
        if part != Leaf(None):
            yield at
        if isinstance(part, Mapping):
            for key, inner in part.items():
                yield from below(inner, (*at, key))

    return below(tree, place)


class _Names:
    """What a change names.

    Attributes:
        texts: all that stand in it.
    """

    def __init__(self, change: Change, old: Catalog, after: Catalog) -> None:
        self._change, self._old, self._after = change, old, after
        self.texts = frozenset(_texts(encoded(change)))

    def includes(self, place: Place) -> bool:
        """Whether it names the definition at a place."""
        elsewhere = _called_otherwise(self._old, place)
        assert isinstance(elsewhere, Catalog)
        return followed(self._change, self._old, self._after, elsewhere) != self._change


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _called_otherwise(part: object, place: Place) -> object:
    """A part of a catalog in which the definition at a place within it has a name that nothing can have."""
    assert is_dataclass(part)
    assert not isinstance(part, type)
    if not place:
        lists = (
            {"reverse": f"{_NO_NAME} list"} if isinstance(part, Field) and part.reverse is not None else {}
        )
        return replace(part, name=_NO_NAME, **lists)
    attribute, _, _ = shape(type(part))[place[0]]
    inner = getattr(part, attribute)
    if not isinstance(inner, tuple):
        return replace(part, **{attribute: _called_otherwise(inner, place[1:])})
    changed = (
        _called_otherwise(each, place[2:]) if getattr(each, "id", None) == place[1] else each
        for each in inner
    )
    return replace(part, **{attribute: tuple(changed)})
