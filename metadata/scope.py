"""What the paths of a rule mean: an object's fields, those of its to-one relations, and lists of records of either."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from expressions.languages import label_in
from expressions.nodes import Expression, listings_of, within
from expressions.types import RecordList, Reference, Step, ValueType
from metadata.actor import ACTOR_PATHS, actor_column, is_actor
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import input_name, type_of
from metadata.field_types.base import RulePart, Scalar
from metadata.field_types.reference import OBJECT_LABELS, object_column
from metadata.fields import Field
from metadata.lists import RelatedList, list_named, related_lists
from metadata.system_fields import PIPELINE, PIPELINE_LABELS, STAGE, SystemField, system_fields
from metadata.values import NO_LABELS, Labels

BEFORE = "before"
"""What a path begins with that is of the record before the write that is judged."""

DEEPEST = 4
"""Steps to other records in a path: each is a join in every gate that uses it."""


@dataclass(frozen=True)
class Hop:
    """One step of a path from a record to another.

    Attributes:
        field: a relation, or a reference.
        object: of the record that it leads to.
        parts: parts of the path that say so: one, or two where a reference is followed by the object that is meant.
    """

    field: Field
    object: Object
    parts: int


@dataclass(frozen=True)
class ObjectScope:
    """An `expressions.types.Scope` over the records of one object.

    Attributes:
        has_before: rules are asked of a write, and so may read the record before it: `before.amount`.
        has_actor: rules are asked when somebody acts, and so may read who that is: `actor.id`.
    """

    catalog: Catalog
    object: Object
    has_before: bool = True
    has_actor: bool = True

    def resolve(self, path: str) -> Reference | None:
        """The column at `path`, or None where there is none.

        `amount`, `amount.currency`, `account.parent.sector`; of a reference `subject`, `subject.object` and
        `subject.deal.amount`; with `before.` ahead of it the same of the record before a write; `actor.id`.
        """
        parts = tuple(path.split("."))
        if is_actor(self.object, parts):
            return actor_column(self.catalog, path)
        if not is_before(self.object, parts):
            return _resolved(self.catalog, self.object, parts)
        found = _resolved(self.catalog, self.object, parts[1:])
        return None if found is None else _as_before(found)

    def near(self, path: str) -> tuple[str, ...]:
        """The paths from where `path` can no longer be followed, and those that go on as it does another way."""
        if is_actor(self.object, path.split(".")):
            return ACTOR_PATHS
        now = path.removeprefix(f"{BEFORE}.") if is_before(self.object, path.split(".")) else path
        begin = path[: len(path) - len(now)]
        found = (begin + each for each in near(self.catalog, self.object, now, lambda _, hop: True))
        return tuple(each for each in found if self.resolve(each) is not None)

    def records(self, path: str) -> RecordList | None:
        """The list at `path` (`activities`, `account.deals`), or None."""
        way = _walked(self.catalog, self.object, tuple(path.split(".")))
        if way is None or len(way.rest) > 1:
            return None
        found = list_named(self.catalog, way.object, way.rest[0])
        if found is None:
            return None
        own = (found.name, _list_labels(self.catalog, way.object, found))
        labels = _joined([*way.labels, own])
        return RecordList(path, way.steps, found.field.id, found.forwards, found.object.id, labels)

    def lists(self) -> tuple[str, ...]:
        """The lists of the object itself."""
        return tuple(each.name for each in related_lists(self.catalog, self.object))

    def items(self, records: RecordList) -> "ObjectScope":
        """The scope of the records of a list."""
        there = self.catalog.object_by_id[records.object]
        return ObjectScope(self.catalog, there, has_before=False, has_actor=self.has_actor)


def is_before(definition: Object, parts: Sequence[str]) -> bool:
    """Whether a path over records of `definition` is of them before a write.

    A field that had the name before rules could say so keeps it.
    """
    return len(parts) > 1 and parts[0] == BEFORE and BEFORE not in definition.field_by_name


def parts_by_object(
    catalog: Catalog, of: Object, expression: Expression
) -> Iterator[tuple[Object, Expression]]:
    """An expression over records of `of`, and what it asks of the records of lists, each with their object."""
    yield of, expression
    for listing in listings_of(expression):
        there = catalog.object_by_id[listing.records.object]
        for part in within(listing):
            yield from parts_by_object(catalog, there, part)


def hop_at(catalog: Catalog, definition: Object, parts: Sequence[str]) -> Hop | None:
    """The step with which a path goes on from the records of `definition`; None where it names a value of theirs."""
    field = definition.field_by_name.get(parts[0])
    if field is None:
        return None
    if field.target is not None:
        return Hop(field, catalog.target_of(field), 1) if len(parts) > 1 else None
    if len(parts) <= 2:
        return None
    there = next((each for each in _targets(catalog, field) if each.name == parts[1]), None)
    return None if there is None else Hop(field, there, 2)


def near(catalog: Catalog, start: Object, path: str, may_go: Callable[[Object, Hop], bool]) -> Iterator[str]:
    """What somebody may have meant who wrote `path`; some of it may be no path.

    Args:
        may_go: whether a step from the records of an object may be known to be there.
    """
    definition, rest, way = start, path.split("."), ""
    while (hop := hop_at(catalog, definition, rest)) is not None and may_go(definition, hop):
        way += ".".join(rest[: hop.parts]) + "."
        definition, rest = hop.object, rest[hop.parts :]
    yield from (way + each for each in _own_paths(definition))
    for field in definition.fields:
        for on, _ in _ways(catalog, field):
            # As many parts are misspelt, or the object of a reference is left out.
            for tail in {len(on.split(".")): rest[len(on.split(".")) :], 1: rest[1:]}.values():
                if tail:
                    yield ".".join([way + on, *tail])


def leads_on(definition: Object, path: str) -> bool:
    """Whether what a path means is not all in the record: it goes on to another, or tells of which object that is."""
    first, _, rest = path.partition(".")
    field = definition.field_by_name.get(first)
    return bool(rest) and field is not None and field.names_record


def field_at(definition: Object, part: str) -> Field | None:
    """The field that one part of a path names; one that holds an id answers to `<name>Id` too."""
    field = definition.field_by_name.get(part)
    if field is None and part.endswith("Id"):
        field = definition.field_by_name.get(part[:-2])
        return field if field is not None and input_name(field) == part else None
    return field


def has_pipelines(definition: Object) -> bool:
    """Whether records tell in which of several pipelines they are; then no field is called so."""
    return definition.pipeline is not None and bool(definition.pipeline.further)


def _own_paths(definition: Object) -> Iterator[str]:
    for field in definition.fields:
        for part in type_of(field).rule_parts(field):
            yield field.name + part.suffix
    for each in system_fields(definition):
        if each.readable:
            yield each.name
    if has_pipelines(definition):
        yield PIPELINE


def _resolved(catalog: Catalog, start: Object, parts: tuple[str, ...]) -> Reference | None:
    way = _walked(catalog, start, parts)
    found = None if way is None else _column(catalog, way.object, way.rest)
    if way is None or found is None:
        return None
    path, unit = ".".join(parts), found.unit
    return replace(
        found,
        path=path,
        steps=way.steps,
        labels=_joined([*way.labels, (way.rest[0], found.labels)]),
        unit=None if unit is None else replace(unit, path=f"{path}.currency", steps=way.steps),
    )


def _as_before(reference: Reference) -> Reference:
    """The same column of the record before a write."""
    unit = None if reference.unit is None else _as_before(reference.unit)
    return replace(reference, path=f"{BEFORE}.{reference.path}", unit=unit, before=True)


@dataclass(frozen=True)
class _Way:
    """How far a path goes on to other records: the steps, where they lead, and the parts that are left."""

    steps: tuple[Step, ...]
    labels: tuple[tuple[str, Labels], ...]
    object: Object
    rest: tuple[str, ...]


def _walked(catalog: Catalog, start: Object, parts: tuple[str, ...]) -> _Way | None:
    """The way of a path, at least one part being left; None where it is too long."""
    way = _Way((), (), start, parts)
    while (hop := hop_at(catalog, way.object, way.rest)) is not None:
        if len(way.steps) == DEEPEST:
            return None
        labels = [(hop.field.name, hop.field.labels)]
        if hop.field.targets:
            labels.append((hop.object.name, hop.object.labels))
        steps = (*way.steps, Step(hop.field.id, hop.object.id))
        way = _Way(steps, (*way.labels, *labels), hop.object, way.rest[hop.parts :])
    return way


def _ways(catalog: Catalog, field: Field) -> Iterator[tuple[str, Object]]:
    """How a path goes on from a field to another record, and to what object."""
    if field.target is not None:
        yield field.name, catalog.target_of(field)
    for each in _targets(catalog, field):
        yield f"{field.name}.{each.name}", each


def _targets(catalog: Catalog, field: Field) -> list[Object]:
    """The objects that a reference may point to, as far as they are there."""
    return [catalog.object_by_id[each] for each in field.targets if each in catalog.object_by_id]


def _column(catalog: Catalog, definition: Object, parts: tuple[str, ...]) -> Reference | None:
    field = field_at(definition, parts[0])
    if field is not None:
        return _field_column(catalog, field, parts[1:])
    if parts == (PIPELINE,) and definition.pipeline is not None and has_pipelines(definition):
        named = {part.name: part.labels for part in definition.pipeline.parts}
        return Reference("", ValueType.CHOICE, (), PIPELINE, PIPELINE, PIPELINE_LABELS, named)
    system = next((each for each in system_fields(definition) if each.name == parts[0]), None)
    if system is None or not system.readable or len(parts) > 1:
        return None
    return _system_column(definition, system)


def _field_column(catalog: Catalog, field: Field, rest: tuple[str, ...]) -> Reference | None:
    suffix = "".join(f".{part}" for part in rest)
    for part in type_of(field).rule_parts(field):
        if part.suffix == suffix:
            labels = field.labels
            if rest:
                words = _part_labels(field, rest[0])
                labels = _joined([(field.name, field.labels), (rest[0], words)])
            options, kept = _choices(catalog, field, part)
            unit = _currency(catalog, field) if not rest else None
            return Reference("", part.type, (), field.id, part.column, labels, options, kept, unit)
    return None


def _choices(
    catalog: Catalog, field: Field, part: RulePart
) -> tuple[Mapping[str, Labels] | None, Mapping[str, str] | None]:
    """The keys that a choice can have, with their labels, and what the column holds for each where it is not that."""
    if part.column == object_column(field) and field.targets:
        objects = _targets(catalog, field)
        return {each.name: each.labels for each in objects}, {each.id: each.name for each in objects}
    return {option.key: option.labels for option in field.options} or None, None


def _currency(catalog: Catalog, field: Field) -> Reference | None:
    """Of an amount."""
    if type_of(field).scalar is not Scalar.MONEY:
        return None
    return _field_column(catalog, field, ("currency",))


def _list_labels(catalog: Catalog, of: Object, listed: RelatedList) -> Labels:
    """What people call a list: after the field, or after those that are in it where these point here."""
    if listed.forwards:
        return listed.field.labels
    labels = listed.object.plural_labels or listed.object.labels
    alike = [each for each in related_lists(catalog, of) if each.object.id == listed.object.id]
    if len(alike) == 1:
        return labels
    return {
        tag: f"{text} ({label_in(listed.field.labels, tag, listed.field.name)})"
        for tag, text in labels.items()
    }


def _part_labels(field: Field, part: str) -> Labels:
    if field.targets:
        return OBJECT_LABELS
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
