"""Members who have left, under a pseudonym (decision 79)."""

import strawberry

from api.context import RequestContext
from api.fixed.inputs import uuid_of
from api.fixed.one_catalog import under_held_catalog
from api.fixed.user_error import UserError, refusals
from core.connection import Connection
from core.errors import SluiceError
from metadata.catalog import Catalog
from records.moves import reason_of
from tenants.audit import PSEUDONYMIZED, Entry, note
from tenants.former_members import Pseudonym, pseudonymize

Info = strawberry.Info[RequestContext, None]


@strawberry.input
class PseudonymizeMemberInput:
    """Who is to be known no longer."""

    member_id: strawberry.ID = strawberry.field(description="Of a member who was deactivated.")
    reason: str = strawberry.field(
        description="Why, for the audit log, which keeps it: the number of a request, and no name."
    )


@strawberry.type
class PseudonymizeMemberPayload:
    """What they are called from now on."""

    name: str | None
    errors: list[UserError]


async def pseudonymize_member(info: Info, input: PseudonymizeMemberInput) -> PseudonymizeMemberPayload:
    """Take name and address of a former member out of the tenant, for good."""
    context = info.context
    caller = context.require_action("administer")
    try:
        member_id = uuid_of(input.member_id, "member", "memberId")
        reason = str(reason_of(input.reason, ("reason",)))

        async def done(connection: Connection, _: Catalog) -> Pseudonym:
            made = await pseudonymize(connection, caller.tenant_id, caller.namespace, member_id)
            told = {"reason": reason, "emptied": dict(made.emptied)}
            await note(
                connection, caller.namespace, Entry(PSEUDONYMIZED, caller.member_id, str(member_id), told)
            )
            return made

        pseudonym = await under_held_catalog(context, done)
    except SluiceError as error:
        return PseudonymizeMemberPayload(name=None, errors=refusals(error, "input"))
    return PseudonymizeMemberPayload(name=pseudonym.name, errors=[])
