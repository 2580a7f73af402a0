"""Some of the records that a draft does something to: the ways out that change, and what the draft says of them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, Text, case, cast, func, null, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from records.constants import constant
from records.crossings import ALLOWED, BLOCKED, Crossing, stays
from records.drafted import DraftedBuild
from records.gates import rules_behind
from records.json_sql import EMPTY, as_text, display_text, json_object
from records.members import member_json
from records.plans.selections import ClauseParts, TreeParts
from records.plans.simulations import SimulationPlan
from records.told_clauses import clause_objects
from records.told_trees import tree_json

Column = ColumnElement[Any]

CLAUSE = ClauseParts(
    "clauses",
    tuple(
        (name, name)
        for name in (
            *("pointer", "satisfied", "sentence", "field", "operator", "actual", "needed", "redacted"),
            *("severity", "criterion", "matched", "records", "tally"),
        )
    ),
)
NODE = TreeParts(
    "tree",
    tuple(
        (name, name)
        for name in (
            *("id", "parent", "depth", "kind", "branch"),
            *("pointer", "satisfied", "sentence", "field", "operator", "actual", "needed", "redacted"),
            *("severity", "criterion", "matched", "records", "tally"),
        )
    ),
)


def samples_sql(
    build: DraftedBuild, plan: SimulationPlan, found: Sequence[Crossing], sampled: Subquery
) -> Column:
    """The records as a JSON array of objects, in the order of `sampled`, which has `id`, `outcomes` and `loses`."""
    of = plan.object
    rows = build.rows(of)
    shown = json_object(
        build,
        {
            "id": rows.c.id,
            "title": title(build, of, rows),
            "stage": rows.c.stage,
            "owner": member_json(build, rows.c.ownerId, (("id", "id"), ("name", "name"))),
            "value": cast(null(), JSON) if plan.worth is None else amount(build, of, plan.worth, rows),
            "moves": _moves(build, plan, found, rows, sampled),
        },
    )
    return (
        select(
            func.coalesce(
                func.json_agg(aggregate_order_by(shown, sampled.c.loses.desc(), sampled.c.id)), EMPTY
            )
        )
        .select_from(sampled.join(rows, rows.c.id == sampled.c.id))
        .scalar_subquery()
    )


def title(build: DraftedBuild, of: Object, rows: FromClause) -> Column:
    """What a record is called, as far as the caller may read it; else its id."""
    display = None if of.display is None else of.field_by_name.get(of.display)
    if display is None or display.id not in build.access_to(of).read:
        return as_text(rows.c.id)
    return func.coalesce(display_text(build, of, display, rows), as_text(rows.c.id))


def amount(build: DraftedBuild, of: Object, field: Field, rows: FromClause) -> Column:
    """An amount, or a number without a currency, as a JSON object; null where there is none."""
    value, *currency = (build.value(rows, of, each.name) for each in type_of(field).columns(field))
    shown = {"amount": cast(value, Text()), "currency": currency[0] if currency else cast(null(), Text())}
    return case((value.is_not(None), json_object(build, shown)))


def _moves(
    build: DraftedBuild,
    plan: SimulationPlan,
    found: Sequence[Crossing],
    rows: FromClause,
    sampled: FromClause,
) -> Column:
    """A JSON array of the ways out of the record's stage; null for those that nothing changes of."""
    none = cast(null(), JSON)
    stages = []
    for source, ways in groupby(found, lambda each: each.source):
        moves: list[Column] = []
        for place, each in enumerate(ways, start=1):
            if stays(build, plan.object, each):
                moves.append(none)
                continue
            outcome = sampled.c.outcomes[constant(place)]
            told = _move(build, plan, each, rows, outcome == constant(BLOCKED))
            moves.append(case((outcome.in_([constant(BLOCKED), constant(ALLOWED)]), told), else_=none))
        stages.append((rows.c.stage == constant(source), func.json_build_array(*moves)))
    return case(*stages, else_=EMPTY) if stages else EMPTY


def _move(
    build: DraftedBuild, plan: SimulationPlan, crossing: Crossing, rows: FromClause, blocked: Column
) -> Column:
    """One way out that changes, with its clauses under the draft; of one that is gone, null."""
    clauses: Column = cast(null(), JSON)
    tree: Column = cast(null(), JSON)
    if crossing.then is not None:
        with build.drafting(), build.moved_by(rows.c.ownerId):
            clauses = func.array_to_json(clause_objects(build, CLAUSE, crossing.then, rows, plan.object))
            if plan.trees:
                tree = tree_json(build, NODE, rules_behind(crossing.then), rows, plan.object)
    told = {"to": constant(crossing.target), "blocked": blocked, "clauses": clauses}
    return json_object(build, {**told, "tree": tree})
