"""`replayGate`: which moves of the past a draft would have stopped, by the values of that time where they are kept."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.gate_deals import READ_ACCOUNTS, READ_DEALS, gate, tuner
from tests.world import World

ENDED = "ended { won lost open wonValue { amount currency } lostValue { amount currency } }"
REPLAY = f"""query ($object: String! = "deal", $changes: [CatalogChange!], $draft: ID, $months: Int! = 6,
    $since: DateTime, $where: JSON, $value: String) {{
  replayGate(object: $object, changes: $changes, draft: $draft, months: $months, since: $since, where: $where,
             value: $value) {{
    moves unjudged stopped gone records {ENDED} absent
    edges {{ source target moves stopped {ENDED} }}
    owners {{ owner {{ id }} moves stopped records {ENDED} }}
    clauses {{ pointer sentence basis stopped won lost }}
    samples {{ id title source target occurredAt stage owner {{ id }} value {{ amount currency }}
      clauses {{ pointer satisfied sentence actual needed redacted }} }} }} }}"""
EVERY = [
    {"setTrackHistory": {"object": "deal", "field": field, "trackHistory": True}}
    for field in ("amount", "score", "budgetConfirmed", "closeDate", "source", "account")
]


async def replayed(world: World, token: str, *changes: dict[str, Any], **arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await world.api.data(token, REPLAY, {"changes": list(changes), **arguments}))[
        "replayGate"
    ]
    return found


async def refused(
    world: World, token: str, *changes: dict[str, Any], **arguments: Any
) -> list[tuple[str, Any]]:
    found = await world.api.ask(token, REPLAY, {"changes": list(changes), **arguments})
    assert found["data"] == {"replayGate": None}
    return [(each["extensions"]["code"], each["extensions"].get("inputPath")) for each in found["errors"]]


class Sales:
    """A world without gates whose deals move as they are told."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def open(self, *changes: dict[str, Any]) -> None:
        free = [gate(None), gate(None, source="qualified", target="won")]
        await self.world.api.change(self.world.admin, *free, *changes)

    async def deal(self, name: str, **values: Any) -> str:
        return await self.world.create(self.world.manager, "deal", name=name, **values)

    async def move(self, deal: str, *stages: str) -> None:
        for stage in stages:
            document = "mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) { promoted } }"
            data = await self.world.api.data(self.world.manager, document, {"id": deal, "to": stage})
            assert data["promoteDeal"]["promoted"]

    async def update(self, deal: str, **values: Any) -> None:
        document = """mutation ($id: ID!, $input: DealUpdateInput!) { updateDeal(id: $id, input: $input) {
          errors { code } } }"""
        data = await self.world.api.data(self.world.manager, document, {"id": deal, "input": values})
        assert data["updateDeal"]["errors"] == []


@pytest.fixture
async def sales(own_world: World) -> Sales:
    return Sales(own_world)


def money(amount: int) -> dict[str, str]:
    return {"amount": f"{amount}.00", "currency": "EUR"}


def edges(found: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["source"], each["target"]): each for each in found["edges"]}


async def test_moves_that_would_have_been_stopped_and_how_their_records_stand(sales: Sales) -> None:
    await sales.open()
    made = {}
    for name, amount, way in (
        ("small, won", 100, ("qualified", "won")),
        ("small, lost", 200, ("qualified", "lost")),
        ("small, open", 300, ("qualified",)),
        ("small, lost at once", 400, ("lost",)),
        ("small, twice", 50, ("lost", "lead", "qualified")),
        ("large, won", 900, ("qualified", "won")),
        ("empty, lost", None, ("qualified", "lost")),
    ):
        made[name] = await sales.deal(name, amount=None if amount is None else money(amount))
        await sales.move(made[name], *way)
    rule = {">=": [{"var": "amount"}, 500]}
    found = await replayed(sales.world, sales.world.admin, gate(rule), value="amount")
    entered = edges(found)["lead", "qualified"]
    assert (entered["moves"], entered["stopped"]) == (6, 5)
    assert entered["ended"] == {
        "won": 1,
        "lost": 2,
        "open": 2,
        "wonValue": [money(100)],
        "lostValue": [money(200)],
    }
    assert (found["moves"], found["stopped"], found["records"], found["gone"]) == (13, 5, 5, 0)
    assert found["ended"] == entered["ended"]
    (clause,) = found["clauses"]
    assert (clause["stopped"], clause["won"], clause["lost"], clause["basis"]) == (5, 1, 2, "present")
    assert found["samples"][0]["title"] == "small, won", "what is won comes first"
    assert {each["id"] for each in found["samples"]} == {
        made[name] for name in made if name not in ("large, won", "small, lost at once")
    }
    first = found["samples"][0]
    assert (first["source"], first["target"], first["stage"]) == ("lead", "qualified", "won")
    assert first["clauses"][0]["sentence"] == "Amount must be at least 500"
    assert first["clauses"][0]["satisfied"] is False
    owner = next(each for each in found["owners"])
    assert (owner["moves"], owner["stopped"], owner["records"]) == (13, 5, 5)


async def test_values_are_those_of_that_time_where_the_history_is_kept(sales: Sales) -> None:
    await sales.open(*EVERY)
    account = await sales.world.create(sales.world.manager, "account", name="One")
    was = {
        "amount": money(100),
        "score": 10,
        "budgetConfirmed": False,
        "closeDate": "2026-01-31",
        "source": "web",
        "accountId": account,
        "margin": "1",
    }
    deal = await sales.deal("Grown", **was)
    await sales.move(deal, "qualified")
    await sales.update(
        deal,
        amount={"amount": "900.00", "currency": "CNY"},
        score=None,
        budgetConfirmed=True,
        closeDate="2026-03-31",
        source="referral",
        accountId=None,
        margin="5",
    )
    then = {
        "/amount": {"==": [{"var": "amount"}, 100]},
        "/currency": {"==": [{"var": "amount.currency"}, "EUR"]},
        "/score": {"==": [{"var": "score"}, 10]},
        "/budget": {"==": [{"var": "budgetConfirmed"}, False]},
        "/date": {"==": [{"var": "closeDate"}, "2026-01-31"]},
        "/source": {"==": [{"var": "source"}, "web"]},
        "/account": {"==": [{"var": "accountId"}, account]},
        "/stage": {"==": [{"var": "stage"}, "lead"]},
        "/margin": {"==": [{"var": "margin"}, 5]},
    }
    found = await replayed(sales.world, sales.world.admin, gate({"and": list(then.values())}))
    assert found["stopped"] == 0
    assert [each["basis"] for each in found["clauses"]] == ["history"] * 8 + ["present"]
    wrong = {"or": [{"==": [{"var": "score"}, 11]}, {">": [{"var": "amount"}, 500]}]}
    found = await replayed(sales.world, sales.world.admin, gate(wrong), value="amount")
    assert found["stopped"] == 1
    (sample,) = found["samples"]
    assert sample["value"] == money(100), "what was at stake then"


async def test_what_was_given_along_with_the_move_counts(sales: Sales) -> None:
    await sales.open(*EVERY)
    deal = await sales.deal("Confirmed", score=10)
    document = (
        """mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified", input: {score: 80}) { promoted } }"""
    )
    assert (await sales.world.api.data(sales.world.manager, document, {"id": deal}))["promoteDeal"][
        "promoted"
    ]
    await sales.update(deal, score=20)
    stopped = [
        (await replayed(sales.world, sales.world.admin, gate({">=": [{"var": "score"}, least]})))["stopped"]
        for least in (10, 80, 81)
    ]
    assert stopped == [0, 0, 1]


async def test_the_record_before_a_move_is_without_what_was_given_along(sales: Sales) -> None:
    double = {"name": "points", "type": "decimal", "formula": {"*": [{"var": "score"}, 2]}}
    await sales.open(*EVERY, {"addField": {"object": "deal", "field": double}})
    world = sales.world
    poor = await world.create(world.manager, "account", name="Poor", sector="retail")
    rich = await world.create(world.manager, "account", name="Rich", sector="software")
    raised = await sales.deal("Raised", score=10, amount=money(100), margin="1", accountId=poor)
    given = {"score": 80, "amount": {"amount": "900", "currency": "CNY"}, "margin": "2", "accountId": rich}
    document = """mutation ($id: ID!, $given: DealUpdateInput!) {
      promoteDeal(id: $id, to: "qualified", input: $given) { promoted } }"""
    data = await world.api.data(world.manager, document, {"id": raised, "given": given})
    assert data["promoteDeal"]["promoted"]
    await sales.update(raised, score=5, amount=money(1), margin="3", accountId=None)
    unmoved = await sales.deal("As it was", score=10, amount=money(100), accountId=poor)
    await sales.move(unmoved, "qualified")
    await sales.update(unmoved, score=99)
    for rule, stopped, basis in (
        ({"==": [{"var": "before.score"}, 10]}, [], "history"),
        ({"==": [{"var": "before.points"}, 20]}, [], "history"),
        ({">": [{"var": "amount"}, {"var": "before.amount"}]}, [unmoved], "history"),
        ({"==": [{"var": "before.amount.currency"}, "EUR"]}, [], "history"),
        ({"!=": [{"var": "score"}, {"var": "before.score"}]}, [unmoved], "history"),
        ({"==": [{"var": "points"}, {"+": [{"var": "before.points"}, 140]}]}, [unmoved], "history"),
        ({"==": [{"var": "before.accountId"}, poor]}, [], "history"),
        ({"==": [{"var": "before.stage"}, "lead"]}, [], "history"),
        # The account that it had, as that is today, and what no history is kept of.
        ({"==": [{"var": "before.account.sector"}, "retail"]}, [], "present"),
        ({"==": [{"var": "account.sector"}, "software"]}, [unmoved], "present"),
        ({"==": [{"var": "before.margin"}, 3]}, [unmoved], "present"),
    ):
        found = await replayed(world, world.admin, gate(rule))
        assert [each["id"] for each in found["samples"]] == stopped, rule
        assert found["stopped"] == len(stopped)
        assert [each["basis"] for each in found["clauses"]] == [basis], rule
    found = await replayed(world, world.admin, gate({">": [{"var": "before.amount"}, 500]}))
    assert [each["clauses"][0]["actual"] for each in found["samples"]] == [100, 100]


async def test_formulas_are_computed_of_the_values_of_that_time(sales: Sales) -> None:
    double = {"name": "points", "type": "decimal", "formula": {"*": [{"var": "score"}, 2]}}
    await sales.open(*EVERY, {"addField": {"object": "deal", "field": double}})
    deal = await sales.deal("Computed", score=10)
    await sales.move(deal, "qualified")
    await sales.update(deal, score=90)
    found = await replayed(sales.world, sales.world.admin, gate({"==": [{"var": "points"}, 20]}))
    assert (found["stopped"], found["clauses"][0]["basis"]) == (0, "history")


async def test_now_is_the_moment_of_the_move(sales: Sales) -> None:
    await sales.open(*EVERY)
    deal = await sales.deal("Old", closeDate="2024-01-20", occurredAt="2024-01-01T00:00:00Z")
    move = """mutation ($id: ID!) {
      promoteDeal(id: $id, to: "qualified", occurredAt: "2024-01-10T00:00:00Z") { promoted } }"""
    assert (await sales.world.api.data(sales.world.manager, move, {"id": deal}))["promoteDeal"]["promoted"]
    ahead = gate({">": [{"var": "closeDate"}, {"today": []}]})
    found = await replayed(sales.world, sales.world.admin, ahead, since="2023-01-01T00:00:00Z")
    assert (found["moves"], found["stopped"]) == (1, 0)
    assert (await replayed(sales.world, sales.world.admin, ahead))["moves"] == 0, (
        "six months back and no more"
    )


async def test_edges_that_are_gone_and_criteria_that_come(sales: Sales) -> None:
    await sales.open()
    deal = await sales.deal("Through", score=10)
    await sales.move(deal, "qualified", "lost", "lead", "lost")
    gone = {"removeTransition": {"object": "deal", "source": "qualified", "target": "lost"}}
    dated = {
        "object": "deal",
        "name": "scored",
        "rule": {">": [{"var": "score"}, 50]},
        "leaving": "lead",
        "mode": "warn",
        "enforcedFrom": "2120-01-01",
    }
    found = await replayed(sales.world, sales.world.admin, gone, {"addCriterion": dated})
    assert (found["gone"], found["stopped"], found["records"]) == (1, 3, 1)
    (clause,) = found["clauses"]
    assert clause["stopped"] == 2, "as if its day had come"
    assert next(each for each in found["samples"] if each["source"] == "qualified")["clauses"] is None
    await sales.world.api.change(sales.world.admin, gone)
    found = await replayed(sales.world, sales.world.admin, gate({">": [{"var": "score"}, 5]}))
    assert (found["unjudged"], found["moves"], found["stopped"]) == (1, 4, 0)


async def test_a_pipeline_that_wins_and_loses_nothing_is_replayed(sales: Sales) -> None:
    world = sales.world
    stages = [{"name": "started"}, {"name": "done"}]
    await world.api.change(
        world.admin,
        {
            "addPipeline": {
                "object": "account",
                "name": "work",
                "stages": stages,
                "transitions": [{"source": "started", "target": "done"}],
            }
        },
    )
    account = await world.create(world.manager, "account", name="One", employees=5)
    move = """mutation ($id: ID!) { promoteAccount(id: $id, to: "done") { promoted } }"""
    assert (await world.api.data(world.manager, move, {"id": account}))["promoteAccount"]["promoted"]
    change = {"setGate": {"object": "account", "stage": "done", "rule": {">": [{"var": "employees"}, 10]}}}
    found = await replayed(world, world.admin, change, object="account")
    assert (found["stopped"], found["ended"]["open"], found["samples"][0]["stage"]) == (1, 1, "done")
    tried = """query ($changes: [CatalogChange!]) { simulateGate(object: "account", changes: $changes) {
      records newlyBlocked } stuckAccounts { totalCount clauses { sentence } } }"""
    both = await world.api.data(world.admin, tried, {"changes": [change]})
    assert both == {
        "simulateGate": {"records": 1, "newlyBlocked": 0},
        "stuckAccounts": {"totalCount": 0, "clauses": []},
    }


async def test_one_statement_answers(sales: Sales, api_statements: list[str]) -> None:
    await sales.open(*EVERY)
    change = gate({">": [{"var": "score"}, 5]})
    await replayed(sales.world, sales.world.admin, change)
    api_statements.clear()
    await replayed(sales.world, sales.world.admin, change)
    judging = [each for each in api_statements if "stage_history" in each]
    assert len(judging) == 1
    assert judging[0].index("sluice_head") < judging[0].index("stage_history"), "the head's lock comes first"


async def test_it_tells_no_more_than_the_caller_may_read(sales: Sales) -> None:
    await sales.open(*EVERY, gate({">=": [{"var": "amount"}, 10]}, stage="won"))
    for number, score in enumerate((10, 60, 90)):
        deal = await sales.deal(f"Deal {number}", score=score, amount=money(100))
        await sales.move(deal, "qualified", "won")
    hidden = {"object": "deal", "action": "read", "field": "amount", "effect": "deny"}
    some = {**READ_DEALS, "rule": {">": [{"var": "score"}, 50]}}
    key = await tuner(sales.world, some, hidden, READ_ACCOUNTS)
    found = await replayed(sales.world, key, gate({">": [{"var": "score"}, 200]}))
    assert (found["moves"], found["stopped"]) == (4, 2)
    unread = [each for each in found["clauses"] if each["basis"] == "unread"]
    assert [(each["sentence"], each["stopped"]) for each in unread] == [
        ("A condition that your role may not read", 0)
    ]
    over_amount = gate({">=": [{"var": "amount"}, 500]})
    assert await refused(sales.world, key, over_amount) == [("FORBIDDEN", ["changes"])]
    assert await refused(sales.world, key, gate({">": [{"var": "score"}, 1]}), value="amount") == [
        ("CATALOG_UNKNOWN", ["value"])
    ]
    assert await refused(sales.world, sales.world.manager, over_amount) == [("FORBIDDEN", None)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"months": 0}, ("OUT_OF_RANGE", ["months"])),
        ({"months": 121}, ("OUT_OF_RANGE", ["months"])),
        ({"object": "account"}, ("CATALOG_INVALID", ["object"])),
    ],
)
async def test_what_is_refused(
    world: World, arguments: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    assert await refused(world, world.admin, gate(None), **arguments) == [expected]
