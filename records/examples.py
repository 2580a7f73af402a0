"""Examples of gates, judged by the SQL that judges records: what they say must be what the gates say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    literal,
    null,
    select,
    true,
    union_all,
)

from core.connection import Connection
from core.errors import Problem
from core.sentences import Sentence
from expressions.nodes import Expression
from expressions.sentences import sentence
from expressions.sql import NO_ITEMS, NOW, SQL_TYPES, Items, to_sql
from expressions.types import RecordList, Reference
from metadata.catalog import Catalog, Object
from metadata.examples import Given, Value, given, record_of
from metadata.formula_sql import formula_sql
from metadata.parsed import end_of, way_along
from metadata.pipelines import GateExample
from metadata.scope import BEFORE, is_before
from metadata.system_fields import PIPELINE, STAGE
from records.gates import PlacedClause, clauses_of_edge, open_sql, pipeline_of

AT_ONCE = 500
"""Examples that one statement judges."""


ZERO: ColumnElement[int] = literal(0, Integer())


@dataclass(frozen=True)
class SaidRecord:
    """A record that somebody says, in the place of rows: what rules read of it.

    Attributes:
        given: its values by path; it has no others, but for formulas, which are computed of these, and what it was
            before, which is what it is where nothing else is said. A list that is not given has no records.
        clock: the moment that `now` is.
        acting: what is given of whoever acts, by path.
    """

    catalog: Catalog
    of: Object
    given: Given
    clock: ColumnElement[Any] = NOW
    acting: Mapping[str, Value] = field(default_factory=dict)

    def judge(self, expression: Expression) -> ColumnElement[bool]:
        """Whether a condition holds of it; never null."""
        return to_sql(
            expression,
            self.column,
            items=lambda records: _listed([self], ZERO, "", records),
            exact=True,
            clock=self.clock,
            zone=self.catalog.time_zone,
            calendar=self.catalog.working_calendar,
        )

    def column(self, reference: Reference) -> ColumnElement[Any]:
        """The value of a variable of a rule over it."""
        return self._at(self.of, "", reference)

    def _at(self, of: Object, way: str, reference: Reference) -> ColumnElement[Any]:
        """A variable of a rule over records of `of`, which `way` leads to."""
        if reference.task:
            # It is said what a record is like, not what people have done for it.
            return true()
        told = self.acting.get(reference.path) if reference.actor else self._told(way + reference.path)
        if told is not None:
            _, value = told
            if reference.kept is not None:
                value = next((held for held, key in reference.kept.items() if key == value), None)
            type_ = ARRAY(Text()) if isinstance(value, list) else SQL_TYPES[reference.type]
            return bindparam(None, value, type_)
        there = end_of(self.catalog, of, reference)
        if reference.field == PIPELINE and there.pipeline is not None:
            begin = reference.path.removesuffix(PIPELINE)
            stage = self._told(f"{way}{begin}{STAGE}")
            known = None if stage is None else there.pipeline.stage_by_name.get(str(stage[1]))
            return literal(None if known is None else there.pipeline.named_of(known), Text())
        named = there.field_by_id.get(reference.field)
        if named is None or named.formula is None:
            return cast(null(), SQL_TYPES[reference.type])
        begin = f"{way}{BEFORE}." if reference.before else way
        beyond = begin + "".join(f"{part}." for part in way_along(self.catalog, of, reference))
        return formula_sql(
            self.catalog,
            there,
            named,
            lambda inner: self._at(there, beyond, inner),
            lambda records: _listed([self], ZERO, beyond, records),
        )

    def items(self, path: str, of: str) -> tuple["SaidRecord", ...]:
        """The records of the list at a path, of the object with the id."""
        there = self.catalog.object_by_id[of]
        return tuple(replace(self, of=there, given=each) for each in self.given.lists.get(path, ()))

    def _told(self, path: str) -> Value | None:
        """What is given at a path; of the record before, if nothing is given of that, what is of it as it is."""
        found = self.given.values.get(path)
        if found is None and is_before(self.of, path.split(".")):
            return self.given.values.get(path.removeprefix(f"{BEFORE}."))
        return found


def _listed(of: Sequence[SaidRecord], number: ColumnElement[int], way: str, records: RecordList) -> Items:
    """The records of the list of some that are said.

    Args:
        number: tells which of them has the list that is meant.
        way: to the record that has it, as the beginning of a path.
    """
    found = [
        (at, item) for at, each in enumerate(of) for item in each.items(way + records.path, records.object)
    ]
    if not found:
        return NO_ITEMS
    numbered = [
        select(literal(at, Integer()).label("number"), literal(owner, Integer()).label("owner"))
        for at, (owner, _) in enumerate(found)
    ]
    rows = (union_all(*numbered) if len(numbered) > 1 else numbered[0]).subquery()
    items = [item for _, item in found]

    def column(reference: Reference) -> ColumnElement[Any]:
        values = [(rows.c.number == literal(at), each.column(reference)) for at, each in enumerate(items)]
        return case(*values)

    query = select(1).select_from(rows).where(rows.c.owner == number).correlate_except(rows)
    return Items(query, column, lambda inner: _listed(items, rows.c.number, "", inner))


async def example_failures(connection: Connection, catalog: Catalog, language: str) -> tuple[Problem, ...]:
    """The examples of a catalog that say otherwise than its gates, as problems."""
    found: list[Problem] = []
    waiting = _examples(catalog)
    while some := [*islice(waiting, AT_ONCE)]:
        judged = [
            open_sql(_clauses(catalog, of, each), _record(catalog, of, each).judge) for of, each in some
        ]
        (row,) = await connection.rows(select(*(each.label(f"e{at}") for at, each in enumerate(judged))))
        for at, (of, example) in enumerate(some):
            if row[at] != example.open:
                found.append(await _failure(connection, catalog, of, example, language))
    return tuple(found)


def _examples(catalog: Catalog) -> Iterator[tuple[Object, GateExample]]:
    for of in catalog.objects:
        if of.pipeline is not None:
            yield from ((of, each) for each in of.pipeline.examples)


def _record(catalog: Catalog, of: Object, example: GateExample) -> SaidRecord:
    values = given(catalog, of, {STAGE: example.leaving, **record_of(example)})
    if example.now is None:
        return SaidRecord(catalog, of, values, acting=values.values)
    moment = bindparam(None, datetime.fromisoformat(example.now), DateTime(timezone=True))
    return SaidRecord(catalog, of, values, moment, values.values)


def _clauses(catalog: Catalog, of: Object, example: GateExample) -> Sequence[PlacedClause]:
    edges = {(edge.source, edge.target): edge for edge in pipeline_of(of).transitions}
    edge = edges[example.leaving, example.entering]
    return clauses_of_edge(catalog, of, edge)


async def _failure(
    connection: Connection, catalog: Catalog, of: Object, example: GateExample, language: str
) -> Problem:
    record = _record(catalog, of, example)
    # One of its own, so that what is not enforced by then counts as open.
    clauses = _clauses(catalog, of, example)
    judged = [open_sql([each], record.judge).label(f"c{at}") for at, each in enumerate(clauses)]
    closed: list[PlacedClause] = []
    if judged:
        (row,) = await connection.rows(select(*judged))
        closed = [each for at, each in enumerate(clauses) if not row[at]]
    path = ("objects", of.name, "pipeline", "examples", example.name)
    sentences = [sentence(each.clause.expression, language) for each in closed]
    told = _REFUSED if example.open else _OPEN
    message = told.of(
        name=example.name,
        object=of.name,
        leaving=example.leaving,
        entering=example.entering,
        said="; ".join(sentences),
    )
    details: Mapping[str, object] = {"closed": [each.pointer for each in closed], "sentences": sentences}
    return Problem("EXAMPLE_FAILED", message, path, _HINT, details)


_REFUSED = Sentence(
    "The example {name} says that this {object} may go from {leaving} to {entering}, and it would be refused: {said}.",
    "示例 {name} 表明这条 {object} 可以从 {leaving} 推进到 {entering}，但会被拒绝：{said}。",
)
_OPEN = Sentence(
    "The example {name} says that this {object} may not go from {leaving} to {entering}, and nothing would refuse it.",
    "示例 {name} 表明这条 {object} 不能从 {leaving} 推进到 {entering}，但没有规则会拒绝它。",
)
_HINT = Sentence(
    "Change the rule, or replace the example where it is no longer what is meant.",
    "请修改规则；如果示例已不符合原意，请更换示例。",
)
