"""The identity provider of a tenant, for who may `administer` it; and the session that a sign-in by it opens."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlencode

import strawberry

from api.context import RequestContext
from api.fixed.administration import keep_an_administrator, role_names
from api.fixed.identity_provider_types import (
    ExchangeSignInCodeInput,
    ExchangeSignInCodePayload,
    GroupRolesInfo,
    IdentityProviderInfo,
    IdentityProviderInput,
    RemoveIdentityProviderPayload,
    SetIdentityProviderPayload,
    TestIdentityProviderPayload,
    UnlinkMemberPayload,
)
from api.fixed.inputs import uuid_of
from api.fixed.one_catalog import under_held_catalog
from api.fixed.provider_inputs import provider_from
from api.fixed.user_error import refusals, user_errors
from core.connection import Connection
from core.errors import Problem, SluiceError
from metadata.catalog import Catalog
from tenants import accounts, address_bounds, sign_in_requests
from tenants import identity_providers as kept
from tenants.address_bounds import PROVIDER_TRIALS
from tenants.audit import Entry, note
from tenants.code_flow import client_is_refused
from tenants.identity_providers import Provider, opened_secret
from tenants.platform import AFFINITY
from tenants.provider_metadata import ALGORITHMS, Metadata, discover, keys_of, texts
from tenants.sessions import open_for_tenant

Info = strawberry.Info[RequestContext, None]

CALLBACK = "/auth/oidc/callback"
START = "/auth/oidc/start"


def redirect_uri(public_url: str) -> str:
    """Where providers send people back to: of all tenants the same."""
    return public_url + CALLBACK


def provider_info(context: RequestContext, catalog: Catalog, provider: Provider) -> IdentityProviderInfo:
    """The provider as GraphQL shows it."""
    public_url, slug = context.engine.settings.public_url, context.require_caller().tenant_slug
    return IdentityProviderInfo(
        issuer=provider.issuer,
        client_id=provider.client_id,
        has_secret=provider.secret is not None,
        scopes=list(provider.scopes),
        groups_claim=provider.groups_claim,
        group_roles=[
            GroupRolesInfo(group=group, roles=role_names(catalog, roles))
            for group, roles in provider.group_roles
        ],
        domains=list(provider.domains),
        joins=provider.joins,
        default_roles=role_names(catalog, provider.default_roles),
        passwords=provider.passwords,
        break_glass=[strawberry.ID(str(each)) for each in provider.break_glass],
        session_hours=provider.session_hours,
        changed_at=provider.changed_at,
        redirect_uri=redirect_uri(public_url),
        start_url=f"{public_url}{START}?{urlencode({'tenant': slug})}",
    )


async def identity_provider(info: Info) -> IdentityProviderInfo | None:
    """The tenant's provider; null where it has none."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    found = await kept.provider_of(context.engine.database, caller.tenant_id)
    return None if found is None else provider_info(context, catalog, found)


async def set_identity_provider(info: Info, input: IdentityProviderInput) -> SetIdentityProviderPayload:
    """Let it be the tenant's provider from the next request on."""
    context = info.context
    caller = context.require_action("administer")
    database = context.engine.database
    before = await kept.provider_of(database, caller.tenant_id)
    members = await accounts.members(database, caller.namespace)

    async def done(connection: Connection, catalog: Catalog) -> None:
        wanted = provider_from(context, catalog, input, before, members)
        await kept.set_provider(connection, caller.namespace, wanted)
        ending = await accounts.ending_members(connection, caller.namespace)
        await keep_an_administrator(connection, caller.namespace, catalog, "breakGlass", ending=ending)
        entry = Entry("identityProviderSet", caller.member_id, details=_told(wanted))
        await note(connection, caller.namespace, entry)

    try:
        await under_held_catalog(context, done)
        found = await kept.provider_of(database, caller.tenant_id)
    except SluiceError as error:
        return SetIdentityProviderPayload(identity_provider=None, errors=refusals(error, "input"))
    catalog, _ = context.require_catalog()
    if found is not None:
        context.engine.providers.forget(found.issuer)
    shown = None if found is None else provider_info(context, catalog, found)
    return SetIdentityProviderPayload(identity_provider=shown, errors=[])


async def remove_identity_provider(info: Info) -> RemoveIdentityProviderPayload:
    """End it, and the sessions that it has opened."""
    context = info.context
    caller = context.require_action("administer")
    async with context.engine.database.transaction(affinity=caller.namespace) as connection:
        removed = await kept.remove_provider(connection, caller.tenant_id, caller.namespace)
        if removed:
            await note(connection, caller.namespace, Entry("identityProviderRemoved", caller.member_id))
    return RemoveIdentityProviderPayload(removed=removed, errors=[])


async def try_identity_provider(
    info: Info, input: IdentityProviderInput | None = None
) -> TestIdentityProviderPayload:
    """Ask the provider, without changing anything."""
    context = info.context
    caller = context.require_action("administer")
    engine = context.engine
    catalog, _ = context.require_catalog()
    try:
        await address_bounds.take(engine.database, PROVIDER_TRIALS, context.whence())
        if input is None:
            wanted = await kept.provider_of(engine.database, caller.tenant_id)
            if wanted is None:
                problem = Problem("NOT_FOUND", "the tenant has no identity provider")
                raise SluiceError([problem])
        else:
            before = await kept.provider_of(engine.database, caller.tenant_id)
            members = await accounts.members(engine.database, caller.namespace)
            wanted = provider_from(context, catalog, input, before, members)
        warnings = await _tried(context, wanted)
    except SluiceError as error:
        prefix = () if input is None else ("input",)
        return TestIdentityProviderPayload(works=False, warnings=[], errors=refusals(error, *prefix))
    return TestIdentityProviderPayload(works=True, warnings=user_errors(warnings, "input"), errors=[])


async def unlink_member(info: Info, member_id: strawberry.ID) -> UnlinkMemberPayload:
    """Forget whom the provider knows as the member, and end the sessions that it has opened for them."""
    context = info.context
    caller = context.require_action("administer")
    try:
        found = uuid_of(member_id, "member", "memberId")
        await accounts.member(context.engine.database, caller.namespace, found)
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            await accounts.grow_epoch(connection, caller.namespace)
            unlinked = await kept.unlink(connection, caller.tenant_id, found)
            if unlinked:
                entry = Entry("memberUnlinked", caller.member_id, str(found))
                await note(connection, caller.namespace, entry)
    except SluiceError as error:
        return UnlinkMemberPayload(unlinked=False, errors=refusals(error))
    return UnlinkMemberPayload(unlinked=unlinked, errors=[])


async def exchange_sign_in_code(info: Info, input: ExchangeSignInCodeInput) -> ExchangeSignInCodePayload:
    """Open the session of somebody whom a provider has sent back."""
    context = info.context
    context.check_may_set_cookie()
    database = context.engine.database
    try:
        async with database.transaction(affinity=AFFINITY) as connection:
            arrival = await sign_in_requests.take_code(connection, input.code, input.verifier)
            token = await open_for_tenant(
                connection,
                arrival.identity_id,
                arrival.tenant_id,
                timedelta(hours=arrival.session_hours),
                second_factor=arrival.second_factor,
                agent=context.agent,
            )
    except SluiceError as error:
        return ExchangeSignInCodePayload(token=None, errors=refusals(error, "input"))
    return ExchangeSignInCodePayload(token=context.hand_over(token), errors=[])


async def _tried(context: RequestContext, provider: Provider) -> list[Problem]:
    """What is doubtful about a provider that answers as it must.

    Raises:
        SluiceError: PROVIDER_FAILED.
    """
    engine = context.engine
    metadata = await discover(engine.outgoing, provider.issuer)
    await keys_of(engine.outgoing, metadata)
    secret = opened_secret(engine.sealer, provider)
    uri = redirect_uri(engine.settings.public_url)
    if await client_is_refused(engine.providers, metadata, provider, secret, uri):
        message = "of the identity provider: it refuses the client id or the client secret"
        raise SluiceError([Problem("PROVIDER_FAILED", message, ("clientSecret",))])
    return list(_doubts(metadata, provider))


def _doubts(metadata: Metadata, provider: Provider) -> Iterable[Problem]:
    told = metadata.told

    def lacks(name: str, wanted: str) -> bool:
        offered = texts(told.get(name))
        return bool(offered) and wanted not in offered

    if lacks("response_types_supported", "code"):
        yield _doubt("it does not say that it gives codes (`response_types_supported`)", "issuer")
    if lacks("code_challenge_methods_supported", "S256"):
        yield _doubt("it does not say that it knows PKCE with S256", "issuer")
    offered = texts(told.get("id_token_signing_alg_values_supported"))
    if offered and not set(offered) & set(ALGORITHMS):
        yield _doubt("it signs by no algorithm of a pair of keys", "issuer")
    for at, scope in enumerate(provider.scopes):
        if lacks("scopes_supported", scope):
            yield _doubt(f"it does not say that it knows the scope {scope}", "scopes", at)
    claim = provider.groups_claim
    if claim and "." not in claim and lacks("claims_supported", claim):
        yield _doubt(f"it does not say that it tells {claim}", "groupsClaim")


def _doubt(message: str, *path: str | int) -> Problem:
    return Problem("PROVIDER_FAILED", f"of the identity provider: {message}", path, "Try a sign-in.")


def _told(provider: Provider) -> dict[str, object]:
    """What the audit log has of it: all but the secret."""
    return {
        "issuer": provider.issuer,
        "clientId": provider.client_id,
        "scopes": list(provider.scopes),
        "groupsClaim": provider.groups_claim,
        "groupRoles": [{"group": group, "roles": list(roles)} for group, roles in provider.group_roles],
        "domains": list(provider.domains),
        "joins": provider.joins,
        "defaultRoles": list(provider.default_roles),
        "passwords": provider.passwords,
        "breakGlass": [str(each) for each in provider.break_glass],
        "sessionHours": provider.session_hours,
    }
