"""Records that are stuck, as SQL: every way out of their stage is closed, or the caller may not promote them.

Stages without a way out hold no stuck record: nothing is missing there. The clauses that close the ways are counted by

g   the stuck records in groups: stage, whether the caller may promote them, the numbers of the clauses that fail, and
    those of the ways that the caller may not take, where only some are granted
f   each clause with the records that it fails in
o   each clause with the records that would have a way out if it alone held
c   what there is to say of each clause
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    case,
    cast,
    column,
    false,
    func,
    literal_column,
    not_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, array

from metadata.catalog import Object
from records.build import Build
from records.conditions import condition_sql
from records.constants import constant
from records.gates import PlacedClause, failed_sql
from records.json_sql import EMPTY, json_object
from records.pages import Columns, connection_sql
from records.permitted_moves import any_permitted, narrowed, rule_of
from records.plans.stuck import FindStuck, StuckClauses
from records.search import matches
from records.told_clauses import told_of_clause
from records.ways import Way, is_stuck, ways_of

Column = ColumnElement[Any]

NUMBERS: ARRAY[int] = ARRAY(Integer())
NONE: Column = cast(literal_column("'{}'", Text()), NUMBERS)


def stuck_sql(build: Build, read: FindStuck, columns: Columns) -> Column:
    """What is told of the stuck records, as one JSON object."""
    ways = ways_of(build, read.object)
    clauses = {each.pointer: each for way in ways for each in way.placed}
    numbers = {pointer: number for number, pointer in enumerate(clauses)}
    groups = _groups(build, read, ways, numbers)
    found: dict[str, Column] = {}
    for name, part in read.parts:
        found[name] = (
            constant(f"{read.object.type_name}Stuck") if part == "__typename" else _counted(groups, part)
        )
    for asked in read.clauses:
        found[asked.name] = _clauses(build, read.object, asked, groups, ways, clauses, numbers)
    for listed in read.records:
        found[listed.name] = connection_sql(build, listed.connection, None, columns)
    told = json_object(build, {name: found[name] for name in read.order})
    return select(told).add_cte(groups).scalar_subquery()


def _groups(build: Build, read: FindStuck, ways: Sequence[Way], numbers: dict[str, int]) -> CTE:
    """`g`."""
    of = read.object
    rows = build.rows(of)
    conditions = [build.visible(rows, of), is_stuck(build, of, rows)]
    if read.where is not None:
        conditions.append(condition_sql(build, read.where, rows, of))
    if read.search is not None:
        conditions.append(matches(build, read.search, rows))
    stuck = (
        select(
            rows.c.stage,
            _permitted(build, of, rows, ways).label("permitted"),
            _failing(build, of, rows, ways, numbers).label("failing"),
            *(each.label("barred") for each in _barred(build, of, rows, ways)),
        )
        .where(*conditions)
        .subquery(build.fresh("r"))
    )
    keys = tuple(stuck.c)
    return select(*keys, func.count().label("n")).group_by(*keys).cte(build.fresh("g"), nesting=True)


def _permitted(build: Build, of: Object, rows: FromClause, ways: Sequence[Way]) -> Column:
    """Whether the caller may take any way out of a record's stage with it."""
    if not narrowed(build, of):
        return build.permitted("promote", rows, of, exact=True)
    stages = [
        (rows.c.stage == constant(source), any_permitted(build, of, [each.edge for each in leaving], rows))
        for source, leaving in groupby(ways, lambda each: each.source)
    ]
    return case(*stages, else_=false()) if stages else false()


def _barred(build: Build, of: Object, rows: FromClause, ways: Sequence[Way]) -> tuple[Column, ...]:
    """The numbers of the ways that the caller may not take with a record, where some are granted and others not."""
    if not narrowed(build, of):
        return ()
    stages = []
    for source, leaving in groupby(enumerate(ways), lambda each: each[1].source):
        barred = [
            case((not_(build.row_rule(rule_of(build, of, way.edge), rows, of, exact=True)), constant(number)))
            for number, way in leaving
        ]
        numbered = func.array_remove(cast(array(barred), NUMBERS), literal_column("NULL", Integer()))
        stages.append((rows.c.stage == constant(source), numbered))
    return (case(*stages, else_=NONE),) if stages else (NONE,)


def _failing(
    build: Build, of: Object, rows: FromClause, ways: Sequence[Way], numbers: dict[str, int]
) -> Column:
    """The numbers of the clauses that a record does not satisfy, of those that close a way out of its stage."""
    judged = build.judge(rows, of)
    stages = []
    for source, leaving in groupby(ways, lambda each: each.source):
        placed = {each.pointer: each for way in leaving for each in way.placed}
        failed = [
            case((failed_sql(each, judged), constant(numbers[pointer]))) for pointer, each in placed.items()
        ]
        if failed:
            numbered = func.array_remove(cast(array(failed), NUMBERS), literal_column("NULL", Integer()))
            stages.append((rows.c.stage == constant(source), numbered))
    return case(*stages, else_=NONE) if stages else NONE


def _counted(groups: CTE, part: str) -> Column:
    counted = select(cast(func.coalesce(func.sum(groups.c.n), constant(0)), BigInteger())).select_from(groups)
    return (counted.where(not_(groups.c.permitted)) if part == "unpermitted" else counted).scalar_subquery()


# The clauses


def _clauses(
    build: Build,
    of: Object,
    asked: StuckClauses,
    groups: CTE,
    ways: Sequence[Way],
    clauses: dict[str, PlacedClause],
    numbers: dict[str, int],
) -> Column:
    """The clauses that fail in any stuck record, as a JSON array."""
    if not clauses:
        return EMPTY
    fails, opens = _fails(build, groups), _opens(build, groups, ways, numbers)
    said = _said(build, of, asked, ways, clauses)
    columns: dict[str, Column] = {}
    for name, part in asked.parts:
        match part:
            case "records":
                columns[name] = fails.c.records
            case "opens":
                columns[name] = func.coalesce(opens.c.records, constant(0))
            case "__typename":
                columns[name] = constant("StuckClause")
            case _:
                columns[name] = said.c[part]
    ordered = aggregate_order_by(json_object(build, columns), fails.c.records.desc(), fails.c.number)
    return (
        select(func.coalesce(func.json_agg(ordered), EMPTY))
        .select_from(
            fails.join(said, said.c.number == fails.c.number).outerjoin(
                opens, opens.c.number == fails.c.number
            )
        )
        .correlate_except(fails, said, opens)
        .scalar_subquery()
    )


def _fails(build: Build, groups: CTE) -> Subquery:
    """`f`."""
    number = func.unnest(groups.c.failing).table_valued(column("number", Integer())).render_derived()
    return _summed(
        select(number.c.number, groups.c.n).select_from(groups.join(number, true())), build.fresh("f")
    )


def _opens(build: Build, groups: CTE, ways: Sequence[Way], numbers: dict[str, int]) -> Subquery:
    """`o`."""
    apart = "barred" in groups.c
    edges = union_all(
        *(
            select(
                constant(way.source).label("source"),
                *((constant(number).label("number"),) if apart else ()),
                cast(
                    array([constant(numbers[each.pointer]) for each in way.placed], type_=Integer), NUMBERS
                ).label("numbers"),
            )
            for number, way in enumerate(ways)
        )
    ).subquery(build.fresh("w"))
    failing = func.unnest(groups.c.failing).table_valued(column("number", Integer())).render_derived()
    closing = select(func.array_agg(failing.c.number, type_=NUMBERS)).where(
        failing.c.number == func.any(edges.c.numbers)
    )
    taken = [edges.c.number != func.all(groups.c.barred)] if apart else []
    left = (
        select(groups.c.stage, groups.c.failing, groups.c.n, closing.scalar_subquery().label("left"))
        .select_from(groups.join(edges, edges.c.source == groups.c.stage))
        .where(groups.c.permitted, *taken)
        .subquery(build.fresh("l"))
    )
    alone = (
        select(left.c.stage, left.c.failing, left.c.n, left.c.left[1].label("number"))
        .where(func.cardinality(left.c.left) == constant(1))
        # Two ways of a record can want for the same clause.
        .distinct()
        .subquery(build.fresh("a"))
    )
    return _summed(select(alone.c.number, alone.c.n), build.fresh("o"))


def _summed(counted: Select[Any], name: str) -> Subquery:
    rows = counted.subquery(f"{name}s")
    total = cast(func.sum(rows.c.n), BigInteger()).label("records")
    return select(rows.c.number, total).group_by(rows.c.number).subquery(name)


def _said(
    build: Build, of: Object, asked: StuckClauses, ways: Sequence[Way], clauses: dict[str, PlacedClause]
) -> Subquery:
    """`c`: the number of each clause, and the parts that are asked for and are the same for every record."""
    wanted = sorted({part for _, part in asked.parts} - {"records", "opens", "__typename"})
    rows = []
    for number, (pointer, placed) in enumerate(clauses.items()):
        leads = {way.target for way in ways if any(each.pointer == pointer for each in way.placed)}
        to = constant(leads.pop() if len(leads) == 1 else None)
        parts = (to if part == "to" else told_of_clause(build, part, placed, of) for part in wanted)
        said = (value.label(part) for part, value in zip(wanted, parts, strict=True))
        rows.append(select(constant(number).label("number"), *said))
    return union_all(*rows).subquery(build.fresh("c"))
