"""What became of the single records of a bulk write, for the answer.

results   every record as it is answered: after the change, or as it was
outcomeN  those of a list of the answer, as many as it has
wouldN    the same as the gate sees them     (where verdicts are asked for)
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, assert_never

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    TableClause,
    Uuid,
    and_,
    case,
    cast,
    column,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from metadata.tables import record_columns
from records.build import Build
from records.bulk.judging import BLIND, NEXT, PROBLEMS, WARNINGS, JudgedRecords
from records.checks import NO_TEXTS
from records.constants import constant
from records.cost import FixedLength
from records.drafts import Draft
from records.json_sql import json_object
from records.links import links_would_be
from records.moves import leaves_here, verdict_json
from records.plans.bulk import BulkPlan, DonePart, IdPart, OutcomePart, OutcomesPart, PlacePart
from records.plans.selections import VerdictParts
from records.plans.type_name import TypeName
from records.plans.writes import CreatedPart, ErrorsPart, Promote, RecordPart, WarningsPart
from records.read import selection_columns
from records.stand_ins import Judged
from records.steps import EARLIER, Earlier, Step, carried, step
from records.write import NOT_FOUND

DONE = "!done"
"""Whether the record was written."""
NEW = "!new"
"""Of an upsert, whether the record was created; null where nothing was done."""
KNOWN = "!known"
"""Whether the record was reached, so that it may be shown."""
KEY = "!id"
"""The id, also of what was not reached."""


def results_step(
    table: TableClause, changed: Step, judged: JudgedRecords, unreached: CTE | None, decided: CTE
) -> Step:
    """`results`."""
    own = {each.name for each in record_columns(table)}
    kept, rows = changed.rows, judged.rows
    like = [*kept.c, column(DONE, Boolean()), column(KNOWN, Boolean())]
    types = {each.name: each.type for each in like}
    failed = or_(
        func.cardinality(rows.c[PROBLEMS]) > constant(0),
        not_(select(decided.c.passes).scalar_subquery()),
    )

    def of_changed(name: str) -> ColumnElement[Any]:
        return true() if name in (DONE, KNOWN) else kept.c[name]

    def of_refused(name: str) -> ColumnElement[Any]:
        if name in (DONE, KNOWN):
            return true() if name == KNOWN else false()
        return rows.c[EARLIER + name] if name in own else rows.c[name]

    fixed = {PROBLEMS: NOT_FOUND, WARNINGS: NO_TEXTS, DONE: false(), KNOWN: false()}

    def of_unreached(name: str) -> ColumnElement[Any]:
        if name == "id" and unreached is not None:
            return unreached.c.id
        return fixed.get(name, cast(null(), types[name]))

    def define(names: Sequence[str]) -> CompoundSelect[Any]:
        found = [
            select(*(of_changed(each).label(each) for each in names)).select_from(kept),
            select(*(of_refused(each).label(each) for each in names)).select_from(rows).where(failed),
        ]
        if unreached is not None:
            found.append(select(*(of_unreached(each).label(each) for each in names)).select_from(unreached))
        return union_all(*found)

    return step("results", like, define)


def outcome_steps(
    build: Build, plan: BulkPlan, draft: Draft, results: Step, key: str = "id"
) -> tuple[list[Step], list[ColumnElement[Any]]]:
    """The steps of all lists of outcomes, and an array for each part of them, `part_<list>_<part>`.

    Args:
        key: the column of `results` that they are ordered by.
    """
    steps: list[Step] = []
    columns: list[ColumnElement[Any]] = []
    for position, part in enumerate(plan.payload):
        if not isinstance(part, OutcomesPart):
            continue
        chosen = _chosen(part, results.rows, f"outcome{position}", key)
        would = _would(chosen.rows, draft, f"would{position}")
        steps.append(chosen)
        if any(isinstance(each, VerdictParts) for each in part.parts):
            steps.append(would)
        with build.cost.rows_of(FixedLength(part.size, ("first",))):
            for inner, each in enumerate(part.parts):
                found = _part(build, plan, each, draft, chosen.rows, would.rows, key)
                if found is not None:
                    columns.append(found.label(f"part_{position}_{inner}"))
    return steps, columns


def _chosen(part: OutcomesPart, results: TableClause, name: str, key: str) -> Step:
    def define(names: Sequence[str]) -> Select[Any]:
        found = select(*(results.c[each] for each in names)).select_from(results)
        if part.refused is not None:
            refused = func.cardinality(results.c[PROBLEMS]) > constant(0)
            found = found.where(refused if part.refused else not_(refused))
        return found.order_by(results.c[key]).limit(constant(part.size))

    return step(name, results.c, define)


def _would(chosen: TableClause, draft: Draft, name: str) -> Step:
    own = () if draft.target is None else draft.target.rows.c
    marks = [column(KEY, Uuid()), column(BLIND, Boolean()), column(KNOWN, Boolean())]
    like = [*own, *carried(EARLIER, own), *marks]

    def source(each: str) -> ColumnElement[Any]:
        if each == KEY:
            return chosen.c.id
        known = each in (BLIND, KNOWN) or each.startswith(EARLIER)
        return chosen.c[each] if known else chosen.c[NEXT + each]

    return step(name, like, lambda names: select(*(source(each).label(each) for each in names)))


def _part(
    build: Build,
    plan: BulkPlan,
    part: OutcomePart,
    draft: Draft,
    rows: TableClause,
    would: TableClause,
    key: str,
) -> ColumnElement[Any] | None:
    match part:
        case IdPart() | PlacePart():
            return _listed(rows.c[key], rows, rows.c[key])
        case DonePart():
            return _listed(rows.c[DONE], rows, rows.c[key])
        case CreatedPart():
            return _listed(rows.c[NEW], rows, rows.c[key])
        case ErrorsPart():
            return _listed(_joined(rows.c[PROBLEMS]), rows, rows.c[key])
        case WarningsPart():
            return _listed(_joined(rows.c[WARNINGS]), rows, rows.c[key])
        case RecordPart(_, selection):
            of = selection.object
            shown = and_(rows.c[KNOWN], build.permitted("read", rows, of))
            record = json_object(build, selection_columns(build, selection, rows))
            return _listed(case((shown, record), else_=cast(null(), JSON)), rows, rows.c[key])
        case VerdictParts():
            return _listed(_verdict(build, plan, part, draft, would), would, would.c[KEY])
        case TypeName():
            return None
    assert_never(part)


def _verdict(
    build: Build, plan: BulkPlan, part: VerdictParts, draft: Draft, would: TableClause
) -> ColumnElement[Any]:
    operation, of = plan.write.operation, plan.write.object
    if not isinstance(operation, Promote) or not operation.edges:
        return cast(null(), JSON)
    build.judged = Judged(of.id, would, Earlier(would), partial(links_would_be, build, draft.links, would))
    verdict = verdict_json(build, of, operation, part, would)
    build.judged = None
    told = and_(would.c[KNOWN], leaves_here(operation.edges, would), not_(would.c[BLIND]))
    return case((told, verdict), else_=cast(null(), JSON))


def _joined(texts: ColumnElement[Any]) -> ColumnElement[Any]:
    """The texts as lines."""
    return func.array_to_string(texts, func.chr(constant(10)))


def _listed(value: ColumnElement[Any], rows: TableClause, key: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value of every row as an array, in the order of the key."""
    return (
        select(func.array_agg(aggregate_order_by(value, key)))
        .select_from(rows)
        .correlate_except(rows)
        .scalar_subquery()
    )
