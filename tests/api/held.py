"""Gates that look beyond the record, and what the tests of how they are held ask of them."""

import asyncio
from typing import Any

from tests.api.bids import CLIENTS_BIDS, VISITS, pipeline
from tests.api.market import create
from tests.world import World

RUNNING = {"==": [{"var": "stage"}, "running"]}
FEWER_THAN_TWO_RUN = {"<": [{"count": [CLIENTS_BIDS, RUNNING]}, 2]}
NO_DEMO_IS_OPEN = {"none": [VISITS, {"and": [{"==": [{"var": "kind"}, "demo"]}, {"!": {"var": "done"}}]}]}
PROMOTE_MANY = """mutation ($ids: [ID!], $mode: BulkMode! = ALL) {
  done: promoteBids(ids: $ids, to: "running", mode: $mode) { matched done refused errors { code details } } }"""


async def refused(task: "asyncio.Task[Any]") -> bool:
    answer = await task
    return answer["promoted"] is False and answer["errors"] == [{"code": "GATE_CLOSED"}]


async def running_of(world: World, client: str) -> int:
    document = (
        """query ($id: ID!) { client(id: $id) { bids(where: { stage: { eq: running } }) { totalCount } } }"""
    )
    found = await world.api.data(world.admin, document, {"id": client})
    count: int = found["client"]["bids"]["totalCount"]
    return count


async def bids_of(board: World, rule: Any, many: int) -> tuple[str, list[str]]:
    await board.api.change(board.admin, pipeline(rule))
    client = await create(board, "client", title="C")
    return client, [await create(board, "bid", title=f"{number}", clientId=client) for number in range(many)]
