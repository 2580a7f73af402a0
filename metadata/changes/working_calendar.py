"""The change of the tenant's working calendar."""

from dataclasses import dataclass, replace
from typing import ClassVar

from expressions.working_calendar import OFFICE_WEEK, CalendarDay, Weekday, WorkingCalendar, WorkingHours
from metadata.catalog import Catalog
from metadata.changes.base import Change, raise_problems
from metadata.working_calendar import calendar_problems


@dataclass(frozen=True)
class SetWorkingCalendar(Change):
    """The days and hours that are worked, all of them: what is left out is as of a calendar that nobody has set.

    What counts working days has no column, so nothing is written.
    """

    kind: ClassVar[str] = "setWorkingCalendar"

    weekdays: tuple[Weekday, ...] = OFFICE_WEEK.weekdays
    hours: tuple[WorkingHours, ...] = OFFICE_WEEK.hours
    holidays: tuple[CalendarDay, ...] = ()
    extra_working_days: tuple[CalendarDay, ...] = ()

    def apply(self, catalog: Catalog) -> Catalog:
        calendar = WorkingCalendar(self.weekdays, self.hours, self.holidays, self.extra_working_days)
        raise_problems(calendar_problems(calendar))
        return replace(catalog, working_calendar=calendar)

    def sentence(self) -> str:
        hours = ", ".join(f"{each.start} to {each.end}" for each in self.hours)
        days = ", ".join(each.capitalize() for each in self.weekdays)
        but = f", but for {len(self.holidays)} holidays" if self.holidays else ""
        extra = f", and on {len(self.extra_working_days)} days besides" if self.extra_working_days else ""
        return f"Work on {days} from {hours}{but}{extra}."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        return ("Working days and hours are counted by another calendar.",)


def calendar_set(calendar: WorkingCalendar) -> SetWorkingCalendar:
    """The change that sets the calendar."""
    return SetWorkingCalendar(
        calendar.weekdays, calendar.hours, calendar.holidays, calendar.extra_working_days
    )
