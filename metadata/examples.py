"""Examples of gates: what a record might be like, and whether it may be promoted then.

A record is given by the paths of rules: `{"amount": 500, "account.sector": "retail", "visits": [{"done": true}]}`.
What is not given has no value, but for a formula, which is computed of what is given; a list that is not given has no
records, and the tasks of its stage are done. Paths and values mean what they mean in a rule beside one another, so that
an example follows a rename as rules do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import PathPart, Problem, SluiceError
from core.sentences import Sentence
from expressions.nodes import Literal, Scalar, Variable, nodes_of
from expressions.parse import parse_expression
from expressions.types import Reference
from metadata.catalog import Catalog, Object
from metadata.pipelines import GateExample, Pipeline
from metadata.scope import ObjectScope
from metadata.values import JsonValue

Value = tuple[Reference, Scalar | list[Scalar]]
"""A column and what a record has in it; a list of keys of a multi-choice."""


@dataclass(frozen=True)
class Given:
    """What is given of a record.

    Attributes:
        values: by path.
        lists: by path the records of a list.
    """

    values: Mapping[str, Value]
    lists: Mapping[str, tuple["Given", ...]]


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
        items = _items(value)
        if items:
            name, rules = _some(said[0])
            found[name] = [example_of_rule(*each) for each in zip(rules, items, strict=True)]
            continue
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
    return _given(ObjectScope(catalog, of), record)


def _given(scope: ObjectScope, record: Mapping[str, JsonValue]) -> Given:
    values: dict[str, Value] = {}
    lists: dict[str, tuple[Given, ...]] = {}
    problems: list[Problem] = []
    for path, value in record.items():
        try:
            items = _items(value)
            if items:
                lists[path] = _listed(scope, path, items)
            else:
                values[path] = _typed(scope, path, value)
        except SluiceError as error:
            problems += [
                Problem(each.code, each.message, (path, *_place(each)), each.hint) for each in error.problems
            ]
    if problems:
        raise SluiceError(problems)
    return Given(values, lists)


def _listed(scope: ObjectScope, path: str, items: Sequence[Mapping[str, JsonValue]]) -> tuple[Given, ...]:
    """The records that are given of a list; problems at the position of each."""
    records = scope.records(path)
    if records is None:
        parse_expression({"some": [{"var": path}, True]}, scope)
        raise AssertionError("a rule over a list that there is not is refused")
    found: list[Given] = []
    problems: list[Problem] = []
    for position, item in enumerate(items):
        try:
            # Who acts is said once, of the whole.
            found.append(_given(replace(scope.items(records), has_actor=False), item))
        except SluiceError as error:
            problems += [each.within(_ITEMS, position) for each in error.problems]
    if problems:
        raise SluiceError(problems)
    return tuple(found)


_ITEMS = "records"
"""What stands ahead of the position of a record of a list in the path of its problem."""


def _place(problem: Problem) -> tuple[PathPart, ...]:
    """Where in a list of records a problem is; of a value, whose rule nobody wrote, nothing is told."""
    return problem.path[1:] if problem.path[:1] == (_ITEMS,) else ()


def example_problems(
    catalog: Catalog, of: Object, pipeline: Pipeline, example: GateExample
) -> Iterator[Problem]:
    """What is wrong with an example, but for what the gates say of it."""
    edges = {(edge.source, edge.target) for edge in pipeline.transitions}
    if (example.leaving, example.entering) not in edges:
        message = Sentence("No edge leads from {} to {}.", "没有从 {} 到 {} 的流转。").of(
            example.leaving[:60], example.entering[:60]
        )
        yield Problem(
            "TRANSITION_NOT_ALLOWED",
            message,
            ("entering",),
            Sentence("Name the ends of an edge.", "请指定一条流转的两端。"),
        )
    if not isinstance(example.record, dict):
        message = Sentence(
            "A record is an object: paths of rules with their values.",
            "示例记录应为对象：规则中的路径及其值。",
        )
        hint = Sentence(
            'Write it as {"amount": 500, "account.sector": "retail"}.',
            '请按 {"amount": 500, "account.sector": "retail"} 的格式填写。',
        )
        yield Problem("CATALOG_INVALID", message, ("record",), hint)
        return
    try:
        given(catalog, of, example.record)
        if example.record:
            # As one rule it is within the bounds of rules.
            parse_expression(example_rule(example.record), ObjectScope(catalog, of))
    except SluiceError as error:
        yield from (problem.within("record") for problem in error.problems)


def _typed(scope: ObjectScope, path: str, value: JsonValue) -> Value:
    values: list[Scalar] = []
    reference: Reference | None = None
    for rule in _said(path, value):
        for node in nodes_of(parse_expression(rule, scope)):
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
    items = _items(value)
    if items:
        # One list, however many records: a rule looks through few.
        return [{"some": [variable, {"or": [_with_itself(example_rule(each)) for each in items]}]}]
    if not isinstance(value, list):
        return [{"==": [variable, value]}]
    if not value:
        return [{"!": [{"filled": variable}]}]
    return [{"has": [variable, each]} for each in value]


def _items(value: JsonValue) -> Sequence[Mapping[str, JsonValue]]:
    """The records of a list, where the value is one; none of them is there where the list is not given."""
    if not isinstance(value, list):
        return ()
    items = [each for each in value if isinstance(each, dict)]
    return items if len(items) == len(value) else ()


def _with_itself(rule: JsonValue) -> JsonValue:
    """The rule of a record, which may be given without values, with something that holds of each."""
    assert isinstance(rule, dict)
    return {"and": [*_list(rule["and"]), True]}


def _some(condition: JsonValue) -> tuple[str, list[JsonValue]]:
    """The path of a list, and what is said of each of its records."""
    assert isinstance(condition, dict)
    variable, either = _list(condition["some"])
    assert isinstance(variable, dict)
    assert isinstance(either, dict)
    return str(variable["var"]), _list(either["or"])


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
