"""Fields whose history is kept: what each change of a value was before, by whom and under which catalog."""

import asyncio
from typing import Any

import pytest

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member

ACCOUNT = {"name": "account", "plural": "accounts", "fields": [{"name": "name", "type": "text"}]}
NEXT_DAY = {"date_add": [{"var": "since"}, 1, "day"]}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text", "trackHistory": True},
        {"name": "fee", "type": "money", "trackHistory": True},
        {"name": "due", "type": "date", "trackHistory": True, "defaultFormula": NEXT_DAY},
        {"name": "since", "type": "date"},
        {"name": "notes", "type": "text"},
        {"name": "account", "type": "relation", "target": "account", "trackHistory": True},
        {
            "name": "labels",
            "type": "multiChoice",
            "options": [{"key": "hot"}, {"key": "cold"}, {"key": "warm"}],
            "trackHistory": True,
        },
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [
        {"name": "lead"},
        {"name": "won", "kind": "won", "gate": {"filled": {"var": "title"}}},
    ],
    "transitions": [{"source": "lead", "target": "won"}],
}
KEPT = "fieldHistory { nodes { field old new } }"


class Deals:
    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def set(self, *changes: dict[str, Any]) -> dict[str, Any]:
        return await self.api.change(self.admin, *changes)

    async def write(self, call: str) -> Any:
        """What the write itself answers of the deal."""
        (found,) = (await self.api.data(self.admin, f"mutation {{ {call} }}")).values()
        assert found["errors"] == [], found
        return found["deal"]

    async def create(self, values: str, selected: str = KEPT) -> dict[str, Any]:
        deal: dict[str, Any] = await self.write(
            f"createDeal(input: {{{values}}}) {{ deal {{ id {selected} }} errors {{ code message }} }}"
        )
        return deal

    async def update(self, id_: str, values: str, selected: str = KEPT) -> dict[str, Any]:
        deal: dict[str, Any] = await self.write(
            f'updateDeal(id: "{id_}", input: {{{values}}}) {{ deal {{ id {selected} }} errors {{ code message }} }}'
        )
        return deal

    async def kept(self, id_: str, selected: str = KEPT, token: str = "") -> Any:
        found = await self.api.data(token or self.admin, f'{{ deal(id: "{id_}") {{ {selected} }} }}')
        return found["deal"]["fieldHistory"]


def changes(told: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(each["field"], each["old"], each["new"]) for each in told["nodes"]]


@copied
async def deals(api: Api) -> Deals:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": ACCOUNT}, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Deals(api, fresh)


async def test_every_writer_keeps_what_it_changes_and_answers_with_it(deals: Deals):
    made = await deals.create(
        'title: "a", fee: {amount: "1.50", currency: "CNY"}, since: "2026-01-31", notes: "x"'
    )
    assert sorted(changes(made["fieldHistory"])) == [
        ("due", None, "2026-02-01"),
        ("fee", None, {"amount": "1.50", "currency": "CNY"}),
        ("title", None, "a"),
    ]
    id_ = made["id"]
    told = await deals.update(id_, 'title: "b", labels: [cold, hot], notes: "y"')
    assert sorted(changes(told["fieldHistory"])[:2]) == [
        ("labels", None, ["hot", "cold"]),
        ("title", "a", "b"),
    ]
    assert told["fieldHistory"] == await deals.kept(id_)
    promoted = await deals.write(
        f'promoteDeal(id: "{id_}", to: "won", input: {{title: "c", fee: null}}) '
        f"{{ deal {{ stage {KEPT} }} errors {{ code }} }}"
    )
    assert promoted["stage"] == "won"
    assert sorted(changes(promoted["fieldHistory"])[:2]) == [
        ("fee", {"amount": "1.50", "currency": "CNY"}, None),
        ("title", "b", "c"),
    ]
    before = await deals.kept(id_)
    for call in (
        f'deleteDeal(id: "{id_}") {{ errors {{ code }} }}',
        f'restoreDeal(id: "{id_}") {{ errors {{ code }} }}',
    ):
        await deals.api.data(deals.admin, f"mutation {{ {call} }}")
    assert await deals.kept(id_) == before, "no value is changed by these"


async def test_what_stays_as_it_is_and_what_is_refused_is_not_kept(deals: Deals):
    id_ = (await deals.create('title: "a", fee: {amount: "1", currency: "CNY"}'))["id"]
    before = await deals.kept(id_)
    await deals.update(id_, 'title: "a", fee: {amount: "1.00", currency: "CNY"}')
    await deals.update(id_, 'notes: "z"')
    refused = await deals.api.data(
        deals.admin,
        f'mutation {{ promoteDeal(id: "{id_}", to: "won", input: {{title: null}}) {{ promoted }} '
        f'updateDeal(id: "{id_}", expectedVersion: 99, input: {{title: "q"}}) {{ errors {{ code }} }} }}',
    )
    assert refused["promoteDeal"] == {"promoted": False}
    assert refused["updateDeal"]["errors"] == [{"code": "VERSION_CONFLICT"}]
    assert await deals.kept(id_) == before


async def test_pages_of_it(deals: Deals):
    id_ = (await deals.create('title: "0"'))["id"]
    for number in range(1, 6):
        await deals.update(id_, f'title: "{number}", due: "2026-01-0{number}"')
    selected = """fieldHistory(fields: ["title"], first: 2%s) {
      nodes { id new by { name } recordedAt catalogVersion } totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"""
    seen, after, pages = [], "", 0
    while True:
        page = await deals.kept(id_, selected % after)
        assert page["totalCount"] == 6
        assert page["pageInfo"]["hasPreviousPage"] == (pages > 0)
        assert page["pageInfo"]["startCursor"] == page["nodes"][0]["id"]
        assert page["pageInfo"]["endCursor"] == page["nodes"][-1]["id"]
        seen += [each["new"] for each in page["nodes"]]
        pages += 1
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert (seen, pages) == (["5", "4", "3", "2", "1", "0"], 3)
    assert all(each["by"]["name"] and each["recordedAt"] for each in page["nodes"])
    version = (await deals.api.data(deals.admin, "{ catalog { version } }"))["catalog"]["version"]
    assert {each["catalogVersion"] for each in page["nodes"]} == {version}
    for wrong, code in (
        ('fieldHistory(fields: ["notes"]) { totalCount }', "BAD_USER_INPUT"),
        ("fieldHistory(first: 501) { totalCount }", "PAGE_SIZE"),
        ('fieldHistory(after: "x") { nodes { id } }', "BAD_USER_INPUT"),
    ):
        assert await deals.api.codes(deals.admin, f'{{ deal(id: "{id_}") {{ {wrong} }} }}') == [code]
    listed = await deals.api.data(
        deals.admin,
        "query ($first: Int, $after: ID, $fields: [String!]) { deals { nodes { "
        "fieldHistory(first: $first, after: $after, fields: $fields) { nodes { new } } } } }",
        {"first": 1, "fields": ["due"]},
    )
    assert listed["deals"]["nodes"] == [{"fieldHistory": {"nodes": [{"new": "2026-01-05"}]}}]


async def test_who_may_not_read_a_field_reads_no_history_of_it(deals: Deals):
    account = await deals.api.data(
        deals.admin, 'mutation { createAccount(input: {name: "A"}) { account { id } } }'
    )
    account_id = account["createAccount"]["account"]["id"]
    id_ = (
        await deals.create(f'title: "a", fee: {{amount: "1", currency: "CNY"}}, accountId: "{account_id}"')
    )["id"]
    await deals.set(
        {
            "addRole": {
                "name": "seller",
                "grants": [
                    {"object": "deal", "action": "*"},
                    {"object": "deal", "action": "read", "field": "fee", "effect": "deny"},
                    {"object": "account", "action": "read", "rows": "own"},
                ],
            }
        },
        {"addRole": {"name": "guest", "grants": [{"object": "deal", "action": "read", "field": "notes"}]}},
    )
    seller, _ = await add_member(deals.api, deals.admin, deals.slug, "seller")
    guest, _ = await add_member(deals.api, deals.admin, deals.slug, "guest")
    told = changes(await deals.kept(id_, token=seller))
    # That account is not the seller's, so its id is not shown, in the history neither.
    assert sorted(told) == [("account", None, None), ("title", None, "a")]
    assert ("account", None, account_id) in changes(await deals.kept(id_))
    refused = f'{{ deal(id: "{id_}") {{ fieldHistory(fields: ["fee"]) {{ totalCount }} }} }}'
    assert await deals.api.codes(seller, refused) == ["BAD_USER_INPUT"]
    assert await deals.api.codes(guest, refused) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_it_knows_fields_by_their_ids(deals: Deals):
    id_ = (await deals.create('title: "a"'))["id"]
    await deals.set({"renameField": {"object": "deal", "field": "title", "name": "heading"}})
    assert changes(await deals.kept(id_)) == [("heading", None, "a")]
    await deals.set({"setFieldType": {"object": "deal", "field": "heading", "type": "longText"}})
    await deals.update(id_, 'heading: "b"')
    assert changes(await deals.kept(id_)) == [("heading", "a", "b"), ("heading", None, "a")]
    off = {"object": "deal", "field": "heading", "trackHistory": False}
    await deals.set({"setTrackHistory": off})
    await deals.update(id_, 'heading: "c"')
    assert changes(await deals.kept(id_)) == []
    await deals.set({"setTrackHistory": {**off, "trackHistory": True}})
    assert changes(await deals.kept(id_)) == [("heading", "a", "b"), ("heading", None, "a")]


async def test_a_removed_field_comes_back_with_its_history_and_is_erased_with_it(deals: Deals):
    await deals.set({"setGate": {"object": "deal", "stage": "won", "rule": None}})
    id_ = (await deals.create('title: "a"'))["id"]
    gone = {"object": "deal", "field": "title"}
    await deals.set({"removeField": gone})
    assert changes(await deals.kept(id_)) == []
    await deals.set({"restoreField": gone})
    assert changes(await deals.kept(id_)) == [("title", None, "a")]
    await deals.set({"removeField": gone}, {"eraseField": gone})
    rows = await deals.api.engine.database.fetch(
        f"SELECT count(*) FROM {await namespace_of(deals)}.sluice_field_history", [], affinity=""
    )
    assert rows[0][0] == 0


async def test_the_history_of_concurrent_writes_is_one_chain(deals: Deals):
    id_ = (await deals.create('title: "0"'))["id"]
    await asyncio.gather(*(deals.update(id_, f'title: "{number}"') for number in range(1, 21)))
    told = changes(await deals.kept(id_, KEPT.replace("fieldHistory", "fieldHistory(first: 100)")))
    assert len(told) == 21
    assert [old for _, old, _ in told[:-1]] == [new for _, _, new in told[1:]]


async def test_an_erased_object_takes_its_history_along(deals: Deals):
    await deals.create('title: "a"')
    await deals.set({"removeObject": {"object": "deal"}}, {"eraseObject": {"object": "deal"}})
    rows = await deals.api.engine.database.fetch(
        f"SELECT count(*) FROM {await namespace_of(deals)}.sluice_field_history", [], affinity=""
    )
    assert rows[0][0] == 0


async def namespace_of(deals: Deals) -> str:
    rows = await deals.api.engine.database.fetch(
        "SELECT namespace FROM platform.tenant WHERE slug = $1", [deals.slug], affinity=""
    )
    namespace: str = rows[0][0]
    return namespace


async def test_a_removed_option_is_kept_as_a_change_of_the_records_that_had_it(deals: Deals):
    id_ = (await deals.create("labels: [hot, cold]"))["id"]
    await deals.set(
        {"removeOption": {"object": "deal", "field": "labels", "option": "cold", "replacement": "warm"}}
    )
    await deals.set({"removeOption": {"object": "deal", "field": "labels", "option": "hot"}})
    assert changes(await deals.kept(id_)) == [
        ("labels", ["hot", "warm"], ["warm"]),
        ("labels", ["hot", "cold"], ["hot", "warm"]),
        ("labels", None, ["hot", "cold"]),
    ]


@pytest.mark.parametrize(
    "field",
    [
        {"name": "x", "type": "relations", "target": "account", "trackHistory": True},
        {"name": "x", "type": "text", "formula": {"var": "notes"}, "trackHistory": True},
        {"name": "x", "type": "autoNumber", "numbering": {"format": "{0}"}, "trackHistory": True},
        {"name": "fieldHistory", "type": "text"},
    ],
)
async def test_what_has_no_history_is_refused(deals: Deals, field: dict[str, Any]):
    refused = await deals.api.try_change(deals.admin, {"addField": {"object": "deal", "field": field}})
    assert refused["errors"][0]["code"] in {"CATALOG_INVALID", "CATALOG_NAME_RESERVED"}
