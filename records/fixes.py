"""The smallest sets of changes by the caller that would open a gate for a record.

Of what may close the gate each is satisfied in one of its ways (`records.fix_ways`): those of its conditions that do
not hold are met by changes, and those that hold are told where they bound what is going to change. A condition that
the caller cannot meet must hold, and read nothing that is going to change (`records.fix_changes`).
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    all_,
    any_,
    case,
    cast,
    column,
    exists,
    func,
    not_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB, aggregate_order_by, array, distinct_on

from expressions.sentences import sentence
from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.fix_changes import Fix, fix_of, flags_of
from records.fix_ways import Closing, Condition, choices_of, closings_of
from records.gates import PlacedClause
from records.json_sql import EMPTY, json_object
from records.plans.selections import FixParts
from records.verdict_values import value_sql

MOST_FIXES = 5
"""Of one verdict."""


def fixes_sql(
    build: Build, parts: FixParts, placed: Sequence[PlacedClause], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """The fixes as a JSON array, the smallest first; empty where the gate is open, or the caller cannot open it."""
    closings = closings_of(build, placed, of)
    choices = choices_of(build.catalog, closings, of) if closings else ()
    if not choices:
        return EMPTY
    flags = flags_of(build, closings, rows, of)
    fixes = [fix_of(build, closings, choice, flags) for choice in choices]
    conditions = _conditions(closings)
    sets = [_set(at, fix, conditions) for at, fix in enumerate(fixes)]
    found = (union_all(*sets) if len(sets) > 1 else sets[0]).lateral(build.fresh("f"))
    # Two ways are the same where what tells them apart is satisfied.
    apart = (
        select(found)
        .select_from(flags.row.join(found, true()))
        .ext(distinct_on(found.c.asked))
        .where(func.cardinality(found.c.asked) > constant(0), build.permitted("update", rows, of, exact=True))
        .order_by(found.c.asked, func.cardinality(found.c.told), found.c.at)
        .correlate_except(found, flags.row)
        .subquery(build.fresh("f"))
    )
    smallest = _smallest(build, apart)
    fix = _fix_json(build, parts, conditions, smallest, rows, of)
    return (
        select(func.coalesce(func.json_agg(aggregate_order_by(fix, *_by_size(smallest))), EMPTY))
        .select_from(smallest)
        .correlate_except(smallest)
        .scalar_subquery()
    )


def _smallest(build: Build, apart: FromClause) -> FromClause:
    """The first ones of those of which no part is a fix as well."""
    sets = func.jsonb_agg(func.to_jsonb(apart.c.asked)).over()
    whole = select(apart, sets.label("sets")).correlate_except(apart).subquery(build.fresh("f"))
    each = func.jsonb_array_elements(whole.c.sets).table_valued(column("value", JSONB()))
    each = each.render_derived(name=build.fresh("u"))
    asked: ColumnElement[Any] = func.to_jsonb(whole.c.asked, type_=JSONB())
    part = select(1).where(asked.contains(each.c.value), asked != each.c.value).correlate_except(each)
    return (
        select(whole)
        .where(not_(exists(part)))
        .order_by(*_by_size(whole))
        .limit(MOST_FIXES)
        .correlate_except(whole)
        .subquery(build.fresh("f"))
    )


def _by_size(fixes: FromClause) -> tuple[ColumnElement[Any], ...]:
    return func.cardinality(fixes.c.asked), func.cardinality(fixes.c.told), fixes.c.at


def _conditions(closings: Sequence[Closing]) -> Mapping[str, tuple[int, Condition]]:
    """Those that the caller can meet, by their keys, each with a number: they are told in the order of the rules."""
    met = {each.key: each for closing in closings for way in closing.ways for each in way if each.settable}
    return {key: (number, each) for number, (key, each) in enumerate(met.items())}


def _set(at: int, fix: Fix, conditions: Mapping[str, tuple[int, Condition]]) -> Select[Any]:
    """A fix by the numbers of conditions: those that do not hold, that are told, and whose value is not known yet."""
    numbered = [(conditions[each.condition.key][0], each) for each in fix.changes]
    query = select(
        constant(at).label("at"),
        _numbers((number, each.asked) for number, each in numbered).label("asked"),
        _numbers((number, each.told) for number, each in numbered).label("told"),
        _numbers((number, each.moving) for number, each in numbered).label("moving"),
    ).where(fix.possible)
    if fix.source is None:
        return query.correlate_except()
    return query.select_from(fix.source).correlate_except(fix.source)


def _numbers(flagged: Iterable[tuple[int, ColumnElement[bool]]]) -> ColumnElement[Any]:
    """The numbers of which the flag is set, in their order."""
    cases: list[ColumnElement[Any]] = [
        case((flag, constant(number))) for number, flag in sorted(flagged, key=itemgetter(0))
    ]
    listed: ColumnElement[Any] = cast(array(cases, type_=Integer), ARRAY(Integer()))
    return func.array_remove(listed, None, type_=ARRAY(Integer()))


def _fix_json(
    build: Build,
    parts: FixParts,
    conditions: Mapping[str, tuple[int, Condition]],
    fix: FromClause,
    rows: FromClause,
    of: Object,
) -> ColumnElement[Any]:
    columns: dict[str, ColumnElement[Any]] = {name: constant("GateFix") for name, _ in parts.parts}
    for name, inner in parts.changes:
        objects = []
        for number, condition in conditions.values():
            known = constant(number) != all_(fix.c.moving)
            values = {key: _part(build, what, condition, known, rows, of) for key, what in inner}
            told = constant(number) == any_(fix.c.told)
            objects.append(case((told, json_object(build, values))))
        columns[name] = func.array_to_json(_without_nulls(build, objects))
    return json_object(build, {name: columns[name] for name in parts.order})


def _without_nulls(build: Build, objects: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """Those that are there, as `json[]`: JSON has no equality that `array_remove` could go by."""
    found: list[ColumnElement[Any]] = [*objects]
    listed: ColumnElement[Any] = cast(array(found, type_=JSON), ARRAY(JSON))
    each = func.unnest(listed).table_valued(column("value", JSON())).render_derived(name=build.fresh("u"))
    there = select(func.array_agg(each.c.value)).where(each.c.value.is_not(None))
    return there.correlate_except(each).scalar_subquery()


def _part(
    build: Build, what: str, condition: Condition, known: ColumnElement[bool], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """Of a change; `known` is whether what the field is compared with stays as it is."""
    clause = condition.clause
    match what:
        case "field":
            return constant(None if clause.field is None else clause.field.path)
        case "operator":
            return constant(clause.operator)
        case "needed":
            needed = value_sql(build, clause.needed, rows, of)
            return case((known, needed)) if condition.compared else needed
        case "sentence":
            return constant(sentence(clause.expression, build.language))
        case "__typename":
            return constant("GateFixChange")
    raise ValueError(f"a change of a fix has no {what}")
