"""Subscriptions over server-sent events: what is told of which change, to whom, and in which order."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from tests.protocols.events import subscribed
from tests.protocols.serving import Served
from tests.world import World, add_member

EVERYTHING = """subscription ($where: DealWhere, $after: String) {
  dealChanged(where: $where, after: $after) { __typename kind id node { name score } changedFields at cursor }
}"""
SHORT = "subscription { dealChanged { kind node { name } } }"


async def change(world: World, token: str, document: str, **variables: Any) -> dict[str, Any]:
    """Do a write; fails the test where it is refused."""
    data = await world.api.data(token, document, variables)
    (payload,) = data.values()
    assert payload["errors"] == [], payload["errors"]
    found: dict[str, Any] = payload
    return found


async def update(world: World, token: str, id_: str, **values: Any) -> None:
    document = (
        "mutation ($id: ID!, $v: DealUpdateInput!) { updateDeal(id: $id, input: $v) { errors { code } } }"
    )
    await change(world, token, document, id=id_, v=values)


async def promote(world: World, token: str, id_: str, to: str) -> None:
    document = "mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) { errors { code } } }"
    await change(world, token, document, id=id_, to=to)


async def delete(world: World, token: str, id_: str) -> None:
    await change(world, token, "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }", id=id_)


async def restore(world: World, token: str, id_: str) -> None:
    await change(world, token, "mutation ($id: ID!) { restoreDeal(id: $id) { errors { code } } }", id=id_)


async def test_each_kind_of_change_is_told_once_and_in_order(served: Served, own_world: World) -> None:
    token = own_world.manager
    async with subscribed(served.url, token, EVERYTHING) as stream:
        deal = await own_world.create(token, "deal", name="Alpha", score=1)
        created = (await stream.data())["dealChanged"]
        await update(own_world, token, deal, score=2, amount={"amount": "3.00", "currency": "EUR"})
        updated = (await stream.data())["dealChanged"]
        await promote(own_world, token, deal, "lost")
        promoted = (await stream.data())["dealChanged"]
        await delete(own_world, token, deal)
        deleted = (await stream.data())["dealChanged"]
        await restore(own_world, token, deal)
        restored = (await stream.data())["dealChanged"]
    told = [created, updated, promoted, deleted, restored]
    assert [each["kind"] for each in told] == ["CREATED", "UPDATED", "PROMOTED", "DELETED", "RESTORED"]
    assert {each["id"] for each in told} == {deal}
    assert [each["node"] for each in told[:2]] == [
        {"name": "Alpha", "score": 1},
        {"name": "Alpha", "score": 2},
    ]
    assert deleted["node"] is None
    assert restored["node"] == {"name": "Alpha", "score": 2}
    assert [each["changedFields"] for each in told] == [[], ["amount", "score"], ["stage"], [], []]
    assert created["__typename"] == "DealChange"
    assert len({each["cursor"] for each in told}) == 5
    assert sorted(each["at"] for each in told) == [each["at"] for each in told]


async def test_a_merge_is_told_of_each_record_that_it_writes(served: Served, own_world: World) -> None:
    """The one that stays with what has changed of it, the other with where it has gone, and who pointed to it."""
    world, token = own_world, own_world.manager
    into = await world.create(token, "account", name="A")
    gone = await world.create(token, "account", name="B", employees=5)
    contact = await world.create(token, "contact", name="Ada", accountId=gone)
    accounts = "subscription { accountChanged { kind id mergedInto changedFields node { employees } } }"
    contacts = "subscription { contactChanged { kind id mergedInto changedFields node { accountId } } }"
    document = """mutation ($into: ID!, $from: [ID!]!) {
      mergeAccounts(into: $into, from: $from) { errors { code } } }"""
    async with (
        subscribed(served.url, token, accounts) as told,
        subscribed(served.url, token, contacts) as other,
    ):
        await change(world, token, document, into=into, **{"from": [gone]})
        events = [(await told.data())["accountChanged"] for _ in range(2)]
        moved = (await other.data())["contactChanged"]
    assert sorted(events, key=lambda each: str(each["kind"])) == [
        {"kind": "DELETED", "id": gone, "mergedInto": into, "changedFields": [], "node": None},
        {
            "kind": "UPDATED",
            "id": into,
            "mergedInto": None,
            "changedFields": ["employees"],
            "node": {"employees": 5},
        },
    ]
    assert moved == {
        "kind": "UPDATED",
        "id": contact,
        "mergedInto": None,
        "changedFields": ["account"],
        "node": {"accountId": into},
    }


async def test_the_records_of_a_removed_stage_are_told_of(served: Served, own_world: World) -> None:
    deal = await own_world.create(own_world.manager, "deal", name="Alpha")
    document = "subscription { dealChanged { kind id changedFields node { stage } } }"
    async with subscribed(served.url, own_world.manager, document) as stream:
        removal = {"object": "deal", "stage": "lead", "replacement": "qualified"}
        await own_world.api.change(own_world.admin, {"removeStage": removal})
        told = (await stream.data())["dealChanged"]
    assert told == {
        "kind": "PROMOTED",
        "id": deal,
        "changedFields": ["stage"],
        "node": {"stage": "qualified"},
    }


async def test_the_stream_is_one_of_events_with_cursors_as_ids(served: Served, own_world: World) -> None:
    async with subscribed(served.url, own_world.manager, EVERYTHING) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["cache-control"] == "no-store"
        await own_world.create(own_world.manager, "deal", name="Alpha")
        message = await stream.message()
    assert message is not None
    assert message.id == message.json["data"]["dealChanged"]["cursor"]


async def test_a_subscription_by_get(served: Served, own_world: World) -> None:
    headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {own_world.manager}"}
    async with (
        httpx.AsyncClient(headers=headers) as client,
        client.stream("GET", served.url, params={"query": SHORT}) as response,
    ):
        await own_world.create(own_world.manager, "deal", name="Alpha")
        lines: list[str] = []
        async for line in response.aiter_lines():
            lines.append(line)
            if line.startswith("data:"):
                break
    assert lines[-1] == 'data: {"data":{"dealChanged":{"kind":"CREATED","node":{"name":"Alpha"}}}}'


@pytest.mark.parametrize("by", ["argument", "header"])
async def test_a_subscription_goes_on_after_a_cursor(served: Served, own_world: World, by: str) -> None:
    token = own_world.manager
    async with subscribed(served.url, token, EVERYTHING) as stream:
        for name in ("first", "second"):
            await own_world.create(token, "deal", name=name)
        cursor = (await stream.data())["dealChanged"]["cursor"]
    for name in ("third", "fourth"):
        await own_world.create(token, "deal", name=name)
    variables = {"after": cursor} if by == "argument" else {"after": "nonsense"}
    headers = {"Last-Event-ID": cursor} if by == "header" else {}
    async with subscribed(served.url, token, EVERYTHING, variables, **headers) as stream:
        names = [(await stream.data())["dealChanged"]["node"]["name"] for _ in range(3)]
    assert names == ["second", "third", "fourth"]


async def test_only_what_is_asked_for_is_told(served: Served, own_world: World) -> None:
    token = own_world.manager
    where = {"or": [{"name": {"startsWith": "A"}}, {"account": {"sector": {"eq": "retail"}}}]}
    async with subscribed(served.url, token, EVERYTHING, {"where": where}) as stream:
        account = await own_world.create(token, "account", name="Shop", sector="retail")
        await own_world.create(token, "deal", name="Beta")
        await own_world.create(token, "contact", name="Ada")
        await own_world.create(token, "deal", name="Alpha")
        await own_world.create(token, "deal", name="Gamma", accountId=account)
        names = [(await stream.data())["dealChanged"]["node"]["name"] for _ in range(2)]
    assert names == ["Alpha", "Gamma"]


async def test_nobody_is_told_of_what_they_may_not_see(served: Served, own_world: World) -> None:
    """The rep sees their own deals and no margin."""
    async with subscribed(served.url, own_world.rep, EVERYTHING) as stream:
        await own_world.create(own_world.manager, "deal", name="Theirs")
        deal = await own_world.create(own_world.rep, "deal", name="Mine")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Mine"
        await update(own_world, own_world.manager, deal, margin="0.5", score=7)
        changed = (await stream.data())["dealChanged"]
        assert changed["changedFields"] == ["score"]
        # Given away: what happens to it from now on is nobody else's business.
        await update(own_world, own_world.manager, deal, ownerId=own_world.members["manager"])
        await delete(own_world, own_world.manager, deal)
        await own_world.create(own_world.rep, "deal", name="Mine too")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Mine too"


async def test_nobody_is_told_of_another_tenant(served: Served, own_world: World, scratch: World) -> None:
    async with (
        subscribed(served.url, own_world.manager, SHORT) as ours,
        subscribed(served.url, scratch.manager, SHORT) as theirs,
    ):
        await own_world.create(own_world.manager, "deal", name="Ours")
        await scratch.create(scratch.manager, "deal", name="Theirs")
        assert (await ours.data())["dealChanged"]["node"]["name"] == "Ours"
        assert (await theirs.data())["dealChanged"]["node"]["name"] == "Theirs"


async def test_a_role_that_may_read_nothing_has_nothing_to_subscribe_to(
    served: Served, own_world: World
) -> None:
    await own_world.api.change(own_world.admin, {"setGrants": {"role": "viewer", "grants": []}})
    async with subscribed(served.url, own_world.viewer, SHORT) as stream:
        message = await stream.message()
    assert message is not None
    assert message.json["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_deleted_record_is_judged_by_its_last_state(served: Served, own_world: World) -> None:
    """The viewer sees deals with a score above fifty."""
    token = own_world.manager
    high = await own_world.create(token, "deal", name="High", score=60)
    low = await own_world.create(token, "deal", name="Low", score=10)
    async with subscribed(served.url, own_world.viewer, EVERYTHING) as stream:
        await delete(own_world, token, low)
        await delete(own_world, token, high)
        told = (await stream.data())["dealChanged"]
    assert (told["kind"], told["id"], told["node"]) == ("DELETED", high, None)


async def test_a_grant_that_is_taken_away_narrows_the_subscription(served: Served, own_world: World) -> None:
    async with subscribed(served.url, own_world.manager, SHORT) as stream:
        await own_world.create(own_world.rep, "deal", name="Before")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Before"
        own = [{"object": "deal", "action": "*", "rows": "own"}]
        await own_world.api.change(own_world.admin, {"setGrants": {"role": "manager", "grants": own}})
        await own_world.create(own_world.rep, "deal", name="Unseen")
        await own_world.create(own_world.manager, "deal", name="Own")
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Own"


async def test_a_role_that_loses_the_object_ends_the_subscription(served: Served, own_world: World) -> None:
    async with subscribed(served.url, own_world.viewer, SHORT) as stream:
        nothing: list[dict[str, Any]] = [{"object": "account", "action": "read"}]
        await own_world.api.change(own_world.admin, {"setGrants": {"role": "viewer", "grants": nothing}})
        message = await stream.message()
        assert message is not None
        assert message.json["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        last = await stream.message()
        assert last is not None
        assert (last.event, last.data) == ("complete", "")
        assert await stream.message() is None


async def test_a_revoked_key_ends_the_subscription_though_nothing_happens(
    served: Served, own_world: World
) -> None:
    key = await own_world.api.data(
        own_world.admin,
        'mutation ($m: ID!) { createApiKey(input: {name: "k", memberId: $m}) { token apiKey { id } } }',
        {"m": own_world.members["manager"]},
    )
    made = key["createApiKey"]
    async with subscribed(served.url, made["token"], SHORT) as stream:
        await own_world.api.data(
            own_world.admin,
            "mutation ($id: ID!) { revokeApiKey(id: $id) { errors { code } } }",
            {"id": made["apiKey"]["id"]},
        )
        message = await stream.message()
    assert message is not None
    assert message.json["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_renamed_field_keeps_its_events(served: Served, own_world: World) -> None:
    token = own_world.manager
    deal = await own_world.create(token, "deal", name="Alpha")
    document = "subscription ($after: String) { dealChanged(after: $after) { changedFields cursor } }"
    async with subscribed(served.url, token, document) as stream:
        await update(own_world, token, deal, score=1)
        first = (await stream.data())["dealChanged"]
        await update(own_world, token, deal, score=2)
        renaming = {"renameField": {"object": "deal", "field": "score", "name": "points"}}
        # The viewer's rule reads the field.
        await own_world.api.change(own_world.admin, renaming)
    async with subscribed(served.url, token, document, {"after": first["cursor"]}) as stream:
        second = (await stream.data())["dealChanged"]
    assert (first["changedFields"], second["changedFields"]) == (["score"], ["points"])


@pytest.mark.parametrize(
    ("token", "document", "variables", "code"),
    [
        (None, SHORT, {}, "UNAUTHENTICATED"),
        ("nonsense", SHORT, {}, "UNAUTHENTICATED"),
        ("manager", "subscription { dealChanged { nothing } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        (
            "manager",
            "subscription { a: dealChanged { id } b: dealChanged { id } }",
            {},
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("manager", "subscription { dealChanged @skip(if: true) { id } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("viewer", "subscription { contactChanged { id } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("manager", EVERYTHING, {"where": {"nothing": 1}}, "BAD_USER_INPUT"),
        ("manager", EVERYTHING, {"where": {"id": {"eq": "nonsense"}}}, "BAD_USER_INPUT"),
        ("manager", EVERYTHING, {"after": "nonsense"}, "CURSOR_INVALID"),
        ("manager", EVERYTHING, {"after": ""}, "CURSOR_INVALID"),
        ("manager", EVERYTHING, {"after": "WyIwMDAwMDAwMCIsIDEsIDFd"}, "CURSOR_INVALID"),
    ],
)
async def test_what_cannot_be_subscribed_to_is_told_at_once(
    served: Served, scratch: World, token: str | None, document: str, variables: dict[str, Any], code: str
) -> None:
    credentials = scratch.token(token) if token in ("manager", "viewer") else token
    async with subscribed(served.url, credentials, document, variables) as stream:
        message = await stream.message()
        assert message is not None
        assert message.json["errors"][0]["extensions"]["code"] == code
        last = await stream.message()
        assert last is not None
        assert last.event == "complete"


async def test_a_cursor_of_another_stream_is_refused(
    served: Served, own_world: World, scratch: World
) -> None:
    document = "subscription ($after: String) { %sChanged(after: $after) { cursor } }"
    async with subscribed(served.url, own_world.manager, document % "deal") as stream:
        await own_world.create(own_world.manager, "deal", name="Alpha")
        cursor = (await stream.data())["dealChanged"]["cursor"]
    others = ((own_world.manager, "contact"), (scratch.manager, "deal"))
    for token, of in others:
        async with subscribed(served.url, token, document % of, {"after": cursor}) as stream:
            message = await stream.message()
            assert message is not None
            assert message.json["errors"][0]["extensions"]["code"] == "CURSOR_INVALID"


async def test_an_event_waits_for_the_transactions_before_it(
    served: Served, own_world: World, database_url: str
) -> None:
    """What is written first and committed last is told first, and nothing is told before it."""
    token, namespace = own_world.manager, await own_world.namespace()
    slow = await own_world.create(token, "deal", name="Slow")
    document = "subscription { dealChanged { id kind node { name } } }"
    connection = await asyncpg.connect(database_url)
    try:
        async with subscribed(served.url, token, document) as stream:
            await connection.execute("BEGIN")
            await connection.execute(
                f"INSERT INTO {namespace}.sluice_outbox (object_id, record_id, kind, record_version, catalog_version)"
                f" SELECT object_id, record_id, 'updated', 2, 1 FROM {namespace}.sluice_outbox"
                " WHERE record_id = $1",
                slow,
            )
            await own_world.create(token, "deal", name="Fast")
            waiting = asyncio.create_task(stream.data())
            await asyncio.sleep(0.5)
            assert not waiting.done(), "the first transaction is still open"
            await connection.execute("COMMIT")
            first = (await waiting)["dealChanged"]
            second = (await stream.data())["dealChanged"]
    finally:
        await connection.close()
    assert (first["id"], first["kind"]) == (slow, "UPDATED")
    assert second["node"]["name"] == "Fast"


async def test_nothing_is_missed_or_told_twice_among_many_writers(served: Served, own_world: World) -> None:
    async with subscribed(served.url, own_world.manager, "subscription { dealChanged { id } }") as stream:
        made = await asyncio.gather(
            *(own_world.create(own_world.manager, "deal", name=f"n{number}") for number in range(250))
        )
        told = [(await stream.data())["dealChanged"]["id"] for _ in made]
    assert sorted(told) == sorted(made)


async def test_a_new_member_is_told_by_their_own_rights(served: Served, own_world: World) -> None:
    token, member = await add_member(own_world.api, own_world.admin, own_world.slug + "2", "rep")
    async with subscribed(served.url, token, SHORT) as stream:
        await own_world.create(own_world.rep, "deal", name="Of another rep")
        await own_world.create(own_world.manager, "deal", name="Given", ownerId=member)
        assert (await stream.data())["dealChanged"]["node"]["name"] == "Given"
