"""Whether a rule can hold at all: comparisons of columns with constants, joined by connectives, taken together.

Every way in which the rule could hold is followed until one is left in which each column still has a value. What is no
comparison of one column with constants (two columns, arithmetic, today) may turn out either way. So a rule that is
called unsatisfiable is; one that is not may still be.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from expressions.clauses import clauses
from expressions.comparisons import halves, oriented
from expressions.domains import UNKNOWN, Domain, one_of
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Literal, Scalar, Variable
from expressions.operators.registered import OPERATORS
from expressions.types import Reference, Step, ValueType

DomainOf = Callable[[Reference], Domain]
"""From a column to the values that it may have, whatever a rule says."""

MOST_STEPS = 5_000
"""Comparisons that are looked at before a rule is taken for satisfiable."""

_World = Mapping[tuple[bool, bool, tuple[Step, ...], str], Domain]
"""Whether it is of the record before, or of who acts, the way to a column, and its name, to what it may still be."""


def satisfiable(expression: Expression, domain_of: DomainOf, *, holds: bool = True) -> bool:
    """Whether the BOOLEAN expression may hold (or, with `holds` false, may not) for any values of the columns."""
    search = _Search(domain_of)
    return any(True for _ in search.worlds(expression, holds, {}))


def contradiction(expression: Expression, domain_of: DomainOf) -> tuple[str, ...]:
    """The pointers of the clauses because of which the expression never holds: one, two, or all; empty where it may."""
    if satisfiable(expression, domain_of):
        return ()
    parts = clauses(expression)
    for part in parts:
        if not satisfiable(part.expression, domain_of):
            return (part.pointer,)
    for position, part in enumerate(parts):
        for other in parts[position + 1 :]:
            both = Call("and", (part.expression, other.expression), ValueType.BOOLEAN)
            if not satisfiable(both, domain_of):
                return part.pointer, other.pointer
    return tuple(part.pointer for part in parts)


class _Search:
    """One search; it ends without a verdict when it has taken too many steps."""

    def __init__(self, domain_of: DomainOf) -> None:
        self._domain_of = domain_of
        self._left = MOST_STEPS

    def worlds(self, expression: Expression, holds: bool, world: _World) -> Iterator[_World]:
        """The worlds, narrowed, in which the expression holds (or does not)."""
        match expression:
            case Literal(value=value):
                if (value is True) == holds:
                    yield world
            case Variable(reference=reference):
                yield from self._narrowed(reference, one_of(True), holds, world)
            case Call(operator="!", operands=(operand,)):
                yield from self.worlds(operand, not holds, world)
            case Call(operator="!!", operands=(operand,)):
                yield from self.worlds(operand, holds, world)
            case Call(operator="and" | "or" as name, operands=operands):
                every = (name == "and") == holds
                yield from (
                    self._joined(operands, holds, world) if every else self._any(operands, holds, world)
                )
            case Call(operator="if", operands=operands):
                yield from self._chosen(operands, holds, world)
            case Call(operator="missing", operands=operands):
                filled = tuple(Call("filled", (each,), ValueType.BOOLEAN) for each in operands)
                yield from self.worlds(Call("and", filled, ValueType.BOOLEAN), not holds, world)
            case Call(operator="missing_some", operands=(Literal(value=Decimal() as least), *operands)):
                # Fewer than so many are filled where all others, and one more, are not.
                number = len(operands) - int(least) + 1 if holds else int(least)
                yield from self._filled(tuple(operands), number, not holds, world)
            case Call() if len(parts := halves(expression)) > 1:
                yield from self.worlds(Call("and", parts, ValueType.BOOLEAN), holds, world)
            case Call():
                yield from self._compared(oriented(expression), holds, world)
            case ArrayLiteral() | Listing():
                yield world

    def _joined(self, operands: tuple[Expression, ...], holds: bool, world: _World) -> Iterator[_World]:
        if not operands:
            yield world
            return
        for narrowed in self.worlds(operands[0], holds, world):
            yield from self._joined(operands[1:], holds, narrowed)

    def _chosen(self, operands: tuple[Expression, ...], holds: bool, world: _World) -> Iterator[_World]:
        """Conditions, each with what counts where it is the first that holds, and what counts where none does."""
        if not operands:
            if not holds:
                yield world
        elif len(operands) == 1:
            yield from self.worlds(operands[0], holds, world)
        else:
            condition, value, *rest = operands
            for narrowed in self.worlds(condition, True, world):
                yield from self.worlds(value, holds, narrowed)
            for narrowed in self.worlds(condition, False, world):
                yield from self._chosen(tuple(rest), holds, narrowed)

    def _filled(
        self, operands: tuple[Expression, ...], number: int, filled: bool, world: _World
    ) -> Iterator[_World]:
        """At least so many are filled, or are not."""
        if number <= 0:
            yield world
        elif number <= len(operands):
            first = Call("filled", operands[:1], ValueType.BOOLEAN)
            for narrowed in self.worlds(first, filled, world):
                yield from self._filled(operands[1:], number - 1, filled, narrowed)
            for narrowed in self.worlds(first, not filled, world):
                yield from self._filled(operands[1:], number, filled, narrowed)

    def _any(self, operands: tuple[Expression, ...], holds: bool, world: _World) -> Iterator[_World]:
        for operand in operands:
            yield from self.worlds(operand, holds, world)

    def _compared(self, call: Call, holds: bool, world: _World) -> Iterator[_World]:
        admits = OPERATORS[call.operator].admits
        subject, *others = call.operands
        constants = _constants(others)
        if admits is None or constants is None:
            yield world
        elif isinstance(subject, Variable):
            yield from self._narrowed(subject.reference, admits(subject.type, constants), holds, world)
        elif isinstance(subject, Literal):
            given = UNKNOWN if subject.value is None else one_of(subject.value)
            if admits(subject.type, constants).met(given).empty != holds:
                yield world
        else:
            yield world

    def _narrowed(self, reference: Reference, domain: Domain, holds: bool, world: _World) -> Iterator[_World]:
        key = (reference.before, reference.actor, reference.steps, reference.column)
        before = world.get(key) or self._domain_of(reference)
        for each in (domain,) if holds else domain.contrary():
            self._left -= 1
            after = before.met(each)
            if self._left < 0 or not after.empty:
                yield {**world, key: after}


def _constants(operands: list[Expression]) -> tuple[Scalar, ...] | None:
    """Their values, those of a list one by one; None where they are not all constants."""
    found: list[Scalar] = []
    for operand in operands:
        for each in operand.items if isinstance(operand, ArrayLiteral) else (operand,):
            if not isinstance(each, Literal):
                return None
            found.append(each.value)
    return tuple(found)
