"""What tells one condition from another whatever it is called: the same for the same meaning, after renames too."""

import hashlib
import json
from collections.abc import Iterator
from typing import assert_never

from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Literal, Variable, nodes_of, within


def fingerprint(expression: Expression) -> str:
    """Sixteen characters of the SHA-256 of the expression, in which fields stand by their ids."""
    written = json.dumps(_shape(expression), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def variable_key(variable: Variable) -> str:
    """A variable by ids: the relations that it walks, the field, and the part of its value if it is one of several."""
    reference = variable.reference
    when = ("before",) if reference.before else ()
    # A step through a field that names records of several objects says of which.
    steps = [part for step in reference.steps for part in (step.field, step.object)]
    part = reference.column.partition("__")[2]
    return ".".join((*when, *steps, reference.field, *([part] if part else ())))


def kept_key(expression: Expression) -> str:
    """The key under which a value is kept that an expression read.

    Of what is made of the records of a list it names, after the fingerprint, the ids of all that was looked at, so that
    the value is found when one of these is erased.
    """
    if isinstance(expression, Variable):
        key = variable_key(expression)
        # Beside the id of a record stands of which object it is.
        return key if expression.reference.kept is None else f"{key}.object"
    return " ".join((fingerprint(expression), *sorted(set(_looked_at(expression)))))


def _looked_at(expression: Expression) -> Iterator[str]:
    for node in nodes_of(expression):
        match node:
            case Variable(reference=reference):
                yield from (part for step in reference.steps for part in (step.field, step.object))
                yield reference.field
            case Listing(records=records):
                yield from (part for step in records.steps for part in (step.field, step.object))
                yield from (records.field, records.object)
                for part in within(node):
                    yield from _looked_at(part)


def _shape(expression: Expression) -> object:
    match expression:
        case Literal(value=value, type=type_):
            return [str(type_), None if value is None else str(value)]
        case ArrayLiteral(items=items):
            return ["list", *map(_shape, items)]
        case Variable():
            return ["var", variable_key(expression)]
        case Listing(records=records, condition=condition, value=value):
            way = [part for step in records.steps for part in (step.field, step.object)]
            within = [None if each is None else _shape(each) for each in (condition, value)]
            return ["list of", *way, records.field, records.forwards, records.object, *within]
        case Call(operator=name, operands=operands):
            return [name, *map(_shape, operands)]
    assert_never(expression)
