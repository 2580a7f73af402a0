"""What the variables of a rule mean: an object's fields and those of its to-one relations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from expressions.languages import label_in
from expressions.types import Reference
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import input_name, type_of
from metadata.fields import Field
from metadata.system_fields import STAGE, SystemField, system_fields
from metadata.values import NO_LABELS, Labels

DEEPEST = 4
"""Relation steps in a path: each is a join in every gate that uses it."""


@dataclass(frozen=True)
class ObjectScope:
    """An `expressions.types.Scope` over the records of one object."""

    catalog: Catalog
    object: Object

    def resolve(self, path: str) -> Reference | None:
        """The column at `path` (`amount`, `amount.currency`, `account.parent.sector`), or None."""
        return _resolved(self.catalog, self.object, tuple(path.split(".")))

    def paths(self) -> tuple[str, ...]:
        """The paths of the object itself and those one relation away."""
        own = tuple(_own_paths(self.object))
        beyond = (
            f"{field.name}.{path}"
            for field in self.object.fields
            if field.target is not None
            for path in _own_paths(self.catalog.target_of(field))
        )
        return (*own, *beyond)


def relation_at(definition: Object, part: str) -> Field | None:
    """The relation that one part of a path walks."""
    field = definition.field_by_name.get(part)
    return field if field is not None and field.target is not None else None


def field_at(definition: Object, part: str) -> Field | None:
    """The field that one part of a path names; one that holds an id answers to `<name>Id` too."""
    field = definition.field_by_name.get(part)
    if field is None and part.endswith("Id"):
        field = definition.field_by_name.get(part[:-2])
        return field if field is not None and input_name(field) == part else None
    return field


def _own_paths(definition: Object) -> Iterator[str]:
    for field in definition.fields:
        for part in type_of(field).rule_parts(field):
            yield field.name + part.suffix
    for each in system_fields(definition):
        if each.readable:
            yield each.name


def _resolved(catalog: Catalog, start: Object, parts: tuple[str, ...]) -> Reference | None:
    steps: list[Field] = []
    definition = start
    rest = parts
    while len(rest) > 1 and (relation := relation_at(definition, rest[0])) is not None:
        if len(steps) == DEEPEST:
            return None
        steps.append(relation)
        definition = catalog.target_of(relation)
        rest = rest[1:]
    found = _column(definition, rest)
    if found is None:
        return None
    way = [(step.name, step.labels) for step in steps]
    return replace(
        found,
        path=".".join(parts),
        steps=tuple(step.id for step in steps),
        labels=_joined([*way, (rest[0], found.labels)]),
    )


def _column(definition: Object, parts: tuple[str, ...]) -> Reference | None:
    field = field_at(definition, parts[0])
    if field is not None:
        return _field_column(field, parts[1:])
    system = next((each for each in system_fields(definition) if each.name == parts[0]), None)
    if system is None or not system.readable or len(parts) > 1:
        return None
    return _system_column(definition, system)


def _field_column(field: Field, rest: tuple[str, ...]) -> Reference | None:
    suffix = "".join(f".{part}" for part in rest)
    for part in type_of(field).rule_parts(field):
        if part.suffix == suffix:
            labels = field.labels
            if rest:
                words = _part_labels(field, rest[0])
                labels = _joined([(field.name, field.labels), (rest[0], words)])
            options = {option.key: option.labels for option in field.options} or None
            return Reference("", part.type, (), field.id, part.column, labels, options)
    return None


def _part_labels(field: Field, part: str) -> Labels:
    composite = type_of(field).composite
    parts = composite.parts if composite is not None else ()
    return next((each.labels for each in parts if each.name == part), NO_LABELS)


def _system_column(definition: Object, system: SystemField) -> Reference:
    options = None
    if system.name == STAGE and definition.pipeline is not None:
        options = {stage.name: stage.labels for stage in definition.pipeline.stages}
    return Reference("", system.value_type, (), system.name, system.name, system.labels, options)


def _joined(parts: Sequence[tuple[str, Labels]]) -> Labels:
    """`Account › Sector` in every language that any part has; what has no label shows its name."""
    languages = dict.fromkeys(tag for _, labels in parts for tag in labels)
    return {tag: " › ".join(label_in(labels, tag, name) for name, labels in parts) for tag in languages}
