"""Changes that decide what is searchable, and deprecation: the column they make, and what they say of the records."""

from itertools import chain

from core.sql import DIALECT
from metadata.changes.base import Risk
from metadata.changes.field_settings import SetDeprecation, SetSearchable
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.objects import RenameObject
from metadata.changes.table_ddl import without_passing_search
from tests.metadata.test_changes import ddl
from tests.metadata.world import NAMESPACE, after

NOTES = AddField("account", NewField("notes", "longText", searchable=True, id="fld_notes"))
SEARCHED = "ALTER TABLE t_world.account ADD COLUMN sluice_search TSVECTOR GENERATED ALWAYS AS (CAST("
UNSEARCHED = "ALTER TABLE t_world.account DROP COLUMN sluice_search"
INDEXED = (
    "CREATE INDEX ix_obj_account_search ON t_world.account USING gin (sluice_search) WITH (fastupdate = off)"
)


def shortened(statements: list[str]) -> list[str]:
    """The definition of the search column without its expression, which is as long as it is the same."""
    return [text[: len(SEARCHED)] if text.startswith(SEARCHED) else text for text in statements]


def test_the_search_column_is_made_anew_whenever_what_it_holds_changes():
    name = SetSearchable("account", "name", searchable=True)
    assert shortened(ddl(name)) == [SEARCHED, INDEXED]
    assert shortened(ddl(SetSearchable("account", "name", searchable=False), name)) == [UNSEARCHED]
    both = ddl(NOTES, name)
    assert shortened([both[0], *both[-2:]]) == [UNSEARCHED, SEARCHED, INDEXED]
    assert "a\\1.:1A" in both[-2]
    assert "b\\1.:1C" in both[-2]
    removed = RemoveField("account", "notes")
    hidden = [
        "ALTER TABLE t_world.account DROP CONSTRAINT ck_fld_notes_value",
        "ALTER TABLE t_world.account RENAME notes TO sluice_removed_fld_notes",
    ]
    assert shortened(ddl(removed, name, NOTES)) == [
        UNSEARCHED,
        *hidden,
        SEARCHED,
        INDEXED,
    ]
    assert shortened(ddl(removed, NOTES)) == [UNSEARCHED, *hidden]


def test_what_becomes_searchable_rewrites_the_records():
    for change in (NOTES, SetSearchable("account", "name", searchable=True)):
        assert (change.risk(after()), change.touches(after())) == (Risk.REWRITES, "obj_account")
    already = SetSearchable("account", "name", searchable=False)
    assert (already.risk(after()), already.touches(after())) == (Risk.SAFE, None)


def test_a_deprecation_can_be_taken_back():
    deprecated = after(SetDeprecation("deal", "amount", {"ja": "廃止"}))
    assert deprecated.object_by_name["deal"].field_by_name["amount"].deprecated == {"ja": "廃止"}
    assert "ja" in deprecated.languages
    again = after(SetDeprecation("deal", "amount", {}), catalog=deprecated)
    assert again.object_by_name["deal"].field_by_name["amount"].deprecated == {}


def test_what_one_publish_makes_searchable_writes_a_table_once():
    changes = [
        SetSearchable("account", "name", searchable=True),
        AddField("account", NewField("notes", "longText", searchable=True, id="fld_notes")),
        RenameObject("account", "company", "companies"),
        RenameField("company", "notes", "remarks"),
        AddField("company", NewField("city", "text", searchable=True, id="fld_city")),
        RemoveField("company", "remarks"),
    ]
    catalogs = [after(*changes[:count]) for count in range(len(changes) + 1)]
    each = [change.ddl(*catalogs[at : at + 2], NAMESPACE) for at, change in enumerate(changes)]
    texts = [
        [str(one.compile(dialect=DIALECT)) for one in elements] for elements in without_passing_search(each)
    ]
    searching = [text for text in chain(*texts) if "sluice_search" in text]
    assert len(searching) == 2
    assert "b\\1.:1B" in searching[0]
    assert searching[1].startswith("CREATE INDEX ix_obj_account_search ON t_world.company")
    assert [len(part) for part in texts] == [0, 2, 1, 1, 2, 4]
