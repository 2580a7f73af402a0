"""The values that a write gives, bound."""

from typing import Any

from sqlalchemy import ColumnElement, DateTime, FromClause, Uuid, bindparam, cast, func, null

from core.errors import fault
from core.sentences import Sentence
from metadata.field_types.all_types import FIELD_TYPES, input_name
from metadata.field_types.reference import object_column
from metadata.system_fields import STAGE_ENTERED, moved_after
from metadata.text import called
from records.binding import Assigned, PatchBinder, as_given, uuid_of
from records.build import Build
from records.checks import object_named
from records.files import holds_file
from records.plans.inputs import Input, OfRow
from records.plans.writes import Assignment, Create, Patch, Promote


def given_columns(build: Build, patch: Patch) -> dict[str, ColumnElement[Any]]:
    """Column name to the value given for it."""
    found: dict[str, ColumnElement[Any]] = {}
    bound: list[Assigned] = []
    for assignment in patch.assignments:
        found |= _assigned(build, assignment, bound)
    if bound:
        build.binders.append(PatchBinder(tuple(bound), build.language))
    if isinstance(patch.owner, OfRow):
        raise TypeError("rows have owners of their own")
    if patch.owner is not None:
        found["ownerId"] = build.bind(patch.owner, Uuid(), uuid_of, "input", "ownerId")
    return found


def _assigned(build: Build, assignment: Assignment, bound: list[Assigned]) -> dict[str, ColumnElement[Any]]:
    field = assignment.field
    specs = FIELD_TYPES[field.type].columns(field)
    if assignment.value is None:
        if field.required:
            raise fault(
                "REQUIRED",
                Sentence("{} cannot be empty", "{}不能为空").of(called(field)),
                "input",
                field.name,
            )
        return {spec.name: cast(null(), spec.type) for spec in specs}
    if field.targets or holds_file(field):
        specs = specs[:1]
    prefix = build.fresh("v")
    names = {spec.name: f"{prefix}_{position}" for position, spec in enumerate(specs)}
    parameters = tuple((name, column) for column, name in names.items())
    path = ("input", input_name(field))
    masked = build.access.sees_masked(field.id)
    bound.append(Assigned(parameters, FIELD_TYPES[field.type], field, assignment.value, path, masked))
    given: dict[str, ColumnElement[Any]] = {
        spec.name: cast(bindparam(names[spec.name], type_=spec.type, required=True), spec.type)
        for spec in specs
    }
    if field.targets:
        given[object_column(field)] = object_named(build, field, given[specs[0].name])
    return given


def created_at(build: Build, operation: Create) -> ColumnElement[Any]:
    """The moment of a creation: now, where the caller gives none."""
    return func.now() if operation.occurred_at is None else occurred_at(build, operation.occurred_at)


def moved_at(build: Build, operation: Promote, merged: FromClause) -> ColumnElement[Any]:
    """The moment of a promotion: now, where the caller gives none.

    A statement that waited while another one moved the record began before that move. It comes after it all the same.

    Args:
        merged: the record, locked.
    """
    if operation.occurred_at is not None:
        return occurred_at(build, operation.occurred_at)
    return moved_after(merged.c[STAGE_ENTERED], func.now())


def occurred_at(build: Build, source: Input) -> ColumnElement[Any]:
    """The moment the caller gives for a creation or a promotion."""
    return build.bind(source, DateTime(timezone=True), as_given, "occurredAt")
