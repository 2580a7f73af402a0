"""Sessions: opened with a password, ended by their owner and by whatever changes who may open one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Insert, and_, func, insert, not_, or_, select, update

from core.connection import Connection
from core.database import Database
from core.errors import SluiceError, fault
from core.sealing import NO_KEY, Sealer
from core.sentences import Sentence
from tenants.accounts import Identity, tell_tenants
from tenants.address_bounds import FAILED_SIGN_INS, give_back, take
from tenants.identity_audit import note_of_identity
from tenants.inputs import email_address
from tenants.membership_ends import accepted
from tenants.password_rules import password_text
from tenants.passwords import verify_password
from tenants.platform import AFFINITY, IDENTITY, MEMBERSHIP, SESSION
from tenants.second_factor import passed
from tenants.throttle import NOWHERE, Whence, begin, subject_of, subject_of_address, succeeded
from tenants.tokens import SESSION_PREFIX, new_token, token_hash

SESSION_LENGTH = timedelta(days=30)
LONGEST_AGENT = 300


@dataclass(frozen=True)
class OpenSession:
    """A session that has not ended.

    Attributes:
        second_factor: whether it was opened with one.
        tenant_id: whose identity provider has opened it, and which alone it opens; None where a password has.
    """

    identity: Identity
    second_factor: bool
    tenant_id: UUID | None = None


async def sign_in(
    database: Database,
    email: str,
    password: str,
    code: str | None = None,
    *,
    whence: Whence = NOWHERE,
    sealer: Sealer = NO_KEY,
) -> str:
    """A session token, good for `SESSION_LENGTH`.

    Args:
        code: of the second factor.
        sealer: opens the secret of that.

    Raises:
        SluiceError: SIGN_IN_FAILED, the same whether the address or the password is wrong; where neither is, and the
            account has a second factor, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_FAILED; SIGN_IN_THROTTLED,
            SECRET_KEY_MISSING.
    """
    identity, strong = await shown_in_full(database, email, password, code, whence=whence, sealer=sealer)
    return await open_session(database, identity.id, second_factor=strong, agent=whence.agent)


async def shown_in_full(
    database: Database,
    email: str,
    password: str,
    code: str | None = None,
    *,
    whence: Whence = NOWHERE,
    sealer: Sealer = NO_KEY,
) -> tuple[Identity, bool]:
    """The account that one would sign in to, and whether a second factor was shown; no session is opened.

    Raises:
        SluiceError: as `sign_in` has it.
    """
    identity = await shown(database, email, password, whence)
    return identity, await passed(database, sealer, identity.id, code)


async def shown(database: Database, email: str, password: str, whence: Whence = NOWHERE) -> Identity:
    """The account of the address, where the password is right.

    Raises:
        SluiceError: SIGN_IN_FAILED, SIGN_IN_THROTTLED.
    """
    try:
        address, secret = email_address(email), password_text(password)
    except SluiceError as error:
        raise sign_in_failed() from error
    subject = await subject_of(database, address, whence)
    unknown = subject == subject_of_address(address, whence)
    if unknown:
        await take(database, FAILED_SIGN_INS, whence)
    try:
        await begin(database, subject)
    except SluiceError:
        if unknown:
            await give_back(database, FAILED_SIGN_INS, whence)
        raise
    identity = await proved(database, IDENTITY.c.email == address, secret)
    await succeeded(database, subject)
    if unknown:
        await give_back(database, FAILED_SIGN_INS, whence)
    return identity


async def proved(database: Database, whose: ColumnElement[bool], password: str) -> Identity:
    """The account, where the password is right.

    Args:
        password: as `password_text` gives it.

    Raises:
        SluiceError: SIGN_IN_FAILED, after the same time whether there is no such account or the password is wrong.
    """
    rows = await database.rows(select(IDENTITY).where(whose), affinity=AFFINITY)
    kept = rows[0]["password_hash"] if rows else None
    if not await verify_password(kept, password):
        raise sign_in_failed()
    return Identity(rows[0]["id"], rows[0]["email"], rows[0]["name"])


async def open_session(database: Database, identity_id: UUID, *, second_factor: bool, agent: str = "") -> str:
    """The token of a new session.

    Args:
        second_factor: whether it was shown.
        agent: what the client calls itself.
    """
    opened = {"identity_id": identity_id, "second_factor": second_factor}
    token, made = _new_session(opened, agent, SESSION_LENGTH)
    await database.rows(made, affinity=AFFINITY)
    return token


async def open_for_tenant(
    connection: Connection,
    identity_id: UUID,
    tenant_id: UUID,
    length: timedelta,
    *,
    second_factor: bool,
    agent: str,
) -> str:
    """The token of a new session that the tenant's identity provider has opened, within the given transaction."""
    opened = {"identity_id": identity_id, "second_factor": second_factor, "tenant_id": tenant_id}
    token, made = _new_session(opened, agent, length)
    await connection.execute(made)
    return token


def _new_session(opened: Mapping[str, object], agent: str, length: timedelta) -> tuple[str, Insert]:
    token = new_token(SESSION_PREFIX)
    ends = datetime.now(UTC) + length
    return token, insert(SESSION).values(
        **opened, token_hash=token_hash(token), agent=_line(agent), expires_at=ends
    )


async def own_session_of(database: Database, token: str) -> OpenSession:
    """The session of the token, for what a person does in whatever tenant: what the identity provider of one says of
    them is nothing to the others.

    Raises:
        SluiceError: UNAUTHENTICATED; FORBIDDEN where a provider has opened it.
    """
    session = await session_of(database, token)
    if session.tenant_id is not None:
        raise fault(
            "FORBIDDEN",
            Sentence("this session was opened by an identity provider", "此次登录是通过身份提供方进行的"),
            hint=Sentence(
                "Sign in with the password for this, or reset it by mail.",
                "请用密码登录后再操作，或通过邮件重置密码。",
            ),
        )
    return session


async def session_of(database: Database, token: str) -> OpenSession:
    """The session of the token.

    Raises:
        SluiceError: UNAUTHENTICATED where it is none, or has ended.
    """
    rows = await database.rows(
        select(IDENTITY.c.id, IDENTITY.c.email, IDENTITY.c.name, SESSION.c.second_factor, SESSION.c.tenant_id)
        .join_from(SESSION, IDENTITY, SESSION.c.identity_id == IDENTITY.c.id)
        .where(SESSION.c.token_hash == token_hash(token), is_open()),
        affinity=AFFINITY,
    )
    if not rows:
        raise fault(
            "UNAUTHENTICATED",
            Sentence(
                "this needs a session, which is wrong, expired or revoked",
                "此操作需要登录，而当前登录无效、已过期或已退出",
            ),
        )
    identity = Identity(rows[0]["id"], rows[0]["email"], rows[0]["name"])
    return OpenSession(identity, rows[0]["second_factor"], rows[0]["tenant_id"])


def is_open() -> ColumnElement[bool]:
    """Whether a session is."""
    return and_(SESSION.c.revoked_at.is_(None), SESSION.c.expires_at > func.now())


def leads_to_membership() -> ColumnElement[bool]:
    """Whether a session of the identity of a membership opens its tenant, as far as how it was opened goes.

    One that a tenant's identity provider has opened opens that tenant and no other (decision 75). One of a password
    opens all but the memberships that a provider has made: whoever has the password need not be whom it knows.
    """
    by_password = and_(SESSION.c.tenant_id.is_(None), not_(MEMBERSHIP.c.by_provider), accepted())
    return or_(SESSION.c.tenant_id == MEMBERSHIP.c.tenant_id, by_password)


def alike(session: OpenSession) -> ColumnElement[bool]:
    """Whether it is a session of the same person that was opened by the same: by password, or by that provider.

    What a tenant's provider has opened learns nothing of the others, and ends none; neither do these of those.
    """
    return and_(
        SESSION.c.identity_id == session.identity.id,
        SESSION.c.tenant_id.is_not_distinct_from(session.tenant_id),
    )


async def sign_out(database: Database, token: str) -> bool:
    """End the session, and say whether there was one: a token that is none, or none any more, is left alone."""
    this = SESSION.c.token_hash == token_hash(token)
    async with database.transaction(affinity=AFFINITY) as connection:
        columns = (SESSION.c.identity_id, SESSION.c.tenant_id)
        row = await connection.row(select(*columns).where(this, is_open()).with_for_update())
        if row is None:
            return False
        await note_of_identity(connection, row["identity_id"], "signedOut", tenant_id=row["tenant_id"])
        return await end_sessions(connection, this) > 0


async def end_sessions(connection: Connection, which: ColumnElement[bool]) -> int:
    """End these sessions, within the given transaction: no statement that begins afterwards accepts them.

    Returns how many were ended.
    """
    ended = await connection.rows(
        update(SESSION)
        .where(which, SESSION.c.revoked_at.is_(None))
        .values(revoked_at=func.now())
        .returning(SESSION.c.identity_id)
    )
    for identity_id in {row["identity_id"] for row in ended}:
        await tell_tenants(connection, identity_id)
    return len(ended)


def _line(agent: str) -> str | None:
    return "".join(each for each in agent[:LONGEST_AGENT] if each.isprintable()) or None


def sign_in_failed() -> SluiceError:
    """The refusal, whatever was wrong."""
    return fault("SIGN_IN_FAILED", "e-mail or password is wrong")
