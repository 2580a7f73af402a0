"""Sign-ins that are under way at an identity provider: in the database, so that any process can go on with them.

A sign-in is bound to the browser that has begun it, by a cookie (OAuth 2.0 Security BCP, RFC 9700, 2.1 and 4.7), and is
good once. What comes of it is a code, good once for a short while, that the client takes for a session. It shows that
it has begun the sign-in, by what its challenge was made of: whoever is given somebody else's code cannot use it, and
is not signed in as somebody else by a link.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, literal

from core.connection import Connection
from core.database import Database
from core.errors import SluiceError, fault
from tenants.identity_providers import Door
from tenants.platform import AFFINITY, SIGN_IN_CODE, SIGN_IN_REQUEST
from tenants.tokens import SIGN_IN_CODE_PREFIX, new_token, token_hash

REQUEST_LENGTH = timedelta(minutes=10)
CODE_LENGTH = timedelta(minutes=1)
LONGEST_STATE = 100


@dataclass(frozen=True)
class Begun:
    """What goes to the provider, and what stays with the browser.

    Attributes:
        challenge: the verifier's SHA-256 (PKCE, RFC 7636, `S256`).
        browser: for the cookie.
    """

    state: str
    nonce: str
    challenge: str
    browser: str


@dataclass(frozen=True)
class Request:
    """A sign-in that comes back from the provider, once."""

    tenant_id: UUID
    issuer: str
    client_id: str
    nonce: str
    verifier: str
    return_to: str
    challenge: str


@dataclass(frozen=True)
class Arrival:
    """Whom a code is for."""

    identity_id: UUID
    tenant_id: UUID
    second_factor: bool
    session_hours: int


async def begin(database: Database, door: Door, return_to: str, challenge: str) -> Begun:
    """Begin a sign-in to a tenant.

    Args:
        challenge: of the client, for the code (`challenge_of`).
    """
    state, nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(4))
    made = insert(SIGN_IN_REQUEST).values(
        state_hash=token_hash(state),
        tenant_id=door.tenant_id,
        browser_hash=token_hash(browser),
        issuer=door.provider.issuer,
        client_id=door.provider.client_id,
        nonce=nonce,
        verifier=verifier,
        return_to=return_to,
        challenge=challenge,
        expires_at=func.now() + literal(REQUEST_LENGTH),
    )
    await database.rows(made, affinity=AFFINITY)
    return Begun(state, nonce, challenge_of(verifier), browser)


def challenge_of(verifier: str) -> str:
    """SHA-256 in URL-safe base64 (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


async def take(database: Database, state: str, browser: str) -> Request:
    """The sign-in of the state, which is used up by that, where it was begun by this browser.

    Raises:
        SluiceError: SIGN_IN_EXPIRED.
    """
    c = SIGN_IN_REQUEST.c
    taken = delete(SIGN_IN_REQUEST).where(
        c.state_hash == token_hash(state),
        c.browser_hash == token_hash(browser),
        c.expires_at > func.now(),
    )
    columns = (c.tenant_id, c.issuer, c.client_id, c.nonce, c.verifier, c.return_to, c.challenge)
    rows = await database.rows(taken.returning(*columns), affinity=AFFINITY)
    if not rows:
        raise expired()
    return Request(*(rows[0][column.name] for column in columns))


async def new_code(connection: Connection, arrival: Arrival, challenge: str) -> str:
    """A code for whoever has arrived, within the given transaction."""
    code = new_token(SIGN_IN_CODE_PREFIX)
    await connection.execute(
        insert(SIGN_IN_CODE).values(
            code_hash=token_hash(code),
            tenant_id=arrival.tenant_id,
            identity_id=arrival.identity_id,
            second_factor=arrival.second_factor,
            session_hours=arrival.session_hours,
            challenge=challenge,
            expires_at=func.now() + literal(CODE_LENGTH),
        )
    )
    return code


async def take_code(connection: Connection, code: str, verifier: str) -> Arrival:
    """Who has arrived, by a code that is used up by that.

    Args:
        verifier: what the challenge was made of with which the sign-in was begun.

    Raises:
        SluiceError: SIGN_IN_EXPIRED.
    """
    c = SIGN_IN_CODE.c
    taken = delete(SIGN_IN_CODE).where(
        c.code_hash == token_hash(code),
        c.challenge == challenge_of(verifier),
        c.expires_at > func.now(),
    )
    columns = (c.identity_id, c.tenant_id, c.second_factor, c.session_hours)
    row = await connection.row(taken.returning(*columns))
    if row is None:
        raise expired()
    return Arrival(*(row[column.name] for column in columns))


async def forget_expired(database: Database) -> None:
    """Forget the sign-ins that nobody has ended."""
    for table in (SIGN_IN_REQUEST, SIGN_IN_CODE):
        await database.rows(delete(table).where(table.c.expires_at <= func.now()), affinity=AFFINITY)


def expired() -> SluiceError:
    """The refusal, whatever became of the sign-in."""
    return fault("SIGN_IN_EXPIRED", "the sign-in was begun in another browser, too long ago, or is done")
