"""Every day and moment that Python has goes to PostgreSQL and back as itself; none of them is an infinity."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

DAYS = [date.min, date(1582, 10, 4), date(1999, 12, 31), date(2000, 1, 1), date(2026, 2, 28), date.max]
MOMENTS = [
    datetime.min.replace(tzinfo=UTC),
    datetime(1999, 12, 31, 23, 59, 59, 999999, UTC),
    datetime(2000, 1, 1, tzinfo=UTC),
    datetime(2026, 2, 28, 9, 30, tzinfo=timezone(timedelta(hours=8))),
    datetime.max.replace(tzinfo=UTC),
]


@pytest.mark.parametrize("day", DAYS)
async def test_a_day(database, day):
    sql = "select $1::date, $1::date::text, array[$1::date], $2::date[]"
    row = await database.fetch_row(sql, [day, [day]], affinity="")
    assert list(row) == [day, day.isoformat(), [day], [day]]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_moment(database, moment):
    sql = (
        "select $1::timestamptz, $1::timestamptz::text like '%infinity', "
        "$2::timestamptz[], $1::timestamptz = $3::text::timestamptz"
    )
    text = moment.astimezone(UTC).isoformat()
    row = await database.fetch_row(sql, [moment, [moment], text], affinity="")
    assert list(row) == [moment, False, [moment], True]


async def test_none(database):
    row = await database.fetch_row("select $1::date, $2::timestamptz", [None, None], affinity="")
    assert list(row) == [None, None]
