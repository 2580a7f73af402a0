"""Moves: what takes a catalog nearer to another, said by ids and made by the names of the moment."""

from collections.abc import Callable, Collection, Sequence

from metadata.catalog import Catalog, Object
from metadata.changes.base import Change
from metadata.fields import Field
from metadata.pipelines import Pipeline

Move = Callable[[Catalog], Change | None]
"""From the catalog as it is to the change that takes it nearer, None where it is there already; KeyError where what the
change is about is not there yet."""


def field_change(of: Object, field: Field, kind: Callable[..., Change], *values: object) -> Move:
    """A change of a field, which takes the names of object and field first."""

    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        return kind(definition.name, definition.field_by_id[field.id].name, *values)

    return made


def pipeline_now(now: Catalog, object_id: str) -> Pipeline:
    """The pipeline of an object.

    Raises:
        KeyError: it has none yet, or no longer.
    """
    pipeline = now.object_by_id[object_id].pipeline
    if pipeline is None:
        raise KeyError(object_id)
    return pipeline


def order_move(
    now: Sequence[str], wanted: Sequence[str], moved: Callable[[str, str], Change]
) -> Change | None:
    """One step towards another order of the same keys: the first that stands wrong, before the one in its place.

    Args:
        moved: makes the change, of the key and the one that it is to stand before.

    Raises:
        KeyError: some are still to come or to go.
    """
    if set(now) != set(wanted):
        raise KeyError("keys are still to come or to go")
    for standing, key in zip(now, wanted, strict=True):
        if standing != key:
            return moved(key, standing)
    return None


def successor(key: str, wanted: Sequence[str], now: Collection[str]) -> str | None:
    """The first key that is to stand after `key` and is there already; None where none is, so that it stands last."""
    return next((each for each in wanted[wanted.index(key) + 1 :] if each in now), None)
