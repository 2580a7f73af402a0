"""Expressions as sentences that a salesperson understands, in the language of the caller.

Total: any expression has a sentence in any language. Labels come from the catalog by way of the references; the
words come from each operator's templates and `expressions.languages`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from expressions.comparisons import halves, oriented
from expressions.languages import Mood, Words, label_in, words_in
from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Literal, Scalar, Variable
from expressions.operators.registered import OPERATORS
from expressions.signatures import Options, options_of
from expressions.types import ValueType

ONE = "1"
"""How the number is said."""


def sentence(expression: Expression, language: str) -> str:
    """What must hold: `Amount must be at least 10,000`. A value that is no condition is described."""
    tag, words = words_in(language)
    speaker = _Speaker(language, tag, words)
    if expression.type is ValueType.BOOLEAN:
        return speaker.condition(expression, Mood.MUST)
    return speaker.value(expression, None)


def statement(expression: Expression, language: str) -> str:
    """What a condition is about, as true or not: `Amount is at least 10,000`."""
    tag, words = words_in(language)
    return _Speaker(language, tag, words).condition(expression, Mood.IS)


@dataclass(frozen=True)
class _Speaker:
    language: str
    tag: str
    words: Words

    def condition(self, expression: Expression, mood: Mood) -> str:
        match expression:
            case Literal(value=value):
                return self.words.always if bool(value) is not mood.negative else self.words.never
            case Variable(reference=reference) if reference.task:
                return self.words.done.format(self.value(expression, None), been=self.words.been[mood])
            case Variable():
                return self._compared("==", (self.value(expression, None), self.words.yes), mood)
            case ArrayLiteral() | Listing():
                return self.value(expression, None)
            case Call(operator="and" | "or" as name, operands=operands):
                said = [self._grouped(operand, mood, name) for operand in operands]
                return self._joined(said, both=(name == "and") is not mood.negative)
            case Call(operator="!", operands=(operand,)):
                return self.condition(operand, mood.negated)
            case Call(operator="!!", operands=(operand,)):
                return self.condition(operand, mood)
            case Call(operator="if", operands=operands):
                return self._branches(operands, mood)
            case Call():
                return self._asked(expression, mood)

    def value(self, expression: Expression, options: Options | None) -> str:
        """What the expression is called; `options` are those of the choice it is compared with."""
        match expression:
            case Literal(value=value):
                return self._literal(value, expression.type, options)
            case Variable(reference=reference):
                label = label_in(reference.labels, self.language, reference.plain)
                return self.words.before.format(label) if reference.before else label
            case ArrayLiteral(items=items):
                return (
                    self.words.listing.join(self.value(item, options) for item in items) or self.words.nothing
                )
            case Listing(records=records, condition=condition):
                label = label_in(records.labels, self.language, records.path)
                if condition is None:
                    return label
                return self.words.where.format(label, self.condition(condition, Mood.IS))
            case Call(operator="if", operands=operands):
                return f"({self._branches(operands, None)})"
            case Call(operator=name, operands=operands):
                if expression.type is ValueType.BOOLEAN and not OPERATORS[name].passes:
                    return f"({self.condition(expression, Mood.IS)})"
                return self._described(name, operands, options)

    def _asked(self, call: Call, mood: Mood) -> str:
        parts = halves(call)
        if len(parts) > 1:
            return self._joined([self._asked(part, mood) for part in parts], both=not mood.negative)
        turned = oriented(call)
        if OPERATORS[turned.operator].passes:
            return self._compared("==", (self.value(turned, None), self.words.yes), mood)
        options = _options_among(turned.operands)
        if mood.negative and (contrary := OPERATORS[turned.operator].contrary) is not None:
            turned, mood = replace(turned, operator=contrary), mood.negated
        said = tuple(self._operand(operand, options, turned) for operand in _spoken(turned.operands))
        dated = turned.operands[0].type in (ValueType.DATE, ValueType.DATETIME, ValueType.TIME)
        return self._compared(turned.operator, said, mood, dated=dated)

    def _operand(self, operand: Expression, options: Options | None, of: Call) -> str:
        """An operand of a condition; what must hold of each record of a list is a condition in turn."""
        if OPERATORS[of.operator].lists and operand.type is ValueType.BOOLEAN:
            return self.condition(operand, Mood.IS)
        return self.value(operand, options)

    def _compared(self, name: str, said: Sequence[str], mood: Mood, *, dated: bool = False) -> str:
        operator = OPERATORS[name]
        spoken = mood.negated if operator.opposite else mood
        # Of `missing`: all of them are filled, or else one of them is not.
        whole = self._joined(said, both=False) if spoken.negative else self._together(said)
        templates = operator.of_dates if dated and operator.of_dates else operator.sentences
        template = templates[self.tag]
        # At least so many of some, or all of them.
        several = said[0] != ONE if "{rest}" in template else len(said) > 1 and not spoken.negative
        return template.format(
            *said,
            all=whole,
            rest=self.words.listing.join(said[1:]),
            be=self.words.be[spoken],
            are=(self.words.are if several else self.words.be)[spoken],
            been=self.words.been[spoken],
            do=self.words.do[spoken],
        )

    def _grouped(self, operand: Expression, mood: Mood, outer: str) -> str:
        said = self.condition(operand, mood)
        mixed = (
            isinstance(operand, Call)
            and operand.operator in ("and", "or", "if")
            and operand.operator != outer
        )
        return f"({said})" if mixed else said

    def _joined(self, said: Sequence[str], *, both: bool) -> str:
        if len(said) == 1:
            return said[0]
        joint = self.words.both if both else self.words.either
        text = joint.join((self.words.listing.join(said[:-1]), said[-1]))
        return text if both else self.words.alternatives.format(text)

    def _together(self, said: Sequence[str]) -> str:
        """Values of which all are meant."""
        *others, last = said
        return self.words.together.join((self.words.listing.join(others), last)) if others else last

    def _branches(self, operands: Sequence[Expression], mood: Mood | None) -> str:
        """`if` with conditions for values where there is a mood, else with plain values."""
        options = _options_among(operands)
        paired = len(operands) - len(operands) % 2

        def said(operand: Expression) -> str:
            return self.value(operand, options) if mood is None else self.condition(operand, mood)

        branches = [
            self.words.condition.format(self.condition(operands[index], Mood.IS), said(operands[index + 1]))
            for index in range(0, paired, 2)
        ]
        if len(operands) > paired:
            branches.append(self.words.otherwise.format(said(operands[-1])))
        return self.words.branches.join(branches)

    def _described(self, name: str, operands: tuple[Expression, ...], options: Options | None) -> str:
        """A value that is computed. A template of two operands is applied again for each further one."""
        template = OPERATORS[name].sentences[self.tag]
        known = options or _options_among(operands)
        said = [self._part(operand, known) for operand in _spoken(operands)]
        if "{span}" in template:
            return template.format(said[0], span=self._span(operands[1], operands[2]))
        if "{1}" not in template:
            listing = self.words.listing
            return template.format(*said, all=listing.join(said), rest=listing.join(said[1:]))
        text = said[0]
        for further in said[1:]:
            text = template.format(text, further)
        return text

    def _part(self, operand: Expression, options: Options | None) -> str:
        said = self.value(operand, options)
        if not isinstance(operand, Call) or operand.type is ValueType.BOOLEAN:
            return said
        return f"({said})" if "{1}" in OPERATORS[operand.operator].sentences.get(self.tag, "") else said

    def _span(self, amount: Expression, unit: Expression) -> str:
        if not isinstance(amount, Literal) or not isinstance(unit, Literal):
            return self.words.span.format(self.value(amount, None), self.value(unit, None))
        one, many = self.words.units.get(str(unit.value), (str(unit.value), str(unit.value)))
        return self.words.span.format(self.value(amount, None), one if amount.value == 1 else many)

    def _literal(self, value: Scalar, type_: ValueType, options: Options | None) -> str:
        match value:
            case None:
                return self.words.empty
            case bool():
                return self.words.yes if value else self.words.no
            case Decimal():
                return f"{value:,f}"
            case datetime():
                return f"{value:%Y-%m-%d %H:%M} UTC"
            case date():
                return value.isoformat()
            case time():
                return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
            case UUID():
                return str(value)
            case str() if type_ is ValueType.CHOICE:
                return label_in((options or {}).get(value, {}), self.language, value)
            case str():
                return self.words.quoted.format(value)


def _spoken(operands: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The operands as a template has them: a list, and what is asked of each of its records, are two."""
    match operands:
        case (Listing(value=value) as listing,) if value is not None:
            return replace(listing, value=None), value
        case _:
            return operands


def _options_among(operands: Sequence[Expression]) -> Options | None:
    """The options of the first choice among operands, for the keys that are compared with it."""
    for operand in operands:
        found = options_of(operand) if operand.type in (ValueType.CHOICE, ValueType.CHOICES) else None
        if found is not None:
            return found
    return None
