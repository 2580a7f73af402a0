"""What search finds in namespaces that an older program made, in which PostgreSQL generated the words of records."""

from core.sql import literal_sql
from metadata.search import search_words, searched_fields
from tests.client import Api
from tests.metadata.tables_compared import table_differences
from tests.migrations.older import Served
from tests.world import World, fill_world, make_world

NOTES = {"object": "contact", "field": {"name": "notes", "type": "longText", "searchable": True}}


async def made_older(api: Api, namespace: str) -> list[str]:
    """Have PostgreSQL generate the words of every object, as it did; their tables."""
    catalog = await api.engine.catalogs.head(namespace)
    removed = {each.object.id: f"sluice_removed_{each.object.id}" for each in catalog.removed_objects}
    tables = []
    for definition in (*catalog.objects, *(each.object for each in catalog.removed_objects)):
        if searched_fields(definition):
            table = removed.get(definition.id, definition.name)
            words = literal_sql(search_words(definition))
            index = f"ix_{definition.id}_search"
            for statement in (
                f"DROP FUNCTION {namespace}.sluice_search_{definition.id}() CASCADE",
                f"ALTER TABLE {namespace}.{table} DROP COLUMN sluice_search",
                f"ALTER TABLE {namespace}.{table} ADD sluice_search tsvector GENERATED ALWAYS AS ({words}) STORED",
                f"CREATE INDEX {index} ON {namespace}.{table} USING gin (sluice_search) WITH (fastupdate = off)",
            ):
                await api.engine.database.fetch(statement, [], affinity="")
            tables.append(table)
    return tables


async def found(world: World, text: str) -> list[str]:
    document = "query ($text: String) { contacts(search: $text) { nodes { name } } }"
    nodes = (await world.api.data(world.admin, document, {"text": text}))["contacts"]["nodes"]
    return [each["name"] for each in nodes]


async def test_the_words_of_an_older_program_are_kept_by_a_trigger(older: Served) -> None:
    api = older.api
    world = await fill_world(await make_world(api))
    database, namespace = api.engine.database, await world.namespace()
    thing = {"name": "thing", "plural": "things", "fields": [NOTES["field"]]}
    await api.change(world.admin, {"addField": NOTES}, {"addObject": thing})
    await api.change(world.admin, {"removeObject": {"object": "thing"}})
    tables = await made_older(api, namespace)
    assert "contact" in tables
    assert any(each.startswith("sluice_removed_") for each in tables)
    written = f"SELECT pg_relation_filenode('{namespace}.contact')"
    before = await database.fetch(written, [], affinity="")
    await older.upgraded()
    assert await database.fetch(written, [], affinity="") == before
    catalog = await api.engine.catalogs.head(namespace)
    assert await table_differences(database, catalog, namespace) == []
    create = 'mutation { createContact(input: { name: "Zoe", notes: "quokka" }) { contact { id } } }'
    assert (await api.data(world.admin, create))["createContact"]["contact"] is not None
    assert await found(world, "quokka") == ["Zoe"]
    await api.change(world.admin, {"restoreObject": {"object": "thing"}})
    catalog = await api.engine.catalogs.head(namespace)
    assert await table_differences(database, catalog, namespace) == []
