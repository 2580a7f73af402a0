"""Making a tenant: at once, or once the link is followed that is mailed to the address (`SLUICE_SIGN_UP`)."""

from dataclasses import replace

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.account_types import SignUpInput, SignUpPayload
from api.fixed.accounts import tenant_info
from api.fixed.inputs import or_none
from api.fixed.letters import sign_up_letter
from api.fixed.proving import Proof, first_password, shown_session, signed_in
from api.fixed.user_error import refused
from core.connection import Connection
from core.errors import SluiceError, fault
from core.mail import Mail
from core.sentences import Sentence
from metadata.initial import ADMIN_ROLE, initial_catalog
from tenants import accounts, sessions, sign_ups
from tenants.address_bounds import SIGN_UPS, take
from tenants.inputs import slug_text
from tenants.platform import AFFINITY
from tenants.tenant import Tenant

Info = strawberry.Info[RequestContext, None]

SIGN_UP_PAGE = "/confirm-sign-up"
"""Where links lead, below `SLUICE_PUBLIC_URL`."""


@strawberry.input
class ConfirmSignUpInput:
    """The token of a link, and who takes it.

    Whoever has an account gives its password, or sends the request with their session; whoever has none, the password
    of the account that is made.
    """

    token: str
    password: str | None = strawberry.field(
        default=UNSET, description="Of the account that the address has, or of the new one."
    )
    code: str | None = strawberry.field(
        default=UNSET, description="Of the second factor, where the account has one."
    )
    tenant_slug: str | None = strawberry.field(
        default=UNSET, description="In the place of the one that was given before: it may be taken."
    )


async def sign_up(info: Info, input: SignUpInput) -> SignUpPayload:
    """Make a tenant and its admin, or mail a link that does."""
    context = info.context
    context.check_may_set_cookie()
    engine = context.engine
    try:
        if engine.settings.sign_up == "closed":
            raise fault("SIGN_UP_CLOSED", "this installation takes no sign-ups")
        await take(engine.database, SIGN_UPS, context.whence())
        if engine.settings.sign_up == "confirmed":
            return _asked(context, input)
        password = or_none(input.password)
        if password is None:
            raise fault(
                "REQUIRED", Sentence("a new account needs a password", "新账户需要设置密码"), "password"
            )
        person = await accounts.new_person(input.email, password, input.name)
        async with engine.database.transaction(affinity=AFFINITY) as connection:
            tenant = await _founded(
                context, connection, person, input.tenant_name, or_none(input.tenant_slug)
            )
    except SluiceError as error:
        return SignUpPayload(token=None, tenant=None, confirmation=False, errors=refused(context, error))
    token = await sessions.sign_in(
        engine.database, input.email, password, whence=context.whence(), sealer=engine.sealer
    )
    return _made(context, token, tenant)


async def confirm_sign_up(info: Info, input: ConfirmSignUpInput) -> SignUpPayload:
    """Make the tenant that a link leads to."""
    context = info.context
    context.check_may_set_cookie()
    engine = context.engine
    proof = Proof(or_none(input.password), or_none(input.code))
    try:
        offered = await sign_ups.offer(engine.database, input.token)
        slug = or_none(input.tenant_slug)
        if slug is not None:
            offered = replace(offered, wish=replace(offered.wish, tenant_slug=slug_text(slug, "tenantSlug")))
        wish = offered.wish
        session = await shown_session(context, offered, proof)
        person = accounts.Person(wish.email, wish.name, None)
        if session is None:
            person = await first_password(offered, wish.name, proof)
        async with engine.database.transaction(affinity=AFFINITY) as connection:
            await sign_ups.use(connection, offered)
            if session is None and offered.identity is not None:
                await accounts.give_password(connection, offered.identity, person)
            known = offered.identity is not None
            tenant = await _founded(
                context, connection, person, wish.tenant_name, wish.tenant_slug, known=known
            )
        if session is None:
            session = await signed_in(context, offered.email, proof)
    except SluiceError as error:
        return SignUpPayload(token=None, tenant=None, confirmation=False, errors=refused(context, error))
    return _made(context, session, tenant)


async def _founded(
    context: RequestContext,
    connection: Connection,
    person: accounts.Person,
    name: str,
    slug: str | None,
    *,
    known: bool = False,
) -> Tenant:
    """Make the tenant with its first member, within the given transaction."""
    _, tenant, member = await accounts.sign_up(connection, person, name, slug, [ADMIN_ROLE], known=known)
    await context.engine.catalogs.found(connection, tenant.namespace, initial_catalog(), member.id)
    return tenant


def _made(context: RequestContext, token: str, tenant: Tenant) -> SignUpPayload:
    shown = context.hand_over(token)
    return SignUpPayload(token=shown, tenant=tenant_info(tenant), confirmation=False, errors=[])


def _asked(context: RequestContext, given: SignUpInput) -> SignUpPayload:
    """Mail a link, beside this request, which tells nothing of who has an account."""
    engine = context.engine
    wish = sign_ups.wish_of(given.email, given.name, given.tenant_name, or_none(given.tenant_slug))
    if engine.mail is None:
        raise fault("MAIL_OFF", "this installation sends no mail")
    engine.posting.begin(_mail_link(context, engine.mail, wish))
    return SignUpPayload(token=None, tenant=None, confirmation=True, errors=[])


async def _mail_link(context: RequestContext, mail: Mail, wish: sign_ups.Wish) -> None:
    kept = await sign_ups.keep(context.engine.database, wish)
    if kept is None:
        return
    token, known = kept
    link = f"{context.engine.settings.public_url}{SIGN_UP_PAGE}#{token}"
    hours = int(sign_ups.SIGN_UP_LENGTH.total_seconds() // 3600)
    await mail.send(sign_up_letter(context.own_language, wish.email, link, hours, known=known))
