"""What one address may ask for without credentials, or have this installation ask others: sign-ups, links for new
passwords, sign-ins that fail or that a provider does.

Who tries one password on a thousand accounts fails once at each (`tenants.throttle` counts for the account), and a
thousand times from where they are. Counted over all processes, an address of IPv6 by its /64; what succeeds does not
count, and a device that was there before is not asked, so that whoever shares the address goes on signing in.
"""

import math
from dataclasses import dataclass

from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants.rate_windows import RateWindows
from tenants.throttle import Whence, neighbourhood, wait_for
from tenants.tokens import token_hash

HOUR = 3_600


@dataclass(frozen=True)
class Bound:
    """So many of something in an hour, from one address.

    Attributes:
        code: of the refusal.
    """

    what: str
    most: int
    code: str

    def key(self, whence: Whence) -> str | None:
        """Of the counter; None where the address may be anybody's."""
        if whence.address is None or whence.shared:
            return None
        # A hash, so that the table is no list of who came from where.
        return f"{self.what}:{token_hash(neighbourhood(whence.address)).hex()}"

    def refusal(self, seconds: int) -> SluiceError:
        """Of one more."""
        return fault(
            self.code,
            Sentence("too many {} from this address", "来自此网络地址的{}过多").of(self.what),
            hint=wait_for(seconds),
            seconds=seconds,
        )


FAILED_SIGN_INS = Bound(Sentence("failed sign-ins", "失败的登录"), 100, "SIGN_IN_THROTTLED")
SIGN_UPS = Bound(Sentence("sign-ups", "注册"), 20, "ADDRESS_THROTTLED")
PROVIDER_STEPS = Bound(
    Sentence("sign-ins by an identity provider", "身份提供方登录"), 4_000, "ADDRESS_THROTTLED"
)
"""Beginning one and coming back are two, and a large office has one address."""
PROVIDER_TRIALS = Bound(Sentence("trials of an identity provider", "身份提供方试用"), 60, "ADDRESS_THROTTLED")
RESETS = Bound(Sentence("links for new passwords", "重置密码申请"), 20, "ADDRESS_THROTTLED")


async def take(database: Database, bound: Bound, whence: Whence) -> None:
    """Count one more.

    Raises:
        SluiceError: the bound's code, and nothing is counted.
    """
    key = bound.key(whence)
    if key is None:
        return
    windows = RateWindows(database)
    if await windows.acquire_sliding_window_entry(key, bound.most, HOUR):
        return
    before, _, _, left = await windows.get_sliding_window(key, HOUR)
    # What was used in the hour before comes free bit by bit; what was used in this one, from its end on.
    wait = HOUR / before if before else left - HOUR + HOUR / bound.most
    raise bound.refusal(max(1, math.ceil(wait)))


async def give_back(database: Database, bound: Bound, whence: Whence) -> None:
    """Count one less: it is none of these after all."""
    key = bound.key(whence)
    if key is not None:
        await RateWindows(database).acquire_sliding_window_entry(key, bound.most, HOUR, -1)
