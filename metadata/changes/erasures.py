"""Changes that destroy for good what was removed, before its grace period ends or when it has ended."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from alembic.ddl.base import DropColumn
from sqlalchemy import (
    ClauseElement,
    Column,
    MetaData,
    Table,
    Text,
    cast,
    delete,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.schema import DropTable
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.errors import fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk, Stamp, object_named, replaced
from metadata.fields import Field
from metadata.removed import (
    removed_columns,
    removed_field,
    removed_name,
    removed_object,
    removed_pipeline,
    removed_stage_columns,
    with_removed_objects,
)
from metadata.system_fields import STAGE_FIELDS
from tenants.namespace import namespace_tables


@dataclass(frozen=True)
class EraseField(Change):
    """The end of a removed field and its values. `field` is the name that it had, or its id."""

    kind: ClassVar[str] = "eraseField"

    object: str
    field: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        if self.field in definition.field_by_name and not definition.removed_fields:
            _raise_not_removed(f"{self.object}.{self.field}", "field")
        gone = removed_field(definition, self.field, "field")
        new = replace(
            definition, removed_fields=tuple(each for each in definition.removed_fields if each is not gone)
        )
        return replace(catalog, objects=replaced(catalog.objects, new))

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        gone = removed_field(before.object_by_name[self.object], self.field).field
        if gone.links is not None:
            return (_dropped(removed_name(gone.id), namespace),)
        columns = (Column(name, spec.type) for name, spec in removed_columns(gone).items())
        return tuple(DropColumn(self.object, each, schema=namespace) for each in columns)

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        tables = namespace_tables(namespace)
        gone = removed_field(before.object_by_name[self.object], self.field).field
        return (
            delete(tables.field_history).where(tables.field_history.c.field_id == gone.id),
            *(_unseen(each, gone.id) for each in (tables.stage_history, tables.refusal)),
            *_counters_gone([gone], namespace),
        )

    def sentence(self) -> Sentence:
        return Sentence(
            "Erase the removed field {}.{} and its values.", "彻底清除已移除的字段 {}.{} 及其值。"
        ).of(self.object, self.field)

    def told(self, before: Catalog) -> Sentence:
        gone = removed_field(before.object_by_name[self.object], self.field).field
        return replace(self, field=gone.name).sentence()

    def risk(self, before: Catalog) -> Risk:
        return Risk.DESTROYS

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id


@dataclass(frozen=True)
class EraseObject(Change):
    """The end of a removed object, its records and their stage history. `object` is the name that it had, or its id."""

    kind: ClassVar[str] = "eraseObject"

    object: str

    def apply(self, catalog: Catalog) -> Catalog:
        if self.object in catalog.object_by_name and not catalog.removed_objects:
            _raise_not_removed(self.object, "object")
        gone = removed_object(catalog, self.object, "object")
        users = [
            f"{owner.name}.{field.name}"
            for owner in with_removed_objects(catalog).objects
            for field in (*owner.fields, *(each.field for each in owner.removed_fields))
            if gone.object.id in field.points_to and gone.object.id != owner.id
        ]
        if users:
            message = f"{', '.join(users)}, removed as well, points to {gone.object.name}."
            hint = "Restore both, or erase what points to it first."
            raise fault("CATALOG_IN_USE", message, "object", hint=hint)
        left = tuple(each for each in catalog.removed_objects if each is not gone)
        return replace(catalog, removed_objects=left)

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        gone = removed_object(before, self.object).object
        fields = (*gone.fields, *(each.field for each in gone.removed_fields))
        links = (removed_name(each.id) for each in fields if each.links is not None)
        return tuple(_dropped(each, namespace) for each in (*links, removed_name(gone.id)))

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        tables = namespace_tables(namespace)
        gone = removed_object(before, self.object).object
        fields = (*gone.fields, *(each.field for each in gone.removed_fields))
        return (
            *(
                delete(each).where(each.c.object_id == gone.id)
                for each in (
                    tables.stage_history,
                    tables.refusal,
                    tables.override,
                    tables.task,
                    tables.merge,
                    tables.field_history,
                )
            ),
            *(_unseen(each, gone.id) for each in (tables.stage_history, tables.refusal)),
            *_counters_gone(fields, namespace),
        )

    def sentence(self) -> Sentence:
        return Sentence(
            "Erase the removed object {} and all its records.", "彻底清除已移除的对象 {} 及其全部记录。"
        ).of(self.object)

    def told(self, before: Catalog) -> Sentence:
        return replace(self, object=removed_object(before, self.object).object.name).sentence()

    def risk(self, before: Catalog) -> Risk:
        return Risk.DESTROYS

    def touches(self, before: Catalog) -> str | None:
        return removed_object(before, self.object).object.id


@dataclass(frozen=True)
class ErasePipeline(Change):
    """The end of a removed pipeline, the stages that records had in it, and their history.

    `pipeline` is the name that it had, or its id.
    """

    kind: ClassVar[str] = "erasePipeline"

    object: str
    pipeline: str

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        gone = removed_pipeline(definition, self.pipeline, "pipeline")
        left = tuple(each for each in definition.removed_pipelines if each is not gone)
        return replace(
            catalog, objects=replaced(catalog.objects, replace(definition, removed_pipelines=left))
        )

    def ddl(self, before: Catalog, after: Catalog, namespace: str) -> tuple[ExecutableDDLElement, ...]:
        return tuple(
            DropColumn(self.object, Column(column, STAGE_FIELDS[name].type), schema=namespace)
            for name, column in removed_stage_columns(self._gone(before)).items()
        )

    def rewrites(
        self, before: Catalog, after: Catalog, namespace: str, stamp: Stamp
    ) -> tuple[ClauseElement, ...]:
        tables, gone = namespace_tables(namespace), self._gone(before)
        return tuple(
            delete(each).where(each.c.pipeline_id == gone)
            for each in (tables.stage_history, tables.refusal, tables.override, tables.task)
        )

    def _gone(self, before: Catalog) -> str:
        return removed_pipeline(before.object_by_name[self.object], self.pipeline).pipeline.id

    def sentence(self) -> Sentence:
        return Sentence(
            "Erase the removed pipeline {0} of {1} and the stages of its records.",
            "彻底清除 {1} 已移除的流程 {0} 及其记录的阶段。",
        ).of(self.pipeline, self.object)

    def told(self, before: Catalog) -> Sentence:
        gone = removed_pipeline(before.object_by_name[self.object], self.pipeline).pipeline
        return replace(self, pipeline=gone.name).sentence()

    def risk(self, before: Catalog) -> Risk:
        return Risk.DESTROYS

    def touches(self, before: Catalog) -> str | None:
        return before.object_by_name[self.object].id


def _unseen(table: Table, gone: str) -> ClauseElement:
    """What gates saw of a field, or of the records of an object, by its id, is taken out of their judgements."""
    judged = table.c.judged
    seen = (
        func.json_each_text(judged.op("->")("values"))
        .table_valued("key", "value")
        .render_derived(name="seen")
    )
    left = select(func.json_object_agg(seen.c.key, seen.c.value)).where(seen.c.key.not_like(f"%{gone}%"))
    others = cast(judged, JSONB).op("||")(
        func.jsonb_build_object(
            "values", func.coalesce(left.scalar_subquery(), cast(literal_column("'{}'"), JSON))
        )
    )
    return update(table).values(judged=cast(others, JSON)).where(cast(judged, Text).like(f"%{gone}%"))


def _dropped(table: str, namespace: str) -> ExecutableDDLElement:
    return DropTable(Table(table, MetaData(), schema=namespace))


def _counters_gone(fields: Iterable[Field], namespace: str) -> tuple[ClauseElement, ...]:
    """The end of the counters of those that give numbers."""
    counter = namespace_tables(namespace).counter
    return tuple(
        delete(counter).where(counter.c.field_id == each.id) for each in fields if each.numbering is not None
    )


def _raise_not_removed(what: str, *path: str) -> None:
    message = Sentence(
        "{} is in use; only what is removed can be erased.", "{} 正在使用；只能清除已移除的内容。"
    ).of(what)
    raise fault("CATALOG_INVALID", message, *path, hint="Remove it first; both changes fit in one list.")
