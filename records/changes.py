"""A subscription's plan to the SQL statement that reads the next events.

The statement scans the outbox from a position on, in the order of decision 13, and answers a row for each entry: its
position, and the event's JSON where the entry is of the object and the caller may see the record, else null. So the
position moves on past what is not told, and every event is judged by the rights under which it is read. As with every
read, catalog version and access epoch come along (`records.run`).
"""

from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    values,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by, array

from core.errors import PathPart, SluiceError, fault
from core.sql import CompiledSql, compile_statement
from metadata.catalog import Object
from metadata.system_fields import STAGE, STAGE_TASKS
from policies.access import NO_ROWS
from records.binding import Binder
from records.build import Build
from records.conditions import condition_sql
from records.constants import constant
from records.cost import Cost
from records.cursors import cursor_items, cursor_text, signature
from records.json_sql import EMPTY, json_object
from records.keyset import cursor_sql
from records.merge.told import merged_into
from records.plans.changes import ChangedRecord, ChangePart, ChangePlan, ChangeValue
from records.plans.inputs import Input
from records.read import record_json
from tenants.fixed_tables import TransactionId

MOST_NUMBER = 2**63


@dataclass(frozen=True, order=True)
class Position:
    """A place in a tenant's outbox: everything up to this entry has been read."""

    xid: int
    seq: int


@dataclass(frozen=True)
class CompiledChanges:
    """A subscription ready to read on from any position. It holds neither catalog nor access.

    Attributes:
        version: of the catalog that it was planned for.
        signature: names the stream of the object's changes; in every cursor of it.
        name: response name of the root field.
        after: a cursor to go on from, None to begin now.
        cost: of one event.
    """

    version: int
    namespace: str
    signature: str
    name: str
    after: Input | None
    sql: CompiledSql
    binders: tuple[Binder, ...]
    cost: Cost


# Cursors


def signature_of(namespace: str, of: Object) -> str:
    """Names the stream of an object's changes, so that a cursor of another is refused."""
    return signature(f"{namespace}:{of.id}:changes")


def cursor_of(signed: str, position: Position) -> str:
    """The cursor of a position, as the statement writes it."""
    return cursor_text(signed, (position.xid, position.seq))


def read_cursor(signed: str, text: object, *path: PathPart) -> Position:
    """The position that a cursor of this stream names.

    Raises:
        SluiceError: CURSOR_INVALID.
    """
    try:
        xid, seq = (_number(item) for item in cursor_items(signed, text))
    except ValueError:
        raise unknown_cursor(*path) from None
    return Position(xid, seq)


def _number(item: object) -> int:
    if not isinstance(item, int) or isinstance(item, bool) or not 0 <= item < MOST_NUMBER:
        raise ValueError("no number of an entry")
    return item


def unknown_cursor(*path: PathPart) -> SluiceError:
    """The refusal of a cursor."""
    return fault(
        "CURSOR_INVALID",
        "The cursor does not belong to this stream of changes",
        *path,
        hint="Use the cursor of an event of this very subscription, or start without one.",
    )


# The statement


def compile_changes(plan: ChangePlan) -> CompiledChanges:
    """Compile a subscription's plan."""
    build = Build(plan.catalog, plan.namespace, plan.language, plan.access)
    statement = changes_statement(build, plan)
    return CompiledChanges(
        plan.catalog.version,
        plan.namespace,
        signature_of(plan.namespace, plan.object),
        plan.name,
        plan.after,
        compile_statement(statement),
        tuple(build.binders),
        build.cost.counted(),
    )


def changes_statement(build: Build, plan: ChangePlan) -> Select[Any]:
    """(catalog_version, access_epoch, xid, seq, event) for each entry scanned; one row of nulls where there is none."""
    head = build.tables.head
    outbox = build.tables.outbox
    after = tuple_(
        bindparam("after_xid", type_=TransactionId(), required=True),
        bindparam("after_seq", type_=BigInteger(), required=True),
    )
    scanned = (
        select(*outbox.c)
        .where(tuple_(outbox.c.xid, outbox.c.seq) > after, outbox.c.xid < func.pg_snapshot_xmin(SNAPSHOT))
        .order_by(outbox.c.xid, outbox.c.seq)
        .limit(bindparam("scanned", type_=Integer(), required=True))
        .subquery("entry")
    )
    told = and_(scanned.c.object_id == constant(plan.object.id), _told(build, plan, scanned))
    columns = {part.name: _part(build, plan, part, scanned) for part in plan.parts}
    event = case((told, json_object(build, columns)))
    # The head comes first, as in every statement of a tenant: whoever publishes locks it.
    return (
        select(
            head.c.catalog_version, head.c.access_epoch, scanned.c.xid, scanned.c.seq, event.label("event")
        )
        .select_from(head.outerjoin(scanned, true()))
        .order_by(scanned.c.xid, scanned.c.seq)
    )


SNAPSHOT: ColumnElement[Any] = func.pg_current_snapshot()


def _told(build: Build, plan: ChangePlan, entry: FromClause) -> ColumnElement[bool]:
    """Whether the record is one that the caller may see and asked for; a deleted one is judged as it was last.

    An update of nothing that the caller may read is not told.
    """
    of = plan.object
    known = [stored for stored, _ in _readable(build, of)]
    hidden = len(of.fields) > sum(stored in of.field_by_id for stored in known)
    visible: list[ColumnElement[bool]] = []
    if hidden:
        seen = entry.c.changed.bool_op("&&")(
            cast(array([constant(each) for each in known], type_=Text), ARRAY(Text))
        )
        visible.append(or_(entry.c.kind != constant("updated"), seen))
    if plan.where is None and build.access_to(of).rows.get("read", NO_ROWS).everything:
        return and_(true(), *visible)
    rows = build.rows(of)
    conditions = [rows.c.id == entry.c.record_id, build.permitted("read", rows, of)]
    if plan.where is not None:
        conditions.append(condition_sql(build, plan.where, rows, of))
    return and_(exists(select(1).select_from(rows).where(*conditions).correlate_except(rows)), *visible)


def _readable(build: Build, of: Object) -> list[tuple[str, str]]:
    """What a change can set, as far as the caller may read it, in the catalog's order: (as stored, name)."""
    access = build.access_to(of)
    found = [(field.id, field.name) for field in of.fields if field.id in access.read]
    of_stage = ((STAGE, STAGE), (STAGE_TASKS, STAGE_TASKS))
    return [*found, ("ownerId", "ownerId"), *(of_stage if of.pipeline is not None else ())]


def _part(build: Build, plan: ChangePlan, part: ChangePart, entry: FromClause) -> ColumnElement[Any]:
    match part:
        case ChangedRecord(_, selection):
            build.cost.one()
            rows = build.rows(plan.object)
            seen = build.visible(rows, plan.object)
            return record_json(build, selection, rows, rows.c.id == entry.c.record_id, seen)
        case ChangeValue(_, "kind"):
            return func.upper(entry.c.kind)
        case ChangeValue(_, "id"):
            return entry.c.record_id
        case ChangeValue(_, "at"):
            return entry.c.at
        case ChangeValue(_, "cursor"):
            return _cursor(plan, entry)
        case ChangeValue(_, "mergedInto"):
            return merged_into(build, plan.object, entry)
        case ChangeValue(_, "changedFields"):
            return _changed_fields(build, plan.object, entry)
        case ChangeValue():
            return constant(plan.type_name)
    assert_never(part)


def _cursor(plan: ChangePlan, entry: FromClause) -> ColumnElement[Any]:
    numbers = (cast(cast(entry.c.xid, Text), BigInteger), entry.c.seq)
    return cursor_sql(constant(signature_of(plan.namespace, plan.object)), numbers)


def _changed_fields(build: Build, of: Object, entry: FromClause) -> ColumnElement[Any]:
    """Names of the fields that the change set, as far as the caller may read them, in the catalog's order."""
    names = _readable(build, of)
    known = values(
        column("place", Integer()), column("stored", Text()), column("name", Text()), name=build.fresh("n")
    ).data(
        [(constant(place), constant(stored), constant(name)) for place, (stored, name) in enumerate(names)]
    )
    listed = func.json_agg(aggregate_order_by(known.c.name, known.c.place), type_=JSON())
    return (
        select(func.coalesce(listed, EMPTY))
        .select_from(known)
        .where(known.c.stored == func.any(entry.c.changed))
        .correlate_except(known)
        .scalar_subquery()
    )
