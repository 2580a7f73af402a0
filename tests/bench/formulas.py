"""What computed fields cost: `python -m tests.bench.formulas` prints them (docs/performance.md, section Formulas).

200,000 deals of 10,000 accounts. A list of 20 deals by an index, with a formula over the deal, with one over its
account, and a list of 20 accounts with a roll-up of their deals, each beside the same list without.
"""

import asyncio
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from tests.bench.search import tenant
from tests.client import Api

DEALS, ACCOUNTS, ROUNDS = 200_000, 10_000, 400
PLAIN = "id title amount { amount currency } cost"
OBJECTS: list[dict[str, Any]] = [
    {"addObject": {"name": "account", "plural": "accounts", "fields": [{"name": "title", "type": "text"}]}},
    {
        "addObject": {
            "name": "deal",
            "plural": "deals",
            "fields": [
                {"name": "title", "type": "text"},
                {"name": "amount", "type": "money"},
                {"name": "cost", "type": "decimal"},
                {"name": "account", "type": "relation", "target": "account", "reverse": "deals"},
            ],
        }
    },
]
FIELDS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("deal", "profit", "decimal", {"formula": {"-": [{"var": "amount"}, {"var": "cost"}]}}),
    ("deal", "buyer", "text", {"formula": {"cat": [{"var": "title"}, " ", {"var": "account.title"}]}}),
    ("account", "dealCount", "integer", {"rollUp": {"relation": "deals", "function": "count"}}),
    ("account", "volume", "money", {"rollUp": {"relation": "deals", "function": "sum", "field": "amount"}}),
]
BY_ACCOUNT = "query ($id: ID!) {{ deals(first: 20, where: {{accountId: {{eq: $id}}}}) {{ nodes {{ {} }} }} }}"
OF_ACCOUNTS = "{{ accounts(first: 20) {{ nodes {{ id title {} }} }} }}"
LISTS = {
    "20 deals by their account": [PLAIN, f"{PLAIN} profit", f"{PLAIN} buyer"],
    "20 accounts": ["", "dealCount", "volume { amount currency }"],
}


async def main() -> None:
    async with tenant() as (api, token, namespace):
        computed = (
            {"addField": {"object": of, "field": {"name": name, "type": kind, **rest}}}
            for of, name, kind, rest in FIELDS
        )
        await api.change(token, *OBJECTS, *computed)
        database = api.engine.database
        for statement in (
            f"INSERT INTO {namespace}.account (title) SELECT 'Account ' || n FROM generate_series(1, {ACCOUNTS}) n",
            f"""INSERT INTO {namespace}.deal (title, amount, amount__currency, cost, "accountId")
                SELECT 'Deal ' || n, n, 'CNY', n / 2, a.id FROM generate_series(1, {DEALS // ACCOUNTS}) n,
                {namespace}.account a""",
            f"VACUUM ANALYZE {namespace}.account",
            f"VACUUM ANALYZE {namespace}.deal",
        ):
            await database.fetch(statement, [], affinity=namespace)
        rows = await database.fetch(
            f"SELECT id::text FROM {namespace}.account LIMIT 100", [], affinity=namespace
        )
        ids = [row[0] for row in rows]
        for title, selections in LISTS.items():
            shape = BY_ACCOUNT if "deals by" in title else OF_ACCOUNTS
            documents = [shape.format(each) for each in selections]
            taken = await interleaved(api, token, documents, ids)
            for selection, each in zip(selections, taken, strict=True):
                more = (each / taken[0] - 1) * 100
                print(
                    f"{title:28} {selection.removeprefix(PLAIN).strip() or 'plain':28} {each:7.3f} ms {more:+6.1f} %"
                )


async def interleaved(api: Api, token: str, documents: Sequence[str], ids: Sequence[str]) -> list[float]:
    """The median time of each document in milliseconds, asked in turn so that all meet the same weather."""
    times: list[list[float]] = [[] for _ in documents]
    for number in range(ROUNDS):
        for position, document in enumerate(documents):
            variables = {"id": ids[number % len(ids)]} if "$id" in document else {}
            began = time.perf_counter()
            await api.data(token, document, variables)
            times[position].append(time.perf_counter() - began)
    return [median(each) * 1e3 for each in times]


if __name__ == "__main__":
    asyncio.run(main())
