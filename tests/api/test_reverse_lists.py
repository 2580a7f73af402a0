"""The list on the other side of a relation gets another name over the API, and everybody finds it there."""

from typing import Any

from tests.api.bids import INTERVIEWED, gated, promoted, visit
from tests.api.test_rollback import differences, roll_back, version_of
from tests.client import Api
from tests.world import World

RENAMED = {"setReverse": {"object": "visit", "field": "bid", "reverse": "meetings"}}
TAKEN_AWAY = {"setReverse": {"object": "visit", "field": "bid"}}
MEETINGS = {"some": [{"var": "meetings"}, INTERVIEWED["some"][1]]}
ROLLED = {
    "addField": {
        "object": "bid",
        "field": {
            "name": "minutes",
            "type": "decimal",
            "rollUp": {"relation": "visits", "function": "count"},
        },
    }
}
CATALOG = "{ catalog { objects { name fields { name reverse } pipeline { stages { gate } } } } }"
REGISTER = """mutation ($documents: [NewDocumentInput!]!) {
  registerDocuments(documents: $documents) { documents { id } errors { code } } }"""
PLAN = """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) {
  steps { sentence risk breaks } errors { code path message details }
  trustedDocuments(seconds: 8) { documents { name errors { message } } } } }"""
USES = """query ($of: CatalogPart!) { catalogUses(of: $of) {
  blocked uses { kind sentence blocks } trustedDocuments(seconds: 8) { documents { name } } } }"""


async def planned(board: World, *changes: dict[str, Any]) -> Any:
    return (await board.api.data(board.admin, PLAN, {"changes": [*changes]}))["changeCatalog"]


async def test_records_rules_and_roll_ups_know_the_list_by_its_new_name(api: Api, board: World) -> None:
    bid = await gated(board, INTERVIEWED)
    await api.change(board.admin, ROLLED)
    await visit(board, bid, "interview", done=True)
    before = await version_of(board)
    await api.change(board.admin, RENAMED)
    listed = "{ bids { nodes { minutes meetings(where: {kind: {eq: interview}}) { nodes { done } } } } }"
    (found,) = (await api.data(board.admin, listed))["bids"]["nodes"]
    assert (float(found["minutes"]), found["meetings"]["nodes"]) == (1.0, [{"done": True}])
    for where in ({"meetings": {"some": {}}}, {"rule": MEETINGS}):
        asked = "query ($where: BidWhere) { bids(where: $where) { totalCount } }"
        assert (await api.data(board.admin, asked, {"where": where}))["bids"]["totalCount"] == 1
    objects = (await api.data(board.admin, CATALOG))["catalog"]["objects"]
    (gate,) = (each["pipeline"]["stages"][1]["gate"] for each in objects if each["name"] == "bid")
    assert gate == MEETINGS
    assert (await promoted(api, board.admin, bid))["promoted"]
    (difference,) = await differences(board, before, before + 1)
    assert (difference["change"]["kind"], difference["risk"]) == ("setReverse", "safe")
    assert (await roll_back(board, before))["errors"] == []
    assert await differences(board, before, before + 2) == []


async def test_a_plan_says_who_reads_the_list_by_its_old_name(api: Api, board: World) -> None:
    await gated(board, INTERVIEWED)
    documents = [
        {"name": "visited", "text": "{ bids { nodes { visits { totalCount } } } }"},
        {"name": "filtered", "text": "{ bids(where: {visits: {some: {}}}) { totalCount } }"},
        {"name": "others", "text": "{ visits { nodes { bid { title } } } }"},
    ]
    done = await api.data(board.admin, REGISTER, {"documents": documents})
    assert done["registerDocuments"]["errors"] == []
    plan = await planned(board, RENAMED)
    assert plan["steps"] == [
        {
            "sentence": "Call the list on the other side of visit.bid meetings.",
            "risk": "safe",
            "breaks": ["Clients that read the list bid.visits must use bid.meetings."],
        }
    ]
    assert [each["name"] for each in plan["trustedDocuments"]["documents"]] == ["filtered", "visited"]
    (error,) = (await planned(board, TAKEN_AWAY))["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_IN_USE", ["changes", 0, "setReverse", "reverse"])
    of = {"list": {"object": "visit", "field": "bid"}}
    uses = (await api.data(board.admin, USES, {"of": of}))["catalogUses"]
    assert uses == {
        "blocked": True,
        "uses": [
            {"kind": "gate", "sentence": "The gate of stage running of bid goes over it.", "blocks": True}
        ],
        "trustedDocuments": {"documents": [{"name": "filtered"}, {"name": "visited"}]},
    }
    no_list = {"of": {"list": {"object": "bid", "field": "title"}}}
    assert await api.codes(board.admin, USES, no_list) == ["CATALOG_UNKNOWN"]


async def test_a_renamed_list_is_used_in_the_same_list_of_changes(api: Api, board: World) -> None:
    """And two lists of an object exchange their names, one of links and one of references."""
    await gated(board, True)
    gate = {"object": "bid", "stage": "running", "rule": {"some": [{"var": "meetings"}, {"var": "done"}]}}
    await api.change(board.admin, RENAMED, {"setGate": gate})
    await api.change(
        board.admin,
        {"setReverse": {"object": "bid", "field": "client", "reverse": "third"}},
        {"setReverse": {"object": "bid", "field": "client", "reverse": "offers"}},
        {"setReverse": {"object": "visit", "field": "bid", "reverse": "third"}},
        {"setReverse": {"object": "note", "field": "about", "reverse": "meetings"}},
        {"setReverse": {"object": "visit", "field": "bid", "reverse": "notes"}},
    )
    objects = (await api.data(board.admin, CATALOG))["catalog"]["objects"]
    (found,) = (each["pipeline"]["stages"][1]["gate"] for each in objects if each["name"] == "bid")
    assert found == {"some": [{"var": "notes"}, {"var": "done"}]}
    taken = await api.try_change(board.admin, RENAMED)
    error, _ = taken["errors"]
    assert error["code"] == "CATALOG_NAME_TAKEN"
    assert error["message"] == "The name is taken: meetings is already the reverse list of field note.about."


async def test_a_list_comes_and_goes(api: Api, board: World) -> None:
    await api.change(board.admin, TAKEN_AWAY)
    of_bid = "{ bids { nodes { visits { totalCount } } } }"
    assert await api.codes(board.admin, of_bid) == ["GRAPHQL_VALIDATION_FAILED"]
    before = await version_of(board)
    await api.change(board.admin, {"setReverse": {"object": "visit", "field": "bid", "reverse": "visits"}})
    assert (await api.data(board.admin, of_bid))["bids"]["nodes"] == []
    (back,) = await differences(board, before + 1, before)
    assert back["breaks"] == ["The list bid.visits leaves the GraphQL schema."]
