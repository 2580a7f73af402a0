"""The identity provider of a tenant, as GraphQL shows it and takes it. Its client's secret never comes back."""

from datetime import datetime

import strawberry
from strawberry import UNSET

from api.fixed.account_types import WHOSE_SESSION
from api.fixed.user_error import UserError


@strawberry.type(name="GroupRoles")
class GroupRolesInfo:
    """The roles that a group of the provider gives."""

    group: str
    roles: list[str]


@strawberry.type(name="IdentityProvider")
class IdentityProviderInfo:
    """Who says, by OpenID Connect, who somebody is."""

    issuer: str
    client_id: str
    has_secret: bool = strawberry.field(description="The secret itself is told to nobody.")
    scopes: list[str]
    groups_claim: str | None
    group_roles: list[GroupRolesInfo]
    domains: list[str]
    joins: bool
    default_roles: list[str]
    passwords: bool
    break_glass: list[strawberry.ID] = strawberry.field(description="Ids of members.")
    session_hours: int
    changed_at: datetime | None
    redirect_uri: str = strawberry.field(description="To be registered at the provider, letter by letter.")
    start_url: str = strawberry.field(description="Where sign-ins begin.")


@strawberry.input
class GroupRolesInput:
    """The roles that a group of the provider gives."""

    group: str = strawberry.field(description="As the claim has it: a name or an id.")
    roles: list[str]


@strawberry.input
class IdentityProviderInput:
    """The provider as it is to be; what is left out has its default."""

    issuer: str = strawberry.field(description="`https://…`, as the provider's tokens have it in `iss`.")
    client_id: str
    client_secret: str | None = strawberry.field(
        default=UNSET,
        description="Left out, it stays as it is where issuer and client are the same. Null for a client without one.",
    )
    scopes: list[str] | None = strawberry.field(
        default=UNSET, description="`openid`, `email` and `profile` unless others are named; `openid` always."
    )
    groups_claim: str | None = strawberry.field(
        default=UNSET,
        description="The claim that lists somebody's groups: `groups`, or a path such as `realm_access.roles`.",
    )
    group_roles: list[GroupRolesInput] | None = strawberry.field(
        default=UNSET,
        description="What groups give, at each sign-in. It goes when the group goes; what a hand has given stays.",
    )
    domains: list[str] | None = strawberry.field(
        default=UNSET, description="Of the e-mail addresses that are let in; all where none is named."
    )
    joins: bool = strawberry.field(
        default=False,
        description="Whoever the provider knows, with an address of `domains`, becomes a member at the first sign-in. "
        "Else who is a member or invited gets in.",
    )
    default_roles: list[str] | None = strawberry.field(
        default=UNSET, description="Of who becomes a member so, whatever the groups."
    )
    passwords: bool = strawberry.field(
        default=True,
        description="Whether sessions that a password has opened open the tenant too. API keys do in any case.",
    )
    break_glass: list[strawberry.ID] | None = strawberry.field(
        default=UNSET,
        description="Members who get in by password in any case, should the provider fail. Without `passwords`, one of "
        "them must have a password and be able to administer the tenant.",
    )
    session_hours: int = strawberry.field(
        default=12, description="How long a session is good for, from 1 to 720."
    )


@strawberry.type
class SetIdentityProviderPayload:
    """The provider that is in force from the next request on."""

    identity_provider: IdentityProviderInfo | None
    errors: list[UserError]


@strawberry.type
class RemoveIdentityProviderPayload:
    """Whether there was one."""

    removed: bool
    errors: list[UserError]


@strawberry.type
class TestIdentityProviderPayload:
    """What the provider has answered: nothing among `errors` and `warnings` where all is well."""

    # pytest takes a class of this name for tests.
    __test__ = False

    works: bool
    warnings: list[UserError] = strawberry.field(description="What is doubtful.")
    errors: list[UserError] = strawberry.field(description="Why nobody could sign in.")


@strawberry.type
class UnlinkMemberPayload:
    """Whether the member was known to the provider."""

    unlinked: bool
    errors: list[UserError]


@strawberry.input
class ExchangeSignInCodeInput:
    """What came back from `/auth/oidc/start`."""

    code: str = strawberry.field(description="Behind `#signInCode=`; good once, for a minute.")
    verifier: str = strawberry.field(
        description="43 to 128 characters, of which `challenge` is the SHA-256 in URL-safe base64."
    )


@strawberry.type
class ExchangeSignInCodePayload:
    """A session, which opens the tenant of the provider and no other."""

    token: str | None = strawberry.field(description=WHOSE_SESSION)
    errors: list[UserError]
