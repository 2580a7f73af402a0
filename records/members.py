"""A member of the tenant as JSON: who owns, made or changed something."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from records.build import Build
from records.constants import constant
from records.json_sql import labelled


def member_json(
    build: Build, member_id: ColumnElement[Any], parts: tuple[tuple[str, str], ...]
) -> ColumnElement[Any]:
    """The member with this id as a JSON object, or null."""
    member = build.tables.member.alias(build.fresh("m"))
    columns: dict[str, ColumnElement[Any]] = {
        name: constant("MemberSummary") if part == "__typename" else member.c[part] for name, part in parts
    }
    inner = (
        select(*labelled(columns))
        .select_from(member)
        .where(member.c.id == member_id)
        .correlate_except(member)
        .subquery(build.fresh("j"))
    )
    return select(func.row_to_json(inner.table_valued())).correlate_except(inner).scalar_subquery()
