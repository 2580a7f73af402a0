"""Memberships that end by themselves."""

from datetime import datetime

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.administration import keep_an_administrator
from api.fixed.inputs import or_none, uuid_of
from api.fixed.one_catalog import under_held_catalog
from api.fixed.user_error import UserError, refusals
from core.connection import Connection
from core.errors import SluiceError
from metadata.catalog import Catalog
from tenants import accounts
from tenants import membership_ends as kept
from tenants.audit import Entry, note

Info = strawberry.Info[RequestContext, None]


@strawberry.type(name="MembershipEnd")
class EndInfo:
    """When the membership of a member ends, or has ended."""

    member_id: strawberry.ID
    ends_at: datetime


@strawberry.type
class SetMembershipEndPayload:
    """When the membership ends; null where it does not."""

    ends_at: datetime | None
    errors: list[UserError]


async def membership_ends(info: Info) -> list[EndInfo]:
    """The members whose membership ends, the next one first."""
    context = info.context
    caller = context.require_action("administer")
    found = await kept.ends(context.engine.database, caller.tenant_id)
    ordered = sorted(found.items(), key=lambda each: (each[1], each[0]))
    return [EndInfo(member_id=strawberry.ID(str(who)), ends_at=when) for who, when in ordered]


async def set_membership_end(
    info: Info, member_id: strawberry.ID, ends_at: datetime | None = UNSET
) -> SetMembershipEndPayload:
    """Let a membership end then; without a moment, not at all."""
    context = info.context
    caller = context.require_action("administer")
    moment = or_none(ends_at)

    async def changed(connection: Connection, catalog: Catalog) -> None:
        found = uuid_of(member_id, "member", "memberId")
        await kept.set_end(connection, caller.tenant_id, caller.namespace, found, moment)
        ending = await accounts.ending_members(connection, caller.namespace)
        await keep_an_administrator(connection, caller.namespace, catalog, "endsAt", ending=ending)
        told = {"endsAt": None if moment is None else moment.isoformat()}
        await note(
            connection, caller.namespace, Entry("membershipEndSet", caller.member_id, str(found), told)
        )

    try:
        await under_held_catalog(context, changed)
    except SluiceError as error:
        return SetMembershipEndPayload(ends_at=None, errors=refusals(error))
    return SetMembershipEndPayload(ends_at=moment, errors=[])
