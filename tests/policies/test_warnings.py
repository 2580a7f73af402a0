"""Gates that nobody who may promote can meet, and which warnings a publish brings."""

from dataclasses import replace

import pytest

from metadata.changes.base import Change, applied
from metadata.changes.fields import AddField, NewField
from metadata.changes.labels import SetLabels
from metadata.changes.pipelines import SetGate
from metadata.changes.roles import AddRole, NewGrant, SetGrants, SetRoleLabels
from metadata.initial import initial_catalog
from metadata.templates.all_templates import TEMPLATES
from metadata.templates.base import Choices
from metadata.templates.installing import installation
from policies.warnings import warnings_between, warnings_of
from tests.metadata.world import after

PROMOTER = AddRole("closer", grants=(NewGrant("deal", "promote"), NewGrant("deal", "update", "title")))
CLERK = AddRole("clerk", grants=(NewGrant("account", "update"),))
BUDGET = SetGate("deal", stage="sql", rule={"var": "budget"})


def unmeetable(*changes: Change) -> list[tuple[str, str]]:
    found = [each for each in warnings_of(after(*changes)) if each.code == "GATE_UNMEETABLE"]
    assert all(each.next_step() for each in found)
    return [(str(each.details["field"]), each.message) for each in found]


def test_a_gate_over_a_field_that_no_promoter_may_write():
    assert unmeetable(PROMOTER, BUDGET) == [
        ("budget", "The gate of stage sql of deal needs deal.budget, which no role may write that may promote."),
        ("account", "The gate from lead to sql of deal needs deal.account, which no role may write that may promote."),
        ("amount", "The gate from sql to won of deal needs deal.amount, which no role may write that may promote."),
    ]  # fmt: skip


MET = {
    "nobody but the administrator promotes": (BUDGET,),
    "another promoter may write it": (
        PROMOTER,
        AddRole("boss", grants=(NewGrant("deal", "promote"), NewGrant("deal", "update"))),
        CLERK,
    ),
    "it may be given at creation": (
        PROMOTER,
        AddRole("opener", grants=(NewGrant("deal", "promote"), NewGrant("deal", "create"))),
        CLERK,
    ),
}


@pytest.mark.parametrize("changes", MET.values(), ids=MET)
def test_no_warning_where(changes: tuple[Change, ...]):
    assert unmeetable(*changes) == []


ALONG = SetGate("deal", stage="sql", rule={"==": [{"var": "account.parent.sector"}, "tech"]})
"""Over a field of another record, two steps away."""
LEADING = NewGrant("deal", "update")


def test_a_gate_over_a_field_along_the_way_that_nobody_may_write():
    told = "The gate of stage sql of deal needs {}, which no role may write"
    found = [each for each in unmeetable(PROMOTER, ALONG) if "stage sql" in each[1]]
    assert found == [
        ("account", f"{told.format('deal.account')} that may promote."),
        ("sector", f"{told.format('account.sector')}."),
        ("parent", f"{told.format('account.parent')}."),
    ]
    closer = AddRole("closer", grants=(NewGrant("deal", "promote"), LEADING))
    assert unmeetable(closer, CLERK, ALONG) == []
    parted = AddRole("writer", grants=(NewGrant("account", "update", "parent"),))
    assert unmeetable(closer, parted, ALONG) == [("sector", f"{told.format('account.sector')}.")]


@pytest.mark.parametrize(
    ("kind", "formula", "gate", "told"),
    [
        ("decimal", {"*": [{"var": "rate"}, 2]}, {">": [{"var": "worth"}, 5]}, True),
        ("decimal", {"-": [{"+": [{"var": "rate"}, 1]}, 2]}, {"filled": {"var": "worth"}}, True),
        ("boolean", {">": [{"var": "rate"}, 2]}, {"var": "worth"}, True),
        ("boolean", {"!": {"filled": {"var": "rate"}}}, {"var": "worth"}, False),
        (
            "decimal",
            {"if": [{"filled": {"var": "rate"}}, {"var": "rate"}, 1]},
            {">": [{"var": "worth"}, 5]},
            False,
        ),
        ("text", {"cat": [{"var": "rate"}, "%"]}, {"filled": {"var": "worth"}}, False),
        (
            "decimal",
            {"*": [{"var": "rate"}, 2]},
            {"or": [{"var": "budget"}, {">": [{"var": "worth"}, 5]}]},
            False,
        ),
    ],
)
def test_a_gate_over_a_formula_needs_what_the_formula_needs(
    kind: str, formula: object, gate: object, told: bool
):
    changes = (
        AddField("deal", NewField("rate", "decimal")),
        AddField("deal", NewField("worth", kind, formula=formula)),
        SetGate("deal", stage="sql", rule=gate),
    )
    assert ("rate" in dict(unmeetable(PROMOTER, *changes))) == told
    writer = AddRole("rater", grants=(NewGrant("deal", "promote"), NewGrant("deal", "update", "rate")))
    assert "rate" not in dict(unmeetable(PROMOTER, *changes[:1], writer, *changes[1:]))


def test_a_gate_along_a_way_that_may_be_absent_needs_nothing_of_it():
    either = SetGate(
        "deal", stage="sql", rule={"or": [ALONG.rule, {"!": {"filled": {"var": "account.sector"}}}]}
    )
    assert not [each for each in unmeetable(PROMOTER, either) if "stage sql" in each[1]]


def test_a_gate_that_can_do_without_the_field_does_not_need_it():
    either = SetGate("deal", stage="sql", rule={"or": [{"var": "budget"}, {"filled": {"var": "title"}}]})
    absent = SetGate("deal", stage="sql", rule={"!": {"var": "budget"}})
    for gate in (either, absent):
        assert "budget" not in dict(unmeetable(PROMOTER, gate))


def test_a_field_with_a_default_is_there_without_a_writer():
    field = AddField("deal", NewField("rank", "integer", default=3))
    assert "rank" not in dict(
        unmeetable(PROMOTER, field, SetGate("deal", stage="sql", rule={"filled": {"var": "rank"}}))
    )


def test_a_publish_is_told_what_it_brings_and_not_what_was_there():
    base = after(PROMOTER)
    assert warnings_of(base)
    assert warnings_between(base, replace(base, version=7)) == ()
    brought = warnings_between(base, after(BUDGET, catalog=base))
    assert [(each.code, each.details["field"]) for each in brought] == [("GATE_UNMEETABLE", "budget")]
    mended = after(
        AddRole("boss", grants=(NewGrant("deal", "promote"), NewGrant("deal", "update"))), catalog=base
    )
    assert warnings_between(base, mended) == ()
    assert len(warnings_of(mended)) < len(warnings_of(base))


def test_a_new_object_brings_all_of_its_warnings():
    base = after()
    labelled = after(SetLabels("account", {"en": "Account", "fr": "Compte"}), catalog=base)
    assert [
        (each.code, each.path[-1]) for each in warnings_between(base, labelled) if each.path[-1] == "fr"
    ] == [("LABEL_MISSING", "fr")]


def test_roles_that_are_labelled_in_a_language_and_others_not():
    def told(*changes: Change) -> list[tuple[tuple[object, ...], object]]:
        brought = warnings_between(base, after(*changes, catalog=base))
        return [(each.path, each.details["without"]) for each in brought if each.path[0] == "roles"]

    # That the built-in administrator has labels in English and Chinese asks nothing of the others.
    base = after()
    assert told(AddRole("boss")) == []
    both = AddRole("boss", {"en": "Boss", "zh-CN": "主管"})
    assert told(both) == [
        (("roles", "rep", "labels", "en"), ["rep"]),
        (("roles", "rep", "labels", "zh-CN"), ["rep"]),
    ]
    assert told(both, SetRoleLabels("rep", {"en": "Representative", "zh-CN": "销售"})) == []
    # What was there is not told again, but who comes to it is.
    base = after(both)
    assert told(SetGrants("boss", ())) == []
    assert told(AddRole("clerk", {"en": "Clerk"})) == [
        (("roles", "rep", "labels", "zh-CN"), ["rep", "clerk"])
    ]
    (warning,) = [each for each in warnings_of(base) if each.path[-1] == "en" and each.path[0] == "roles"]
    assert warning.message == "The roles have labels in en, and these have none: rep."
    assert "setRoleLabels" in warning.next_step()


WHOLE = [name for name, each in TEMPLATES.items() if all(one.use != "extends" for one in each.objects)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_template_brings_no_warning(name: str):
    base = initial_catalog()
    assert warnings_of(applied(base, installation(base, TEMPLATES[name], Choices()))[-1]) == ()
