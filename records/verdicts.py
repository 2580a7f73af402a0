"""What a gate says of a record, as SQL: is it open, and each clause with what it found and what it needs.

The same clauses (`records.gates`) judge a promotion (`records.drafts`) and tell beforehand (`Transitions`), so the two
cannot disagree.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from expressions.languages import label_in
from metadata.catalog import Object
from metadata.move_kinds import kind_of
from metadata.pipelines import Transition
from records.build import Build
from records.constants import constant
from records.fixes import fixes_sql
from records.gates import PlacedRule, clauses_of, open_sql, pipeline_of, rules_of_edge
from records.json_sql import EMPTY, json_object
from records.permitted_moves import rule_of
from records.plans.selections import Transitions, VerdictParts
from records.told_clauses import clause_objects
from records.told_trees import tree_json


def verdict_lists(
    build: Build, parts: VerdictParts, rules: tuple[PlacedRule, ...], rows: FromClause, of: Object
) -> dict[str, ColumnElement[Any]]:
    """The lists of a verdict as JSON, by the response name of each selection of clauses, fixes or nodes."""
    placed = clauses_of(rules)
    found: dict[str, ColumnElement[Any]] = {
        each.name: func.array_to_json(clause_objects(build, each, placed, rows, of)) for each in parts.clauses
    }
    found |= {each.name: fixes_sql(build, each, placed, rows, of) for each in parts.fixes}
    return found | {each.name: tree_json(build, each, rules, rows, of) for each in parts.trees}


def verdict_object(
    build: Build,
    parts: VerdictParts,
    is_open: ColumnElement[bool],
    lists: Mapping[str, ColumnElement[Any]],
) -> ColumnElement[Any]:
    """A verdict as JSON; `lists` as of `verdict_lists`."""
    columns: dict[str, ColumnElement[Any]] = {
        name: is_open if what == "open" else constant("Verdict") for name, what in parts.parts
    }
    columns |= lists
    return json_object(build, {name: columns[name] for name in parts.order})


def transitions_sql(build: Build, item: Transitions, of: Object, rows: FromClause) -> ColumnElement[Any]:
    """The edges out of the record's stage, judged for the record as it is."""
    edges = [
        select(
            constant(position).label("position"),
            json_object(build, _transition(build, item, edge, of, rows)).label("edge"),
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
) -> dict[str, ColumnElement[Any]]:
    permitted = build.row_rule(rule_of(build, of, edge), rows, of, exact=True)
    rules = rules_of_edge(build.catalog, of, edge)
    is_open = open_sql(clauses_of(rules), build.judge(rows, of))
    target = pipeline_of(of).stage_by_name[edge.target]
    columns: dict[str, ColumnElement[Any]] = {}
    for name, what in item.parts:
        match what:
            case "to":
                columns[name] = constant(edge.target)
            case "label":
                columns[name] = constant(label_in(target.labels, build.language, target.name))
            case "kind":
                columns[name] = constant(kind_of(pipeline_of(of), edge))
            case "allowed":
                columns[name] = and_(permitted, is_open)
            case "permitted":
                columns[name] = permitted
            case "__typename":
                columns[name] = constant("Transition")
            case _:
                raise ValueError(f"a transition has no {what}")
    for verdict in item.verdicts:
        lists = verdict_lists(build, verdict, rules, rows, of)
        columns[verdict.name] = verdict_object(build, verdict, is_open, lists)
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
