"""What computed fields read of each other: circles, all that is behind one, and how large it is written out."""

from dataclasses import replace

import pytest

from metadata.catalog import Catalog, Object
from metadata.changes.base import with_field
from metadata.changes.fields import AddField, NewField
from metadata.changes.roll_ups import NewRollUp
from metadata.fields import Field
from metadata.reading import Size, closure, dependents, places_behind, size_of
from tests.metadata.world import after

FIRM = NewField("firm", "text", formula={"cat": [{"var": "account.parent.name"}, "!"]}, id="fld_firm")
LOUD = NewField("loud", "text", formula={"cat": [{"var": "firm"}, {"var": "firm"}]}, id="fld_loud")
BIG = NewRollUp("deals", "count", where={"==": [{"var": "loud"}, "x"]})
DEALS = NewField("big", "decimal", roll_up=BIG, id="fld_big")
MORE_THERE = NewField("more", "boolean", formula={">": [{"var": "account.big"}, {"var": "account.branches"}]})
MORE = (
    AddField("deal", FIRM),
    AddField("deal", LOUD),
    AddField("account", DEALS),
    AddField("deal", MORE_THERE),
)


def named(catalog: Catalog, of: str, name: str) -> tuple[Object, Field]:
    definition = catalog.object_by_name[of]
    return definition, definition.field_by_name[name]


def size(of: str, name: str) -> Size:
    catalog = after(*MORE)
    return size_of(catalog, closure(catalog, *named(catalog, of, name)).order)


@pytest.mark.parametrize(
    ("of", "name", "expected"),
    [
        # substr, its three operands
        ("deal", "heading", Size(parts=4, levels=2, hops=0, roll_ups=0, looks=0)),
        # cat, two operands, two relations followed in one look
        ("deal", "firm", Size(parts=5, levels=2, hops=2, roll_ups=0, looks=1)),
        # cat, two operands, and what each of them reads
        ("deal", "loud", Size(parts=13, levels=4, hops=2, roll_ups=0, looks=2)),
        ("account", "branches", Size(parts=5, levels=1, hops=1, roll_ups=1, looks=1)),
    ],
)
def test_how_large_a_value_is(of: str, name: str, expected: Size):
    assert size(of, name) == expected


def test_a_roll_up_is_as_large_as_its_condition_makes_it():
    loud, big, more = size("deal", "loud"), size("account", "big"), size("deal", "more")
    assert (big.levels, big.hops, big.roll_ups) == (loud.levels + 2, loud.hops + 1, 1)
    assert big.looks == loud.looks + 1
    assert (more.levels, more.hops, more.roll_ups) == (big.levels + 2, big.hops + 1, 1)


def test_what_is_behind_a_value():
    catalog = after(*MORE)
    assert places_behind(catalog, *named(catalog, "deal", "loud")) == {
        ("obj_deal", "fld_firm"),
        ("obj_deal", "fld_account"),
        ("obj_account", "fld_parent"),
        ("obj_account", "fld_name"),
        ("obj_account", "id"),
    }
    readers = dependents(catalog, "obj_account", {"fld_name"})
    assert {field.name for _, field in readers} == {"firm", "loud", "big", "more"}
    assert [*dependents(catalog, "obj_deal", {"fld_budget"})] == []


def test_the_way_round_a_circle():
    catalog = after(*MORE)
    deal, firm = named(catalog, "deal", "firm")
    turned = with_field(catalog, deal, replace(firm, formula={"var": "loud"}))
    for name, way in (("firm", ["firm", "loud", "firm"]), ("more", ["loud", "firm", "loud"])):
        found = closure(turned, *named(turned, "deal", name))
        assert [field.name for _, field in found.circle] == way
    assert closure(turned, *named(turned, "deal", "headed")).circle == ()
