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
        hint = Sentence(
            "Name at least one; days that are worked exceptionally are not enough.",
            "请至少选择一天；只有调休工作日是不够的。",
        )
        yield Problem(
            "CATALOG_INVALID",
            Sentence("No day of the week is worked.", "没有任何工作日。"),
            ("weekdays",),
            hint,
        )
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
        hint = Sentence("Say from when to when a working day lasts.", "请填写工作日的起止时间。")
        yield Problem(
            "CATALOG_INVALID",
            Sentence("No hour of the day is worked.", "没有任何工作时段。"),
            ("hours",),
            hint,
        )
    yield from count_problems(len(calendar.hours), MOST_HOURS, "parts of a working day", "hours")
    before = 0
    for index, each in enumerate(calendar.hours):
        wrong = [name for name in ("start", "end") if not _TIME.fullmatch(getattr(each, name))]
        for name in wrong:
            message = Sentence("{!r} is no time of a day.", "{!r} 不是一天中的时间。").of(
                getattr(each, name)[:60]
            )
            hint = Sentence(
                "Write it as 09:00; 24:00 is the end of the day.",
                "请按 09:00 的格式填写；24:00 表示一天结束。",
            )
            yield Problem("CATALOG_INVALID", message, ("hours", index, name), hint)
        if wrong:
            return
        if seconds_of(each.end) <= seconds_of(each.start):
            message = Sentence("The hours end before they start.", "工作时段的结束早于开始。")
            hint = Sentence(
                "Of a shift that goes past midnight write two parts: one up to 24:00, one from 00:00.",
                "跨过午夜的班次请写成两段：一段到 24:00，一段从 00:00 开始。",
            )
            yield Problem("CATALOG_INVALID", message, ("hours", index, "end"), hint)
        if index and seconds_of(each.start) < before:
            message = Sentence(
                "The hours begin before those ahead of them end.", "工作时段早于前一段的结束。"
            )
            yield Problem(
                "CATALOG_INVALID",
                message,
                ("hours", index, "start"),
                Sentence("Write the parts of a day in order.", "请按顺序填写各时段。"),
            )
        before = seconds_of(each.end)


def _day_problems(day: CalendarDay, place: str, known: dict[str, str]) -> Iterator[Problem]:
    if not _is_date(day.date):
        message = Sentence("{!r} is no date.", "{!r} 不是日期。").of(day.date[:60])
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("date",),
            Sentence("Write it as 2026-10-01.", "请按 2026-10-01 的格式填写。"),
        )
    elif known.get(day.date) == place:
        yield Problem(
            "CATALOG_INVALID",
            Sentence("{} stands twice.", "{} 出现了两次。").of(day.date),
            ("date",),
            Sentence("Leave one out.", "请去掉一个。"),
        )
    elif day.date in known:
        message = Sentence(
            "{} is a holiday and worked exceptionally as well.", "{} 既是节假日又是调休工作日。"
        ).of(day.date)
        yield Problem(
            "CATALOG_INVALID", message, ("date",), Sentence("Say one of the two.", "请只保留其中一项。")
        )
    if day.name is not None and not 0 < len(day.name.strip()) <= len(day.name) <= MOST_NAME_CHARACTERS:
        message = Sentence("A name has 1 to {} characters.", "名称应为 1 到 {} 个字符。").of(
            MOST_NAME_CHARACTERS
        )
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("name",),
            Sentence("Shorten it, or leave it out.", "请缩短，或不填。"),
        )


def _is_date(text: str) -> bool:
    if not ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
