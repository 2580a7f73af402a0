"""A rule split into the clauses that must each hold, so that a closed gate can say which do not.

The clauses together mean exactly what the rule means: what is split is `and`, and, by classical negation,
the `or` and the `missing` under a `!`.
"""

from dataclasses import dataclass
from decimal import Decimal

from expressions.comparisons import halves, oriented, variables
from expressions.counts import counts_of
from expressions.nodes import Call, Expression, Listing, Literal, Variable
from expressions.operators.registered import OPERATORS
from expressions.types import RecordList, Reference, ValueType

__all__ = ["Clause", "as_one", "clauses", "simple_parts", "variables"]


@dataclass(frozen=True)
class Clause:
    """One condition of a rule.

    Attributes:
        pointer: where in the rule it stands.
        expression: the condition itself, BOOLEAN.
        field: the one column it is about, or the list of records; None where it is about several or none.
        operator: what is asked: a comparison as seen from the field (`!=` for a negated `==`), `filled`,
            `missing`, `in`, `contains`, `done` of a task, or the name of the operator on top (`or`, `if`, `!`, `some`).
        actual: what is compared, mostly the variable; of `some`, `all` and `none` how many records meet the
            condition; None where there is no single value.
        needed: what it is compared with; an ArrayLiteral for `in`; None where the operator says it all.
    """

    pointer: str
    expression: Expression
    field: Reference | RecordList | None
    operator: str
    actual: Expression | None
    needed: Expression | None


def clauses(expression: Expression) -> tuple[Clause, ...]:
    """The clauses of a BOOLEAN expression in the order of the rule, at least one."""
    return tuple(_clause(part) for part in simple_parts(expression, negated=False))


def as_one(expression: Expression) -> Clause:
    """A BOOLEAN expression as one clause."""
    return _clause(expression)


def simple_parts(expression: Expression, *, negated: bool) -> tuple[Expression, ...]:
    """What must hold for an expression, or with `negated` its negation, to hold: conditions without `and`."""
    match expression:
        case Call(operator="!", operands=(operand,)):
            return simple_parts(operand, negated=not negated)
        case Call(operator="!!", operands=(operand,)):
            return simple_parts(operand, negated=negated)
        case Call(operator="and", operands=operands) if not negated:
            return tuple(part for operand in operands for part in simple_parts(operand, negated=False))
        case Call(operator="or", operands=operands) if negated:
            return tuple(part for operand in operands for part in simple_parts(operand, negated=True))
        case Call(operator="missing", operands=operands) if negated:
            return tuple(
                Call("filled", (operand,), ValueType.BOOLEAN, operand.pointer) for operand in operands
            )
        case Call() if not negated:
            return halves(expression)
        case Call(operator="==" | "!=" as name, operands=operands):
            contrary = "!=" if name == "==" else "=="
            return (Call(contrary, operands, ValueType.BOOLEAN, expression.pointer),)
        case Call(operator=name, operands=operands) if (other := OPERATORS[name].contrary) is not None:
            return (Call(other, operands, ValueType.BOOLEAN, expression.pointer),)
        case _:
            return (_negation(expression),) if negated else (expression,)


def _negation(expression: Expression) -> Expression:
    return Call("!", (expression,), ValueType.BOOLEAN, expression.pointer)


def _clause(expression: Expression) -> Clause:
    references = variables(expression)
    only = next(iter(references)) if len(references) == 1 else None
    match expression:
        case Variable(reference=reference):
            operator = "done" if reference.task else "=="
            return _asking(expression, only, operator, expression, Literal(True, ValueType.BOOLEAN))
        case Call(operator="!", operands=(Variable() as variable,)):
            return _asking(expression, only, "==", variable, Literal(False, ValueType.BOOLEAN))
        case Call(operator="filled", operands=(operand,)):
            return _asking(expression, only, "filled", operand, None)
        case Call(operator="!", operands=(Call(operator="filled", operands=(operand,)),)):
            return _asking(expression, only, "missing", operand, None)
        case Call(operator="missing" | "is_working_day" as name, operands=(operand,)):
            return _asking(expression, only, name, operand, None)
        case Call(operator="some" | "none" | "all" as name, operands=(Listing() as listing,)):
            return _asking(expression, listing.records, name, *_counted(expression))
        case Call(operator=name, operands=(_, _)) if OPERATORS[name].compares:
            turned = oriented(expression)
            actual, needed = turned.operands
            return _asking(expression, _subject(actual) or only, turned.operator, actual, needed)
        case Call(operator=name):
            return _asking(expression, only, name, Variable(only) if only else None, None)
        case _:
            return _asking(expression, only, "==", None, None)


def _counted(expression: Call) -> tuple[Expression | None, Expression | None]:
    """How many records meet the condition, and how many must."""
    counts = counts_of(expression)
    if counts is None:
        return None, None
    if expression.operator == "all":
        return counts.matched, counts.records
    return counts.matched, Literal(Decimal(1 if expression.operator == "some" else 0), ValueType.NUMBER)


def _subject(actual: Expression) -> Reference | RecordList | None:
    match actual:
        case Call(operands=(Listing(records=records),)):
            return records
        case (
            Variable(reference=reference) | Call(operator="var", operands=(Variable(reference=reference), _))
        ):
            return reference
        case _:
            return None


def _asking(
    expression: Expression,
    field: Reference | RecordList | None,
    operator: str,
    actual: Expression | None,
    needed: Expression | None,
) -> Clause:
    return Clause(expression.pointer, expression, field, operator, actual, needed)
