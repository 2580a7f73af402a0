"""Moves of validations."""

from collections.abc import Iterator

from metadata.catalog import Catalog, Object, Validation
from metadata.changes.base import Change
from metadata.changes.validations import AddValidation, RemoveValidation, SetValidation
from metadata.differences.moves import Move


def validation_moves(old: Object, new: Object) -> Iterator[Move]:
    """What is other in the validations of an object."""
    known = {each.id: each for each in old.validations}
    for each in new.validations:
        before = known.pop(each.id, None)
        if before is None:
            yield validation_added(new, each)
        elif before != each:
            yield _validation_set(new, each)
    for gone in known.values():
        yield _validation_removed(old, gone)


def validation_added(of: Object, validation: Validation) -> Move:
    """A new validation."""

    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        return AddValidation(
            definition.name,
            validation.name,
            validation.rule,
            validation.messages,
            tuple(definition.field_by_id[each].name for each in validation.fields),
            validation.severity,
            validation.id,
        )

    return made


def validation_renamed(object_id: str, validation: Validation, name: str) -> Move:
    """Another name for a validation."""

    def made(now: Catalog) -> Change:
        definition = now.object_by_id[object_id]
        known = {each.id: each.name for each in definition.validations}
        return SetValidation(definition.name, known[validation.id], name)

    return made


def _validation_set(of: Object, validation: Validation) -> Move:
    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        (current,) = (each for each in definition.validations if each.id == validation.id)
        if current == validation:
            return None
        return SetValidation(
            definition.name,
            current.name,
            validation.name,
            validation.rule,
            validation.messages,
            tuple(definition.field_by_id[each].name for each in validation.fields),
            validation.severity,
        )

    return made


def _validation_removed(of: Object, validation: Validation) -> Move:
    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        (current,) = (each for each in definition.validations if each.id == validation.id)
        return RemoveValidation(definition.name, current.name)

    return made
