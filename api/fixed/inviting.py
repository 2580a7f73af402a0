"""Inviting people into a tenant, and accepting."""

import strawberry

from api.context import RequestContext
from api.fixed.account_types import TenantInfo
from api.fixed.administration import role_names
from api.fixed.inputs import or_none, role_ids, uuid_of
from api.fixed.invitation_types import (
    AcceptInvitationInput,
    AcceptInvitationPayload,
    InvitationInfo,
    InvitationPayload,
    InviteMemberInput,
    OfferInfo,
    StateOfInvitation,
)
from api.fixed.letters import invitation_letter
from api.fixed.one_catalog import under_held_catalog
from api.fixed.proving import Proof, first_password, shown_session, signed_in
from api.fixed.user_error import refusals, refused
from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from tenants import accounts, directory
from tenants import invitations as kept
from tenants.audit import Entry, note, note_alone
from tenants.authentication import Caller
from tenants.platform import AFFINITY
from tenants.tokens import INVITATION_PREFIX, new_token

Info = strawberry.Info[RequestContext, None]

PAGE = "/invitation"
"""Where links lead, below `SLUICE_PUBLIC_URL`."""


def invitation_info(catalog: Catalog, invitation: kept.Invitation) -> InvitationInfo:
    """The invitation as GraphQL shows it."""
    invited_by = invitation.invited_by
    return InvitationInfo(
        id=strawberry.ID(str(invitation.id)),
        email=invitation.email,
        roles=role_names(catalog, invitation.roles),
        state=StateOfInvitation[invitation.state],
        invited_by=None if invited_by is None else strawberry.ID(str(invited_by)),
        created_at=invitation.created_at,
        mailed_at=invitation.mailed_at,
        expires_at=invitation.expires_at,
        membership_ends_at=invitation.membership_ends_at,
    )


async def invitations(info: Info) -> list[InvitationInfo]:
    """Every invitation, the newest first."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    found = await kept.invitations(context.engine.database, caller.tenant_id)
    return [invitation_info(catalog, each) for each in found]


async def invite_member(info: Info, input: InviteMemberInput) -> InvitationPayload:
    """Make an invitation and mail its link, or answer it where no mail is sent."""
    context = info.context
    caller = context.require_action("administer")
    database = context.engine.database

    async def invited(connection: Connection, catalog: Catalog) -> tuple[str, kept.Invitation]:
        roles = role_ids(catalog, input.roles, "roles", suggest=context.suggests)
        token, made = await kept.invite(
            connection,
            caller.tenant_id,
            caller.namespace,
            input.email,
            roles,
            caller.member_id,
            or_none(input.membership_ends_at),
        )
        told = {"email": made.email, "roles": roles}
        await note(connection, caller.namespace, Entry("memberInvited", caller.member_id, str(made.id), told))
        return token, made

    try:
        token, invitation = await under_held_catalog(context, invited)
        try:
            if await _mailed(context, caller, invitation.email, token):
                invitation = await kept.set_link(
                    database, caller.tenant_id, invitation.id, token, mailed=True
                )
        except SluiceError:
            await kept.withdraw(database, invitation.id)
            raise
    except SluiceError as error:
        return InvitationPayload(invitation=None, link=None, errors=refusals(error, "input"))
    return _answered(context, context.require_catalog()[0], invitation, token)


async def resend_invitation(info: Info, id: strawberry.ID) -> InvitationPayload:
    """Give the invitation a new link, in the place of the one before."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    database = context.engine.database
    token = new_token(INVITATION_PREFIX)
    try:
        invitation = await kept.to_resend(database, caller.tenant_id, uuid_of(id, "open invitation", "id"))
        # Mailed first: where that fails, the link before is still good.
        mailed = await _mailed(context, caller, invitation.email, token)
        invitation = await kept.set_link(database, caller.tenant_id, invitation.id, token, mailed=mailed)
        told = {"email": invitation.email}
        entry = Entry("invitationResent", caller.member_id, str(invitation.id), told)
        await note_alone(database, caller.namespace, entry)
    except SluiceError as error:
        return InvitationPayload(invitation=None, link=None, errors=refusals(error))
    return _answered(context, catalog, invitation, token)


async def revoke_invitation(info: Info, id: strawberry.ID) -> InvitationPayload:
    """End an open invitation."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    try:
        invitation_id = uuid_of(id, "open invitation", "id")
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            found = await kept.revoke_invitation(connection, caller.tenant_id, invitation_id)
            told = {"email": found.email}
            entry = Entry("invitationRevoked", caller.member_id, str(found.id), told)
            await note(connection, caller.namespace, entry)
    except SluiceError as error:
        return InvitationPayload(invitation=None, link=None, errors=refusals(error))
    return InvitationPayload(invitation=invitation_info(catalog, found), link=None, errors=[])


async def invitation(info: Info, token: str) -> OfferInfo | None:
    """What a link leads to; null where it leads nowhere."""
    try:
        offered = await kept.offer(info.context.engine.database, token)
    except SluiceError as error:
        refusals(error)
        return None
    return OfferInfo(email=offered.email, tenant=_tenant_of(offered))


async def accept_invitation(info: Info, input: AcceptInvitationInput) -> AcceptInvitationPayload:
    """Become a member, as who one is or as a new account."""
    context = info.context
    context.check_may_set_cookie()
    database = context.engine.database
    proof = Proof(or_none(input.password), or_none(input.code))
    try:
        offered = await kept.offer(database, input.token)
        session = await shown_session(context, offered, proof)
        person = None if session is not None else await _new_person(offered, input, proof)
        async with database.transaction(affinity=AFFINITY) as connection:
            member = await kept.accept(connection, offered, person)
            told = {"email": member.email, "roles": list(member.roles)}
            await note(connection, offered.namespace, Entry("memberAdded", member.id, str(member.id), told))
        if session is None:
            session = await signed_in(context, offered.email, proof)
    except SluiceError as error:
        return AcceptInvitationPayload(token=None, tenant=None, errors=refused(context, error))
    return AcceptInvitationPayload(token=context.hand_over(session), tenant=_tenant_of(offered), errors=[])


async def _new_person(offered: kept.Offer, given: AcceptInvitationInput, proof: Proof) -> accounts.Person:
    name = or_none(given.name)
    if name is None and offered.identity is not None:
        name = offered.identity.name
    if name is None and proof.password is not None:
        raise fault("REQUIRED", Sentence("a new account needs a name", "新账户需要填写姓名"), "name")
    return await first_password(offered, name or "", proof)


async def _mailed(context: RequestContext, caller: Caller, email: str, token: str) -> bool:
    """Mail the link; False where this installation sends no mail.

    Raises:
        SluiceError: MAIL_FAILED.
    """
    engine = context.engine
    if engine.mail is None:
        return False
    tenant = await directory.tenant(engine.database, caller.tenant_id)
    inviter = await accounts.member(engine.database, caller.namespace, caller.member_id)
    days = kept.INVITATION_LENGTH.days
    await engine.mail.send(
        invitation_letter(context.own_language, email, tenant.name, inviter.name, _link(context, token), days)
    )
    return True


def _link(context: RequestContext, token: str) -> str:
    # After the #: what stands there is sent to no server, and so in no log and no `Referer`.
    return f"{context.engine.settings.public_url}{PAGE}#{token}"


def _answered(
    context: RequestContext, catalog: Catalog, invitation: kept.Invitation, token: str
) -> InvitationPayload:
    link = None if context.engine.mail is not None else _link(context, token)
    return InvitationPayload(invitation=invitation_info(catalog, invitation), link=link, errors=[])


def _tenant_of(offered: kept.Offer) -> TenantInfo:
    return TenantInfo(
        id=strawberry.ID(str(offered.tenant_id)), slug=offered.tenant_slug, name=offered.tenant_name
    )
