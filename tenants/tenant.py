"""A tenant as `platform` has it, and how it comes to be."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection
from core.errors import fault
from core.sentences import Sentence
from tenants.namespace import create_namespace
from tenants.platform import TENANT

TenantState = Literal["active", "suspended", "closed", "erasing"]


@dataclass(frozen=True)
class Tenant:
    """One tenant.

    Attributes:
        slug: its name in headers.
        namespace: where its tables are.
        erase_at: of one that is closed, when it is erased.
        erasing: that has begun, and nothing brings the tenant back.
    """

    id: UUID
    slug: str
    name: str
    namespace: str
    suspended: bool = False
    created_at: datetime | None = None
    closed_at: datetime | None = None
    erase_at: datetime | None = None
    erasing: bool = False

    @property
    def state(self) -> TenantState:
        """What becomes of its callers' requests."""
        if self.erasing:
            return "erasing"
        if self.erase_at is not None:
            return "closed"
        return "suspended" if self.suspended else "active"


async def new_tenant(connection: Connection, slug: str, name: str) -> Tenant:
    """A tenant with an empty namespace.

    Raises:
        SluiceError: TENANT_SLUG_TAKEN.
    """
    # The random end keeps a namespace from being guessed, and free for a new tenant of a slug that was given
    # up.
    namespace = f"t_{slug.replace('-', '_')}_{secrets.token_hex(4)}"
    row = await connection.row(
        upsert(TENANT)
        .values(slug=slug, name=name, namespace=namespace)
        .on_conflict_do_nothing(index_elements=[TENANT.c.slug])
        .returning(TENANT.c.id)
    )
    if row is None:
        raise fault("TENANT_SLUG_TAKEN", Sentence("{} is taken", "“{}”已被使用").of(slug), "tenantSlug")
    await create_namespace(connection, namespace)
    return Tenant(row["id"], slug, name, namespace)
