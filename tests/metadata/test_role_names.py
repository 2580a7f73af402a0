"""A role that is renamed, and the rules that ask whether whoever acts has it."""

import random
from itertools import pairwise
from typing import Any

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.changes.criteria import AddCriterion, AddGateExample
from metadata.changes.fields import AddField, NewField, RemoveField
from metadata.changes.objects import AddObject, RemoveObject
from metadata.changes.options import AddOption
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.pipelines import SetGate
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.changes.roles import (
    AddRole,
    NewGrant,
    RemoveRole,
    RenameRole,
    SetGrants,
    SetInherits,
    SetRoleLabels,
)
from metadata.changes.stages import RenameStage
from metadata.changes.validations import AddValidation, SetRequiredWhen
from metadata.checks import check_catalog
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import changes_to
from metadata.fields import Option
from metadata.rules import rules_of
from metadata.values import JsonValue
from tests.metadata.test_differences import check, kinds
from tests.metadata.test_merging import collisions, merged
from tests.metadata.world import after, refused

BOSS = AddRole("boss", {"en": "Boss"}, id="rol_boss")


def among(role: str) -> JsonValue:
    return {"in": [role, {"var": "actor.roles"}]}


def has(role: str) -> JsonValue:
    return {"has": [{"var": "actor.roles"}, role]}


def asking(rule: JsonValue, example: tuple[str, ...]) -> list[Change]:
    """Changes that put a rule wherever one may ask who acts."""
    return [
        SetGate("deal", stage="won", rule=rule),
        SetGate("deal", source="lead", target="sql", rule={"or": [rule, {"==": [{"var": "title"}, "rep"]}]}),
        SetGate("deal", stage="sql", rule={"none": [{"var": "account.deals"}, rule]}),
        AddCriterion("deal", "asked", rule, entering="lost"),
        AddGateExample("deal", "said", "lead", "sql", {"actor.roles": [*example], "title": "rep"}, True),
        AddValidation("deal", "checked", rule, {"en": "No."}, id="val_checked"),
        SetRequiredWhen("deal", "title", rule),
        SetGrants("boss", (NewGrant("deal", "read", rule=rule), NewGrant("account", "read"))),
    ]


def placed(catalog: Catalog) -> dict[str, Any]:
    return {each.place: each.rule for each in rules_of(catalog)}


def test_every_rule_follows():
    before = after(BOSS, *asking({"and": [among("rep"), has("boss")]}, ("rep", "boss")))
    renamed = after(RenameRole("rep", "seller"), catalog=before)
    wanted = after(
        AddRole("boss", {"en": "Boss"}, id="rol_boss"),
        *asking({"and": [among("seller"), has("boss")]}, ("seller", "boss")),
        catalog=after(RenameRole("rep", "seller")),
    )
    assert placed(renamed) == placed(wanted)
    assert any("seller" in str(rule) for rule in placed(renamed).values())
    assert check_catalog(renamed) == ()
    # All else of the role is as it was.
    old, new = before.role_by_name["rep"], renamed.role_by_name["seller"]
    assert (new.id, new.labels, new.grants) == (old.id, old.labels, old.grants)
    # A text that is no role stays.
    assert {"==": [{"var": "title"}, "rep"]} in renamed.object_by_name["deal"].pipeline.transitions[0].gate[
        "or"
    ]


def test_what_is_removed_comes_back_with_the_new_name():
    asked = {"if": [among("rep"), True, {"filled": {"var": "title"}}]}
    before = after(
        AddField("deal", NewField("note", "text", required_when=asked)),
        AddObject("visit", "visits", fields=(NewField("place", "text", required_when=among("rep")),)),
        SetGate("deal", stage="won", rule=asked),
        RemoveField("deal", "note"),
        RemoveObject("visit"),
        RemovePipeline("deal"),
    )
    renamed = after(RenameRole("rep", "seller"), catalog=before)
    back = after(
        RestoreField("deal", "note"),
        RestoreObject("visit"),
        RestorePipeline("deal", "sales"),
        catalog=renamed,
    )
    rules = [rule for rule in placed(back).values() if "actor.roles" in str(rule)]
    assert len(rules) == 3
    assert all("seller" in str(rule) and "'rep'" not in str(rule) for rule in rules)


def test_only_the_case_of_a_name_changes_too():
    assert after(RenameRole("rep", "REP")).role_by_name["REP"].id == "rol_rep"


def test_a_role_that_is_compared_with_a_choice_keeps_its_name():
    approver = NewField("approver", "choice", options=(Option("rep"), Option("boss")))
    before = after(
        BOSS,
        AddField("deal", approver),
        SetGate("deal", stage="won", rule={"has": [{"var": "actor.roles"}, {"var": "approver"}]}),
    )
    (problem,) = refused(RenameRole("rep", "seller"), catalog=before)
    assert (problem.code, problem.path) == ("CATALOG_IN_USE", ("changes", 0, "renameRole", "role"))
    assert "the gate of stage won of deal" in problem.message
    # Of a key that the choice has not there is nothing to tear.
    free = after(AddRole("guest"), RenameRole("guest", "visitor"), catalog=before)
    assert "visitor" in free.role_by_name
    assert after(SetGate("deal", stage="won"), RenameRole("rep", "seller"), catalog=before)


def test_a_stage_that_is_looked_for_in_a_multi_choice_keeps_its_name():
    """It was renamed, and never found again among the keys that cannot be."""
    asked = AddField("deal", NewField("passed", "multiChoice", options=(Option("lead"), Option("won"))))
    rule = {"has": [{"var": "passed"}, {"var": "stage"}]}
    before = after(asked, SetGate("deal", stage="won", rule=rule))
    (problem,) = refused(RenameStage("deal", "lead", "new"), catalog=before)
    assert (problem.code, problem.path[-1]) == ("CATALOG_IN_USE", "stage")
    assert after(RenameStage("deal", "sql", "qualified"), catalog=before)


# From one catalog to another


@pytest.mark.parametrize("asked", [None, among("rep")])
def test_a_renamed_role_is_found_as_renamed(asked: JsonValue):
    before = after(SetGate("deal", stage="won", rule=asked))
    renamed = after(RenameRole("rep", "seller"), catalog=before)
    assert check(before, renamed) == (RenameRole("rep", "seller"),)
    assert check(renamed, before) == (RenameRole("seller", "rep"),)


def test_labels_and_grants_are_set_under_the_name_of_the_moment():
    before = after(BOSS)
    swapped = after(
        RenameRole("rep", "third"),
        RenameRole("boss", "rep"),
        RenameRole("third", "boss"),
        SetRoleLabels("boss", {"en": "Seller"}),
        SetGrants("rep", (NewGrant("deal", "read"),)),
        catalog=before,
    )
    assert set(kinds(check(before, swapped))) == {"renameRole", "setRoleLabels", "setGrants"}
    assert set(kinds(check(swapped, before))) == {"renameRole", "setRoleLabels", "setGrants"}


def test_names_that_changed_places_with_rules_that_ask_for_both():
    before = after(BOSS, *asking({"and": [among("rep"), has("boss")]}, ("rep", "boss")))
    swapped = after(
        RenameRole("rep", "third"), RenameRole("boss", "rep"), RenameRole("third", "boss"), catalog=before
    )
    assert "renameRole" in kinds(check(before, swapped))
    assert "renameRole" in kinds(check(swapped, before))


def test_who_inherits_a_renamed_role_goes_on_inheriting_it():
    before = after(BOSS, SetInherits("boss", ("rep",)))
    renamed = after(RenameRole("rep", "seller"), catalog=before)
    assert renamed.role_by_name["boss"].inherits == (renamed.role_by_name["seller"].id,)
    assert check(before, renamed) == (RenameRole("rep", "seller"),)
    swapped = after(
        RenameRole("boss", "third"), RenameRole("rep", "boss"), RenameRole("third", "rep"), catalog=before
    )
    assert set(kinds(check(before, swapped))) == {"renameRole"}
    written: Any = document_of(renamed)
    assert [each.get("inherits") for each in written["roles"] if each["name"] == "boss"] == [["seller"]]


def test_a_role_made_anew_under_the_name_of_one_that_a_rule_asks_for():
    before = after(SetGate("deal", stage="won", rule=among("rep")))
    anew = after(
        SetGate("deal", stage="won"),
        RemoveRole("rep"),
        AddRole("rep"),
        SetGate("deal", stage="won", rule=among("rep")),
        catalog=before,
    )
    assert before.role_by_name["rep"].id != anew.role_by_name["rep"].id
    assert {"addRole", "removeRole"} <= set(kinds(check(before, anew)))
    assert {"addRole", "removeRole"} <= set(kinds(check(anew, before)))


@pytest.mark.parametrize("seed", range(10))
def test_random_names(seed: int):
    chance = random.Random(seed)
    words = ["alpha", "beta", "gamma", "delta"]
    catalogs = [after(*(AddRole(word) for word in words[:3]))]
    for _ in range(20):
        now = catalogs[-1]
        names = [each.name for each in now.roles if each.name != "admin"]
        change = chance.choice(
            [
                RenameRole(chance.choice(names), chance.choice(words)),
                RenameRole(chance.choice(names), chance.choice(words)),
                SetGate("deal", stage=chance.choice(["won", "sql"]), rule=among(chance.choice(names))),
                RemoveRole(chance.choice(names)),
                AddRole(chance.choice(words)),
            ]
        )
        try:
            catalogs.append(applied(now, [change])[-1])
        except SluiceError:
            continue
    assert any(one.roles != other.roles for one, other in pairwise(catalogs))
    for _ in range(4):
        one, other = chance.sample(catalogs, 2)
        check(one, other)


def test_a_document_renames_a_role_by_its_id():
    before = after(SetGate("deal", stage="won", rule=among("rep")))
    given: Any = document_of(before)
    given["roles"][0]["name"] = "seller"
    deal = next(each for each in given["objects"] if each["name"] == "deal")
    deal["pipeline"]["stages"][2]["gate"] = among("seller")
    assert changes_to(given, before) == (RenameRole("rep", "seller"),)
    # Whoever forgets a rule is told which.
    deal["pipeline"]["stages"][2]["gate"] = among("rep")
    with pytest.raises(SluiceError) as found:
        changes_to(given, before)
    assert found.value.problems[0].code == "RULE_UNKNOWN_OPTION"


# Two who publish at once


@pytest.mark.parametrize(
    ("ours", "followed"),
    [
        (SetRoleLabels("rep", {"en": "A"}), SetRoleLabels("seller", {"en": "A"})),
        (SetGrants("rep", ()), SetGrants("seller", ())),
        (AddRole("own", inherits=("rep",), id="rol_own"), AddRole("own", inherits=("seller",), id="rol_own")),
        (
            SetGate("deal", stage="won", rule=among("rep")),
            SetGate("deal", stage="won", rule=among("seller")),
        ),
        (
            AddRole("own", grants=(NewGrant("deal", "read", rule=has("rep")),), id="rol_own"),
            AddRole("own", grants=(NewGrant("deal", "read", rule=has("seller")),), id="rol_own"),
        ),
        (
            AddGateExample("deal", "said", "lead", "lost", {"actor.roles": ["rep"]}, True, id="exa_x"),
            AddGateExample("deal", "said", "lead", "lost", {"actor.roles": ["seller"]}, True, id="exa_x"),
        ),
    ],
    ids=lambda change: change.kind,
)
def test_what_others_publish_meanwhile_follows_a_renamed_role(ours: Change, followed: Change):
    assert merged([RenameRole("rep", "seller")], [ours]) == (followed,)
    assert merged([ours], [RenameRole("rep", "seller")]) == (RenameRole("rep", "seller"),)


def test_two_names_for_one_role_collide():
    assert collisions([RenameRole("rep", "seller")], [RenameRole("rep", "agent")]) == ["the name of role rep"]
    assert collisions([RenameRole("rep", "seller")], [RemoveRole("rep")])
    assert collisions([RemoveRole("rep")], [RenameRole("rep", "seller")])


def test_a_name_that_others_have_taken_meanwhile():
    with pytest.raises(SluiceError) as found:
        merged([AddRole("seller")], [RenameRole("rep", "seller")])
    (problem,) = found.value.problems
    assert (problem.code, problem.path) == ("CATALOG_NAME_TAKEN", ("changes", 0, "renameRole", "name"))


def test_a_name_that_goes_to_another_role_meanwhile_is_followed_by_the_id():
    theirs: list[Change] = [RenameRole("rep", "seller"), AddRole("rep")]
    ours = SetGate("deal", stage="won", rule=among("rep"))
    assert merged(theirs, [ours]) == (SetGate("deal", stage="won", rule=among("seller")),)


def test_options_are_no_roles():
    before = after(AddOption("account", "sector", Option("rep")))
    renamed = after(
        SetGate("deal", stage="won", rule={"==": [{"var": "account.sector"}, "rep"]}),
        RenameRole("rep", "seller"),
        catalog=before,
    )
    assert placed(renamed)["the gate of stage won of deal"] == {"==": [{"var": "account.sector"}, "rep"]}
    assert changes_between(renamed, renamed) == ()
