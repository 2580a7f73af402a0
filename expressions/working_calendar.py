"""When a tenant works: weekdays, hours of the day, holidays, and days worked although they are none of the weekdays."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
"""In the order of ISO 8601."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """A part of the day that is worked; between two of them is a break.

    Attributes:
        start, end: times where the tenant is, `09:00`; `24:00` is the end of the day.
    """

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says.

    Attributes:
        date: `2026-10-01`.
        name: what people call it.
    """

    date: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When the tenant works.

    Attributes:
        weekdays: those that are worked.
        hours: of each working day, in order.
        holidays: days that are not worked, whatever their weekday.
        extra_working_days: days that are worked, whatever their weekday, such as those that make up for a holiday.
    """

    weekdays: tuple[Weekday, ...] = WEEKDAYS[:5]
    hours: tuple[WorkingHours, ...] = (WorkingHours("09:00", "17:00"),)
    holidays: tuple[CalendarDay, ...] = ()
    extra_working_days: tuple[CalendarDay, ...] = ()

    @property
    def worked(self) -> tuple[bool, ...]:
        """Of the seven weekdays from Monday on, whether each is worked."""
        return tuple(each in self.weekdays for each in WEEKDAYS)

    @property
    def exceptions(self) -> dict[date, int]:
        """The days that are not what their weekday says, in order: -1 where one is not worked, 1 where one is."""
        worked = self.worked
        found = {date.fromisoformat(each.date): -1 for each in self.holidays}
        found |= {date.fromisoformat(each.date): 1 for each in self.extra_working_days}
        return {day: found[day] for day in sorted(found) if worked[day.weekday()] == (found[day] < 0)}


OFFICE_WEEK = WorkingCalendar()
"""Monday to Friday from nine to five, without holidays: where nobody has said otherwise."""


def seconds_of(time: str) -> int:
    """Seconds from midnight to a time of working hours, which was checked."""
    hours, minutes = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60
