"""The second factor: codes by time (TOTP, RFC 6238) of an app that shares a secret, and recovery codes for who lost it.

A code is good once, whichever process it comes to: the step of time it was made for is noted by the statement that
takes it, and no code of this or an earlier step is taken again (RFC 6238, 5.2). One step to either side makes up for
clocks.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from uuid import UUID

from pyotp import TOTP, random_base32
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection
from core.database import Database
from core.errors import SluiceError, fault
from core.sealing import Sealer
from core.sentences import Sentence
from tenants.accounts import Identity, tell_tenants
from tenants.identity_audit import note_of_identity
from tenants.platform import AFFINITY, IDENTITY, RECOVERY_CODE, SECOND_FACTOR, SESSION
from tenants.throttle import begin as begin_attempt
from tenants.throttle import subject_of_account, succeeded
from tenants.tokens import token_hash

ISSUER = "Sluice"
RECOVERY_CODES = 10
SKEW = 1
"""Steps of 30 seconds that a clock may be wrong by."""
LONGEST_CODE = 40


@dataclass(frozen=True)
class Enrolment:
    """A secret that is not in use yet.

    Attributes:
        secret: in base32, to be typed.
        uri: the same for an app to read off a QR code (`otpauth://`).
    """

    secret: str
    uri: str


async def begin(database: Database, sealer: Sealer, identity: Identity) -> Enrolment:
    """Make a secret. It is asked for once it is confirmed; one that is not is replaced.

    Raises:
        SluiceError: SECOND_FACTOR_ON, SECRET_KEY_MISSING.
    """
    secret = random_base32()
    kept = sealer.seal(secret)
    made = upsert(SECOND_FACTOR).values(identity_id=identity.id, secret=kept)
    rows = await database.rows(
        made.on_conflict_do_update(
            index_elements=[SECOND_FACTOR.c.identity_id],
            set_={"secret": kept, "last_step": 0},
            where=SECOND_FACTOR.c.confirmed_at.is_(None),
        ).returning(SECOND_FACTOR.c.identity_id),
        affinity=AFFINITY,
    )
    if not rows:
        raise _on()
    return Enrolment(secret, TOTP(secret).provisioning_uri(name=identity.email, issuer_name=ISSUER))


async def confirm(database: Database, sealer: Sealer, identity_id: UUID, code: str) -> tuple[str, ...]:
    """Put the secret in use, by the first code of it: the recovery codes, which are shown once.

    Raises:
        SluiceError: SECOND_FACTOR_FAILED, SECOND_FACTOR_ON, SECRET_KEY_MISSING.
    """
    factor = SECOND_FACTOR.c.identity_id == identity_id
    rows = await database.rows(select(SECOND_FACTOR).where(factor), affinity=AFFINITY)
    if not rows:
        raise failed()
    if rows[0]["confirmed_at"] is not None:
        raise _on()
    step = _step_of(sealer.open(rows[0]["secret"]), code)
    async with database.transaction(affinity=AFFINITY) as connection:
        # The secret again: it may have been replaced meanwhile, and the code was made with this one.
        put = update(SECOND_FACTOR).where(
            factor, SECOND_FACTOR.c.confirmed_at.is_(None), SECOND_FACTOR.c.secret == rows[0]["secret"]
        )
        done = put.values(confirmed_at=func.now(), last_step=step).returning(SECOND_FACTOR.c.identity_id)
        if step is None or await connection.row(done) is None:
            raise failed()
        await note_of_identity(connection, identity_id, "secondFactorAdded")
        return await _new_codes(connection, identity_id)


async def passed(database: Database, sealer: Sealer, identity_id: UUID, code: str | None) -> bool:
    """Whether the second factor was shown: False where the account has none.

    Args:
        code: of the app, or a recovery code. It is used up.

    Raises:
        SluiceError: SECOND_FACTOR_REQUIRED where there is one and no code, SECOND_FACTOR_FAILED where it is wrong or
            was used before, SIGN_IN_THROTTLED, SECRET_KEY_MISSING.
    """
    factor = SECOND_FACTOR.c.identity_id == identity_id
    rows = await database.rows(
        select(SECOND_FACTOR.c.secret).where(factor, SECOND_FACTOR.c.confirmed_at.is_not(None)),
        affinity=AFFINITY,
    )
    if not rows:
        return False
    if not code:
        raise fault(
            "SECOND_FACTOR_REQUIRED",
            Sentence("the account has a second factor", "该账户已启用双重验证"),
            "code",
        )
    guessed = subject_of_account("code", identity_id)
    await begin_attempt(database, guessed)
    await _use(database, identity_id, sealer.open(rows[0]["secret"]), code)
    await succeeded(database, guessed)
    return True


async def _use(database: Database, identity_id: UUID, secret: str, code: str) -> None:
    step = _step_of(secret, code)
    if step is None:
        await _use_recovery_code(database, identity_id, code)
        return
    factor = SECOND_FACTOR.c.identity_id == identity_id
    used = update(SECOND_FACTOR).where(factor, SECOND_FACTOR.c.last_step < step).values(last_step=step)
    if not await database.rows(used.returning(SECOND_FACTOR.c.identity_id), affinity=AFFINITY):
        raise failed()


async def remove(database: Database, identity_id: UUID) -> None:
    """Ask for no code any more."""
    async with database.transaction(affinity=AFFINITY) as connection:
        await _forget(connection, identity_id)
        await note_of_identity(connection, identity_id, "secondFactorRemoved")


async def _forget(connection: Connection, identity_id: UUID) -> bool:
    """Forget the factor of the account. Returns whether there was one in use."""
    await connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.identity_id == identity_id))
    gone = delete(SECOND_FACTOR).where(SECOND_FACTOR.c.identity_id == identity_id)
    row = await connection.row(gone.returning(SECOND_FACTOR.c.confirmed_at))
    return row is not None and row["confirmed_at"] is not None


async def reset(connection: Connection, address: str) -> None:
    """Forget the second factor of whoever has lost it, within the given transaction; their sessions end.

    An operator's to do, who has made sure who asks: the factor guards every tenant of the account, so no admin of one
    may take it away. It is told in the log of each.

    Raises:
        SluiceError: NOT_FOUND, where there is no such account, or none with a second factor.
    """
    row = await connection.row(select(IDENTITY.c.id).where(IDENTITY.c.email == address).with_for_update())
    if row is None or not await _forget(connection, row["id"]):
        raise fault("NOT_FOUND", f"there is no account {address!r} with a second factor")
    await note_of_identity(connection, row["id"], "secondFactorReset", by_owner=False)
    ended = update(SESSION).where(SESSION.c.identity_id == row["id"], SESSION.c.revoked_at.is_(None))
    await connection.execute(ended.values(revoked_at=func.now()))
    await tell_tenants(connection, row["id"])


async def renew_codes(database: Database, identity_id: UUID) -> tuple[str, ...]:
    """Recovery codes in the place of those before."""
    async with database.transaction(affinity=AFFINITY) as connection:
        await note_of_identity(connection, identity_id, "recoveryCodesRenewed")
        return await _new_codes(connection, identity_id)


async def _new_codes(connection: Connection, identity_id: UUID) -> tuple[str, ...]:
    await connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.identity_id == identity_id))
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    rows = [{"identity_id": identity_id, "code_hash": token_hash(_plain(each))} for each in codes]
    await connection.execute(insert(RECOVERY_CODE).values(rows))
    return codes


async def _use_recovery_code(database: Database, identity_id: UUID, code: str) -> None:
    spent = delete(RECOVERY_CODE).where(
        RECOVERY_CODE.c.identity_id == identity_id,
        RECOVERY_CODE.c.code_hash == token_hash(_plain(code[:LONGEST_CODE])),
    )
    async with database.transaction(affinity=AFFINITY) as connection:
        if await connection.row(spent.returning(RECOVERY_CODE.c.identity_id)) is None:
            raise failed()
        await note_of_identity(connection, identity_id, "recoveryCodeUsed")


def _step_of(secret: str, code: str) -> int | None:
    """The step of time that the code was made for; None where it is none of now."""
    totp, given = TOTP(secret), "".join(code.split())[:LONGEST_CODE].encode()
    now = step_now(totp)
    found = None
    # All are compared, and each in the same time: neither how long it takes nor which one it is tells of the secret.
    for step in range(now - SKEW, now + SKEW + 1):
        if compare_digest(totp.generate_otp(step).encode(), given):
            found = step
    return found


def step_now(totp: TOTP) -> int:
    """The step of time that it is."""
    return totp.timecode(datetime.now(UTC))


def _recovery_code() -> str:
    """80 random bits, in two halves of eight letters and digits: nothing to guess, so its hash needs no salt."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return f"{text[:8]}-{text[8:]}"


def _plain(code: str) -> str:
    return "".join(each for each in code.lower() if each.isalnum())


def failed() -> SluiceError:
    """The refusal of a code."""
    return fault(
        "SECOND_FACTOR_FAILED",
        Sentence("the code is wrong, too old, or was used before", "验证码错误、已过期或已使用过"),
        "code",
    )


def _on() -> SluiceError:
    return fault("SECOND_FACTOR_ON", "the account has a second factor already")
