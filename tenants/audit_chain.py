"""The chain of hashes over an audit log, which shows what was changed in it afterwards.

Each link holds the hash of the entry it stands for and of the link before it. Links are made in rounds, one round at a
time in a tenant, so that writers of entries never wait for one another; an entry whose transaction commits late is
linked late. What the chain leads to is kept in `platform` too, which no role of a tenant reaches, and logged: who cuts
off the end, or makes a whole chain anew, would have to change these as well.
"""

import hashlib
import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core.connection import Connection, Record
from core.database import Database
from tenants.audit import ADDRESS, PSEUDONYMIZED, SALT
from tenants.namespace import namespace_tables
from tenants.platform import AUDIT_HEAD

LOG = logging.getLogger("sluice.audit")

LINKS_AT_ONCE = 1_000
LATE = "1 day"
"""An entry that is not linked so long after it was made was never seen by a round: somebody has put it in."""


@dataclass(frozen=True)
class Verdict:
    """What came of looking at a chain.

    Attributes:
        links: that hold.
        broken: what does not, and where, in words; None where all does.
        entry: the first entry concerned, where there is one.
        head: the hash that the chain leads to, in hexadecimal digits.
        accepted: the breaks that an operator has accepted, in words.
        mark: by which this very break is known again; None where it is that the end is missing.
        position: of the last link that was looked at.
    """

    links: int
    broken: str | None
    entry: UUID | None
    head: str
    accepted: tuple[str, ...] = ()
    mark: str | None = None
    position: int = 0


_ENTRY = """e.id AS id, (extract(epoch FROM e.at) * 1000000)::bigint AS at, e.actor::text AS actor, e.kind AS kind,
    e.object AS object, e.details::text AS details"""

_UNLINKED = """
SELECT {entry} FROM {n}.sluice_audit e
WHERE NOT EXISTS (SELECT FROM {n}.sluice_audit_link l WHERE l.entry = e.id)
    AND e.at >= $1::timestamptz - interval '{late}'
ORDER BY e.id LIMIT {most}
"""

_LINKED = """
SELECT {entry}, l.position AS position, l.entry AS entry, l.previous AS previous, l.hash AS hash
FROM {n}.sluice_audit_link l LEFT JOIN {n}.sluice_audit e ON e.id = l.entry
WHERE l.position > $1 ORDER BY l.position LIMIT {most}
"""

_NEVER_LINKED = """
SELECT {entry} FROM {n}.sluice_audit e
WHERE NOT EXISTS (SELECT FROM {n}.sluice_audit_link l WHERE l.entry = e.id)
    AND e.at < $1::timestamptz - interval '{late}'
ORDER BY e.id
"""


_EMPTIED = f"""
UPDATE {{n}}.sluice_audit e SET details = e.details - '{ADDRESS}' - '{SALT}'
WHERE e.details ? '{ADDRESS}' AND (e.details ->> '{ADDRESS}' = $1 OR e.object = $2)
RETURNING {{entry}}
"""  # noqa: S608 - nothing of it comes from outside

_VOUCHED = f"""
SELECT each.key AS id, each.value AS hash
FROM {{n}}.sluice_audit e CROSS JOIN LATERAL jsonb_each_text(e.details -> 'emptied') AS each
WHERE e.kind = '{PSEUDONYMIZED}' AND jsonb_typeof(e.details -> 'emptied') = 'object'
"""  # noqa: S608 - nothing of it comes from outside
"""What vouches for entries that an address was taken out of. It is in the chain too, so that who adds to it shows."""


async def link(database: Database, namespace: str) -> int:
    """Link the entries that are not yet. Returns how many were.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT; a later round goes on.
    """
    linked = 0
    while made := await _round(database, namespace):
        linked += made
        if made < LINKS_AT_ONCE:
            break
    return linked


async def _round(database: Database, namespace: str) -> int:
    async with database.transaction(affinity=namespace) as connection:
        head = await _held_head(connection, namespace)
        sql = _sql(_UNLINKED, namespace)
        rows = await connection.fetch(sql, [head["linked_at"]])
        position, previous = head["position"], head["hash"]
        links = []
        for row in rows:
            position += 1
            own = hash_of(previous, row)
            links.append({"position": position, "entry": row["id"], "previous": previous, "hash": own})
            previous = own
        if links:
            await connection.execute(insert(namespace_tables(namespace).audit_link).values(links))
        # The moment stands still while nothing is linked, and so does the end of what may still come.
        values = {"position": position, "hash": previous, "linked_at": func.now()}
        await connection.execute(update(AUDIT_HEAD).where(AUDIT_HEAD.c.namespace == namespace).values(values))
    if links:
        LOG.info(
            "audit log linked",
            extra={"namespace": namespace, "position": position, "hash": previous.hex()},
        )
    return len(links)


async def _held_head(connection: Connection, namespace: str) -> Record:
    """What the chain leads to, locked; that of a tenant that was put back is where its own links end."""
    mine = AUDIT_HEAD.c.namespace == namespace
    found = await connection.row(select(AUDIT_HEAD).where(mine).with_for_update())
    if found is None:
        links = namespace_tables(namespace).audit_link
        last = await connection.row(
            select(links.c.position, links.c.hash).order_by(links.c.position.desc()).limit(1)
        )
        position, own = (0, b"") if last is None else (last["position"], last["hash"])
        earliest = text("'epoch'::timestamptz")
        values = {"namespace": namespace, "position": position, "hash": own, "linked_at": earliest}
        await connection.execute(upsert(AUDIT_HEAD).values(values).on_conflict_do_nothing())
        found = await connection.row(select(AUDIT_HEAD).where(mine).with_for_update())
    if found is None:
        raise RuntimeError("the head of an audit log is gone as soon as it is made")
    return found


async def empty(connection: Connection, namespace: str, address: str, member_id: UUID) -> dict[str, str]:
    """Take an address out of the entries that have it: id of each entry to the SHA-256 of what it is from now on.

    Their links do not fit them any more. An entry of the kind `PSEUDONYMIZED` that has these, itself in the chain,
    vouches for them.
    """
    rows = await connection.fetch(_sql(_EMPTIED, namespace), [address, str(member_id)])
    return {str(row["id"]): hashlib.sha256(_written(row)).hexdigest() for row in rows}


def hash_of(previous: bytes, row: Record) -> bytes:
    """SHA-256 of a link: of the hash before it, and of the entry as JSON."""
    return hashlib.sha256(previous + _written(row)).digest()


def _written(row: Record) -> bytes:
    parts = [str(row["id"]), row["at"], row["actor"], row["kind"], row["object"], row["details"]]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


async def verify(database: Database, namespace: str) -> Verdict:
    """Go through the chain from its beginning, and name the first entry that is not as it was.

    A break that an operator has accepted is passed over, if it is the same to the last byte.
    """
    async with database.transaction(affinity=namespace) as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return await _verified(connection, namespace)


async def accept(connection: Connection, namespace: str, why: str) -> tuple[str, ...]:
    """Accept every break that there is, and go on from what there is: what was accepted, in words; empty for none.

    `verify` names them from then on, and every other that comes.
    """
    await _held_head(connection, namespace)
    mine = AUDIT_HEAD.c.namespace == namespace
    found: list[str] = []
    while (seen := await _verified(connection, namespace)).broken is not None:
        head = await _held_head(connection, namespace)
        where = "" if seen.entry is None else f", entry {seen.entry}"
        told = {"mark": seen.mark, "what": f"{seen.broken}{where}", "at": _moment(), "why": why}
        values: dict[str, object] = {"breaks": [*json.loads(head["breaks"]), told]}
        if seen.mark is None:
            # What is there is the end from now on.
            own = bytes.fromhex(seen.head) if seen.links or not head["pruned"] else head["hash"]
            values |= {"position": seen.position, "hash": own}
        await connection.execute(update(AUDIT_HEAD).where(mine).values(values))
        found.append(str(told["what"]))
    return tuple(found)


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


async def _verified(connection: Connection, namespace: str) -> Verdict:
    head = await connection.row(select(AUDIT_HEAD).where(AUDIT_HEAD.c.namespace == namespace))
    breaks = [] if head is None else json.loads(head["breaks"])
    marks = {each["mark"] for each in breaks if each["mark"] is not None}
    position = 0 if head is None else head["pruned"]
    previous: bytes | None = None if position or head is None else b""
    links, accepted = 0, tuple(f"{each['what']}, accepted at {each['at']}: {each['why']}" for each in breaks)

    def verdict(broken: str | None, entry: UUID | None = None, mark: str | None = None) -> Verdict:
        return Verdict(links, broken, entry, (previous or b"").hex(), accepted, mark, position)

    vouchers = await connection.fetch(_sql(_VOUCHED, namespace))
    vouched = {(row["id"], row["hash"]) for row in vouchers}
    while rows := await connection.fetch(_sql(_LINKED, namespace), [position]):
        for row in rows:
            fault = _fault(row, position, previous, vouched, known=head is not None)
            if fault is not None:
                mark = _mark(fault, row, row["previous"] + row["hash"])
                if mark not in marks:
                    return verdict(fault, row["entry"], mark)
            position, previous, links = row["position"], row["hash"], links + 1
    if head is None:
        return verdict(None)
    if links and (position, previous or b"") != (head["position"], head["hash"]):
        return verdict(f"the end is missing: it ends at {position} of {head['position']}")
    if not links and head["position"] != head["pruned"]:
        return verdict(f"all is missing that came after {head['pruned']}")
    for row in await connection.fetch(_sql(_NEVER_LINKED, namespace), [head["linked_at"]]):
        mark = _mark("an entry was put in", row, b"")
        if mark not in marks:
            return verdict("an entry was put in", row["id"], mark)
    return verdict(None)


def _mark(fault: str, row: Record, link: bytes) -> str:
    written = b"" if row["id"] is None else _written(row)
    return hashlib.sha256(fault.encode() + link + written).hexdigest()


def _fault(
    row: Record, position: int, previous: bytes | None, vouched: Collection[tuple[str, str]], *, known: bool
) -> str | None:
    at = row["position"]
    if at != position + 1 and (known or position):
        return f"links are missing before {at}"
    if previous is not None and row["previous"] != previous:
        return f"the link at {at} does not follow the one before it"
    if row["id"] is None:
        return f"the entry at {at} is missing"
    now = (str(row["id"]), hashlib.sha256(_written(row)).hexdigest())
    if hash_of(row["previous"], row) != row["hash"] and now not in vouched:
        return f"the entry at {at} is not as it was written"
    return None


async def keep(database: Database, namespace: str, days: int | None) -> None:
    """Keep the entries of the tenant for so many days; None for good."""
    async with database.transaction(affinity=namespace) as connection:
        await _held_head(connection, namespace)
        mine = AUDIT_HEAD.c.namespace == namespace
        await connection.execute(update(AUDIT_HEAD).where(mine).values(keep_days=days))


async def forget(database: Database, namespace: str) -> int:
    """Forget the beginning of the log, as far as its days are over. Returns how many entries went.

    What is left begins with the hash of what went, so it can be verified still.
    """
    tables = namespace_tables(namespace)
    links, audit = tables.audit_link.c, tables.audit.c
    async with database.transaction(affinity=namespace) as connection:
        head = await _held_head(connection, namespace)
        if head["keep_days"] is None:
            return 0
        # Whatever came later than the first that stays does so, too: a chain has no holes.
        young = exists(
            select(audit.id).where(audit.id == links.entry, audit.at >= _days_ago(head["keep_days"]))
        )
        first: int | None = await connection.value(select(func.min(links.position)).where(young))
        upto = head["position"] if first is None else first - 1
        if upto <= head["pruned"]:
            return 0
        gone = select(links.entry).where(links.position <= upto)
        rows = await connection.rows(delete(tables.audit).where(audit.id.in_(gone)).returning(audit.id))
        await connection.execute(delete(tables.audit_link).where(links.position <= upto))
        mine = AUDIT_HEAD.c.namespace == namespace
        await connection.execute(update(AUDIT_HEAD).where(mine).values(pruned=upto))
    return len(rows)


def _days_ago(days: int) -> object:
    return func.now() - func.make_interval(0, 0, 0, days)


def _sql(template: str, namespace: str) -> str:
    namespace_tables(namespace)
    return template.format(entry=_ENTRY, n=namespace, late=LATE, most=LINKS_AT_ONCE)
