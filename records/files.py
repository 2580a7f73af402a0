"""The files that a write gives: their rows, locked; what may speak against them; and the steps that hold them.

    named  the row of a file, locked, if the caller can give it     (of each `file` field that gets a value)
    held   the same row, which says from now on what names it

A file is given by who uploaded it, to one field of one record; to that field it can be given again, also by others, for
as long as it is there. So nobody gets at contents by an id, and the row alone tells who may read them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    TableClause,
    and_,
    exists,
    not_,
    null,
    or_,
    select,
    update,
)

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import Scalar
from metadata.field_types.bounds import as_decimal
from metadata.fields import Field
from metadata.text import about, called
from records.actors import ACTOR
from records.build import Build
from records.checks import Check
from records.constants import constant
from records.plans.writes import Patch

ROW_COLUMNS: Mapping[str, str] = {
    "name": "name",
    "mediaType": "media_type",
    "size": "size",
    "sha256": "sha256",
    "uploadedAt": "created_at",
    "uploadedBy": "created_by",
}
"""Part of a value to the column of `sluice_file` that it is copied from."""


@dataclass(frozen=True)
class GivenFile:
    """A file that a write gives.

    Attributes:
        id: as it is given.
        row: `named`; empty where the caller cannot give the file.
        columns: name to value, of all columns of the field.
    """

    field: Field
    id: ColumnElement[Any]
    row: CTE
    columns: Mapping[str, ColumnElement[Any]]


def holds_file(field: Field) -> bool:
    """Whether the values of the field are files."""
    return type_of(field).scalar is Scalar.FILE


def given_files(
    build: Build,
    of: Object,
    patch: Patch,
    given: Mapping[str, ColumnElement[Any]],
    guard: CTE,
    target: TableClause | None = None,
) -> tuple[GivenFile, ...]:
    """What a write gives.

    Args:
        given: column name to value, of the patch.
        target: the locked record; None at a creation.
    """
    found: list[GivenFile] = []
    for assignment in patch.assignments:
        if holds_file(assignment.field) and assignment.value is not None:
            found.append(_given(build, of, assignment.field, given, guard, target))
    return tuple(found)


def _given(
    build: Build,
    of: Object,
    field: Field,
    given: Mapping[str, ColumnElement[Any]],
    guard: CTE,
    target: TableClause | None,
) -> GivenFile:
    file = build.tables.file.alias(build.fresh("f"))
    first, *others = type_of(field).columns(field)
    conditions = [
        exists(select(1).select_from(guard)),
        file.c.id == given[first.name],
        file.c.sha256.is_not(None),
        not_(file.c.erasing),
    ]
    own = and_(file.c.record_id.is_(None), file.c.created_by == ACTOR)
    # Not by who may not read the field: that nothing is refused would tell that the record has it.
    if target is not None and field.id in build.access_to(of).read:
        same = and_(
            file.c.object_id == constant(of.id),
            file.c.field_id == constant(field.id),
            file.c.record_id == select(target.c.id).scalar_subquery(),
        )
        own = or_(own, same)
    row = (
        select(file.c.id, *(file.c[name] for name in ROW_COLUMNS.values()))
        .where(*conditions, own)
        .with_for_update(of=file)
        .cte(build.fresh("named"))
    )
    columns = {first.name: given[first.name]}
    for spec in others:
        columns[spec.name] = select(row.c[ROW_COLUMNS[str(spec.part)]]).scalar_subquery()
    return GivenFile(field, given[first.name], row, columns)


def file_checks(build: Build, given: Sequence[GivenFile], merged: FromClause) -> Iterator[Check]:
    """A record gets files that are there and nobody else's, each in one field, and as the field takes them."""
    for file in given:
        name = file.field.name
        found = exists(select(1).select_from(file.row))
        check = Check("FILE_NOT_FOUND", f"input.{name}.id", not_(found))
        message = Sentence(
            "{} names no file that you have uploaded and given to nothing else.",
            "{}中的文件不是你上传的，或已用于别处。",
        ).of(called(file.field))
        yield _told(
            build,
            check,
            message,
            Sentence("Upload it with `POST /files`, then give the id that it answers.", "请重新上传文件。"),
        )
        columns = {spec.name: merged.c[spec.name] for spec in type_of(file.field).columns(file.field)}
        for spec in type_of(file.field).columns(file.field):
            if spec.check is None or spec.part not in ("size", "mediaType"):
                continue
            unfit = and_(found, not_(spec.check(columns)))
            yield _bound_check(build, file.field, spec.part, unfit)
    for one, other in combinations(given, 2):
        check = Check("FILE_NOT_FOUND", f"input.{other.field.name}.id", one.id == other.id)
        message = Sentence("{} and {} name the same file.", "{}和{}使用了同一个文件。").of(
            called(other.field), called(one.field)
        )
        yield _told(
            build,
            check,
            message,
            Sentence(
                "Upload it twice: a file belongs to one field.", "请上传两次：一个文件只能用于一个字段。"
            ),
        )


def _bound_check(build: Build, field: Field, part: str, unfit: ColumnElement[bool]) -> Check:
    if part == "size":
        message = about(
            field,
            "{} takes files of at most {:,f} bytes.",
            "{}的文件最大 {:,f} 字节。",
            as_decimal(field.maximum),
        )
        check = Check("OUT_OF_RANGE", f"input.{field.name}", unfit)
        return _told(build, check, message, Sentence("Upload a smaller file.", "请上传较小的文件。"))
    check = Check("INVALID_VALUE", f"input.{field.name}", unfit)
    message = Sentence("{} takes no file of this media type.", "{}不接受此类型的文件。").of(called(field))
    return _told(
        build,
        check,
        message,
        Sentence("Upload a file of {}.", "请上传以下类型的文件：{}。").of(", ".join(field.media_types)),
    )


def _told(build: Build, check: Check, message: str, hint: str) -> Check:
    build.refusals[check.text] = (Problem(check.code, message, tuple(check.path.split(".")), hint),)
    return check


def held_steps(build: Build, of: Object, given: Sequence[GivenFile], changed: TableClause) -> Iterator[CTE]:
    """`held`, of each file, where the record was written."""
    for file in given:
        table = build.tables.file
        yield (
            update(table)
            .values(
                object_id=constant(of.id),
                record_id=changed.c.id,
                field_id=constant(file.field.id),
                unnamed_since=null(),
            )
            .where(table.c.id == file.row.c.id, changed.c.id.is_not(None))
            .returning(table.c.id)
            .cte(build.fresh("held"))
        )
