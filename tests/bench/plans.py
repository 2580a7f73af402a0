"""The final SQL of each question and how PostgreSQL runs it, once it is prepared and has run some times."""

import json
from dataclasses import dataclass

import asyncpg

from tests.bench.record import Recording

WARM = 6
"""Executions after which PostgreSQL has decided between a plan for any values and one for these."""


@dataclass(frozen=True)
class Explained:
    """One question's statement.

    Attributes:
        plan: the lines of EXPLAIN (ANALYZE, BUFFERS).
        generic: whether PostgreSQL keeps one plan for all values; else it plans at each execution.
    """

    question: str
    sql: str
    plan: str
    generic: bool


async def explain(url: str, recordings: list[Recording]) -> list[Explained]:
    """Explain each statement; what writes change is rolled back."""
    connection = await asyncpg.connect(url)
    try:
        found = []
        for each in recordings:
            transaction = connection.transaction()
            await transaction.start()
            try:
                found.append(await _explained(connection, each))
            finally:
                await transaction.rollback()
                await connection.execute("deallocate asked")
        return found
    finally:
        await connection.close()


async def _explained(connection: asyncpg.Connection, recording: Recording) -> Explained:
    values = ", ".join(literal(value) for value in recording.values[0])
    call = f"execute asked({values})" if values else "execute asked"
    await connection.execute(f"prepare asked as {recording.sql}")
    for _ in range(WARM):
        await connection.execute(f"savepoint before; {call}; rollback to before")
    lines = await connection.fetch(f"explain (analyze, buffers, costs off) {call}")
    generic = await connection.fetchval(
        "select generic_plans > 0 from pg_prepared_statements where name = 'asked'"
    )
    return Explained(recording.question.name, recording.sql, "\n".join(line[0] for line in lines), generic)


def literal(value: object) -> str:
    """A value as SQL; its type is the statement's."""
    match value:
        case None:
            return "null"
        case bool() | int():
            return str(value).lower()
        case list() | tuple():
            text = "{" + ",".join(json.dumps(str(each), ensure_ascii=False) for each in value) + "}"
        case _:
            text = str(value)
    return "'" + text.replace("'", "''") + "'"
