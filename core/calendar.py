"""Dates and moments on their way to and from PostgreSQL, each of them as itself.

asyncpg takes the first and the last day (and microsecond) that Python has for PostgreSQL's infinities, so that
`9999-12-31`, which people write for "for ever", would be kept and answered as `infinity`.
"""

from datetime import UTC, date, datetime, timedelta

ORIGIN_DAY = date(2000, 1, 1)
ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def encode_date(day: date) -> tuple[int]:
    """Days since the start of 2000, as PostgreSQL counts them."""
    return (day.toordinal() - ORIGIN_DAY.toordinal(),)


def decode_date(days: tuple[int]) -> date:
    """The day so many days after the start of 2000."""
    return date.fromordinal(ORIGIN_DAY.toordinal() + days[0])


def encode_moment(moment: datetime) -> tuple[int]:
    """Microseconds since the start of 2000 in UTC; the moment has an offset."""
    return ((moment - ORIGIN) // MICROSECOND,)


def decode_moment(microseconds: tuple[int]) -> datetime:
    """The moment so many microseconds after the start of 2000, in UTC."""
    return ORIGIN + microseconds[0] * MICROSECOND
