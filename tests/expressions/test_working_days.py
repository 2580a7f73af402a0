"""Working days and working time: the SQL against a walk from day to day in Python."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, DateTime, Text, cast, func, literal, select

from core.database import Database
from expressions.operators.base import Column
from expressions.working_calendar import (
    OFFICE_WEEK,
    WEEKDAYS,
    CalendarDay,
    WorkingCalendar,
    WorkingHours,
    seconds_of,
)
from expressions.working_days import (
    is_working_day,
    moved_by_working_days,
    working_days_up_to,
    working_seconds,
)

FROM, UP_TO = date(2025, 12, 1), date(2026, 3, 31)

CHINA_2026 = WorkingCalendar(
    hours=(WorkingHours("09:00", "12:00"), WorkingHours("13:30", "18:00")),
    holidays=tuple(CalendarDay(f"2026-02-{day}", "春节") for day in range(15, 24)),
    extra_working_days=(CalendarDay("2026-02-14"), CalendarDay("2026-02-28")),
)
ROUND_THE_CLOCK = WorkingCalendar(weekdays=WEEKDAYS, hours=(WorkingHours("00:00", "24:00"),))


def works(calendar: WorkingCalendar, day: date) -> bool:
    if day.isoformat() in {each.date for each in calendar.holidays}:
        return False
    if day.isoformat() in {each.date for each in calendar.extra_working_days}:
        return True
    return WEEKDAYS[day.weekday()] in calendar.weekdays


def walked(calendar: WorkingCalendar, day: date, number: int) -> date:
    step = timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while not works(calendar, day):
            day += step
    return day


def counted(calendar: WorkingCalendar, first: date, second: date) -> int:
    if second < first:
        return -counted(calendar, second, first)
    return sum(works(calendar, first + timedelta(days=each)) for each in range(1, (second - first).days + 1))


def days_of(calendar: WorkingCalendar, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The parts of time that are worked, as moments of clocks without their zone."""
    day = FROM - timedelta(days=3)
    while day <= UP_TO + timedelta(days=3):
        if works(calendar, day):
            midnight = datetime(day.year, day.month, day.day)
            for each in calendar.hours:
                yield (
                    midnight + timedelta(seconds=seconds_of(each.start)),
                    midnight + timedelta(seconds=seconds_of(each.end)),
                )
        day += timedelta(days=1)


def worked(calendar: WorkingCalendar, start: datetime, end: datetime, zone: str) -> float:
    if end < start:
        return -worked(calendar, end, start, zone)
    one, other = (each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in (start, end))
    return sum(
        max((min(other, until) - max(one, since)).total_seconds(), 0)
        for since, until in days_of(calendar, zone)
    )


DAYS = st.dates(FROM, UP_TO)
MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 3, 31), timezones=st.just(UTC))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    days = draw(st.lists(DAYS, unique=True, max_size=40))
    cut = draw(st.integers(0, len(days)))
    times = sorted(draw(st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True)))
    hours = zip(times[::2], times[1::2], strict=False)
    return WorkingCalendar(
        weekdays=tuple(draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))),
        hours=tuple(WorkingHours(*(f"{each // 4:02}:{each % 4 * 15:02}" for each in part)) for part in hours),
        holidays=tuple(CalendarDay(each.isoformat()) for each in days[:cut]),
        extra_working_days=tuple(CalendarDay(each.isoformat()) for each in days[cut:]),
    )


def as_day(day: date) -> Column:
    return cast(literal(day, Date()), Date())


def as_moment(moment: datetime) -> Column:
    return cast(literal(moment, DateTime(timezone=True)), DateTime(timezone=True))


async def asked(database: Database, *values: Column) -> list[object]:
    (found,) = await database.rows(
        select(*(value.label(f"v{at}") for at, value in enumerate(values))), affinity=""
    )
    return [*found]


property_of_calendars = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@property_of_calendars
@given(calendar=calendars(), first=DAYS, second=DAYS, number=st.integers(-60, 60))
async def test_days_are_those_that_a_walk_finds(
    database: Database, calendar: WorkingCalendar, first: date, second: date, number: int
) -> None:
    one, other = as_day(first), as_day(second)
    between, is_one, moved = await asked(
        database,
        working_days_up_to(calendar, other) - working_days_up_to(calendar, one),
        is_working_day(calendar, one),
        moved_by_working_days(calendar, one, number),
    )
    assert between == counted(calendar, first, second)
    assert is_one is works(calendar, first)
    assert moved == walked(calendar, first, number)


@property_of_calendars
@given(
    calendar=calendars(),
    start=MOMENTS,
    end=MOMENTS,
    zone=st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]),
)
async def test_working_time_is_that_of_the_clocks_of_the_zone(
    database: Database, calendar: WorkingCalendar, start: datetime, end: datetime, zone: str
) -> None:
    (seconds,) = await asked(
        database, working_seconds(calendar, as_moment(start), as_moment(end), literal(zone, Text()))
    )
    assert float(str(seconds)) == pytest.approx(worked(calendar, start, end, zone), abs=1e-5)


async def test_days_that_make_up_for_a_holiday_are_worked(database: Database) -> None:
    friday, saturday = as_day(date(2026, 2, 13)), as_day(date(2026, 2, 14))
    assert await asked(
        database,
        is_working_day(CHINA_2026, saturday),
        is_working_day(CHINA_2026, as_day(date(2026, 2, 16))),
        moved_by_working_days(CHINA_2026, friday, 1),
        moved_by_working_days(CHINA_2026, friday, 2),
        moved_by_working_days(CHINA_2026, as_day(date(2026, 2, 24)), -1),
        working_days_up_to(CHINA_2026, as_day(date(2026, 2, 28))) - working_days_up_to(CHINA_2026, friday),
    ) == [True, False, date(2026, 2, 14), date(2026, 2, 24), date(2026, 2, 14), 6]


async def test_a_break_is_no_working_time(database: Database) -> None:
    start, end = datetime(2026, 3, 2, 3, 0, tzinfo=UTC), datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    zone = literal("Asia/Shanghai", Text())
    seconds = working_seconds(CHINA_2026, as_moment(start), as_moment(end), zone)
    # From eleven to half past two, with a break from noon to half past one.
    assert await asked(database, cast(seconds, Text())) == ["7200.000000"]


async def test_the_first_and_the_last_day_that_there_are_count_too(database: Database) -> None:
    first, last = date(1, 1, 1), date(9999, 12, 31)
    between, before, after = await asked(
        database,
        working_days_up_to(OFFICE_WEEK, as_day(last)) - working_days_up_to(OFFICE_WEEK, as_day(first)),
        cast(moved_by_working_days(OFFICE_WEEK, as_day(first), -5_000), Text()),
        cast(moved_by_working_days(OFFICE_WEEK, as_day(last), 5_000), Text()),
    )
    weeks, rest = divmod((last - first).days, 7)
    assert between == weeks * 5 + rest
    assert (before, after) == ("0020-11-02 BC", "10019-03-01")


async def test_what_is_unknown_stays_so(database: Database) -> None:
    day, moment = cast(literal(None), Date()), cast(literal(None), DateTime(timezone=True))
    known = as_moment(datetime(2026, 3, 2, tzinfo=UTC))
    zone = literal("UTC", Text())
    assert (
        await asked(
            database,
            working_days_up_to(CHINA_2026, day),
            is_working_day(CHINA_2026, day),
            moved_by_working_days(CHINA_2026, day, 3),
            working_seconds(CHINA_2026, moment, known, zone),
            working_seconds(CHINA_2026, known, moment, zone),
        )
        == [None] * 5
    )


async def test_working_time_is_summed_over_rows(database: Database) -> None:
    start, end = (as_moment(datetime(2026, month, 1, tzinfo=UTC)) for month in (1, 3))
    rows = func.generate_series(start, end, func.make_interval(0, 0, 0, 0, 1)).column_valued("at")
    total = working_seconds(ROUND_THE_CLOCK, start, rows, literal("UTC", Text()))
    hours = 24 * (31 + 28)
    ((found,),) = await database.rows(select(func.sum(total)), affinity="")
    assert float(str(found)) == 3600 * hours * (hours + 1) // 2
