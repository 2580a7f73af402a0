"""What search costs: `python -m tests.bench.search` prints the numbers of docs/performance.md, section Search.

200,000 records of the same words, in two objects of which one is searchable; the cost of its column is the difference.
Searches go through the API, in this process; what PostgreSQL does for them is shown by EXPLAIN.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.client import Api, observed, running_api
from tests.world import sign_up

RECORDS = 200_000
ROUNDS = 15
LATIN = [
    "quarter",
    "pricing",
    "discount",
    "call",
    "meeting",
    "budget",
    "software",
    "cloud",
    "retail",
    "proposal",
    "renewal",
    "pilot",
    "server",
    "contract",
]
HAN = "上海环球软件有限公司采购系统升级项目需要预算确认客户报价合同北京深圳科技"
SOUGHT = {
    "rare word": "quokka",
    "one of many numbers": "n777",
    "two words, few": "cloud n777",
    "pair of Han": "采购",
    "one Han": "软",
    "beginning, frequent": "bud",
    "word, frequent": "budget",
    "three frequent words": "budget quarter cloud",
    "nothing": "zzzz",
}


def rows() -> list[tuple[str, str | None, str]]:
    """Name, notes of half of them (two lines, Latin and Han), city."""
    source = random.Random(1)
    made: list[tuple[str, str | None, str]] = []
    for number in range(RECORDS):
        notes = " ".join(source.choice(LATIN) for _ in range(12)) + "".join(
            source.choice(HAN) for _ in range(10)
        )
        name = f"{source.choice(LATIN).title()} {source.choice(LATIN)} N{number}"
        city = "quokka" if number == 4711 else source.choice(HAN) + source.choice(HAN)
        made.append((name, notes if number % 2 else None, city))
    return made


def an_object(name: str, *, searchable: bool) -> dict[str, Any]:
    fields = [("name", "text"), ("notes", "longText"), ("city", "text")]
    made = [{"name": field, "type": kind, "searchable": searchable} for field, kind in fields]
    return {"addObject": {"name": name, "plural": f"{name}s", "display": "name", "fields": made}}


@asynccontextmanager
async def tenant() -> AsyncIterator[tuple[Api, str, str]]:
    """An API with a fresh tenant: (API, token of its admin, namespace)."""
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder)) as url:
        await upgrade(url)
        async with running_api(url) as api:
            token, _ = await sign_up(api, "bench")
            namespace = (await api.engine.authenticator.caller(token, None)).namespace
            yield api, token, namespace


async def main() -> None:
    async with tenant() as (api, token, namespace):
        database = api.engine.database
        await api.change(token, an_object("plain", searchable=False), an_object("note", searchable=True))
        async with database.transaction(affinity=namespace) as connection:
            raw = connection.raw
            await raw.execute("SET LOCAL statement_timeout = 0")
            await raw.execute(f"SET LOCAL search_path = {namespace}")
            await raw.execute("CREATE TABLE source (name text, notes text, city text)")
            await raw.copy_records_to_table("source", records=rows())
            taken = {}
            for name in ("plain", "note", "plain", "note"):
                await raw.execute(f"TRUNCATE {name}")
                began = time.perf_counter()
                await raw.execute(
                    f"INSERT INTO {name} (name, notes, city) SELECT name, notes, city FROM source"
                )
                taken[name] = (time.perf_counter() - began) / RECORDS * 1e6
        print(
            f"insert: {taken['plain']:.0f} µs a record without, {taken['note']:.0f} µs with the column and index"
        )
        for name in ("plain", "note"):
            await database.fetch(f"VACUUM ANALYZE {namespace}.{name}", [], affinity="")
        sizes = await database.fetch(
            f"SELECT pg_table_size('{namespace}.plain') / 1e6, pg_table_size('{namespace}.note') / 1e6,"
            f" pg_relation_size(i.oid) / 1e6 FROM pg_class i WHERE i.relname LIKE 'ix_obj_%_search'",
            [],
            affinity=namespace,
        )
        print(f"size, MB: table without {sizes[0][0]:.0f}, with {sizes[0][1]:.0f}; index {sizes[0][2]:.0f}")
        began = time.perf_counter()
        fields = [
            {"object": "plain", "field": field, "searchable": True} for field in ("name", "notes", "city")
        ]
        await api.change(token, *({"setSearchable": field} for field in fields))
        print(f"three fields made searchable by one publish: {time.perf_counter() - began:.1f} s")
        for what, words in SOUGHT.items():
            print(f"{what:22} {words:22}", await searched(api, token, words))
        for what in ("n777", "budget"):
            await explained(api, token, what)


async def explained(api: Api, token: str, words: str) -> None:
    """How PostgreSQL finds them."""
    database = api.engine.database
    with observed(database) as seen:
        await api.data(token, "query ($q: String!) { notes(search: $q) { nodes { name } } }", {"q": words})
    plan = await database.fetch(f"EXPLAIN (ANALYZE, TIMING OFF) {seen[-1]}", [words], affinity="")
    print(words, *(line[0] for line in plan if "Scan" in line[0] or "Sort" in line[0]), sep="\n")


async def searched(api: Api, token: str, words: str) -> str:
    """Matches, and medians in milliseconds: a ranked list of 20, its count, ordered by id, over all objects."""
    documents = [
        "query ($q: String!) { notes(search: $q) { nodes { name } } }",
        "query ($q: String!) { notes(search: $q) { totalCount } }",
        "query ($q: String!) { notes(search: $q, orderBy: [{ field: id }]) { nodes { name } } }",
        "query ($q: String!) { search(query: $q) { title } }",
    ]
    found = await api.data(token, documents[1], {"q": words})
    taken = []
    for document in documents:
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await api.data(token, document, {"q": words})
            times.append(time.perf_counter() - began)
        taken.append(f"{median(times) * 1000:7.1f}")
    return f"{found['notes']['totalCount']:7,} {' '.join(taken)}"


if __name__ == "__main__":
    asyncio.run(main())
