"""What an admin gives as the tenant's identity provider, checked."""

import re
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.identity_provider_types import GroupRolesInput, IdentityProviderInput
from api.fixed.inputs import or_none, role_ids, uuid_of
from core.errors import PathPart, fault
from core.outgoing import OutgoingError, checked_url
from metadata.catalog import Catalog
from tenants.accounts import Member
from tenants.identity_providers import Provider, sealed_secret
from tenants.inputs import clean
from tenants.words import NO_MEMBER

USUAL_SCOPES = ("openid", "email", "profile")
LONGEST_TEXT = 500
LONGEST_SECRET = 2_000
MOST_SCOPES = 30
MOST_GROUPS = 500
MOST_DOMAINS = 200
MOST_BREAK_GLASS = 20
MOST_HOURS = 720
Item = TypeVar("Item")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_DOMAIN = re.compile(r"[^@\s.,;/]+(?:\.[^@\s.,;/]+)+")


def provider_from(
    context: RequestContext,
    catalog: Catalog,
    given: IdentityProviderInput,
    before: Provider | None,
    members: Sequence[Member],
) -> Provider:
    """The provider as it is to be.

    Args:
        before: the one in force.
        members: of the tenant.

    Raises:
        SluiceError: INVALID_VALUE, REQUIRED, NOT_FOUND, CATALOG_UNKNOWN, SECRET_KEY_MISSING, with the
            argument as the path.
    """
    caller, suggest = context.require_caller(), context.suggests
    break_glass = _members(_listed(or_none(given.break_glass), MOST_BREAK_GLASS, "breakGlass"), members)
    domains = _domains(or_none(given.domains) or ())
    if given.joins and not domains:
        raise fault(
            "REQUIRED",
            "whoever the provider knows would become a member",
            "domains",
            hint="Name the domains of the addresses that are yours, or leave `joins` out.",
        )
    if not 1 <= given.session_hours <= MOST_HOURS:
        raise fault("INVALID_VALUE", f"sessions are good for 1 to {MOST_HOURS} hours", "sessionHours")
    issuer = _issuer(given.issuer)
    client_id = _line(given.client_id, "clientId")
    claim = or_none(given.groups_claim)
    groups = _listed(or_none(given.group_roles), MOST_GROUPS, "groupRoles")
    if groups and not claim:
        raise fault("REQUIRED", "no claim says who is in which group", "groupsClaim")
    return Provider(
        tenant_id=caller.tenant_id,
        issuer=issuer,
        client_id=client_id,
        secret=_secret(context, given, issuer, client_id, before),
        scopes=_scopes(or_none(given.scopes)),
        groups_claim=_line(claim, "groupsClaim") if claim else None,
        group_roles=tuple(_pair(catalog, each, at, suggest) for at, each in enumerate(groups)),
        domains=domains,
        joins=given.joins,
        default_roles=tuple(
            role_ids(catalog, or_none(given.default_roles) or (), "defaultRoles", suggest=suggest)
        ),
        passwords=given.passwords,
        break_glass=break_glass,
        session_hours=given.session_hours,
    )


def _secret(
    context: RequestContext,
    given: IdentityProviderInput,
    issuer: str,
    client_id: str,
    before: Provider | None,
) -> str | None:
    """The secret, sealed. It is kept for the client it was given for: whoever names another issuer does not get it."""
    secret = given.client_secret
    if secret is UNSET:
        if before is not None and before.is_client_of(issuer, client_id):
            return before.secret
        raise fault("REQUIRED", "the secret of this client is not known", "clientSecret")
    if secret is None:
        return None
    if not secret.strip() or len(secret) > LONGEST_SECRET:
        raise fault("INVALID_VALUE", f"a secret has 1 to {LONGEST_SECRET:,} characters", "clientSecret")
    text = clean(secret, "NFC", "clientSecret").strip()
    return sealed_secret(context.engine.sealer, context.require_caller().tenant_id, text)


def _issuer(text: str) -> str:
    issuer = text.strip()
    try:
        checked_url(issuer)
        if "?" in issuer:
            raise OutgoingError("the address has a query")
    except OutgoingError as error:
        raise fault("INVALID_VALUE", f"the issuer cannot be used: {error}", "issuer") from error
    return issuer


def _pair(catalog: Catalog, given: GroupRolesInput, at: int, suggest: bool) -> tuple[str, tuple[str, ...]]:
    roles = role_ids(catalog, given.roles, "groupRoles", at, "roles", suggest=suggest)
    return _line(given.group, "groupRoles", at, "group"), tuple(roles)


def _scopes(given: Sequence[str] | None) -> tuple[str, ...]:
    scopes = (
        tuple(dict.fromkeys(("openid", *_listed(given, MOST_SCOPES, "scopes")))) if given else USUAL_SCOPES
    )
    for at, each in enumerate(scopes):
        if len(each) > LONGEST_TEXT or not _SCOPE.fullmatch(each):
            raise fault("INVALID_VALUE", f"{each[:60]!r} is no scope", "scopes", max(0, at - 1))
    return scopes


def _domains(given: Sequence[str]) -> tuple[str, ...]:
    found = []
    for at, each in enumerate(_listed(given, MOST_DOMAINS, "domains")):
        domain = _line(each, "domains", at).lower()
        if not _DOMAIN.fullmatch(domain):
            raise fault("INVALID_VALUE", f"{domain[:60]!r} is no domain, such as example.com", "domains", at)
        found.append(domain)
    return tuple(dict.fromkeys(found))


def _members(given: Sequence[strawberry.ID], members: Sequence[Member]) -> tuple[UUID, ...]:
    there = {each.id for each in members}
    found = []
    for at, each in enumerate(given):
        known = uuid_of(each, "member", "breakGlass", at)
        if known not in there:
            raise fault("NOT_FOUND", NO_MEMBER, "breakGlass", at)
        found.append(known)
    return tuple(dict.fromkeys(found))


def _listed(given: Sequence[Item] | None, most: int, name: str) -> Sequence[Item]:
    if given is not None and len(given) > most:
        raise fault("INVALID_VALUE", f"there are {len(given):,}, and at most {most:,} fit", name)
    return given or ()


def _line(text: str, *path: PathPart) -> str:
    line = clean(text, "NFC", *path).strip()
    if not line or len(line) > LONGEST_TEXT:
        raise fault("INVALID_VALUE", f"the text must have 1 to {LONGEST_TEXT} characters", *path)
    return line
