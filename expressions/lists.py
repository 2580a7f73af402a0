"""What the operators over lists of records share: how they are read, typed and written as SQL.

Such an operator becomes a call with one operand, a `Listing`: which records are meant, and what is computed of each.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

from expressions.nodes import Call, Expression, Listing, Variable, nodes_of
from expressions.operators.base import Build, Column, Operands, Part, Reader, Sql, Writer
from expressions.signatures import require
from expressions.types import ValueType


def read_list(reader: Reader, parts: tuple[Part, ...]) -> Operands:
    """The list, and what is asked of each record of it."""
    records, *asked = parts
    listing = reader.listing(records)
    return (listing, *(reader.of_each(listing, part) for part in asked))


def listed(operands: Operands) -> Listing:
    """The first operand of an operator over lists."""
    (listing, *_) = operands
    if not isinstance(listing, Listing):
        raise TypeError("an operator over lists is built with one")
    return listing


def narrowed(name: str, listing: Listing, condition: Expression) -> Listing:
    """The listing with those records only that meet the condition too.

    Raises:
        SluiceError: RULE_TYPE where it is no condition.
    """
    require(name, (condition,), {ValueType.BOOLEAN})
    if listing.condition is None:
        return replace(listing, condition=condition)
    both = Call("and", (listing.condition, condition), ValueType.BOOLEAN, condition.pointer)
    return replace(listing, condition=both)


def of_records(name: str, result: ValueType) -> Build:
    """An operator over the records of a list that meet a condition; over all of them where it is left out."""

    def build(operands: Operands, pointer: str) -> Expression:
        listing = listed(operands)
        for condition in operands[1:]:
            listing = narrowed(name, listing, condition)
        return Call(name, (listing,), result, pointer)

    return build


def of_values(name: str, types: frozenset[ValueType]) -> Build:
    """An operator over a value of each record, of one of `types`, which is the type of the result too."""

    def build(operands: Operands, pointer: str) -> Expression:
        listing, value = listed(operands), operands[1]
        require(name, (value,), types)
        for condition in operands[2:]:
            listing = narrowed(name, listing, condition)
        return Call(name, (replace(listing, value=value),), value.type, pointer)

    return build


def aggregated(aggregate: Callable[[Column], ColumnElement[Any]]) -> Sql:
    """An aggregate over the values of all records; numbers are exact.

    Amounts of several currencies are never added or compared: there the value is unknown.
    """

    def sql(operands: Operands, writer: Writer) -> Column:
        listing = listed(operands)
        if listing.value is None:
            raise TypeError("an aggregate is built with a value")
        query, each = writer.each(listing)
        number = listing.value.type is ValueType.NUMBER
        found = aggregate(each.number(listing.value) if number else each.value(listing.value))
        units = {
            node.reference.unit
            for node in nodes_of(listing.value)
            if isinstance(node, Variable) and node.reference.unit is not None
        }
        if units:
            columns = [each.value(Variable(unit)) for unit in sorted(units, key=lambda unit: unit.path)]
            same = and_(*(func.min(column) == func.max(column) for column in columns))
            found = case((same, found))
        return query.with_only_columns(found, maintain_column_froms=True).scalar_subquery()

    return sql
