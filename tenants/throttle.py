"""Guessing is slowed down, and nobody is locked out by it: a delay grows with the failures of who guesses, for them.

Failures are counted for an account *from an address*, and from a device that has signed in before for the device:
whoever guesses from elsewhere delays neither (OWASP, *Slow Down Online Guessing Attacks with Device Cookies*). An
address of IPv6 is its /64, which one subscriber has. Codes of the second factor are counted for the account: who gets
to them has its password. What is counted does not tell whether there is such an account.

An attempt is a failure until it has succeeded, in one statement: any number at once, in any process, are counted.
"""

import hashlib
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from sqlalchemy import Integer, case, cast, delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from core.database import Database
from core.errors import fault
from core.sentences import Sentence
from tenants.platform import AFFINITY, IDENTITY, KNOWN_DEVICE, SESSION, SIGN_IN_FAILURE
from tenants.tokens import DEVICE_PREFIX, new_token, token_hash

FREE_FAILURES = 5
"""Failures without a delay: people mistype."""
LONGEST_DELAY = 900
"""Seconds. The delay is one second after the first that is not free, and doubles with each."""
NO_DELAY = -3_600
"""Well before now: what begins at the same moment in another process, by its own clock a little earlier, is let in."""
FORGOTTEN_AFTER = "1 day"
MOST_DEVICES = 20
"""Devices that an account is known from; the newest stay."""


@dataclass(frozen=True)
class Whence:
    """Where somebody signs in from.

    Attributes:
        address: None where it cannot be told.
        agent: what the client calls itself.
        device: the token of a device that has signed in before.
        shared: the address is that of a proxy, or of this machine: anybody may come from there.
    """

    address: str | None = None
    agent: str = ""
    device: str | None = None
    shared: bool = False


NOWHERE = Whence()


async def subject_of(database: Database, email: str, whence: Whence) -> bytes:
    """Whose failures are counted: the device's where it is known for the account, else those from the address."""
    if whence.device:
        hashed = token_hash(whence.device)
        known = (
            select(KNOWN_DEVICE.c.identity_id)
            .join_from(KNOWN_DEVICE, IDENTITY, KNOWN_DEVICE.c.identity_id == IDENTITY.c.id)
            .where(KNOWN_DEVICE.c.token_hash == hashed, IDENTITY.c.email == email)
        )
        if await database.rows(known, affinity=AFFINITY):
            return _subject("device", hashed.hex())
    return subject_of_address(email, whence)


def subject_of_address(email: str, whence: Whence) -> bytes:
    """Whose failures are counted where no device is known."""
    return _subject("address", neighbourhood(whence.address), email)


def subject_of_account(what: str, identity_id: UUID) -> bytes:
    """Whose failures are counted where they are the account's own."""
    return _subject(what, str(identity_id))


async def begin(database: Database, subject: bytes) -> None:
    """Count an attempt.

    Raises:
        SluiceError: SIGN_IN_THROTTLED, and the attempt is not made.
    """
    old = SIGN_IN_FAILURE.c.at < func.now() - text(f"interval '{FORGOTTEN_AFTER}'")
    failures = case((old, 1), else_=SIGN_IN_FAILURE.c.failures + 1)
    seconds = func.least(LONGEST_DELAY, func.power(2, func.least(failures - FREE_FAILURES - 1, 20)))
    delay = func.make_interval(0, 0, 0, 0, 0, 0, case((failures > FREE_FAILURES, seconds), else_=NO_DELAY))
    counted = (
        upsert(SIGN_IN_FAILURE)
        .values(subject=subject, failures=1)
        .on_conflict_do_update(
            index_elements=[SIGN_IN_FAILURE.c.subject],
            set_={"failures": failures, "at": func.now(), "blocked_until": func.now() + delay},
            where=SIGN_IN_FAILURE.c.blocked_until <= func.now(),
        )
        .returning(SIGN_IN_FAILURE.c.failures)
    )
    if await database.rows(counted, affinity=AFFINITY):
        return
    left = func.ceil(func.extract("epoch", SIGN_IN_FAILURE.c.blocked_until - func.now()))
    rows = await database.rows(
        select(cast(left, Integer).label("left")).where(SIGN_IN_FAILURE.c.subject == subject),
        affinity=AFFINITY,
    )
    wait = max(1, rows[0]["left"]) if rows else 1
    raise fault(
        "SIGN_IN_THROTTLED",
        Sentence("too many attempts have failed from here", "失败次数过多"),
        hint=wait_for(wait),
        seconds=wait,
    )


async def succeeded(database: Database, subject: bytes) -> None:
    """Forget the failures."""
    await database.rows(
        delete(SIGN_IN_FAILURE).where(SIGN_IN_FAILURE.c.subject == subject), affinity=AFFINITY
    )


async def device_of(database: Database, session: str, device: str | None) -> str:
    """The token by which a device is known that has opened this session: the one it has, or a new one.

    Args:
        device: the token that it has sent.
    """
    identity_id = (
        await database.rows(
            select(SESSION.c.identity_id).where(SESSION.c.token_hash == token_hash(session)),
            affinity=AFFINITY,
        )
    )[0]["identity_id"]
    if device:
        kept = select(KNOWN_DEVICE.c.identity_id).where(
            KNOWN_DEVICE.c.token_hash == token_hash(device), KNOWN_DEVICE.c.identity_id == identity_id
        )
        if await database.rows(kept, affinity=AFFINITY):
            return device
    token = new_token(DEVICE_PREFIX)
    made = insert(KNOWN_DEVICE).values(token_hash=token_hash(token), identity_id=identity_id)
    await database.rows(made, affinity=AFFINITY)
    mine = KNOWN_DEVICE.c.identity_id == identity_id
    newest = (
        select(KNOWN_DEVICE.c.token_hash)
        .where(mine)
        .order_by(KNOWN_DEVICE.c.created_at.desc())
        .limit(MOST_DEVICES)
    )
    older = delete(KNOWN_DEVICE).where(mine, KNOWN_DEVICE.c.token_hash.not_in(newest))
    await database.rows(older, affinity=AFFINITY)
    return token


async def forget_failures(database: Database) -> None:
    """Forget what counts no more."""
    old = SIGN_IN_FAILURE.c.at < func.now() - text(f"interval '{FORGOTTEN_AFTER}'")
    await database.rows(delete(SIGN_IN_FAILURE).where(old), affinity=AFFINITY)


def wait_for(seconds: int) -> Sentence:
    """A hint."""
    unit = "second" if seconds == 1 else "seconds"
    return Sentence("Wait {:,} {}, then try again.", "请等待 {:,} 秒后重试。").of(seconds, unit)


def neighbourhood(address: str | None) -> str:
    """The addresses that are one subscriber's."""
    if address is None:
        return ""
    if isinstance(ip_address(address), IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return address


def _subject(*parts: str) -> bytes:
    # A hash, so that the table is no list of who signs in from where.
    return hashlib.sha256("\n".join(parts).encode()).digest()
