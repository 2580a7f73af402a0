"""The change of the tenant's working calendar."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.sentences import NO_WORDS, Sentence, joined
from expressions.working_calendar import OFFICE_WEEK, CalendarDay, Weekday, WorkingCalendar, WorkingHours
from metadata.catalog import Catalog
from metadata.changes.base import Change, raise_problems
from metadata.working_calendar import calendar_problems

_DAYS = {
    "monday": "周一",
    "tuesday": "周二",
    "wednesday": "周三",
    "thursday": "周四",
    "friday": "周五",
    "saturday": "周六",
    "sunday": "周日",
}


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

    def sentence(self) -> Sentence:
        hours = joined(
            [Sentence("{} to {}", "{} 到 {}").of(each.start, each.end) for each in self.hours], ", ", "、"
        )
        days = joined([Sentence(each.capitalize(), _DAYS[each]) for each in self.weekdays], ", ", "、")
        but = extra = NO_WORDS
        if self.holidays:
            but = Sentence(", but for {} holidays", "，{} 个节假日除外").of(len(self.holidays))
        if self.extra_working_days:
            extra = Sentence(", and on {} days besides", "，另有 {} 天调休上班").of(
                len(self.extra_working_days)
            )
        return Sentence("Work on {} from {}{}{}.", "工作时间：{} {}{}{}。").of(days, hours, but, extra)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "Working days and hours are counted by another calendar.",
                "工作日和工作时间按另一个日历计算。",
            ),
        )


def calendar_set(calendar: WorkingCalendar) -> SetWorkingCalendar:
    """The change that sets the calendar."""
    return SetWorkingCalendar(
        calendar.weekdays, calendar.hours, calendar.holidays, calendar.extra_working_days
    )
