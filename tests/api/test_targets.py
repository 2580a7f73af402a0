"""A reference gets another object that it may point to, and records point there at once."""

from tests.api.market import create
from tests.client import Api
from tests.world import World


async def test_a_reference_points_to_one_object_more(api: Api, board: World) -> None:
    more = {"setTargets": {"object": "note", "field": "about", "targets": ["bid", "visit", "client"]}}
    asked = "{ notes { nodes { about { ... on Client { title notes { totalCount } } } } } }"
    assert "GRAPHQL_VALIDATION_FAILED" in await api.codes(board.admin, asked)
    await api.change(board.admin, more)
    client = await create(board, "client", title="甲")
    await create(board, "note", text="met", aboutId=client)
    found = await api.data(board.admin, asked)
    assert found["notes"]["nodes"] == [{"about": {"title": "甲", "notes": {"totalCount": 1}}}]
    fewer = {"setTargets": {"object": "note", "field": "about", "targets": ["bid"]}}
    (error,) = (await api.try_change(board.admin, fewer))["errors"]
    assert (error["code"], error["path"]) == (
        "CATALOG_ROWS_CONFLICT",
        ["changes", 0, "setTargets", "targets"],
    )
    assert error["message"].startswith("Records of note, deleted ones counted, point to client by about")
