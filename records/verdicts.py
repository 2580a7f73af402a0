"""What a gate says of a record, as SQL: is it open, and each clause with what it found and what it needs.

A gate is the entry rule of the stage to enter and the rule of the edge taken; both must hold. The same expressions
judge a promotion (`records.drafts`) and tell beforehand (`Transitions`), so the two cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    cast,
    false,
    func,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by, array

from expressions.clauses import Clause, clauses, variables
from expressions.languages import label_in
from expressions.nodes import ArrayLiteral, Expression, Literal
from expressions.parse import parse_rule
from expressions.sentences import sentence
from metadata.catalog import Object, Pipeline, Transition
from metadata.scope import ObjectScope
from metadata.values import JsonValue
from policies.readable import may_read
from records.build import Build
from records.json_sql import EMPTY, constant, json_object
from records.plans.selections import ClauseParts, Transitions, VerdictParts

REDACTED_SENTENCES: Mapping[str, str] = {
    "en": "A condition that your role may not read",
    "zh": "您的角色无权查看的条件",
}


@dataclass(frozen=True)
class PlacedClause:
    """A clause of a gate and where it stands: a JSON pointer into the pipeline's definition."""

    pointer: str
    clause: Clause


def pipeline_of(of: Object) -> Pipeline:
    """The object's pipeline; only objects that have one offer what needs it."""
    if of.pipeline is None:
        raise ValueError(f"{of.name} has no pipeline")
    return of.pipeline


def entry_clauses(build: Build, of: Object, stage: str) -> tuple[PlacedClause, ...]:
    """The clauses to enter a stage, whichever edge is taken."""
    pipeline = pipeline_of(of)
    position = pipeline.stages.index(pipeline.stage_by_name[stage])
    return _placed(build, of, pipeline.stages[position].gate, f"/stages/{position}/gate")


def edge_clauses(build: Build, of: Object, edge: Transition) -> tuple[PlacedClause, ...]:
    """The clauses of one edge."""
    position = pipeline_of(of).transitions.index(edge)
    return _placed(build, of, edge.gate, f"/transitions/{position}/gate")


def _placed(build: Build, of: Object, rule: JsonValue, pointer: str) -> tuple[PlacedClause, ...]:
    if rule is None:
        return ()
    expression = parse_rule(rule, ObjectScope(build.catalog, of))
    return tuple(PlacedClause(pointer + clause.pointer, clause) for clause in clauses(expression))


def open_sql(
    build: Build, placed: tuple[PlacedClause, ...], rows: FromClause, of: Object
) -> ColumnElement[bool]:
    """Whether all clauses hold; never null."""
    return and_(true(), *(build.expression(each.clause.expression, rows, of, exact=True) for each in placed))


def clause_objects(
    build: Build, parts: ClauseParts, placed: tuple[PlacedClause, ...], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """The clauses as an array of JSON objects (`json[]`)."""
    found = [
        json_object(build, {name: _clause_part(build, what, each, rows, of) for name, what in parts.parts})
        for each in placed
    ]
    return cast(array(found, type_=JSON), ARRAY(JSON))


def _clause_part(
    build: Build, what: str, placed: PlacedClause, rows: FromClause, of: Object
) -> ColumnElement[Any]:
    clause = placed.clause
    hidden = not all(
        may_read(build.access, build.catalog, reference, of) for reference in variables(clause.expression)
    )
    match what:
        case "pointer":
            return constant(placed.pointer)
        case "satisfied":
            return build.expression(clause.expression, rows, of, exact=True)
        case "redacted":
            return true() if hidden else false()
        case "sentence":
            return constant(
                _redacted_sentence(build.language) if hidden else sentence(clause.expression, build.language)
            )
        case "__typename":
            return constant("Clause")
        case "operator":
            return constant(None if hidden else clause.operator)
        case "field":
            return constant(None if hidden or clause.field is None else clause.field.path)
        case "actual" | "needed":
            shown = clause.actual if what == "actual" else clause.needed
            return cast(null(), JSON) if hidden or shown is None else _value(build, shown, rows, of)
    raise ValueError(f"a clause has no {what}")


def _value(build: Build, shown: Expression, rows: FromClause, of: Object) -> ColumnElement[Any]:
    """A value as JSON. A related record that the caller may not see has no value."""
    match shown:
        case Literal() | ArrayLiteral():
            return cast(constant(_json_text(shown)), JSON)
        case _:
            return func.to_json(build.expression(shown, rows, of, only_visible=True))


def _json_text(shown: Literal | ArrayLiteral) -> str:
    """A literal as JSON; numbers keep every digit."""
    match shown:
        case ArrayLiteral(items=items):
            return "[" + ",".join(_json_text(item) for item in items if isinstance(item, Literal)) + "]"
        case Literal(value=Decimal() as number):
            return format(number, "f")
        case Literal(value=value):
            return orjson.dumps(value).decode()


def _redacted_sentence(language: str) -> str:
    return label_in(REDACTED_SENTENCES, language, REDACTED_SENTENCES["en"])


def verdict_object(
    build: Build,
    parts: VerdictParts,
    is_open: ColumnElement[bool],
    clause_arrays: Mapping[str, ColumnElement[Any]],
) -> ColumnElement[Any]:
    """A verdict as JSON; `clause_arrays` holds a `json[]` for the response name of each selection of clauses."""
    columns: dict[str, ColumnElement[Any]] = {
        name: is_open if what == "open" else constant("Verdict") for name, what in parts.parts
    }
    columns |= {name: func.array_to_json(found) for name, found in clause_arrays.items()}
    return json_object(build, {name: columns[name] for name in parts.order})


def transitions_sql(build: Build, item: Transitions, of: Object, rows: FromClause) -> ColumnElement[Any]:
    """The edges out of the record's stage, judged for the record as it is."""
    permitted = build.permitted("promote", rows, of, exact=True)
    edges = [
        select(
            constant(position).label("position"),
            json_object(build, _transition(build, item, edge, of, rows, permitted)).label("edge"),
        )
        .where(rows.c.stage == constant(edge.source))
        .correlate_except()
        for position, edge in enumerate(pipeline_of(of).transitions)
    ]
    if not edges:
        return EMPTY
    found = union_all(*edges).subquery(build.fresh("e"))
    ordered = func.json_agg(aggregate_order_by(found.c.edge, found.c.position))
    return select(func.coalesce(ordered, EMPTY)).correlate_except(found).scalar_subquery()


def _transition(
    build: Build,
    item: Transitions,
    edge: Transition,
    of: Object,
    rows: FromClause,
    permitted: ColumnElement[bool],
) -> dict[str, ColumnElement[Any]]:
    placed = (*entry_clauses(build, of, edge.target), *edge_clauses(build, of, edge))
    is_open = open_sql(build, placed, rows, of)
    target = pipeline_of(of).stage_by_name[edge.target]
    columns: dict[str, ColumnElement[Any]] = {}
    for name, what in item.parts:
        match what:
            case "to":
                columns[name] = constant(edge.target)
            case "label":
                columns[name] = constant(label_in(target.labels, build.language, target.name))
            case "allowed":
                columns[name] = and_(permitted, is_open)
            case "permitted":
                columns[name] = permitted
            case "__typename":
                columns[name] = constant("Transition")
            case _:
                raise ValueError(f"a transition has no {what}")
    for verdict in item.verdicts:
        arrays = {parts.name: clause_objects(build, parts, placed, rows, of) for parts in verdict.clauses}
        columns[verdict.name] = verdict_object(build, verdict, is_open, arrays)
    return {name: columns[name] for name in item.order}


def by_source(
    edges: tuple[Transition, ...],
    stage: ColumnElement[Any],
    values: Mapping[str, ColumnElement[Any]],
    otherwise: ColumnElement[Any],
) -> ColumnElement[Any]:
    """The value for the edge that leaves the record's stage."""
    if not edges:
        return otherwise
    return case(*((stage == constant(edge.source), values[edge.source]) for edge in edges), else_=otherwise)
