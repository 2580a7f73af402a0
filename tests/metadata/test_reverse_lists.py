"""The list on the other side of a relation is renamed, and all that goes over it follows."""

import json

import pytest

from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.changes.criteria import AddCriterion, AddGateExample
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.objects import AddObject, RemoveObject
from metadata.changes.pipelines import SetGate
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.changes.reverse_lists import SetReverse
from metadata.changes.roles import NewGrant, SetGrants
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.validations import AddValidation
from metadata.checks import check_catalog
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of
from metadata.merging.rebase import rebased
from metadata.uses import list_uses
from tests.metadata.world import after, refused

DEALS = {"some": [{"var": "account.deals"}, {"filled": {"var": "title"}}]}
SALES = {"some": [{"var": "account.sales"}, {"filled": {"var": "title"}}]}
OWN_PAID = {"none": [{"var": "account.paid"}, {"missing": ["title"]}]}
RICH = {"some": [{"filter": [{"var": "deals"}, {"var": "budget"}]}, {"filled": {"var": "title"}}]}
RENAMED = SetReverse("deal", "account", "sales")


def walked() -> Catalog:
    """A catalog in which everything that can be a rule goes over the deals of accounts."""
    return after(
        AddField("account", NewField("busy", "boolean", formula=RICH, id="fld_busy")),
        AddField("account", NewField("size", "integer", roll_up=NewRollUp("deals", "count"), id="fld_size")),
        AddField("deal", NewField("note", "text", required_when=DEALS, id="fld_note")),
        AddField("deal", NewField("alone", "boolean", default_formula=DEALS, id="fld_alone")),
        AddValidation("deal", "known", DEALS, {"en": "Known."}, id="val_known"),
        SetGate("deal", rule=DEALS, stage="sql"),
        SetGate("deal", rule=DEALS, source="lead", target="lost"),
        AddCriterion("deal", "asked", DEALS, entering="won", id="cri_asked"),
        AddGateExample(
            "deal", "listed", "lead", "lost", {"account.deals": [{"title": "x"}]}, open=True, id="exa_listed"
        ),
        SetGrants("rep", (NewGrant("account", "read", rule=RICH), NewGrant("deal", "read", rule=DEALS))),
    )


def test_everything_that_goes_over_a_list_follows_its_new_name() -> None:
    catalog = after(RENAMED, catalog=walked())
    assert check_catalog(catalog) == ()
    account, deal = catalog.object_by_name["account"], catalog.object_by_name["deal"]
    assert account.field_by_name["busy"].formula == {
        "some": [{"filter": [{"var": "sales"}, {"var": "budget"}]}, {"filled": {"var": "title"}}]
    }
    assert deal.field_by_name["note"].required_when == SALES
    assert deal.field_by_name["alone"].default_formula == SALES
    assert deal.validations[-1].rule == SALES
    assert deal.pipeline is not None
    assert deal.pipeline.stage_by_name["sql"].gate == SALES
    assert [each.gate for each in deal.pipeline.transitions if each.target == "lost"] == [SALES]
    assert deal.pipeline.criteria[0].rule == SALES
    assert deal.pipeline.examples[0].record == {"account.sales": [{"title": "x"}]}
    rules = [each.rule for each in catalog.role_by_name["rep"].grants]
    assert rules[1] == SALES
    assert rules[0] == account.field_by_name["busy"].formula


def test_a_renamed_list_is_found_and_taken_back() -> None:
    before, changed = walked(), after(RENAMED, catalog=walked())
    assert changes_between(before, changed) == (RENAMED,)
    assert changes_between(changed, before) == (SetReverse("deal", "account", "deals"),)
    assert applied(changed, changes_between(changed, before))[-1] == before


def test_a_document_names_the_list_otherwise() -> None:
    document = json.loads(json.dumps(document_of(after(RENAMED, catalog=walked()))))
    assert changes_between(walked(), catalog_of(document, walked())) == (RENAMED,)
    (account,) = (each for each in document["objects"] if each["name"] == "account")
    assert account["fields"][-1]["rollUp"]["relation"] == "sales"


def test_lists_that_change_their_names_in_one_list_of_changes() -> None:
    """Two lists of an object, and a field that has the name of a list then."""
    two = after(
        AddField("deal", NewField("payer", "relation", target="account", reverse="paid", id="fld_payer"))
    )
    gated = after(SetGate("deal", rule={"and": [DEALS, OWN_PAID]}, stage="sql"), catalog=two)
    swapped = after(
        SetReverse("deal", "account", "third"),
        SetReverse("deal", "payer", "deals"),
        SetReverse("deal", "account", "paid"),
        catalog=gated,
    )
    pipeline = swapped.object_by_name["deal"].pipeline
    assert pipeline is not None
    assert pipeline.stage_by_name["sql"].gate == {
        "and": [
            {"some": [{"var": "account.paid"}, {"filled": {"var": "title"}}]},
            {"none": [{"var": "account.deals"}, {"missing": ["title"]}]},
        ]
    }
    for one, other in ((gated, swapped), (swapped, gated)):
        changes = changes_between(one, other)
        assert {each.kind for each in changes} <= {"setReverse", "setGate"}
        assert applied(one, changes)[-1] == other
    taken = after(
        SetReverse("deal", "account", "third"),
        RenameField("account", "sector", "deals"),
        SetReverse("deal", "account", "sector"),
    )
    for one, other in ((after(), taken), (taken, after())):
        assert applied(one, changes_between(one, other))[-1] == other


def test_a_list_of_links_and_one_of_references() -> None:
    catalog = after(
        AddObject(
            "tag",
            "tags",
            fields=(
                NewField("deals", "relations", target="deal", reverse="tags", id="fld_tagged"),
                NewField(
                    "about", "reference", targets=("deal", "account"), reverse="remarks", id="fld_about"
                ),
                NewField("next", "relations", target="tag", reverse="before2", id="fld_next"),
            ),
        ),
        SetGate(
            "deal",
            rule={"and": [{"some": [{"var": "tags"}, True]}, {"some": [{"var": "account.remarks"}, True]}]},
            stage="sql",
        ),
        AddField("tag", NewField("number", "integer", roll_up=NewRollUp("next", "count"))),
    )
    renamed = after(
        SetReverse("tag", "deals", "marks"),
        SetReverse("tag", "about", "notes"),
        SetReverse("tag", "next", "previous"),
        catalog=catalog,
    )
    pipeline = renamed.object_by_name["deal"].pipeline
    assert pipeline is not None
    assert pipeline.stage_by_name["sql"].gate == {
        "and": [{"some": [{"var": "marks"}, True]}, {"some": [{"var": "account.notes"}, True]}]
    }
    assert SetReverse("tag", "about", "notes").breaks(catalog) == (
        "Clients that read the list deal.remarks must use deal.notes.",
        "Clients that read the list account.remarks must use account.notes.",
    )
    # What a record links itself is another list, over which the roll-up goes.
    without = after(SetReverse("tag", "next"), catalog=renamed)
    assert {each.kind for each in changes_between(without, catalog)} == {"setReverse"}
    (problem,) = refused(SetReverse("tag", "about"), catalog=renamed)
    assert problem.code == "CATALOG_IN_USE"
    assert problem.message.startswith("The list deal.notes, account.notes is used by the gate of stage sql")


def test_a_list_that_nothing_goes_over_is_taken_away_and_made_again() -> None:
    uses = {
        each.kind for each in list_uses(walked(), walked().object_by_name["deal"].field_by_name["account"])
    }
    everything = {
        "formula",
        "rollUp",
        "requiredWhen",
        "default",
        "validation",
        "gate",
        "criterion",
        "example",
    }
    assert uses == {*everything, "rowRule"}
    (problem,) = refused(SetReverse("deal", "account"), catalog=walked())
    assert (problem.code, problem.path[3:]) == ("CATALOG_IN_USE", ("reverse",))
    bare = after(SetReverse("deal", "account"))
    assert check_catalog(bare) == ()
    assert bare.object_by_name["deal"].field_by_name["account"].reverse is None
    assert changes_between(bare, after()) == (SetReverse("deal", "account", "deals"),)
    assert changes_between(walked(), bare)[-1].kind == "setReverse", "after what goes over it"
    assert after(SetReverse("deal", "account"), catalog=bare) == bare


@pytest.mark.parametrize(
    ("reverse", "code"),
    [
        ("name", "CATALOG_NAME_TAKEN"),
        ("children", "CATALOG_NAME_TAKEN"),
        ("parentId", "CATALOG_NAME_TAKEN"),
        ("childrenGroups", "CATALOG_NAME_TAKEN"),
        ("NAME", "CATALOG_NAME_INVALID"),
        ("ownerId", "CATALOG_NAME_RESERVED"),
        ("stage", "CATALOG_NAME_RESERVED"),
        ("before", "CATALOG_NAME_RESERVED"),
        ("select", "CATALOG_NAME_RESERVED"),
        ("订单", "CATALOG_NAME_INVALID"),
        ("", "CATALOG_NAME_INVALID"),
        ("x" * 49, "CATALOG_NAME_TOO_LONG"),
    ],
)
def test_a_name_that_a_list_cannot_have(reverse: str, code: str) -> None:
    problem, *_ = refused(SetReverse("deal", "account", reverse))
    assert (problem.code, problem.path) == (code, ("changes", 0, "setReverse", "reverse"))


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (SetReverse("deal", "amount", "sales"), "CATALOG_INVALID", "reverse"),
        (SetReverse("deal", "nothing", "sales"), "CATALOG_UNKNOWN", "field"),
        (SetReverse("nothing", "amount", "sales"), "CATALOG_UNKNOWN", "object"),
    ],
)
def test_a_field_that_gives_no_list(change: Change, code: str, place: str) -> None:
    (problem,) = refused(change)
    assert (problem.code, problem.path[3:]) == (code, (place,))


def test_what_is_removed_follows_too() -> None:
    catalog = after(
        AddField("account", NewField("busy", "boolean", formula=RICH, id="fld_busy")),
        AddObject(
            "visit",
            "visits",
            fields=(
                NewField("deal", "relation", target="deal", reverse="visits", id="fld_visited"),
                NewField(
                    "late", "boolean", formula={"some": [{"var": "deal.account.deals"}, {"var": "budget"}]}
                ),
            ),
            id="obj_visit",
        ),
        RemoveField("account", "busy"),
        RemoveObject("visit"),
        RENAMED,
        RestoreField("account", "busy"),
        RestoreObject("visit"),
    )
    assert check_catalog(catalog) == ()
    assert "sales" in str(catalog.object_by_name["account"].field_by_name["busy"].formula)
    assert "deal.account.sales" in str(catalog.object_by_name["visit"].field_by_name["late"].formula)


def test_a_relation_comes_back_with_the_list_that_it_had_or_without() -> None:
    gone = after(
        RemoveField("deal", "account"), catalog=after(SetGate("deal", rule=None, stage="sql"), *_no_uses())
    )
    for reverse in ("deals", "sales", None):
        wanted = after(SetReverse("deal", "account", reverse), catalog=after(*_no_uses()))
        wanted = after(SetGate("deal", rule=None, stage="sql"), catalog=wanted)
        assert (
            applied(gone, changes_between(gone, wanted))[-1].object_by_name["deal"].field_by_name["account"]
            == (wanted.object_by_name["deal"].field_by_name["account"])
        )


def _no_uses() -> tuple[Change, ...]:
    return (SetGate("deal", rule=None, source="lead", target="sql"), SetGate("deal", rule=None, stage="sql"))


def test_a_change_made_meanwhile_says_the_new_name() -> None:
    base = after()
    head = after(RENAMED)
    gate, rolled = (
        SetGate("deal", rule=DEALS, stage="sql"),
        NewField("size", "integer", roll_up=NewRollUp("deals", "count")),
    )
    made = rebased(base, head, [gate, AddField("account", rolled)])
    assert made.collisions == ()
    changed, added = made.changes
    assert isinstance(changed, SetGate)
    assert changed.rule == SALES
    assert isinstance(added, AddField)
    assert added.field.roll_up == NewRollUp("sales", "count")
    # The other way round: who renames follows what was written meanwhile.
    written = after(gate)
    outcome = rebased(base, written, [RENAMED])
    assert outcome.collisions == ()
    assert applied(written, outcome.changes)[-1] == after(gate, RENAMED)
    (met,) = rebased(base, after(SetReverse("deal", "account", "orders")), [RENAMED]).collisions
    assert met.place[-1] == "reverse"


def test_the_two_lists_of_links_to_its_own_kind_are_two() -> None:
    """`next` and what leads back: a rule that says the one instead of the other says something else."""
    links = NewField("next", "relations", target="account", reverse="previous", id="fld_next")
    base = after(AddField("account", links))

    def gated(name: str, catalog: Catalog) -> Catalog:
        return after(
            SetGate("deal", rule={"some": [{"var": f"account.{name}"}, True]}, stage="sql"), catalog=catalog
        )

    met = rebased(gated("next", base), gated("previous", base), [SetGate("deal", rule=True, stage="sql")])
    assert [each.place[-1] for each in met.collisions] == ["gate"]
