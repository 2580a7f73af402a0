"""Which rate limits hold for whom: those of the tenant's plan, and where it has none, those of the installation.

They are found out once for a caller, with the rest of what is known of them; `tenants.rates` counts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast
from uuid import UUID

from limits import RateLimitItem

from core.errors import fault
from core.rates import parse_rate, rate_text

Policy = Literal["key", "tenant"]


@dataclass(frozen=True)
class Rates:
    """How many requests are let through; None for any number.

    Attributes:
        key: of each key, or all sessions of a member together.
        tenant: of all callers of a tenant together.
    """

    key: RateLimitItem | None = None
    tenant: RateLimitItem | None = None

    def given(self) -> dict[Policy, RateLimitItem]:
        """Those that there are. Keys first: what one is refused for uses up nothing of its tenant's."""
        both: dict[Policy, RateLimitItem | None] = {"key": self.key, "tenant": self.tenant}
        return {policy: rate for policy, rate in both.items() if rate is not None}

    def else_by(self, usual: "Rates") -> "Rates":
        """These, and what is not among them as usual."""
        return Rates(self.key or usual.key, self.tenant or usual.tenant)

    def texts(self) -> dict[str, str]:
        """Those that there are, by policy, as people write them."""
        return {policy: rate_text(rate) for policy, rate in self.given().items()}


NO_RATES = Rates()


class Limit(NamedTuple):
    """A rate limit of one caller.

    Attributes:
        subject: whose requests are counted together.
        name: of the counter within a process.
    """

    policy: Policy
    item: RateLimitItem
    subject: str
    name: str


def limits_of(rates: Rates, tenant_id: UUID, credential: str) -> tuple[Limit, ...]:
    """The limits of a caller with that credential."""
    subjects: dict[Policy, str] = {"key": credential, "tenant": f"tenant:{tenant_id}"}
    return tuple(
        Limit(policy, item, subjects[policy], f"{subjects[policy]}/{item.key_for()}")
        for policy, item in rates.given().items()
    )


def rates_given(texts: Mapping[str, str | None]) -> Rates:
    """The rates of a plan as somebody gives them, by policy.

    Raises:
        SluiceError: INVALID_VALUE, with the policy as its path.
    """
    found: dict[str, RateLimitItem] = {}
    for policy, text in texts.items():
        if text is None:
            continue
        try:
            found[policy] = parse_rate(text)
        except ValueError as error:
            raise fault("INVALID_VALUE", f"a rate {error}", policy) from error
    return Rates(**found)


def rates_from(value: object) -> Rates:
    """The rates in the JSON of a plan; none where there is no plan."""
    if value is None:
        return NO_RATES
    given = cast(Mapping[str, str], json.loads(cast("str | bytes", value)))
    return Rates(**{policy: parse_rate(text) for policy, text in given.items()})
