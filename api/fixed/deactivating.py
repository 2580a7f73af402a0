"""Members who leave, and who come back."""

from uuid import UUID

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.account_types import MemberInfo
from api.fixed.administration import keep_an_administrator, member_info
from api.fixed.inputs import or_none, uuid_of
from api.fixed.one_catalog import under_held_catalog
from api.fixed.user_error import UserError, refusals
from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from records.reassigning import reassign
from tenants import accounts
from tenants.audit import Entry, note
from tenants.authentication import Caller
from tenants.former_members import may_return
from tenants.invitations import revoke_invitations_by
from tenants.words import NO_ACTIVE_MEMBER

Info = strawberry.Info[RequestContext, None]


@strawberry.input
class DeactivateMemberInput:
    """Who leaves, and who takes over their records."""

    member_id: strawberry.ID
    reassign_to: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="Id of an active member who becomes the owner of all records of the other, deleted ones too. Where "
        "it is left out, they keep their owner.",
    )


@strawberry.type
class DeactivateMemberPayload:
    """The member, whose sessions and keys open the tenant no more."""

    member: MemberInfo | None
    reassigned: int = strawberry.field(description="Records that have another owner now.")
    errors: list[UserError]


@strawberry.type
class ReactivateMemberPayload:
    """The member, whose sessions and keys open the tenant again."""

    member: MemberInfo | None
    errors: list[UserError]


async def deactivate_member(
    info: Info,
    input: DeactivateMemberInput,
) -> DeactivateMemberPayload:
    """Refuse the member from the next statement on, then give their records to another.

    Asked again of who is not active, it goes on with the records: a process that is killed leaves them half given.
    """
    context = info.context
    caller = context.require_action("administer")
    engine, to = context.engine, or_none(input.reassign_to)
    try:
        member_id = uuid_of(input.member_id, "member", "memberId")
        heir = None if to is None else uuid_of(to, "active member", "reassignTo")
        if heir == member_id:
            raise fault(
                "NOT_FOUND",
                Sentence("who leaves cannot take over", "即将停用的成员不能接手记录"),
                "reassignTo",
            )
        if heir is not None and not (await _member(context, caller.namespace, heir)).active:
            raise fault("NOT_FOUND", NO_ACTIVE_MEMBER, "reassignTo")

        async def refused(connection: Connection, held: Catalog) -> accounts.Member:
            return await shut_out(connection, held, caller, member_id, "memberId")

        member = await under_held_catalog(context, refused)
        catalog, _ = context.require_catalog()
        # Whoever asked for it: what is begun here is finished, even where they have turned away.
        context.writing = True
        moved = 0
        if heir is not None:
            moved = await reassign(
                engine.database, engine.catalogs, caller.namespace, member_id, heir, caller.member_id
            )
    except SluiceError as error:
        return DeactivateMemberPayload(member=None, reassigned=0, errors=refusals(error, "input"))
    return DeactivateMemberPayload(member=member_info(catalog, member), reassigned=moved, errors=[])


async def shut_out(
    connection: Connection,
    catalog: Catalog,
    caller: Caller,
    member_id: UUID,
    *path: str,
    by_admin: bool = True,
    **told: object,
) -> accounts.Member:
    """Refuse the member from the next statement on, within the given transaction.

    Args:
        by_admin: else a directory does, which may let in again whom it has shut out itself.
        told: what else the audit log says of it.

    Raises:
        SluiceError: NOT_FOUND; LAST_ADMINISTRATOR at `path`.
    """
    # What they have invited others with would outlive them, and may be a way back in for themselves.
    await revoke_invitations_by(connection, caller.tenant_id, member_id)
    left = await accounts.set_member_active(
        connection, caller.namespace, member_id, active=False, by_admin=by_admin
    )
    ending = await accounts.ending_members(connection, caller.namespace)
    await keep_an_administrator(connection, caller.namespace, catalog, *path, ending=ending)
    entry = Entry("memberDeactivated", caller.member_id, str(member_id), told)
    await note(connection, caller.namespace, entry)
    return left


async def let_in(
    connection: Connection, caller: Caller, member_id: UUID, *, by_admin: bool = True, **told: object
) -> accounts.Member:
    """Let the member in again, within the given transaction.

    Args:
        by_admin: else a directory does.
        told: what else the audit log says of it.

    Raises:
        SluiceError: NOT_FOUND, also for one whose account leads to them no more; QUOTA_EXCEEDED;
            DEACTIVATED_BY_ADMIN.
    """
    if not await may_return(connection, caller.tenant_id, member_id):
        raise fault(
            "NOT_FOUND",
            Sentence("there is no such member who could return", "没有可以重新启用的这名成员"),
            "id",
        )
    member = await accounts.set_member_active(
        connection, caller.namespace, member_id, active=True, by_admin=by_admin
    )
    entry = Entry("memberReactivated", caller.member_id, str(member_id), told)
    await note(connection, caller.namespace, entry)
    return member


async def _member(context: RequestContext, namespace: str, member_id: UUID) -> accounts.Member:
    try:
        return await accounts.member(context.engine.database, namespace, member_id)
    except SluiceError as error:
        raise fault("NOT_FOUND", NO_ACTIVE_MEMBER, "reassignTo") from error


async def reactivate_member(info: Info, id: strawberry.ID) -> ReactivateMemberPayload:
    """Let the member in again, with the roles they have."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    try:
        member_id = uuid_of(id, "member", "id")
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            member = await let_in(connection, caller, member_id)
    except SluiceError as error:
        return ReactivateMemberPayload(member=None, errors=refusals(error))
    return ReactivateMemberPayload(member=member_info(catalog, member), errors=[])
