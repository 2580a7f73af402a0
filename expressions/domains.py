"""Which values a column may have: what a comparison with constants says of it, and what two of them say together."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any, TypeAlias

from expressions.nodes import Scalar

EXACT = Context(prec=100)
"""Numbers of rules have at most 60 digits, and steps are powers of ten."""

Bound: TypeAlias = tuple[Any, bool]
"""A value, of a type that is ordered, and whether it is itself allowed."""


@dataclass(frozen=True)
class Domain:
    """The values of one type that satisfy everything said here.

    Attributes:
        unknown: no value (null) is among them.
        only: the values that come into question; None for all of the type.
        excluded: values that do not.
        low, high: the bounds of an interval; None where it is open.
        step: how far values are from each other: every number is a multiple of it, and a date a whole day; None where
            there is a value between any two.
    """

    unknown: bool = True
    only: frozenset[Scalar] | None = None
    excluded: frozenset[Scalar] = frozenset()
    low: Bound | None = None
    high: Bound | None = None
    step: Decimal | None = None

    @property
    def empty(self) -> bool:
        """Whether no column could be so."""
        if self.unknown:
            return False
        if self.only is not None:
            return not any(self._has(value) for value in self.only)
        if self.low is None or self.high is None:
            return False
        if self.step is not None:
            return self._all_excluded(self.step, self.low, self.high)
        if self.low[0] != self.high[0]:
            return bool(self.low[0] > self.high[0])
        return not self._has(self.low[0])

    def _all_excluded(self, step: Decimal, low: Bound, high: Bound) -> bool:
        """Whether no place between the bounds is left by what is excluded."""
        first, last = _place(low[0], step), _place(high[0], step)
        begin = first.to_integral_value(ROUND_CEILING)
        begin += not low[1] and begin == first
        end = last.to_integral_value(ROUND_FLOOR)
        end -= not high[1] and end == last
        places = {_place(each, step) for each in self.excluded}
        gone = sum(begin <= each <= end and each == each.to_integral_value() for each in places)
        return end - begin + 1 <= gone

    def _has(self, value: Any) -> bool:  # noqa: ANN401 - any ordered type
        if value in self.excluded:
            return False
        if self.step is not None and (place := _place(value, self.step)) != place.to_integral_value():
            return False
        if self.low is not None and not (value >= self.low[0] if self.low[1] else value > self.low[0]):
            return False
        return self.high is None or bool(value <= self.high[0] if self.high[1] else value < self.high[0])

    def met(self, other: "Domain") -> "Domain":
        """The values that satisfy both."""
        if self.only is None or other.only is None:
            only = other.only if self.only is None else self.only
        else:
            only = self.only & other.only
        return Domain(
            unknown=self.unknown and other.unknown,
            only=only,
            excluded=self.excluded | other.excluded,
            low=_tighter(self.low, other.low, lower=True),
            high=_tighter(self.high, other.high, lower=False),
            step=other.step if self.step is None else self.step,
        )

    def contrary(self) -> tuple["Domain", ...]:
        """The values that do not satisfy it, as domains of which each value is in at least one."""
        found = [] if self.unknown else [UNKNOWN]
        if self.only is not None:
            found.append(replace(KNOWN, excluded=self.only))
        if self.excluded:
            found.append(replace(KNOWN, only=self.excluded))
        if self.low is not None:
            found.append(replace(KNOWN, high=(self.low[0], not self.low[1])))
        if self.high is not None:
            found.append(replace(KNOWN, low=(self.high[0], not self.high[1])))
        return tuple(found)


ANYTHING = Domain()
KNOWN = Domain(unknown=False)
UNKNOWN = Domain(only=frozenset())


def one_of(*values: Scalar) -> Domain:
    """A value among these; null, among them, is no value."""
    known = frozenset(value for value in values if value is not None)
    return Domain(unknown=False, only=known)


def at_least(value: Scalar, *, itself: bool) -> Domain:
    """A value from here on; none where the value is unknown, for then no comparison holds."""
    return one_of() if value is None else replace(KNOWN, low=(value, itself))


def at_most(value: Scalar, *, itself: bool) -> Domain:
    """A value up to here."""
    return one_of() if value is None else replace(KNOWN, high=(value, itself))


def _place(value: Any, step: Decimal) -> Decimal:  # noqa: ANN401 - a number or a date
    """Where among the multiples of the step a value stands; whole where it is one of them. Exact."""
    number = Decimal(value.toordinal()) if isinstance(value, date) else value
    return EXACT.divide(number, step)


def _tighter(one: Bound | None, other: Bound | None, *, lower: bool) -> Bound | None:
    if one is None or other is None:
        return other if one is None else one
    if one[0] == other[0]:
        return one[0], one[1] and other[1]
    return max(one, other) if lower else min(one, other)
