"""The funnel of a pipeline as SQL: how far records came, what became of who came no further, and how long it took.

c   the records that came into the pipeline in the time asked for: the stages that each has ever been in, as bits, and
    the one that it is in; and what is added up
g   these in groups by their bits, which are as few as the ways that records take, and by the currencies of amounts
s   the steps: all records, and each stage that is not lost (`records.funnel_steps`)
n   of each step how many records stand to it how, and what their numbers add up to
a   of each step what their money adds up to, by currency
w   the steps with both
t   of each stage how long records stayed in it (`records.stays`)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, assert_never, get_args

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Float,
    FromClause,
    Subquery,
    and_,
    case,
    cast,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from metadata.system_fields import STAGE
from records.aggregates import as_shown, currency_of, entries, is_money
from records.binding import as_given
from records.build import Build
from records.conditions import condition_sql
from records.constants import constant
from records.cost import FixedLength
from records.funnel_steps import ALL, FunnelSteps, either
from records.gates import pipeline_of
from records.json_sql import EMPTY, json_object
from records.plans.funnel import FindFunnel, FunnelFact, FunnelRecords, FunnelStages, Standing
from records.plans.groups import Aggregate, AggregatesPart, AggregateValue, CountPart
from records.plans.inputs import Input
from records.plans.type_name import TypeName
from records.search import matches
from records.stays import DURATIONS, STAYS, stays_by_stage

Column = ColumnElement[Any]
Sum = tuple[Standing, AggregateValue]
"""Of whom, and what is added up."""


def funnel_sql(build: Build, read: FindFunnel) -> Column:
    """The funnel as one JSON object."""
    steps = FunnelSteps(read.object, read.pipeline)
    with build.cost.rows_of(FixedLength(len(steps.listed), ())):
        return _Funnel(build, read, steps).json()


@dataclass(frozen=True)
class _Funnel:
    """A funnel on its way to SQL."""

    build: Build
    read: FindFunnel
    steps: FunnelSteps

    def json(self) -> Column:
        """The answer."""
        records, said = self._records(), self.steps.said(self.build)
        groups = self._groups(records)
        counted = self._counted(said, groups)
        found: dict[str, Column] = {}
        for part in self.read.parts:
            match part:
                case TypeName(name, type_name):
                    found[name] = constant(type_name)
                case FunnelRecords():
                    found[part.name] = self._whole(part, counted)
                case FunnelStages():
                    found[part.name] = self._stages(part, records, counted)
                case _:
                    assert_never(part)
        told = select(json_object(self.build, found))
        return told.add_cte(records, said, groups, counted).scalar_subquery()

    # What is asked

    @cached_property
    def _sums(self) -> tuple[Sum, ...]:
        return tuple(_sums_of(self.read))

    @cached_property
    def _numbers(self) -> tuple[Sum, ...]:
        return tuple(each for each in self._sums if not is_money(each[1].aggregate))

    def _money(self) -> Iterator[tuple[str, tuple[Sum, ...]]]:
        """The columns of currencies, each with the sums of its amounts."""
        money = [each for each in self._sums if is_money(each[1].aggregate)]
        for code in dict.fromkeys(currency_of(value.aggregate) for _, value in money):
            yield code, tuple(each for each in money if currency_of(each[1].aggregate) == code)

    def _name(self, value: AggregateValue) -> str:
        """The column of `w` with a sum."""
        return f"a{next(place for place, (_, each) in enumerate(self._sums) if each is value)}"

    # The records

    def _records(self) -> CTE:
        """`c`."""
        build, of = self.build, self.read.object
        rows, moves = build.rows(of), build.moves()
        now = self.steps.bit(rows.c[STAGE])
        # Who was there before there was a pipeline has been in the stage that the first move left.
        moved = either(self.steps.bit(moves.c.to_stage), self.steps.bit(moves.c.from_stage))
        seen = either(func.coalesce(func.bit_or(moved), constant(0)), now)
        # The pipeline is of no other object; `ix_stage_history_record` has all that is read here.
        its = and_(moves.c.record_id == rows.c.id, moves.c.pipeline_id == constant(pipeline_of(of).id))
        measured = dict.fromkeys(_measured(value.aggregate) for _, value in self._sums)
        measured |= dict.fromkeys(code for code, _ in self._money())
        return (
            select(
                rows.c.id,
                seen.label("seen"),
                now.label("now"),
                *(build.value(rows, of, name).label(f"m_{name}") for name in measured),
            )
            .select_from(rows.outerjoin(moves, its))
            .where(*self._which(rows))
            # The primary key, by which PostgreSQL knows the other columns.
            .group_by(rows.c.id)
            .having(and_(true(), *self._came(rows, moves, seen)))
            .cte(build.fresh("c"), nesting=True)
        )

    def _which(self, rows: FromClause) -> Iterator[ColumnElement[bool]]:
        build, read = self.build, self.read
        yield build.visible(rows, read.object)
        if read.where is not None:
            yield condition_sql(build, read.where, rows, read.object)
        if read.search is not None:
            yield matches(build, read.search, rows)

    def _came(self, rows: FromClause, moves: FromClause, seen: Column) -> Iterator[ColumnElement[bool]]:
        """The conditions that a record came into the pipeline, created in it or moved to it, in the time asked for."""
        if pipeline_of(self.read.object).further:
            yield seen != constant(0)
        names = [constant(each) for each in self.steps.bits]
        into = and_(moves.c.to_stage.in_(names), moves.c.from_stage.in_(names).is_not(True))
        came = func.coalesce(func.min(moves.c.occurred_at).filter(into), rows.c.createdAt)
        if self.read.since is not None:
            yield came >= self._moment(self.read.since, "from")
        if self.read.until is not None:
            yield came < self._moment(self.read.until, "to")

    def _moment(self, source: Input, name: str) -> Column:
        return self.build.bind(source, DateTime(timezone=True), as_given, name)

    def _groups(self, records: CTE) -> CTE:
        """`g`."""
        alike = (records.c.seen, records.c.now, *(records.c[f"m_{code}"] for code, _ in self._money()))
        names = dict.fromkeys(f"m_{_measured(value.aggregate)}" for _, value in self._sums)
        added = [func.sum(records.c[name]).label(name) for name in names]
        found = select(*alike, func.count().label("n"), *added).group_by(*alike)
        return found.cte(self.build.fresh("g"), nesting=True)

    # The steps

    def _counted(self, said: CTE, groups: CTE) -> CTE:
        """`w`."""
        parts = [self._counts(said, groups)]
        parts += [self._amounts(said, groups, code, sums) for code, sums in self._money()]
        source: FromClause = said
        for part in parts:
            source = source.outerjoin(part, part.c.step == said.c.place)
        columns = [each for part in parts for each in part.c if each.key != "step"]
        return select(*said.c, *columns).select_from(source).cte(self.build.fresh("w"), nesting=True)

    def _counts(self, said: CTE, groups: CTE) -> Subquery:
        """`n`."""
        told: list[Column] = []
        for standing in get_args(Standing):
            counted = func.sum(groups.c.n).filter(self.steps.stand(standing, groups, said))
            told.append(cast(func.coalesce(counted, constant(0)), BigInteger()).label(standing))
        for standing, value in self._numbers:
            added = func.sum(groups.c[f"m_{_measured(value.aggregate)}"])
            among = added.filter(self.steps.stand(standing, groups, said))
            told.append(as_shown(value.aggregate, among).label(self._name(value)))
        found = select(said.c.place.label("step"), *told).select_from(said.outerjoin(groups, true()))
        return found.group_by(said.c.place).subquery(self.build.fresh("n"))

    def _amounts(self, said: CTE, groups: CTE, code: str, sums: tuple[Sum, ...]) -> Subquery:
        """`a`, of the amounts in one column of currencies."""
        build, currency = self.build, groups.c[f"m_{code}"]
        told: list[Column] = []
        for standing, value in sums:
            among = self.steps.stand(standing, groups, said)
            whole = func.sum(groups.c[f"m_{_measured(value.aggregate)}"]).filter(among)
            told.append(whole.label(self._name(value)))
        amounts = (
            select(said.c.place.label("step"), currency.label("code"), *told)
            .select_from(said.join(groups, currency.is_not(None)))
            .group_by(said.c.place, currency)
            .subquery(build.fresh("b"))
        )
        lists: list[Column] = []
        for _, value in sums:
            amount = amounts.c[self._name(value)]
            listed = entries(amounts.c.code, amount, value.parts or (), amount.is_not(None))
            lists.append(listed.label(self._name(value)))
        found = select(amounts.c.step, *lists).group_by(amounts.c.step)
        return found.subquery(build.fresh("a"))

    # The answer

    def _whole(self, part: FunnelRecords, counted: CTE) -> Column:
        rows = counted.alias(self.build.fresh("w"))
        found = select(self._shown(part, rows)).where(rows.c.place == constant(ALL))
        return found.correlate_except(rows).scalar_subquery()

    def _stages(self, part: FunnelStages, records: CTE, counted: CTE) -> Column:
        """The stages as a JSON array."""
        build, rows = self.build, counted.alias(self.build.fresh("w"))
        source: FromClause = rows
        asked = [each.fact for each in part.parts if isinstance(each, FunnelFact)]
        durations = sorted({each for each in asked if each in DURATIONS})
        stays: Subquery | None = None
        if durations or STAYS in asked:
            stays = stays_by_stage(build, self.read.object, self.steps, records, durations)
            source = rows.outerjoin(stays, stays.c.own == rows.c.own)
        columns: dict[str, Column] = {}
        for each in part.parts:
            match each:
                case TypeName(name, type_name):
                    columns[name] = constant(type_name)
                case FunnelRecords():
                    columns[each.name] = self._shown(each, rows)
                case FunnelFact():
                    columns[each.name] = _fact(each, rows, stays)
                case _:
                    assert_never(each)
        ordered = aggregate_order_by(json_object(build, columns), rows.c.place)
        return (
            select(func.coalesce(func.json_agg(ordered), EMPTY))
            .select_from(source)
            .where(rows.c.place != constant(ALL))
            .correlate_except(rows, *(() if stays is None else (stays,)))
            .scalar_subquery()
        )

    def _shown(self, part: FunnelRecords, rows: FromClause) -> Column:
        """How many records stand so to the step of a row, and their sums."""
        columns: dict[str, Column] = {}
        for each in part.parts:
            match each:
                case TypeName(name, type_name):
                    columns[name] = constant(type_name)
                case CountPart(name):
                    columns[name] = rows.c[part.standing]
                case AggregatesPart(name, values):
                    columns[name] = self._added(values, rows)
                case _:
                    assert_never(each)
        return json_object(self.build, columns)

    def _added(self, values: tuple[AggregateValue | TypeName, ...], rows: FromClause) -> Column:
        columns: dict[str, Column] = {}
        for value in values:
            if isinstance(value, TypeName):
                columns[value.name] = constant(value.type_name)
            else:
                column = rows.c[self._name(value)]
                columns[value.name] = func.coalesce(column, EMPTY) if is_money(value.aggregate) else column
        return json_object(self.build, columns)


def _sums_of(read: FindFunnel) -> Iterator[Sum]:
    """Everything that is added up, of the whole and of stages."""
    for part in read.parts:
        inner = part.parts if isinstance(part, FunnelStages) else (part,)
        for records in inner:
            if isinstance(records, FunnelRecords):
                for each in records.parts:
                    if isinstance(each, AggregatesPart):
                        values = (value for value in each.values if isinstance(value, AggregateValue))
                        yield from ((records.standing, value) for value in values)


def _measured(aggregate: Aggregate) -> str:
    """The column that is added up."""
    if aggregate.column is None:
        raise ValueError(f"{aggregate} adds up nothing")
    return aggregate.column


def _fact(asked: FunnelFact, rows: FromClause, stays: Subquery | None) -> Column:
    """What else is told of the stage of a row."""
    match asked.fact:
        case "stage" | "label":
            return rows.c[asked.fact]
        case "conversion":
            # Who is won goes no further.
            going = case((rows.c.beyond != constant(0), rows.c.reached))
            return _share(rows.c.advanced, going)
        case "winRate":
            return _share(rows.c.won, rows.c.reached)
        case _:
            if stays is None:
                raise ValueError(f"{asked.fact} is told by stays")
            return func.coalesce(stays.c[STAYS], constant(0)) if asked.fact == STAYS else stays.c[asked.fact]


def _share(part: Column, whole: Column) -> Column:
    return cast(part, Float()) / func.nullif(whole, constant(0))
