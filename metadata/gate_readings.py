"""What gates read beyond the record that is moved: records that it names, and lists of records.

A gate that looks through a list holds only as long as nobody changes the list unseen. So whoever writes a record that
is in such a list must know it: `held_lists` says which lists these are, by all gates of the catalog together, and what
of their records the gates read. Where no gate looks through a list, there are none, and nobody pays for them.
"""

import weakref
from collections.abc import Iterator
from dataclasses import dataclass

from expressions.nodes import Expression, Listing, Variable, parts_of, within
from expressions.parse import parse_rule
from expressions.types import Reference, Step
from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.lists import RelatedList, list_of, rolled_over
from metadata.parsed import end_of, parsed_condition, parsed_formula
from metadata.pipelines import Pipeline
from metadata.scope import ObjectScope
from metadata.system_fields import PIPELINE, STAGE
from metadata.values import JsonValue


@dataclass(frozen=True)
class ListStep:
    """From a record to those of a list that it has.

    Attributes:
        field: id of the field behind the list.
        forwards: the record has this field itself; else the records of the list have it.
        object: id of the object whose records are listed.
    """

    field: str
    forwards: bool
    object: str


Way = tuple[Step | ListStep, ...]
"""From a record to others; empty for the record itself."""


@dataclass(frozen=True)
class HeldList:
    """A list that a gate looks through.

    Attributes:
        list: which records it has.
        anchor: the object whose records have it.
        fields: ids of the fields, and names of the system fields, that gates read of its records.
    """

    list: RelatedList
    anchor: Object
    fields: frozenset[str]


def places_read(
    catalog: Catalog, of: Object, expression: Expression, way: Way = (), *, before: bool = True
) -> Iterator[tuple[Way, str]]:
    """What a rule reads: the way to a record of `of` or beyond, and what is read there, by id or system name.

    What computed fields are made of is read too, and so is each relation on the way.

    Args:
        before: what is read of the record before the write is read too.
    """
    match expression:
        case Variable(reference=Reference(actor=True)):
            return
        case Variable(reference=Reference(before=True)) if not before:
            return
        case Variable(reference=reference):
            yield from _passed(reference.steps, way)
            end = end_of(catalog, of, reference)
            # The pipeline of a record is told by its stage.
            name = STAGE if reference.field == PIPELINE else reference.field
            yield from _field_read(catalog, end, name, (*way, *reference.steps))
        case Listing(records=records):
            start = end_of(catalog, of, records)
            over = list_of(catalog, start, records.field, forwards=records.forwards)
            if over is None:
                return
            yield from _passed(records.steps, way)
            there = (*way, *records.steps, _step_of(over))
            yield there, "id"
            for part in within(expression):
                yield from places_read(catalog, over.object, part, there, before=before)
        case _:
            for part in parts_of(expression):
                yield from places_read(catalog, of, part, way, before=before)


def held_lists(catalog: Catalog) -> tuple[HeldList, ...]:
    """The lists that gates of the catalog look through."""
    key = id(catalog)
    if key not in _KNOWN:
        _KNOWN[key] = _held(catalog)
        weakref.finalize(catalog, _KNOWN.pop, key, None)
    return _KNOWN[key]


_KNOWN: dict[int, tuple[HeldList, ...]] = {}
"""id() of a catalog to its lists; an entry goes when the catalog does."""


def _passed(steps: tuple[Step, ...], way: Way) -> Iterator[tuple[Way, str]]:
    for position, step in enumerate(steps):
        yield (*way, *steps[:position]), step.field


def _field_read(catalog: Catalog, of: Object, name: str, way: Way) -> Iterator[tuple[Way, str]]:
    yield way, name
    field = of.field_by_id.get(name)
    if field is not None and field.computed:
        yield from _computed_read(catalog, of, field, way)


def _computed_read(catalog: Catalog, of: Object, field: Field, way: Way) -> Iterator[tuple[Way, str]]:
    if field.roll_up is None:
        yield from places_read(catalog, of, parsed_formula(catalog, of, field), way)
        return
    over = rolled_over(catalog, of, field.roll_up)
    there = (*way, _step_of(over))
    yield from _field_read(catalog, over.object, field.roll_up.field or "id", there)
    condition = parsed_condition(catalog, over.object, field)
    if condition is not None:
        yield from places_read(catalog, over.object, condition, there)


def _step_of(over: RelatedList) -> ListStep:
    return ListStep(over.field.id, over.forwards, over.object.id)


def _held(catalog: Catalog) -> tuple[HeldList, ...]:
    found: dict[tuple[str, ListStep], set[str]] = {}
    for of in catalog.objects:
        for rule in () if of.pipeline is None else _refusing(of.pipeline):
            expression = parse_rule(rule, ObjectScope(catalog, of))
            for way, name in places_read(catalog, of, expression):
                if way and isinstance(way[-1], ListStep):
                    anchor = way[-2].object if len(way) > 1 else of.id
                    found.setdefault((anchor, way[-1]), set()).add(name)
    return tuple(
        HeldList(over, catalog.object_by_id[anchor], frozenset(fields))
        for (anchor, step), fields in found.items()
        if (over := list_of(catalog, catalog.object_by_id[anchor], step.field, forwards=step.forwards))
    )


def _refusing(pipeline: Pipeline) -> Iterator[JsonValue]:
    """The rules that can refuse a move, today or some day; those for the fields of a stage look at the record alone."""
    rules = [each.gate for each in pipeline.stages]
    rules += [each.gate for each in pipeline.transitions]
    rules += [each.rule for each in pipeline.criteria if each.mode == "enforce" or each.enforced_from]
    return (each for each in rules if each is not None)
