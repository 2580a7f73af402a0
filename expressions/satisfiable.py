"""Whether a rule can hold at all: comparisons of columns with constants, joined by connectives, taken together.

Every way in which the rule could hold is followed until one is left in which each column still has a value. What is no
comparison with constants may turn out either way, but the same way wherever it stands; and two values that vary (two
columns, or one and today) stand to one another in one way. So a rule that is called unsatisfiable is; one that is not
may still be.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from expressions.clauses import clauses
from expressions.comparisons import halves, oriented
from expressions.domains import ANYTHING, KNOWN, UNKNOWN, Domain, one_of
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Literal, Scalar, Variable
from expressions.operators.registered import OPERATORS
from expressions.types import Reference, ValueType

DomainOf = Callable[[Reference], Domain]
"""From a column to the values that it may have, whatever a rule says."""

MOST_STEPS = 5_000
"""Comparisons that are looked at before a rule is taken for satisfiable."""

_World = Mapping[object, Domain]
"""What a value may still be: of a column, by whether it is of the record before, or of who acts, the way to it and its
name; of anything else, by itself; and by two values, how the first stands to the second."""

_ORDERS: Mapping[str, frozenset[str]] = {
    "<": frozenset("<"),
    "<=": frozenset("<="),
    ">": frozenset(">"),
    ">=": frozenset(">="),
    "==": frozenset("="),
    "!=": frozenset("<>"),
}
"""How two values can stand to one another where the operator holds."""
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Those that say the same turned round; none of them holds where a value is unknown."""


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
            case Variable():
                yield from self._narrowed(expression, one_of(True), holds, world)
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
        if admits is not None and constants is not None:
            admitted = admits(subject.type, constants)
            if isinstance(subject, Literal):
                given = UNKNOWN if subject.value is None else one_of(subject.value)
                if admitted.met(given).empty != holds:
                    yield world
            else:
                yield from self._narrowed(subject, admitted, holds, world)
        elif call.operator in _ORDERS and len(others) == 1:
            yield from self._ordered(call.operator, subject, others[0], holds, world)
        else:
            # What is not understood is so or not, wherever it stands.
            yield from self._narrowed(call, one_of(True), holds, world)

    def _ordered(
        self, operator: str, left: Expression, right: Expression, holds: bool, world: _World
    ) -> Iterator[_World]:
        """Two values that vary: one of them is less, or they are equal, or one is unknown."""
        if (right, left) in world:
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        anyhow = one_of("=") if left == right else one_of("<", "=", ">")
        before = world.get((left, right)) or replace(anyhow, unknown=True)
        orders = _ORDERS[operator] if holds else frozenset("<=>") - _ORDERS[operator]
        known = holds and operator in _MIRRORED
        self._left -= 1
        after = before.met(replace(one_of(*orders), unknown=not known))
        if self._left >= 0 and after.empty:
            return
        narrowed: Iterator[_World] = iter(({**world, (left, right): after},))
        for each in (left, right) if known else ():
            narrowed = self._known(each, narrowed)
        yield from narrowed

    def _known(self, subject: Expression, worlds: Iterator[_World]) -> Iterator[_World]:
        if isinstance(subject, Literal):
            yield from worlds
        else:
            for world in worlds:
                yield from self._narrowed(subject, KNOWN, True, world)

    def _narrowed(self, subject: Expression, domain: Domain, holds: bool, world: _World) -> Iterator[_World]:
        key: object = subject
        if isinstance(subject, Variable):
            reference = subject.reference
            key = (reference.before, reference.actor, reference.steps, reference.column)
        before = world.get(key) or self._anyhow(subject)
        for each in (domain,) if holds else domain.contrary():
            self._left -= 1
            after = before.met(each)
            if self._left < 0 or not after.empty:
                narrowed = {**world, key: after}
                yield from iter((narrowed,)) if after.unknown else self._read(subject, narrowed)

    def _read(self, subject: Expression, world: _World) -> Iterator[_World]:
        """What follows of its operands where the value is known."""
        worlds: Iterator[_World] = iter((world,))
        if isinstance(subject, Call) and OPERATORS[subject.operator].strict:
            for each in subject.operands:
                worlds = self._known(each, worlds)
        return worlds

    def _anyhow(self, subject: Expression) -> Domain:
        if isinstance(subject, Variable):
            return self._domain_of(subject.reference)
        return replace(one_of(True, False), unknown=True) if subject.type is ValueType.BOOLEAN else ANYTHING


def _constants(operands: list[Expression]) -> tuple[Scalar, ...] | None:
    """Their values, those of a list one by one; None where they are not all constants."""
    found: list[Scalar] = []
    for operand in operands:
        for each in operand.items if isinstance(operand, ArrayLiteral) else (operand,):
            if not isinstance(each, Literal):
                return None
            found.append(each.value)
    return tuple(found)
