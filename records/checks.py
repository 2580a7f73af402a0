"""What may speak against the values that a write gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    and_,
    any_,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array

from core.errors import Problem
from core.sentences import Sentence
from core.sql import Row
from metadata.catalog import Object
from metadata.field_types.all_types import FIELD_TYPES, input_name
from metadata.field_types.base import Scalar
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.text import called, listed
from records.build import Build
from records.constants import constant
from records.plans.inputs import OfRow
from records.plans.writes import Assignment, Patch
from records.seen import record_seen

GIVES = "?"
"""What the name of a column begins with that tells whether a row gives a value; no tenant can give such a name."""

RACED = "RACED"
"""Told among the problems where the statement is to be run again."""
RACED_TEXT = f"{RACED} "
"""The text of its check."""

NO_TEXTS: ColumnElement[Any] = cast(literal_column("'{}'"), ARRAY(Text))
"""No text at all."""


@dataclass(frozen=True)
class Check:
    """Something that speaks against the write: `failed` is true where it does."""

    code: str
    path: str
    failed: ColumnElement[bool]

    @property
    def text(self) -> str:
        """How the statement answers it."""
        return f"{self.code} {self.path}"


def failed(checks: Sequence[Check]) -> ColumnElement[Any]:
    """The texts of the checks that fail, as an array."""
    texts = [case((check.failed, constant(check.text))) for check in checks]
    listed = cast(array(texts, type_=Text), ARRAY(Text)) if texts else NO_TEXTS
    return func.array_remove(listed, cast(null(), Text), type_=ARRAY(Text))


def tells(problems: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the check of this text is among those that failed."""
    return func.array_position(problems, constant(text)).is_not(None)


def relation_checks(
    build: Build, of: Object, patch: Patch, merged: FromClause, before: Row | None = None
) -> list[Check]:
    """A record may only point to records that the caller can see, and newly only to members who are active."""
    checks: list[Check] = []
    for assignment in patch.assignments:
        field = assignment.field
        if assignment.value is None:
            continue
        if names_member(field):
            checks.append(_member_check(build, of, assignment, merged, before))
        if field.targets:
            missing = _named(assignment, merged, before, merged.c[object_column(field)].is_(None))
            checks.append(Check("RELATION_NOT_FOUND", f"input.{input_name(field)}", missing))
        if field.target is None:
            continue
        seen = record_seen(build, build.catalog.target_of(field), merged.c[f"{field.name}Id"])
        missing = _named(assignment, merged, before, not_(seen))
        checks.append(Check("RELATION_NOT_FOUND", f"input.{field.name}Id", missing))
    if patch.owner is not None:
        gone = and_(gives(merged, "ownerId"), not_(_is_active(build, merged.c.ownerId)))
        checks.append(Check("RELATION_NOT_FOUND", "input.ownerId", gone))
    return checks


def gives(rows: FromClause, name: str) -> ColumnElement[bool]:
    """Whether a record is given what its column of this name has: of many inputs one need not have what others have."""
    flag = GIVES + name
    return rows.c[flag] if flag in rows.c else true()


def _named(
    assignment: Assignment, merged: FromClause, before: Row | None, failed: ColumnElement[bool]
) -> ColumnElement[bool]:
    """What is asked of a record that is named; of many rows some may name none, or leave what is there."""
    if not isinstance(assignment.value, OfRow):
        return failed
    name = input_name(assignment.field)
    named = and_(merged.c[name].is_not(None), failed)
    return named if before is None else and_(gives(merged, name), named)


def object_named(build: Build, reference: Field, record_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Id of the object whose record has the id, null where the caller can see none of those that it may be of."""
    found: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = []
    for each in reference.targets:
        if each in build.access.objects:
            seen = record_seen(build, build.catalog.object_by_id[each], record_id)
            found.append((seen, constant(each)))
    return case(*found, else_=cast(null(), Text))


def names_member(field: Field) -> bool:
    """Whether the values of the field are members."""
    return FIELD_TYPES[field.type].scalar is Scalar.MEMBER


def _member_check(
    build: Build, of: Object, assignment: Assignment, merged: FromClause, before: Row | None
) -> Check:
    """Only an active member can newly be given; who has gone meanwhile may be given again.

    Not by who may not read the field: that nothing is refused would tell who it is.
    """
    field = assignment.field
    name = input_name(field)
    failed = _named(assignment, merged, before, not_(_is_active(build, merged.c[name])))
    if before is not None and field.id in build.access_to(of).read:
        failed = and_(failed, merged.c[name].is_distinct_from(before.c[name]))
    check = Check("RELATION_NOT_FOUND", f"input.{name}", failed)
    message = Sentence("{} names no active member of the tenant.", "{}不是本公司的有效成员。").of(
        Sentence(name, called(field).chinese)
    )
    hint = Sentence("Give the id of a member who is active.", "请选择一名有效的成员。")
    build.refusals[check.text] = (Problem(check.code, message, ("input", name), hint),)
    return check


def _is_active(build: Build, member_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether it is the id of an active member."""
    member = build.tables.member
    found = (
        select(1)
        .select_from(member)
        .where(member.c.id == member_id, member.c.active)
        .correlate_except(member)
    )
    return exists(found)


def inactive(patch: Patch) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """Each field that gets a value and has inactive options, with their keys."""
    for assignment in patch.assignments:
        keys = tuple(option.key for option in assignment.field.options if not option.active)
        if keys and assignment.value is not None:
            yield assignment.field, keys


def option_checks(
    build: Build, of: Object, patch: Patch, merged: FromClause, before: Row | None = None
) -> Iterator[Check]:
    """A record cannot newly get an inactive option; one that has it already may be given it again.

    Not by who may not read the field: that nothing is refused would tell that the record has it.
    """
    readable = build.access_to(of).read
    for field, keys in inactive(patch):
        name = FIELD_TYPES[field.type].columns(field)[0].name
        column = merged.c[name]
        known = before.c[name] if before is not None and field.id in readable else None
        failed = or_(false(), *(_newly(column, constant(key), known) for key in keys))
        if before is not None:
            failed = and_(gives(merged, name), failed)
        check = Check("INVALID_VALUE", f"input.{name}", failed)
        message = Sentence(
            "{} has this option only where it was given before: it is inactive.",
            "{}的此选项已停用，只有原来就选用它的记录可以保留。",
        ).of(called(field))
        hint = Sentence("Use one of {}.", "请使用以下选项之一：{}。").of(
            listed([each.key for each in field.options if each.active])
        )
        build.refusals[check.text] = (Problem(check.code, message, ("input", name), hint),)
        yield check


def _newly(
    column: ColumnElement[Any], key: ColumnElement[Any], before: ColumnElement[Any] | None
) -> ColumnElement[bool]:
    """Whether a column, of one key or of a list of them, has the key and had it not before."""
    many = isinstance(column.type, ARRAY)
    has = key == any_(column) if many else column == key
    if before is None:
        return has
    return and_(has, (key == any_(before) if many else before == key).is_not(True))
