"""A rate as people write it: `600/minute`."""

import limits
from limits import RateLimitItem

MOST_RATE = 100_000_000
DAY_SECONDS = 86_400


def parse_rate(text: str) -> RateLimitItem:
    """The rate: so many in a window of time.

    Raises:
        ValueError: where the text is none, with more than `MOST_RATE` or a window of more than a day.
    """
    wrong = ValueError(f"must look like 600/minute, of at most {MOST_RATE:,} in at most a day, not {text!r}")
    try:
        found = limits.parse(text)
    except ValueError as error:
        raise wrong from error
    if not (0 < found.amount <= MOST_RATE and found.get_expiry() <= DAY_SECONDS):
        raise wrong
    return found


def rate_text(rate: RateLimitItem) -> str:
    """The rate as `parse_rate` reads it."""
    unit = rate.GRANULARITY.name
    return f"{rate.amount}/{unit}" if rate.multiples == 1 else f"{rate.amount}/{rate.multiples} {unit}"
