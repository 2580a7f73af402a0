"""What people have configured with values of a person (decision 81): filters of saved views and examples of gates.

A text that is given there for a field of the person is theirs where it stands in their value, or has it, and nobody
else's is like it: then it finds nobody, and another one stands in its place that finds nobody either.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Table,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    update,
)

from core.connection import Connection
from metadata.catalog import Catalog, Object
from metadata.codec import catalog_from_json, catalog_to_json
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.pipelines import GateExample
from metadata.store import write_version
from records.build import Build
from records.examples import example_failures
from records.personal.given_texts import (
    EXAMPLES,
    Names,
    Swap,
    in_catalog,
    in_changes,
    in_filter,
    joined,
    names_in,
)
from records.personal.held import Held, Place, among
from records.personal.texts import KNOWN_BYTES, is_known
from records.run import StaleError

ERASED = "erased"
"""What stands in the place of a text, as in that of a value that a record cannot be without."""
NOTE = "Examples of gates without the values of a person who was erased"
"""Of the version of the catalog in which they are so."""

Given = tuple[str, str]
"""The id of a field, and a text that is given for it."""


@dataclass(frozen=True)
class Known:
    """What is known of a person by one field: its texts are such as people search for by words.

    Attributes:
        ids: of the records in `place` that tell of the person.
    """

    place: Place
    held: Held
    ids: Sequence[UUID]
    texts: frozenset[str]

    def has(self, text: str) -> bool:
        """Whether a text stands in one of the values, or has one."""
        return any(form in each or each in form for form in self.forms(text) for each in self.texts)

    def forms(self, text: str) -> Iterable[str]:
        """A text as the field may have it, as far as it is known again."""
        forms = {_form(self.held.field, text, whole=whole) for whole in (True, False)}
        return [each for each in forms if is_known(each)]


async def known_by(
    connection: Connection, place: Place, ids: Sequence[UUID], texts: Mapping[str, frozenset[str]]
) -> Mapping[str, Known]:
    """What is known of the person in the records of these ids, by the id of each field that has some."""
    fields = [each for each in place.values if type_of(each.field).search_weight is not None]
    if not fields or not ids:
        return {}
    # Of a value of many parts, what people search for by words.
    read = select(*(_searched(each).label(each.field.id) for each in fields))
    rows = await connection.rows(read.where(among(place.rows.c.id, ids)))
    found = {}
    for position, each in enumerate(fields):
        had = frozenset[str]() if type_of(each.field).composite else texts[each.field.id]
        known = {text.lower() for text in (*had, *(row[position] for row in rows)) if is_known(text)}
        if known:
            found[each.field.id] = Known(place, each, ids, frozenset(known))
    return found


class Configured:
    """What is configured in a tenant, within the transaction of an erasure."""

    def __init__(self, connection: Connection, build: Build, actor: UUID, known: Mapping[str, Known]) -> None:
        self._connection, self._build, self._actor, self._known = connection, build, actor, known
        self._tables = build.tables
        self._ids = frozenset(known)
        self._names: Names = {}
        for id_, each in known.items():
            self._names = joined(self._names, {each.held.field.name: frozenset({id_})})

    async def forget(self) -> tuple[int, int]:
        """How many saved views lose a text, and how many versions of the catalog, drafts and publishes do.

        Raises:
            StaleError: another catalog is in force by now.
        """
        if not self._known:
            return 0, 0
        # One erasure after the other: each reads what the one before it has left.
        head = self._tables.head
        version = await self._connection.value(select(head.c.catalog_version).with_for_update())
        if version != self._build.catalog.version:
            raise StaleError
        views = await self._views()
        versions = await self._versions()
        drafts, operations = [await self._changing(each) for each in self._gathering()]
        given: set[Given] = set()

        def gather(fields: frozenset[str], text: str) -> str:
            given.update((each, text) for each in fields if each in self._known)
            return text

        for content in views.values():
            in_filter(content["filters"], gather)
        for version in versions:
            await self._version(version, gather)
        for changes in (*drafts.values(), *operations.values()):
            in_changes(changes, self._names, gather)
        theirs = await self._theirs(given)

        def swap(fields: frozenset[str], text: str) -> str:
            return ERASED if any((each, text) in theirs for each in fields) else text

        if not theirs:
            return 0, 0
        changed = await self._swapped_views(views, swap)
        told = sum([await self._swapped_version(each, swap) for each in versions])
        draft, operation = self._gathering()
        # Who has a draft before them would save again what has gone.
        newer = {"revision": draft.c.revision + 1, "updated_at": func.now()}
        told += await self._swapped_changes(draft, drafts, swap, newer)
        told += await self._swapped_changes(operation, operations, swap, {})
        return changed, told + await self._in_force(swap)

    def _gathering(self) -> tuple[Table, Table]:
        """The tables of changes that are not published."""
        return self._tables.draft, self._tables.operation

    async def _theirs(self, given: Iterable[Given]) -> frozenset[Given]:
        """Those that are the person's and nobody else's."""
        found: set[Given] = set()
        for field_id, known in self._known.items():
            texts = {text for each, text in given if each == field_id and text != ERASED and known.has(text)}
            forms = {form for text in texts for form in known.forms(text)}
            others = await self._others(known, forms)
            found.update((field_id, text) for text in texts if others.isdisjoint(known.forms(text)))
        return frozenset(found)

    async def _others(self, known: Known, forms: Iterable[str]) -> frozenset[str]:
        """Those that stand in a value of somebody else, or have one."""
        sought = [*forms]
        if not sought:
            return frozenset()
        texts = func.unnest(literal(sought, ARRAY(Text())))
        form = texts.table_valued("form", name="sought").render_derived().c.form
        like = _alike(func.lower(_searched(known.held)), form)
        rows = known.place.rows
        # Of deleted ones nobody is told, not even so.
        else_ = and_(not_(among(rows.c.id, known.ids)), rows.c.deletedAt.is_(None))
        there = exists(select(literal(1)).select_from(rows).where(else_, like))
        return frozenset(row["form"] for row in await self._connection.rows(select(form).where(there)))

    # What there is

    async def _views(self) -> dict[UUID, Any]:
        """The contents of the views that filter by a field of the person."""
        table = self._tables.saved_view
        content = cast(table.c.content, Text)
        named = or_(*(content.contains(each, autoescape=True) for each in sorted(self._ids)))
        found = await self._connection.rows(select(table.c.id, content.label("content")).where(named))
        return {row["id"]: json.loads(row["content"]) for row in found}

    async def _versions(self) -> list[int]:
        """The versions of the catalog that have examples, or were made of changes that have some; the first first."""
        table = self._tables.catalog_version
        told = or_(_has(table.c.catalog, EXAMPLES), _has(table.c.changes, "record"))
        wanted = select(table.c.version).where(told).order_by(table.c.version)
        return [row["version"] for row in await self._connection.rows(wanted)]

    async def _changing(self, table: Table) -> dict[UUID, Any]:
        """The changes of a table that have an example, by their row's id."""
        changes = cast(table.c.changes, Text).label("changes")
        found = await self._connection.rows(
            select(table.c.id, changes).where(_has(table.c.changes, "record")).with_for_update()
        )
        return {row["id"]: json.loads(row["changes"]) for row in found}

    async def _version(self, version: int, swap: Swap) -> dict[str, tuple[Any, Any]]:
        """The catalog and the changes of a version as they are, and with other texts; by their column's name."""
        c = self._tables.catalog_version.c
        wanted = select(cast(c.catalog, Text).label("catalog"), cast(c.changes, Text).label("changes"))
        row = await self._connection.row(wanted.where(c.version == version))
        assert row is not None
        catalog, changes = json.loads(row["catalog"]), json.loads(row["changes"])
        self._names = joined(self._names, names_in(catalog, self._ids))
        return {
            "catalog": (catalog, in_catalog(catalog, self._names, swap)),
            "changes": (changes, in_changes(changes, self._names, swap)),
        }

    # What becomes of it

    async def _swapped_views(self, views: Mapping[UUID, Any], swap: Swap) -> int:
        table, done = self._tables.saved_view, 0
        for id_, content in views.items():
            after = {**content, "filters": in_filter(content["filters"], swap)}
            if after != content:
                newer = {"content": after, "revision": table.c.revision + 1, "updated_at": func.now()}
                await self._connection.execute(update(table).where(table.c.id == id_).values(newer))
                done += 1
        return done

    async def _swapped_version(self, version: int, swap: Swap) -> int:
        """The catalog in force stays as processes know it: it is followed by another version, and is past then."""
        both = await self._version(version, swap)
        after = {name: new for name, (old, new) in both.items() if new != old}
        if after:
            table = self._tables.catalog_version
            await self._connection.execute(update(table).where(table.c.version == version).values(after))
        return bool(after)

    async def _swapped_changes(
        self, table: Table, rows: Mapping[UUID, Any], swap: Swap, newer: Mapping[str, Any]
    ) -> int:
        done = 0
        for id_, changes in rows.items():
            after = in_changes(changes, self._names, swap)
            if after != changes:
                values = {"changes": after, **newer}
                await self._connection.execute(update(table).where(table.c.id == id_).values(values))
                done += 1
        return done

    async def _in_force(self, swap: Swap) -> int:
        """A version after the one in force, where an example of that loses a text; 1 where there is one."""
        before = self._build.catalog
        kept = catalog_to_json(before)
        after = in_catalog(kept, self._names, swap)
        if after == kept:
            return 0
        new = await self._sound(before, replace(catalog_from_json(after), version=before.version + 1))
        await write_version(self._connection, self._build.namespace, new, [], self._actor, NOTE)
        return 1

    async def _sound(self, before: Catalog, after: Catalog) -> Catalog:
        """The catalog without the examples that no longer say what its gates say, of those that are others by now."""
        failed = {each.path for each in await example_failures(self._connection, after, "en")}
        known = [example for each in before.objects for example in _examples(each)]
        objects = []
        for each in after.objects:
            if each.pipeline is not None:
                path = ("objects", each.name, "pipeline", EXAMPLES)
                left = tuple(
                    one for one in each.pipeline.examples if one in known or (*path, one.name) not in failed
                )
                each = replace(each, pipeline=replace(each.pipeline, examples=left))
            objects.append(each)
        return replace(after, objects=tuple(objects))


def _examples(of: Object) -> tuple[GateExample, ...]:
    return () if of.pipeline is None else of.pipeline.examples


def _searched(held: Held) -> ColumnElement[str]:
    return type_of(held.field).searched(held.field, held.columns)


def _form(field: Field, text: str, *, whole: bool) -> str:
    kept = type_of(field).comparable(field, text, whole=whole)
    return (kept if isinstance(kept, str) else text).strip().lower()


def _alike(value: ColumnElement[str], form: ColumnElement[str]) -> ColumnElement[bool]:
    """`Known.has` of a value of somebody."""
    known = func.octet_length(value) >= KNOWN_BYTES
    return and_(known, or_(func.strpos(value, form) > 0, func.strpos(form, value) > 0))


def _has(column: ColumnElement[Any], key: str) -> ColumnElement[bool]:
    """Whether JSON has a key, as far as its text tells."""
    return cast(column, Text).contains(f'"{key}": ', autoescape=True)
