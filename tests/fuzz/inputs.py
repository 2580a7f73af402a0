"""What a fuzzer puts in the places of a document: values of the scalars, and names and ids that there are.

A document of names made at random is refused before anything is run. So in most places an id is one of the tenant, and
a text one of the words of its catalog.
"""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from graphql import (
    REMOVE,
    ArgumentNode,
    DocumentNode,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLSchema,
    IntValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from schemathesis.graphql import nodes, scalar

from expressions.operators.registered import OPERATORS
from metadata.actions import ACTIONS
from metadata.field_types.all_types import FIELD_TYPES

OBJECTS = ("account", "contact", "deal", "firm", "sale", "sample")
FIELDS = (
    "name",
    "sector",
    "amount",
    "margin",
    "score",
    "account",
    "title",
    "pieces",
    "twofold",
    "turnover",
    "code",
)
STAGES = ("lead", "qualified", "won", "lost", "due", "agreed")
TYPES = tuple(FIELD_TYPES)
WORDS: Mapping[str, tuple[str, ...]] = {
    "object": (*OBJECTS, "*"),
    "objects": OBJECTS,
    "target": (*OBJECTS, *STAGES),
    "targets": OBJECTS,
    "field": FIELDS,
    "fields": FIELDS,
    "stage": STAGES,
    "source": STAGES,
    "to": STAGES,
    "entering": STAGES,
    "pipeline": ("sales", "renewal"),
    "type": TYPES,
    "role": ("admin", "rep", "plain", "manager"),
    "roles": ("admin", "rep", "plain", "manager"),
    "action": tuple(ACTIONS),
    "effect": ("allow", "deny"),
    "rows": ("own", "team", "subtree", "all"),
    "task": ("call",),
    "criterion": ("asked",),
    "validation": ("sane",),
    "kind": ("open", "won", "lost", "setGate", "signIn"),
    "language": ("en", "zh-CN"),
    "timeZone": ("UTC", "Asia/Shanghai", "America/New_York", "GMT+25"),
    "currency": ("CNY", "EUR", "USD", "ZZZ"),
    "country": ("CN", "DE", "ZZ"),
    "name": ("fresh", "other", *FIELDS),
    "plural": ("freshes", "others"),
    "reverse": ("freshList", "deals"),
    "relation": ("sales", "deals", "contacts"),
    "function": ("count", "sum", "avg", "min", "max"),
    "email": ("a@b.example",),
    "template": ("b2bFunnel", "simpleFunnel"),
    "networks": ("10.0.0.0/8", "::1"),
    "phoneValue": ("+8613800138000",),
    "emailValue": ("a@b.example",),
    "urlValue": ("https://a.example/x",),
    "website": ("https://a.example/x",),
    "durationValue": ("PT1H", "P3D"),
    "timeValue": ("09:30",),
}
"""What stands in the places of these names in most documents."""
OTHERWISE = (
    "a",
    "firm.title",
    "account.name",
    "b*",
    "客户",
    "",
    "sales",
    "text",
    "%",
    "simpleFunnel",
    "é" * 300,
    "a\x00b",
)
PATHS = (
    "name",
    "score",
    "margin",
    "stage",
    "account.name",
    "amount",
    "closeDate",
    "account.deals",
    "none",
    "",
    "id",
)
SHARE_KNOWN = 0.8


def _rules() -> st.SearchStrategy[Any]:
    """JSONLogic, most of it over fields that there are."""
    leaves = st.one_of(
        st.sampled_from(PATHS).map(lambda path: {"var": path}),
        st.integers(-(2**40), 2**40),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=5),
        st.booleans(),
        st.none(),
    )
    operators = st.sampled_from([*OPERATORS, "addDays", "no such operator"])

    def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        called = st.tuples(operators, st.one_of(inner, st.lists(inner, max_size=3)))
        return st.one_of(called.map(lambda made: {made[0]: made[1]}), st.lists(inner, max_size=3))

    return st.recursive(leaves, composed, max_leaves=8)


def _literal(value: Any) -> Any:
    """The value as a literal of a document."""
    match value:
        case None:
            return nodes.Null
        case bool():
            return nodes.Boolean(value)
        case int():
            return nodes.Int(value)
        case float():
            return nodes.Float(value)
        case str():
            return nodes.String(value)
        case list():
            return nodes.List([_literal(each) for each in value])
        case dict():
            # Keys of JSONLogic such as `==` are no names, so it goes as a text that is JSON.
            return nodes.String(json.dumps(value))
    raise TypeError(type(value))


def mostly(usual: st.SearchStrategy[Any], rare: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The one nine times of ten, else the other."""
    return st.integers(0, 9).flatmap(lambda which: usual if which else rare)


def register_scalars() -> None:
    """Say how values of our scalars are made."""
    texts = st.text(max_size=12).map(nodes.String)
    # One value that does not fit refuses the whole document: most fit.
    good = st.one_of(st.dates().map(str), st.sampled_from(["2026-01-31", "0001-01-01", "9999-12-31"]))
    dates = mostly(good, st.sampled_from(["2026-02-30", "10000-01-01", ""]))
    hours = st.one_of(st.times().map(lambda at: f"T{at}Z"), st.just("T23:59:59.999999+14:00"))
    times = mostly(hours, st.sampled_from(["T12:00:00", "T24:00:00Z", "T00:00:00+15:00"]))
    numbers = mostly(
        st.one_of(st.integers(-1000, 1000).map(str), st.sampled_from(["0.5", "-0", "1e3", "9" * 15])),
        st.sampled_from(["NaN", "Infinity", "1e400", "1e-400", "", "９", "9" * 40]),
    )
    scalar("Date", dates.map(nodes.String))
    scalar("DateTime", st.tuples(dates, times).map("".join).map(nodes.String))
    scalar("Decimal", mostly(numbers.map(nodes.String), st.one_of(st.integers().map(nodes.Int), texts)))
    scalar("JSON", _rules().map(_literal))


def enriched(document: str, schema: GraphQLSchema, ids: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """The document with known ids and words in most places, and the JSON in it as variables."""
    tree = parse(document)
    types = TypeInfo(schema)
    visitor = _Known(types, ids, Random(document))
    changed: DocumentNode = visit(tree, TypeInfoVisitor(types, visitor))
    text = print_ast(changed)
    if not visitor.variables:
        return text, {}
    declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in visitor.variables.items())
    body = text.lstrip()
    kind = "mutation" if body.startswith("mutation") else "query"
    rest = body.removeprefix(kind).lstrip()
    return f"{kind} ({declared}) {rest}", {name: value for name, (_, value) in visitor.variables.items()}


class _Known(Visitor):
    """Puts what is known in the places of what was made at random, and leaves most things out that are null."""

    def __init__(self, types: TypeInfo, ids: tuple[str, ...], random: Random) -> None:
        super().__init__()
        self._types, self._ids, self._random = types, ids, random
        self.variables: dict[str, tuple[str, Any]] = {}

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        return self._without_null(node)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> Any:
        return self._without_null(node)

    def enter_object_value(self, node: ObjectValueNode, *_: Any) -> Any:
        type_ = get_named_type(self._types.get_input_type())
        if not (isinstance(type_, GraphQLInputObjectType) and type_.is_one_of) or len(node.fields) < 2:
            return None
        # Of one of many exactly one may be given.
        given = [each for each in node.fields if not isinstance(each.value, NullValueNode)] or [*node.fields]
        return ObjectValueNode(fields=(self._random.choice(given),))

    def enter_string_value(
        self, node: StringValueNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]
    ) -> Any:
        wanted = self._types.get_input_type()
        named = None if wanted is None else get_named_type(wanted).name
        if named == "JSON":
            return self._as_variable(node)
        if self._random.random() > SHARE_KNOWN:
            return None
        match named:
            case "ID":
                return StringValueNode(value=self._random.choice(self._ids))
            case "String":
                name = next(
                    (
                        each.name.value
                        for each in (*ancestors[::-1],)
                        if isinstance(each, ObjectFieldNode | ArgumentNode)
                    ),
                    "",
                )
                return StringValueNode(value=self._random.choice(WORDS.get(name, OTHERWISE)))
        return None

    def enter_int_value(self, node: IntValueNode, *_: Any) -> Any:
        wanted = self._types.get_input_type()
        if wanted is not None and get_named_type(wanted).name == "ID":
            return StringValueNode(value=self._random.choice(self._ids))
        # Most numbers are of rows, and a page of a million is refused before it is read.
        few = self._random.random() < SHARE_KNOWN
        return IntValueNode(value=str(self._random.randint(0, 30))) if few else None

    def _without_null(self, node: ArgumentNode | ObjectFieldNode) -> Any:
        optional = not isinstance(self._types.get_input_type(), GraphQLNonNull)
        null = isinstance(node.value, NullValueNode)
        cursor = node.name.value in ("after", "before", "last")
        return REMOVE if optional and (null or cursor) and self._random.random() < SHARE_KNOWN else None

    def _as_variable(self, node: StringValueNode) -> Any:
        try:
            value = json.loads(node.value)
        except ValueError:
            return None
        if not isinstance(value, dict):
            return None
        name = f"v{len(self.variables)}"
        self.variables[name] = (str(self._types.get_input_type()), value)
        return VariableNode(name=NameNode(value=name))
