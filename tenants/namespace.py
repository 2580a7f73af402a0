"""The tables that every tenant's namespace has, whatever its catalog says.

Their names begin with `sluice_`: an object of the catalog cannot have an underscore in its name, so no record
table can ever meet them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable, DropSchema
from sqlalchemy.types import UserDefinedType

from core.connection import Connection
from core.database import Database
from core.sql import DIALECT

_NAMESPACE = re.compile(r"t_[a-z0-9_]{1,56}")
STAGES_HAVE_IDS = "ck_catalog_version_stage_ids"
"""The constraint that no catalog is kept whose stages have none, as a program of before they had would write it."""

SAME_REFUSAL = ("record_id", "to_stage", "actor", "record_version", "catalog_version")
"""What a refusal is told apart by: who asks again what has not changed is counted."""

_NOW = text("now()")
_NEW_ID = text("uuidv7()")


@dataclass(frozen=True)
class NamespaceTables:
    """The fixed tables of one tenant.

    Attributes:
        head: one row: `catalog_version` is the version in force (0 before the first), `access_epoch` grows
            with every change to who may do what: keys, sessions, roles and activity of members.
        catalog_version: every version of the catalog with the changes that led to it.
        member: the people (and robots) of the tenant; `roles` are ids of catalog roles.
        stage_history: each move of a record along its pipeline; a creation has no `from_stage`. `judged` is what the
            gate saw (`records.judgements`), where one was asked.
        refusal: the promotions that a closed gate refused, from and to stages by their ids; `times`, for who asks again
            what has not changed.
        field_history: each change of a value of a field whose history is kept, as JSON; `old` is null where there was
            none, `new` where there is none any more.
        outbox: each change of a record, for whoever follows them. Its order is (xid, seq): `seq` is given before the
            commit, so a reader that went by it alone would miss what commits later. `changed` has ids of fields,
            and names of system fields.
        document: GraphQL documents that are trusted, by the hash of their text.
        counter: the last number that a field has given, and the period it was given in; it outlives the field.
        draft: changes of the catalog that are gathered and not published yet, as JSON, made for `base_version`.
        file: files that were uploaded; the contents are elsewhere (`core.contents`). One without `sha256` is under way,
            or was broken off. `unnamed_since` is null while a record's field names it, which `object_id`, `record_id`
            and `field_id` tell from its first naming on; `erasing`, its contents are about to go.
        operation: changes that are published in the background, and what became of them (`metadata.operations`).
        kept_answer: answers of writes under the keys that clients have given them, each member's their own, so that a
            write that is sent again is done once. `fingerprint` tells whether it is the same write.
    """

    head: Table
    catalog_version: Table
    member: Table
    stage_history: Table
    refusal: Table
    field_history: Table
    outbox: Table
    document: Table
    counter: Table
    draft: Table
    file: Table
    operation: Table
    kept_answer: Table

    def all(self) -> tuple[Table, ...]:
        """Every table, in the order of creation."""
        return (
            self.head,
            self.catalog_version,
            self.member,
            self.stage_history,
            self.refusal,
            self.field_history,
            self.outbox,
            self.document,
            self.counter,
            self.draft,
            self.file,
            self.operation,
            self.kept_answer,
        )


@lru_cache(maxsize=300)
def namespace_tables(namespace: str) -> NamespaceTables:
    """The tables as SQLAlchemy knows them.

    Raises:
        ValueError: when `namespace` is not the name of a tenant's namespace.
    """
    if not _NAMESPACE.fullmatch(namespace):
        raise ValueError(f"{namespace!r} is not the name of a tenant's namespace")
    metadata = MetaData(schema=namespace)
    return NamespaceTables(
        head=_head(metadata),
        catalog_version=_catalog_version(metadata),
        member=_member(metadata),
        stage_history=_stage_history(metadata),
        refusal=_refusal(metadata),
        field_history=_field_history(metadata),
        outbox=_outbox(metadata),
        document=_document(metadata),
        counter=_counter(metadata),
        draft=_draft(metadata),
        file=_file(metadata),
        operation=_operation(metadata),
        kept_answer=_kept_answer(metadata),
    )


@dataclass(frozen=True)
class Head:
    """What is in force in a tenant: the version of its catalog, and the epoch of its rights."""

    catalog_version: int
    access_epoch: int


async def read_head(database: Database, namespace: str) -> Head | None:
    """The tenant's head; None where it has none."""
    head = namespace_tables(namespace).head
    rows = await database.rows(select(head.c.catalog_version, head.c.access_epoch), affinity=namespace)
    return Head(rows[0]["catalog_version"], rows[0]["access_epoch"]) if rows else None


async def create_namespace(connection: Connection, namespace: str) -> None:
    """Create the namespace, its tables and its one row of `head` (catalog version 0, access epoch 1)."""
    tables = namespace_tables(namespace)
    steps = [str(CreateSchema(namespace).compile(dialect=DIALECT))]
    for table in tables.all():
        steps.append(str(CreateTable(table).compile(dialect=DIALECT)))
        steps.extend(
            str(CreateIndex(index).compile(dialect=DIALECT))
            for index in sorted(table.indexes, key=lambda each: each.name or "")
        )
    # One round trip for all of them; DDL takes no values.
    await connection.execute(";\n".join(steps))
    await connection.execute(tables.head.insert().values(catalog_version=0, access_epoch=1))


async def drop_namespace(connection: Connection, namespace: str) -> None:
    """Drop the namespace with everything in it, records included."""
    namespace_tables(namespace)
    await connection.execute(DropSchema(namespace, cascade=True, if_exists=True))


def _head(metadata: MetaData) -> Table:
    return Table(
        "sluice_head",
        metadata,
        # The primary key that only one row can have.
        Column(
            "one",
            Boolean,
            CheckConstraint("one", name="ck_head_one"),
            primary_key=True,
            server_default="true",
        ),
        Column("catalog_version", Integer, nullable=False),
        Column("access_epoch", BigInteger, nullable=False),
    )


def _catalog_version(metadata: MetaData) -> Table:
    return Table(
        "sluice_catalog_version",
        metadata,
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("catalog", JSONB, nullable=False),
        Column("changes", JSONB, nullable=False, server_default="[]"),
        Column("note", Text, nullable=False, server_default=""),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("created_by", Uuid),
        CheckConstraint(
            "NOT jsonb_path_exists(catalog, '$.objects[*].pipeline.stages[*] ? (!exists(@.id))')",
            name=STAGES_HAVE_IDS,
        ),
    )


def _member(metadata: MetaData) -> Table:
    return Table(
        "sluice_member",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("identity_id", Uuid, nullable=False, unique=True),
        Column("email", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("roles", ARRAY(Text), nullable=False, server_default="{}"),
        Column("active", Boolean, nullable=False, server_default="true"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    )


def _stage_history(metadata: MetaData) -> Table:
    table = Table(
        "sluice_stage_history",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("object_id", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("pipeline_id", Text, nullable=False),
        Column("from_stage", Text),
        Column("to_stage", Text, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("actor", Uuid),
        Column("catalog_version", Integer, nullable=False),
        Column("judged", JSON),
    )
    Index("ix_stage_history_record", table.c.record_id, table.c.occurred_at)
    return table


def _refusal(metadata: MetaData) -> Table:
    table = Table(
        "sluice_refusal",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("object_id", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("pipeline_id", Text, nullable=False),
        Column("from_stage", Text, nullable=False),
        Column("to_stage", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("times", Integer, nullable=False, server_default="1"),
        Column("actor", Uuid),
        Column("record_version", Integer, nullable=False),
        Column("catalog_version", Integer, nullable=False),
        Column("judged", JSON, nullable=False),
    )
    Index(
        "uq_refusal_same",
        *(table.c[name] for name in SAME_REFUSAL),
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    Index("ix_refusal_object", table.c.object_id, table.c.at)
    return table


def _field_history(metadata: MetaData) -> Table:
    table = Table(
        "sluice_field_history",
        metadata,
        # Newer ones are larger: those of one record are made one after the other, under its lock.
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("object_id", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("field_id", Text, nullable=False),
        Column("old", JSON),
        Column("new", JSON),
        Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("actor", Uuid),
        Column("catalog_version", Integer, nullable=False),
    )
    Index("ix_field_history_record", table.c.record_id, table.c.id)
    return table


class TransactionId(UserDefinedType[int]):
    """PostgreSQL's `xid8`: the number of a transaction, which grows and never comes again."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """The name in DDL."""
        return "xid8"


def _outbox(metadata: MetaData) -> Table:
    return Table(
        "sluice_outbox",
        metadata,
        Column("xid", TransactionId(), primary_key=True, server_default=text("pg_current_xact_id()")),
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("object_id", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("kind", Text, nullable=False),
        Column("record_version", Integer, nullable=False),
        Column("changed", ARRAY(Text), nullable=False, server_default="{}"),
        Column("actor", Uuid),
        Column("catalog_version", Integer, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    )


def _document(metadata: MetaData) -> Table:
    return Table(
        "sluice_document",
        metadata,
        Column("id", Text, primary_key=True),
        Column("text", Text, nullable=False),
        Column("name", Text, nullable=False, server_default=""),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("created_by", Uuid),
    )


def _counter(metadata: MetaData) -> Table:
    return Table(
        "sluice_counter",
        metadata,
        Column("field_id", Text, primary_key=True),
        Column("period", Text, nullable=False),
        Column("last", BigInteger, nullable=False),
        # Each number is an update of the same row; in a page with room for it no index is touched.
        postgresql_with={"fillfactor": 50},
    )


def _draft(metadata: MetaData) -> Table:
    return Table(
        "sluice_draft",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("name", Text, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("base_version", Integer, nullable=False),
        Column("changes", JSONB, nullable=False),
        Column("authors", ARRAY(Uuid), nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("updated_by", Uuid),
    )


def _file(metadata: MetaData) -> Table:
    table = Table(
        "sluice_file",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("name", Text, nullable=False),
        Column("media_type", Text),
        Column("size", Integer),
        Column("sha256", Text),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("created_by", Uuid, nullable=False),
        Column("object_id", Text),
        Column("record_id", Uuid),
        Column("field_id", Text),
        Column("unnamed_since", DateTime(timezone=True), server_default=_NOW),
        Column("erasing", Boolean, nullable=False, server_default="false"),
    )
    # Those that nobody names are few: whoever looks for them, or counts a member's, reads no others.
    Index("ix_file_unnamed", table.c.created_by, postgresql_where=table.c.unnamed_since.is_not(None))
    return table


def _operation(metadata: MetaData) -> Table:
    return Table(
        "sluice_operation",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("state", Text, nullable=False, server_default="queued"),
        Column("stopping", Boolean, nullable=False, server_default="false"),
        Column("phase", Text, nullable=False, server_default="waiting"),
        Column("rows", BigInteger, nullable=False, server_default="0"),
        Column("rows_done", BigInteger, nullable=False, server_default="0"),
        Column("takes", Integer, nullable=False, server_default="0"),
        Column("base_version", Integer, nullable=False),
        Column("changes", JSONB, nullable=False),
        Column("sentences", ARRAY(Text), nullable=False, server_default="{}"),
        Column("note", Text, nullable=False, server_default=""),
        Column("draft_id", Uuid),
        Column("version", Integer),
        Column("problems", JSONB, nullable=False, server_default="[]"),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("created_by", Uuid),
        Column("started_at", DateTime(timezone=True)),
        Column("phase_started_at", DateTime(timezone=True)),
        Column("moved", BigInteger, nullable=False, server_default="0"),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("ended_at", DateTime(timezone=True)),
    )


def _kept_answer(metadata: MetaData) -> Table:
    table = Table(
        "sluice_kept_answer",
        metadata,
        Column("actor", Uuid, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("fingerprint", Text, nullable=False),
        # Null until the transaction that takes the key ends.
        Column("answer", LargeBinary),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    )
    Index("ix_kept_answer_created", table.c.created_at)
    return table
