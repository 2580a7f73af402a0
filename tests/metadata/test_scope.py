"""What the paths of rules mean."""

import pytest

from expressions.types import Step, ValueType
from metadata.changes.objects import AddObject
from metadata.scope import ObjectScope
from tests.metadata.world import after

TO_ACCOUNT = Step("fld_account", "obj_account")
TO_PARENT = Step("fld_parent", "obj_account")


def scope(name: str = "deal") -> ObjectScope:
    world = after()
    return ObjectScope(world, world.object_by_name[name])


@pytest.mark.parametrize(
    ("path", "kind", "steps", "field", "column"),
    [
        ("title", ValueType.TEXT, (), "fld_title", "title"),
        ("amount", ValueType.NUMBER, (), "fld_amount", "amount"),
        ("amount.currency", ValueType.TEXT, (), "fld_amount", "amount__currency"),
        ("account", ValueType.ID, (), "fld_account", "accountId"),
        ("accountId", ValueType.ID, (), "fld_account", "accountId"),
        ("account.id", ValueType.ID, (TO_ACCOUNT,), "id", "id"),
        ("account.sector", ValueType.CHOICE, (TO_ACCOUNT,), "fld_sector", "sector"),
        ("account.parent", ValueType.ID, (TO_ACCOUNT,), "fld_parent", "parentId"),
        ("account.parent.name", ValueType.TEXT, (TO_ACCOUNT, TO_PARENT), "fld_name", "name"),
        ("stage", ValueType.CHOICE, (), "stage", "stage"),
        ("createdAt", ValueType.DATETIME, (), "createdAt", "createdAt"),
        ("account.ownerId", ValueType.ID, (TO_ACCOUNT,), "ownerId", "ownerId"),
    ],
)
def test_a_path(path, kind, steps, field, column):
    found = scope().resolve(path)
    assert found is not None
    assert (found.path, found.type, found.steps) == (path, kind, steps)
    assert (found.field, found.column) == (field, column)


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "nothing",
        "title.x",
        "amount.amount",
        "amount.currency.x",
        "amount__currency",
        "accountId.name",
        "account.",
        "account.deals",
        "deals",
        "account.stage",
        "deletedAt",
        "createdAt.x",
        "account.parent.parent.parent.parent.name",
    ],
)
def test_no_path(path):
    assert scope().resolve(path) is None


def test_four_steps_are_the_most():
    assert scope().resolve("account.parent.parent.parent.name") is not None


def test_labels_tell_the_way_in_each_language():
    found = scope().resolve("account.sector")
    assert found.labels == {"en": "Account › Sector", "zh-CN": "Account › 行业"}
    assert scope().resolve("amount.currency").labels == {"en": "Amount › Currency", "zh-CN": "金额 › 币种"}


def test_the_options_of_a_choice_and_of_the_stage():
    assert scope().resolve("account.sector").options == {"tech": {"en": "Technology"}, "retail": {}}
    assert list(scope().resolve("stage").options) == ["lead", "sql", "won", "lost"]


def test_the_paths_for_hints_all_mean_something():
    for name in ("deal", "account"):
        for path in ("nothing", "account.nothing", "acount.sector", "account.parent.parnt.name", "", "."):
            paths = scope(name).near(path)
            assert all(scope(name).resolve(each) for each in paths)
            assert len(set(paths)) == len(paths)


def test_the_paths_for_hints_go_on_from_where_a_path_ends():
    assert {"title", "amount.currency", "stage", "createdAt"} <= set(scope("deal").near("titel"))
    assert "account.sector" in scope("deal").near("acount.sector")
    beyond = scope("deal").near("account.sectr")
    assert "account.sector" in beyond
    assert all(each.startswith("account.") for each in beyond)
    assert "account.parent.sector" in scope("deal").near("account.parnt.sector")


def test_an_object_without_pipeline_has_no_stage():
    world = after(AddObject("lead", "leads"))
    assert ObjectScope(world, world.object_by_name["lead"]).resolve("stage") is None
