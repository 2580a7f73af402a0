"""The words that the definitions of a catalog occupy, found once for a long list of changes.

From one catalog of such a list to the next all but one or two definitions are the same values. So what is known goes
along (`following`): of the next catalog only the definitions that are others are looked at.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from metadata.catalog import Catalog, Object
from metadata.names import (
    FIXED_CLAIMS,
    Claim,
    Collision,
    Key,
    collisions_among,
    field_claims,
    object_claims,
    spelled,
)


class Occupied:
    """The claims of a catalog by their keys."""

    def __init__(self) -> None:
        self._objects: dict[str, Object] = {}
        self._claims: dict[Key, list[Claim]] = {}

    def follow(self, catalog: Catalog) -> None:
        """Go on to the catalog."""
        gone = self._objects.keys() - {each.id for each in catalog.objects}
        for id_ in gone:
            self._exchange(self._objects.pop(id_), None)
        for each in catalog.objects:
            known = self._objects.get(each.id)
            if known is not each:
                self._exchange(known, each)
                self._objects[each.id] = each

    def of(self, key: Key) -> Iterable[Claim]:
        """Those of the key; of a catalog that is sound there is one at most."""
        return self._claims.get(key, ())

    def _exchange(self, old: Object | None, new: Object | None) -> None:
        same = _same_fields(old, new)
        for claim in _claims(old, same):
            self._leave(claim)
        for claim in _claims(new, same):
            self._claims.setdefault(claim.key, []).append(claim)

    def _leave(self, claim: Claim) -> None:
        there = self._claims[claim.key]
        there.remove(claim)
        if not there:
            del self._claims[claim.key]


def _same_fields(old: Object | None, new: Object | None) -> frozenset[int] | None:
    """id() of the fields that are the same values in both, and occupy the same words; None where nothing does."""
    if old is None or new is None or spelled(old) != spelled(new):
        return None
    return frozenset(map(id, old.fields)) & frozenset(map(id, new.fields))


def _claims(definition: Object | None, same: frozenset[int] | None) -> Iterator[Claim]:
    """The claims of an object but for what is the same; all where that is None."""
    if definition is None:
        return
    if same is None:
        yield from object_claims(definition)
    for field in definition.fields:
        if same is None or id(field) not in same:
            yield from field_claims(definition, field)


_ALONG: ContextVar[Occupied | None] = ContextVar("occupied", default=None)


@contextmanager
def following() -> Iterator[None]:
    """While it lasts, what is known of the words of one catalog goes along to the next that is asked about."""
    if _ALONG.get() is not None:
        yield
        return
    token = _ALONG.set(Occupied())
    try:
        yield
    finally:
        _ALONG.reset(token)


def collisions_of(catalog: Catalog, definition: Object, newest: frozenset[str]) -> tuple[Collision, ...]:
    """As `metadata.names.collisions`, for the claims of one object that a change has just made.

    Args:
        newest: ids of what came or changed last, of the object and its fields: they are the ones at fault.
    """
    fresh = [*object_claims(definition)] if definition.id in newest else []
    for field in definition.fields:
        if field.id in newest:
            fresh += field_claims(definition, field)
    occupied = _ALONG.get() or Occupied()
    occupied.follow(catalog)
    taken = {}
    for key in {claim.key for claim in fresh}:
        others = (claim for claim in occupied.of(key) if claim.owner not in newest)
        other = FIXED_CLAIMS.get(key) or next(others, None)
        if other is not None:
            taken[key] = other
    return collisions_among(fresh, taken)
