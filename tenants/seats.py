"""Which units members are in, as the members themselves may know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.database import Database
from tenants.namespace import namespace_tables


@dataclass(frozen=True)
class Seat:
    """A unit that a member is in.

    Attributes:
        id, code, name: of the unit.
    """

    id: UUID
    code: str
    name: str


async def seats(database: Database, namespace: str, members: Sequence[UUID]) -> Mapping[UUID, Sequence[Seat]]:
    """The units that each of the members is in, in none below, by code; by one statement, however many they are."""
    tables = namespace_tables(namespace)
    unit, seat = tables.org_unit, tables.org_unit_member
    rows = await database.rows(
        select(seat.c.member_id, unit.c.id, unit.c.code, unit.c.name)
        .join(unit, unit.c.id == seat.c.unit_id)
        .where(seat.c.member_id == any_(bindparam(None, list(members), ARRAY(Uuid()))))
        .order_by(unit.c.code),
        affinity=namespace,
    )
    found: dict[UUID, list[Seat]] = {}
    for row in rows:
        found.setdefault(row["member_id"], []).append(Seat(row["id"], row["code"], row["name"]))
    return found
