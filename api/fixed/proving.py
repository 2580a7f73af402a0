"""That whoever bears a link to an address is the owner of its account: no link alone opens one."""

from dataclasses import dataclass
from typing import Protocol

from api.context import RequestContext
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants import accounts, sessions
from tenants.tokens import SESSION_PREFIX


@dataclass(frozen=True)
class Proof:
    """What was given with the link."""

    password: str | None
    code: str | None


class Offer(Protocol):
    """What a link leads to.

    Attributes:
        mailed: whether the link went to the address and to nobody else.
        identity: the account that the address has.
        has_password: whether that account can sign in with one.
    """

    @property
    def email(self) -> str: ...
    @property
    def mailed(self) -> bool: ...
    @property
    def identity(self) -> accounts.Identity | None: ...
    @property
    def has_password(self) -> bool: ...


async def shown_session(context: RequestContext, offered: Offer, proof: Proof) -> str | None:
    """A session of the account that the address has; None where there is none, or it has no password yet.

    Raises:
        SluiceError: SIGN_IN_FAILED where the account is not shown to be theirs.
    """
    if offered.identity is None:
        return None
    token = context.token or await _of_the_cookie(context) or ""
    if token.startswith(SESSION_PREFIX):
        shown = await sessions.session_of(context.engine.database, token)
        # What the identity provider of a tenant says of somebody is nothing to other tenants.
        if shown.identity.id == offered.identity.id and shown.tenant_id is None:
            return token
    # Only who reads the mailbox may give an account its first password: it may be a member elsewhere.
    if offered.mailed and not offered.has_password:
        return None
    return await signed_in(context, offered.email, proof)


async def _of_the_cookie(context: RequestContext) -> str | None:
    """The session in the cookie; None where it has ended, for the browser goes on sending it."""
    if context.kept is None:
        return None
    try:
        await sessions.session_of(context.engine.database, context.kept)
    except SluiceError as error:
        if error.problems[0].code != "UNAUTHENTICATED":
            raise
        return None
    return context.kept


async def signed_in(context: RequestContext, email: str, proof: Proof) -> str:
    """A new session of the account.

    Raises:
        SluiceError: as `sign_in` has it.
    """
    engine = context.engine
    return await sessions.sign_in(
        engine.database,
        email,
        proof.password or "",
        proof.code,
        whence=context.whence(),
        sealer=engine.sealer,
    )


async def first_password(offered: Offer, name: str, proof: Proof) -> accounts.Person:
    """Whoever gets an account, or the first password of theirs.

    Raises:
        SluiceError: REQUIRED, INVALID_VALUE, PASSWORD_WEAK.
    """
    if proof.password is None:
        raise fault("REQUIRED", Sentence("a new account needs a password", "新账户需要设置密码"), "password")
    return await accounts.new_person(offered.email, proof.password, name)
