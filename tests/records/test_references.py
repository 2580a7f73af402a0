"""A reference names one record of any of several objects: given, read, filtered and listed by its id."""

from dataclasses import dataclass
from typing import Any

from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member, make_world

NOBODY = "01980000-0000-7000-8000-000000000000"
ACTIVITY = {
    "name": "activity",
    "plural": "activities",
    "fields": [
        {"name": "title", "type": "text"},
        {
            "name": "subject",
            "type": "reference",
            "targets": ["deal", "account", "contact"],
            "reverse": "activities",
        },
    ],
}
CALLER = {
    "name": "caller",
    "grants": [
        {"object": "activity", "action": "*"},
        {"object": "contact", "action": "read"},
        {"object": "deal", "action": "read", "rows": "own"},
        {"object": "deal", "action": "create"},
    ],
}
BLIND = {"name": "blind", "grants": [{"object": "activity", "action": "*"}]}
SUBJECT = """title subjectId subject { __typename ... on Deal { name score } ... on Account { name sector }
    ... on Contact { name email } }"""


@dataclass(frozen=True)
class Activities:
    """A world with an activity about each of three records, `about a deal` and so on, and one about nothing."""

    world: World
    ids: dict[str, str]

    async def token(self, role: dict[str, Any]) -> str:
        token, _ = await add_member(self.world.api, self.world.admin, self.world.slug, role["name"])
        return token

    async def titles(self, where: dict[str, Any], token: str | None = None) -> list[str]:
        document = (
            "query ($where: ActivityWhere) "
            "{ activities(where: $where, orderBy: [{ field: title }]) { nodes { title } } }"
        )
        found = await self.world.api.data(token or self.world.admin, document, {"where": where})
        return [node["title"] for node in found["activities"]["nodes"]]

    async def update(self, record: str, subject: str | None, token: str | None = None) -> Any:
        document = (
            "mutation ($id: ID!, $subject: ID) { done: updateActivity(id: $id, input: { subjectId: $subject }) "
            "{ activity { subjectId subject { __typename } } errors { code path message hint } } }"
        )
        given = {"id": record, "subject": subject}
        return (await self.world.api.data(token or self.world.admin, document, given))["done"]


@copied
async def activities(api: Api) -> Activities:
    world = await make_world(api)
    await api.change(world.admin, {"addObject": ACTIVITY}, {"addRole": CALLER}, {"addRole": BLIND})
    ids = {
        "deal": await world.create(world.admin, "deal", name="Big", score=9),
        "account": await world.create(world.admin, "account", name="Globex", sector="retail"),
        "contact": await world.create(world.admin, "contact", name="Ann"),
    }
    for name in ("account", "contact", "deal"):
        ids[f"about {name}"] = await world.create(
            world.admin, "activity", title=f"about {name}", subjectId=ids[name]
        )
    ids["about nothing"] = await world.create(world.admin, "activity", title="about nothing")
    return Activities(world, ids)


async def test_it_is_read_as_the_record_it_is(activities: Activities) -> None:
    document = f"{{ activities(orderBy: [{{ field: title }}]) {{ nodes {{ {SUBJECT} }} }} }}"
    found = await activities.world.api.data(activities.world.admin, document)
    ids = activities.ids
    assert found["activities"]["nodes"] == [
        {
            "title": "about account",
            "subjectId": ids["account"],
            "subject": {"__typename": "Account", "name": "Globex", "sector": "retail"},
        },
        {
            "title": "about contact",
            "subjectId": ids["contact"],
            "subject": {"__typename": "Contact", "name": "Ann", "email": None},
        },
        {
            "title": "about deal",
            "subjectId": ids["deal"],
            "subject": {"__typename": "Deal", "name": "Big", "score": 9},
        },
        {"title": "about nothing", "subjectId": None, "subject": None},
    ]


async def test_each_target_lists_what_points_to_it(activities: Activities) -> None:
    document = """{ deals { nodes { activities(where: { title: { startsWith: "about" } }) {
        totalCount nodes { title } } activitiesGroups { count } } }
        accounts { nodes { activities { nodes { title } } } }
        quiet: contacts(where: { activities: { none: {} } }) { totalCount }
        told: contacts(where: { activities: { some: { title: { contains: "contact" } } } }) { totalCount } }"""
    found = await activities.world.api.data(activities.world.admin, document)
    assert found == {
        "deals": {
            "nodes": [
                {
                    "activities": {"totalCount": 1, "nodes": [{"title": "about deal"}]},
                    "activitiesGroups": [{"count": 1}],
                }
            ]
        },
        "accounts": {"nodes": [{"activities": {"nodes": [{"title": "about account"}]}}]},
        "quiet": {"totalCount": 0},
        "told": {"totalCount": 1},
    }


async def test_it_is_filtered_by_id_by_object_and_by_what_it_names(activities: Activities) -> None:
    everything = ["about account", "about contact", "about deal", "about nothing"]
    deal = activities.ids["deal"]
    for where, wanted in (
        ({"subjectId": {"eq": deal}}, ["about deal"]),
        ({"subjectId": {"ne": deal}}, [each for each in everything if each != "about deal"]),
        ({"subjectId": {"isNull": True}}, ["about nothing"]),
        ({"subject": None}, ["about nothing"]),
        ({"subject": {}}, everything[:3]),
        ({"subject": {"deal": {}}}, ["about deal"]),
        ({"subject": {"deal": {"score": {"gt": 9}}}}, []),
        ({"subject": {"deal": {"score": {"gt": 8}}, "contact": {}}}, ["about contact", "about deal"]),
        ({"not": {"subject": {"deal": {}}}}, [each for each in everything if each != "about deal"]),
        ({"rule": {"filled": {"var": "subject"}}}, everything[:3]),
        ({"rule": {"==": [{"var": "subjectId"}, deal]}}, ["about deal"]),
    ):
        assert await activities.titles(where) == wanted, where
    document = "query ($where: ActivityWhere) { activities(where: $where) { totalCount } }"
    null = {"where": {"subject": {"deal": None}}}
    assert await activities.world.api.codes(activities.world.admin, document, null) == ["BAD_USER_INPUT"]


async def test_it_is_given_by_id_and_the_record_must_be_there(activities: Activities) -> None:
    record, ids = activities.ids["about nothing"], activities.ids
    given = await activities.update(record, ids["contact"])
    assert given == {
        "activity": {"subjectId": ids["contact"], "subject": {"__typename": "Contact"}},
        "errors": [],
    }
    for wrong in (NOBODY, record):
        refused = await activities.update(record, wrong)
        assert refused["activity"] is None
        (error,) = refused["errors"]
        assert (error["code"], error["path"]) == ("RELATION_NOT_FOUND", ["input", "subjectId"])
        assert error["hint"]
    assert await activities.update(record, None) == {
        "activity": {"subjectId": None, "subject": None},
        "errors": [],
    }
    stored = await activities.world.api.engine.database.fetch(
        f'SELECT title, "subjectObject" IS NULL FROM {await activities.world.namespace()}.activity ORDER BY title',
        [],
        affinity=await activities.world.namespace(),
    )
    assert [row[1] for row in stored] == [False, False, False, True]


async def test_what_the_caller_may_not_see_is_as_none(activities: Activities) -> None:
    world, ids = activities.world, activities.ids
    token = await activities.token(CALLER)
    document = "{ activities(orderBy: [{ field: title }]) { nodes { subjectId subject { __typename } } } }"
    found = await world.api.data(token, document)
    nothing = {"subjectId": None, "subject": None}
    seen = {"subjectId": ids["contact"], "subject": {"__typename": "Contact"}}
    assert found["activities"]["nodes"] == [nothing, seen, nothing, nothing]
    # An account may not be read at all, and the deal is another's.
    for hidden in (ids["account"], ids["deal"]):
        assert await activities.titles({"subjectId": {"eq": hidden}}, token) == []
        assert await activities.titles({"rule": {"==": [{"var": "subjectId"}, hidden]}}, token) == []
        refused = await activities.update(ids["about nothing"], hidden, token)
        assert refused == await activities.update(ids["about nothing"], NOBODY, token)
        assert [error["code"] for error in refused["errors"]] == ["RELATION_NOT_FOUND"]
    assert await activities.titles({"subject": {}}, token) == ["about contact"]
    assert len(await activities.titles({"subject": None}, token)) == 3
    own = await world.create(token, "deal", name="own")
    assert (await activities.update(ids["about nothing"], own, token))["errors"] == []
    for asked in (
        "{ activities { nodes { subject { ... on Account { name } } } } }",
        "{ activities(where: { subject: { account: {} } }) { totalCount } }",
    ):
        assert set(await world.api.codes(token, asked)) == {"GRAPHQL_VALIDATION_FAILED"}
    types = await world.api.data(
        token, '{ union: __type(name: "ActivitySubject") { possibleTypes { name } } }'
    )
    assert [each["name"] for each in types["union"]["possibleTypes"]] == ["Deal", "Contact"]


async def test_without_any_target_there_is_no_such_field(activities: Activities) -> None:
    token = await activities.token(BLIND)
    for asked in (
        "{ activities { nodes { subjectId } } }",
        "{ activities { nodes { subject { __typename } } } }",
        "{ activities(where: { subjectId: { isNull: true } }) { totalCount } }",
        "{ activities(where: { subject: {} }) { totalCount } }",
        f'mutation {{ createActivity(input: {{ subjectId: "{NOBODY}" }}) {{ activity {{ id }} }} }}',
    ):
        assert set(await activities.world.api.codes(token, asked)) == {"GRAPHQL_VALIDATION_FAILED"}, asked
    catalog = await activities.world.api.data(token, "{ catalog { objects { fields { name } } } }")
    assert catalog["catalog"]["objects"] == [{"fields": [{"name": "title"}]}]


async def test_a_target_cannot_be_removed_and_names_can_change(activities: Activities) -> None:
    api, admin = activities.world.api, activities.world.admin
    used = await api.try_change(admin, {"removeObject": {"object": "contact"}})
    (error,) = used["errors"]
    assert error["code"] == "CATALOG_IN_USE"
    assert "activity.subject" in error["message"]
    await api.change(
        admin,
        {"renameField": {"object": "activity", "field": "subject", "name": "topic"}},
        {"renameObject": {"object": "contact", "name": "person", "plural": "people"}},
    )
    document = """{ activities(where: { topic: { person: {} } }) { nodes { topicId topic { __typename } } }
        people { nodes { activities { totalCount } } } catalog { objects { name fields { name targets } } } }"""
    found = await api.data(admin, document)
    assert found["activities"]["nodes"] == [
        {"topicId": activities.ids["contact"], "topic": {"__typename": "Person"}}
    ]
    assert found["people"]["nodes"] == [{"activities": {"totalCount": 1}}]
    (of,) = [each for each in found["catalog"]["objects"] if each["name"] == "activity"]
    assert of["fields"][1] == {"name": "topic", "targets": ["deal", "account", "person"]}
    await api.change(
        admin,
        {"removeField": {"object": "activity", "field": "topic"}},
        {"removeObject": {"object": "person"}},
    )


async def test_a_deleted_record_is_none_until_it_is_restored(activities: Activities) -> None:
    world, contact = activities.world, activities.ids["contact"]
    for write, wanted in (("delete", []), ("restore", ["about contact"])):
        document = f"mutation ($id: ID!) {{ done: {write}Contact(id: $id) {{ errors {{ code }} }} }}"
        await world.api.data(world.admin, document, {"id": contact})
        assert await activities.titles({"subject": {"contact": {}}}) == wanted


async def test_a_filter_counts_each_object_that_it_looks_into(activities: Activities) -> None:
    """Three for each filter by a reference of three: fewer of them fit than filters by a column."""
    document = "query ($where: ActivityWhere) { activities(where: $where) { totalCount } }"
    for number, codes in ((600, []), (700, ["QUERY_TOO_COMPLEX"])):
        given = {"where": {"or": [{"subject": None}] * number}}
        assert await activities.world.api.codes(activities.world.admin, document, given) == codes
