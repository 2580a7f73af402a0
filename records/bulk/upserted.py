"""What became of the single inputs of an upsert of many, and how many each thing became of.

every    each input with what speaks against it, and what it is warned about
results  each input with the record that it made, changed or left as it was; those that are refused without
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    TableClause,
    Text,
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

from metadata.tables import record_columns
from records.bulk.judging import PROBLEMS, WARNINGS, JudgedRecords
from records.bulk.outcomes import DONE, KNOWN, NEW
from records.bulk.statement import count_of, tally
from records.constants import constant
from records.rows import PLACE
from records.steps import Step, step


def refuses(rows: CTE | TableClause) -> ColumnElement[bool]:
    """Whether something speaks against an input."""
    return func.cardinality(rows.c[PROBLEMS]) > constant(0)


def upserted_counts(
    inputs: CTE,
    updating: JudgedRecords,
    made: Step,
    every: CTE,
    decided: CTE,
    passes: ColumnElement[bool],
) -> list[ColumnElement[Any]]:
    """The columns of the answer but for the outcomes."""
    kept = select(func.count()).select_from(updating.rows).where(not_(refuses(updating.rows)), passes)
    updated, created = kept.scalar_subquery(), count_of(made.rows)
    refused = select(func.count()).select_from(every).where(refuses(every)).scalar_subquery()
    found: list[ColumnElement[Any]] = [
        select(decided.c.fits).scalar_subquery().label("fits"),
        count_of(inputs).label("matched"),
        created.label("created"),
        updated.label("updated"),
        (created + updated).label("done"),
        refused.label("refused"),
        constant(0).label("missed"),
        tally(every, PROBLEMS).label("problems"),
    ]
    return [*found, tally(every, WARNINGS).label("warnings")]


def upserted_step(
    table: TableClause,
    changed: Step,
    updating: JudgedRecords,
    made: Step,
    every: CTE,
    passes: ColumnElement[bool],
    flags: Sequence[str],
) -> Step:
    """`results`: the inputs, those that are done with the record that they made, or changed, or left as it was."""
    own = [each.name for each in record_columns(table)]
    texts = [column(each, ARRAY(Text())) for each in (PROBLEMS, WARNINGS)]
    marks = [column(each, Boolean()) for each in (DONE, KNOWN, NEW)]
    like = [*record_columns(table), column(PLACE, BigInteger()), *texts, *marks]
    types = {each.name: each.type for each in like}

    def done(rows: TableClause, new: ColumnElement[bool], names: Sequence[str]) -> Select[Any]:
        told = {DONE: true(), KNOWN: true(), NEW: new}
        columns = ((told[each] if each in told else rows.c[each]).label(each) for each in names)
        return select(*columns).select_from(rows)

    def refused(names: Sequence[str]) -> Select[Any]:
        told: dict[str, ColumnElement[Any]] = {DONE: false(), KNOWN: false(), NEW: cast(null(), Boolean())}
        told |= {each: cast(null(), types[each]) for each in own}
        columns = ((told[each] if each in told else every.c[each]).label(each) for each in names)
        return select(*columns).select_from(every).where(or_(refuses(every), not_(passes)))

    def define(names: Sequence[str]) -> CompoundSelect[Any]:
        rows = updating.rows
        given = or_(false(), *(rows.c[each] for each in flags))
        as_it_was = done(rows, false(), names).where(not_(given), not_(refuses(rows)), passes)
        return union_all(
            done(changed.rows, false(), names), as_it_was, done(made.rows, true(), names), refused(names)
        )

    return step("results", like, define)
