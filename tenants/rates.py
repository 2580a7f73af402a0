"""Rate limits of tenants and keys: counted together by all processes, and yet without a round trip for each request.

A process takes a *share* of a limit, so many requests at once, and gives it out from memory. A share has the size of
what is asked for: it begins with one, or as many as wait, is doubled each time that it is used up, up to a fiftieth of
the limit, and begins anew after a lull. What of it is not used within some seconds is given up, and counts as used.
So of a window no more than the limit is let through, whatever the number of processes and machines; where load goes
from some processes to others, the limit is at most as many fiftieths smaller as these are.
"""

import asyncio
import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from limits import RateLimitItem
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.rate_limits import Limit, Policy
from tenants.rate_windows import RateWindows

SHARES = 50
"""A process has at most one of so many parts of a limit in its hands."""
SHARE_SECONDS = 5.0
LEAST_WAIT_SECONDS = 0.25
"""So long nobody asks again after there was nothing left, however many come."""
REMEMBERED = 20_000


class Standing(NamedTuple):
    """How a caller stands with one limit.

    Attributes:
        remaining: requests that are left, at least, as far as this process knows.
        seconds: until more are.
    """

    policy: Policy
    item: RateLimitItem
    remaining: int
    seconds: int


@dataclass(slots=True)
class _Share:
    """What a process has in its hands of one limit.

    Attributes:
        left: requests it may let through until `ends`.
        size: of the share that `left` is the rest of.
        beyond: what was left of the limit when it was taken.
        resets: when more of the limit is left.
        nothing_until: there was nothing left, and until then nobody asks again.
        waiting: how many wait for the next.
    """

    left: int = 0
    size: int = 0
    ends: float = 0.0
    beyond: int = 0
    resets: float = 0.0
    nothing_until: float = 0.0
    waiting: int = 0
    taking: asyncio.Task[None] | None = field(default=None)


class RateLimits:
    """The limits of a process."""

    def __init__(self, database: Database) -> None:
        self.windows = RateWindows(database)
        self._limiter = SlidingWindowCounterRateLimiter(self.windows)
        # By the name of a limit; what was used longest ago first, but for what is taken from memory.
        self._shares: OrderedDict[str, _Share] = OrderedDict()

    async def take(self, limits: tuple[Limit, ...]) -> tuple[Standing, ...]:
        """Let one request through that these limits hold for, in their order, and tell how it stands with each.

        Raises:
            LimitedError: there is nothing left.
            SluiceError: UNAVAILABLE, TIMEOUT.
        """
        found: list[Standing] = []
        for limit in limits:
            share = self._shares.get(limit.name) or self._new_share(limit.name)
            now = time.monotonic()
            if share.left and now < share.ends:
                share.left -= 1
            elif not await self._taken(share, limit):
                raise LimitedError(_standing(limit, share, time.monotonic()), tuple(found))
            found.append(_standing(limit, share, now))
        return tuple(found)

    def _new_share(self, name: str) -> _Share:
        share = self._shares[name] = _Share()
        if len(self._shares) > REMEMBERED:
            self._shares.popitem(last=False)
        return share

    async def _taken(self, share: _Share, limit: Limit) -> bool:
        while True:
            now = time.monotonic()
            if share.left and now < share.ends:
                share.left -= 1
                return True
            if now < share.nothing_until:
                return False
            if limit.name in self._shares:
                self._shares.move_to_end(limit.name)
            share.waiting += 1
            try:
                if share.taking is None:
                    share.taking = asyncio.create_task(self._take_share(share, limit.item, limit.subject))
                # Whoever gives up leaves the share to the others.
                await asyncio.shield(share.taking)
            finally:
                share.waiting -= 1

    async def _take_share(self, share: _Share, item: RateLimitItem, subject: str) -> None:
        try:
            now = time.monotonic()
            # One that was used up before its end was too small.
            wanted = share.size * 2 if share.size and not share.left and now < share.ends else 1
            size = max(1, min(max(wanted, share.waiting), item.amount // SHARES))
            taken = await self._limiter.hit(item, subject, cost=size)
            stats = await self._limiter.get_window_stats(item, subject)
            if not taken and stats.remaining:
                size = min(size, stats.remaining)
                taken = await self._limiter.hit(item, subject, cost=size)
                stats = await self._limiter.get_window_stats(item, subject)
            now = time.monotonic()
            share.left, share.size = (size, size) if taken else (0, 0)
            share.ends = now + min(SHARE_SECONDS, item.get_expiry() / 2)
            share.beyond = stats.remaining
            share.resets = now + max(0.0, stats.reset_time - time.time())
            if not taken:
                share.nothing_until = max(now + LEAST_WAIT_SECONDS, share.resets)
        finally:
            share.taking = None


def _standing(limit: Limit, share: _Share, now: float) -> Standing:
    until = share.nothing_until if share.nothing_until > share.resets else share.resets
    return Standing(limit.policy, limit.item, share.beyond + share.left, math.ceil(until - now) or 1)


class LimitedError(SluiceError):
    """A limit lets no more through for now.

    Attributes:
        standings: with the limits that were asked, the one that refuses last.
        seconds: until it is worth to try again.
    """

    def __init__(self, refusing: Standing, others: tuple[Standing, ...]) -> None:
        policy, amount, seconds = refusing.policy, refusing.item.amount, refusing.item.get_expiry()
        whose = Sentence("tenant", "本公司") if policy == "tenant" else Sentence("credential", "此密钥或登录")
        error = fault(
            "RATE_LIMITED",
            Sentence(
                "This {0} may make {1:,} requests in {2:,} s, and has",
                "{0}在 {2:,} 秒内最多可以发出 {1:,} 次请求，现已达到上限",
            ).of(whose, amount, seconds),
            hint=Sentence("Try again in {} s, as the header `Retry-After` says.", "请在 {} 秒后重试。").of(
                refusing.seconds
            ),
            policy=policy,
            retryAfter=refusing.seconds,
        )
        super().__init__(error.problems)
        self.standings = (*others, refusing)
        self.seconds = refusing.seconds


def rate_headers(standings: tuple[Standing, ...]) -> tuple[tuple[bytes, bytes], ...]:
    """`RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-09 (structured fields, RFC 9651)."""
    now = ", ".join([f'"{each.policy}";r={each.remaining};t={each.seconds}' for each in standings])
    policies = _policies(*[(each.policy, each.item) for each in standings])
    return (b"ratelimit-policy", policies), (b"ratelimit", now.encode())


@lru_cache
def _policies(*limits: tuple[Policy, RateLimitItem]) -> bytes:
    return ", ".join(f'"{policy}";q={item.amount};w={item.get_expiry()}' for policy, item in limits).encode()
