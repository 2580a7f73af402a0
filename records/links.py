"""The links of a record in a write: what is given, what may speak against it, and the steps that change them.

    unlinked  the links that go      (of each `relations` field that is given, in an update)
    linked    the links that come

Links to records that the caller may not see, deleted ones among them, stay: they are not in the list that is replaced.

The steps see the links as they stood when the statement began. Another write of the same record that was waited for may
have changed them meanwhile; a list that is given as a whole would then keep what that one added. So the statement
compares the version that it has locked with the one that it saw, and where they differ nothing is done and it is run
again (`RACED`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    FromClause,
    Select,
    SelectBase,
    TableClause,
    Uuid,
    and_,
    bindparam,
    column,
    delete,
    exists,
    func,
    not_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from core.errors import PathPart, Problem, fault
from core.sentences import Sentence
from core.sql import Row
from metadata.fields import Field
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.text import called
from records.binding import Variables, resolve, uuid_of
from records.build import Build
from records.checks import RACED, Check
from records.plans.inputs import Input
from records.plans.writes import LinkChange, Patch
from records.seen import record_seen

MOST_LINKS = 500
"""Ids that a write gives for one field."""

Ids = ColumnElement[Any]


@dataclass(frozen=True)
class LinksBinder:
    """The ids that are given for one field.

    Attributes:
        lists: parameter name, key of the input, and where the ids are.
    """

    lists: tuple[tuple[str, str, Input], ...]
    path: tuple[PathPart, ...]

    def values(self, variables: Variables) -> Mapping[str, object]:
        found = {name: self._ids(source, key, variables) for name, key, source in self.lists}
        if sum(map(len, found.values())) > MOST_LINKS:
            raise fault(
                "OUT_OF_RANGE",
                Sentence("More than {} ids were given", "一次提供的关联记录超过了 {} 条").of(MOST_LINKS),
                *self.path,
                hint=Sentence(
                    "Give the others with `add` in further updates.", "其余的请在之后的修改中添加。"
                ),
            )
        if len(found) > 1 and not set.isdisjoint(*map(set, found.values())):
            raise fault(
                "BAD_USER_INPUT",
                Sentence("An id is both added and removed", "同一条记录既被添加又被移除"),
                *self.path,
                hint=Sentence("Decide on one.", "请只选择其中一种。"),
            )
        return found

    def _ids(self, source: Input, key: str, variables: Variables) -> list[UUID]:
        given = resolve(source, variables)
        # A list may be given as its only item.
        listed = given if isinstance(given, list) else [given]
        ids = (uuid_of(each, (*self.path, key, position)) for position, each in enumerate(listed))
        return list(dict.fromkeys(ids))


@dataclass(frozen=True)
class GivenLinks:
    """The links that are given for one field.

    Attributes:
        wanted: ids that are to be linked, by the key of the input; `set` is the whole list.
        unwanted: ids that are not.
    """

    field: Field
    wanted: Mapping[str, Ids]
    unwanted: Ids | None


def given_links(build: Build, patch: Patch) -> tuple[GivenLinks, ...]:
    """What a write gives, bound."""
    return tuple(_given(build, each) for each in patch.links)


def _given(build: Build, change: LinkChange) -> GivenLinks:
    prefix = build.fresh("i")
    sources = {"set": change.whole, "add": change.added, "remove": change.removed}
    lists = tuple((f"{prefix}_{key}", key, each) for key, each in sources.items() if each is not None)
    build.binders.append(LinksBinder(lists, ("input", change.field.name)))
    bound: dict[str, Ids] = {
        key: bindparam(name, type_=ARRAY(Uuid()), required=True) for name, key, _ in lists
    }
    return GivenLinks(
        change.field, {key: bound[key] for key in ("set", "add") if key in bound}, bound.get("remove")
    )


# What speaks against it


def link_checks(
    build: Build, given: Sequence[GivenLinks], table: TableClause, target: Row | None
) -> Iterator[Check]:
    """A record may only link records that the caller can see, and give up links to them.

    Args:
        target: the locked record; None at a creation.
    """
    for links in given:
        unwanted = {} if links.unwanted is None else {"remove": links.unwanted}
        for key, ids in {**links.wanted, **unwanted}.items():
            check = Check(
                "RELATION_NOT_FOUND", f"input.{links.field.name}.{key}", _unseen(build, links.field, ids)
            )
            message = Sentence(
                "An id names no {} that you can see.", "所选的{}中有你看不到或不存在的记录。"
            ).of(called(build.catalog.linked_by(links.field)))
            hint = Sentence("Leave it out. Nothing was changed.", "请不要选择它。没有做任何修改。")
            build.refusals[check.text] = (
                Problem(check.code, message, ("input", links.field.name, key), hint),
            )
            yield check
    if target is not None and any("set" in links.wanted for links in given):
        seen = table.alias(build.fresh("t"))
        version = select(seen.c.version).where(seen.c.id == target.c["id"]).correlate_except(seen)
        yield Check(RACED, "", target.c["version"] != version.scalar_subquery())


def _unseen(build: Build, field: Field, ids: Ids) -> ColumnElement[bool]:
    """Whether one of the ids names no record that the caller can see."""
    given = _listed(build, ids)
    seen = _seen(build, field, given.c.id)
    return exists(select(1).select_from(given).where(not_(seen)).correlate_except(given))


def _seen(build: Build, field: Field, record_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return record_seen(build, build.catalog.linked_by(field), record_id)


def _listed(build: Build, ids: Ids) -> FromClause:
    """The ids as rows."""
    return func.unnest(ids).table_valued(column("id", Uuid())).render_derived(name=build.fresh("n"))


def links_would_be(
    build: Build, given: Sequence[GivenLinks], record: FromClause, field_id: str
) -> SelectBase | None:
    """All links of a field as they would be after the write of the record; None where it leaves them alone."""
    links = next((each for each in given if each.field.id == field_id), None)
    if links is None:
        return None
    table = link_rows(links.field, build.namespace).alias(build.fresh("l"))
    goes = _goes(build, links, table)
    of_record = exists(select(1).select_from(record).where(record.c.id == table.c[SOURCE]))
    stays = true() if goes is None else not_(and_(of_record, goes))
    come = [_coming(build, ids, record) for ids in links.wanted.values()]
    # A link that is there already may be given again.
    return union(select(table.c[SOURCE], table.c[TARGET]).where(stays), *come)


def _coming(build: Build, ids: Ids, record: FromClause) -> Select[Any]:
    given = _listed(build, ids)
    joined = record.join(given, true())
    return select(record.c.id.label(SOURCE), given.c.id.label(TARGET)).select_from(joined)


def _goes(build: Build, links: GivenLinks, table: FromClause) -> ColumnElement[bool] | None:
    """Whether a link of the record goes; None where none does."""
    if "set" in links.wanted:
        # The list that is replaced is the one that the caller sees before the write.
        judged, build.judged = build.judged, None
        seen = _seen(build, links.field, table.c[TARGET])
        build.judged = judged
        return and_(table.c[TARGET] != func.all(links.wanted["set"]), seen)
    return None if links.unwanted is None else table.c[TARGET] == func.any(links.unwanted)


# The change


def link_steps(
    build: Build, given: Sequence[GivenLinks], changed: TableClause, *, new: bool
) -> tuple[list[CTE], Mapping[str, SelectBase]]:
    """The steps, and by the id of each field all its links as they leave them.

    Args:
        changed: the record, where it was written.
        new: it is being created, so it has no links yet.
    """
    steps: list[CTE] = []
    after: dict[str, SelectBase] = {}
    for links in given:
        table = link_rows(links.field, build.namespace)
        standing = select(table.c[SOURCE], table.c[TARGET])
        if not new and (gone := _unlinked(build, links, table, changed)) is not None:
            steps.append(gone)
            same = and_(gone.c[SOURCE] == table.c[SOURCE], gone.c[TARGET] == table.c[TARGET])
            standing = standing.where(not_(exists(select(1).select_from(gone).where(same).correlate(table))))
        come = [_linked(build, ids, table, changed) for ids in links.wanted.values()]
        steps += come
        after[links.field.id] = union_all(
            standing, *(select(each.c[SOURCE], each.c[TARGET]) for each in come)
        )
    return steps, after


def _unlinked(build: Build, links: GivenLinks, table: TableClause, changed: TableClause) -> CTE | None:
    goes = _goes(build, links, table)
    if goes is None:
        return None
    return (
        delete(table)
        .where(table.c[SOURCE] == changed.c.id, goes)
        .returning(table.c[SOURCE], table.c[TARGET])
        .cte(build.fresh("unlinked"))
    )


def _linked(build: Build, ids: Ids, table: TableClause, changed: TableClause) -> CTE:
    given = _listed(build, ids)
    return (
        insert(table)
        .from_select(
            [SOURCE, TARGET], select(changed.c.id, given.c.id).select_from(changed.join(given, true()))
        )
        .on_conflict_do_nothing()
        .returning(table.c[SOURCE], table.c[TARGET])
        .cte(build.fresh("linked"))
    )
