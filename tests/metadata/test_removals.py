"""What is removed can be restored with its data, and is erased for good only afterwards."""

import pytest

from core.sql import DIALECT
from metadata.changes.base import Change
from metadata.changes.erasures import EraseField, EraseObject, ErasePipeline
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.objects import AddObject, RemoveObject
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.changes.roles import AddRole, NewGrant, SetGrants
from metadata.changes.stages import RenameStage
from metadata.changes.validations import AddValidation, RemoveValidation
from metadata.checks import check_catalog
from tests.metadata.world import after, refused

FREE = SetGate("deal", source="sql", target="won")
"""After this nothing reads the amount of a deal."""


GOLDEN: list[tuple[tuple[Change, ...], Change, list[str]]] = [
    (
        (FREE, RemoveField("deal", "amount")),
        RestoreField("deal", "amount", "value", required=True),
        [
            "ALTER TABLE t_world.deal RENAME sluice_removed_fld_amount__amount TO value",
            "ALTER TABLE t_world.deal RENAME sluice_removed_fld_amount__currency TO value__currency",
            "ALTER TABLE t_world.deal ALTER COLUMN value SET NOT NULL",
            "ALTER TABLE t_world.deal ALTER COLUMN value__currency SET NOT NULL",
            "ALTER TABLE t_world.deal ADD CONSTRAINT ck_fld_amount_currency"
            " CHECK ((value IS NULL) = (value__currency IS NULL)) NOT VALID",
        ],
    ),
    (
        (RemoveObject("deal"),),
        RestoreObject("deal", "chance", "chances"),
        [
            "ALTER TABLE t_world.sluice_removed_obj_deal RENAME TO chance",
            "ALTER TABLE t_world.chance ADD CONSTRAINT fk_fld_account FOREIGN KEY(\"accountId\")"
            " REFERENCES t_world.account (id) NOT VALID",
            "ALTER TABLE t_world.chance ADD CONSTRAINT fk_obj_deal_owner FOREIGN KEY(\"ownerId\")"
            " REFERENCES t_world.sluice_member (id) NOT VALID",
        ],
    ),
    (
        (RemovePipeline("deal"),),
        RestorePipeline("deal", "sales"),
        [
            "ALTER TABLE t_world.deal RENAME sluice_removed_pip_sales TO stage",
            "ALTER TABLE t_world.deal RENAME sluice_removed_pip_sales__entered TO \"stageEnteredAt\"",
            "ALTER TABLE t_world.deal ALTER COLUMN stage SET NOT NULL",
            "ALTER TABLE t_world.deal ALTER COLUMN \"stageEnteredAt\" SET NOT NULL",
            "CREATE INDEX ix_obj_deal_stage ON t_world.deal (stage)",
        ],
    ),
    ((RemoveField("deal", "budget"),), EraseField("deal", "budget"),
     ["ALTER TABLE t_world.deal DROP COLUMN sluice_removed_fld_budget"]),
    ((RemoveObject("deal"),), EraseObject("deal"), ["DROP TABLE t_world.sluice_removed_obj_deal"]),
    ((RemovePipeline("deal"),), ErasePipeline("deal", "sales"),
     ["ALTER TABLE t_world.deal DROP COLUMN sluice_removed_pip_sales",
      "ALTER TABLE t_world.deal DROP COLUMN sluice_removed_pip_sales__entered"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "change", "expected"), GOLDEN, ids=lambda value: getattr(value, "kind", None)
)
def test_the_ddl_of(first: tuple[Change, ...], change: Change, expected: list[str]):
    before = after(*first)
    made = change.apply(before)
    assert check_catalog(made) == ()

    assert [
        str(each.compile(dialect=DIALECT)).strip() for each in change.ddl(before, made, "t_world")
    ] == expected
    assert change.sentence().endswith(".")
    assert all(each.chinese.endswith("。") for each in (change.sentence(), *change.breaks(before)))


def test_every_kind_stands_here():
    kinds = {each.kind for each in Change.__subclasses__() if each.kind.startswith(("restore", "erase"))}
    assert kinds == {change.kind for _, change, _ in GOLDEN}


def test_a_removed_field_takes_its_grants_along_and_brings_them_back():
    gone = after(FREE, RemoveField("deal", "amount"))
    assert [grant.field for grant in gone.role_by_name["rep"].grants] == ["*", "*"]
    assert "amount" not in gone.object_by_name["deal"].field_by_name
    back = after(RestoreField("deal", "amount"), catalog=gone)
    assert back.role_by_name["rep"].grants == after().role_by_name["rep"].grants
    assert back.object_by_name["deal"].removed_fields == ()


def test_the_name_is_free_meanwhile_and_another_can_be_given():
    gone = after(RemoveField("deal", "budget"), AddField("deal", NewField("budget", "text")))
    taken = refused(RestoreField("deal", "budget"), catalog=gone)
    assert [(each.code, each.path[2:]) for each in taken] == [
        ("CATALOG_NAME_TAKEN", ("restoreField", "name"))
    ]
    back = after(RestoreField("deal", "budget", "agreed"), catalog=gone)
    assert back.object_by_name["deal"].field_by_name["agreed"].id == "fld_budget"
    twice = after(RemoveField("deal", "budget"), catalog=gone)
    (problem,) = refused(RestoreField("deal", "budget"), catalog=twice)
    assert (problem.code, problem.path[-1]) == ("CATALOG_INVALID", "field")
    assert "fld_budget" in problem.hint
    assert (
        after(RestoreField("deal", "fld_budget"), catalog=twice)
        .object_by_name["deal"]
        .field_by_name["budget"]
    )


def test_a_list_on_the_other_side_can_get_another_name():
    gone = after(
        RemoveField("deal", "account"),
        catalog=after(SetGate("deal", stage="sql"), SetGate("deal", source="lead", target="sql")),
    )
    line = AddObject(
        "line", "lines", fields=(NewField("account", "relation", target="account", reverse="deals"),)
    )
    taken = refused(RestoreField("deal", "account"), catalog=after(line, catalog=gone))
    assert {(each.code, each.path[-1]) for each in taken} == {("CATALOG_NAME_TAKEN", "reverse")}
    after(RestoreField("deal", "account", reverse="chances"), catalog=after(line, catalog=gone))


@pytest.mark.parametrize("days", [0, -1, 366, 10**18])
def test_a_grace_period_has_its_bounds(days: int):
    for change in (
        RemoveField("deal", "budget", days=days),
        RemoveObject("deal", days=days),
        RemovePipeline("deal", days=days),
    ):
        assert [(each.code, each.path[-1]) for each in refused(change)] == [("CATALOG_INVALID", "days")]
    (problem,) = refused(RemoveField("deal", "budget", since="never"))
    assert (problem.code, problem.path[-1]) == ("CATALOG_INVALID", "since")


def test_what_is_not_removed_is_neither_restored_nor_erased():
    for change in (
        RestoreField("deal", "amount"),
        RestoreObject("deal"),
        RestorePipeline("deal", "sales"),
        ErasePipeline("deal", "sales"),
        RestoreField("deal", "x" * 1_000_000),
    ):
        assert [each.code for each in refused(change)] == ["CATALOG_UNKNOWN"]
    for erase in (EraseField("deal", "amount"), EraseObject("deal")):
        (problem,) = refused(erase)
        assert problem.code == "CATALOG_INVALID"
        assert problem.hint == "Remove it first; both changes fit in one list."


def test_an_object_that_points_to_a_removed_one_waits_for_it():
    gone = after(RemoveObject("deal"), RemoveObject("account"))
    (problem,) = refused(RestoreObject("deal"), catalog=gone)
    assert (problem.code, problem.path[-1]) == ("CATALOG_UNKNOWN", "object")
    assert problem.hint == "Restore account first; both changes fit in one list."
    assert [each.code for each in refused(EraseObject("account"), catalog=gone)] == ["CATALOG_IN_USE"]
    assert check_catalog(after(RestoreObject("account"), RestoreObject("deal"), catalog=gone)) == ()
    after(EraseObject("deal"), EraseObject("account"), catalog=gone)


def test_rules_of_what_is_removed_follow_renames():
    gone = after(
        RemoveObject("deal"),
        RenameField("account", "sector", "industry"),
        RenameField("account", "parent", "holding"),
    )
    back = after(RestoreObject("deal"), catalog=gone)
    pipeline = back.object_by_name["deal"].pipeline
    assert pipeline is not None
    assert pipeline.stage_by_name["sql"].gate == {"==": [{"var": "account.holding.industry"}, "tech"]}
    assert RestoreObject("deal").breaks(gone) == ()


def test_a_rule_of_a_removed_object_follows_a_renamed_stage():
    line = AddObject("line", "lines", fields=(NewField("deal", "relation", target="deal", reverse="lines"),))
    role = AddRole("clerk", grants=(NewGrant("line", "read", rule={"==": [{"var": "deal.stage"}, "won"]}),))
    gone = after(line, role, RemoveObject("line"), RenameStage("deal", "won", "victory"))
    back = after(RestoreObject("line"), catalog=gone)
    assert back.role_by_name["clerk"].grants[0].rule == {"==": [{"var": "deal.stage"}, "victory"]}


def test_a_gate_that_reads_what_is_gone_is_closed_and_a_grant_left_out():
    role = AddRole(
        "clerk", grants=(NewGrant("deal", "read", rule={"==": [{"var": "account.sector"}, "tech"]}),)
    )
    open_rep = after(role, RemoveObject("deal"))

    gone = after(SetGrants("rep", ()), RemoveField("account", "sector"), catalog=open_rep)
    back = after(RestoreObject("deal"), catalog=gone)
    pipeline = back.object_by_name["deal"].pipeline
    assert pipeline is not None
    assert pipeline.stage_by_name["sql"].gate is False
    assert back.role_by_name["clerk"].grants == ()
    assert RestoreObject("deal").breaks(gone) == (
        "The gate of stage sql of deal is closed: it reads what is gone.",
        "A grant of the role clerk is left out: its rule reads what is gone.",
    )


def test_a_formula_that_reads_what_is_gone_stays_removed():
    reading = [
        AddField("deal", NewField("field1", "text", formula={"var": "account.name"})),
        AddField("deal", NewField("field2", "text", formula={"cat": [{"var": "field1"}, "!"]})),
    ]
    world = after(*reading, AddField("account", NewField("title", "text")))
    gone = after(RenameField("account", "name", "firm"), RemoveObject("deal"), catalog=world)
    back = after(RestoreObject("deal"), catalog=gone)
    assert back.object_by_name["deal"].field_by_name["field1"].formula == {"var": "account.firm"}
    reads_title = AddField("deal", NewField("field3", "text", formula={"var": "account.title"}))
    gone = after(reads_title, RemoveObject("deal"), RemoveField("account", "title"), catalog=world)
    assert RestoreObject("deal").breaks(gone) == (
        "The field deal.field3 stays removed: it reads what is gone.",
    )
    back = after(RestoreObject("deal"), catalog=gone)
    assert check_catalog(back) == ()
    assert [each.field.name for each in back.object_by_name["deal"].removed_fields] == ["field3"]
    after(RestoreField("account", "title"), RestoreField("deal", "field3"), catalog=back)


def test_a_pipeline_whose_stages_are_used_stays():
    world = after(AddField("deal", NewField("open", "boolean", formula={"==": [{"var": "stage"}, "lead"]})))
    (problem,) = refused(RemovePipeline("deal"), catalog=world)
    assert (problem.code, problem.path[-1]) == ("CATALOG_IN_USE", "object")
    assert "the formula of deal.open" in problem.message
    removed = after(RemovePipeline("deal"))
    assert (
        refused(
            RestorePipeline("deal", "sales"),
            catalog=after(AddPipeline("deal", "other", stages=(NewStage("a"),)), catalog=removed),
        )[0].code
        == "CATALOG_NAME_TAKEN"
    )


def test_what_else_reads_what_is_gone_is_left_out():
    code = {"filled": {"var": "account.code"}}
    note = NewField("note", "text", required_when=code, default_formula={"var": "account.code"})
    world = after(
        AddField("account", NewField("code", "text")),
        AddField("deal", note),
        AddField("deal", NewField("kept", "text", required_when={"var": "budget"})),
        AddValidation("deal", "coded", code, {"en": "Give the account a code."}),
    )
    told = (
        "The condition to require a value of deal.note is left out: it reads what is gone.",
        "The default of deal.note is left out: it reads what is gone.",
    )

    gone = after(RemoveObject("deal"), RemoveField("account", "code"), catalog=world)
    back = after(RestoreObject("deal"), catalog=gone)
    deal = back.object_by_name["deal"]
    assert check_catalog(back) == ()
    assert [each.name for each in deal.validations] == ["dated"]
    assert (deal.field_by_name["note"].required_when, deal.field_by_name["note"].default_formula) == (
        None,
        None,
    )
    assert deal.field_by_name["kept"].required_when == {"var": "budget"}
    assert RestoreObject("deal").breaks(gone) == (
        *told,
        "The validation coded of deal is left out: it reads what is gone.",
    )

    without = after(RemoveField("deal", "note"), RemoveValidation("deal", "coded"), catalog=world)
    assert RestoreField("deal", "note").breaks(without) == ()
    whole = after(RestoreField("deal", "note"), catalog=without).object_by_name["deal"].field_by_name["note"]
    assert (whole.required_when, whole.default_formula) == (code, {"var": "account.code"})
    gone = after(RemoveField("account", "code"), catalog=without)
    assert RestoreField("deal", "note").breaks(gone) == told
    assert check_catalog(after(RestoreField("deal", "note"), catalog=gone)) == ()


def test_what_is_named_by_its_id_is_told_by_its_name() -> None:
    gone = after(FREE, RemoveField("deal", "amount"), RemovePipeline("deal"))
    definition = gone.object_by_name["deal"]
    (field,), (pipeline,) = definition.removed_fields, definition.removed_pipelines
    for change in (RestoreField("deal", field.field.id), EraseField("deal", field.field.id)):
        assert "deal.amount" in change.told(gone)
    assert "pipeline sales of deal" in ErasePipeline("deal", pipeline.pipeline.id).told(gone)
    gone = after(RemoveObject("deal"))
    for whole in (RestoreObject(definition.id), EraseObject(definition.id)):
        assert "the object deal" in whole.told(gone) or "removed object deal" in whole.told(gone)
