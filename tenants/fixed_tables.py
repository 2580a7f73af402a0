"""The columns of the tables that every namespace has; `tenants.namespace` says what they are for."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.types import UserDefinedType

STAGES_HAVE_IDS = "ck_catalog_version_stage_ids"
"""The constraint that no catalog is kept whose stages have none, as a program of before they had would write it."""

SAME_REFUSAL = ("record_id", "to_stage", "actor", "record_version", "catalog_version")
"""What a refusal is told apart by: who asks again what has not changed is counted."""

_NOW = text("now()")
_NEW_ID = text("uuidv7()")


def head_table(metadata: MetaData) -> Table:
    """The one row of what is in force."""
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


def catalog_version_table(metadata: MetaData) -> Table:
    """The versions of the catalog."""
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


def member_table(metadata: MetaData) -> Table:
    """The people of the tenant."""
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
        Column("group_roles", ARRAY(Text), nullable=False, server_default="{}"),
        Column("barred", Boolean, nullable=False, server_default="false"),
    )


def stage_history_table(metadata: MetaData) -> Table:
    """The moves of records."""
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
    # In the order of a record's moves, with all that a funnel reads of them.
    moves = (table.c.record_id, table.c.occurred_at, table.c.id)
    read = ["pipeline_id", "from_stage", "to_stage"]
    Index("ix_stage_history_record", *moves, postgresql_include=read)
    return table


def refusal_table(metadata: MetaData) -> Table:
    """The moves that gates refused."""
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


def override_table(metadata: MetaData) -> Table:
    """What is asked of a second person before a closed gate is overridden, and what they say."""
    table = Table(
        "sluice_override",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("object_id", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("pipeline_id", Text, nullable=False),
        Column("from_stage", Text, nullable=False),
        Column("to_stage", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("requested_by", Uuid, nullable=False),
        Column("requested_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("decided_by", Uuid),
        Column("decided_at", DateTime(timezone=True)),
        Column("approved", Boolean),
        Column("remark", Text),
        Column("expires_at", DateTime(timezone=True)),
        CheckConstraint(
            "approved IS NOT TRUE OR decided_by <> requested_by", name="ck_override_second_person"
        ),
        CheckConstraint("approved IS NOT TRUE OR expires_at IS NOT NULL", name="ck_override_expires"),
    )
    Index("ix_override_record", table.c.record_id)
    Index("ix_override_object", table.c.object_id, table.c.requested_at)
    return table


def task_table(metadata: MetaData) -> Table:
    """What was done of the tasks of stages."""
    table = Table(
        "sluice_task",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("object_id", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("pipeline_id", Text, nullable=False),
        Column("task_id", Text, nullable=False),
        Column("entry", Uuid, nullable=False),
        Column("done_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("done_by", Uuid),
        Column("note", Text),
        Column("reopened_at", DateTime(timezone=True)),
        Column("reopened_by", Uuid),
        Column("catalog_version", Integer, nullable=False),
    )
    # Who looks whether a task is done reads nothing else, and nobody does it twice.
    Index(
        "uq_task_done",
        table.c.record_id,
        table.c.task_id,
        table.c.entry,
        unique=True,
        postgresql_where=table.c.reopened_at.is_(None),
    )
    Index("ix_task_record", table.c.record_id, table.c.entry)
    return table


def merge_table(metadata: MetaData) -> Table:
    """The records that were merged into others."""
    table = Table(
        "sluice_merge",
        metadata,
        Column("id", Uuid, primary_key=True, server_default=_NEW_ID),
        Column("object_id", Text, nullable=False),
        Column("record_id", Uuid, nullable=False),
        Column("record_version", Integer, nullable=False),
        Column("into_id", Uuid, nullable=False),
        Column("taken", ARRAY(Text), nullable=False),
        Column("merged_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("actor", Uuid),
        Column("catalog_version", Integer, nullable=False),
    )
    Index("ix_merge_record", table.c.record_id)
    Index("ix_merge_into", table.c.into_id)
    return table


def field_history_table(metadata: MetaData) -> Table:
    """The changes of values."""
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


def outbox_table(metadata: MetaData) -> Table:
    """The changes of records, for whoever follows them."""
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


def document_table(metadata: MetaData) -> Table:
    """The trusted documents."""
    return Table(
        "sluice_document",
        metadata,
        Column("id", Text, primary_key=True),
        Column("text", Text, nullable=False),
        Column("name", Text, nullable=False, server_default=""),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("created_by", Uuid),
    )


def counter_table(metadata: MetaData) -> Table:
    """The last numbers that fields have given."""
    return Table(
        "sluice_counter",
        metadata,
        Column("field_id", Text, primary_key=True),
        Column("period", Text, nullable=False),
        Column("last", BigInteger, nullable=False),
        # Each number is an update of the same row; in a page with room for it no index is touched.
        postgresql_with={"fillfactor": 50},
    )


def draft_table(metadata: MetaData) -> Table:
    """The drafts of the catalog."""
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


def file_table(metadata: MetaData) -> Table:
    """The files."""
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


def operation_table(metadata: MetaData) -> Table:
    """The publishes in the background."""
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
        Column("progress", Double, nullable=False, server_default="0"),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
        Column("ended_at", DateTime(timezone=True)),
    )


def kept_answer_table(metadata: MetaData) -> Table:
    """The answers of writes under a key."""
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
