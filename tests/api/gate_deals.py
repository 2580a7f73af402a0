"""Deals in all stages, what a rule says of each by an evaluator of its own, and how a draft is tried on them."""

import json
import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from json_logic import jsonLogic

from tests.world import World, add_member

STAGES = ("lead", "qualified", "won", "lost")
SECTORS = ("retail", "software", None)
CURRENCIES = ("EUR", "CNY")
EDGES = {"lead": ("qualified", "lost"), "qualified": ("won", "lost"), "lost": ("lead",), "won": ()}
"""Of the world's pipeline, in its order."""


@dataclass(frozen=True)
class Deal:
    """One of them, as it was written."""

    id: str
    stage: str
    owner: str
    values: dict[str, Any]

    def satisfies(self, rule: Any) -> bool:
        """What the rule says of it; only rules that mean the same in both dialects are to be asked."""
        return rule is None or jsonLogic(rule, self.values) is True

    @property
    def amount(self) -> Decimal | None:
        return None if self.values["amount"] is None else Decimal(self.values["amount"])


async def fill_deals(world: World, many: int, seed: int = 7) -> list[Deal]:
    """Deals of two owners, the manager and the rep, with every value missing in some."""
    namespace, source = await world.namespace(), random.Random(seed)
    database = world.api.engine.database
    accounts = {}
    for sector in SECTORS:
        statement = f"INSERT INTO {namespace}.account (name, sector) VALUES ($1, $2) RETURNING id"
        accounts[sector] = (
            await database.fetch(statement, [f"Account {sector}", sector], affinity=namespace)
        )[0][0]
    made = []
    for number in range(many):
        sector = source.choice(SECTORS)
        values = {
            "amount": source.choice([None, *(float(each) for each in range(0, 1000, 125))]),
            "score": source.choice([None, *range(0, 100, 5)]),
            "margin": source.choice([None, -1.5, 0.25, 2.0]),
            "budgetConfirmed": source.choice([None, True, False]),
            "account": {"sector": sector},
        }
        stage, owner = source.choice(STAGES), source.choice(("manager", "rep"))
        row = {
            "name": f"Deal {number:03}",
            "stage": stage,
            "ownerId": world.members[owner],
            "accountId": str(accounts[sector]),
            "amount": values["amount"],
            "amount__currency": None if values["amount"] is None else source.choice(CURRENCIES),
            **{name: values[name] for name in ("score", "margin", "budgetConfirmed")},
        }
        columns = ", ".join(f'"{name}"' for name in row)
        statement = f"""INSERT INTO {namespace}.deal ({columns})
            SELECT {columns} FROM json_populate_record(NULL::{namespace}.deal, $1::json) RETURNING id"""
        found = await database.fetch(statement, [json.dumps(row).encode()], affinity=namespace)
        made.append(Deal(str(found[0][0]), stage, owner, values | {"currency": row["amount__currency"]}))
    return made


def total(deals: list[Deal]) -> list[dict[str, str]]:
    sums: Counter[str] = Counter()
    for each in deals:
        if each.amount is not None:
            sums[each.values["currency"]] += each.amount
    return [{"amount": f"{Decimal(sums[each]):.2f}", "currency": each} for each in sorted(sums)]


# Trying a draft

TALLY = "newlyBlocked newlyAllowed blockedValue { amount currency } allowedValue { amount currency }"
SIMULATE = f"""query ($object: String! = "deal", $changes: [CatalogChange!], $draft: ID, $where: JSON, $value: String,
    $samples: Int! = 10, $owners: Int! = 20) {{
  simulateGate(object: $object, changes: $changes, draft: $draft, where: $where, value: $value, samples: $samples,
               owners: $owners) {{
    records unchanged newlyStuck newlyFree {TALLY} absent
    edges {{ source target records stillOpen stillClosed {TALLY} }}
    owners {{ owner {{ id name }} records unchanged newlyStuck {TALLY} }}
    samples {{ id title stage owner {{ name }} value {{ amount currency }}
      moves {{ to change clauses {{ pointer satisfied sentence field operator actual needed redacted }} }} }} }} }}"""


async def simulated(world: World, token: str, *changes: dict[str, Any], **arguments: Any) -> dict[str, Any]:
    given = {"changes": list(changes)} if changes else {}
    found: dict[str, Any] = (await world.api.data(token, SIMULATE, {**given, **arguments}))["simulateGate"]
    return found


async def refused(
    world: World, token: str, *changes: dict[str, Any], **arguments: Any
) -> list[tuple[str, Any]]:
    given = {"changes": list(changes)} if changes else {}
    found = await world.api.ask(token, SIMULATE, {**given, **arguments})
    assert found["data"] == {"simulateGate": None}
    return [(each["extensions"]["code"], each["extensions"].get("inputPath")) for each in found["errors"]]


def gate(rule: Any, stage: str = "qualified", **edge: str) -> dict[str, Any]:
    where = edge or {"stage": stage}
    return {"setGate": {"object": "deal", "rule": rule, **where}}


async def tuner(world: World, *grants: dict[str, Any], name: str = "tuner") -> str:
    """The key of a member who may configure, and has the grants beside."""
    await world.api.change(
        world.admin, {"addRole": {"name": name, "grants": [{"action": "configure"}, *grants]}}
    )
    return (await add_member(world.api, world.admin, world.slug, name))[0]


READ_DEALS = {"object": "deal", "action": "read"}
READ_ACCOUNTS = {"object": "account", "action": "read"}
