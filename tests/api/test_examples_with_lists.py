"""Examples of gates that say which records a list has, judged as live ones are."""

import random
from typing import Any

import pytest
from json_logic import jsonLogic

from tests.api.conftest import fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied

OPTIONS = [{"key": "interview"}, {"key": "call"}]
VISIT = {
    "name": "visit",
    "plural": "visits",
    "fields": [
        {"name": "kind", "type": "choice", "options": OPTIONS},
        {"name": "done", "type": "boolean"},
        {"name": "minutes", "type": "integer"},
        {"name": "fee", "type": "money"},
        {"name": "hours", "type": "decimal", "formula": {"/": [{"var": "minutes"}, 60]}},
        {"name": "deal", "type": "relation", "target": "deal", "reverse": "visits"},
    ],
}
GUEST = {
    "name": "guest",
    "plural": "guests",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "visit", "type": "relation", "target": "visit", "reverse": "guests"},
    ],
}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "amount", "type": "integer"},
        {"name": "parent", "type": "relation", "target": "deal", "reverse": "parts"},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}],
    "transitions": [{"source": "lead", "target": "offer"}],
}
EXAMPLE = {"object": "deal", "leaving": "lead", "entering": "offer"}


@copied
async def admin(api: Api) -> str:
    fresh = await fresh_tenant(api)
    await api.change(
        fresh.admin,
        *({"addObject": each} for each in (DEAL, VISIT, GUEST)),
        {"addPipeline": PIPELINE},
    )
    return fresh.admin


def gate(rule: Any) -> dict[str, Any]:
    return {"setGate": {"object": "deal", "stage": "offer", "rule": rule}}


def example(name: str, record: dict[str, Any], *, is_open: bool) -> dict[str, Any]:
    return {"addGateExample": {**EXAMPLE, "name": name, "record": record, "open": is_open}}


async def examples(api: Api, admin: str) -> dict[str, Any]:
    view = "{ catalog { objects { name pipeline { examples { name record } } } } }"
    objects = (await api.data(admin, view))["catalog"]["objects"]
    deal = next(each for each in objects if each["name"] == "deal")
    return {each["name"]: each["record"] for each in deal["pipeline"]["examples"]}


INTERVIEW = {"kind": "interview", "done": True}


async def test_a_publish_is_refused_whose_gate_says_otherwise_of_a_list(api: Api, admin: str):
    done = {"some": [{"var": "visits"}, {"and": [{"==": [{"var": "kind"}, "interview"]}, {"var": "done"}]}]}
    await api.change(
        admin,
        gate(done),
        example("met", {"visits": [{"kind": "call"}, INTERVIEW]}, is_open=True),
        example("planned", {"visits": [{"kind": "interview"}, {}]}, is_open=False),
        example("none", {"amount": 5}, is_open=False),
    )
    two = gate({">=": [{"count": [{"var": "visits"}, {"var": "done"}]}, 2]})
    (error,) = (await api.try_change(admin, two))["errors"]
    assert (error["code"], error["path"][-1]) == ("EXAMPLE_FAILED", "met")
    # It follows what its words name.
    await api.change(
        admin,
        {"renameField": {"object": "visit", "field": "kind", "name": "sort"}},
        {"renameField": {"object": "visit", "field": "done", "name": "over"}},
    )
    assert await examples(api, admin) == {
        "met": {"visits": [{"sort": "call"}, {"sort": "interview", "over": True}]},
        "planned": {"visits": [{"sort": "interview"}, {}]},
        "none": {"amount": 5},
    }
    gone = {"removeField": {"object": "visit", "field": "over"}}
    assert [each["code"] for each in (await api.try_change(admin, gone))["errors"]] == ["CATALOG_IN_USE"]


async def test_formulas_amounts_lists_of_lists_and_those_of_related_records(api: Api, admin: str):
    rule = {
        "and": [
            {">": [{"sum": [{"var": "visits"}, {"var": "hours"}]}, 2]},
            {"==": [{"sum": [{"var": "visits"}, {"var": "fee"}]}, 30]},
            {"some": [{"var": "visits"}, {"all": [{"var": "guests"}, {"==": [{"var": "name"}, "Ann"]}]}]},
            {"none": [{"var": "parent.parts"}, {">": [{"var": "amount"}, 9]}]},
        ]
    }
    euro = {"fee.currency": "EUR"}
    one = {"minutes": 100, "fee": 10, **euro, "guests": [{"name": "Ann"}, {"name": "Ann"}]}
    two = {"minutes": 50, "fee": 20, **euro, "guests": [{"name": "Ann"}, {"name": "Bo"}]}
    parts = {"parent.parts": [{"amount": 9}]}
    await api.change(
        admin,
        gate(rule),
        example("whole", {"visits": [one, two], **parts}, is_open=True),
        example("short", {"visits": [{**one, "minutes": 10}, two], **parts}, is_open=False),
        example("mixed", {"visits": [one, {**two, "fee.currency": "CNY"}], **parts}, is_open=False),
        example("guests", {"visits": [{**one, "guests": two["guests"]}, two], **parts}, is_open=False),
        example("parts", {"visits": [one, two], "parent.parts": [{"amount": 10}]}, is_open=False),
    )


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({"visits": [INTERVIEW, {"kind": "lunch"}]}, ["visits", 1, "kind"]),
        ({"visits": [{"guests": [{"name": 5}]}]}, ["visits", 0, "guests", 0, "name"]),
        ({"visits": [{"before.done": True}]}, ["visits", 0, "before.done"]),
        ({"visitors": [INTERVIEW]}, ["visitors"]),
        ({"amount": [INTERVIEW]}, ["amount"]),
        ({"visits": [INTERVIEW, "lunch"]}, ["visits"]),
        ({"visits": []}, ["visits"]),
        ({"visits": True}, ["visits"]),
    ],
)
async def test_what_does_not_fit_is_refused_at_its_place(
    api: Api, admin: str, record: dict[str, Any], place: list[Any]
):
    errors = (await api.try_change(admin, example("wrong", record, is_open=True)))["errors"]
    assert errors
    for each in errors:
        assert each["code"].startswith("RULE_")
        assert each["path"][each["path"].index("record") + 1 :] == place


async def test_so_many_records_are_refused_as_a_rule_would_be(api: Api, admin: str):
    many = {"visits": [{"minutes": each} for each in range(400)]}
    (error,) = (await api.try_change(admin, example("many", many, is_open=True)))["errors"]
    assert error["code"].startswith("RULE_")


def random_rule(source: random.Random) -> Any:
    """A rule over visits that both dialects define."""

    def asked() -> Any:
        match source.choice(("kind", "done", "minutes", "and", "or", "!")):
            case "kind":
                return {"==": [{"var": "kind"}, source.choice(("interview", "call"))]}
            case "done":
                return {"==": [{"var": "done"}, source.choice((True, False))]}
            case "minutes":
                return {source.choice(("<", ">=", "==")): [{"var": "minutes"}, source.randint(0, 5)]}
            case "!":
                return {"!": [asked()]}
            case joint:
                return {joint: [asked(), asked()]}

    listing: Any = {"var": "visits"}
    if source.random() < 0.4:
        listing = {"filter": [listing, asked()]}
    return {source.choice(("some", "none", "all")): [listing, asked()]}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_lists_that_are_said_are_judged_as_another_evaluator_does(api: Api, admin: str, seed: int):
    source = random.Random(seed)
    rule = {source.choice(("and", "or")): [random_rule(source) for _ in range(3)]}
    records: dict[str, dict[str, Any]] = {}
    for at in range(20):
        visits = [
            {
                "kind": source.choice(("interview", "call")),
                "done": source.random() < 0.5,
                "minutes": source.randint(0, 5),
            }
            for _ in range(source.randint(0, 4))
        ]
        records[f"e{at}"] = {"visits": visits} if visits else {}
    holds = {name: bool(jsonLogic(rule, {"visits": [], **each})) for name, each in records.items()}
    await api.change(
        admin, gate(rule), *(example(name, each, is_open=holds[name]) for name, each in records.items())
    )
    contrary = [example(f"not{name}", each, is_open=not holds[name]) for name, each in records.items()]
    refused = (await api.try_change(admin, *contrary))["errors"]
    assert {each["path"][-1] for each in refused} == {f"not{name}" for name in records}
