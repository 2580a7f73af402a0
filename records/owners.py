"""Row rules that are about who owns a record, as SQL.

Who is in which unit, and below which, stands in `sluice_org_reach` (`tenants.org_units`): each member with its units
and those above. Two members are in one unit where both have it as one that they are in (`direct`); one is below the
units of another where it has one of these, be it as one above.
"""

from collections.abc import Callable
from typing import Any, Literal, assert_never
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, Uuid, false, func, select, union_all

from policies.access import Owners
from tenants.namespace import NamespaceTables


def owned_by(
    tables: NamespaceTables,
    fresh: Callable[[str], str],
    rows: FromClause,
    owners: Owners,
    exact: bool,
    actor: ColumnElement[Any],
) -> ColumnElement[bool]:
    """Whether the owner of a row of `rows` is the actor, or one of theirs; null where it has none, false if `exact`.

    The owners are gathered into an array first, and unnested. So PostgreSQL takes them for ten and begins with them,
    by the index of owners, which is fast for a team and in proportion for a company. Of how many there are it has no
    idea in any other form: the same joins as a set were seen to take 800 ms instead of 0.3, a filter by each record 60
    (docs/decisions/0068).
    """
    owned = (
        rows.c.ownerId == actor if owners == "own" else _owned_by_members(tables, fresh, rows, owners, actor)
    )
    return func.coalesce(owned, false()) if exact else owned


def _owned_by_members(
    tables: NamespaceTables,
    fresh: Callable[[str], str],
    rows: FromClause,
    owners: Literal["team", "subtree"],
    actor: ColumnElement[Any],
) -> ColumnElement[bool]:
    mine, theirs = tables.org_reach.alias(fresh("o")), tables.org_reach.alias(fresh("o"))
    members = (
        select(theirs.c.member_id)
        .select_from(mine.join(theirs, theirs.c.above_id == mine.c.above_id))
        .where(mine.c.member_id == actor, mine.c.direct)
    )
    match owners:
        case "team":
            return _among(rows.c.ownerId, actor, members.where(theirs.c.direct))
        case "subtree":
            return _among(rows.c.ownerId, actor, members)
    assert_never(owners)


def _among(
    owner: ColumnElement[Any], actor: ColumnElement[Any], members: Select[tuple[UUID]]
) -> ColumnElement[bool]:
    known = union_all(select(actor), members)
    return owner.in_(select(func.unnest(func.array(known.scalar_subquery()), type_=Uuid())))
