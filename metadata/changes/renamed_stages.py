"""The words of a renamed stage: in the records that are in it, and in the history of those that were."""

from typing import Any

from alembic.ddl.base import ColumnName, ColumnNullable, DropColumn
from sqlalchemy import Column, ColumnElement, Text, and_, case, or_, update
from sqlalchemy import column as sqlalchemy_column
from sqlalchemy import table as sqlalchemy_table

from metadata.catalog import Catalog, Object
from metadata.changes.base import pipeline_of
from metadata.changes.swapped_columns import stage_beside, stage_swapped
from metadata.fillings import Filling, with_columns
from metadata.system_fields import STAGE
from metadata.tables import new_name, statement_table
from tenants.namespace import namespace_tables


def stages_renamed(
    before: Catalog, after: Catalog, definition: Object, namespace: str, old: str, new: str
) -> Filling:
    """The stages of the records of an object, as it is before."""
    beside = stage_beside(definition)
    rows = with_columns(statement_table(definition, namespace), [beside])
    stage, concerned = rows.c[STAGE], rows.c[STAGE] == old
    return Filling(
        key=f"{definition.id}_{STAGE}",
        of=(old, new),
        object=definition,
        rows=rows,
        columns={STAGE: beside},
        values={STAGE: case((concerned, new), else_=stage)},
        reads=frozenset({STAGE}),
        valued=None,
        changed=concerned,
        at_once=(update(rows).values({STAGE: new}).where(concerned),),
        swap=stage_swapped(before, after, after.object_by_id[definition.id], namespace),
    )


def history_renamed(definition: Object, namespace: str, old: str, new: str) -> Filling:
    """The stages of their history."""
    table = namespace_tables(namespace).stage_history
    ends = (table.c.from_stage, table.c.to_stage)
    beside = {each.name: Column(new_name(each.name), Text()) for each in ends}
    known = (sqlalchemy_column(each.name, each.type) for each in (table.c.id, table.c.pipeline_id, *ends))
    rows = with_columns(sqlalchemy_table(table.name, *known, schema=namespace), [*beside.values()])
    ours = rows.c.pipeline_id == pipeline_of(definition).id

    def renamed(name: str) -> ColumnElement[Any]:
        return case((and_(ours, rows.c[name] == old), new), else_=rows.c[name])

    concerned = and_(ours, or_(*(rows.c[name] == old for name in beside)))
    values = {name: renamed(name) for name in beside}
    return Filling(
        key=table.name,
        of=(pipeline_of(definition).id, old, new),
        object=None,
        rows=rows,
        columns=beside,
        values=values,
        reads=frozenset({"pipeline_id", *beside}),
        valued=None,
        changed=concerned,
        at_once=(update(rows).values(values).where(concerned),),
        swap=(
            *(DropColumn(table.name, each, schema=namespace) for each in ends),
            *(ColumnName(table.name, column.name, name, schema=namespace) for name, column in beside.items()),
            *(
                ColumnNullable(table.name, each.name, False, schema=namespace)
                for each in ends
                if not each.nullable
            ),
        ),
    )
