"""What has arrived, read by GraphQL, and how it differs from what was sent."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from client import Api, Json
from source import Facts, Opportunity, Source

PAGE = 500
COUNTS = """
{
  prospecting: opportunities(where: { stage: { eq: prospecting } }, first: 1) { totalCount }
  engaging: opportunities(where: { stage: { eq: engaging } }, first: 1) { totalCount }
  won: opportunities(where: { stage: { eq: won } }, first: 1) { totalCount }
  lost: opportunities(where: { stage: { eq: lost } }, first: 1) { totalCount }
  withoutAccount: opportunities(where: { account: null }, first: 1) { totalCount }
}
"""
ROWS = """
query ($first: Int!, $after: String) {
  opportunities(first: $first, after: $after) {
    nodes { reference accountId closeValue { amount } stageHistory { to occurredAt } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
OTHERS = """
query ($first: Int!) {
  accounts(first: $first) { totalCount nodes { parentId } }
  products(first: $first) { totalCount }
  agents(first: $first) { totalCount nodes { opportunities(first: 1) { totalCount } } }
}
"""


@dataclass(frozen=True)
class Arrived:
    """What is in the tenant.

    Attributes:
        history: reference to the moves as (stage, day); the creation is the first.
    """

    facts: Facts
    accounts: int
    subsidiaries: int
    products: int
    agents: int
    idle_agents: int
    history: dict[str, list[tuple[str, str]]]

    def lines(self) -> list[str]:
        """For people."""
        facts = self.facts
        return [
            f"prospecting {facts.prospecting:,}, engaging {facts.engaging:,}, "
            f"won {facts.won:,}, lost {facts.lost:,}",
            f"sum of close values {facts.close_value:,.0f} USD",
            f"opportunities without an account {facts.without_account:,}",
            f"accounts {self.accounts} ({self.subsidiaries} of them subsidiaries), products {self.products}, "
            f"agents {self.agents} ({self.idle_agents} without an opportunity)",
            f"moves on record {sum(len(moves) for moves in self.history.values()):,}",
        ]


async def read_back(api: Api) -> Arrived:
    """Ask for counts, and page through all opportunities for sums and history."""
    counts = {name: _count(connection) for name, connection in (await api.call(COUNTS, {})).items()}
    total = Decimal(0)
    history: dict[str, list[tuple[str, str]]] = {}
    after: object = None
    more = True
    while more:
        page = _mapping((await api.call(ROWS, {"first": PAGE, "after": after}))["opportunities"])
        for node in _list(page["nodes"]):
            value = node["closeValue"]
            total += Decimal(str(_mapping(value)["amount"])) if value is not None else 0
            history[str(node["reference"])] = [
                (str(move["to"]), str(move["occurredAt"])[:10]) for move in _list(node["stageHistory"])
            ]
        more = bool(_mapping(page["pageInfo"])["hasNextPage"])
        after = _mapping(page["pageInfo"])["endCursor"]
    others = await api.call(OTHERS, {"first": PAGE})
    accounts, agents = _mapping(others["accounts"]), _mapping(others["agents"])
    return Arrived(
        facts=Facts(
            prospecting=counts["prospecting"],
            engaging=counts["engaging"],
            won=counts["won"],
            lost=counts["lost"],
            close_value=total,
            without_account=counts["withoutAccount"],
        ),
        accounts=_count(accounts),
        subsidiaries=sum(node["parentId"] is not None for node in _list(accounts["nodes"])),
        products=_count(others["products"]),
        agents=_count(agents),
        idle_agents=sum(_count(node["opportunities"]) == 0 for node in _list(agents["nodes"])),
        history=history,
    )


def differences(arrived: Arrived, source: Source, stated: Facts) -> list[str]:
    """Each fact that is not as stated, and each list that is not as in the files, as a sentence."""
    found = [
        f"{name} is {getattr(arrived.facts, name):,}, stated is {getattr(stated, name):,}"
        for name in Facts.__dataclass_fields__
        if getattr(arrived.facts, name) != getattr(stated, name)
    ]
    expected = {
        "accounts": len(source.accounts),
        "subsidiaries": sum(bool(each.parent) for each in source.accounts),
        "products": len(source.products),
        "agents": len(source.agents),
        "idle_agents": len({each.name for each in source.agents} - _sellers(source)),
    }
    for name, count in expected.items():
        if getattr(arrived, name) != count:
            found.append(f"{name} is {getattr(arrived, name)}, in the files {count}")
    for row in source.opportunities:
        moves = arrived.history.get(row.reference)
        if moves is None:
            found.append(f"{row.reference} is missing")
        elif not _agrees(moves, row):
            found.append(f"{row.reference} has the history {moves}")
    return found


def _sellers(source: Source) -> set[str]:
    return {each.agent for each in source.opportunities}


def _agrees(moves: list[tuple[str, str]], row: Opportunity) -> bool:
    """Whether the moves are those of the row, at its dates. A row without dates was made today."""
    if row.stage == "prospecting":
        return [stage for stage, _ in moves] == ["prospecting"]
    wanted = [("prospecting", row.engage_date), ("engaging", row.engage_date)]
    if row.stage != "engaging":
        wanted.append((row.stage, row.close_date))
    return Counter(moves) == Counter(wanted) and moves[-1] == wanted[-1]


def _count(connection: object) -> int:
    return int(str(_mapping(connection)["totalCount"]))


def _mapping(value: object) -> Json:
    assert isinstance(value, dict)
    return value


def _list(value: object) -> list[Json]:
    assert isinstance(value, list)
    return value
