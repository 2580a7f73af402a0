"""What is told of a rule as a tree: every condition of it with whether it holds, as SQL.

The nodes are a list, each after the one that it is a part of (`expressions.rule_tree`). They tell no more than the
clauses do (`records.told_clauses`):

- a clause that reads what the caller may not read is one node, of which only is told whether it holds;
- what stands above such a clause has no sentence;
- within a clause, whether a condition holds is told where the caller may see every record of the objects that it reads
  beyond the record itself: a clause is judged by all of them, and told as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, assert_never

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, array

from expressions.clauses import Clause, as_one
from expressions.nodes import ArrayLiteral, Call, Expression, Literal
from expressions.rule_tree import NodeKind, NodePlace, RuleNode, rule_tree
from expressions.sentences import sentence, statement
from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.gates import PlacedRule
from records.json_sql import json_object
from records.plans.selections import TreeParts
from records.redaction import sees_all_beyond, unreadable
from records.told_clauses import NONE_TOLD, in_its_words, redacted_sentence, severity
from records.verdict_values import literal_json, tally_sql, value_sql

Column = ColumnElement[Any]
Key = tuple[str, int] | Expression
"""What is asked of a record: a part of a node by its number, or what is counted, for whichever nodes."""
Values = Mapping[Key, Column]

REDACTED = "redacted"
"""The kind of a node that is a clause of which nothing is told."""


@dataclass(frozen=True)
class _Node:
    """A node where it stands in the list.

    Attributes:
        number: of all nodes of the verdict; a node comes after the one that it is a part of, `parent`.
        clause: what it says, as a clause; of what joins others only the operator counts.
        redacted: it reads what the caller may not.
        seen: the caller may see every record of the objects that it reads beyond the record itself.
    """

    number: int
    parent: int | None
    depth: int
    node: RuleNode
    clause: Clause
    redacted: bool
    seen: bool
    children: "tuple[_Node, ...]"

    @property
    def joins(self) -> bool:
        """Whether it holds by what its parts do."""
        joining = self.node.kind in (NodeKind.AND, NodeKind.OR, NodeKind.NOT, NodeKind.IF)
        return joining and bool(self.children)

    @property
    def listed(self) -> "Iterator[_Node]":
        """It and all its parts, in the order of the list."""
        yield self
        for each in self.children:
            yield from each.listed


def tree_json(
    build: Build, parts: TreeParts, rules: Sequence[PlacedRule], rows: FromClause, of: Object
) -> Column:
    """The nodes of all rules as a JSON array, without those of rules of which nobody is told."""
    found, numbers = NONE_TOLD, count()
    for rule in rules:
        if rule.silent:
            continue
        root = _placed(build, of, numbers, rule_tree(rule.expression, whole=rule.whole), None)
        nodes = _nodes(build, parts, rule, root, rows, of)
        if rule.due is not None and rule.mode == "shadow":
            nodes = case((build.judge(rows, of)(rule.due), nodes), else_=NONE_TOLD)
        found = nodes if found is NONE_TOLD else func.array_cat(found, nodes)
    return func.array_to_json(found)


def _placed(build: Build, of: Object, numbers: Iterator[int], node: RuleNode, above: _Node | None) -> _Node:
    redacted = node.place is not NodePlace.RECORD and unreadable(build, node.expression, of)
    placed = _Node(
        number=next(numbers),
        parent=None if above is None else above.number,
        depth=0 if above is None else above.depth + 1,
        node=node,
        clause=as_one(node.expression),
        redacted=redacted,
        seen=node.place is not NodePlace.RECORD and sees_all_beyond(build, node.expression, of),
        children=(),
    )
    if redacted and node.place is NodePlace.CLAUSE:
        return placed
    return replace(
        placed, children=tuple(_placed(build, of, numbers, each, placed) for each in node.children)
    )


def _nodes(
    build: Build, parts: TreeParts, rule: PlacedRule, root: _Node, rows: FromClause, of: Object
) -> Column:
    """The nodes of one rule as JSON objects (`json[]`)."""
    asked = {what for _, what in parts.parts}
    read: dict[Key, Column] = {}
    for each in root.listed:
        _read(build, asked, each, rows, of, read)
    if not read:
        return _objects(build, parts, rule, root, {}, rows, of)
    # Asked once, however many nodes above look at it.
    labelled = (value.label(f"c{at}") for at, value in enumerate(read.values()))
    values = select(*labelled).offset(constant(0)).correlate_except().subquery(build.fresh("v"))
    objects = _objects(build, parts, rule, root, dict(zip(read, values.c, strict=True)), rows, of)
    return select(objects).select_from(values).correlate_except(values).scalar_subquery()


def _objects(
    build: Build,
    parts: TreeParts,
    rule: PlacedRule,
    root: _Node,
    values: Values,
    rows: FromClause,
    of: Object,
) -> Column:
    objects = []
    for each in root.listed:
        columns = {
            name: _by_rule(build, what, rule, rows, of)
            if what in ("severity", "criterion")
            else _part(build, what, rule, each, values)
            for name, what in parts.parts
        }
        objects.append(json_object(build, columns))
    return cast(array(objects, type_=JSON), ARRAY(JSON))


# What the record has


def _read(
    build: Build, asked: set[str], node: _Node, rows: FromClause, of: Object, read: dict[Key, Column]
) -> None:
    """Add to `read` what of a node is asked of the record."""
    at, about_records = node.number, node.node.place is NodePlace.RECORD
    if "satisfied" in asked and not node.joins and not about_records:
        # Of what the caller may not see all of, that it is unknown would tell more than that it does not hold.
        exact = node.redacted or not node.seen
        read["holds", at] = build.expression(node.node.expression, rows, of, exact=exact)
    if node.redacted:
        return
    counts = node.node.counts
    if counts is not None and asked & {"matched", "records", "tally", "actual", "needed"}:
        for number in (counts.matched, counts.records):
            if number not in read:
                read[number] = build.expression(number, rows, of, only_visible=True)
    if node.joins or about_records:
        return
    for name, shown in (("actual", node.clause.actual), ("needed", node.clause.needed)):
        if name in asked and not isinstance(shown, Literal | ArrayLiteral | None) and shown not in read:
            read[name, at] = value_sql(build, shown, rows, of)


def _holds(node: _Node, values: Values) -> ColumnElement[bool]:
    """Whether a node holds; never null."""
    parts = [_holds(each, values) for each in node.children] if node.joins else []
    match node.node.kind:
        case NodeKind.AND if parts:
            return and_(true(), *parts)
        case NodeKind.OR if parts:
            return or_(false(), *parts)
        case NodeKind.NOT if parts:
            return not_(parts[0])
        case NodeKind.IF if parts:
            paired = len(parts) - len(parts) % 2
            otherwise = parts[-1] if len(parts) > paired else false()
            return case(*zip(parts[:paired:2], parts[1:paired:2], strict=True), else_=otherwise)
    return func.coalesce(values["holds", node.number], false())


def _satisfied(node: _Node, values: Values) -> Column:
    """Whether a node holds, as it is told: null where it is unknown, or where it is not to be known."""
    match node.node.place:
        case NodePlace.RECORD:
            return cast(null(), Boolean())
        case NodePlace.WITHIN if not node.seen:
            return cast(null(), Boolean())
        case NodePlace.ABOVE | NodePlace.CLAUSE | NodePlace.WITHIN:
            return _holds(node, values) if node.joins else values["holds", node.number]
    assert_never(node.node.place)


# What is told


def _by_rule(build: Build, what: str, rule: PlacedRule, rows: FromClause, of: Object) -> Column:
    if what == "severity":
        return severity(build, rule, rows, of)
    return constant(None if rule.criterion is None else rule.criterion.name)


def _part(build: Build, what: str, rule: PlacedRule, node: _Node, values: Values) -> Column:
    match what:
        case "__typename":
            return constant("RuleNode")
        case "id":
            return constant(node.number)
        case "parent":
            return cast(null(), Integer()) if node.parent is None else constant(node.parent)
        case "depth":
            return constant(node.depth)
        case "kind":
            bare = node.redacted and node.node.place is NodePlace.CLAUSE
            return constant(REDACTED if bare else node.node.kind.value)
        case "branch":
            return constant(node.node.branch)
        case "pointer":
            return constant(rule.pointer + node.node.expression.pointer)
        case "redacted":
            return true() if node.redacted else false()
        case "sentence":
            return constant(_sentence(build, rule, node))
        case "satisfied":
            return _satisfied(node, values)
        case "field" | "operator":
            return constant(None if node.redacted else _about(what, node))
        case "actual" | "needed":
            return _value(build, what, node, values)
        case "matched" | "records" | "tally":
            return _number(build, what, node, values)
    raise ValueError(f"a node of a rule has no {what}")


def _about(what: str, node: _Node) -> str | None:
    """The field or the operator of a node; what joins others is about no field."""
    if what == "field":
        about = None if node.joins else node.clause.field
        return None if about is None else about.path
    written = node.node.expression
    return written.operator if node.joins and isinstance(written, Call) else node.clause.operator


def _value(build: Build, what: str, node: _Node, values: Values) -> Column:
    """What a node finds, or asks for, as JSON; of one about the records of a list only a constant."""
    shown = node.clause.actual if what == "actual" else node.clause.needed
    if node.redacted or node.joins or shown is None:
        return cast(null(), JSON)
    if isinstance(shown, Literal | ArrayLiteral):
        return literal_json(shown)
    if node.node.place is NodePlace.RECORD:
        return cast(null(), JSON)
    return func.to_json(values[shown]) if shown in values else values[what, node.number]


def _number(build: Build, what: str, node: _Node, values: Values) -> Column:
    """What is counted of a list, or both numbers in words; null where nothing is."""
    counts = None if node.redacted else node.node.counts
    if counts is None:
        return constant(None) if what == "tally" else cast(null(), Integer())
    matched, records = values[counts.matched], values[counts.records]
    if what == "tally":
        return tally_sql(build, matched, records)
    return matched if what == "matched" else records


def _sentence(build: Build, rule: PlacedRule, node: _Node) -> str:
    if node.redacted:
        return redacted_sentence(build.language)
    say = sentence if node.node.asked else statement
    said = say(node.node.expression, build.language)
    return in_its_words(build, rule, said) if node.parent is None and rule.whole else said
