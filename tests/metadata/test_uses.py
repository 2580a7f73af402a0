"""What uses a definition, and that a removal is refused for just that."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from core.errors import SluiceError
from core.sentences import said_in
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change
from metadata.changes.constraints import SetDefault
from metadata.changes.criteria import AddCriterion, AddGateExample
from metadata.changes.fields import AddField, NewField, RemoveField
from metadata.changes.objects import RemoveObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.pipeline_removal import RemovePipeline
from metadata.changes.pipelines import SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole
from metadata.changes.sections import NewSection, SetSections
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.unique_keys import AddUniqueKey
from metadata.changes.validations import AddValidation, SetRequiredWhen, SetValidation
from metadata.checks import check_catalog
from metadata.codec import encoded
from metadata.fields import Option
from metadata.rules import RuleKind, rules_of
from metadata.uses import Use, UseKind
from metadata.values import JsonValue
from metadata.without import without_field, without_object
from tests.metadata.random_author import Author
from tests.metadata.world import after, refused

STAGE_RULE = {"==": [{"var": "stage"}, "sql"]}
ORIGIN = NewField(
    "origin",
    "choice",
    options=(Option("home"), Option("abroad")),
    default_formula={"if": [{"filled": {"var": "city"}}, "home", "abroad"]},
    id="fld_origin",
)
RICH: tuple[Change, ...] = (
    AddCriterion("deal", "budgeted", {"var": "budget"}, "lead"),
    AddGateExample("deal", "planned", "lead", "sql", {"budget": True}, False),
    AddField("deal", NewField("size", "integer", id="fld_size")),
    SetRequiredWhen("deal", "budget", {">": [{"var": "size"}, 5]}),
    SetValidation("deal", "dated", rule={"filled": {"var": "size"}}, fields=("amount",)),
    SetGate("deal", stage="won", rule={"and": [STAGE_RULE, {">": [{"var": "size"}, 1]}]}),
    AddRole("watcher", grants=(NewGrant("deal", "read", rule={"<": [{"var": "size"}, 9]}),), id="rol_w"),
    AddRole("chief", inherits=("watcher",), id="rol_c"),
    SetDefault("quote", "province", "zj"),
    AddField("quote", ORIGIN),
    AddUniqueKey("deal", "placed", ("account", "budget")),
    SetSections("quote", (NewSection("numbered", {}, ("number",)),)),
)
"""What the world has not of the kinds of uses."""


def rich() -> Catalog:
    return after(*RICH)


def removals(catalog: Catalog) -> Iterator[Change]:
    """One removal of everything in the catalog that can be removed."""
    for definition in catalog.objects:
        yield RemoveObject(definition.name)
        for field in definition.fields:
            yield RemoveField(definition.name, field.name)
            for option in field.options:
                yield RemoveOption(definition.name, field.name, option.key)
        if definition.pipeline is not None:
            yield RemovePipeline(definition.name)
            for stage in definition.pipeline.stages:
                yield RemoveStage(definition.name, stage.name)
    for role in catalog.roles:
        yield RemoveRole(role.name)


def uses(change: Change, catalog: Catalog | None = None) -> list[Use]:
    return [*change.uses(rich() if catalog is None else catalog)]


def told(change: Change) -> list[tuple[str, str, bool]]:
    return [(each.kind, each.sentence, each.blocks) for each in uses(change)]


def test_everything_that_uses_a_field():
    assert told(RemoveField("deal", "size")) == [
        ("requiredWhen", "The condition to require a value of deal.budget reads it.", True),
        ("validation", "The validation dated of deal reads it.", True),
        ("gate", "The gate of stage won of deal reads it.", True),
        ("rowRule", "The row rule of role watcher reads it.", True),
    ]
    assert told(RemoveField("deal", "amount")) == [
        ("gate", "The gate from sql to won of deal reads it.", True),
        ("validation", "The validation dated of deal shows its message at it.", True),
        ("grant", "The role rep allows update on it.", False),
    ]
    assert told(RemoveField("account", "parent")) == [
        ("rollUp", "The roll-up account.branches reads it.", True),
        ("gate", "The gate of stage sql of deal reads it.", True),
        ("rowRule", "The row rule of role rep reads it.", True),
        ("reverse", "The list account.children goes with it.", False),
    ]
    assert ("display", "The display name of account is its value.", True) in told(
        RemoveField("account", "name")
    )
    assert told(RemoveField("quote", "province")) == [
        ("dependentOptions", "The options of city depend on it.", True)
    ]
    assert told(RemoveField("deal", "title")) == [("formula", "The formula of deal.heading reads it.", True)]


def test_uses_by_roles_name_the_actions_in_chinese():
    grants = [each for each in uses(RemoveObject("account")) if each.kind == "grant"]
    assert [said_in(each.sentence, "zh-CN") for each in grants] == ["角色 rep 允许查看它。"]


def test_a_refused_removal_lists_its_uses_in_chinese_without_spaces_between():
    with pytest.raises(SluiceError) as refused:
        RemoveObject("account").apply(rich())
    (problem,) = refused.value.problems
    assert "关联字段 deal.account；" in said_in(problem.message, "zh-CN")


def test_everything_that_uses_an_object():
    assert told(RemoveObject("account")) == [
        ("relation", "The relation deal.account points to it.", True),
        ("gate", "The gate of stage sql of deal reads it.", True),
        ("gate", "The gate from lead to sql of deal reads it.", True),
        ("reverse", "The list account.children goes with it.", False),
        ("grant", "The role rep allows read on it.", False),
    ]
    assert [each for each in told(RemoveObject("deal")) if each[2]] == []


def test_everything_that_uses_an_option_or_a_stage():
    assert told(RemoveOption("quote", "province", "gd")) == [
        ("dependentOptions", "The options sz of city that go with it alone would go with every one.", True),
        ("dependentOptions", "The options hz of city go with it.", False),
    ]
    assert [each.blocks for each in RemoveOption("quote", "province", "gd", "fj").uses(rich())] == [False]
    assert ("default", "The default of quote.province names it.", True) in told(
        RemoveOption("quote", "province", "zj")
    )
    assert told(RemoveOption("quote", "origin", "home")) == [
        ("default", "The default of quote.origin may come to it.", True)
    ]
    assert told(RemoveField("quote", "city")) == [("default", "The default of quote.origin reads it.", True)]
    assert told(RemoveOption("account", "sector", "tech")) == [
        ("gate", "The gate of stage sql of deal names it.", True)
    ]
    assert told(RemoveStage("deal", "sql")) == [
        ("gate", "The gate of stage won of deal names it.", True),
        ("transition", "The edge from lead to sql of deal goes with it.", False),
        ("transition", "The edge from sql to won of deal goes with it.", False),
        ("example", "The example planned of deal goes with it.", False),
    ]
    won = uses(RemoveStage("deal", "sql"))[0]
    assert won.path == ("objects", "deal", "pipeline", "stages", 2, "gate"), "as it stands now"
    # Its own gates go with it; another object's rule would not.
    assert told(RemovePipeline("deal")) == []


def test_every_kind_of_use_is_found():
    """A new kind of rule in `metadata.rules` has an example here, and is found."""
    kinds = {part for each in get_args(UseKind) for part in get_args(each) or (each,)}
    # These are in the database, not in the catalog.
    kinds -= {"member", "apiKey"}
    assert {each.kind for each in rules_of(rich())} == set(get_args(RuleKind))
    assert {each.kind for change in removals(rich()) for each in uses(change)} == kinds


def places(value: JsonValue, wanted: str, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """Where a text stands in a JSON value, the parts of lists by their names where they have some."""
    if value == wanted:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, wanted, *path, key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            named = isinstance(item, dict) and "name" in item and path[-1] != "stages"
            yield from places(item, wanted, *path, str(item["name"]) if named else index)  # type: ignore[index]


def mentioned(catalog: Catalog, id_: str) -> set[tuple[str | int, ...]]:
    """Where the catalog names an id, save where it is the definition's own."""
    left = replace(
        catalog,
        objects=tuple(replace(each, removed_fields=(), removed_pipelines=()) for each in catalog.objects),
        removed_objects=(),
    )
    return {each for each in places(encoded(left), id_) if each[-1] != "id"}


def is_told(place: tuple[str | int, ...], found: list[Use]) -> bool:
    return any(place[: len(each.path) - 1] == each.path[:-1] for each in found)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_not_said_to_be_used_can_be_removed_and_the_rest_cannot(seed: int):
    """Over catalogs made at random: refusals are the uses that block, and no id is left where nothing is said."""
    catalog = made_at_random(seed)
    for change in removals(catalog):
        found = uses(change, catalog)
        blocking = [{"kind": each.kind, "path": [*each.path]} for each in found if each.blocks]
        try:
            left = change.apply(catalog)
        except SluiceError as error:
            in_use = [each for each in error.problems if each.code == "CATALOG_IN_USE"]
            assert [each.details["uses"] for each in in_use] == ([blocking] if blocking else [])
            continue
        assert blocking == [], change
        assert check_catalog(left) == (), change
    for definition in catalog.objects:
        assert_ids_told(catalog, definition)


def assert_ids_told(catalog: Catalog, definition: Object) -> None:
    found = uses(RemoveObject(definition.name), catalog)
    own = ("objects", definition.name)
    for place in mentioned(catalog, definition.id):
        assert place[:2] == own or is_told(place, found), (definition.name, place)
    for field in definition.fields:
        found = uses(RemoveField(definition.name, field.name), catalog)
        for place in mentioned(catalog, field.id):
            assert is_told(place, found), (definition.name, field.name, place)


def test_no_id_of_the_rich_catalog_is_left_where_nothing_is_said():
    for definition in rich().objects:
        assert_ids_told(rich(), definition)


def made_at_random(seed: int) -> Catalog:
    author, catalog = Author(seed), rich()
    for _ in range(60):
        change = author.change(catalog)
        try:
            changed = change.apply(catalog)
        except SluiceError:
            continue
        if not check_catalog(changed):
            catalog = changed
    return catalog


def test_a_refusal_names_all_that_block_and_its_details_where_they_are():
    (problem,) = refused(RemoveField("deal", "size"), catalog=rich())
    assert problem.message == (
        "deal.size is used by the condition to require a value of deal.budget; the validation dated of deal;"
        " the gate of stage won of deal; the row rule of role watcher."
    )
    assert said_in(problem.message, "zh-CN") == (
        "字段 deal.size 正被以下内容使用：deal.budget 的必填条件；deal 的记录要求 dated；"
        "deal 的阶段 won 的关卡；角色 watcher 的记录规则。"
    )
    assert problem.details["uses"] == [
        {"kind": each.kind, "path": [*each.path]} for each in uses(RemoveField("deal", "size"))
    ]


def test_a_refusal_of_very_many_uses_is_short():
    many = (
        AddValidation("deal", f"rule{index}", {"filled": {"var": "size"}}, {"en": "Give it."})
        for index in range(40)
    )
    (problem,) = refused(*many, RemoveField("deal", "size"), catalog=rich())
    assert problem.message.endswith("; ….")
    assert len(problem.message) < 1_000
    assert len(problem.details["uses"]) == 44  # type: ignore[arg-type]


def test_a_catalog_without_a_part():
    catalog = rich()
    account = catalog.object_by_name["account"]
    left = without_object(catalog, account)
    assert [each.name for each in left.objects] == ["deal", "quote"]
    assert "account" not in left.object_by_name["deal"].field_by_name, "it led there"
    left = without_field(catalog, account, account.field_by_name["parent"])
    assert "parent" not in left.object_by_name["account"].field_by_name


def test_a_gate_of_an_edge_that_goes_with_its_stage_keeps_nobody_from_removing_it() -> None:
    named = SetGate("deal", source="sql", target="won", rule={"==": [{"var": "stage"}, "sql"]})
    assert "sql" not in after(named, RemoveStage("deal", "sql")).object_by_name["deal"].pipeline.stage_by_name
    elsewhere = SetGate("deal", source="lead", target="lost", rule={"!=": [{"var": "stage"}, "sql"]})
    (problem,) = refused(RemoveStage("deal", "sql"), catalog=after(named, elsewhere))
    assert problem.code == "CATALOG_IN_USE"
    assert "the gate from lead to lost of deal" in problem.message
    assert "the gate from sql to won" not in problem.message
