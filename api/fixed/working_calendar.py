"""The working calendar: what is shown of it, and the input of the change that sets it."""

from enum import Enum

import strawberry
from strawberry import UNSET

from api.fixed.inputs import or_none
from expressions.working_calendar import OFFICE_WEEK, CalendarDay, WorkingCalendar, WorkingHours
from metadata.changes.working_calendar import SetWorkingCalendar


@strawberry.enum(name="CatalogWeekday", description="A day of the week.")
class WeekdayName(Enum):
    """`expressions.working_calendar.Weekday`."""

    monday = "monday"
    tuesday = "tuesday"
    wednesday = "wednesday"
    thursday = "thursday"
    friday = "friday"
    saturday = "saturday"
    sunday = "sunday"


TIME = "A time where the tenant is, `09:00`; `24:00` is the end of the day."
DATE = "A date, `2026-10-01`."


@strawberry.type(name="CatalogWorkingHours", description="A part of the day that is worked.")
class HoursInfo:
    """From when to when."""

    start: str = strawberry.field(description=TIME)
    end: str = strawberry.field(description=TIME)


@strawberry.type(name="CatalogCalendarDay", description="A day that is not what its weekday says.")
class DayInfo:
    """A date and what people call it."""

    date: str = strawberry.field(description=DATE)
    name: str | None


@strawberry.type(name="CatalogWorkingCalendar", description="When the tenant works.")
class WorkingCalendarInfo:
    """All of the calendar."""

    weekdays: list[WeekdayName] = strawberry.field(description="Those that are worked.")
    hours: list[HoursInfo] = strawberry.field(
        description="Of each working day, in order; between two is a break."
    )
    holidays: list[DayInfo] = strawberry.field(description="Not worked, whatever their weekday.")
    extra_working_days: list[DayInfo] = strawberry.field(description="Worked, whatever their weekday.")


def calendar_info(calendar: WorkingCalendar) -> WorkingCalendarInfo:
    """The calendar as the API shows it."""
    return WorkingCalendarInfo(
        weekdays=[WeekdayName(each) for each in calendar.weekdays],
        hours=[HoursInfo(start=each.start, end=each.end) for each in calendar.hours],
        holidays=[DayInfo(date=each.date, name=each.name) for each in calendar.holidays],
        extra_working_days=[DayInfo(date=each.date, name=each.name) for each in calendar.extra_working_days],
    )


@strawberry.input(name="NewWorkingHours")
class HoursInput:
    """A part of the day that is worked; between two of them is a break."""

    start: str = strawberry.field(description=TIME)
    end: str = strawberry.field(description=TIME)


@strawberry.input(name="NewCalendarDay")
class DayInput:
    """A day that is not what its weekday says."""

    date: str = strawberry.field(description=DATE)
    name: str | None = strawberry.field(default=UNSET, description="What people call it.")


def _weekdays() -> list[WeekdayName]:
    return [WeekdayName(each) for each in OFFICE_WEEK.weekdays]


def _hours() -> list[HoursInput]:
    return [HoursInput(start=each.start, end=each.end) for each in OFFICE_WEEK.hours]


@strawberry.input(name="SetWorkingCalendar")
class SetWorkingCalendarInput:
    """Say which days and hours are worked, all of them anew: what rules count as working days and working hours."""

    weekdays: list[WeekdayName] = strawberry.field(
        default_factory=_weekdays, description="Those that are worked."
    )
    hours: list[HoursInput] = strawberry.field(
        default_factory=_hours, description="Of each working day, in order."
    )
    holidays: list[DayInput] = strawberry.field(
        default_factory=list, description="Not worked, whatever their weekday."
    )
    extra_working_days: list[DayInput] = strawberry.field(
        default_factory=list,
        description="Worked, whatever their weekday, such as those that make up for a holiday.",
    )


def calendar_change(given: SetWorkingCalendarInput) -> SetWorkingCalendar:
    """The change that the input says."""
    return SetWorkingCalendar(
        weekdays=tuple(each.value for each in given.weekdays),
        hours=tuple(WorkingHours(each.start, each.end) for each in given.hours),
        holidays=tuple(map(_day, given.holidays)),
        extra_working_days=tuple(map(_day, given.extra_working_days)),
    )


def _day(given: DayInput) -> CalendarDay:
    return CalendarDay(given.date, or_none(given.name))
