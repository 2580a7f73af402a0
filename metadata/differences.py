"""What leads from one catalog to another, as changes.

Definitions are compared by their ids, so a rename is a rename. Each difference is a *move*: given the catalog as it is
by then, it says the change that takes it nearer, by the names that things bear at that moment. A move is made as soon
as its change fits: a field is removed when nothing reads it any more, a relation is added when its target is there, a
name is taken when it is free. So the order finds itself, and every change is checked as one that a person gives.

Not everything comes back: the order of fields, and values that went with a field, are not part of what a change can
say.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields as attributes
from dataclasses import replace

from core.errors import PathPart, Problem, SluiceError
from metadata.catalog import (
    ANY,
    ApiPolicy,
    Catalog,
    Field,
    Grant,
    JsonValue,
    Labels,
    Object,
    Pipeline,
    Role,
    Stage,
    Transition,
)
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.field_settings import SetDeprecation, SetSearchable
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.pipelines import AddPipeline, SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole, SetGrants
from metadata.codec import encoded

MEANWHILE = "Meanwhile"
"""Follows a name that another is to have, until it has its own."""

Move = Callable[[Catalog], Change | None]
"""From the catalog as it is to the change that takes it nearer, None where it is there already; KeyError where what the
change is about is not there yet."""


def changes_between(before: Catalog, after: Catalog) -> tuple[Change, ...]:
    """Changes that make `after` of `before`, but for the order of definitions, and the version.

    Raises:
        SluiceError: CATALOG_IRREVERSIBLE, a problem for each difference that no change makes.
    """
    found: list[Change] = []
    current = before
    pending = [*_moves(before, after)]
    helps = [_loosening, _parting]
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
            left = [*helps.pop(0)(current, after), *left]
        pending = left
    problems = tuple(_differing(_by_id(current), _by_id(after), ()))
    if problems:
        raise SluiceError(problems)
    return tuple(found)


def _made(current: Catalog, move: Move) -> tuple[Change | None, Catalog] | None:
    """The change of the move, if it needs one, and the catalog after it; None where it does not fit yet."""
    try:
        change = move(current)
        return change, current if change is None else change.apply(current)
    except (KeyError, SluiceError):
        return None


def _moves(before: Catalog, after: Catalog) -> Iterator[Move]:
    for role in before.roles:
        if role.id not in _roles(after):
            yield _role_removed(role)
    for old in before.objects:
        new = after.object_by_id.get(old.id)
        if new is None:
            yield _object_removed(old)
        else:
            yield from _moves_within(old, new)
    for new in after.objects:
        if new.id not in before.object_by_id:
            yield from _object_moves(before, after, new)
    for role in after.roles:
        yield from _role_moves(_roles(before).get(role.id), role, after)
    if before.api != after.api:
        yield lambda _: _api_change(before.api, after.api)


# Objects and fields


def _object_removed(old: Object) -> Move:
    return lambda now: RemoveObject(now.object_by_id[old.id].name)


def _object_moves(before: Catalog, after: Catalog, new: Object) -> Iterator[Move]:
    """A new object with what does not point to other new objects; the rest follows."""
    there = before.object_by_id.keys() & after.object_by_id.keys() | {new.id}
    first = [each for each in new.fields if each.target is None or each.target in there]

    def added(now: Catalog) -> Change:
        fields = tuple(_new_field(now, new, each) for each in first)
        return AddObject(new.name, new.plural, new.labels, new.plural_labels, new.display, fields, new.id)

    yield added
    for field in new.fields:
        if field not in first:
            yield _field_added(new, field)
        yield from _deprecation_moves(new, Field(field.id, "", ""), field)
    if new.pipeline is not None:
        yield _pipeline_added(new.id, new.pipeline)


def _moves_within(old: Object, new: Object) -> Iterator[Move]:
    for gone in old.fields:
        if gone.id not in new.field_by_id:
            yield _field_change(old, gone, RemoveField)
    if (old.name, old.plural) != (new.name, new.plural):
        yield lambda now: RenameObject(now.object_by_id[old.id].name, new.name, new.plural)
    for field in new.fields:
        known = old.field_by_id.get(field.id)
        if known is None:
            yield _field_added(new, field)
            yield from _deprecation_moves(new, Field(field.id, "", ""), field)
        else:
            yield from _field_moves(new, known, field)
    if old.labels != new.labels:
        yield lambda now: SetLabels(now.object_by_id[old.id].name, new.labels)
    if new.pipeline is not None and old.pipeline is None:
        yield _pipeline_added(new.id, new.pipeline)
    elif new.pipeline is not None and old.pipeline is not None:
        yield from _pipeline_moves(new.id, old.pipeline, new.pipeline)


def _field_added(of: Object, field: Field) -> Move:
    return lambda now: AddField(now.object_by_id[of.id].name, _new_field(now, of, field))


def _new_field(now: Catalog, of: Object, field: Field) -> NewField:
    """The definition of a field, its target by the name that it bears now."""
    target = None
    if field.target is not None:
        target = of.name if field.target == of.id else now.object_by_id[field.target].name
    own = {each.name for each in attributes(NewField)}
    values = {each.name: getattr(field, each.name) for each in attributes(field) if each.name in own}
    return NewField(**{**values, "target": target})


def _field_moves(of: Object, old: Field, new: Field) -> Iterator[Move]:
    if old.name != new.name:
        yield _field_change(of, new, RenameField, new.name)
    if old.labels != new.labels:
        yield _labels_change(of, new, new.labels)
    if old.searchable != new.searchable:
        yield _field_change(of, new, SetSearchable, new.searchable)
    if old.required != new.required:
        yield _field_change(of, new, SetRequired, new.required)
    if old.unique != new.unique:
        yield _field_change(of, new, SetUnique, new.unique)
    if old.default != new.default:
        yield _field_change(of, new, SetDefault, new.default)
    if _bounds(old) != _bounds(new):
        yield _field_change(of, new, SetBounds, *_bounds(new))
    if old.formula != new.formula:
        yield _formula_change(of, new)
    yield from _deprecation_moves(of, old, new)
    known = {option.key: option for option in old.options}
    for option in new.options:
        if option.key in known and known[option.key].labels != option.labels:
            yield _labels_change(of, new, option.labels, option.key)


def _bounds(field: Field) -> tuple[object, ...]:
    """What `SetBounds` takes after the names, in its order."""
    return tuple(getattr(field, each.name) for each in attributes(SetBounds)[2:])


def _formula_change(of: Object, field: Field) -> Move:
    def made(now: Catalog) -> Change | None:
        definition = now.object_by_id[of.id]
        current = definition.field_by_id[field.id]
        # It may have followed a rename.
        same = current.formula == field.formula
        return None if same else SetFormula(definition.name, current.name, field.formula)

    return made


def _deprecation_moves(of: Object, old: Field, new: Field) -> Iterator[Move]:
    if old.deprecated != new.deprecated:
        yield _field_change(of, new, SetDeprecation, new.deprecated)


def _field_change(of: Object, field: Field, kind: Callable[..., Change], *values: object) -> Move:
    """A change of a field, which takes the names of object and field first."""

    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        return kind(definition.name, definition.field_by_id[field.id].name, *values)

    return made


def _labels_change(of: Object, field: Field, labels: Labels, option: str | None = None) -> Move:
    def made(now: Catalog) -> Change:
        definition = now.object_by_id[of.id]
        return SetLabels(definition.name, labels, definition.field_by_id[field.id].name, option)

    return made


# Pipelines


def _pipeline_added(object_id: str, new: Pipeline) -> Move:
    return lambda now: AddPipeline(
        now.object_by_id[object_id].name, new.name, new.labels, new.stages, new.transitions, new.id
    )


def _pipeline_moves(object_id: str, old: Pipeline, new: Pipeline) -> Iterator[Move]:
    for stage in new.stages:
        known = old.stage_by_name.get(stage.name)
        if known is not None and known.gate != stage.gate:
            yield _stage_gate(object_id, stage)
        if known is not None and known.labels != stage.labels:
            yield _stage_labels(object_id, stage)
    gates = {(edge.source, edge.target): edge.gate for edge in old.transitions}
    for edge in new.transitions:
        if gates.get((edge.source, edge.target), edge.gate) != edge.gate:
            yield _edge_gate(object_id, edge)


def _stage_gate(object_id: str, stage: Stage) -> Move:
    def made(now: Catalog) -> Change | None:
        of = now.object_by_id[object_id]
        # It may have followed a rename.
        same = of.pipeline is not None and of.pipeline.stage_by_name[stage.name].gate == stage.gate
        return None if same else SetGate(of.name, stage=stage.name, rule=stage.gate)

    return made


def _stage_labels(object_id: str, stage: Stage) -> Move:
    return lambda now: SetLabels(now.object_by_id[object_id].name, stage.labels, stage=stage.name)


def _edge_gate(object_id: str, edge: Transition) -> Move:
    def made(now: Catalog) -> Change | None:
        of = now.object_by_id[object_id]
        same = of.pipeline is not None and edge in of.pipeline.transitions
        return None if same else SetGate(of.name, source=edge.source, target=edge.target, rule=edge.gate)

    return made


# Roles


def _roles(catalog: Catalog) -> dict[str, Role]:
    return {role.id: role for role in catalog.roles}


def _role_removed(role: Role) -> Move:
    return lambda now: RemoveRole(_roles(now)[role.id].name)


def _role_moves(old: Role | None, new: Role, after: Catalog) -> Iterator[Move]:
    if old is None:
        yield lambda now: AddRole(new.name, new.labels, _new_grants(now, new.grants), new.id)
    else:
        yield lambda now: _grants_change(now, new, after)


def _grants_change(now: Catalog, new: Role, after: Catalog) -> Change | None:
    """All grants anew, once everything that they can be on is there: some go with a field, and may come back."""
    if _fields(now) != _fields(after):
        raise KeyError("fields are still to come or to go")
    old = _roles(now)[new.id]
    return None if old.grants == new.grants else SetGrants(old.name, _new_grants(now, new.grants))


def _fields(catalog: Catalog) -> frozenset[str]:
    """The ids of all objects and fields."""
    fields = (field.id for each in catalog.objects for field in each.fields)
    return frozenset((*catalog.object_by_id, *fields))


def _new_grants(now: Catalog, grants: Sequence[Grant]) -> tuple[NewGrant, ...]:
    found: list[NewGrant] = []
    for grant in grants:
        of, on = ANY, ANY
        if grant.object != ANY:
            definition = now.object_by_id[grant.object]
            of = definition.name
            on = ANY if grant.field == ANY else definition.field_by_id[grant.field].name
        found.append(NewGrant(of, grant.action, on, grant.effect, grant.rows, grant.rule))
    return tuple(found)


def _api_change(old: ApiPolicy, new: ApiPolicy) -> Change:
    values = {
        each.name: getattr(new, each.name)
        for each in attributes(new)
        if getattr(new, each.name) != getattr(old, each.name)
    }
    return SetApiPolicy(**values)


# What stands in the way


def _loosening(current: Catalog, after: Catalog) -> Iterator[Move]:
    """Without the gates and row rules that are to be others anyway, and the relations of objects that are to go."""
    for now in current.objects:
        then = after.object_by_id.get(now.id)
        if then is None:
            yield from (_field_change(now, each, RemoveField) for each in now.fields if each.target)
            continue
        if now.pipeline is None or then.pipeline is None:
            continue
        for stage in now.pipeline.stages:
            wanted = then.pipeline.stage_by_name.get(stage.name)
            if stage.gate is not None and (wanted is None or wanted.gate != stage.gate):
                yield _stage_gate(now.id, replace(stage, gate=None))
        for edge in now.pipeline.transitions:
            if edge.gate is not None and edge not in then.pipeline.transitions:
                yield _edge_gate(now.id, replace(edge, gate=None))
    for role in current.roles:
        wanted_role = _roles(after).get(role.id)
        if wanted_role is not None and wanted_role.grants != role.grants:
            yield _no_grants(role)


def _parting(current: Catalog, after: Catalog) -> Iterator[Move]:
    """Names for the meantime, of fields and objects whose names others are to have."""
    names = {each.name for each in after.objects}
    for now in current.objects:
        then = after.object_by_id.get(now.id)
        if then is None:
            continue
        if now.name != then.name and now.name in names:
            yield _renamed_meanwhile(now)
        wanted = {each.name: each.id for each in then.fields}
        for field in now.fields:
            if wanted.get(field.name, field.id) != field.id:
                yield _field_change(now, field, RenameField, f"{field.name}{MEANWHILE}")


def _renamed_meanwhile(of: Object) -> Move:
    return lambda now: RenameObject(
        now.object_by_id[of.id].name, f"{of.name}{MEANWHILE}", f"{of.plural}{MEANWHILE}"
    )


def _no_grants(role: Role) -> Move:
    return lambda now: SetGrants(_roles(now)[role.id].name, ())


# What is left


def _by_id(catalog: Catalog) -> JsonValue:
    """A catalog as JSON in which definitions stand under their ids, for their order does not count."""
    value = encoded(catalog)
    assert isinstance(value, dict)
    # Languages follow from the labels.
    return {
        "objects": {each.id: _object_by_id(each) for each in catalog.objects},
        "roles": {each.id: encoded(each) for each in catalog.roles},
        "api": value.get("api"),
    }


def _object_by_id(definition: Object) -> JsonValue:
    value = encoded(definition)
    assert isinstance(value, dict)
    return {**value, "fields": {each.id: encoded(each) for each in definition.fields}}


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
