"""Times of day and durations in rules, groups and conditions on groups."""

from typing import Any

import pytest

from tests.client import Api
from tests.world import World, make_world

CALL = {
    "name": "call",
    "plural": "calls",
    "display": "lasted",
    "fields": [
        {"name": "lasted", "type": "duration"},
        {"name": "beganAt", "type": "time"},
        {"name": "topic", "type": "text"},
    ],
}
NOTE = {
    "name": "note",
    "plural": "notes",
    "fields": [
        {"name": "text", "type": "text", "searchable": True},
        {"name": "call", "type": "relation", "target": "call", "reverse": "notes"},
    ],
}
CALLS = [
    ("PT45M", "09:00", "price"),
    ("PT1H", "13:30", "price"),
    ("P999999D", "09:00", "ever"),
    ("P999999D", "23:59:59", "ever"),
    (None, None, "none"),
]


@pytest.fixture(scope="module")
async def calls(api: Api) -> World:
    """A tenant with some calls, and a note on the first."""
    world = await make_world(api)
    await api.change(world.admin, {"addObject": CALL}, {"addObject": NOTE})
    ids = [
        await world.create(world.admin, "call", lasted=lasted, beganAt=began, topic=topic)
        for lasted, began, topic in CALLS
    ]
    await world.create(world.admin, "note", text="remember", callId=ids[0])
    return world


async def asked(world: World, document: str, **variables: Any) -> Any:
    return await world.api.data(world.admin, document, variables)


async def test_rules_compare_times_and_count_seconds(calls):
    document = "query ($rule: JSON!) { calls(where: { rule: $rule }) { nodes { lasted beganAt } } }"
    morning = {"<": [{"var": "beganAt"}, "12:00"]}
    found = await asked(calls, document, rule={"and": [morning, {"<=": [{"var": "lasted"}, 2700]}]})
    assert found["calls"]["nodes"] == [{"lasted": "PT45M", "beganAt": "09:00:00"}]
    longer = {">": [{"var": "lasted"}, {"*": [60, 60]}]}
    found = await asked(calls, document, rule=longer)
    assert [each["lasted"] for each in found["calls"]["nodes"]] == ["P999999D"] * 2


async def test_sums_and_averages_are_durations(calls):
    """Beyond the range of PostgreSQL's intervals and of a single field."""
    document = """{ callGroups(by: [{ field: topic }], orderBy: [{ aggregate: SUM, field: lasted }]) {
        keys { value } sum { lasted } avg { lasted } min { lasted beganAt } max { lasted beganAt }
    } }"""
    groups = (await asked(calls, document))["callGroups"]
    assert groups == [
        {
            "keys": [{"value": "price"}],
            "sum": {"lasted": "PT1H45M"},
            "avg": {"lasted": "PT52M30S"},
            "min": {"lasted": "PT45M", "beganAt": "09:00:00"},
            "max": {"lasted": "PT1H", "beganAt": "13:30:00"},
        },
        {
            "keys": [{"value": "ever"}],
            "sum": {"lasted": "P1999998D"},
            "avg": {"lasted": "P999999D"},
            "min": {"lasted": "P999999D", "beganAt": "09:00:00"},
            "max": {"lasted": "P999999D", "beganAt": "23:59:59"},
        },
        {
            "keys": [{"value": "none"}],
            "sum": {"lasted": None},
            "avg": {"lasted": None},
            "min": {"lasted": None, "beganAt": None},
            "max": {"lasted": None, "beganAt": None},
        },
    ]


@pytest.mark.parametrize(
    ("having", "topics"),
    [
        ({"sum": {"lasted": {"eq": "PT105M"}}}, ["price"]),
        ({"sum": {"lasted": {"gt": "P999999DT1H"}}}, ["ever"]),
        ({"avg": {"lasted": {"in": ["PT52M30S", "PT1H"]}}}, ["price"]),
        ({"max": {"lasted": {"lte": "PT1H"}}}, ["price"]),
        ({"min": {"beganAt": {"eq": "09:00"}}}, ["ever", "price"]),
        ({"max": {"beganAt": {"gt": "13:30:00"}}}, ["ever"]),
        ({"sum": {"lasted": {"isNull": True}}}, ["none"]),
    ],
)
async def test_groups_are_chosen_by_durations_and_times(calls, having, topics):
    document = """query ($having: CallHaving) {
        callGroups(by: [{ field: topic }], having: $having) { keys { value } }
    }"""
    groups = (await asked(calls, document, having=having))["callGroups"]
    assert [group["keys"][0]["value"] for group in groups] == topics


async def test_values_in_a_document_are_as_good_as_variables(calls):
    document = '{ calls(where: { lasted: { lt: "PT1H" }, beganAt: { in: ["09:00"] } }) { nodes { lasted } } }'
    assert (await asked(calls, document))["calls"]["nodes"] == [{"lasted": "PT45M"}]


async def test_a_duration_names_a_record_as_it_is_shown(calls):
    document = "{ noteGroups(by: [{ field: callId }]) { keys { label } } }"
    assert (await asked(calls, document))["noteGroups"] == [{"keys": [{"label": "PT45M"}]}]


@pytest.mark.parametrize(
    ("lasted", "code"),
    [
        ("1h", "BAD_USER_INPUT"),
        ("P1M", "BAD_USER_INPUT"),
        (90, "BAD_USER_INPUT"),
        ("-PT1H", "BAD_USER_INPUT"),
    ],
)
async def test_what_is_no_duration_is_refused(calls, lasted, code):
    document = "query ($lasted: Duration) { calls(where: { lasted: { eq: $lasted } }) { nodes { id } } }"
    assert await calls.api.codes(calls.admin, document, {"lasted": lasted}) == [code]


async def test_another_value_takes_the_same_plan(calls, api_statements):
    """A duration and a time are bound, not written into the statement."""
    document = """query ($lasted: Duration, $began: Time) {
        calls(where: { lasted: { gte: $lasted }, beganAt: { gte: $began } }) { nodes { id } }
    }"""
    for lasted, began in (("PT1M", "08:00"), ("PT2M", "09:00")):
        await asked(calls, document, lasted=lasted, began=began)
    first, second = api_statements[-2:]
    assert first == second
