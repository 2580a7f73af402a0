"""Rules of moves are read once, and anew where anything that they read has changed."""

from metadata.catalog import Catalog
from metadata.changes.fields import AddField, NewField
from metadata.changes.pipelines import SetGate
from metadata.changes.roles import AddRole
from metadata.parsed import parsed_rule
from tests.metadata.world import after

SECTOR = SetGate("deal", "won", rule={"==": [{"var": "account.sector"}, "tech"]})
MANAGERS = SetGate("deal", "won", rule={"in": ["rep", {"var": "actor.roles"}]})


def gate(catalog: Catalog) -> object:
    deal = catalog.object_by_name["deal"]
    assert deal.pipeline is not None
    return parsed_rule(catalog, deal, "stg_won/gate", deal.pipeline.stage_by_name["won"].gate)


def test_a_rule_is_read_once_while_the_objects_that_it_reads_are_the_same():
    catalog = after(SECTOR)
    further = after(AddField("quote", NewField("note", "text")), catalog=catalog)
    assert further.object_by_name["deal"] is catalog.object_by_name["deal"]
    assert gate(further) is gate(catalog)


def test_a_rule_is_read_anew_where_another_object_that_it_reads_has_changed():
    catalog = after(SECTOR)
    first = gate(catalog)
    changed = after(AddField("account", NewField("note", "text")), catalog=catalog)
    assert changed.object_by_name["deal"] is catalog.object_by_name["deal"]
    assert gate(changed) is not first
    assert gate(changed) == first


def test_another_rule_in_its_place_is_read():
    catalog = after(SECTOR)
    assert gate(after(MANAGERS, catalog=catalog)) != gate(catalog)


def test_a_rule_about_roles_knows_those_that_are_there_now():
    catalog = after(MANAGERS)
    first = gate(catalog)
    more = after(AddRole("manager"), catalog=catalog)
    assert more.object_by_name["deal"] is catalog.object_by_name["deal"]
    assert gate(more) != first
