"""What a gate says of a record, as SQL: is it open, and each clause with what it found and what it needs.

The same clauses (`records.gates`) judge a promotion (`records.drafts`) and tell beforehand (`Transitions`), so the two
cannot disagree.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    cast,
    false,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by, array

from expressions.languages import label_in
from expressions.sentences import sentence
from metadata.catalog import Object
from metadata.move_kinds import kind_of
from metadata.pipelines import Mode, Transition
from records.build import Build
from records.constants import constant
from records.fixes import fixes_sql
from records.gates import PlacedClause, clauses_of_edge, open_sql, pipeline_of
from records.json_sql import EMPTY, json_object
from records.permitted_moves import rule_of
from records.plans.selections import ClauseParts, Transitions, VerdictParts
from records.redaction import unreadable
from records.verdict_values import value_sql

REDACTED_SENTENCES: Mapping[str, str] = {
    "en": "A condition that your role may not read",
    "zh": "您的角色无权查看的条件",
}


def clause_objects(
    build: Build, parts: ClauseParts, placed: tuple[PlacedClause, ...], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """The clauses as an array of JSON objects (`json[]`), without those of which nobody is told."""
    told = [each for each in placed if not each.silent]
    dated = [each for each in told if each.due is not None and _mode(each) == "shadow"]
    found = _clause_array(build, parts, [each for each in told if each not in dated], rows, of)
    for each in dated:
        assert each.due is not None
        one = _clause_array(build, parts, [each], rows, of)
        none = _clause_array(build, parts, [], rows, of)
        found = func.array_cat(found, case((build.judge(rows, of)(each.due), one), else_=none))
    return found


def _clause_array(
    build: Build, parts: ClauseParts, placed: Sequence[PlacedClause], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    found = [
        json_object(build, {name: _clause_part(build, what, each, rows, of) for name, what in parts.parts})
        for each in placed
    ]
    return cast(array(found, type_=JSON), ARRAY(JSON))


def _mode(placed: PlacedClause) -> Mode:
    return "enforce" if placed.criterion is None else placed.criterion.mode


def _clause_part(
    build: Build, what: str, placed: PlacedClause, rows: FromClause, of: Object
) -> ColumnElement[Any]:
    clause = placed.clause
    match what:
        case "satisfied":
            return build.expression(clause.expression, rows, of, exact=True)
        case "severity":
            return _severity(build, placed, rows, of)
        case "actual" | "needed":
            shown = clause.actual if what == "actual" else clause.needed
            return value_sql(build, None if _hidden(build, placed, of) else shown, rows, of)
    return told_of_clause(build, what, placed, of)


def told_of_clause(build: Build, what: str, placed: PlacedClause, of: Object) -> ColumnElement[Any]:
    """What is said of a clause whatever the record has."""
    clause, hidden = placed.clause, _hidden(build, placed, of)
    match what:
        case "pointer":
            return constant(placed.pointer)
        case "redacted":
            return true() if hidden else false()
        case "sentence":
            return constant(clause_text(build, placed, of))
        case "criterion":
            return constant(None if placed.criterion is None else placed.criterion.name)
        case "__typename":
            return constant("Clause")
        case "operator":
            return constant(None if hidden else clause.operator)
        case "field":
            return constant(None if hidden or clause.field is None else clause.field.path)
    raise ValueError(f"a clause has no {what}")


def _hidden(build: Build, placed: PlacedClause, of: Object) -> bool:
    """Whether the clause reads something that the caller may not."""
    return unreadable(build, placed.clause.expression, of)


def clause_text(build: Build, placed: PlacedClause, of: Object) -> str:
    """The sentence of a clause as the caller may read it."""
    hidden = _hidden(build, placed, of)
    return _redacted_sentence(build.language) if hidden else _sentence(build, placed)


def _sentence(build: Build, placed: PlacedClause) -> str:
    """What its author says, or else what the rule does."""
    made = sentence(placed.clause.expression, build.language)
    messages = {} if placed.criterion is None else placed.criterion.messages
    return label_in(messages, build.language, made)


def _severity(build: Build, placed: PlacedClause, rows: FromClause, of: Object) -> ColumnElement[Any]:
    if placed.enforced or _mode(placed) == "shadow":
        # A silent one is told of only from the day on from which it refuses.
        return constant("block")
    if placed.due is None:
        return constant("warn")
    due = build.judge(rows, of)(placed.due)
    return case((due, constant("block")), else_=constant("warn"))


def _redacted_sentence(language: str) -> str:
    return label_in(REDACTED_SENTENCES, language, REDACTED_SENTENCES["en"])


def verdict_lists(
    build: Build, parts: VerdictParts, placed: tuple[PlacedClause, ...], rows: FromClause, of: Object
) -> dict[str, ColumnElement[Any]]:
    """The lists of a verdict as JSON, by the response name of each selection of clauses or fixes."""
    found = {
        each.name: func.array_to_json(clause_objects(build, each, placed, rows, of)) for each in parts.clauses
    }
    return found | {each.name: fixes_sql(build, each, placed, rows, of) for each in parts.fixes}


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
    placed = clauses_of_edge(build.catalog, of, edge)
    is_open = open_sql(placed, build.judge(rows, of))
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
        lists = verdict_lists(build, verdict, placed, rows, of)
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
