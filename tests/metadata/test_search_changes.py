"""Changes that decide what is searchable, and deprecation: what they do for search and say of the records."""

from itertools import chain

import pytest

from core.database import Database
from core.sql import DIALECT
from metadata.changes.base import Change, Risk, applied
from metadata.changes.erasures import EraseField, EraseObject
from metadata.changes.field_settings import SetDeprecation, SetSearchable
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.initial import initial_catalog
from metadata.publish import publish
from metadata.search_moves import search_moves
from metadata.settings import Numbering
from metadata.store import CatalogStore
from tests.conftest import ProvisionedTenant
from tests.metadata.tables_compared import table_differences
from tests.metadata.world import NAMESPACE, after

NAME = SetSearchable("account", "name", searchable=True)
NOTES = AddField("account", NewField("notes", "longText", searchable=True, id="fld_notes"))
ADDED = "ALTER TABLE t_world.account ADD COLUMN sluice_search TSVECTOR GENERATED ALWAYS AS (CAST("
KEPT = "ALTER TABLE t_world.account ALTER COLUMN sluice_search DROP EXPRESSION"
INDEXED = (
    "CREATE INDEX ix_obj_account_search ON t_world.account USING gin (sluice_search) WITH (fastupdate = off)"
)
FUNCTION = "CREATE OR REPLACE FUNCTION t_world.sluice_search_obj_account() RETURNS trigger LANGUAGE plpgsql"
TRIGGER = (
    "CREATE TRIGGER sluice_search BEFORE INSERT OR UPDATE OF {} ON t_world.account FOR EACH ROW"
    " EXECUTE FUNCTION t_world.sluice_search_obj_account()"
)
GONE = [
    "DROP FUNCTION t_world.sluice_search_obj_account() CASCADE",
    "ALTER TABLE t_world.account DROP COLUMN sluice_search",
]


def moves(*changes: Change, first: tuple[Change, ...] = ()) -> list[list[str]]:
    """What each of the changes does for search, of a publish of all of them."""
    before = after(*first)
    found = search_moves(changes, (before, *applied(before, changes)), NAMESPACE)
    return [
        [
            str(element.compile(dialect=DIALECT))
            for element in (
                *each.before,
                *each.within,
                *chain(*(filling.at_once for filling in each.fillings)),
                *each.after,
            )
        ]
        for each in found
    ]


def shortened(statements: list[str]) -> list[str]:
    """What makes the words without its expression, which is as long as it is the same."""
    begins = (ADDED, FUNCTION)
    return [next((each for each in begins if text.startswith(each)), text) for text in statements]


def made(read: str) -> list[str]:
    return [ADDED, KEPT, INDEXED, FUNCTION, TRIGGER.format(read)]


def test_the_words_are_made_anew_whenever_they_are_of_something_else():
    assert [shortened(each) for each in moves(NAME)] == [made("name")]
    (unsearched,) = moves(SetSearchable("account", "name", searchable=False), first=(NAME,))
    assert unsearched == GONE
    (both,) = moves(NOTES, first=(NAME,))
    assert shortened(both) == [*GONE, *made("name, notes")]
    assert "a\\1.:1A" in both[2]
    assert "b\\1.:1C" in both[2]
    (removed,) = moves(RemoveField("account", "notes"), first=(NAME, NOTES))
    assert shortened(removed) == [*GONE, *made("name")]
    (last,) = moves(RemoveField("account", "notes"), first=(NOTES,))
    assert last == GONE
    (converted,) = moves(SetFieldType("account", "name", "longText"), first=(NAME,))
    assert shortened(converted) == [*GONE, *made("name")]


def test_the_function_follows_renames():
    (field,) = moves(RenameField("account", "name", "title"), first=(NAME,))
    assert shortened(field) == [FUNCTION]
    assert "NEW.title, " in field[0]
    for change in (
        RenameField("account", "sector", "branch"),
        RenameObject("account", "company", "companies"),
        AddField("account", NewField("plain", "text")),
    ):
        assert moves(change, first=(NAME,)) == [[]]


def test_what_one_publish_makes_searchable_writes_a_table_once():
    changes = [
        NAME,
        NOTES,
        RenameObject("account", "company", "companies"),
        RenameField("company", "notes", "remarks"),
        AddField("company", NewField("city", "text", searchable=True, id="fld_city")),
        RemoveField("company", "remarks"),
        RenameField("company", "name", "title"),
    ]
    found = moves(*changes)
    assert [len(each) for each in found] == [0, 0, 0, 0, 0, 5, 1]
    assert "b\\1.:1B" in found[5][0]
    assert found[5][2].startswith("CREATE INDEX ix_obj_account_search ON t_world.company")


def test_what_becomes_searchable_rewrites_the_records():
    for change in (NOTES, NAME):
        assert (change.risk(after()), change.touches(after())) == (Risk.REWRITES, "obj_account")
    already = SetSearchable("account", "name", searchable=False)
    assert (already.risk(after()), already.touches(after())) == (Risk.SAFE, None)


def test_a_deprecation_can_be_taken_back():
    deprecated = after(SetDeprecation("deal", "amount", {"ja": "廃止"}))
    assert deprecated.object_by_name["deal"].field_by_name["amount"].deprecated == {"ja": "廃止"}
    assert "ja" in deprecated.languages
    again = after(SetDeprecation("deal", "amount", {}), catalog=deprecated)
    assert again.object_by_name["deal"].field_by_name["amount"].deprecated == {}


TEXTS = AddObject(
    "note",
    "notes",
    display="title",
    fields=(
        NewField("title", "text", searchable=True),
        NewField("body", "longText"),
        NewField("home", "address", searchable=True),
        NewField("phone", "phone", region="CN"),
    ),
)
FILL = """
INSERT INTO {}.note (title, body, home__country, home__city, phone)
SELECT 'Title ' || n, 'body ' || n, 'CN', '上海', '+86138001380' || lpad(n::text, 2, '0')
FROM generate_series(1, 30) AS n
"""


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "changes",
    [
        [SetSearchable("note", "body", True)],
        [SetSearchable("note", "phone", True), SetSearchable("note", "title", False)],
        [SetSearchable("note", "home", False), SetSearchable("note", "title", False)],
        [RenameField("note", "title", "headLine"), RenameObject("note", "memo", "memos")],
        [RenameField("note", "title", "body2"), RenameField("note", "body", "title")],
        [SetFieldType("note", "title", "longText")],
        [SetFieldType("note", "title", "richText"), RenameField("note", "title", "heading")],
        [
            SetFieldType("note", "title", "longText"),
            SetFieldType("note", "title", "text"),
            AddField("note", NewField("extra", "text")),
        ],
        [AddField("note", NewField("kind", "text", default="it's 50% 新", searchable=True))],
        [
            AddField(
                "note", NewField("number", "autoNumber", numbering=Numbering("N-{0000}"), searchable=True)
            ),
            RenameField("note", "number", "no"),
        ],
        [RemoveField("note", "home"), RestoreField("note", "home", "place")],
        [RemoveField("note", "home"), EraseField("note", "home"), SetSearchable("note", "body", True)],
        [RemoveObject("note"), RestoreObject("note", "memo", "memos"), SetSearchable("memo", "body", True)],
        [SetSearchable("note", "body", True), RemoveObject("note")],
        [SetSearchable("note", "body", True), RemoveObject("note"), EraseObject("note")],
        [
            AddObject("other", "others", fields=(NewField("a", "text", searchable=True),)),
            RemoveObject("other"),
        ],
    ],
)
async def test_the_words_are_those_of_the_records(
    database: Database, tenant: ProvisionedTenant, changes: list[Change], together: bool
):
    store = CatalogStore(database)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await store.found(connection, tenant.namespace, initial_catalog(), None)
    await publish(database, store, tenant.namespace, [TEXTS], None)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await connection.execute(FILL.format(tenant.namespace))
    for some in [changes] if together else [[each] for each in changes]:
        published = await publish(database, store, tenant.namespace, some, None)
        assert await table_differences(database, published.catalog, tenant.namespace) == []
    async with database.transaction(affinity=tenant.namespace) as connection:
        for definition in published.catalog.objects:
            for field in definition.fields:
                if field.type in ("text", "longText"):
                    name = f'{tenant.namespace}."{definition.name}"'
                    await connection.execute(
                        f"""UPDATE {name} SET "{field.name}" = 'now ' || "{field.name}" """
                    )
    assert await table_differences(database, published.catalog, tenant.namespace) == []
