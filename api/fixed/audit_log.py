"""The audit log, for who may `administer` the tenant."""

from datetime import datetime

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import or_none, uuid_of
from api.types.scalars import Json
from core.errors import fault
from tenants import audit

Info = strawberry.Info[RequestContext, None]

MOST = 200
"""Entries of one answer."""


@strawberry.type(name="AuditEntry")
class AuditEntryInfo:
    """Somebody did something."""

    id: strawberry.ID = strawberry.field(description="For `before` of the next page.")
    at: datetime
    actor: strawberry.ID | None = strawberry.field(
        description="The member who did it; null where none is known, as for a sign-in that failed."
    )
    kind: str = strawberry.field(description="What was done, such as `memberRolesSet`.")
    object: str = strawberry.field(description="Id or name of what it was done to; empty for the tenant.")
    details: Json = strawberry.field(description="What else is told of it.")


async def audit_log(
    info: Info,
    first: int = 50,
    before: strawberry.ID | None = UNSET,
    kind: str | None = UNSET,
    actor: strawberry.ID | None = UNSET,
    object: str | None = UNSET,
    since: datetime | None = UNSET,
    until: datetime | None = UNSET,
) -> list[AuditEntryInfo]:
    """The entries that are asked for, the newest first."""
    context = info.context
    caller = context.require_action("administer")
    if not 1 <= first <= MOST:
        raise fault("BAD_USER_INPUT", f"first is a number from 1 to {MOST}", "first")
    asked, whose = or_none(before), or_none(actor)
    wanted = audit.Wanted(
        kind=or_none(kind),
        actor=None if whose is None else uuid_of(whose, "member", "actor"),
        target=or_none(object),
        since=or_none(since),
        until=or_none(until),
        before=None if asked is None else uuid_of(asked, "entry", "before"),
    )
    found = await audit.entries(context.engine.database, caller.namespace, wanted, first)
    return [_info(each) for each in found]


def _info(kept: audit.Kept) -> AuditEntryInfo:
    entry = kept.entry
    return AuditEntryInfo(
        id=strawberry.ID(str(kept.id)),
        at=kept.at,
        actor=None if entry.actor is None else strawberry.ID(str(entry.actor)),
        kind=entry.kind,
        object=entry.target,
        details=Json(dict(entry.details)),
    )
