"""New passwords: by who has the old one, and by who reads the mailbox of the account. Either ends all sessions."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, literal, null, select, update

from core.connection import Connection
from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.accounts import Identity
from tenants.identity_audit import note_of_identity
from tenants.password_rules import new_password, password_text
from tenants.passwords import hash_password
from tenants.platform import AFFINITY, IDENTITY, KNOWN_DEVICE, MEMBERSHIP, PASSWORD_RESET, SESSION
from tenants.sessions import OpenSession, alike, end_sessions, open_session, proved
from tenants.throttle import begin, subject_of_account, succeeded
from tenants.tokens import RESET_PREFIX, new_token, token_hash

RESET_LENGTH = timedelta(hours=1)
RESENT_AFTER = timedelta(minutes=1)
"""So often at most is an account mailed a link: nobody's mailbox is flooded through us."""
MOST_LINKS = 5
"""Links of an account that are good: as many mails an hour at most."""


@dataclass(frozen=True)
class Reset:
    """A link that was made.

    Attributes:
        token: that it bears; what is kept is its hash.
    """

    identity: Identity
    token: str


async def change_password(
    database: Database, session: OpenSession, current: str, new: str, *, agent: str
) -> str:
    """Give the account of the session another password and end its sessions: the token of a new one.

    Those of identity providers go on: their tenants end them.

    Raises:
        SluiceError: SIGN_IN_FAILED at `currentPassword`;
            SIGN_IN_THROTTLED; INVALID_VALUE, PASSWORD_WEAK at `newPassword`.
    """
    identity = session.identity
    wanted = new_password(new, (identity.email, identity.name), "newPassword")
    if wanted == password_text(current):
        raise fault(
            "PASSWORD_WEAK",
            Sentence("the new password is the one before", "新密码与原密码相同"),
            "newPassword",
        )
    guessed = subject_of_account("change", identity.id)
    await begin(database, guessed)
    try:
        await proved(database, IDENTITY.c.id == identity.id, password_text(current))
    except SluiceError as error:
        raise fault(
            "SIGN_IN_FAILED", Sentence("the current password is wrong", "当前密码错误"), "currentPassword"
        ) from error
    await succeeded(database, guessed)
    hashed = await hash_password(wanted)
    async with database.transaction(affinity=AFFINITY) as connection:
        await _set(connection, identity, hashed, "passwordChanged")
        await end_sessions(connection, alike(session))
    return await open_session(database, identity.id, second_factor=session.second_factor, agent=agent)


async def new_reset(database: Database, address: str) -> Reset | None:
    """Make a link for the account of the address. Earlier ones stay good for their time, and end with the first used.

    Anybody may ask for one: if each ended those before, whoever asks every minute would keep the owner out.

    None where there is no such account, or it was made one a moment ago, or has several that are good.
    """
    token = new_token(RESET_PREFIX)
    whose = (
        select(IDENTITY.c.id, IDENTITY.c.email, IDENTITY.c.name)
        .where(IDENTITY.c.email == address)
        # Two requests at once make one link.
        .with_for_update()
    )
    async with database.transaction(affinity=AFFINITY) as connection:
        row = await connection.row(whose)
        if row is None:
            return None
        mine = PASSWORD_RESET.c.identity_id == row["id"]
        lately = PASSWORD_RESET.c.created_at > func.now() - literal(RESENT_AFTER)
        if await connection.row(select(PASSWORD_RESET.c.created_at).where(mine, lately)) is not None:
            return None
        await connection.execute(
            delete(PASSWORD_RESET).where(mine, PASSWORD_RESET.c.expires_at <= func.now())
        )
        if (
            await connection.value(select(func.count()).select_from(PASSWORD_RESET).where(mine))
        ) >= MOST_LINKS:
            return None
        await connection.execute(
            insert(PASSWORD_RESET).values(
                token_hash=token_hash(token),
                identity_id=row["id"],
                expires_at=func.now() + literal(RESET_LENGTH),
            )
        )
    return Reset(Identity(row["id"], row["email"], row["name"]), token)


async def reset_password(database: Database, token: str, password: str) -> Identity:
    """Give the account that a link leads to another password, and end its sessions. The link is good once.

    Raises:
        SluiceError: RESET_INVALID; INVALID_VALUE, PASSWORD_WEAK, which leave the link as it is.
    """
    led = (
        select(IDENTITY.c.id, IDENTITY.c.email, IDENTITY.c.name)
        .join_from(PASSWORD_RESET, IDENTITY, PASSWORD_RESET.c.identity_id == IDENTITY.c.id)
        .where(PASSWORD_RESET.c.token_hash == token_hash(token), PASSWORD_RESET.c.expires_at > func.now())
    )
    rows = await database.rows(led, affinity=AFFINITY)
    if not rows:
        raise _invalid()
    identity = Identity(rows[0]["id"], rows[0]["email"], rows[0]["name"])
    hashed = await hash_password(new_password(password, (identity.email, identity.name), "password"))
    async with database.transaction(affinity=AFFINITY) as connection:
        used = (
            delete(PASSWORD_RESET)
            .where(PASSWORD_RESET.c.token_hash == token_hash(token), PASSWORD_RESET.c.expires_at > func.now())
            .returning(PASSWORD_RESET.c.identity_id)
        )
        if await connection.row(used) is None:
            raise _invalid()
        await _set(connection, identity, hashed, "passwordReset")
        # Who reads the mailbox is whom the providers know by it, and nobody else has the password any more. Whether
        # they know of these tenants they say themselves: anybody's provider says of anybody that it is them.
        proved = update(MEMBERSHIP).where(MEMBERSHIP.c.identity_id == identity.id, MEMBERSHIP.c.by_provider)
        await connection.execute(proved.values(by_provider=False, accepted_at=null()))
        await end_sessions(connection, SESSION.c.identity_id == identity.id)
    return identity


async def _set(connection: Connection, identity: Identity, hashed: str, kind: str) -> None:
    # Who comes by a link is whoever reads the mailbox.
    await note_of_identity(connection, identity.id, kind, by_owner=kind == "passwordChanged")
    await connection.execute(
        update(IDENTITY).where(IDENTITY.c.id == identity.id).values(password_hash=hashed)
    )
    await connection.execute(delete(PASSWORD_RESET).where(PASSWORD_RESET.c.identity_id == identity.id))
    await connection.execute(delete(KNOWN_DEVICE).where(KNOWN_DEVICE.c.identity_id == identity.id))


def _invalid() -> SluiceError:
    return fault("RESET_INVALID", "the link is used, expired, or none", "token")
