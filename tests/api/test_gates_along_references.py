"""Gates that go along a reference, tried before they are published, and their examples."""

from typing import Any

import pytest

from tests.api.gate_deals import READ_DEALS, refused, simulated, tuner
from tests.world import World

TICKET: dict[str, Any] = {
    "name": "ticket",
    "plural": "tickets",
    "display": "title",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "topic", "type": "reference", "targets": ["deal", "account"], "reverse": "tickets"},
    ],
}
PIPELINE: dict[str, Any] = {
    "object": "ticket",
    "name": "flow",
    "stages": [{"name": "todo"}, {"name": "done", "kind": "won"}],
    "transitions": [{"source": "todo", "target": "done"}],
}


def behind(name: str, score: int) -> dict[str, Any]:
    """A gate that asks for a deal, which bears that name, with more than the score."""
    rule = {"and": [{"==": [{"var": "topic.object"}, name]}, {">": [{"var": f"topic.{name}.score"}, score]}]}
    return {"setGate": {"object": "ticket", "stage": "done", "rule": rule}}


@pytest.fixture
async def tickets(own_world: World) -> World:
    """Tickets about deals of 90 and 10, about an account, and about nothing."""
    world = own_world
    await world.api.change(world.admin, {"addObject": TICKET}, {"addPipeline": PIPELINE})
    ids = [await world.create(world.admin, "deal", name=f"D{score}", score=score) for score in (90, 10)]
    ids.append(await world.create(world.admin, "account", name="Globex"))
    for number, topic in enumerate([*ids, None]):
        await world.create(world.admin, "ticket", title=f"{number}", topicId=topic)
    return world


async def test_a_draft_is_tried_on_what_references_name(tickets: World) -> None:
    found = await simulated(tickets, tickets.admin, behind("deal", 50), object="ticket")
    assert (found["records"], found["newlyBlocked"], found["absent"]) == (4, 3, [])
    assert {each["title"] for each in found["samples"]} == {"1", "2", "3"}
    by_title = {each["title"]: each["moves"][0]["clauses"] for each in found["samples"]}
    assert [each["actual"] for each in by_title["1"]] == ["deal", 10]
    assert [each["actual"] for each in by_title["2"]] == ["account", None]


async def test_a_draft_may_rename_what_they_name(tickets: World) -> None:
    renamed = {"renameObject": {"object": "deal", "name": "chance", "plural": "chances"}}
    topic = {"renameField": {"object": "ticket", "field": "topic", "name": "mark"}}
    rule = {"and": [{"==": [{"var": "mark.object"}, "chance"]}, {">": [{"var": "mark.chance.score"}, 50]}]}
    gate = {"setGate": {"object": "ticket", "stage": "done", "rule": rule}}
    found = await simulated(tickets, tickets.admin, renamed, topic, gate, object="ticket")
    assert (found["records"], found["newlyBlocked"], found["absent"]) == (4, 3, [])
    # What the draft brings, no record has yet.
    lost = {"object": "deal", "field": {"name": "weight", "type": "integer"}}
    rule = {">": [{"var": "topic.deal.weight"}, 5]}
    gate = {"setGate": {"object": "ticket", "stage": "done", "rule": rule}}
    found = await simulated(tickets, tickets.admin, {"addField": lost}, gate, object="ticket")
    assert (found["newlyBlocked"], found["absent"]) == (4, ["topic.deal.weight"])


async def test_who_tries_a_draft_learns_nothing_of_what_is_hidden(tickets: World) -> None:
    token = await tuner(tickets, {"object": "ticket", "action": "read"}, READ_DEALS)
    hidden = {"==": [{"var": "topic.account.name"}, "Globex"]}
    gate = {"setGate": {"object": "ticket", "stage": "done", "rule": hidden}}
    assert [code for code, _ in await refused(tickets, token, gate, object="ticket")] == ["FORBIDDEN"]
    assert [code for code, _ in await refused(tickets, token, behind("deal", 5), object="ticket")] == [
        "FORBIDDEN"
    ]
    seen = {">": [{"var": "topic.deal.score"}, 50]}
    gate = {"setGate": {"object": "ticket", "stage": "done", "rule": seen}}
    assert (await simulated(tickets, token, gate, object="ticket"))["newlyBlocked"] == 3


EXAMPLE: dict[str, Any] = {"object": "ticket", "leaving": "todo", "entering": "done"}


async def test_an_example_says_what_a_reference_names(tickets: World) -> None:
    api, admin = tickets.api, tickets.admin
    await api.change(admin, behind("deal", 50))
    said: list[tuple[dict[str, Any], bool]] = [
        ({"topic.object": "deal", "topic.deal.score": 51}, True),
        ({"topic.object": "deal", "topic.deal.score": 50}, False),
        ({"topic.object": "account", "topic.deal.score": 51}, False),
        ({}, False),
    ]
    for number, (record, is_open) in enumerate(said):
        example = {**EXAMPLE, "name": f"e{number}", "record": record}
        wrong = await api.try_change(admin, {"addGateExample": {**example, "open": not is_open}})
        assert [each["code"] for each in wrong["errors"]] == ["EXAMPLE_FAILED"]
        await api.change(admin, {"addGateExample": {**example, "open": is_open}})
    await api.change(admin, {"renameObject": {"object": "deal", "name": "chance", "plural": "chances"}})
    view = "{ catalog { objects { name pipeline { examples { record } } } } }"
    (ticket,) = [
        each for each in (await api.data(admin, view))["catalog"]["objects"] if each["name"] == "ticket"
    ]
    assert ticket["pipeline"]["examples"][0]["record"] == {"topic.object": "chance", "topic.chance.score": 51}


async def test_an_example_has_formulas_behind_a_reference_of_what_it_says(tickets: World) -> None:
    api, admin = tickets.api, tickets.admin
    twice = {"name": "twice", "type": "decimal", "formula": {"*": [{"var": "score"}, 2]}}
    rule = {">": [{"var": "topic.deal.twice"}, 100]}
    await api.change(
        admin,
        {"addField": {"object": "deal", "field": twice}},
        {"setGate": {"object": "ticket", "stage": "done", "rule": rule}},
    )
    for score, is_open in ((51, True), (50, False)):
        example = {**EXAMPLE, "name": f"of{score}", "record": {"topic.deal.score": score}, "open": is_open}
        await api.change(admin, {"addGateExample": example})
