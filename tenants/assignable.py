"""Whom records can be given to: the active members of a tenant, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.database import Database
from core.errors import fault
from tenants.namespace import namespace_tables

MOST = 100
"""Members at once."""
LONGEST = 200
"""Characters of what is searched for: no name has more."""


@dataclass(frozen=True)
class Assignable:
    """A member, as everybody may know them who gives records to members."""

    id: UUID
    name: str


async def assignable(
    database: Database, namespace: str, search: str | None, first: int
) -> Sequence[Assignable]:
    """The first active members by name, or those of them whose name has `search` in it, in capitals or not.

    Addresses are not searched: by trying, whoever may not read them could tell which ones are there.

    Raises:
        SluiceError: BAD_USER_INPUT.
    """
    if not 1 <= first <= MOST:
        raise fault("BAD_USER_INPUT", f"first is a number from 1 to {MOST}", "first")
    words = (search or "").strip()
    if len(words) > LONGEST:
        raise fault("BAD_USER_INPUT", f"search has at most {LONGEST} characters", "search")
    member = namespace_tables(namespace).member
    wanted = select(member.c.id, member.c.name).where(member.c.active)
    if words:
        wanted = wanted.where(member.c.name.icontains(words, autoescape=True))
    rows = await database.rows(wanted.order_by(member.c.name, member.c.id).limit(first), affinity=namespace)
    return [Assignable(row["id"], row["name"]) for row in rows]
