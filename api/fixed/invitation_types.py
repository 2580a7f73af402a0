"""Invitations as GraphQL shows them, and the inputs and payloads of their mutations."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import UNSET

from api.fixed.account_types import WHOSE_SESSION, TenantInfo
from api.fixed.user_error import UserError


@strawberry.enum(name="InvitationState")
class StateOfInvitation(Enum):
    """`tenants.invitations.Invitation.state`."""

    open = strawberry.enum_value("open", description="Its link can be used.")
    accepted = strawberry.enum_value("accepted", description="Somebody became a member by it.")
    revoked = strawberry.enum_value("revoked", description="An admin has ended it.")
    expired = strawberry.enum_value("expired", description="Nobody used it in time; it can be sent again.")


@strawberry.type(name="Invitation")
class InvitationInfo:
    """Somebody is asked to become a member."""

    id: strawberry.ID
    email: str
    roles: list[str] = strawberry.field(description="Names of the roles that the member will have.")
    state: StateOfInvitation
    invited_by: strawberry.ID | None = strawberry.field(description="Id of the member.")
    created_at: datetime
    mailed_at: datetime | None = strawberry.field(
        description="When the link was last mailed; null where it was answered to an admin."
    )
    expires_at: datetime
    membership_ends_at: datetime | None = strawberry.field(
        description="When the membership that comes of it ends by itself."
    )


@strawberry.type(name="InvitationOffer")
class OfferInfo:
    """What the link of an invitation leads to."""

    email: str = strawberry.field(description="The address that is invited.")
    tenant: TenantInfo


@strawberry.input
class InviteMemberInput:
    """An address, and what its owner may do here."""

    email: str
    roles: list[str] = strawberry.field(description="Names of roles.")
    membership_ends_at: datetime | None = strawberry.field(
        default=UNSET, description="When the membership ends by itself; never where it is left out."
    )


@strawberry.type
class InvitationPayload:
    """The invitation."""

    invitation: InvitationInfo | None
    link: str | None = strawberry.field(
        description="Where no mail is sent from this installation: to be passed on to who is invited, and shown once."
    )
    errors: list[UserError]


@strawberry.input
class AcceptInvitationInput:
    """The token of a link, and who takes it.

    Whoever has an account gives its password, or sends the request with their session; whoever has none, the name and
    password of the account that is made.
    """

    token: str
    name: str | None = strawberry.field(default=UNSET, description="Of a new account.")
    password: str | None = strawberry.field(
        default=UNSET, description="Of the account that the address has, or of the new one."
    )
    code: str | None = strawberry.field(
        default=UNSET, description="Of the second factor, where the account has one."
    )


@strawberry.type
class AcceptInvitationPayload:
    """A session of the new member; the one the request came with, where it came with one."""

    token: str | None = strawberry.field(description=WHOSE_SESSION)
    tenant: TenantInfo | None
    errors: list[UserError]
