"""What is wrong with a working calendar."""

import re
from collections.abc import Iterator
from datetime import date

from core.errors import Problem
from core.sentences import Sentence
from expressions.literals import ISO_DATE
from expressions.working_calendar import CalendarDay, WorkingCalendar, seconds_of
from metadata.part_checks import count_problems

MOST_DAYS = 500
"""Holidays, and days worked exceptionally: they stand in each statement that asks for working days."""
MOST_HOURS = 4
"""Parts of a day that is worked: three breaks."""
MOST_NAME_CHARACTERS = 200

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def calendar_problems(calendar: WorkingCalendar) -> tuple[Problem, ...]:
    """Every problem, with paths within the calendar."""
    return tuple(_problems(calendar))


def _problems(calendar: WorkingCalendar) -> Iterator[Problem]:
    if not calendar.weekdays:
        hint = "Name at least one; days that are worked exceptionally are not enough."
        yield Problem("CATALOG_INVALID", "No day of the week is worked.", ("weekdays",), hint)
    for index, weekday in enumerate(calendar.weekdays):
        if weekday in calendar.weekdays[:index]:
            yield Problem(
                "CATALOG_INVALID",
                Sentence("{} stands twice.", "{} 出现了两次。").of(weekday),
                ("weekdays", index),
                Sentence("Leave it out.", "请不要填写。"),
            )
    yield from _hours_problems(calendar)
    yield from count_problems(len(calendar.holidays), MOST_DAYS, "holidays", "holidays")
    yield from count_problems(
        len(calendar.extra_working_days), MOST_DAYS, "extra working days", "extraWorkingDays"
    )
    known: dict[str, str] = {}
    for place, days in (
        ("holidays", calendar.holidays),
        ("extraWorkingDays", calendar.extra_working_days),
    ):
        for index, day in enumerate(days):
            for problem in _day_problems(day, place, known):
                yield problem.within(place, index)
            known.setdefault(day.date, place)


def _hours_problems(calendar: WorkingCalendar) -> Iterator[Problem]:
    if not calendar.hours:
        hint = "Say from when to when a working day lasts."
        yield Problem("CATALOG_INVALID", "No hour of the day is worked.", ("hours",), hint)
    yield from count_problems(len(calendar.hours), MOST_HOURS, "parts of a working day", "hours")
    before = 0
    for index, each in enumerate(calendar.hours):
        wrong = [name for name in ("start", "end") if not _TIME.fullmatch(getattr(each, name))]
        for name in wrong:
            message = f"{getattr(each, name)[:60]!r} is no time of a day."
            hint = "Write it as 09:00; 24:00 is the end of the day."
            yield Problem("CATALOG_INVALID", message, ("hours", index, name), hint)
        if wrong:
            return
        if seconds_of(each.end) <= seconds_of(each.start):
            message = "The hours end before they start."
            hint = "Of a shift that goes past midnight write two parts: one up to 24:00, one from 00:00."
            yield Problem("CATALOG_INVALID", message, ("hours", index, "end"), hint)
        if index and seconds_of(each.start) < before:
            message = "The hours begin before those ahead of them end."
            yield Problem(
                "CATALOG_INVALID", message, ("hours", index, "start"), "Write the parts of a day in order."
            )
        before = seconds_of(each.end)


def _day_problems(day: CalendarDay, place: str, known: dict[str, str]) -> Iterator[Problem]:
    if not _is_date(day.date):
        message = f"{day.date[:60]!r} is no date."
        yield Problem("CATALOG_INVALID", message, ("date",), "Write it as 2026-10-01.")
    elif known.get(day.date) == place:
        yield Problem(
            "CATALOG_INVALID",
            Sentence("{} stands twice.", "{} 出现了两次。").of(day.date),
            ("date",),
            "Leave one out.",
        )
    elif day.date in known:
        message = f"{day.date} is a holiday and worked exceptionally as well."
        yield Problem(
            "CATALOG_INVALID", message, ("date",), Sentence("Say one of the two.", "请只保留其中一项。")
        )
    if day.name is not None and not 0 < len(day.name.strip()) <= len(day.name) <= MOST_NAME_CHARACTERS:
        message = f"A name has 1 to {MOST_NAME_CHARACTERS} characters."
        yield Problem("CATALOG_INVALID", message, ("name",), "Shorten it, or leave it out.")


def _is_date(text: str) -> bool:
    if not ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
