"""Filters and orders of SCIM (RFC 7644, 3.4.2), as conditions of SQL.

`scim2_models` parses a filter and knows which attributes there are; what they are in the database is told here, by
their names in lower case. Whatever a filter says is a bind parameter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from sqlalchemy import ColumnElement, Exists, and_, func, not_, or_, true

from api.scim.errors import refused
from tenants.groups import key_of

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Single:
    """An attribute with one value.

    Attributes:
        kind: of the values: `text` whatever the case of letters, `exact`, `bool` or `moment`.
    """

    column: ColumnElement[Any]
    kind: str = "text"


@dataclass(frozen=True)
class Many:
    """An attribute with several values.

    Attributes:
        parts: of a value, by name; that with the name "" stands for the value as such.
        some: whether there is a value that satisfies a condition of its parts.
        first: by what is ordered.
    """

    parts: Mapping[str, Single]
    some: Callable[[Condition], Exists | Condition]
    first: ColumnElement[Any]


Attributes = Mapping[str, Single | Many]


class Filtering(FilterVisitor[Condition]):
    """Makes the condition. Each is true or false and never null, so that `not` means what it says."""

    def __init__(self, attributes: Attributes) -> None:
        self._attributes = attributes

    def visit_comparison(self, node: Comparison) -> Condition:
        """`userName eq "li"`."""

        def compared(column: Single) -> Condition:
            return _compared(column, node.op, node.value)

        return self._judged(node.attr_path, compared)

    def visit_present(self, node: Present) -> Condition:
        """`externalId pr`."""
        return self._judged(node.attr_path, lambda found: found.column.is_not(None))

    def visit_not(self, node: Not) -> Condition:
        """`not (…)`."""
        return not_(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> Condition:
        """`… and …`, `… or …`."""
        terms = [self.visit(each) for each in node.terms]
        return and_(*terms) if node.op == LogicalOperator.and_ else or_(*terms)

    def visit_value_path(self, node: ValuePath) -> Condition:
        """`emails[type eq "work"]`."""
        many = self._attributes.get(_name(node.attr_path))
        if not isinstance(many, Many):
            raise refused("invalidFilter", f"{node.attr_path} has no values to choose from")
        return many.some(Filtering(many.parts).visit(node.val_filter))

    def _judged(self, path: AttrPath, judge: Callable[[Single], Condition]) -> Condition:
        found = self._attributes.get(_name(path))
        if isinstance(found, Single):
            return _told(judge(found))
        many, part = self._attributes.get(path.attr.lower()), (path.sub_attr or "").lower()
        if isinstance(many, Many) and part in many.parts:
            return many.some(_told(judge(many.parts[part])))
        raise refused("invalidFilter", f"There is no attribute {path} to filter by")


def condition_of(node: FilterNode | None, attributes: Attributes) -> Condition:
    """What a filter asks of the rows; everything without one.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    return true() if node is None else Filtering(attributes).visit(node)


def order_of(name: str, attributes: Attributes, *, descending: bool) -> list[ColumnElement[Any]]:
    """By what is ordered: what lacks the attribute comes last, or first where it descends.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    # By the value of the first of several.
    found = attributes.get(name.rpartition(":")[2].lower().removesuffix(".value"))
    if found is None:
        raise refused("invalidPath", f"There is no attribute {name[:100]} to sort by")
    column = found.column if isinstance(found, Single) else found.first
    return [column.desc().nulls_first() if descending else column.asc().nulls_last()]


def _name(path: AttrPath) -> str:
    return f"{path.attr}.{path.sub_attr}".lower() if path.sub_attr else path.attr.lower()


def _told(condition: Condition) -> Condition:
    return func.coalesce(condition, False)


def _compared(found: Single, operator: CompareOperator, value: object) -> Condition:
    if value is None:
        return found.column.is_(None) if operator == CompareOperator.eq else found.column.is_not(None)
    wanted = _value(found.kind, value)
    match operator:
        case CompareOperator.eq:
            return found.column == wanted
        case CompareOperator.ne:
            return found.column.is_distinct_from(wanted)
        case CompareOperator.co | CompareOperator.sw | CompareOperator.ew:
            return _within(found, operator, wanted)
        case CompareOperator.gt:
            return found.column > wanted
        case CompareOperator.ge:
            return found.column >= wanted
        case CompareOperator.lt:
            return found.column < wanted
        case CompareOperator.le:
            return found.column <= wanted


def _within(found: Single, operator: CompareOperator, wanted: object) -> Condition:
    if found.kind not in ("text", "exact"):
        raise refused("invalidFilter", f"`{operator.value}` compares texts")
    text = str(wanted)
    if operator == CompareOperator.co:
        return found.column.contains(text, autoescape=True)
    if operator == CompareOperator.sw:
        return found.column.startswith(text, autoescape=True)
    return found.column.endswith(text, autoescape=True)


def _value(kind: str, value: object) -> object:
    match kind, value:
        case "bool", bool():
            return value
        case "bool", str() if value.lower() in ("true", "false"):
            return value.lower() == "true"
        case "moment", str():
            return _moment(value)
        case "text", str():
            return key_of(value)
        case "exact", str():
            return value
        case _:
            raise refused("invalidFilter", f"The filter compares with a value of another type: {value!r:.60}")


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise refused("invalidFilter", f"{text[:60]!r} is not a moment as RFC 3339 has it") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
