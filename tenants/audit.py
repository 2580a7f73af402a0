"""The audit log of a tenant: who did what, to what, and when. It is added to and never changed.

An entry is written in the transaction of what it tells of, so that there is neither without the other, and writers do
not wait for each other: the chain of hashes that shows a change afterwards is made by `tenants.audit_chain`.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Insert, Text, cast, select

from core.connection import Connection
from core.database import Database
from tenants.namespace import namespace_tables

KINDS = (
    "apiKeyCreated",
    "apiKeyRevoked",
    "apiKeyRotated",
    "auditBreakAccepted",
    "catalogPublished",
    "documentsRegistered",
    "documentsRemoved",
    "groupChanged",
    "groupCreated",
    "groupDeleted",
    "groupRolesSet",
    "invitationResent",
    "invitationRevoked",
    "identityProviderRemoved",
    "identityProviderSet",
    "memberAccepted",
    "memberAdded",
    "memberDeactivated",
    "memberInvited",
    "memberProvisioned",
    "memberPseudonymized",
    "memberReactivated",
    "memberRolesSet",
    "memberUnlinked",
    "memberSessionsRevoked",
    "membershipEndSet",
    "membershipEnded",
    "orgUnitCreated",
    "orgUnitMembersAdded",
    "orgUnitMembersTaken",
    "orgUnitMoved",
    "orgUnitRemoved",
    "orgUnitRenamed",
    "overrideApproved",
    "overrideRefused",
    "overrideRequested",
    "passwordChanged",
    "passwordReset",
    "planChanged",
    "planSet",
    "recoveryCodeUsed",
    "recoveryCodesRenewed",
    "secondFactorAdded",
    "secondFactorRemoved",
    "secondFactorReset",
    "sessionsRevoked",
    "signInFailed",
    "signInPolicySet",
    "signedIn",
    "signedOut",
    "subjectErased",
    "subjectExported",
    "tenantClosed",
    "tenantExported",
    "tenantReopened",
    "tenantResumed",
    "tenantSuspended",
    "viewBegun",
)
"""What is told of. Who adds one adds its row to `docs/how-to/audit.md`."""


PSEUDONYMIZED = "memberPseudonymized"
"""The kind that vouches for entries which lost an address (`tenants.audit_chain.empty`)."""
ADDRESS = "email"
"""The one detail that tells who somebody is; it goes when the member is pseudonymised."""
SALT = "salt"
"""Stands beside it and goes with it: without it the hash of the entry would tell whether a guessed address is right."""


@dataclass(frozen=True)
class Entry:
    """What was done.

    Attributes:
        kind: one of `KINDS`.
        actor: the member who did it; None for nobody in particular, and for operators.
        target: id or name of what it was done to; empty where that is the tenant.
        details: what else is told, as JSON. Nothing secret.
    """

    kind: str
    actor: UUID | None
    target: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """An entry that is kept."""

    id: UUID
    at: datetime
    entry: Entry


@dataclass(frozen=True)
class Wanted:
    """Which entries are looked for; what is None is not asked of them.

    Attributes:
        since, until: moments; `until` is not within.
        before: id of an entry: only what is older.
    """

    kind: str | None = None
    actor: UUID | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


async def note(connection: Connection, namespace: str, entry: Entry) -> None:
    """Write an entry within the given transaction, of the tenant's role or of the owner."""
    await connection.execute(_written(namespace, entry))


async def note_alone(database: Database, namespace: str, entry: Entry) -> None:
    """Write an entry of what no transaction of the tenant's did."""
    await database.rows(_written(namespace, entry), affinity=namespace)


async def entries(database: Database, namespace: str, wanted: Wanted, most: int) -> tuple[Kept, ...]:
    """The newest entries that are wanted, the newest first."""
    c = namespace_tables(namespace).audit.c
    found = select(c.id, c.at, c.actor, c.kind, c.object, cast(c.details, Text).label("details"))
    for column, value in ((c.kind, wanted.kind), (c.actor, wanted.actor), (c.object, wanted.target)):
        if value is not None:
            found = found.where(column == value)
    if wanted.since is not None:
        found = found.where(c.at >= wanted.since)
    if wanted.until is not None:
        found = found.where(c.at < wanted.until)
    if wanted.before is not None:
        found = found.where(c.id < wanted.before)
    rows = await database.rows(found.order_by(c.id.desc()).limit(most), affinity=namespace)
    return tuple(
        Kept(
            row["id"],
            row["at"],
            Entry(row["kind"], row["actor"], row["object"], _told(json.loads(row["details"]))),
        )
        for row in rows
    )


def _told(details: Mapping[str, object]) -> Mapping[str, object]:
    """What is shown of the details of an entry."""
    return {name: value for name, value in details.items() if name != SALT}


def _written(namespace: str, entry: Entry) -> Insert:
    if entry.kind not in KINDS:
        raise ValueError(f"{entry.kind!r} is no kind of entry")
    details = dict(entry.details)
    if ADDRESS in details:
        details[SALT] = secrets.token_hex(16)
    values = {
        "kind": entry.kind,
        "actor": entry.actor,
        "object": entry.target,
        "details": details,
    }
    return namespace_tables(namespace).audit.insert().values(values)
