"""JSONLogic to a typed expression, with every fault of the rule found in one reading."""

from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from core.errors import Problem, SluiceError
from expressions.faults import child, rule_fault, shortened
from expressions.literals import read_scalar
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Variable
from expressions.operators.base import Operator, Part
from expressions.operators.registered import OPERATORS, SPELLINGS
from expressions.signatures import require
from expressions.size import check_growth, check_lists, check_size
from expressions.types import Reference, Scope, ValueType

LONGEST_GUESS = 100
"""Characters of a misspelt name beyond which no close one is looked for."""
MOST_GUESSES = 10
"""Misspelt paths of a rule for which close ones are looked for: each is compared with all fields of an object."""

UNREAD = Variable(Reference(path="", type=ValueType.NULL, steps=(), field="", column="", labels={}))
"""Stands where a part could not be read; what holds it is not built either, and the rule is refused."""


def parse_rule(rule: object, scope: Scope) -> Expression:
    """A rule (a decoded JSON value) as a BOOLEAN expression over `scope`.

    Raises:
        SluiceError: with all problems found; each has a RULE_* code, `details["pointer"]` (RFC 6901, within
            the rule) and the same place as its path.
    """
    expression = parse_expression(rule, scope)
    if expression.type is not ValueType.BOOLEAN:
        raise rule_fault(
            "RULE_TYPE",
            f"a rule is true or false; this one is {expression.type}",
            "",
            hint='Compare it with something, or test it with {"filled": ...}.',
        )
    return expression


def parse_expression(rule: object, scope: Scope) -> Expression:
    """A rule of any type, as for a formula; otherwise like `parse_rule`."""
    check_size(rule)
    reader = _Reader(scope)
    expression = reader.expression(Part(rule, ""))
    if reader.problems:
        raise SluiceError(reader.problems)
    check_growth(expression)
    return expression


@dataclass
class _Reader:
    """Reads one rule, noting what is wrong while it reads on."""

    scope: Scope
    problems: list[Problem] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    """Where the rule looks through lists of records."""
    depth: int = 0
    """How many lists the scope is within."""

    def expression(self, part: Part) -> Expression:
        try:
            return self._expression(part)
        except SluiceError as error:
            self.problems.extend(error.problems)
            return UNREAD

    def array(self, part: Part) -> ArrayLiteral:
        return ArrayLiteral(tuple(map(self.expression, part.items())), ValueType.NULL, part.pointer)

    def variable(self, part: Part) -> Variable:
        try:
            return self._variable(part)
        except SluiceError as error:
            self.problems.extend(error.problems)
            return UNREAD

    def listing(self, part: Part) -> Listing:
        match part.raw:
            case {"var": str(path), **others} | {"var": [str(path)], **others} if not others:
                return self._records(path, part.pointer)
            case {"filter": [_, _] as parts, **others} if not others:
                records, condition = Part(parts, child(part.pointer, "filter")).items()
                listing = self.listing(records)
                return _filtered(listing, self.of_each(listing, condition))
        hint = 'Write {"var": "deals"}, or {"filter": [{"var": "deals"}, ...]} for some of them.'
        raise rule_fault("RULE_MALFORMED", "a list of records stands here", part.pointer, hint=hint)

    def of_each(self, listing: Listing, part: Part) -> Expression:
        scope = self.scope.items(listing.records)
        return _Reader(scope, self.problems, self.pointers, self.depth + 1).expression(part)

    def _records(self, path: str, pointer: str) -> Listing:
        records = self.scope.records(path)
        if records is None:
            message, hint = f"there is no list {shortened(path)} here", _guess(path, self.scope.lists())
            raise rule_fault("RULE_UNKNOWN_PATH", message, child(pointer, "var"), hint=hint)
        self.pointers.append(pointer)
        check_lists(len(self.pointers), self.depth + 1, pointer)
        return Listing(records, pointer=pointer)

    def _expression(self, part: Part) -> Expression:
        if isinstance(part.raw, dict):
            return self._call(part.raw, part.pointer)
        if isinstance(part.raw, list):
            message, hint = "a list cannot stand here", "A list stands on the right of `in`."
            raise rule_fault("RULE_MALFORMED", message, part.pointer, hint=hint)
        return read_scalar(part.raw, part.pointer)

    def _call(self, raw: dict[object, object], pointer: str) -> Expression:
        spelling, value = _single(raw, pointer)
        place = child(pointer, spelling)
        name = SPELLINGS.get(spelling)
        if name is None:
            raise _unknown_operator(spelling, place)
        whole = Part(value, place)
        parts = whole.items() if isinstance(value, list) else (whole,)
        operator = OPERATORS[name]
        _check_arity(spelling, operator, len(parts), place)
        before = len(self.problems)
        operands = operator.read(self, parts)
        return operator.build(operands, pointer) if len(self.problems) == before else UNREAD

    def _variable(self, part: Part) -> Variable:
        if not isinstance(part.raw, str):
            hint = 'Write {"var": "name"}, or "account.name" for a related record.'
            raise rule_fault("RULE_MALFORMED", "a path is a text", part.pointer, hint=hint)
        reference = self.scope.resolve(part.raw)
        if reference is None:
            unknown = sum(each.code == "RULE_UNKNOWN_PATH" for each in self.problems)
            raise _unknown_path(part.raw, part.pointer, self.scope, guessed=unknown < MOST_GUESSES)
        if reference.before and not self.scope.has_before:
            message = f"{shortened(part.raw)} is of a record before a write, and none is judged here"
            hint = "Gates, criteria and validations read what a record was, of the record itself."
            raise rule_fault("RULE_UNKNOWN_PATH", message, part.pointer, hint=hint)
        if reference.actor and not self.scope.has_actor:
            message = (
                f"{shortened(part.raw)} is of whoever acts, and what is computed here is the same for all"
            )
            hint = "Gates, criteria, validations, conditions to require a value, row rules and filters know who acts."
            raise rule_fault("RULE_UNKNOWN_PATH", message, part.pointer, hint=hint)
        return Variable(reference, part.pointer)


def _single(raw: dict[object, object], pointer: str) -> tuple[str, object]:
    if len(raw) == 1:
        ((spelling, value),) = raw.items()
        if isinstance(spelling, str):
            return spelling, value
    raise rule_fault(
        "RULE_MALFORMED",
        f"an operator is an object with one key, not {len(raw)}",
        pointer,
        hint='Join conditions with {"and": [...]}.',
    )


def _check_arity(spelling: str, operator: Operator, given: int, pointer: str) -> None:
    least, most = operator.least, operator.most
    if least <= given and (most is None or given <= most):
        return
    if most is None:
        wanted = f"at least {least}"
    elif least == most:
        wanted = str(least) if least else "no"
    else:
        wanted = f"{least} to {most}"
    raise rule_fault(
        "RULE_ARITY",
        f"`{spelling}` takes {wanted} operand{'' if wanted in ('1', 'at least 1') else 's'}, not {given}",
        pointer,
        hint=f"For example {operator.example}",
    )


def _unknown_operator(spelling: str, pointer: str) -> SluiceError:
    hint = _guess(spelling, tuple(SPELLINGS)) or f"Use one of: {' '.join(OPERATORS)}."
    return rule_fault(
        "RULE_UNKNOWN_OPERATOR", f"there is no operator {shortened(spelling)}", pointer, hint=hint
    )


def _filtered(listing: Listing, condition: Expression) -> Listing:
    """The listing without the records that do not meet the condition."""
    if condition is UNREAD:
        return listing
    require("filter", (condition,), {ValueType.BOOLEAN})
    if listing.condition is not None:
        condition = Call("and", (listing.condition, condition), ValueType.BOOLEAN, condition.pointer)
    return replace(listing, condition=condition)


def _unknown_path(path: str, pointer: str, scope: Scope, *, guessed: bool) -> SluiceError:
    if scope.records(path) is not None:
        hint = "Ask about its records with `some`, `all`, `none` or `count`."
        message = f"{shortened(path)} is a list of records, not a value"
        return rule_fault("RULE_TYPE", message, pointer, hint=hint)
    hint = _guess(path, scope.near(path)) if guessed else ""
    return rule_fault("RULE_UNKNOWN_PATH", f"there is no field {shortened(path)} here", pointer, hint=hint)


def _guess(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=3) if len(name) <= LONGEST_GUESS else []
    return f"Did you mean {' or '.join(f'`{each}`' for each in close)}?" if close else ""
