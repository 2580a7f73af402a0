"""A field of type `member`: who may be given, what is seen of whom, and where it can be asked for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from tenants.accounts import set_member_active
from tests.world import World, add_member

REVIEWED = "review { title reviewerId reviewer { __typename id name } } errors { code path message hint }"


@dataclass(frozen=True)
class Reviews:
    """A world with reviews that have a reviewer.

    Attributes:
        guest: id of a member who is to go.
        blind: token of one who may not read the reviewer.
    """

    world: World
    guest: str
    blind: str

    async def write(self, token: str, document: str, **variables: Any) -> Any:
        return (await self.world.api.data(token, document, variables))["done"]

    async def create(self, token: str, title: str, reviewer: str | None) -> Any:
        document = (
            f"mutation ($input: ReviewCreateInput!) {{ done: createReview(input: $input) {{ {REVIEWED} }} }}"
        )
        return await self.write(token, document, input={"title": title, "reviewerId": reviewer})

    async def update(self, token: str, record: str, **values: Any) -> Any:
        document = (
            "mutation ($id: ID!, $input: ReviewUpdateInput!) "
            f"{{ done: updateReview(id: $id, input: $input) {{ {REVIEWED} }} }}"
        )
        return await self.write(token, document, id=record, input=values)

    async def titles(self, where: dict[str, Any]) -> list[str]:
        document = (
            "query ($where: ReviewWhere) { reviews(where: $where, orderBy: [{ field: title }]) "
            "{ nodes { title } } }"
        )
        data = await self.world.api.data(self.world.admin, document, {"where": where})
        return [node["title"] for node in data["reviews"]["nodes"]]

    async def dismiss(self, member: str) -> None:
        namespace = await self.world.namespace()
        database = self.world.api.engine.database
        async with database.transaction(affinity=namespace) as connection:
            await set_member_active(connection, namespace, UUID(member), active=False)


@pytest.fixture
async def reviews(own_world: World) -> Reviews:
    api, admin = own_world.api, own_world.admin
    review = {
        "name": "review",
        "plural": "reviews",
        "fields": [{"name": "title", "type": "text"}, {"name": "reviewer", "type": "member"}],
    }
    blind = {
        "name": "blind",
        "grants": [
            {"object": "review", "action": "*"},
            {"object": "review", "action": "read", "field": "reviewer", "effect": "deny"},
        ],
    }
    await api.change(admin, {"addObject": review}, {"addRole": blind})
    token, _ = await add_member(api, admin, own_world.slug, "blind")
    return Reviews(own_world, own_world.members["viewer"], token)


async def test_a_member_is_given_and_shown_as_the_owner_is(reviews: Reviews) -> None:
    rep = reviews.world.members["rep"]
    made = await reviews.create(reviews.world.admin, "a", rep)
    assert made == {
        "review": {
            "title": "a",
            "reviewerId": rep,
            "reviewer": {"__typename": "MemberSummary", "id": rep, "name": "Rep"},
        },
        "errors": [],
    }


async def test_only_an_active_member_can_newly_be_given(reviews: Reviews) -> None:
    admin, rep = reviews.world.admin, reviews.world.members["rep"]
    record = await reviews.world.create(admin, "review", title="a", reviewerId=reviews.guest)
    other = await reviews.world.create(admin, "review", title="b", reviewerId=rep)
    await reviews.dismiss(reviews.guest)
    kept = await reviews.update(admin, record, title="c", reviewerId=reviews.guest)
    assert kept["errors"] == []
    assert kept["review"]["reviewer"]["name"] == "Viewer"
    refusals = [
        await reviews.create(admin, "d", reviews.guest),
        await reviews.update(admin, other, reviewerId=reviews.guest),
        await reviews.create(admin, "d", str(UUID(int=1))),
    ]
    # One who is gone is as one who never was.
    assert refusals[0] == refusals[1] == refusals[2]
    (error,) = refusals[0]["errors"]
    assert error == {
        "code": "RELATION_NOT_FOUND",
        "path": ["input", "reviewerId"],
        "message": "reviewerId names no active member of the tenant.",
        "hint": "Give the id of a member who is active.",
    }
    assert await reviews.titles({}) == ["b", "c"]


async def test_who_may_not_read_it_learns_nothing_from_what_is_refused(reviews: Reviews) -> None:
    api, admin = reviews.world.api, reviews.world.admin
    record = await reviews.world.create(admin, "review", title="a", reviewerId=reviews.guest)
    other = await reviews.world.create(admin, "review", title="b")
    await reviews.dismiss(reviews.guest)
    document = (
        "mutation ($id: ID!, $input: ReviewUpdateInput!) "
        "{ done: updateReview(id: $id, input: $input) { errors { code path } } }"
    )
    answers = [
        await reviews.write(reviews.blind, document, id=each, input={"reviewerId": reviews.guest})
        for each in (record, other)
    ]
    assert answers[0] == answers[1]
    assert [error["code"] for error in answers[0]["errors"]] == ["RELATION_NOT_FOUND"]
    for asked in (
        "{ reviews { nodes { reviewer { id } } } }",
        "{ reviews { nodes { reviewerId } } }",
        "{ reviews(where: { reviewerId: { isNull: true } }) { totalCount } }",
        "{ reviewGroups(by: [{ field: reviewerId }]) { count } }",
        "{ reviewGroups { countDistinct(field: reviewerId) } }",
    ):
        assert await api.codes(reviews.blind, asked) == ["GRAPHQL_VALIDATION_FAILED"], asked
    for path in ("reviewer", "reviewerId"):
        rule = {"rule": {"!": {"filled": {"var": path}}}}
        asked = "query ($where: ReviewWhere) { reviews(where: $where) { totalCount } }"
        assert await api.codes(reviews.blind, asked, {"where": rule}) == ["RULE_UNKNOWN_PATH"]


async def test_rules_and_groups_read_it_as_they_read_the_owner(reviews: Reviews) -> None:
    world, admin = reviews.world, reviews.world.admin
    rep, manager = world.members["rep"], world.members["manager"]
    await world.create(admin, "review", title="a", reviewerId=rep, ownerId=rep)
    await world.create(admin, "review", title="b", reviewerId=manager, ownerId=rep)
    await world.create(admin, "review", title="c")
    for path in ("reviewer", "reviewerId"):
        assert await reviews.titles({"rule": {"==": [{"var": path}, {"var": "ownerId"}]}}) == ["a"]
        assert await reviews.titles({"rule": {"in": [{"var": path}, [rep, manager]]}}) == ["a", "b"]
    groups = """{ reviewGroups(by: [{ field: reviewerId }], orderBy: [{ aggregate: COUNT }]) {
        count keys { name value label } } }"""
    found = await world.api.data(admin, groups)
    assert sorted(str(group["keys"][0]["label"]) for group in found["reviewGroups"]) == [
        "Manager",
        "None",
        "Rep",
    ]
    assert {group["keys"][0]["name"] for group in found["reviewGroups"]} == {"reviewerId"}


async def test_a_gate_can_ask_for_another_than_the_owner(reviews: Reviews) -> None:
    world, admin = reviews.world, reviews.world.admin
    rule = {"and": [{"filled": {"var": "reviewer"}}, {"!=": [{"var": "reviewerId"}, {"var": "ownerId"}]}]}
    stages = [{"name": "open"}, {"name": "passed", "kind": "won", "gate": rule}]
    pipeline = {
        "object": "review",
        "name": "flow",
        "stages": stages,
        "transitions": [{"source": "open", "target": "passed"}],
    }
    await world.api.change(admin, {"addPipeline": pipeline})
    rep = world.members["rep"]
    record = await world.create(admin, "review", title="a", reviewerId=rep, ownerId=rep)
    document = """mutation ($id: ID!, $input: ReviewUpdateInput) {
        done: promoteReview(id: $id, to: "passed", input: $input) { promoted verdict { clauses { satisfied } } } }"""
    refused = await reviews.write(admin, document, id=record)
    assert refused == {
        "promoted": False,
        "verdict": {"clauses": [{"satisfied": True}, {"satisfied": False}]},
    }
    moved = await reviews.write(admin, document, id=record, input={"reviewerId": world.members["manager"]})
    assert moved["promoted"] is True


async def test_its_name_can_change_and_rules_follow(reviews: Reviews) -> None:
    world, admin = reviews.world, reviews.world.admin
    rep = world.members["rep"]
    await world.create(admin, "review", title="a", reviewerId=rep)
    await world.api.change(
        admin,
        {
            "addPipeline": {
                "object": "review",
                "name": "flow",
                "stages": [{"name": "open"}, {"name": "late"}],
                "transitions": [],
            }
        },
        {"setGate": {"object": "review", "stage": "open", "rule": {"filled": {"var": "reviewerId"}}}},
        {"renameField": {"object": "review", "field": "reviewer", "name": "checker"}},
    )
    found = await world.api.data(
        admin, "{ reviews { nodes { checkerId } } catalog { objects { name pipeline { stages { gate } } } } }"
    )
    assert found["reviews"]["nodes"] == [{"checkerId": rep}]
    (of,) = [each for each in found["catalog"]["objects"] if each["name"] == "review"]
    assert of["pipeline"]["stages"] == [{"gate": {"filled": {"var": "checkerId"}}}, {"gate": None}]
    taken = await world.api.try_change(
        admin, {"addField": {"object": "review", "field": {"name": "checkerId", "type": "text"}}}
    )
    assert [error["code"] for error in taken["errors"]] == ["CATALOG_NAME_TAKEN"]
