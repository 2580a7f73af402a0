"""The records of a bulk write, each judged by itself: the steps from `merged` to the last one before the change.

    checked   `merged` with the codes of what speaks against each record
    arrived   the same in the stage that a promotion leads to, and
    ruled     with what the rules of the object say      (where they are asked about it)

Each step reads the one before it alone, and carries along what later ones need: see `records.steps`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnClause,
    ColumnElement,
    Select,
    TableClause,
    Text,
    case,
    cast,
    column,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSON

from records.build import Build
from records.checks import NO_TEXTS, failed
from records.constants import constant
from records.drafts import Draft, arrived_step
from records.links import links_would_be
from records.plans.writes import Create, WritePlan
from records.rows import UNFIT
from records.stand_ins import Judged
from records.steps import Earlier, Step, carried, step
from records.validations import RuleChecks, judges, rule_checks

PROBLEMS = "!problems"
"""Texts of the checks that fail; this name and the following are none that a tenant can give."""
WARNINGS = "!warnings"
JUDGED = "!judged"
"""What is kept of the judgement of a promotion; null where no gate is asked."""
BLIND = "!blind"
"""Whether a verdict would tell of a record that the caller may not see."""
NEXT = ">"
"""What the name of a column begins with that has the record as it was judged by the gate."""


@dataclass(frozen=True)
class JudgedRecords:
    """The records with what was found.

    Attributes:
        steps: those after `merged`.
        rows: the last of them: the columns of a record as it would be, `steps.EARLIER` and `NEXT` before their names
            as it was and as the gate sees it, `PROBLEMS`, `WARNINGS`, `JUDGED` and `BLIND`.
        warns: a rule may give warnings.
    """

    steps: tuple[Step, ...]
    rows: TableClause
    warns: bool


def judged_records(build: Build, write: WritePlan, draft: Draft) -> JudgedRecords:
    """The records of a draft, judged."""
    of, operation = write.object, write.operation
    checked = _checked(build, draft)
    if not judges(build, of, operation):
        return JudgedRecords((checked,), checked.rows, warns=False)
    arrived = arrived_step(build, of, operation, checked)
    standing = (arrived or checked).rows
    before = None if isinstance(operation, Create) else Earlier(standing)
    build.judged = Judged(of.id, standing, before, partial(links_would_be, build, draft.links, standing))
    found = rule_checks(build, of, operation, before, standing, standing.c[BLIND])
    ruled = _ruled(build, standing, found)
    steps = (checked, ruled) if arrived is None else (checked, arrived, ruled)
    return JudgedRecords(steps, ruled.rows, warns=bool(found.warning))


def found_columns() -> list[ColumnClause[Any]]:
    """The columns of what was found."""
    texts = ARRAY(Text())
    return [
        *(column(PROBLEMS, texts), column(WARNINGS, texts)),
        *(column(BLIND, Boolean()), column(JUDGED, JSON())),
    ]


def _checked(build: Build, draft: Draft) -> Step:
    merged = draft.merged.rows
    ahead = [each for each in merged.c if each.name in _own(draft)]
    found = {PROBLEMS: failed(draft.checks), WARNINGS: NO_TEXTS, BLIND: draft.blind}
    if UNFIT in merged.c:
        # Of a record whose values do not fit nothing else is said: it would be of a record without them.
        unfit = merged.c[UNFIT].is_not(None)
        lines = func.string_to_array(merged.c[UNFIT], func.chr(constant(10)), type_=ARRAY(Text()))
        found[PROBLEMS] = case((unfit, lines), else_=found[PROBLEMS])
        found[BLIND] = or_(unfit, draft.blind)
    found[JUDGED] = cast(null(), JSON) if draft.judged is None else draft.judged
    found |= {NEXT + each.name: each for each in ahead}
    like = [*merged.c, *carried(NEXT, ahead), *found_columns()]
    return _widened(build.called("checked"), merged, found, like)


def _own(draft: Draft) -> frozenset[str]:
    """The names of the columns of a record."""
    return frozenset() if draft.target is None else frozenset(each.name for each in draft.target.rows.c)


def _ruled(build: Build, standing: TableClause, found: RuleChecks) -> Step:
    told = {
        PROBLEMS: standing.c[PROBLEMS].concat(failed(found.blocking)),
        WARNINGS: failed(found.warning),
    }
    return _widened(build.called("ruled"), standing, told, standing.c)


def _widened(
    name: str,
    rows: TableClause,
    made: Mapping[str, ColumnElement[Any]],
    like: Iterable[ColumnElement[Any]],
) -> Step:
    """A step with the columns of `rows` and others, made of these."""

    def define(names: Sequence[str]) -> Select[Any]:
        columns = (made[each].label(each) if each in made else rows.c[each] for each in names)
        return select(*columns).select_from(rows)

    return step(name, like, define)
