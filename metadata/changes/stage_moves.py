"""The move of all records of a stage to another one, when the stage is removed."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ClauseElement,
    ColumnElement,
    Select,
    Text,
    Uuid,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from metadata.catalog import Catalog, Object
from metadata.changes.base import Stamp, pipeline_of
from metadata.moves import RecordMove
from metadata.system_fields import STAGE, STAGE_ENTERED, moved_after
from metadata.tables import statement_table
from tenants.namespace import namespace_tables


def records_moved(
    definition: Object,
    namespace: str,
    source: str,
    target: str,
    stamp: Stamp,
    among: Select[tuple[UUID]] | None = None,
) -> ClauseElement:
    """Moves every record from one stage to another, with its history row and its event: one statement for them all.

    Args:
        among: ids of the records that are moved; all that are in the stage where it is None.
    """
    tables = namespace_tables(namespace)
    table = statement_table(definition, namespace)
    # Not now(), when the transaction began: a promotion may have been committed while this one waited for the lock, and
    # another one of a record while this statement does.
    moment = func.statement_timestamp()
    moved = (
        update(table)
        .values(
            {
                STAGE: target,
                STAGE_ENTERED: moved_after(table.c[STAGE_ENTERED], moment),
                "version": table.c.version + 1,
                "updatedAt": moment,
                "updatedBy": literal(stamp.actor, Uuid()),
            }
        )
        .where(table.c[STAGE] == source, *([] if among is None else [table.c.id.in_(among)]))
        .returning(table.c.id, table.c.version, table.c.deletedAt, table.c[STAGE_ENTERED])
        .cte("moved")
    )
    kept = _kept(definition, source, target, moved, stamp, moment)
    told = _told(definition, moved, stamp, moment)
    history, outbox = tables.stage_history, tables.outbox
    alive = select(*told.values()).where(moved.c.deletedAt.is_(None))
    return (
        select(func.count())
        .select_from(moved)
        .add_cte(
            insert(history).from_select([*kept], select(*kept.values())).returning(history.c.id).cte("kept"),
            insert(outbox).from_select([*told], alive).returning(outbox.c.seq).cte("told"),
        )
    )


def _kept(
    definition: Object, source: str, target: str, moved: CTE, stamp: Stamp, moment: ColumnElement[Any]
) -> dict[str, ColumnElement[Any]]:
    """The rows of the stage history."""
    return {
        "object_id": literal(definition.id),
        "record_id": moved.c.id,
        "pipeline_id": literal(pipeline_of(definition).id),
        "from_stage": literal(source),
        "to_stage": literal(target),
        "occurred_at": moved.c[STAGE_ENTERED],
        "recorded_at": moment,
        "actor": literal(stamp.actor, Uuid()),
        "catalog_version": literal(stamp.version),
    }


def _told(
    definition: Object, moved: CTE, stamp: Stamp, moment: ColumnElement[Any]
) -> dict[str, ColumnElement[Any]]:
    """The events."""
    return {
        "object_id": literal(definition.id),
        "record_id": moved.c.id,
        "kind": literal("promoted"),
        "record_version": moved.c.version,
        "changed": cast(array([literal(STAGE)]), ARRAY(Text())),
        "actor": literal(stamp.actor, Uuid()),
        "catalog_version": literal(stamp.version),
        "at": moment,
    }


def stage_move(definition: Object, namespace: str, source: str, target: str) -> RecordMove:
    """The move of all records of a stage of an object, as it is before."""
    rows = statement_table(definition, namespace)
    pipeline = pipeline_of(definition)
    leaving, entering = (pipeline.stage_by_name[each] for each in (source, target))

    def moved(among: Select[tuple[UUID]], actor: UUID | None, version: int) -> tuple[ClauseElement, ...]:
        return (records_moved(definition, namespace, source, target, Stamp(actor, version), among),)

    def upon(base: Catalog) -> RecordMove | None:
        """What they move to may go later in the list: whatever moves its records on then moves these too."""
        was = base.object_by_id.get(definition.id)
        if was is None or was.pipeline is None or was.pipeline.id != pipeline.id:
            return None
        stages = was.pipeline.stage_by_id
        if leaving.id not in stages or entering.id not in stages:
            return None
        return stage_move(was, namespace, stages[leaving.id].name, stages[entering.id].name)

    key = (definition.id, leaving.id, entering.id)
    return RecordMove(key, definition, rows, rows.c[STAGE] == source, moved, upon)
