"""Sign-ups that wait for their confirmation by mail, so that nobody learns from one who has an account.

What is kept is who wants which tenant, and the hash of the token in the link; no password, which is chosen, or shown,
by who reads the mailbox.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, literal, select

from core.connection import Connection
from core.database import Database
from core.errors import SluiceError, fault
from tenants.accounts import Identity
from tenants.inputs import email_address, name_line, slug_text
from tenants.platform import AFFINITY, IDENTITY, SIGN_UP
from tenants.tokens import SIGN_UP_PREFIX, new_token, token_hash

SIGN_UP_LENGTH = timedelta(hours=24)
RESENT_AFTER = timedelta(minutes=1)
"""So often at most is an address mailed a link: nobody's mailbox is flooded through us."""
MOST_LINKS = 5
"""Links of an address that are good: as many mails a day at most."""


@dataclass(frozen=True)
class Wish:
    """Who wants which tenant, checked."""

    email: str
    name: str
    tenant_name: str
    tenant_slug: str | None


@dataclass(frozen=True)
class Offer:
    """What a link leads to.

    Attributes:
        identity: the account that the address has.
        has_password: whether that account can sign in with one.
    """

    token_hash: bytes
    wish: Wish
    identity: Identity | None
    has_password: bool

    @property
    def email(self) -> str:
        """The address, whose mailbox whoever bears the link reads."""
        return self.wish.email

    @property
    def mailed(self) -> bool:
        """Whether the link went to the address and to nobody else."""
        return True


def wish_of(email: str, name: str, tenant_name: str, tenant_slug: str | None) -> Wish:
    """What somebody types in.

    Raises:
        SluiceError: INVALID_VALUE, EMAIL_INVALID, with the argument as the path.
    """
    slug = None if tenant_slug is None else slug_text(tenant_slug, "tenantSlug")
    return Wish(
        email_address(email, "email"), name_line(name, "name"), name_line(tenant_name, "tenantName"), slug
    )


async def keep(database: Database, wish: Wish) -> tuple[str, bool] | None:
    """Keep the wish: the token of its link, and whether the address has an account.

    None where the address was mailed a moment ago, or has several links that are good.
    """
    token = new_token(SIGN_UP_PREFIX)
    mine = SIGN_UP.c.email == wish.email
    async with database.transaction(affinity=AFFINITY) as connection:
        # Of two requests at once the second waits, and makes none.
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(wish.email, 0))))
        await connection.execute(delete(SIGN_UP).where(SIGN_UP.c.expires_at <= func.now()))
        lately = SIGN_UP.c.created_at > func.now() - literal(RESENT_AFTER)
        if await connection.row(select(SIGN_UP.c.created_at).where(mine, lately).limit(1)) is not None:
            return None
        if (await connection.value(select(func.count()).select_from(SIGN_UP).where(mine))) >= MOST_LINKS:
            return None
        await connection.execute(
            insert(SIGN_UP).values(
                token_hash=token_hash(token),
                email=wish.email,
                name=wish.name,
                tenant_name=wish.tenant_name,
                tenant_slug=wish.tenant_slug,
                expires_at=func.now() + literal(SIGN_UP_LENGTH),
            )
        )
        known = await connection.row(select(IDENTITY.c.id).where(IDENTITY.c.email == wish.email))
    return token, known is not None


async def offer(database: Database, token: str) -> Offer:
    """What the link with this token leads to.

    Raises:
        SluiceError: SIGN_UP_INVALID.
    """
    found = (
        select(
            SIGN_UP,
            IDENTITY.c.id.label("identity_id"),
            IDENTITY.c.name.label("identity_name"),
            IDENTITY.c.password_hash.is_not(None).label("has_password"),
        )
        .select_from(SIGN_UP.outerjoin(IDENTITY, IDENTITY.c.email == SIGN_UP.c.email))
        .where(SIGN_UP.c.token_hash == token_hash(token), SIGN_UP.c.expires_at > func.now())
    )
    rows = await database.rows(found, affinity=AFFINITY)
    if not rows:
        raise _invalid()
    row = rows[0]
    known = row["identity_id"]
    return Offer(
        token_hash=row["token_hash"],
        wish=Wish(row["email"], row["name"], row["tenant_name"], row["tenant_slug"]),
        identity=None if known is None else Identity(known, row["email"], row["identity_name"]),
        has_password=bool(row["has_password"]),
    )


async def use(connection: Connection, offered: Offer) -> None:
    """Use the link up, within the given transaction.

    Raises:
        SluiceError: SIGN_UP_INVALID where it has been used by now.
    """
    used = (
        delete(SIGN_UP)
        .where(SIGN_UP.c.token_hash == offered.token_hash, SIGN_UP.c.expires_at > func.now())
        .returning(SIGN_UP.c.email)
    )
    if await connection.row(used) is None:
        raise _invalid()


def _invalid() -> SluiceError:
    return fault("SIGN_UP_INVALID", "the link is used, expired, or none", "token")
