"""Examples of gates: what a record might be like, and whether it may be promoted then.

A record is given by the paths of rules: `{"amount": 500, "account.sector": "retail"}`. What is not given has no value,
but for a formula, which is computed of what is given. Paths and values mean what they mean in a rule beside one
another, so that an example follows a rename as rules do.
"""

from collections.abc import Iterator, Mapping

from core.errors import Problem, SluiceError
from expressions.nodes import Literal, Scalar, Variable, nodes_of
from expressions.parse import parse_expression
from expressions.types import Reference
from metadata.catalog import Catalog, GateExample, Object, Pipeline
from metadata.scope import ObjectScope
from metadata.values import JsonValue

Given = Mapping[str, tuple[Reference, Scalar | list[Scalar]]]
"""By path the column and the value that the record has in it; a list of keys of a multi-choice."""


def record_of(example: GateExample) -> Mapping[str, JsonValue]:
    """The record of an example; nothing where it is of another shape, which its checks refuse."""
    return example.record if isinstance(example.record, dict) else {}


def example_rule(record: Mapping[str, JsonValue]) -> JsonValue:
    """The JSONLogic that a record is as an example says."""
    return {"and": [part for path, value in record.items() for part in _said(path, value)]}


def example_of_rule(rule: JsonValue, record: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The record that a rule says, which is that of `record` with other words in the same places."""
    assert isinstance(rule, dict)
    parts = iter(_list(rule["and"]))
    found: dict[str, JsonValue] = {}
    for path, value in record.items():
        said = [next(parts) for _ in _said(path, value)]
        words = [_words(each) for each in said]
        found[words[0][0]] = [each for _, each in words] if isinstance(value, list) and value else words[0][1]
        if isinstance(value, list) and not value:
            found[words[0][0]] = []
    return found


def given(catalog: Catalog, of: Object, record: Mapping[str, JsonValue]) -> Given:
    """The typed values of a record of `of`.

    Raises:
        SluiceError: RULE_*, at the path of the value that does not fit: a path of the record as one part.
    """
    found: dict[str, tuple[Reference, Scalar | list[Scalar]]] = {}
    problems: list[Problem] = []
    for path, value in record.items():
        try:
            found[path] = _typed(catalog, of, path, value)
        except SluiceError as error:
            problems += [Problem(each.code, each.message, (path,), each.hint) for each in error.problems]
    if problems:
        raise SluiceError(problems)
    return found


def example_problems(
    catalog: Catalog, of: Object, pipeline: Pipeline, example: GateExample
) -> Iterator[Problem]:
    """What is wrong with an example, but for what the gates say of it."""
    edges = {(edge.source, edge.target) for edge in pipeline.transitions}
    if (example.leaving, example.entering) not in edges:
        message = f"No edge leads from {example.leaving[:60]} to {example.entering[:60]}."
        yield Problem("TRANSITION_NOT_ALLOWED", message, ("entering",), "Name the ends of an edge.")
    if not isinstance(example.record, dict):
        message = "A record is an object: paths of rules with their values."
        hint = 'Write it as {"amount": 500, "account.sector": "retail"}.'
        yield Problem("CATALOG_INVALID", message, ("record",), hint)
        return
    try:
        given(catalog, of, example.record)
    except SluiceError as error:
        yield from (problem.within("record") for problem in error.problems)


def _typed(
    catalog: Catalog, of: Object, path: str, value: JsonValue
) -> tuple[Reference, Scalar | list[Scalar]]:
    values: list[Scalar] = []
    reference: Reference | None = None
    for rule in _said(path, value):
        for node in nodes_of(parse_expression(rule, ObjectScope(catalog, of))):
            match node:
                case Variable(reference=found):
                    reference = found
                case Literal(value=known):
                    values.append(known)
                case _:
                    pass
    assert reference is not None
    return reference, values if isinstance(value, list) else values[0]


def _said(path: str, value: JsonValue) -> list[JsonValue]:
    """The conditions that a path has the value."""
    variable: JsonValue = {"var": path}
    if not isinstance(value, list):
        return [{"==": [variable, value]}]
    if not value:
        return [{"!": [{"filled": variable}]}]
    return [{"has": [variable, each]} for each in value]


def _words(condition: JsonValue) -> tuple[str, JsonValue]:
    """The path and the value of one of these conditions."""
    assert isinstance(condition, dict)
    ((_, operands),) = condition.items()
    variable, *value = _list(operands)
    if isinstance(variable, dict) and "filled" in variable:
        variable = variable["filled"]
    assert isinstance(variable, dict)
    return str(variable["var"]), value[0] if value else None


def _list(value: JsonValue) -> list[JsonValue]:
    assert isinstance(value, list)
    return value
