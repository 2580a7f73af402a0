"""Formulas: fields whose value PostgreSQL computes of other fields of the same record.

A formula is a setting of a field, whose type says what the value is (decision 19). It is JSONLogic, typed as all rules
are, and becomes a virtual generated column: nothing is stored, it is never stale, and filters, orders, groups and rules
see a column like any other. A formula that reads another has that one written out in itself, for PostgreSQL lets no
generated column read another.
"""

import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Numeric, Text, case, func, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement

from core.errors import Problem, SluiceError
from expressions.comparisons import variables
from expressions.nodes import ArrayLiteral, Call, Expression
from expressions.operators.registered import OPERATORS
from expressions.parse import parse_expression
from expressions.sql import to_sql
from expressions.types import Reference, ValueType
from metadata.catalog import Catalog, Field, Object
from metadata.codec import camel
from metadata.field_types.all_types import type_of
from metadata.field_types.exact import MOST_DIGITS
from metadata.scope import ObjectScope

Stored = Callable[[str], ColumnElement[Any]]
"""From the name of a stored column to its value."""

OF_GIVEN_VALUES = (
    "required",
    "unique",
    "default",
    "searchable",
    "minimum",
    "maximum",
    "min_length",
    "max_length",
    "pattern",
    "pattern_message",
)
"""Attributes of a field that say what may be given, or index what was."""

_PLAIN = Field(id="", name="", type="")

MOST_CHARACTERS = 1_000
"""Of a text that a formula gives, and of each that it joins."""
MOST_FORMULAS = 100
"""Of one object."""
MOST_LEVELS = 40
"""Operators within operators, those of the formulas that a formula reads included."""

_MOMENT = DateTime(timezone=True)
_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

MOST_NODES = 2_000
"""Parts of a formula with those that it reads written out in it."""

_PARSED: dict[int, dict[str, Expression]] = {}
"""id() of an object's value to field id to formula; an entry goes when the value does."""

_ACCEPTED: Mapping[ValueType, frozenset[ValueType]] = {
    ValueType.TEXT: frozenset({ValueType.TEXT, ValueType.CHOICE})
}
"""What a formula may give for a field of the type, where that is more than the type itself."""


def formula_columns(definition: Object) -> Mapping[str, Field]:
    """Name of the column to the field, of each field that has a formula."""
    return {
        type_of(field).columns(field)[0].name: field
        for field in definition.fields
        if field.formula is not None
    }


class FormulaValue(ColumnElement[Any]):
    """The value of a formula, made when DDL is written out: most tables are built for another column of theirs."""

    inherit_cache = False

    def __init__(self, catalog: Catalog, definition: Object, field: Field, stored: Stored) -> None:
        self.make = lambda: formula_sql(catalog, definition, field, stored)


@compiles(FormulaValue)
def _written(element: FormulaValue, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return str(compiler.process(element.make(), **options))  # type: ignore[no-untyped-call]


def formula_sql(catalog: Catalog, definition: Object, field: Field, stored: Stored) -> ColumnElement[Any]:
    """The value of a field with a formula; `stored` gives the values of the columns that it reads.

    What no value of the type is has none: dates beyond the years 1 to 9999, numbers of more than 38 digits before the
    point.
    """
    value = _value(catalog, definition, field, stored)
    match _parsed(catalog, definition, field).type:
        case ValueType.NUMBER:
            return case((func.abs(value) < literal_column(f"1e{MOST_DIGITS}", Numeric()), value))
        case ValueType.DATE:
            return case((value.between(literal(date.min), literal(date.max)), value))
        case ValueType.DATETIME:
            return case((value.between(literal(_FIRST, _MOMENT), literal(_LAST, _MOMENT)), value))
        case _:
            return value


def _value(catalog: Catalog, definition: Object, field: Field, stored: Stored) -> ColumnElement[Any]:
    """The same without the bounds, which would stand twice at each formula that another reads."""
    expression = _parsed(catalog, definition, field)
    joins = any(OPERATORS[name].joins for name in _operators(expression))

    def value_of(reference: Reference) -> ColumnElement[Any]:
        read = definition.field_by_id.get(reference.field)
        if read is not None and read.formula is not None:
            return _value(catalog, definition, read, stored)
        column = stored(reference.column)
        # Long texts joined a hundred times, for each record of a list, would be a weapon.
        long = joins and reference.type is ValueType.TEXT
        return func.left(column, literal_column(str(MOST_CHARACTERS)), type_=Text()) if long else column

    # What is neither known to hold nor not to hold is false, as in every rule.
    value = to_sql(expression, value_of, exact=True)
    match expression.type:
        case ValueType.NUMBER:
            return func.round(value, literal_column(str(field.scale)), type_=Numeric())
        case ValueType.TEXT:
            return func.left(value, literal_column(str(MOST_CHARACTERS)), type_=Text())
        case _:
            return value


def fields_behind(catalog: Catalog, definition: Object, field: Field) -> frozenset[str]:
    """Ids of the fields that a formula reads, those that other formulas read for it included."""
    found: set[str] = set()
    for read in _read(definition, _parsed(catalog, definition, field)):
        found.add(read.id)
        if read.formula is not None:
            found |= fields_behind(catalog, definition, read)
    return frozenset(found)


def formula_problems(catalog: Catalog, definition: Object, field: Field) -> tuple[Problem, ...]:
    """What is wrong with the formula of a field, and with what is set beside it."""
    if field.formula is None:
        return ()
    found = [
        Problem(
            "CATALOG_INVALID",
            f"A field with a formula has no setting {camel(setting)!r}: its values are not given.",
            (camel(setting),),
            "Leave it out.",
        )
        for setting in OF_GIVEN_VALUES
        if getattr(field, setting) != getattr(_PLAIN, setting)
    ]
    try:
        found += _expression_problems(catalog, definition, field)
    except SluiceError as error:
        found += (problem.within("formula") for problem in error.problems)
    return tuple(found)


def _parsed(catalog: Catalog, definition: Object, field: Field) -> Expression:
    """The formula, parsed once for each value of the object: it reads nothing of other objects."""
    key = id(definition)
    if key not in _PARSED:
        _PARSED[key] = {}
        weakref.finalize(definition, _PARSED.pop, key, None)
    known = _PARSED[key]
    if field.id not in known:
        known[field.id] = parse_expression(field.formula, ObjectScope(catalog, definition))
    return known[field.id]


def _expression_problems(catalog: Catalog, definition: Object, field: Field) -> list[Problem]:
    expression = _parsed(catalog, definition, field)
    found: list[Problem] = []
    wanted = type_of(field).rule_parts(field)[0].type
    if expression.type not in _ACCEPTED.get(wanted, {wanted}):
        message = f"The formula gives {expression.type}, and {field.name} holds {wanted}."
        hint = "Change the formula, or make a field of the type that it gives."
        found.append(Problem("RULE_TYPE", message, ("formula",), hint))
    for reference in sorted(variables(expression), key=lambda each: each.path):
        if reference.steps or reference.type is ValueType.ID:
            message = f"A formula reads the record itself; {reference.path} is of a relation or an id."
            hint = "Use fields of the same object that are no relations."
            found.append(Problem("FORMULA_INVALID", message, ("formula",), hint))
    for operator in sorted(name for name in _operators(expression) if OPERATORS[name].moving):
        message = f"A formula cannot use `{operator}`: its value would change while the record does not."
        hint = "Compare with the date in a filter, or in the rule that needs it."
        found.append(Problem("FORMULA_INVALID", message, ("formula",), hint))
    return found or _growth_problems(catalog, definition, field)


def _growth_problems(catalog: Catalog, definition: Object, field: Field) -> list[Problem]:
    circle = _circle(catalog, definition, field, (), set())
    if circle:
        message = f"The formula reads itself: {' → '.join(circle)}."
        return [Problem("FORMULA_INVALID", message, ("formula",), "Take one of these out of the circle.")]
    if sum(each.formula is not None for each in definition.fields) > MOST_FORMULAS:
        message = f"An object has at most {MOST_FORMULAS} formulas."
        return [Problem("CATALOG_LIMIT", message, ("formula",), "Remove some first.")]
    size, levels = _written_out(catalog, definition, field, {})
    if size > MOST_NODES or levels > MOST_LEVELS:
        message = (
            f"The formula has {size:,} parts and {levels} levels with the formulas that it reads; "
            f"at most {MOST_NODES:,} and {MOST_LEVELS} fit."
        )
        return [Problem("FORMULA_INVALID", message, ("formula",), "Use simpler formulas.")]
    return []


def _circle(
    catalog: Catalog, definition: Object, field: Field, before: tuple[str, ...], clear: set[str]
) -> tuple[str, ...]:
    """The names along which a formula comes back to itself; empty where it does not.

    Args:
        clear: names of fields from which no way leads into a circle.
    """
    if field.name in before:
        return (*before[before.index(field.name) :], field.name)
    if field.name not in clear:
        for read in _read(definition, _parsed(catalog, definition, field)):
            if read.formula is None:
                continue
            found = _circle(catalog, definition, read, (*before, field.name), clear)
            if found:
                return found
        clear.add(field.name)
    return ()


def _written_out(
    catalog: Catalog, definition: Object, field: Field, known: dict[str, tuple[int, int]]
) -> tuple[int, int]:
    """How many parts and levels a formula has with those that it reads in the place of their fields."""
    if field.id not in known:
        expression = _parsed(catalog, definition, field)
        read = [
            _written_out(catalog, definition, each, known)
            for each in _read(definition, expression)
            if each.formula is not None
        ]
        size = len(_nodes(expression)) + sum(parts for parts, _ in read)
        known[field.id] = size, _levels(expression) + max((levels for _, levels in read), default=0)
    return known[field.id]


def _levels(expression: Expression) -> int:
    match expression:
        case ArrayLiteral(items=parts) | Call(operands=parts):
            return 1 + max(map(_levels, parts), default=0)
        case _:
            return 1


def _read(definition: Object, expression: Expression) -> list[Field]:
    """The fields that an expression reads, each as often as it does."""
    found = [
        definition.field_by_id.get(reference.field)
        for node in _nodes(expression)
        if not isinstance(node, Call | ArrayLiteral)
        for reference in variables(node)
    ]
    return [field for field in found if field is not None]


def _operators(expression: Expression) -> frozenset[str]:
    return frozenset(node.operator for node in _nodes(expression) if isinstance(node, Call))


def _nodes(expression: Expression) -> list[Expression]:
    """The expression and all parts of it."""
    match expression:
        case ArrayLiteral(items=parts) | Call(operands=parts):
            return [expression, *(node for part in parts for node in _nodes(part))]
        case leaf:
            return [leaf]
