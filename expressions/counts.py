"""How many records of a list meet what a condition asks of them, and of how many."""

from dataclasses import dataclass, replace
from decimal import Decimal

from expressions.nodes import Call, Expression, Listing, Literal
from expressions.operators.registered import OPERATORS
from expressions.types import ValueType


@dataclass(frozen=True)
class Counts:
    """Two numbers, as expressions.

    Attributes:
        matched: how many records meet the condition.
        records: how many there are that it is asked of.
    """

    matched: Expression
    records: Expression


def counts_of(expression: Expression) -> Counts | None:
    """What `some`, `all`, `none` and comparisons of a `count` with a condition count; None of any other condition."""
    match expression:
        case Call(operator="!", operands=(inner,)):
            return counts_of(inner)
        case Call(operator="some" | "none" | "all"):
            return counts_of_list(expression)
        case Call(operator=name, operands=operands) if OPERATORS[name].compares:
            for each in operands:
                match each:
                    case Call(operator="count", operands=(Listing() as listing,)) if listing.condition:
                        return Counts(each, count(bare(listing)))
    return None


def counts_of_list(expression: Expression) -> Counts | None:
    """What `some`, `all` and `none` count."""
    match expression:
        case Call(operator="some" | "none", operands=(Listing() as listing,)):
            return Counts(count(listing), count(bare(listing)))
        case Call(operator="all", operands=(Listing() as listing,)):
            return among(replace(listing, value=None), listing.value)
    return None


def holds_of_counts(operator: str, counts: Counts) -> Expression:
    """Whether `some`, `all` or `none` hold, said of what they count."""
    none, one = (Literal(Decimal(number), ValueType.NUMBER) for number in (0, 1))
    match operator:
        case "some":
            return Call(">=", (counts.matched, one), ValueType.BOOLEAN)
        case "none":
            return Call("==", (counts.matched, none), ValueType.BOOLEAN)
        case "all":
            each = Call("==", (counts.matched, counts.records), ValueType.BOOLEAN)
            there = Call(">=", (counts.records, one), ValueType.BOOLEAN)
            return Call("and", (there, each), ValueType.BOOLEAN)
    raise ValueError(f"{operator} is asked of no list")


def among(listing: Listing, condition: Expression | None) -> Counts:
    """Of the records of a list, how many meet a condition of theirs too."""
    met = listing
    if condition is not None:
        both = condition
        if listing.condition is not None:
            both = Call("and", (listing.condition, condition), ValueType.BOOLEAN)
        met = replace(listing, condition=both)
    return Counts(count(met), count(listing))


def bare(listing: Listing) -> Listing:
    """All records of the list."""
    return replace(listing, condition=None, value=None)


def count(listing: Listing) -> Call:
    """How many records are meant."""
    return Call("count", (listing,), ValueType.NUMBER)
