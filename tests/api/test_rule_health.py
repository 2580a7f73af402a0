"""`ruleHealth`: what each condition refused, whom, how long until it held, and what became of the records."""

from typing import Any

from tests.api.test_judgements import Deals, deals
from tests.world import add_member

__all__ = ["deals"]

HEALTH = """query ($pipeline: String, $since: DateTime, $members: Int = 5) {
  ruleHealth(object: "deal", pipeline: $pipeline, since: $since, members: $members) {
    pointer sentence redacted criterion mode refusals records won lost open opened hoursToOpen overridden warned
    members { member { id name } refusals } } }"""
RICH = {"amount": {"amount": "2000", "currency": "EUR"}}
UPDATE = (
    "mutation ($id: ID!, $input: DealUpdateInput!) { updateDeal(id: $id, input: $input) { errors { code } } }"
)


async def health(deals: Deals, token: str = "", **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await deals.api.data(token or deals.admin, HEALTH, asked))["ruleHealth"]
    return found


async def by_part(deals: Deals, token: str = "", **asked: Any) -> dict[str, dict[str, Any]]:
    """The amount, the parent's title, and the criterion in the shadow."""
    found = {each["pointer"]: each for each in await health(deals, token, **asked)}
    assert len(found) == 3
    names = {"/stages/1/gate/and/0": "amount", "/stages/1/gate/and/1": "parent"}
    return {names.get(pointer, "called"): each for pointer, each in found.items()}


def counts(found: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(found[each] for each in names)


async def gave(deals: Deals, id_: str, **values: Any) -> None:
    done = await deals.api.data(deals.admin, UPDATE, {"id": id_, "input": values})
    assert done["updateDeal"]["errors"] == []


async def back(deals: Deals, days: int, deal: str) -> None:
    """As if it had been refused so many days ago."""
    moment = f"extract(epoch FROM interval '{days} d')::bigint * 1000"
    await deals.api.engine.database.fetch(
        f"""UPDATE {deals.namespace}.sluice_refusal SET at = at - interval '{days} d',
              id = (lpad(to_hex((extract(epoch FROM uuid_extract_timestamp(id)) * 1000)::bigint - {moment}), 12, '0')
                    || substr(replace(id::text, '-', ''), 13))::uuid
            WHERE record_id = '{deal}'""",
        [],
        affinity=deals.namespace,
    )


async def test_nothing_has_been_refused(deals: Deals) -> None:
    found = await health(deals)
    assert [each["refusals"] for each in found] == [0, 0, 0]
    assert [each["hoursToOpen"] for each in found] == [None] * 3
    assert {each["mode"] for each in found if each["criterion"]} == {"shadow"}


async def test_each_clause_is_told_with_what_came_of_it(deals: Deals) -> None:
    parent = await deals.create(title="Parent")
    poor, orphan, forced = (
        await deals.create(parentId=parent),
        await deals.create(**RICH),
        await deals.create(parentId=parent),
    )
    for deal, times in ((poor, 3), (orphan, 1), (forced, 1)):
        for _ in range(times):
            assert not (await deals.promote(deal, "offer"))["promoted"]
    await back(deals, 2, poor)
    await gave(deals, poor, **RICH, channels=["phone"])
    assert (await deals.promote(poor, "offer"))["promoted"]
    assert (await deals.promote(poor, "won"))["promoted"]
    assert (await deals.promote(forced, "offer", "Agreed."))["promoted"]
    found = await by_part(deals)
    assert counts(found["amount"], "refusals", "records", "won", "lost", "open") == (4, 2, 1, 0, 1)
    # An override did not satisfy it.
    assert counts(found["amount"], "opened", "overridden", "warned") == (1, 1, 0)
    assert 47.9 < found["amount"]["hoursToOpen"] < 48.5
    assert counts(found["parent"], "refusals", "records", "open", "opened", "hoursToOpen") == (
        1,
        1,
        1,
        0,
        None,
    )
    assert counts(found["called"], "refusals", "overridden", "warned", "opened") == (5, 1, 0, 1)
    first, *_ = await health(deals)
    assert first["pointer"] == found["called"]["pointer"]
    await gave(deals, orphan, parentId=parent)
    assert (await deals.promote(orphan, "offer"))["promoted"]
    found = await by_part(deals)
    # What only the shadow held against it went on.
    assert counts(found["called"], "warned", "opened") == (1, 1)
    assert counts(found["parent"], "opened") == (1,)


async def test_whom_it_refused_and_since_when(deals: Deals) -> None:
    grants = [
        {"object": "deal", "action": each} for each in ("read", "create", "update", "promote", "override")
    ]
    await deals.api.change(deals.admin, {"addRole": {"name": "rep", "grants": grants}})
    rep, rep_id = await add_member(deals.api, deals.admin, deals.slug, "rep")
    old, new = await deals.create(**RICH), await deals.create(**RICH)
    await deals.promote(old, "offer", token=rep)
    await back(deals, 10, old)
    for _ in range(2):
        await deals.promote(new, "offer", token=rep)
    await deals.promote(new, "offer")
    found = (await by_part(deals))["parent"]
    assert [each["refusals"] for each in found["members"]] == [3, 1]
    assert found["members"][0]["member"]["id"] == rep_id
    assert len((await by_part(deals, members=1))["parent"]["members"]) == 1
    shown = "{ deals(first: 1) { nodes { createdAt } } }"
    since = (await deals.api.data(deals.admin, shown))["deals"]["nodes"][0]["createdAt"]
    assert counts((await by_part(deals, since=since))["parent"], "refusals", "records") == (3, 1)
    assert counts((await by_part(deals, pipeline="sales"))["parent"], "refusals") == (4,)


async def test_only_what_the_caller_may_read_counts(deals: Deals) -> None:
    read = [
        {"object": "deal", "action": "read", "rows": "own", "field": field} for field in ("title", "parent")
    ]
    tuner = {"name": "tuner", "grants": [{"action": "configure"}, *read]}
    await deals.api.change(deals.admin, {"addRole": tuner}, {"addRole": {"name": "nobody", "grants": read}})
    tuner_token, tuner_id = await add_member(deals.api, deals.admin, deals.slug, "tuner")
    nobody, _ = await add_member(deals.api, deals.admin, deals.slug, "nobody")
    mine, other = await deals.create(), await deals.create()
    for deal in (mine, other):
        await deals.promote(deal, "offer")
    await gave(deals, mine, ownerId=tuner_id)
    found = await by_part(deals, tuner_token)
    assert counts(found["parent"], "refusals", "redacted") == (1, False)
    assert counts(found["amount"], "refusals", "redacted") == (1, True)
    assert "1" not in found["amount"]["sentence"]
    assert "1000" in (await by_part(deals))["amount"]["sentence"].replace(",", "")
    assert counts((await by_part(deals))["parent"], "refusals") == (2,)
    refused = await deals.api.ask(nobody, HEALTH)
    assert [each["extensions"]["code"] for each in refused["errors"]] == ["FORBIDDEN"]
    deleted = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
    await deals.api.data(deals.admin, deleted, {"id": mine})
    assert counts((await by_part(deals, tuner_token))["parent"], "refusals") == (0,)


async def test_it_follows_renames_and_a_changed_rule_begins_anew(deals: Deals) -> None:
    deal = await deals.create()
    await deals.promote(deal, "offer")
    await deals.api.change(
        deals.admin,
        {"renameStage": {"object": "deal", "stage": "offer", "name": "proposal"}},
        {"renameField": {"object": "deal", "field": "amount", "name": "worth"}},
    )
    found = await by_part(deals)
    assert counts(found["amount"], "refusals") == counts(found["parent"], "refusals") == (1,)
    rule = {"and": [{">=": [{"var": "worth"}, 500]}, {"filled": {"var": "parent.title"}}]}
    await deals.api.change(deals.admin, {"setGate": {"object": "deal", "stage": "proposal", "rule": rule}})
    found = await by_part(deals)
    assert (counts(found["amount"], "refusals"), counts(found["parent"], "refusals")) == ((0,), (1,))


async def test_what_is_asked_for_is_checked(deals: Deals) -> None:
    for asked, code in (({"pipeline": "renewals"}, "CATALOG_UNKNOWN"), ({"members": 51}, "PAGE_SIZE")):
        found = await deals.api.ask(deals.admin, HEALTH, asked)
        assert [each["extensions"]["code"] for each in found["errors"]] == [code]
