"""Row scopes by the units of an organisation, and the administration of these."""

import asyncio
from typing import Any

from tests.api.organisation import PLACES, Organisation, make_organisation
from tests.client import Api
from tests.tenant_copies import copied

SEEN = {
    "ann": {"ann", "bob"},
    "bob": {"ann", "bob"},
    "cat": {"cat"},
    "eve": {"eve"},
    "sol": {"sol"},
    "dora": {"dora", "ann", "bob", "cat"},
    "gus": {"gus", "dora", "ann", "bob", "cat", "eve"},
}


@copied
async def group(api: Api) -> Organisation:
    return await make_organisation(api)


async def test_a_scope_reaches_the_units_of_the_caller_and_no_others(group: Organisation):
    for who, titles in SEEN.items():
        assert await group.seen(who) == titles, who


async def test_a_change_of_the_tree_holds_from_the_next_request_on(group: Organisation):
    # Into a second unit, and out of the first.
    await group.join("west", "ann")
    assert await group.seen("ann") == {"ann", "bob", "cat"}
    assert await group.seen("cat") == {"ann", "cat"}
    await group.leave("east", "ann")
    assert await group.seen("ann") == {"ann", "cat"}
    assert await group.seen("bob") == {"bob"}
    # A unit moves with all below it.
    assert await group.move("asia", "europe") == []
    assert await group.seen("eve") == {"eve"}
    await group.api.change(group.admin, {"setGrants": {"role": "team", "grants": [READS_BELOW]}})
    assert await group.seen("eve") == {"eve", "dora", "ann", "bob", "cat"}
    assert await group.seen("dora") == {"dora", "ann", "bob", "cat"}
    assert await group.move("asia", None) == []
    assert await group.seen("eve") == {"eve"}
    assert await group.seen("gus") == {"gus", "eve"}
    # Who leaves all units has their own.
    await group.leave("west", "ann")
    assert await group.seen("ann") == {"ann"}


READS_BELOW = {"object": "deal", "action": "read", "rows": "subtree"}


async def test_every_writer_stays_within_the_scope(group: Organisation):
    theirs, ours = group.deals["cat"], group.deals["bob"]
    writers = (
        "updateDeal(id: $id, input: { amount: 6 })",
        'promoteDeal(id: $id, to: "offer")',
        "deleteDeal(id: $id)",
        "restoreDeal(id: $id)",
    )
    for writer in writers:
        document = f"mutation ($id: ID!) {{ done: {writer} {{ errors {{ code }} }} }}"
        for deal, codes in ((theirs, ["RECORD_NOT_FOUND"]), (ours, [])):
            done = await group.api.data(group.tokens["ann"], document, {"id": deal})
            assert [each["code"] for each in done["done"]["errors"]] == codes, writer
    document = (
        "mutation { updateDeals(where: { amount: { gt: 0 } }, input: { amount: 9 }, mode: EACH) { done } }"
    )
    await group.api.data(group.tokens["ann"], document)
    amounts = await group.api.data(group.admin, "{ deals { nodes { title amount } } }")
    changed = {each["title"] for each in amounts["deals"]["nodes"] if each["amount"] == 9}
    assert changed == {"ann", "bob"}


async def test_a_record_is_given_to_nobody_beyond_the_scope(group: Organisation):
    document = """mutation ($id: ID!, $owner: ID!) {
      done: updateDeal(id: $id, input: { ownerId: $owner }) { errors { code } } }"""
    for owner, codes in (("bob", []), ("cat", ["ROW_FORBIDDEN"])):
        values = {"id": group.deals["ann"], "owner": group.ids[owner]}
        answer = await group.api.data(group.tokens["ann"], document, values)
        assert [each["code"] for each in answer["done"]["errors"]] == codes
    document = """mutation ($owner: ID!) {
      done: createDeal(input: { title: "new", ownerId: $owner }) { errors { code } } }"""
    for owner, codes in (("bob", []), ("cat", ["ROW_FORBIDDEN"])):
        answer = await group.api.data(group.tokens["ann"], document, {"owner": group.ids[owner]})
        assert [each["code"] for each in answer["done"]["errors"]] == codes


async def test_the_tree_is_a_tree(group: Organisation):
    assert await group.move("group", "east") == ["ORG_UNIT_CYCLE"]
    assert await group.move("group", "group") == ["ORG_UNIT_CYCLE"]
    # Two moves that are each allowed alone are not both done.
    both = await asyncio.gather(group.move("asia", "europe"), group.move("europe", "asia"))
    assert sorted(both) == [[], ["ORG_UNIT_CYCLE"]]
    found = (await group.api.data(group.admin, UNITS))["orgUnits"]
    above = {each["id"]: each["parentId"] for each in found}
    for each in above:
        walked = []
        while each is not None:
            assert each not in walked
            walked.append(each)
            each = above[each]
    deep = group.units["east"]
    codes: list[str] = []
    for number in range(20):
        done = await group.change("createOrgUnit", {"code": f"u{number}", "name": "u", "parentId": deep})
        codes = [each["code"] for each in done["errors"]]
        if codes:
            break
        deep = done["orgUnit"]["id"]
    assert codes == ["ORG_UNIT_LIMIT"]
    assert 14 < number < 20


UNITS = "{ orgUnits { id code name parentId memberIds } }"


async def test_what_does_not_fit_is_refused_where_it_stands(group: Organisation):
    async def refused(name: str, given: dict[str, Any] | str) -> list[tuple[str, list[Any]]]:
        done = await group.change(name, given)
        assert done["orgUnit"] is None
        return [(each["code"], each["path"]) for each in done["errors"]]

    east, nowhere = group.units["east"], "0197f5d2-0000-7000-8000-000000000000"
    before = await group.api.data(group.admin, UNITS)
    assert await refused("createOrgUnit", {"code": "east", "name": "x"}) == [
        ("ORG_UNIT_TAKEN", ["input", "code"])
    ]
    for code in ("", "华东", "1a", "a b", "a\n", "x" * 49):
        assert await refused("createOrgUnit", {"code": code, "name": "x"}) == [
            ("INVALID_VALUE", ["input", "code"])
        ]
    assert await refused("createOrgUnit", {"code": "new", "name": " "}) == [
        ("INVALID_VALUE", ["input", "name"])
    ]
    for parent in (nowhere, "x", group.ids["ann"]):
        given = {"code": "new", "name": "x", "parentId": parent}
        assert await refused("createOrgUnit", given) == [("NOT_FOUND", ["input", "parentId"])]
    assert await refused("renameOrgUnit", {"id": east, "code": "west"}) == [
        ("ORG_UNIT_TAKEN", ["input", "code"])
    ]
    assert await refused("renameOrgUnit", {"id": nowhere}) == [("NOT_FOUND", ["input", "id"])]
    assert await refused("moveOrgUnit", {"id": east}) == [("BAD_USER_INPUT", ["input", "parentId"])]
    members = [group.ids["ann"], nowhere]
    assert await refused("addToOrgUnit", {"id": east, "memberIds": members}) == [
        ("NOT_FOUND", ["input", "memberIds", 1])
    ]
    given = {"id": east, "memberIds": [nowhere] * 1001}
    assert await refused("addToOrgUnit", given) == [("OUT_OF_RANGE", ["input", "memberIds"])]
    assert await refused("removeOrgUnit", east) == [("ORG_UNIT_IN_USE", ["id"])]
    assert await refused("removeOrgUnit", group.units["asia"]) == [("ORG_UNIT_IN_USE", ["id"])]
    assert await group.api.data(group.admin, UNITS) == before


async def test_units_are_named_in_any_language_and_removed_when_empty(group: Organisation):
    done = await group.change("renameOrgUnit", {"id": group.units["west"], "name": "华西区", "code": "huaxi"})
    assert (done["orgUnit"]["name"], done["orgUnit"]["code"]) == ("华西区", "huaxi")
    assert done["orgUnit"]["memberIds"] == [group.ids["cat"]]
    # What is done twice, or undone where there is nothing, is done.
    await group.join("west", "cat", "cat")
    await group.leave("west", "cat", "bob")
    done = await group.change("removeOrgUnit", group.units["west"])
    assert (done["errors"], done["orgUnit"]["code"]) == ([], "huaxi")
    found = (await group.api.data(group.admin, UNITS))["orgUnits"]
    assert [each["code"] for each in found] == ["asia", "east", "europe", "group"]
    assert await group.seen("cat") == {"cat"}


async def test_nobody_but_an_administrator_knows_the_tree(group: Organisation):
    assert await group.api.codes(group.tokens["gus"], UNITS) == ["FORBIDDEN"]
    document = f'mutation {{ removeOrgUnit(id: "{group.units["west"]}") {{ errors {{ code }} }} }}'
    assert await group.api.codes(group.tokens["gus"], document) == ["FORBIDDEN"]


async def test_scopes_and_rules_of_several_roles_add_up(group: Organisation):
    large = {"object": "deal", "action": "read", "rule": {">": [{"var": "amount"}, 100]}}
    await group.api.change(group.admin, {"addRole": {"name": "large", "grants": [large]}})
    document = """mutation ($id: ID!, $roles: [String!]!) {
      setMemberRoles(input: { memberId: $id, roles: $roles }) { errors { code } } }"""
    await group.api.data(group.admin, document, {"id": group.ids["ann"], "roles": ["own", "large", "team"]})
    document = "mutation ($id: ID!) { updateDeal(id: $id, input: { amount: 500 }) { errors { code } } }"
    await group.api.data(group.admin, document, {"id": group.deals["eve"]})
    assert await group.seen("ann") == {"ann", "bob", "eve"}


async def test_rules_read_the_units_of_who_acts(group: Organisation):
    rule = {"in": [{"var": "region"}, {"var": "actor.units"}]}
    above = {"in": ["asia", {"var": "actor.unitsAbove"}]}
    grant = {"object": "deal", "action": "read", "rule": rule}
    await group.api.change(
        group.admin,
        {"setGrants": {"role": "team", "grants": [grant, {**grant, "action": "update"}]}},
        {"setGate": {"object": "deal", "stage": "offer", "rule": above}},
    )
    document = "mutation ($id: ID!) { updateDeal(id: $id, input: { region: east }) { errors { code } } }"
    await group.api.data(group.admin, document, {"id": group.deals["cat"]})
    assert await group.seen("ann") == {"cat"}
    assert await group.seen("cat") == set()
    await group.join("east", "cat")
    assert await group.seen("cat") == {"cat"}
    # A gate asks the same of who promotes, and says it.
    document = """mutation ($id: ID!) { done: promoteDeal(id: $id, to: "offer") {
      promoted verdict { clauses { sentence satisfied } } } }"""
    for who, opened in (("gus", False), ("dora", True)):
        done = await group.api.data(group.tokens[who], document, {"id": group.deals["ann"]})
        assert done["done"]["promoted"] is opened
        (clause,) = done["done"]["verdict"]["clauses"]
        assert clause["sentence"] == "asia must be among the units of the acting member and those above"
    (code,) = [
        each["code"]
        for each in (
            await group.api.try_change(
                group.admin,
                {"setGate": {"object": "deal", "stage": "won", "rule": {"var": "actor.unit"}}},
            )
        )["errors"]
    ]
    assert code == "RULE_UNKNOWN_PATH"


async def test_won_deals_are_read_only_whoever_may_change_deals(group: Organisation):
    won = {"object": "deal", "effect": "deny", "rule": {"==": [{"var": "stage"}, "won"]}}
    denies = [{**won, "action": each} for each in ("update", "delete", "promote")]
    await group.api.change(group.admin, {"setGrants": {"role": "own", "grants": denies}})
    give = """mutation ($id: ID!) {
      setMemberRoles(input: { memberId: $id, roles: ["team", "own"] }) { errors { code } } }"""
    await group.api.data(group.admin, give, {"id": group.ids["ann"]})
    ann, mine, other = group.tokens["ann"], group.deals["ann"], group.deals["bob"]
    move = "mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) { promoted errors { code } } }"
    for stage in ("offer", "won"):
        done = await group.api.data(ann, move, {"id": mine, "to": stage})
        assert done["promoteDeal"] == {"promoted": True, "errors": []}
    writers = ("updateDeal(id: $id, input: { amount: 6 })", "deleteDeal(id: $id)")
    for writer in writers:
        document = f"mutation ($id: ID!) {{ done: {writer} {{ errors {{ code }} }} }}"
        refused = (await group.api.data(ann, document, {"id": mine}))["done"]["errors"]
        assert [each["code"] for each in refused] == ["RECORD_NOT_FOUND"], writer
    many = "mutation { updateDeals(where: { amount: { gt: 0 } }, input: { amount: 9 }, mode: EACH) { done } }"
    await group.api.data(ann, many)
    found = await group.api.data(group.admin, "{ deals { nodes { id amount } } }")
    assert {each["id"] for each in found["deals"]["nodes"] if each["amount"] == 9} == {other}
    # They are read as before, and a record beyond the scope is not told by it.
    assert await group.seen("ann") == {"ann", "bob"}
    permitted = "query ($id: ID!) { deal(id: $id) { transitions { to permitted } } }"
    assert (await group.api.data(ann, permitted, {"id": group.deals["cat"]}))["deal"] is None
    # Who has not the role that denies changes them.
    document = f"mutation ($id: ID!) {{ done: {writers[0]} {{ errors {{ code }} }} }}"
    done = await group.api.data(group.tokens["bob"], document, {"id": mine})
    assert done["done"]["errors"] == []


async def test_a_denial_of_reading_hides_records_everywhere(group: Organisation):
    secret = {"object": "deal", "action": "read", "effect": "deny", "rule": {">": [{"var": "amount"}, 100]}}
    everything = {"object": "deal", "action": "*"}
    await group.api.change(group.admin, {"setGrants": {"role": "team", "grants": [everything, secret]}})
    document = """mutation ($id: ID!, $to: ID) {
      updateDeal(id: $id, input: { amount: 500, parentId: $to }) { errors { code } } }"""
    await group.api.data(group.admin, document, {"id": group.deals["cat"], "to": None})
    pointing = (
        "mutation ($id: ID!, $to: ID) { updateDeal(id: $id, input: { parentId: $to }) { errors { code } } }"
    )
    await group.api.data(group.admin, pointing, {"id": group.deals["bob"], "to": group.deals["cat"]})
    ann = group.tokens["ann"]
    assert "cat" not in await group.seen("ann")
    assert len(await group.seen("ann")) == len(PLACES) - 1
    ids = {"id": group.deals["cat"], "bob": group.deals["bob"]}
    told = """query ($id: ID!, $bob: ID!) { deal(id: $id) { id } bob: deal(id: $bob) { parentId parent { id } }
      deals(where: { amount: { gt: 100 } }) { totalCount }
      dealGroups(by: [{ field: amount }]) { keys { value } } }"""
    found = await group.api.data(ann, told, ids)
    assert (found["deal"], found["bob"]) == (None, {"parentId": None, "parent": None})
    assert found["deals"] == {"totalCount": 0}
    assert [each["keys"][0]["value"] for each in found["dealGroups"]] == [5]
    # One whose amount nobody knows is not one of more than a hundred.
    unknown = "mutation ($id: ID!) { updateDeal(id: $id, input: { amount: null }) { errors { code } } }"
    await group.api.data(group.admin, unknown, {"id": group.deals["eve"]})
    assert "eve" in await group.seen("ann")
    # Nothing is written that would be hidden from who writes... but is theirs to write.
    done = await group.api.data(ann, document, {"id": group.deals["ann"], "to": None})
    assert done["updateDeal"]["errors"] == []
    assert "ann" not in await group.seen("ann")


OWN = "{ me { orgUnits { id code name } member { orgUnits { code } } } }"
OF_ALL = "{ members { name orgUnits { code name } } }"


async def test_members_know_their_units(group: Organisation):
    api = group.api
    east = {"id": group.units["east"], "code": "east", "name": "East"}
    assert (await api.data(group.tokens["ann"], OWN))["me"] == {
        "orgUnits": [east],
        "member": {"orgUnits": [{"code": "east"}]},
    }
    assert (await api.data(group.tokens["sol"], OWN))["me"]["orgUnits"] == []
    await group.join("west", "ann")
    codes = [each["code"] for each in (await api.data(group.tokens["ann"], OWN))["me"]["orgUnits"]]
    assert codes == ["east", "west"]
    await group.leave("east", "ann")
    me = (await api.data(group.tokens["ann"], OWN))["me"]
    assert [each["code"] for each in me["orgUnits"]] == ["west"]


async def test_the_units_of_all_members_are_read_at_once(group: Organisation, api_statements: list[str]):
    api_statements.clear()
    found = (await group.api.data(group.admin, OF_ALL))["members"]
    assert len([each for each in api_statements if "sluice_org_unit_member" in each]) == 1
    units = {each["name"].lower(): [unit["code"] for unit in each["orgUnits"]] for each in found}
    for who, (_, unit) in PLACES.items():
        assert units[who] == ([] if unit is None else [unit]), who
    api_statements.clear()
    await group.api.data(group.admin, "{ members { name } }")
    assert not [each for each in api_statements if "sluice_org_unit_member" in each]
