"""How rules of templates are written: in Python, which jsonlogic-py turns into JSONLogic."""

import json
from typing import Protocol, cast

from jsonlogic import Expression, Literal, Operation, Variable

from metadata.values import JsonValue


class Term(Protocol):
    """What a jsonlogic-py operand can do: it gets its operators at run time, unseen by a type checker."""

    def __ge__(self, other: object) -> "Term": ...
    def __gt__(self, other: object) -> "Term": ...
    def __le__(self, other: object) -> "Term": ...
    def __and__(self, other: "Term") -> "Term": ...
    def isin(self, other: object) -> "Term":
        """Whether the value is one of a list."""


def var(path: str) -> Term:
    """A field of the record, or of a record it is related to."""
    return cast(Term, Variable(path))


def filled(path: str) -> Term:
    """Whether the field has a value."""
    return cast(Term, Expression(Operation("filled", 1), Variable(path)))


def days_after(path: str, days: int) -> Term:
    """The date so many days after the one in the field."""
    return cast(Term, Expression(Operation("date_add", 3), Variable(path), days, "day"))


def today() -> Term:
    """The day on which the rule is judged."""
    return cast(Term, Literal({"today": []}))


def as_json(term: Term) -> JsonValue:
    """The rule as JSONLogic: `a & b & c` is one `and` of three, as a person would write it."""
    return all_of(clauses(json.loads(str(term))))


def clauses(rule: JsonValue) -> list[JsonValue]:
    """What all has to hold for the rule to hold."""
    if isinstance(rule, dict) and isinstance(rule.get("and"), list):
        operands = rule["and"]
        assert isinstance(operands, list)
        return [clause for operand in operands for clause in clauses(operand)]
    return [rule]


def all_of(parts: list[JsonValue]) -> JsonValue:
    """The rule that holds where all of the clauses do."""
    return {"and": parts} if len(parts) > 1 else parts[0]
