"""What computed fields read of each other, over all objects: circles, and how large a value is when written out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from expressions.nodes import Expression, Listing, Variable, parts_of, within
from expressions.size import copies
from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.lists import list_of, rolled_over
from metadata.parsed import end_of, entered, parsed_condition, parsed_formula, walk

Place = tuple[str, str]
"""Ids of an object and of a field of it, or `id` for that there are its records at all."""


@dataclass(frozen=True)
class Reading:
    """One reading of a value.

    Attributes:
        object, field: what is read; no field where it is a system field.
        along: the relations on the way there, each with the object that has it.
        times: how often the SQL has it.
        entered: ids of the other objects that it tells of, those of the records on the way among them.
        lists: lists of records, one within the other, whose records it is read of; the rest is about such a record.
    """

    object: Object
    field: Field | None
    along: tuple[tuple[Object, Field], ...]
    times: int = 1
    entered: tuple[str, ...] = ()
    lists: int = 0

    @property
    def computed(self) -> Field | None:
        """The field, where it is computed in turn."""
        return self.field if self.field is not None and self.field.computed else None


@dataclass(frozen=True)
class Size:
    """How large a computed value is with all that it reads written out in it.

    Attributes:
        parts: operators, values, paths and the relations that they follow.
        levels: operators within operators.
        hops: relations and roll-ups, one after the other.
        roll_ups: roll-ups, one within the other.
        looks: times that other records are looked up.
    """

    parts: int
    levels: int
    hops: int
    roll_ups: int
    looks: int


@dataclass(frozen=True)
class Closure:
    """A computed field with all computed fields that it reads.

    Attributes:
        order: each after those that it reads, the field itself last.
        circle: the way back to itself, or empty; the order is then not whole.
    """

    order: tuple[tuple[Object, Field], ...]
    circle: tuple[tuple[Object, Field], ...]


def readings(catalog: Catalog, definition: Object, field: Field) -> list[Reading]:
    """What a computed field reads itself.

    Raises:
        SluiceError: RULE_* where its rule does not fit.
    """
    rolled = field.roll_up
    if rolled is None:
        return list(_of_expression(catalog, definition, parsed_formula(catalog, definition, field), 1))
    over = rolled_over(catalog, definition, rolled)
    along = ((over.owner, over.field),)
    of = over.object.field_by_id[rolled.field] if rolled.field else None
    found = [Reading(over.object, of, along, entered=(over.object.id,))]
    condition = parsed_condition(catalog, over.object, field)
    return found if condition is None else [*found, *_of_expression(catalog, over.object, condition, 1)]


def closure(catalog: Catalog, definition: Object, field: Field) -> Closure:
    """The field and all computed fields behind it. No recursion: a chain may be as long as the catalog.

    Raises:
        SluiceError: RULE_* where a rule does not fit.
    """
    order: list[tuple[Object, Field]] = []
    done: set[Place] = set()
    way: list[tuple[Object, Field]] = [(definition, field)]
    waiting = [iter(_computed(catalog, definition, field))]
    while waiting:
        following = next(waiting[-1], None)
        if following is None:
            waiting.pop()
            order.append(way.pop())
            done.add(_place(order[-1]))
            continue
        passed = [_place(each) for each in way]
        if _place(following) in passed:
            return Closure(tuple(order), (*way[passed.index(_place(following)) :], following))
        if _place(following) not in done:
            way.append(following)
            waiting.append(iter(_computed(catalog, *following)))
    return Closure(tuple(order), ())


def places_behind(catalog: Catalog, definition: Object, field: Field) -> frozenset[Place]:
    """Everything that a computed field reads, walks along, or that computed fields read for it."""
    found: set[Place] = set()
    for each in closure(catalog, definition, field).order:
        for reading in readings(catalog, *each):
            found.update((owner.id, relation.id) for owner, relation in reading.along)
            found.update((entered_object, "id") for entered_object in reading.entered)
            if reading.field is not None:
                found.add((reading.object.id, reading.field.id))
    return frozenset(found)


def dependents(catalog: Catalog, object_id: str, fields: Collection[str]) -> Iterator[tuple[Object, Field]]:
    """The computed fields of all objects that read one of these fields of an object, or read what reads one."""
    wanted = {(object_id, each) for each in fields}
    for definition in catalog.objects:
        for field in definition.fields:
            if field.computed and wanted & places_behind(catalog, definition, field):
                yield definition, field


def size_of(catalog: Catalog, order: tuple[tuple[Object, Field], ...]) -> Size:
    """The size of the last of a closure's order."""
    known: dict[Place, Size] = {}
    for definition, field in order:
        known[definition.id, field.id] = _size(catalog, definition, field, known)
    return known[order[-1][0].id, order[-1][1].id]


def _size(catalog: Catalog, definition: Object, field: Field, known: dict[Place, Size]) -> Size:
    rolled = field.roll_up
    if rolled is None:
        expression: Expression | None = parsed_formula(catalog, definition, field)
    else:
        expression = parsed_condition(catalog, rolled_over(catalog, definition, rolled).object, field)
    parts, levels = (2, 1) if expression is None else (_parts(expression), _levels(expression))
    parts, looks = (parts, 0) if rolled is None else (parts + 2, 1)
    nothing = Size(0, 0, 0, 0, 0)
    deepest = nothing
    for position, each in enumerate(readings(catalog, definition, field)):
        there = known.get((each.object.id, each.computed.id), nothing) if each.computed else nothing
        steps = len(each.along)
        parts += each.times * (steps + there.parts)
        # What a roll-up rolls up is looked up by the roll-up itself.
        looks += each.times * (there.looks + (1 if steps and (rolled is None or position > 0) else 0))
        deepest = Size(
            0,
            max(deepest.levels, there.levels),
            max(deepest.hops, there.hops + steps + each.lists),
            max(deepest.roll_ups, there.roll_ups + each.lists),
            0,
        )
    within = 0 if rolled is None else 1
    hops = max(deepest.hops + (1 if rolled is not None and expression is not None else 0), within)
    return Size(parts, levels + deepest.levels, hops, deepest.roll_ups + within, looks)


def _computed(catalog: Catalog, definition: Object, field: Field) -> Iterator[tuple[Object, Field]]:
    for each in readings(catalog, definition, field):
        if each.computed is not None:
            yield each.object, each.computed


def _place(of: tuple[Object, Field]) -> Place:
    return of[0].id, of[1].id


def _of_expression(
    catalog: Catalog, of: Object, expression: Expression, times: int, lists: int = 0
) -> Iterator[Reading]:
    match expression:
        case Variable(reference=reference):
            along = tuple(walk(catalog, of, reference))
            there = end_of(catalog, of, reference)
            field = there.field_by_id.get(reference.field)
            yield Reading(there, field, along, times, tuple(entered(reference)), lists)
        case Listing(records=records):
            along = tuple(walk(catalog, of, records))
            start = end_of(catalog, of, records)
            over = list_of(catalog, start, records.field, forwards=records.forwards)
            if over is not None:
                way = (*along, (over.owner, over.field))
                beyond = (*(step.object for step in records.steps), over.object.id)
                yield Reading(over.object, None, way, times, beyond, lists + 1)
                for part in within(expression):
                    yield from _of_expression(catalog, over.object, part, times, lists + 1)
        case _:
            for part in parts_of(expression):
                yield from _of_expression(catalog, of, part, times * copies(expression), lists)


def _parts(expression: Expression) -> int:
    return 1 + copies(expression) * sum(map(_parts, _all_parts(expression)))


def _levels(expression: Expression) -> int:
    return 1 + max(map(_levels, _all_parts(expression)), default=0)


def _all_parts(expression: Expression) -> tuple[Expression, ...]:
    return within(expression) if isinstance(expression, Listing) else parts_of(expression)
