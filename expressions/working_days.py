"""Working days and working time as SQL: whole weeks by arithmetic, and a look-up among the days that differ.

Days are counted from a Monday before all that PostgreSQL has. How many working days there are up to a day is the
number of whole weeks times those of a week, those of the week begun, and the sum of the exceptions up to the day, which
`width_bucket` finds by halving a sorted array. So the costs do not depend on how far apart two days are, and hardly on
the number of exceptions; no table is read and nothing is looped over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
    Time,
    all_,
    and_,
    any_,
    case,
    cast,
    extract,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from expressions.operators.base import Column
from expressions.working_calendar import WorkingCalendar, seconds_of

FIRST_MONDAY: Column = literal_column("DATE '4714-11-24 BC'", Date())
"""The first day that PostgreSQL has, and a Monday."""

BEFORE_CHRIST = 1_721_426
"""Days from it to the first day of the year 1."""

LONGEST = 18
"""How often `working_seconds` repeats a moment, at most."""


@dataclass(frozen=True)
class _Counts:
    """A calendar as the arrays that its days are looked up in.

    Attributes:
        week: of each weekday from Monday on, the working days of its week up to it.
        places: of each working day of a week, the days from Monday to it.
        days: the exceptions, in order.
        sums: of the effects of none of them, of the first, of the first two, and so on.
        counts: of each exception, the working days up to it.
    """

    week: tuple[int, ...]
    places: tuple[int, ...]
    days: tuple[date, ...]
    sums: tuple[int, ...]
    counts: tuple[int, ...]


@cache
def _counts(calendar: WorkingCalendar) -> _Counts:
    worked, exceptions = calendar.worked, calendar.exceptions
    week = tuple(accumulate(map(int, worked)))
    sums = tuple(accumulate(exceptions.values(), initial=0))
    regular = (divmod(day.toordinal() - 1 + BEFORE_CHRIST, 7) for day in exceptions)
    counts = (weeks * week[-1] + week[place] for weeks, place in regular)
    return _Counts(
        week=week,
        places=tuple(place for place in range(7) if worked[place]),
        days=tuple(exceptions),
        sums=sums,
        counts=tuple(count + sum_ for count, sum_ in zip(counts, sums[1:], strict=True)),
    )


def working_days_up_to(calendar: WorkingCalendar, day: Column) -> Column:
    """How many working days there are up to `day`, it included, since long ago; integer. Repeats it three times."""
    counts, since = _counts(calendar), _since(day)
    found = (since // _whole(7)) * _whole(counts.week[-1]) + _at(
        counts.week, func.mod(since, _whole(7)) + _whole(1)
    )
    if not counts.days:
        return found
    return found + _at(counts.sums, func.width_bucket(day, _dates(counts.days)) + _whole(1))


def is_working_day(calendar: WorkingCalendar, day: Column) -> ColumnElement[bool]:
    """Whether the tenant works on `day`; null where it is unknown. Repeats it three times."""
    counts, worked, exceptions = _counts(calendar), calendar.worked, calendar.exceptions
    found: Column = _array(("t" if each else "f" for each in worked), Boolean())[
        func.mod(_since(day), _whole(7)) + _whole(1)
    ]
    if holidays := [each for each in counts.days if exceptions[each] < 0]:
        found = and_(found, day != all_(_dates(holidays)))
    if extra := [each for each in counts.days if exceptions[each] > 0]:
        found = or_(found, day == any_(_dates(extra)))
    return found


def moved_by_working_days(calendar: WorkingCalendar, day: Column, number: int) -> Column:
    """The day that is so many working days after `day`, or before it where `number` is negative; itself where it is 0.

    From a day that is not worked the next one that is, in the direction, is the first.
    """
    if number == 0:
        return day
    counts = _counts(calendar)
    per_week = _whole(counts.week[-1])
    before = working_days_up_to(calendar, day if number > 0 else day - _whole(1))
    # The working day with this number, counted since long ago: computed once, of whatever row `day` is.
    counted = (before + _whole(number if number > 0 else number + 1)).label("wanted")
    wanted: Column = select(counted).offset(_whole(0)).correlate_except().subquery().c.wanted
    regular, next_exception = wanted, None
    if counts.days:
        passed = func.width_bucket(wanted - _whole(1), _array(map(str, counts.counts), Integer())) + _whole(1)
        regular = wanted - _at(counts.sums, passed)
        next_exception = _dates(counts.days)[passed]
    weeks = (regular - _whole(1)) // per_week
    found: Column = (
        FIRST_MONDAY
        + weeks * _whole(7)
        + _at(counts.places, func.mod(regular - _whole(1), per_week) + _whole(1))
    )
    if next_exception is not None:
        # A day that is worked exceptionally can be the one, sooner than the weekdays say.
        found = func.least(found, next_exception, type_=Date())
    return select(cast(found, Date())).scalar_subquery()


def working_seconds(calendar: WorkingCalendar, start: Column, end: Column, zone: Column) -> Column:
    """The working time between two moments (timestamptz), in seconds, numeric; negative where `end` is before `start`.

    Days and hours are those of clocks in `zone`: a working day lasts as long as its hours say, on days too on which
    clocks are set forward or back within them. Null where a moment is unknown. Repeats each at most `LONGEST` times.
    """
    return working_seconds_up_to(calendar, end, zone) - working_seconds_up_to(calendar, start, zone)


def working_seconds_up_to(
    calendar: WorkingCalendar, moment: Column, zone: Column, *, exact: bool = True
) -> Column:
    """The working time up to a moment since long ago: what two moments differ by in it is `working_seconds` of them.

    Args:
        exact: as numeric; else as a float, which takes two thirds of the time and is right to a tenth of a millisecond.
    """
    number: TypeEngine[Any] = Numeric() if exact else Float()
    local = func.timezone(zone, moment, type_=DateTime())
    day = cast(local, Date())
    hours = [(seconds_of(each.start), seconds_of(each.end)) for each in calendar.hours]
    per_day = sum(end - start for start, end in hours)
    clock = cast(local, Time())
    at: Column = (
        extract("epoch", clock) if exact else func.date_part(literal_column("'epoch'"), clock, type_=number)
    )
    today = sum(
        (
            func.greatest(func.least(at, _whole(end)) - _whole(start), _whole(0), type_=number)
            for start, end in hours[1:]
        ),
        func.greatest(func.least(at, _whole(hours[0][1])) - _whole(hours[0][0]), _whole(0), type_=number),
    )
    before = cast(working_days_up_to(calendar, day - _whole(1)), number) * _whole(per_day)
    return before + case((is_working_day(calendar, day), today), else_=_whole(0))


def _since(day: Column) -> Column:
    """Days since the first Monday."""
    return type_coerce(day - FIRST_MONDAY, Integer())


def _whole(number: int) -> ColumnElement[int]:
    """A number as it stands in SQL: a bind parameter would be sent with each run."""
    return literal_column(str(number), Integer())


def _at(values: Iterable[int], place: Column) -> Column:
    return _array(map(str, values), Integer())[place]


def _dates(days: Iterable[date]) -> Column:
    return _array((each.isoformat() for each in days), Date())


def _array(values: Iterable[str], type_: Boolean | Integer | Date) -> Column:
    """Values that were checked, as a constant in SQL."""
    name = {"Boolean": "BOOLEAN", "Integer": "INTEGER", "Date": "DATE"}[type(type_).__name__]
    return literal_column(f"(CAST('{{{','.join(values)}}}' AS {name}[]))", ARRAY(type_))
