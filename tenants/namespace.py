"""The tables that every tenant's namespace has, whatever its catalog says.

Their names begin with `sluice_`: an object of the catalog cannot have an underscore in its name, so no record
table can ever meet them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import asyncpg
from sqlalchemy import MetaData, Table, select
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable, DropSchema

from core.connection import Connection
from core.database import Database
from core.roles import NAMESPACE, NoRoleError
from core.sql import DIALECT
from tenants import audit_tables, fixed_tables, org_tables, provisioned_tables, saved_view_tables
from tenants.walls import drop_role, narrow, raise_wall

_ONE_AT_A_TIME = Lock()
"""Threads may ask for the same table, and a MetaData takes none twice."""


class _Made:
    """A table that is made when it is first asked for: all of them take longer than most requests."""

    def __init__(self, make: Callable[[MetaData], Table]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, tables: "NamespaceTables", owner: type) -> Table:
        with _ONE_AT_A_TIME:
            there = vars(tables)
            if self._name not in there:
                # From now on the attribute is found there, and this is not asked any more.
                there[self._name] = self._make(tables.metadata)
            made: Table = there[self._name]
            return made


class NamespaceTables:
    """The fixed tables of one tenant, each made when it is first asked for.

    Attributes:
        head: one row: `catalog_version` is the version in force (0 before the first), `access_epoch` grows
            with every change to who may do what: keys, sessions, roles and activity of members.
        catalog_version: every version of the catalog with the changes that led to it.
        member: the people (and robots) of the tenant; `roles` are ids of the catalog roles that they have by hand,
            `group_roles` of those that follow from their groups (`tenants.groups`): they have both. One
            who is `barred` was deactivated by an admin, and no directory lets them in again.
        provisioned: what a directory says about members by SCIM (`tenants.provisioning`); a member whom it has said
            nothing about has no row.
        group: the groups of a directory, and the roles that an admin has given to each.
        group_member: who is in which of them.
        org_unit: the units of the organisation, a tree: companies, departments, teams.
        org_unit_member: who is in which of them.
        org_reach: what follows of these two, for row rules: each member with the units it is in (`direct`) and those
            above (`tenants.org_units`).
        stage_history: each move of a record along its pipeline; a creation has no `from_stage`. `judged` is what the
            gate saw (`records.judgements`), where one was asked.
        refusal: the promotions that a closed gate refused, from and to stages by their ids; `times`, for who asks again
            what has not changed.
        override: what is asked of a second person before a closed gate is overridden, and what they said; stages by
            their ids. Withdrawn, it is decided by who asked.
        task: each time that a task of a stage was done for a record, and when that was taken back, if it was. `entry`
            is the row of stage history with which the record came into the stage, or the record where none tells of it.
        merge: each record that was merged into another: the version of it that is deleted, and ids of the fields whose
            values the other took of it.
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
        saved_view: how members look at the records of an object: columns, filters, order, group, by ids of the catalog
            (`metadata.saved_views`). One that is not `shared` is its member's alone.
        audit: who did what to what (`tenants.audit`); added to and never changed.
        audit_link: the chain over it (`tenants.audit_chain`): each entry's hash with that of the link before it.
    """

    head = _Made(fixed_tables.head_table)
    catalog_version = _Made(fixed_tables.catalog_version_table)
    member = _Made(fixed_tables.member_table)
    provisioned = _Made(provisioned_tables.provisioned_table)
    group = _Made(provisioned_tables.group_table)
    group_member = _Made(provisioned_tables.group_member_table)
    org_unit = _Made(org_tables.org_unit_table)
    org_unit_member = _Made(org_tables.org_unit_member_table)
    org_reach = _Made(org_tables.org_reach_table)
    stage_history = _Made(fixed_tables.stage_history_table)
    refusal = _Made(fixed_tables.refusal_table)
    override = _Made(fixed_tables.override_table)
    task = _Made(fixed_tables.task_table)
    merge = _Made(fixed_tables.merge_table)
    field_history = _Made(fixed_tables.field_history_table)
    outbox = _Made(fixed_tables.outbox_table)
    document = _Made(fixed_tables.document_table)
    counter = _Made(fixed_tables.counter_table)
    draft = _Made(fixed_tables.draft_table)
    file = _Made(fixed_tables.file_table)
    operation = _Made(fixed_tables.operation_table)
    kept_answer = _Made(fixed_tables.kept_answer_table)
    saved_view = _Made(saved_view_tables.saved_view_table)
    audit = _Made(audit_tables.audit_table)
    audit_link = _Made(audit_tables.audit_link_table)

    def __init__(self, namespace: str) -> None:
        self.metadata = MetaData(schema=namespace)

    def all(self) -> tuple[Table, ...]:
        """Every table, in the order of creation."""
        return tuple(
            getattr(self, name) for name, made in vars(type(self)).items() if isinstance(made, _Made)
        )


@lru_cache(maxsize=300)
def namespace_tables(namespace: str) -> NamespaceTables:
    """The tables as SQLAlchemy knows them.

    Raises:
        ValueError: when `namespace` is not the name of a tenant's namespace.
    """
    if not NAMESPACE.fullmatch(namespace):
        raise ValueError(f"{namespace!r} is not the name of a tenant's namespace")
    return NamespaceTables(namespace)


@dataclass(frozen=True)
class Head:
    """What is in force in a tenant: the version of its catalog, and the epoch of its rights."""

    catalog_version: int
    access_epoch: int


async def read_head(database: Database, namespace: str) -> Head | None:
    """The tenant's head; None where it has none, or the tenant has been erased."""
    head = namespace_tables(namespace).head
    try:
        rows = await database.rows(select(head.c.catalog_version, head.c.access_epoch), affinity=namespace)
    except (asyncpg.UndefinedTableError, NoRoleError):
        return None
    return Head(rows[0]["catalog_version"], rows[0]["access_epoch"]) if rows else None


async def create_namespace(connection: Connection, namespace: str) -> None:
    """Create the namespace, its role, its tables and its one row of `head` (catalog version 0, access epoch 1)."""
    tables = namespace_tables(namespace)
    await connection.execute(CreateSchema(namespace))
    if connection.walls:
        await raise_wall(connection, namespace)
    steps = []
    for table in tables.all():
        steps.append(str(CreateTable(table).compile(dialect=DIALECT)))
        steps.extend(
            str(CreateIndex(index).compile(dialect=DIALECT))
            for index in sorted(table.indexes, key=lambda each: each.name or "")
        )
    # One round trip for all of them; DDL takes no values.
    await connection.execute(";\n".join(steps))
    if connection.walls:
        await narrow(connection, namespace)
    await connection.execute(tables.head.insert().values(catalog_version=0, access_epoch=1))


async def drop_namespace(connection: Connection, namespace: str) -> None:
    """Drop the namespace with everything in it, records included, and its role."""
    namespace_tables(namespace)
    await connection.execute(DropSchema(namespace, cascade=True, if_exists=True))
    await drop_role(connection, namespace)
