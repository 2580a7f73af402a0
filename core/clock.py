"""Moments, times of day and lengths of time as ISO 8601 writes them, in the few forms that are taken; time zones."""

import re
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import available_timezones

# time.fromisoformat would also take 0930, T09:30, fractions and offsets.
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
# datetime.fromisoformat would also take 20260131T0930, 2026-W05-6T09:30, offsets of seconds and, from Python 3.13 on,
# 24:00, and cut off what is finer than a microsecond.
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6}0*)?)?"
    r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_DURATION = re.compile(
    r"P(?=[0-9T])(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,12})S)?)?"
)


def read_moment(text: str) -> datetime:
    """The moment of `YYYY-MM-DDTHH:MM:SS.ffffff+HH:MM`; seconds and offset may be left out, a space may be the T.

    It is without a zone where no offset is written.

    Raises:
        ValueError: it is written otherwise, finer than a microsecond, or there is no such moment.
    """
    written = text.upper()
    if not _MOMENT.fullmatch(written):
        raise ValueError("no moment")
    return datetime.fromisoformat(written)


def read_time(text: str) -> time:
    """The time of `HH:MM` or `HH:MM:SS`.

    Raises:
        ValueError: it is neither, or no such time.
    """
    if not _TIME.fullmatch(text):
        raise ValueError("no time of day")
    return time.fromisoformat(text)


def read_duration(text: str) -> timedelta:
    """The length of `P1DT2H3M4S` in whole seconds; parts may be left out, and be larger than the next one is.

    Months and years are not taken, for they have no length of their own.

    Raises:
        ValueError: it is written otherwise, or longer than Python's longest.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError("no duration")
    try:
        return timedelta(**{unit: int(number or 0) for unit, number in found.groupdict().items()})
    except OverflowError as error:
        raise ValueError("too long a duration") from error


@cache
def time_zones() -> frozenset[str]:
    """Names of the IANA time zone database that PostgreSQL knows too."""
    return frozenset(available_timezones()) - {"localtime", "Factory", "posixrules"}
