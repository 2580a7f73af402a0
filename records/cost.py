"""What an operation may cost: the rows it may return, counted from its plan before anything runs.

Each list counts the product of its size and those of the lists it stands in, once for every place of the response that
repeats it; a record asked for by its id counts as one. A roll-up counts as one more row for each that it is computed
for, wherever the statement has it. Records that relations lead to are not counted: there is one for each row and
relation at most, and the bounds of the document bound the relations. Sizes are values of the request, so a compiled
plan keeps where to find them, and each request multiplies.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from core.errors import PathPart, SluiceError, fault
from core.sentences import Sentence

MOST_ROWS = 100_000
"""How many rows one operation may ask for."""


class Counted(Protocol):
    """A list of a certain length, which the plan has or the request says (`records.binding.IdsBinder`)."""

    @property
    def path(self) -> tuple[PathPart, ...]:
        """Where the length stands in the arguments."""

    def size(self, variables: Mapping[str, object]) -> int:
        """How many rows it has at most.

        Raises:
            SluiceError: where that is no size.
        """


@dataclass(frozen=True)
class FixedLength:
    """A list whose length is part of the plan."""

    length: int
    path: tuple[PathPart, ...]

    def size(self, variables: Mapping[str, object]) -> int:
        """The length."""
        return self.length


@dataclass(frozen=True)
class CountedList:
    """One list of the plan.

    Attributes:
        within: position of the list it stands in among all lists of the plan, None at the root.
        times: in how many places the response has its rows.
    """

    of: Counted
    within: int | None
    times: int


@dataclass(frozen=True)
class Cost:
    """The rows a compiled plan may return: `single` records, and lists, each after the one that it stands in."""

    single: int
    lists: tuple[CountedList, ...]

    def rows(self, variables: Mapping[str, object]) -> int:
        """The rows of one request.

        Raises:
            SluiceError: QUERY_TOO_COMPLEX where there are too many; PAGE_SIZE where a size is none.
        """
        total = self.single
        sizes: list[int] = []
        for each in self.lists:
            size = each.of.size(variables)
            if each.within is not None:
                size *= sizes[each.within]
            sizes.append(size)
            total += size * each.times
        if total > MOST_ROWS:
            raise too_many_rows(total, *self.lists[-1].of.path)
        return total


def too_many_rows(rows: int, *path: PathPart) -> SluiceError:
    """The refusal of an operation that may return so many rows."""
    return fault(
        "QUERY_TOO_COMPLEX",
        Sentence(
            "The operation may return {:,} rows; {:,} are allowed", "此次请求可能返回 {:,} 行，最多 {:,} 行"
        ).of(rows, MOST_ROWS),
        *path,
        hint=Sentence(
            "Ask for smaller pages, or for the inner lists in requests of their own.",
            "请减小每页条数，或单独请求内层列表。",
        ),
        rows=rows,
        limit=MOST_ROWS,
    )


@dataclass
class CostCount:
    """The cost of a plan while it is compiled."""

    _single: int = 0
    _lists: list[CountedList] = field(default_factory=list)
    _within: int | None = None

    def one(self) -> None:
        """Count one record."""
        self._single += 1

    def each_row(self) -> None:
        """Count one more row for each row of the list at hand: what a roll-up looks up for it."""
        if self._within is None:
            self._single += 1
        else:
            around = self._lists[self._within].of
            self._lists.append(CountedList(FixedLength(1, around.path), self._within, 1))

    @contextmanager
    def rows_of(self, counted: Counted, times: int = 1) -> Iterator[None]:
        """Count a list; those counted within the block stand in it."""
        around = self._within
        self._lists.append(CountedList(counted, around, times))
        self._within = len(self._lists) - 1
        yield
        self._within = around

    def counted(self) -> Cost:
        """All of it."""
        return Cost(self._single, tuple(self._lists))
