"""How long what is removed can be restored."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from core.errors import fault
from core.sentences import Sentence

GRACE_DAYS = 30
MOST_GRACE_DAYS = 365


def moment_text(moment: datetime) -> str:
    """A moment as a catalog keeps it, in UTC and whole seconds: `2026-12-25T08:00:00Z`. Texts order as moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """The moment that a catalog keeps as a text.

    Raises:
        ValueError: the text is no such moment.
    """
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def now_text() -> str:
    """This moment as a catalog keeps it."""
    return moment_text(datetime.now(UTC))


@dataclass(frozen=True, kw_only=True)
class Graceful:
    """What a change is whose effect can be undone for some days.

    Attributes:
        days: of grace.
        since: from when on they count, UTC: when the change was built, and then when it is published.
    """

    days: int = GRACE_DAYS
    since: str = ""

    def __post_init__(self) -> None:
        # Not a default that is made: JSON leaves out what is equal to it, and this one is another each second.
        if not self.since:
            object.__setattr__(self, "since", now_text())

    def at(self, moment: datetime) -> Self:
        """As of `Change`."""
        return replace(self, since=moment_text(moment))

    def until(self) -> str:
        """When the grace period ends.

        Raises:
            SluiceError: CATALOG_INVALID at `days` or `since`.
        """
        if not 1 <= self.days <= MOST_GRACE_DAYS:
            message = f"The grace period has 1 to {MOST_GRACE_DAYS} days, not {self.days}."
            hint = "What is not to come back at all, erase after it is removed."
            raise fault("CATALOG_INVALID", message, "days", hint=hint)
        try:
            return moment_text(moment_of(self.since) + timedelta(days=self.days))
        except (ValueError, OverflowError) as error:
            message = f"{self.since[:60]!r} is no moment."
            hint = "Write it as 2026-12-25T08:00:00Z, or leave it out."
            raise fault("CATALOG_INVALID", message, "since", hint=hint) from error

    @property
    def in_words(self) -> Sentence:
        """`for 30 days`."""
        if self.days == 1:
            return Sentence("for a day", "一天内可以恢复")
        return Sentence("for {} days", "{} 天内可以恢复").of(self.days)
