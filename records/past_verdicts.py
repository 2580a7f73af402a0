"""Verdicts of the past, said again: the rules of their time, asked of the values that they saw, by the clock of then.

Nothing is read but what was kept (`records.judgements`): that the answer is the same years later does not depend on
what records have become since. What the caller may read is what counts today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Text,
    bindparam,
    cast,
    func,
    null,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from core.database import Database
from core.sql import Row, compile_statement
from expressions.counts import counts_of_list, holds_of_counts
from expressions.fingerprint import fingerprint, kept_key, variable_key
from expressions.nodes import ArrayLiteral, Call, Expression, Variable
from expressions.sql import NO_ITEMS, NOW, SQL_TYPES, to_sql
from expressions.types import Reference, ValueType
from metadata.actor import ACTOR_ID
from metadata.catalog import Catalog, Object
from records.build import Build
from records.gates import PlacedRule, clauses_of, open_sql, rules_of_edge
from records.judgements import is_over_list
from records.kept_judgements import KeptJudgement
from records.plans.past import PastPlan
from records.redaction import sees_all_beyond
from records.samples import CLAUSE, NODE
from records.told_clauses import clause_objects
from records.told_trees import tree_json
from records.unkept import Rows, exactly

NO_ROW = table("no_row")
"""In the place of the record: what rules read of it is bound."""


@dataclass(frozen=True)
class PastVerdict:
    """A judgement with its verdict.

    Attributes:
        open: whether the gate was open; None, and no clauses, where its edge is not in the catalog of the time.
        clauses: as of `records.told_clauses`, JSON.
        tree: as of `records.told_trees`, JSON; none where nobody asks.
        agrees: asked again, it is what was kept: the same clauses are not satisfied.
    """

    judgement: KeptJudgement
    open: bool | None
    clauses: Rows
    tree: Rows
    agrees: bool | None


@dataclass
class KeptBuild(Build):
    """Rules of a catalog of the past, asked of values that were kept.

    Attributes:
        kept: what rules read, as texts by key.
        moment: what `now` is.
    """

    kept: Mapping[str, str | None] = field(default_factory=dict)
    moment: ColumnElement[Any] = NOW

    @property
    def clock(self) -> ColumnElement[Any]:
        """The moment at which it was judged."""
        return self.moment

    def expression(
        self,
        expression: Expression,
        rows: Row,
        of: Object,
        *,
        exact: bool = False,
        only_visible: bool = False,
    ) -> ColumnElement[Any]:
        """As of `Build`, over what was kept. What the caller may not see all records of has no value to be shown."""
        if only_visible and not sees_all_beyond(self, expression, of):
            return cast(null(), SQL_TYPES[expression.type])
        return to_sql(
            self._of_kept(expression),
            self._column,
            items=lambda _: NO_ITEMS,
            exact=exact,
            clock=self.clock,
            zone=self.zone,
            calendar=self.calendar,
        )

    def _of_kept(self, expression: Expression) -> Expression:
        """The expression with what was made of lists in the place of the lists."""
        counts = counts_of_list(expression)
        if isinstance(expression, Call) and counts is not None and self._key(counts.matched) in self.kept:
            return self._of_kept(holds_of_counts(expression.operator, counts))
        if is_over_list(expression):
            # Of judgements that are older, whether it held is kept in the place of the counts.
            key = self._key(expression)
            return Variable(Reference(key, expression.type, (), key, key, {}))
        match expression:
            case Call(operands=operands):
                return replace(expression, operands=tuple(map(self._of_kept, operands)))
            case ArrayLiteral(items=items):
                return replace(expression, items=tuple(map(self._of_kept, items)))
        return expression

    def _key(self, expression: Expression) -> str:
        """The key of what was made of a list; that of older judgements is the fingerprint alone."""
        key = kept_key(expression)
        return key if key in self.kept else fingerprint(expression)

    def _column(self, reference: Reference) -> ColumnElement[Any]:
        variable = Variable(reference)
        # Older judgements have both under one key: the id of a record, and of which object it is.
        text = self.kept.get(kept_key(variable), self.kept.get(variable_key(variable)))
        if reference.type is ValueType.ID and text is not None and not _is_id(text):
            text = None
        if text is not None and reference.kept is not None:
            text = next((held for held, name in reference.kept.items() if name == text), None)
        return cast(bindparam(None, text, Text()), SQL_TYPES[reference.type])

    def knows(self, reference: Reference) -> bool:
        """Of whoever acted then the caller sees who that was, and no more."""
        return reference.field == ACTOR_ID


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


async def said_again(
    database: Database, plan: PastPlan, judgements: Sequence[KeptJudgement], catalogs: Mapping[int, Catalog]
) -> tuple[PastVerdict, ...]:
    """The verdicts of judgements, in one statement.

    Args:
        catalogs: those by whose versions they were judged.
    """
    asked: dict[int, tuple[PlacedRule, ...]] = {}
    columns: list[ColumnElement[Any]] = []
    for at, each in enumerate(judgements):
        catalog = catalogs[each.catalog_version]
        then = catalog.object_by_id.get(plan.object.id)
        edge = None if then is None else each.edge(then)
        if then is None or edge is None:
            continue
        asked[at] = rules_of_edge(catalog, then, edge)
        columns += _columns(_build(plan, catalog, each), then, asked[at], str(at), trees=plan.trees)
    if not asked:
        return tuple(PastVerdict(each, None, (), (), None) for each in judgements)
    compiled = compile_statement(select(*columns))
    row = await database.fetch_row(compiled.text, compiled.values({}), affinity=plan.namespace)
    if row is None:
        raise ValueError("a SELECT without FROM has one row")
    found = []
    for at, each in enumerate(judgements):
        if at not in asked:
            found.append(PastVerdict(each, None, (), (), None))
            continue
        satisfied = orjson.loads(row[f"satisfied{at}"])
        closed = {
            placed.key for placed, holds in zip(clauses_of(asked[at]), satisfied, strict=True) if not holds
        }
        clauses = exactly(row[f"clauses{at}"])
        tree = exactly(row[f"tree{at}"]) if plan.trees else ()
        found.append(PastVerdict(each, row[f"open{at}"], clauses, tree, closed == each.closed))
    return tuple(found)


def _build(plan: PastPlan, catalog: Catalog, judgement: KeptJudgement) -> KeptBuild:
    moment = bindparam(None, judgement.at, DateTime(timezone=True))
    return KeptBuild(
        catalog, plan.namespace, plan.language, plan.access, kept=judgement.values, moment=moment
    )


def _columns(
    build: KeptBuild, then: Object, rules: tuple[PlacedRule, ...], suffix: str, *, trees: bool
) -> list[ColumnElement[Any]]:
    judge, placed = build.judge(NO_ROW, then), clauses_of(rules)
    judged: list[ColumnElement[Any]] = [judge(each.clause.expression) for each in placed]
    satisfied: ColumnElement[Any] = array(judged, type_=Boolean)
    found: list[ColumnElement[Any]] = [
        open_sql(placed, judge).label(f"open{suffix}"),
        func.to_json(cast(satisfied, ARRAY(Boolean()))).label(f"satisfied{suffix}"),
        func.array_to_json(clause_objects(build, CLAUSE, placed, NO_ROW, then)).label(f"clauses{suffix}"),
    ]
    if trees:
        found.append(tree_json(build, NODE, rules, NO_ROW, then).label(f"tree{suffix}"))
    return found
