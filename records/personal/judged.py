"""What gates saw of a person, taken out of the judgements that are kept (decision 41).

Of the records that tell of the subject every personal value goes, of other records those that are the subject's: a gate
may have read them along a relation that points elsewhere by now.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    Update,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB

from records.personal.held import among

_EMPTY = cast(literal_column("'{}'"), JSON)


def unseen(
    table: Table, ids: Sequence[UUID], field_ids: Sequence[str], texts: Sequence[str], values: Sequence[str]
) -> Update:
    """The judgements of `table` without what they have of the subject; those that have nothing stay.

    Args:
        ids: of the records that tell of it.
        field_ids: of all personal fields of these.
        texts: the values of the subject.
        values: ids of the fields that these are of.
    """
    judged = table.c.judged
    seen = (
        func.json_each_text(judged.op("->")("values"))
        .table_valued("key", "value")
        .render_derived(name="seen")
    )
    own = and_(among(table.c.record_id, ids), _names(seen.c.key, field_ids))
    known = and_(_names(seen.c.key, values), seen.c.value == any_(_texts(texts)))
    goes: ColumnElement[bool] = func.coalesce(or_(own, known), literal_column("false"))
    left = select(func.json_object_agg(seen.c.key, seen.c.value)).where(not_(goes))
    there = select(literal_column("1")).select_from(seen).where(goes).exists()
    other = cast(judged, JSONB).op("||")(
        func.jsonb_build_object(literal_column("'values'"), func.coalesce(left.scalar_subquery(), _EMPTY))
    )
    return update(table).where(judged.is_not(None), there).values(judged=cast(other, JSON))


def unsaid(table: Table, ids: Sequence[UUID]) -> Update:
    """The reasons of overrides of these records, which somebody wrote, are empty; that there was one stays."""
    judged = cast(table.c.judged, JSONB)
    empty = func.jsonb_set(judged, literal_column("'{override}'"), literal_column("'\"\"'"), type_=JSONB)
    said = and_(
        among(table.c.record_id, ids),
        table.c.judged.op("->>", return_type=Text())(literal_column("'override'")) != literal(""),
    )
    return update(table).where(said).values(judged=case((said, cast(empty, JSON)), else_=table.c.judged))


def _names(key: ColumnElement[Any], field_ids: Sequence[str]) -> ColumnElement[bool]:
    """Whether what is kept under a key was made of one of these fields."""
    return key.like(any_(_texts([f"%{each}%" for each in field_ids])))


def _texts(texts: Sequence[str]) -> ColumnElement[Any]:
    return literal(list(texts), ARRAY(Text()))
