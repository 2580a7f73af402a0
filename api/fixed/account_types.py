"""People, tenants and keys as GraphQL shows them, and the inputs and payloads of their mutations."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.user_error import UserError

Info = strawberry.Info[RequestContext, None]

WHOSE_SESSION = (
    "Null where it did not work, and where the cookie keeps the session: `X-Sluice-Session: cookie`."
)


@strawberry.type(name="Tenant")
class TenantInfo:
    """A tenant: one company with its own namespace."""

    id: strawberry.ID
    slug: str = strawberry.field(description="Names the tenant in the header `X-Sluice-Tenant`.")
    name: str


@strawberry.type(name="MemberOrgUnit")
class SeatInfo:
    """A unit of the organisation, as who is in it knows it."""

    id: strawberry.ID
    code: str = strawberry.field(description="What rules call it: `actor.units` are codes.")
    name: str


async def _units_of_member(info: Info, root: strawberry.Parent["MemberInfo"]) -> list[SeatInfo]:
    return await units_of(info.context, root.id)


async def _own_units(info: Info, root: strawberry.Parent["MeInfo"]) -> list[SeatInfo]:
    return await units_of(info.context, root.member.id)


async def units_of(context: RequestContext, member_id: str) -> list[SeatInfo]:
    """The units that a member is in; those of all members whom an answer tells are read together."""
    return [
        SeatInfo(id=strawberry.ID(str(each.id)), code=each.code, name=each.name)
        for each in await context.seats().load(UUID(member_id))
    ]


@strawberry.type(name="Member")
class MemberInfo:
    """A person or robot of the tenant."""

    id: strawberry.ID
    email: str
    name: str
    roles: list[str] = strawberry.field(description="Names of the roles that they have by hand.")
    active: bool
    group_roles: list[str] = strawberry.field(
        description="Names of the roles that follow from groups of a directory; both are in force."
    )
    org_units: list[SeatInfo] = strawberry.field(
        resolver=_units_of_member, description="The units that they are in, in none below."
    )


@strawberry.type(name="Me")
class MeInfo:
    """Who the credentials say the caller is, and what they allow now."""

    member: MemberInfo
    tenant: TenantInfo
    roles: list[str] = strawberry.field(
        description="The roles in force; a key may have fewer than its member."
    )
    actions: list[str] = strawberry.field(description="What the caller may do with the tenant itself.")
    viewed_by: strawberry.ID | None = strawberry.field(
        description="Id of the member who looks at the tenant as this one (`viewAs`); null where nobody does."
    )
    org_units: list[SeatInfo] = strawberry.field(
        resolver=_own_units, description="The units that the caller is in: whose records `team` reaches."
    )


@strawberry.type(name="ApiKey")
class ApiKeyInfo:
    """A key. Its token is shown once, when it is made."""

    id: strawberry.ID
    name: str
    prefix: str = strawberry.field(description="The first characters of the token, to recognise it.")
    last_four: str
    member_id: strawberry.ID = strawberry.field(description="Who the key acts as.")
    roles: list[str] | None = strawberry.field(
        description="Names of roles; null where it has the member's own."
    )
    created_at: datetime
    revoked_at: datetime | None
    expires_at: datetime | None = strawberry.field(description="From then on it is refused; null for never.")
    networks: list[str] = strawberry.field(
        description="Where requests may come from, such as `10.0.0.0/8`; empty for everywhere."
    )
    last_used_at: datetime | None = strawberry.field(description="Exact to an hour.")
    last_address: str | None = strawberry.field(description="IP address it was last used from.")


@strawberry.input
class SignUpInput:
    """A new tenant and its first member, who is its admin."""

    email: str
    password: str | None = strawberry.field(
        default=UNSET,
        description="Of the new account. Not asked for, and not kept, where sign-ups are confirmed by mail: it is "
        "given to `confirmSignUp`.",
    )
    name: str
    tenant_name: str
    tenant_slug: str | None = strawberry.field(default=UNSET, description="Made of the name where left out.")


@strawberry.type
class SignUpPayload:
    """A session of the new member, or a mail on its way."""

    token: str | None = strawberry.field(description=WHOSE_SESSION)
    tenant: TenantInfo | None
    confirmation: bool = strawberry.field(
        description="The address gets a mail with a link that makes the tenant, whoever has it."
    )
    errors: list[UserError]


@strawberry.input
class SignInInput:
    """E-mail and password."""

    email: str
    password: str
    code: str | None = strawberry.field(
        default=UNSET, description="Of the app or a recovery code, where the account has a second factor."
    )
    device: str | None = strawberry.field(
        default=UNSET,
        description="What an earlier sign-in on this device has answered: failures of others do not delay it.",
    )


@strawberry.type
class SignInPayload:
    """A session, to be sent as `Authorization: Bearer <token>`."""

    token: str | None = strawberry.field(description=WHOSE_SESSION)
    device: str | None = strawberry.field(
        description="To be kept on the device and sent with its next sign-in; it opens nothing by itself."
    )
    errors: list[UserError]


@strawberry.type
class SignOutPayload:
    """Whether there was a session to end; a key is none, and is revoked instead."""

    signed_out: bool


@strawberry.input
class AddMemberInput:
    """A person for the tenant. Who has no account yet gets one, and needs a password to sign in."""

    email: str
    name: str
    roles: list[str] = strawberry.field(description="Names of roles.")
    password: str | None = UNSET


@strawberry.type
class AddMemberPayload:
    """The new member."""

    member: MemberInfo | None
    errors: list[UserError]


@strawberry.input
class SetMemberRolesInput:
    """Replace the roles of a member."""

    member_id: strawberry.ID
    roles: list[str] = strawberry.field(description="Names of roles.")


@strawberry.type
class SetMemberRolesPayload:
    """The member with the new roles, which hold from the next request on."""

    member: MemberInfo | None
    errors: list[UserError]


@strawberry.input
class CreateApiKeyInput:
    """A key for a program."""

    name: str
    roles: list[str] | None = strawberry.field(
        default=UNSET, description="Names of roles; the member's own where left out."
    )
    member_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Who the key acts as; the caller where left out."
    )
    expires_at: datetime | None = strawberry.field(default=UNSET, description="Never where left out.")
    networks: list[str] | None = strawberry.field(
        default=UNSET,
        description="IP addresses and networks that requests may come from, such as `10.0.0.0/8`; everywhere where "
        "left out.",
    )


@strawberry.type
class CreateApiKeyPayload:
    """The token is shown here and never again."""

    token: str | None
    api_key: ApiKeyInfo | None
    errors: list[UserError]


@strawberry.type
class RotateApiKeyPayload:
    """The new key. Its token is shown here and never again."""

    token: str | None
    api_key: ApiKeyInfo | None
    errors: list[UserError]


@strawberry.type
class RevokeApiKeyPayload:
    """The key, which no request can use any more."""

    api_key: ApiKeyInfo | None
    errors: list[UserError]
