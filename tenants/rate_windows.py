"""How much of a rate limit is used up, by all processes together: a storage of the library `limits` on `platform`.

The library's strategy is that of its sliding window counter: what was used in the window before counts by how much of
it the last `expiry` seconds reach into. To acquire is one statement, which waits for nobody but who acquires for the
same key at the same moment. The clock is the database's, so that of no machine matters.
"""

from collections.abc import Sequence

from limits.aio.storage import Storage
from limits.aio.storage.base import SlidingWindowCounterSupport

from core.connection import Record
from core.database import Database
from core.errors import SluiceError
from tenants.platform import AFFINITY

Window = tuple[int, float, int, float]
"""Used in the window before, and seconds until that counts no more; used in this one, and seconds until it does not."""

_NOW = "WITH now AS (SELECT extract(epoch FROM statement_timestamp()) / $2::int AS at)"
_ACQUIRE = f"""
{_NOW}, taken AS (
    INSERT INTO platform.rate_window AS used (key, number, before, current)
    SELECT $1, floor(at)::bigint, 0, $3::int FROM now WHERE $3::int <= $4::int
    ON CONFLICT (key) DO UPDATE SET
        number = greatest(used.number, excluded.number),
        before = CASE
            WHEN used.number >= excluded.number THEN used.before
            WHEN used.number = excluded.number - 1 THEN used.current
            ELSE 0
        END,
        current = excluded.current + CASE WHEN used.number >= excluded.number THEN used.current ELSE 0 END,
        used_at = now()
    WHERE excluded.current
        + CASE WHEN used.number >= excluded.number THEN used.current ELSE 0 END
        + floor((1 - ((SELECT at FROM now) - excluded.number)) * CASE
            WHEN used.number >= excluded.number THEN used.before
            WHEN used.number = excluded.number - 1 THEN used.current
            ELSE 0
        END) <= $4::int
    RETURNING number, before, current
)
SELECT true AS acquired, number, before, current, at::float8 FROM taken, now
UNION ALL
SELECT false, number, before, current, at::float8 FROM platform.rate_window, now
WHERE key = $1 AND NOT EXISTS (SELECT FROM taken)
"""  # noqa: S608 - nothing of it comes from outside
_LOOK = f"""
{_NOW} SELECT number, before, current, at::float8 FROM platform.rate_window, now WHERE key = $1
"""  # noqa: S608 - nothing of it comes from outside


class RateWindows(Storage, SlidingWindowCounterSupport):
    """The counters, as the library's strategy asks for them."""

    STORAGE_SCHEME = ["sluice"]  # noqa: RUF012 - as the library declares it

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        # What an acquisition has just seen, for whoever asks right after it how much is left.
        self._seen: dict[str, Window] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the library would wrap, if it were told to."""
        return SluiceError

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Use up so much of the limit, or nothing where it is not there."""
        rows = await self._fetch(_ACQUIRE, [key, expiry, amount, limit])
        self._seen[key] = _window(rows, expiry)
        return bool(rows) and bool(rows[0]["acquired"])

    async def get_sliding_window(self, key: str, expiry: int) -> Window:
        """The counters, as an acquisition just before has seen them, else as they are now."""
        seen = self._seen.pop(key, None)
        return seen or _window(await self._fetch(_LOOK, [key, expiry]), expiry)

    async def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget what is used up."""
        await self.clear(key)

    async def clear(self, key: str) -> None:
        """Forget what is used up."""
        await self._fetch("DELETE FROM platform.rate_window WHERE key = $1", [key])

    async def forget(self, hours: int) -> None:
        """Forget the keys that were not used for so many hours."""
        await self._fetch(
            "DELETE FROM platform.rate_window WHERE used_at < now() - make_interval(hours => $1)", [hours]
        )

    async def check(self) -> bool:
        """Whether the counters can be read."""
        return bool(await self._fetch("SELECT count(*) FROM platform.rate_window WHERE key = ''", []))

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Of another strategy."""
        raise NotImplementedError

    async def get(self, key: str) -> int:
        """Of another strategy."""
        raise NotImplementedError

    async def get_expiry(self, key: str) -> float:
        """Of another strategy."""
        raise NotImplementedError

    async def reset(self) -> int | None:
        """Forget everything."""
        await self._fetch("DELETE FROM platform.rate_window", [])
        return None

    async def _fetch(self, sql: str, values: Sequence[object]) -> list[Record]:
        return await self._database.fetch(sql, values, affinity=AFFINITY)


def _window(rows: Sequence[Record], expiry: int) -> Window:
    if not rows:
        return 0, 0.0, 0, 0.0
    row = rows[0]
    gone = row["at"] - row["number"]
    if gone >= 2:
        return 0, 0.0, 0, 0.0
    if gone >= 1:
        return row["current"], (2 - gone) * expiry, 0, 0.0
    left = (1 - gone) * expiry
    return row["before"], left, row["current"], left + expiry
