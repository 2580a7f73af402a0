"""What is kept of a judgement: the values that the gate saw, the clauses that were not satisfied, and an override.

It stands in the row of stage history that the move makes, or, of a refusal, in a table of its own. With the catalog
version and the moment that are kept beside it, it can be judged again at any time.

    {"values": {"fld_amount": "500.00", …}, "closed": ["stg_…/gate/5c1f…", …], "edge": ["stg_…", "stg_…"],
     "override": "The CFO has agreed.", "approval": {"id": "…", "by": "…", "until": "…"}}
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array, insert

from expressions.counts import bare, count, counts_of_list
from expressions.fingerprint import kept_key
from expressions.nodes import Call, Expression, Listing, Variable, nodes_of
from metadata.catalog import Object
from records.actors import ACTOR
from records.approvals import approval_json, needs_approval
from records.build import Build
from records.checks import RACED_TEXT, tells
from records.constants import constant, flagged
from records.gates import PlacedClause, asked_clauses, edge_clauses, entry_clauses, pipeline_of
from records.json_sql import as_text
from records.plans.writes import Promote
from tenants.fixed_tables import SAME_REFUSAL

CLOSED = "GATE_CLOSED to"
"""The text of the check that a gate is closed."""

TEXTS = ARRAY(Text())


def judged_sql(
    build: Build,
    of: Object,
    operation: Promote,
    merged: FromClause,
    overridden: ColumnElement[Any] | None,
) -> ColumnElement[Any] | None:
    """The judgement of records that would be as `merged`, as JSON; None where no clause is asked or no edge taken.

    Args:
        overridden: why the promotion is done although the gate is closed; null where it is not.
    """
    entry = entry_clauses(build.catalog, of, operation.to)
    by_source = {edge.source: edge_clauses(build.catalog, of, edge) for edge in operation.edges}
    everything = asked_clauses(build.catalog, of, operation.to, operation.edges)
    if not everything or not operation.edges:
        return None
    parts = [literal_column("'values'"), _values(build, of, merged, everything)]
    parts += [literal_column("'closed'"), func.to_json(_closed(build, of, merged, entry, by_source))]
    parts += [literal_column("'edge'"), _ends(of, operation, merged)]
    if overridden is not None:
        parts += [literal_column("'override'"), overridden]
        if needs_approval(of, operation):
            approval = approval_json(build, of, operation, merged, overridden)
            parts += [literal_column("'approval'"), approval]
    return func.json_build_object(*parts, type_=JSON())


def refused_step(
    build: Build,
    of: Object,
    operation: Promote,
    records: FromClause,
    problems: ColumnElement[Any],
    judged: ColumnElement[Any],
    source: ColumnElement[Any],
    races: bool,
) -> CTE:
    """`refused`: what is kept of the records that a closed gate kept where they are.

    Who asks again what has not changed is counted, and nothing is added.

    Args:
        records: as they would be.
        problems: what speaks against each, as texts of `records.checks`.
        source: the stage that each is in.
        races: the judgement may be of what no longer is, and then is not kept.
    """
    refusal, stages = build.tables.refusal, pipeline_of(of).stage_by_name
    ids = ((source == constant(edge.source), constant(stages[edge.source].id)) for edge in operation.edges)
    values: dict[str, ColumnElement[Any]] = {
        "object_id": constant(of.id),
        "record_id": records.c.id,
        "pipeline_id": constant(pipeline_of(of).id),
        "from_stage": case(*ids),
        "to_stage": constant(stages[operation.to].id),
        "actor": ACTOR,
        "record_version": records.c.version,
        "catalog_version": constant(build.catalog.version),
        "judged": judged,
    }
    found = select(*values.values()).select_from(records).where(tells(problems, CLOSED))
    if races:
        found = found.where(not_(tells(problems, RACED_TEXT)))
    adding = insert(refusal).from_select([*values], found)
    new = adding.excluded
    again = adding.on_conflict_do_update(
        index_elements=[refusal.c[name] for name in SAME_REFUSAL],
        set_={"times": refusal.c.times + constant(1), "at": new.at, "judged": new.judged},
    )
    return again.returning(refusal.c.id).cte("refused")


def _ends(of: Object, operation: Promote, merged: FromClause) -> ColumnElement[Any]:
    """The ids of the stages that the record leaves and enters: names of the history follow renames."""
    stages = pipeline_of(of).stage_by_name
    target = constant(stages[operation.to].id)
    ends = (
        (
            merged.c.stage == constant(edge.source),
            func.json_build_array(constant(stages[edge.source].id), target),
        )
        for edge in operation.edges
    )
    return case(*ends)


def _values(
    build: Build, of: Object, merged: FromClause, placed: Sequence[PlacedClause]
) -> ColumnElement[Any]:
    """What the clauses read, as texts by the keys of the variables; of lists what is made of their records."""
    found = {kept_key(node): node for each in placed for node in _kept(each.clause.expression)}
    keys: list[ColumnElement[Any]] = [constant(key) for key in found]
    texts: list[ColumnElement[Any]] = [as_text(build.expression(each, merged, of)) for each in found.values()]
    return func.json_object(cast(array(keys, type_=Text), TEXTS), cast(array(texts, type_=Text), TEXTS))


def _kept(expression: Expression) -> Iterator[Expression]:
    """What of an expression is kept: all of it can be said again from these.

    Of a list that `some`, `all` or `none` look through that is how many of its records meet the condition, and of how
    many; whether it holds follows.
    """
    for node in nodes_of(expression):
        match node:
            case Variable():
                yield node
            case Call(operator="count", operands=(Listing(condition=condition) as listing,)):
                yield node
                if condition is not None:
                    yield count(bare(listing))
            case Call() if (counts := counts_of_list(node)) is not None:
                yield counts.matched
                yield counts.records
            case Call() if is_over_list(node):
                yield node


def is_over_list(node: Expression) -> bool:
    """Whether it is what is made of the records of a list."""
    return isinstance(node, Call) and any(isinstance(each, Listing) for each in node.operands)


def _closed(
    build: Build,
    of: Object,
    merged: FromClause,
    entry: Sequence[PlacedClause],
    by_source: Mapping[str, Sequence[PlacedClause]],
) -> ColumnElement[Any]:
    """The keys of the clauses that are not satisfied, enforced or not."""
    judged = build.judge(merged, of)
    marks: list[ColumnElement[Any]] = [
        case((not_(judged(each.clause.expression)), constant(each.key))) for each in entry
    ]
    for source, placed in by_source.items():
        leaves = merged.c.stage == constant(source)
        marks += [
            case((and_(leaves, not_(judged(each.clause.expression))), constant(each.key))) for each in placed
        ]
    return flagged(marks)
