"""Rules over lists of records follow renames, and keep what they read from being removed."""

from typing import Any

import pytest

from tests.api.bids import CLIENTS_BIDS, INTERVIEWED, VISITS, gated
from tests.client import Api
from tests.world import World

CATALOG = "{ catalog { objects { name pipeline { stages { name gate } } } } }"


async def gate_now(api: Api, token: str) -> Any:
    objects = (await api.data(token, CATALOG))["catalog"]["objects"]
    bid = next(each for each in objects if each["name"] == "bid")
    return bid["pipeline"]["stages"][1]["gate"]


async def test_rules_over_lists_follow_renames(api: Api, board: World) -> None:
    staged = {
        "some": [
            {"filter": [CLIENTS_BIDS, {"==": [{"var": "stage"}, "running"]}]},
            {"filled": {"var": "title"}},
        ]
    }
    linked = {"none": [{"var": "tags"}, {"missing": ["title"]}]}
    await gated(board, {"and": [INTERVIEWED, staged, linked]})
    await api.change(
        board.admin,
        {"renameField": {"object": "visit", "field": "kind", "name": "sort"}},
        {"renameField": {"object": "visit", "field": "bid", "name": "of"}},
        {"renameField": {"object": "bid", "field": "title", "name": "name"}},
        {"renameField": {"object": "bid", "field": "client", "name": "buyer"}},
        {"renameField": {"object": "bid", "field": "tags", "name": "marks"}},
        {"renameField": {"object": "tag", "field": "title", "name": "text"}},
        {"renameStage": {"object": "bid", "stage": "running", "name": "going"}},
    )
    heard = {"and": [{"==": [{"var": "sort"}, "interview"]}, {"==": [{"var": "done"}, True]}]}
    of_buyer = {"filter": [{"var": "buyer.bids"}, {"==": [{"var": "stage"}, "going"]}]}
    assert await gate_now(api, board.admin) == {
        "and": [
            {"some": [VISITS, heard]},
            {"some": [of_buyer, {"filled": {"var": "name"}}]},
            {"none": [{"var": "marks"}, {"missing": ["text"]}]},
        ]
    }


@pytest.mark.parametrize(
    "removal",
    [
        {"removeField": {"object": "visit", "field": "kind"}},
        {"removeField": {"object": "visit", "field": "done"}},
        {"removeField": {"object": "visit", "field": "bid"}},
        {"removeObject": {"object": "visit"}},
        {"removeOption": {"object": "visit", "field": "kind", "option": "interview"}},
    ],
)
async def test_what_a_rule_over_a_list_reads_is_not_removed(
    api: Api, board: World, removal: dict[str, Any]
) -> None:
    await gated(board, INTERVIEWED)
    refused = await api.try_change(board.admin, removal)
    assert [each["code"] for each in refused["errors"]] == ["CATALOG_IN_USE"]
    paths = [each["path"] for each in refused["errors"][0]["details"]["uses"]]
    assert ["objects", "bid", "pipeline", "stages", 1, "gate"] in paths
