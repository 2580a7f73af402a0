"""What leads from one catalog to another, as changes.

Definitions are compared by their ids, so a rename is a rename. Each difference is a *move*: given the catalog as it is
by then, it says the change that takes it nearer, by the names that things bear at that moment. A move is made as soon
as its change fits: a field is removed when nothing reads it any more, a relation is added when its target is there, a
name is taken when it is free. So the order finds itself, and every change is checked as one that a person gives.

What was removed is restored while it can be, and made anew when it is erased. The order of fields is not part of what a
change can say.
"""

from collections.abc import Iterator
from dataclasses import replace

from core.errors import PathPart, Problem, SluiceError
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change
from metadata.changes.constraints import SetDefault
from metadata.changes.field_settings import SetWritable
from metadata.changes.fields import RemoveField
from metadata.changes.time_zone import SetTimeZone
from metadata.changes.working_calendar import calendar_set
from metadata.codec import encoded
from metadata.differences.criteria import (
    criterion_loosened,
    part_removed,
    stage_required,
)
from metadata.differences.moves import Move, field_change
from metadata.differences.objects import (
    moves_within,
    object_moves,
    object_removed,
    object_restored,
    unreadable_formulas,
)
from metadata.differences.parting import parting
from metadata.differences.pipelines import edge_gate, edges_by_ends, stage_gate
from metadata.differences.roles import (
    api_change,
    no_grants,
    no_inheritance,
    role_added,
    role_moves,
    role_removed,
    roles_by_id,
)
from metadata.occupied import following
from metadata.values import JsonValue

ROUNDS = 3
"""How often moves are made: what a rename has rewritten meanwhile is set again."""


def changes_between(before: Catalog, after: Catalog) -> tuple[Change, ...]:
    """Changes that make `after` of `before`, but for the order of definitions, and the version.

    Raises:
        SluiceError: CATALOG_IRREVERSIBLE, a problem for each difference that no change makes.
    """
    found: list[Change] = []
    current = before
    for _ in range(ROUNDS):
        with following():
            current = _nearer(current, after, found)
        if _by_id(current) == _by_id(after):
            return tuple(found)
    raise SluiceError(tuple(_differing(_by_id(current), _by_id(after), ())))


def _nearer(current: Catalog, after: Catalog, found: list[Change]) -> Catalog:
    """The catalog after all moves that fit; their changes are added to `found`."""
    pending = [*_moves(current, after)]
    helps = [_loosening, parting]
    while pending:
        left: list[Move] = []
        for move in pending:
            made = _made(current, move)
            if made is None:
                left.append(move)
            else:
                change, current = made
                found += [change] if change is not None else []
        if len(left) == len(pending):
            if not helps:
                break
            pending = [*helps.pop(0)(current, after), *left]
        else:
            # From the other end: of a chain of definitions, each of which waits for the next, one would fit a round.
            pending = left[::-1]
    return current


def _made(current: Catalog, move: Move) -> tuple[Change | None, Catalog] | None:
    """The change of the move, if it needs one, and the catalog after it; None where it does not fit yet."""
    try:
        change = move(current)
        then = current if change is None else change.apply(current)
        # An earlier change may have brought it along.
        return None if then == current else change, then
    except (KeyError, SluiceError):
        return None


def _moves(before: Catalog, after: Catalog) -> Iterator[Move]:
    for role in before.roles:
        if role.id not in roles_by_id(after):
            yield role_removed(role)
    for old in before.objects:
        new = after.object_by_id.get(old.id)
        if new is None:
            yield object_removed(old)
        else:
            yield from moves_within(old, new)
    removed = {each.object.id: each.object for each in before.removed_objects}
    for new in after.objects:
        if new.id in removed:
            yield object_restored(new)
            yield from moves_within(replace(removed[new.id], name=new.name, plural=new.plural), new)
        elif new.id not in before.object_by_id:
            yield from object_moves(before, after, new)
    for role in after.roles:
        yield from role_moves(roles_by_id(before).get(role.id), role, after)
    if before.api != after.api:
        yield lambda _: api_change(before.api, after.api)
    if before.time_zone != after.time_zone:
        yield lambda _: SetTimeZone(after.time_zone)
    if before.working_calendar != after.working_calendar:
        yield lambda _: calendar_set(after.working_calendar)


def _loosening(current: Catalog, after: Catalog) -> Iterator[Move]:
    """Without the gates, row rules and defaults that are to be others anyway, with fields that change writable, of
    objects that go without relations and computed fields, and with new roles that are granted nothing yet.
    """
    for now in current.objects:
        then = after.object_by_id.get(now.id)
        if then is None:
            yield from (
                field_change(now, each, RemoveField) for each in now.fields if each.points_to or each.computed
            )
            continue
        for field in now.fields:
            wanted_field = then.field_by_id.get(field.id, field)
            if field.writable != "always" and field != wanted_field:
                yield field_change(now, field, SetWritable, "always")
            if (field.default, field.default_formula) != (wanted_field.default, wanted_field.default_formula):
                yield field_change(now, field, SetDefault, None)
        yield from unreadable_formulas(now, then)
        if now.pipeline is None or then.pipeline is None:
            continue
        for stage in now.pipeline.stages:
            wanted = then.pipeline.stage_by_id.get(stage.id)
            if stage.gate is not None and (wanted is None or wanted.gate != stage.gate):
                yield stage_gate(now.id, stage, None)
            if stage.required and (wanted is None or wanted.required != stage.required):
                yield stage_required(now.id, stage, ())
        wanted_examples = {each.id: replace(each, name="") for each in then.pipeline.examples}
        for example in now.pipeline.examples:
            if wanted_examples.get(example.id) != replace(example, name=""):
                yield part_removed(now.id, example)
        wanted_criteria = {each.id: each for each in then.pipeline.criteria}
        for criterion in now.pipeline.criteria:
            wanted_one = wanted_criteria.get(criterion.id)
            if criterion.rule is not True and (wanted_one is None or wanted_one.rule != criterion.rule):
                yield criterion_loosened(now.id, criterion)
        wanted_edges = edges_by_ends(then.pipeline)
        for ends, edge in edges_by_ends(now.pipeline).items():
            wanted_edge = wanted_edges.get(ends)
            if edge.gate is not None and (wanted_edge is None or wanted_edge.gate != edge.gate):
                yield edge_gate(now.id, ends, None)
    for role in current.roles:
        wanted_role = roles_by_id(after).get(role.id)
        if wanted_role is not None and wanted_role.grants != role.grants:
            yield no_grants(role)
        if wanted_role is not None and wanted_role.inherits != role.inherits:
            yield no_inheritance(role)
    for role in after.roles:
        if role.id not in roles_by_id(current):
            yield role_added(role)


def _by_id(catalog: Catalog) -> JsonValue:
    """A catalog as JSON in which definitions stand under their ids, for their order does not count."""
    value = encoded(catalog)
    assert isinstance(value, dict)
    # Languages follow from the labels.
    return {
        "objects": {each.id: _object_by_id(each) for each in catalog.objects},
        "roles": {each.id: encoded(each) for each in catalog.roles},
        "api": value.get("api"),
        "timeZone": value.get("timeZone"),
        "workingCalendar": value.get("workingCalendar"),
    }


def _object_by_id(definition: Object) -> JsonValue:
    value = encoded(definition)
    assert isinstance(value, dict)
    found: dict[str, JsonValue] = {
        **value,
        "fields": {each.id: encoded(each) for each in definition.fields},
        "validations": {each.id: encoded(each) for each in definition.validations},
        "uniqueKeys": {each.id: encoded(each) for each in definition.unique_keys},
    }
    # What is removed stays so until its time is over, whatever is put in force.
    found.pop("removedFields", None)
    found.pop("removedPipelines", None)
    if definition.pipeline is not None:
        edges = sorted(definition.pipeline.transitions, key=lambda edge: (edge.source, edge.target))
        criteria = sorted(definition.pipeline.criteria, key=lambda each: each.id)
        examples = sorted(definition.pipeline.examples, key=lambda each: each.id)
        # The order of stages counts within a pipeline.
        stages = sorted(definition.pipeline.stages, key=lambda each: each.pipeline or "")
        found["pipeline"] = encoded(
            replace(
                definition.pipeline,
                stages=tuple(stages),
                transitions=tuple(edges),
                criteria=tuple(criteria),
                examples=tuple(examples),
            )
        )
    return found


def _differing(one: JsonValue, other: JsonValue, path: tuple[PathPart, ...]) -> Iterator[Problem]:
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from _differing(one.get(key), other.get(key), (*path, key))
        return
    place = ".".join(map(str, path))
    message = f"No change makes {place} what it was."
    yield Problem("CATALOG_IRREVERSIBLE", message, path, "Make it anew by changes of your own.")
