"""Every field type of the registry, through the API: create, read, filter by each operator, order, update, empty.

A new type fails here until it has samples.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field
from tests.client import Api
from tests.contracts.documents import schema_of
from tests.world import World, make_world


@dataclass(frozen=True)
class Samples:
    """Values of a type.

    Attributes:
        values: three, ascending, as they are given.
        answers: the same as they are answered, where that differs.
        settings: further settings of the field's definition.
        selection: what is selected of it.
        comparables: the values as a filter takes them, where that differs.
        bad: a value of the right GraphQL type that does not fit, and its code; None where all fit.
        spare: a fourth value, where no two records can have the same.
    """

    values: list[Any]
    answers: list[Any] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    selection: str = ""
    comparables: list[Any] | None = None
    bad: tuple[Any, str] | None = None
    spare: Any = None

    @property
    def answered(self) -> list[Any]:
        return self.values if self.answers is None else self.answers

    @property
    def compared(self) -> list[Any]:
        return self.values if self.comparables is None else self.comparables


def euros(*amounts: str) -> list[Any]:
    return [{"amount": amount, "currency": "EUR"} for amount in amounts]


def addresses(*cities: str) -> list[Any]:
    rest = {"province": "P", "district": "D", "street": "S 1\nS 2", "postalCode": "1"}
    return [{"country": "CN", "city": city, **rest} for city in cities]


OPTIONS = [{"key": key} for key in ("alpha", "beta", "gamma")]
SAMPLES = {
    "text": Samples(["a", "b", "客户 🚀"], bad=("x" * 10_000, "OUT_OF_RANGE")),
    "longText": Samples(["a\nb", "b", "c"], bad=("x" * 300_000, "OUT_OF_RANGE")),
    "richText": Samples(
        ["<p>a</p><script>x</script>", "<b>b", "线索"],
        answers=["<p>a</p>", "<b>b</b>", "线索"],
        comparables=["<p>a</p>", "<b>b</b>", "线索"],
        bad=("<div>" * 200, "OUT_OF_RANGE"),
    ),
    "integer": Samples([-(2**31), 0, 2**31 - 1]),
    "decimal": Samples(
        ["-1.5", "0", "123456789.12"],
        answers=["-1.5000", "0.0000", "123456789.1200"],
        settings={"precision": 20, "scale": 4},
        bad=("0.00001", "INVALID_VALUE"),
    ),
    "percent": Samples(
        ["-5", "12.5", "100"],
        answers=["-5.0", "12.5", "100.0"],
        settings={"precision": 5, "scale": 1},
        bad=("12.55", "INVALID_VALUE"),
    ),
    "rating": Samples([1, 4, 10], settings={"maximum": 10}, bad=(11, "OUT_OF_RANGE")),
    "money": Samples(
        euros("-1.5", "0", "99999999.99"),
        answers=euros("-1.50", "0.00", "99999999.99"),
        selection="{ amount currency }",
        comparables=["-1.5", "0", "99999999.99"],
        bad=({"amount": "1", "currency": "ZZZ"}, "INVALID_VALUE"),
    ),
    "address": Samples(
        addresses("a", "b", "深圳市"),
        selection="{ country city province district street postalCode }",
        comparables=["a", "b", "深圳市"],
        bad=({"country": "ZZ"}, "INVALID_VALUE"),
    ),
    "boolean": Samples([False, True, True]),
    "date": Samples(["0001-01-01", "2026-02-28", "9999-12-31"]),
    "datetime": Samples(
        ["1970-01-01T00:00:00Z", "2026-02-28T09:30:00.000001+08:00", "9999-12-31T23:59:59.999999Z"],
        answers=[
            "1970-01-01T00:00:00+00:00",
            "2026-02-28T01:30:00.000001+00:00",
            "9999-12-31T23:59:59.999999+00:00",
        ],
    ),
    "time": Samples(["00:00", "09:30:01", "23:59:59"], answers=["00:00:00", "09:30:01", "23:59:59"]),
    "duration": Samples(
        ["PT0S", "PT90M", "P999999D"],
        answers=["PT0S", "PT1H30M", "P999999D"],
        bad=("P999999DT1S", "OUT_OF_RANGE"),
    ),
    "choice": Samples(["alpha", "beta", "gamma"], settings={"options": OPTIONS}),
    "multiChoice": Samples(
        [["alpha"], ["gamma", "beta", "gamma"], ["alpha", "beta", "gamma"]],
        answers=[["alpha"], ["beta", "gamma"], ["alpha", "beta", "gamma"]],
        settings={"options": OPTIONS},
    ),
    "email": Samples(
        ["a@example.com", "B@Example.com", "c@example.com"],
        answers=["a@example.com", "b@example.com", "c@example.com"],
        bad=("nobody", "INVALID_VALUE"),
    ),
    "phone": Samples(
        ["+1 202 555 0143", "010 8888 8888", "138 0013 8000"],
        answers=["+12025550143", "+861088888888", "+8613800138000"],
        settings={"region": "CN"},
        comparables=["+12025550143", "+861088888888", "+8613800138000"],
        bad=("8888", "INVALID_VALUE"),
    ),
    "json": Samples(
        [{"b": [1, None, {"c": "线索"}], "a": 0.5}, [{"x": 1}, {"y": [True]}], "text"],
        bad=(["线" * 40_000], "OUT_OF_RANGE"),
    ),
    "url": Samples(
        ["http://a.example", "https://b.example/x?y=1#z", "https://c.example"],
        bad=("ftp://x.example", "INVALID_VALUE"),
    ),
    "relation": Samples([], settings={"target": "thing", "reverse": "things"}),
    "member": Samples([]),
    "reference": Samples([], settings={"targets": ["thing"], "reverse": "things"}),
    "autoNumber": Samples([], settings={"numbering": {"format": "N-{00}"}}),
    "relations": Samples([], settings={"target": "thing", "reverse": "thingLists"}),
    "file": Samples([]),
}

EXPECTED = {
    "eq": lambda value, wanted: value == wanted,
    "ne": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: value in wanted,
    "notIn": lambda value, wanted: value not in wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
    "gt": lambda value, wanted: value is not None and value > wanted,
    "gte": lambda value, wanted: value is not None and value >= wanted,
    "isNull": lambda value, wanted: (value is None) is wanted,
}
"""Over positions in the samples: what a filter must find."""


LISTS = frozenset({"relations"})
"""Types whose values are lists of records: `tests/records/test_links.py` has their contract."""


def test_every_type_has_samples() -> None:
    assert set(SAMPLES) == set(FIELD_TYPES)


def object_of(type_name: str) -> dict[str, Any]:
    name = f"probe{type_name[0].upper()}{type_name[1:]}"
    settings = dict(SAMPLES[type_name].settings)
    if type_name in ("relation", "relations", "reference"):
        settings["reverse"] = f"{type_name}Probes"
    definition = {"name": "value", "type": type_name, **settings}
    kind = FIELD_TYPES[type_name]
    if kind.given and type_name not in LISTS:
        definition["trackHistory"] = True
    fields = [definition]
    if "default_formula" in kind.settings:
        fields.append(
            {"name": "copy", "type": type_name, **settings, "defaultFormula": {"var": "value"}},
        )
    return {"name": name, "plural": f"{name}s", "fields": fields}


@pytest.fixture(scope="module")
async def probes(api: Api) -> World:
    """A tenant with an object for each type, and one to relate to."""
    world = await make_world(api)
    thing = {"name": "thing", "plural": "things", "fields": [{"name": "title", "type": "text"}]}
    await api.change(
        world.admin,
        {"addObject": thing},
        *({"addObject": object_of(name)} for name in FIELD_TYPES if name not in LISTS),
    )
    return world


@dataclass(frozen=True)
class Probe:
    """The object of one type and how to ask about it."""

    world: World
    type_name: str
    samples: Samples

    @property
    def name(self) -> str:
        return str(object_of(self.type_name)["name"])

    @property
    def type(self) -> str:
        return self.name[0].upper() + self.name[1:]

    @property
    def value(self) -> str:
        """The field as an input, and as it is selected."""
        return "valueId" if self.type_name in ("relation", "reference", "member") else "value"

    async def write(self, document: str, **variables: Any) -> Any:
        found = await self.world.api.data(self.world.admin, document, variables)
        return found["done"]

    async def create(self, value: Any) -> Any:
        return await self.write(
            f"mutation ($input: {self.type}CreateInput!) {{ done: create{self.type}(input: $input) "
            f"{{ {self.name} {{ id {self.value} {self.samples.selection} }} errors {{ code path hint }} }} }}",
            input={self.value: value},
        )

    async def update(self, record: str, given: dict[str, Any]) -> Any:
        return await self.write(
            f"mutation ($id: ID!, $input: {self.type}UpdateInput!) {{ "
            f"done: update{self.type}(id: $id, input: $input) "
            f"{{ {self.name} {{ {self.value} {self.samples.selection} }} errors {{ code path hint }} }} }}",
            id=record,
            input=given,
        )

    async def found(self, where: dict[str, Any] | None = None, order: str = "") -> list[Any]:
        arguments = f"where: $where, orderBy: [{order}]"
        data = await self.world.api.data(
            self.world.admin,
            f"query ($where: {self.type}Where) {{ {self.name}s({arguments}) "
            f"{{ nodes {{ {self.value} {self.samples.selection} }} }} }}",
            {"where": where},
        )
        return [node[self.value] for node in data[f"{self.name}s"]["nodes"]]


async def probe_of(world: World, type_name: str) -> Probe:
    samples = SAMPLES[type_name]
    if type_name in ("relation", "reference"):
        ids = [await world.create(world.admin, "thing", title=title) for title in "abc"]
        samples = Samples(ids, bad=("01980000-0000-7000-8000-000000000000", "RELATION_NOT_FOUND"))
    if type_name == "file":
        *ids, last = [await world.api.upload(world.admin, f"{name}.txt", b"x") for name in "ab线d"]
        values, spare = [{"id": each} for each in ids], {"id": last}
        nobodys = {"id": "01980000-0000-7000-8000-000000000000"}
        samples = Samples(
            values, selection="{ id }", comparables=ids, bad=(nobodys, "FILE_NOT_FOUND"), spare=spare
        )
    if type_name == "member":
        ids = sorted(world.members.values())
        samples = Samples(ids, bad=("01980000-0000-7000-8000-000000000000", "RELATION_NOT_FOUND"))
    return Probe(world, type_name, samples)


GIVEN = [name for name, kind in FIELD_TYPES.items() if kind.given and name not in LISTS]


@pytest.mark.parametrize("type_name", GIVEN)
async def test_a_value_goes_in_and_comes_out(probes: World, type_name: str) -> None:
    probe = await probe_of(probes, type_name)
    samples = probe.samples
    records = []
    for given, answered in zip([*samples.values, None], [*samples.answered, None], strict=True):
        made = await probe.create(given)
        assert made["errors"] == []
        assert made[probe.name][probe.value] == answered
        records.append(made[probe.name]["id"])
    assert await probe.found() == [*samples.answered, None]

    given, answered = samples.spare or samples.values[0], samples.spare or samples.answered[0]
    updated = await probe.update(records[-1], {probe.value: given})
    assert updated == {probe.name: {probe.value: answered}, "errors": []}
    assert (await probe.update(records[-1], {}))[probe.name] == {probe.value: answered}
    emptied = await probe.update(records[-1], {probe.value: None})
    assert emptied == {probe.name: {probe.value: None}, "errors": []}

    await check_history(probe, records[-1])
    await check_default(probe)
    await check_filters(probe)
    await check_order(probe)
    await check_pages(probe)
    await check_groups(probe)
    await check_rule(probe)
    await check_refusal(probe, records[0])


async def check_history(probe: Probe, record: str) -> None:
    """What was done to the record, in the form of the field: one value given, and taken away."""
    found = await probe.world.api.data(
        probe.world.admin,
        f"query ($id: ID!) {{ {probe.name}(id: $id) {{ fieldHistory {{ nodes {{ field old new }} }} }} }}",
        {"id": record},
    )
    value = probe.samples.spare or probe.samples.answered[0]
    nodes = found[probe.name]["fieldHistory"]["nodes"]
    if probe.type_name == "file":
        # The history has all parts, the samples the id alone.
        nodes = [
            {key: {"id": each["id"]} if isinstance(each, dict) else each for key, each in node.items()}
            for node in nodes
        ]
    assert nodes == [
        {"field": "value", "old": value, "new": None},
        {"field": "value", "old": None, "new": value},
    ]


async def check_default(probe: Probe) -> None:
    """A default that is a formula gives the type's values as they are given."""
    if "default_formula" in FIELD_TYPES[probe.type_name].settings:
        data = await probe.world.api.data(probe.world.admin, f"{{ {probe.name}s {{ nodes {{ copy }} }} }}")
        copies = [node["copy"] for node in data[f"{probe.name}s"]["nodes"]]
        # What is not known to hold is false, as in every rule.
        unknown = False if probe.type_name == "boolean" else None
        assert copies == [*probe.samples.answered, unknown]


async def test_a_value_that_the_database_gives_comes_out(probes: World) -> None:
    probe = await probe_of(probes, "autoNumber")
    document = f"mutation {{ done: create{probe.type}(input: {{}}) {{ {probe.name} {{ value }} }} }}"
    for _ in range(3):
        await probe.write(document)
    given = ["N-01", "N-02", "N-03"]
    assert await probe.found() == given
    assert await probe.found(order="{ field: value, direction: DESC }") == given[::-1]
    for operator, operand, expected in (
        ("eq", "N-02", given[1:2]),
        ("ne", "N-02", given[::2]),
        ("in", ["N-03"], given[2:]),
        ("notIn", ["N-03"], given[:2]),
        ("lt", "N-02", given[:1]),
        ("lte", "N-02", given[:2]),
        ("gt", "N-02", given[2:]),
        ("gte", "N-02", given[1:]),
        ("isNull", True, []),
        ("contains", "-0", given),
        ("startsWith", "N-03", given[2:]),
        ("endsWith", "1", given[:1]),
    ):
        assert await probe.found({"value": {operator: operand}}) == expected, operator


async def check_filters(probe: Probe) -> None:
    """Each operator of the type, with each sample."""
    samples = probe.samples
    whole = [*range(len(samples.values)), None]
    if probe.type_name == "boolean":
        whole = [0, 1, 1, None]
    for operator in FIELD_TYPES[probe.type_name].operators:
        for position, comparable in enumerate(samples.compared):
            wanted: Any = position if position not in (1, 2) or probe.type_name != "boolean" else 1
            if operator in ("contains", "startsWith", "endsWith"):
                await check_text_filter(probe, operator, comparable)
                continue
            if operator in ("has", "hasAny", "hasAll"):
                await check_list_filter(probe, operator, comparable)
                continue
            operand: Any = comparable
            if operator in ("in", "notIn"):
                operand, wanted = [comparable], [wanted]
            elif operator == "isNull":
                operand, wanted = position == 0, position == 0
            holds = EXPECTED[operator]
            expected = [
                answer
                for answer, rank in zip([*samples.answered, None], whole, strict=True)
                if holds(rank, wanted)
            ]
            assert await probe.found({probe.value: {operator: operand}}) == expected, (operator, operand)


async def check_text_filter(probe: Probe, operator: str, comparable: str) -> None:
    text = comparable.lower() if probe.type_name == "email" else comparable
    part = {"contains": text[1:-1] or text, "startsWith": text[:2], "endsWith": text[-2:]}[operator]
    method = {"contains": "__contains__", "startsWith": "startswith", "endsWith": "endswith"}[operator]
    expected = [answer for answer in probe.samples.answered if getattr(answer, method)(part)]
    assert await probe.found({probe.value: {operator: part}}) == expected, (operator, part)


async def check_list_filter(probe: Probe, operator: str, comparable: list[str]) -> None:
    operand: Any = comparable[0] if operator == "has" else comparable
    wanted = {operand} if operator == "has" else set(operand)
    expected = [
        answer
        for answer in probe.samples.answered
        if (wanted & set(answer) if operator == "hasAny" else wanted <= set(answer))
    ]
    assert await probe.found({probe.value: {operator: operand}}) == expected, (operator, operand)


async def check_order(probe: Probe) -> None:
    """By the type's own order where it has one; else there is no such entry in the enum."""
    schema = await schema_of(probe.world.api, probe.world.admin)
    fields = schema.type_map[f"{probe.type}OrderField"]
    assert isinstance(fields, GraphQLEnumType)
    assert (probe.value in fields.values) is FIELD_TYPES[probe.type_name].sortable
    where = schema.type_map[f"{probe.type}Where"]
    assert isinstance(where, GraphQLInputObjectType)
    operators = get_named_type(where.fields[probe.value].type)
    assert isinstance(operators, GraphQLInputObjectType)
    composite = FIELD_TYPES[probe.type_name].composite
    parts = {part.name for part in composite.parts if part.operators} if composite else set()
    assert set(operators.fields) == {*FIELD_TYPES[probe.type_name].operators, *parts}
    if FIELD_TYPES[probe.type_name].sortable:
        order = f"{{ field: {probe.value}, direction: %s }}"
        answered = probe.samples.answered
        assert await probe.found(order=order % "ASC") == [*answered, None]
        assert await probe.found(order=order % "DESC") == [*reversed(answered), None]
        assert await probe.found(order=order % "ASC_NULLS_FIRST") == [None, *answered]


async def check_pages(probe: Probe) -> None:
    """By the type's own order, one record a page: each cursor holds a value that leads on."""
    if not FIELD_TYPES[probe.type_name].sortable:
        return
    document = f"""query ($after: String) {{ {probe.name}s(
        first: 1, after: $after, orderBy: [{{ field: {probe.value}, direction: DESC }}]
    ) {{ nodes {{ {probe.value} {probe.samples.selection} }} pageInfo {{ endCursor }} }} }}"""
    found: list[Any] = []
    after = None
    for _ in (*probe.samples.values, None):
        page = (await probe.world.api.data(probe.world.admin, document, {"after": after}))[f"{probe.name}s"]
        found += [node[probe.value] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert found == [*reversed(probe.samples.answered), None]


async def check_groups(probe: Probe) -> None:
    """Groups tell each value as a record does; the smallest and the largest are the first and the last sample."""
    kind, answered = FIELD_TYPES[probe.type_name], probe.samples.answered
    data, admin = probe.world.api.data, probe.world.admin
    if kind.groupable:
        keys = (
            f"{{ {probe.name}Groups(by: [{{ field: {probe.value} }}]) {{ count keys {{ value label }} }} }}"
        )
        groups = (await data(admin, keys))[f"{probe.name}Groups"]
        told = {str(group["keys"][0]["value"]): group["count"] for group in groups}
        assert told == {str(each): [*answered, None].count(each) for each in (*answered, None)}
        assert all(
            (group["keys"][0]["label"] is None) is (group["keys"][0]["value"] is None) for group in groups
        )
    if "min" in kind.aggregates:
        value = f"{{ {probe.value} {probe.samples.selection} }}"
        extremes = f"{{ {probe.name}Groups {{ min {value} max {value} }} }}"
        (group,) = (await data(admin, extremes))[f"{probe.name}Groups"]
        # Of money there is an entry for each currency.
        first, last = ([each] if probe.type_name == "money" else each for each in (answered[0], answered[-1]))
        assert (group["min"][probe.value], group["max"][probe.value]) == (first, last)


async def check_rule(probe: Probe) -> None:
    """What rules may read of the type says whether there is a value."""
    definition = Field("", probe.value.removesuffix("Id"), probe.type_name)
    for part in FIELD_TYPES[probe.type_name].rule_parts(definition):
        path = f"{definition.name}{part.suffix}"
        empty = {"rule": {"missing": [path]}}
        assert await probe.found(empty) == [None], path
        assert await probe.found({"not": empty}) == probe.samples.answered, path


async def check_refusal(probe: Probe, record: str) -> None:
    """A value that does not fit changes nothing."""
    if probe.samples.bad is None:
        return
    value, code = probe.samples.bad
    for refused in (await probe.create(value), await probe.update(record, {probe.value: value})):
        assert refused[probe.name] is None
        (error,) = refused["errors"]
        assert error["code"] == code
        assert error["path"][:2] == ["input", probe.value]
        assert error["hint"]
    assert await probe.found() == [*probe.samples.answered, None]
