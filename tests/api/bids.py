"""Bids of clients with what is done for them, for the tests of rules over lists of records."""

from typing import Any

from tests.api.market import create
from tests.client import Api
from tests.world import World, labels

CLIENT: dict[str, Any] = {
    "name": "client",
    "plural": "clients",
    "display": "title",
    "fields": [{"name": "title", "type": "text"}],
}
TAG: dict[str, Any] = {
    "name": "tag",
    "plural": "tags",
    "display": "title",
    "fields": [{"name": "title", "type": "text"}],
}
BID: dict[str, Any] = {
    "name": "bid",
    "plural": "bids",
    "display": "title",
    "labels": labels("Bid", "投标"),
    "pluralLabels": labels("Bids", "投标"),
    "fields": [
        {"name": "title", "type": "text"},
        {
            "name": "client",
            "type": "relation",
            "target": "client",
            "reverse": "bids",
            "labels": labels("Client", "客户"),
        },
        {"name": "tags", "type": "relations", "target": "tag", "reverse": "bids", "labels": labels("Tags")},
        {"name": "worth", "type": "money"},
    ],
}
VISIT: dict[str, Any] = {
    "name": "visit",
    "plural": "visits",
    "display": "title",
    "labels": labels("Visit", "拜访"),
    "pluralLabels": labels("Visits", "拜访"),
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "bid", "type": "relation", "target": "bid", "reverse": "visits"},
        {
            "name": "kind",
            "type": "choice",
            "labels": labels("Kind", "类型"),
            "options": [
                {"key": "interview", "labels": labels("Interview", "访谈")},
                {"key": "demo", "labels": labels("Demo", "演示")},
            ],
        },
        {"name": "done", "type": "boolean", "labels": labels("Done", "已完成")},
        {"name": "minutes", "type": "integer", "labels": labels("Minutes", "分钟数")},
        {"name": "day", "type": "date"},
    ],
}
NOTE: dict[str, Any] = {
    "name": "note",
    "plural": "notes",
    "display": "text",
    "fields": [
        {"name": "text", "type": "text"},
        {"name": "about", "type": "reference", "targets": ["bid", "visit"], "reverse": "notes"},
    ],
}
BIDDING = (CLIENT, TAG, BID, VISIT, NOTE)
VISITS, CLIENTS_BIDS = {"var": "visits"}, {"var": "client.bids"}
INTERVIEWED = {
    "some": [VISITS, {"and": [{"==": [{"var": "kind"}, "interview"]}, {"==": [{"var": "done"}, True]}]}]
}


def pipeline(gate: Any) -> dict[str, Any]:
    return {
        "addPipeline": {
            "object": "bid",
            "name": "work",
            "stages": [
                {"name": "open"},
                {"name": "running", "gate": gate},
                {"name": "lost", "kind": "lost"},
            ],
            "transitions": [
                {"source": "open", "target": "running"},
                {"source": "running", "target": "lost"},
                {"source": "open", "target": "lost"},
            ],
        }
    }


PROMOTE = """mutation ($id: ID!, $with: BidUpdateInput) { promoteBid(id: $id, to: "running", input: $with) {
  promoted errors { code } verdict { open clauses {
    pointer satisfied redacted sentence field operator actual needed } } } }"""


async def promoted(
    api: Api, token: str, bid: str, with_: dict[str, Any] | None = None, **headers: str
) -> dict[str, Any]:
    found = await api.data(token, PROMOTE, {"id": bid, "with": with_}, **headers)
    answer: dict[str, Any] = found["promoteBid"]
    return answer


async def visit(world: World, bid: str, kind: str, done: bool | None = None, **more: Any) -> str:
    return await create(world, "visit", bidId=bid, kind=kind, done=done, **more)


async def gated(board: World, gate: Any) -> str:
    """A bid that stands before a gate."""
    await board.api.change(board.admin, pipeline(gate))
    return await create(board, "bid", title="甲")
