"""Every field type of the registry, through the API: create, read, filter by each operator, order, update, empty.

A new type fails here until it has samples.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from metadata.field_types.all_types import FIELD_TYPES
from metadata.fields import Field
from tests.client import Api
from tests.contracts.documents import schema_of
from tests.contracts.field_type_samples import SAMPLES, Samples
from tests.world import World, make_world

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
    if type_name != "file":
        await check_rows(probe)


async def check_rows(probe: Probe) -> None:
    """Many go in at once, next to one that has none and one that is empty."""
    inputs = [*({probe.value: each} for each in probe.samples.values), {}, {probe.value: None}]
    made = await probe.write(
        f"mutation ($inputs: [{probe.type}RowInput!]!) {{ done: create{probe.type}s(inputs: $inputs) {{ "
        f"errors {{ code path }} outcomes {{ {probe.name} {{ {probe.value} {probe.samples.selection} }} }} }} }}",
        inputs=inputs,
    )
    assert made["errors"] == []
    answers = [each[probe.name][probe.value] for each in made["outcomes"]]
    assert answers == [*probe.samples.answered, None, None]


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
