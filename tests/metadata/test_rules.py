"""Rules follow renames, and name what they read."""

import pytest

from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.pipelines import SetGate
from metadata.checks import check_catalog
from metadata.rules import fields_read, rules_of
from tests.metadata.world import after


def gate(rule: object, *renames: RenameField) -> object:
    world = after(SetGate("deal", stage="won", rule=rule), *renames)
    assert check_catalog(world) == ()
    return world.object_by_name["deal"].pipeline.stage_by_name["won"].gate


@pytest.mark.parametrize(
    ("rule", "renamed"),
    [
        ({"filled": {"var": "account"}}, {"filled": {"var": "customer"}}),
        ({"filled": {"var": ["account"]}}, {"filled": {"var": ["customer"]}}),
        ({"filled": {"var": "accountId"}}, {"filled": {"var": "customerId"}}),
        ({"filled": {"var": "account.sector"}}, {"filled": {"var": "customer.sector"}}),
        (
            {"==": [{"var": ["account.name", ""]}, {"var": "title"}]},
            {"==": [{"var": ["customer.name", ""]}, {"var": "title"}]},
        ),
        (
            {"or": [{"!": {"var": "budget"}}, {"in": [{"var": "account.name"}, ["account", "x"]]}]},
            {"or": [{"!": {"var": "budget"}}, {"in": [{"var": "customer.name"}, ["account", "x"]]}]},
        ),
        ({"missing": ["title", "account.name"]}, {"missing": ["title", "customer.name"]}),
        ({"missing": "account"}, {"missing": "customer"}),
        ({"missing_some": [1, ["title", "account"]]}, {"missing_some": [1, ["title", "customer"]]}),
    ],
)
def test_a_renamed_field_of_the_object(rule, renamed):
    assert gate(rule, RenameField("deal", "account", "customer")) == renamed


def test_a_renamed_field_at_the_end_of_a_way():
    rule = {"==": [{"var": "account.parent.sector"}, "tech"]}
    assert gate(rule, RenameField("account", "sector", "branch")) == {
        "==": [{"var": "account.parent.branch"}, "tech"]
    }


def test_a_renamed_relation_in_the_middle_of_a_way():
    rule = {"==": [{"var": "account.parent.parent.sector"}, "tech"]}
    assert gate(rule, RenameField("account", "parent", "holding")) == {
        "==": [{"var": "account.holding.holding.sector"}, "tech"]
    }


def test_a_field_of_the_same_name_elsewhere_is_left_alone():
    world = after(
        AddField("deal", NewField("sector", "text")),
        SetGate("deal", stage="won", rule={"==": [{"var": "sector"}, "x"]}),
        RenameField("account", "sector", "branch"),
    )
    pipeline = world.object_by_name["deal"].pipeline
    assert pipeline.stage_by_name["won"].gate == {"==": [{"var": "sector"}, "x"]}
    assert pipeline.stage_by_name["sql"].gate == {"==": [{"var": "account.parent.branch"}, "tech"]}


def test_the_part_of_a_composite_stays():
    rule = {"==": [{"var": "amount.currency"}, "CNY"]}
    assert gate(rule, RenameField("deal", "amount", "value")) == {"==": [{"var": "value.currency"}, "CNY"]}


OF_OTHERS = {"var": "account.deals"}


@pytest.mark.parametrize(
    ("rule", "renamed"),
    [
        (
            {"some": [OF_OTHERS, {"and": [{"filled": {"var": "title"}}, {"var": "budget"}]}]},
            {"some": [{"var": "customer.deals"}, {"and": [{"filled": {"var": "title"}}, {"var": "budget"}]}]},
        ),
        (
            {"none": [OF_OTHERS, {"==": [{"var": "account.name"}, "account"]}]},
            {"none": [{"var": "customer.deals"}, {"==": [{"var": "customer.name"}, "account"]}]},
        ),
        (
            {">": [{"count": [{"filter": [OF_OTHERS, {"filled": {"var": "account"}}]}]}, 1]},
            {">": [{"count": [{"filter": [{"var": "customer.deals"}, {"filled": {"var": "customer"}}]}]}, 1]},
        ),
        (
            {
                "all": [
                    {"var": "account.children"},
                    {"some": [{"var": "deals"}, {"filled": {"var": "account"}}]},
                ]
            },
            {
                "all": [
                    {"var": "customer.children"},
                    {"some": [{"var": "deals"}, {"filled": {"var": "customer"}}]},
                ]
            },
        ),
        (
            {">": [{"sum": [OF_OTHERS, {"var": "amount"}, {"!": {"missing": ["account.sector"]}}]}, 0]},
            {
                ">": [
                    {
                        "sum": [
                            {"var": "customer.deals"},
                            {"var": "amount"},
                            {"!": {"missing": ["customer.sector"]}},
                        ]
                    },
                    0,
                ]
            },
        ),
    ],
)
def test_a_renamed_field_in_what_is_asked_of_the_records_of_a_list(rule, renamed):
    assert gate(rule, RenameField("deal", "account", "customer")) == renamed


def test_the_name_of_a_list_is_not_that_of_the_field_behind_it():
    rule = {"some": [{"var": "account.children"}, {"filled": {"var": "parent"}}]}
    assert gate(rule, RenameField("account", "parent", "children2")) == {
        "some": [{"var": "account.children"}, {"filled": {"var": "children2"}}]
    }


def test_row_rules_and_edges_follow_too():
    world = after(RenameField("account", "parent", "holding"), RenameField("deal", "amount", "value"))
    assert world.role_by_name["rep"].grants[0].rule == {"missing": ["holding.name", "sector"]}
    assert world.object_by_name["deal"].pipeline.transitions[1].gate == {">": [{"var": "value"}, 0]}
    assert check_catalog(world) == ()


def test_the_fields_that_a_rule_over_a_list_reads():
    asked = {"some": [OF_OTHERS, {"==": [{"var": "account.sector"}, "tech"]}]}
    world = after(
        SetGate("deal", stage="won", rule={"all": [{"var": "account.children"}, {"filled": {"var": "name"}}]})
    )
    (placed,) = (each for each in rules_of(world) if each.place == "the gate of stage won of deal")
    assert fields_read(world, placed) == {"fld_account", "fld_parent", "fld_name"}
    world = after(SetGate("deal", stage="won", rule=asked))
    (placed,) = (each for each in rules_of(world) if each.place == "the gate of stage won of deal")
    assert fields_read(world, placed) == {"fld_account", "fld_sector"}


def test_the_fields_that_rules_read():
    world = after()
    read = {placed.place: fields_read(world, placed) for placed in rules_of(world)}
    assert read == {
        "the formula of deal.heading": {"fld_title"},
        "the roll-up account.branches": {"fld_parent", "fld_parent_reverse"},
        "the formula of deal.headed": {"fld_heading"},
        "the validation dated of deal": set(),
        "the gate of stage sql of deal": {"fld_account", "fld_parent", "fld_sector"},
        "the gate from lead to sql of deal": {"fld_account"},
        "the gate from sql to won of deal": {"fld_amount"},
        "the row rule of role rep": {"fld_parent", "fld_name", "fld_sector"},
    }
