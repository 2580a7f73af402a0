"""From any catalog to any other that changes can make, by changes."""

import random
from dataclasses import replace

import pytest

from core.errors import SluiceError
from expressions.working_calendar import CalendarDay
from metadata.catalog import Catalog
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change, applied
from metadata.changes.constraints import SetBounds, SetDefault, SetRequired, SetUnique
from metadata.changes.dependencies import OptionDependency, SetDependency
from metadata.changes.display import SetDisplay
from metadata.changes.erasures import EraseField, EraseObject, ErasePipeline
from metadata.changes.field_settings import SetDeprecation, SetPersonal, SetTrackHistory, SetWritable
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.labels import SetLabels
from metadata.changes.numbering import SetNumbering
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.options import AddOption, MoveOption, SetOption
from metadata.changes.pipeline_removal import RemovePipeline
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole, RenameRole, SetGrants, SetRoleLabels
from metadata.changes.roll_ups import NewRollUp, SetRollUp
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, MoveStage, RenameStage, SetStage
from metadata.changes.time_zone import SetTimeZone
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.changes.unique_keys import AddUniqueKey
from metadata.changes.validations import AddValidation, RemoveValidation, SetRequiredWhen, SetValidation
from metadata.changes.working_calendar import SetWorkingCalendar
from metadata.checks import check_catalog
from metadata.differences.between import changes_between
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.pipelines import Pipeline, Transition
from metadata.settings import Numbering
from tests.metadata.random_author import Author
from tests.metadata.world import after


def kinds(changes: tuple[Change, ...]) -> list[str]:
    return [each.kind for each in changes]


def with_edges_in_order(pipeline: Pipeline) -> Pipeline:
    return replace(
        pipeline, transitions=tuple(sorted(pipeline.transitions, key=lambda edge: (edge.source, edge.target)))
    )


def in_order(catalog: Catalog) -> Catalog:
    """The catalog with its definitions by id: their order is not what a change says."""
    objects = tuple(
        replace(
            each,
            fields=tuple(sorted(each.fields, key=lambda field: field.id)),
            validations=tuple(sorted(each.validations, key=lambda validation: validation.id)),
            pipeline=None if each.pipeline is None else with_edges_in_order(each.pipeline),
            removed_fields=(),
            removed_pipelines=(),
        )
        for each in sorted(catalog.objects, key=lambda each: each.id)
    )
    roles = tuple(sorted(catalog.roles, key=lambda role: role.id))
    return replace(catalog, version=0, objects=objects, roles=roles, removed_objects=())


def check(before: Catalog, wanted: Catalog) -> tuple[Change, ...]:
    """The changes, seen to lead there and to be sound on the way."""
    changes = changes_between(before, wanted)
    made = applied(before, changes)[-1] if changes else before
    assert in_order(replace(made, languages=wanted.languages)) == in_order(wanted)
    assert check_catalog(made) == ()
    return changes


ONE_WAY = [
    AddField("account", NewField("code", "text", unique=True)),
    RenameField("deal", "amount", "value"),
    RenameObject("deal", "opportunity", "opportunities"),
    AddObject(
        "thing", "things", fields=(NewField("keeper", "relation", target="account", reverse="things"),)
    ),
    SetGate("deal", stage="won", rule={"var": "budget"}),
    SetGate(
        "deal", stage="lost", rule={"none": [{"var": "account.deals"}, {"==": [{"var": "stage"}, "sql"]}]}
    ),
    SetGate("deal", source="lead", target="sql"),
    AddRole("viewer", grants=(NewGrant("deal", "read"),)),
    RenameRole("rep", "seller"),
    SetGrants("rep", (NewGrant("account", "read"),)),
    RemoveRole("rep"),
    SetLabels("deal", {"en": "Opportunity"}),
    SetLabels("deal", {"en": "Sum"}, field="amount"),
    SetLabels("account", {"en": "Tech"}, field="sector", option="tech"),
    SetLabels("deal", {"en": "Prospect"}, stage="lead"),
    SetApiPolicy(trusted_documents_only=True),
    SetTimeZone("Asia/Shanghai"),
    SetWorkingCalendar(("saturday", "monday"), extra_working_days=(CalendarDay("2026-02-15", "补班"),)),
    AddField("deal", NewField("number", "autoNumber", numbering=Numbering("D{00}"))),
    SetDependency("quote", "city", "province", (OptionDependency("other", ("zj",)),)),
    SetDependency("quote", "city"),
    SetNumbering("quote", "number", Numbering("E{YYYY}-{0}", "year", 5)),
    SetDeprecation("deal", "amount", {"en": "Use value."}),
    SetWritable("deal", "amount", "never"),
    SetTrackHistory("deal", "amount", True),
    SetPersonal("deal", "title", "identity"),
    SetPersonal("deal", "account", "subject"),
    SetRequired("deal", "account", required=True),
    SetUnique("account", "name", unique=False),
    SetDefault("deal", "budget", True),
    SetBounds("deal", "amount", minimum=1, maximum="99.5"),
    SetBounds(
        "deal", "title", min_length=2, max_length=9, pattern="[a-z]+", pattern_message={"en": "Letters."}
    ),
    AddField("deal", NewField("photo", "file", maximum=9, media_types=("image/*",))),
    SetBounds("quote", "scan", maximum=8, media_types=("application/pdf", "image/png")),
    AddOption("account", "sector", Option("energy"), before="retail"),
    SetOption("account", "sector", "tech", color="#00aa00", active=False),
    MoveOption("account", "sector", "retail", before="tech"),
    RemoveOption("account", "sector", "retail"),
    AddStage("deal", NewStage("offer", probability=70), before="won"),
    SetStage("deal", "lead", probability=5, objective={"en": "Find out who decides."}),
    MoveStage("deal", "lost", before="won"),
    RenameStage("deal", "sql", "SQL"),
    AddTransition("deal", Transition("won", "lost")),
    RemoveTransition("deal", "lead", "lost"),
    SetFormula("deal", "heading", {"cat": [{"var": "title"}, "!"]}),
    AddUniqueKey("deal", "named", ("account", "title"), True, {"en": "Once for each account."}),
    SetFormula("deal", "heading", {"var": "account.name"}),
    SetRollUp("account", "branches", NewRollUp("deals", "count", where={"var": "budget"})),
    AddField("account", NewField("volume", "money", roll_up=NewRollUp("deals", "sum", "amount"))),
    SetFieldType("deal", "title", "longText"),
    SetFieldType("account", "sector", "text"),
    SetFieldType("deal", "amount", "decimal", scale=4),
    AddValidation("deal", "named", {"filled": {"var": "title"}}, {"en": "Name it."}, ("title",), "warn"),
    SetValidation("deal", "dated", name="amounts", severity="warn", fields=("title",)),
    SetValidation("deal", "dated", rule={"var": "budget"}, messages={"en": "No."}),
    RemoveValidation("deal", "dated"),
    SetDefault("deal", "budget", formula={"filled": {"var": "title"}}),
    SetRequiredWhen("deal", "title", {"==": [{"var": "stage"}, "won"]}),
]


@pytest.mark.parametrize(
    "change",
    [RemoveField("quote", "city"), RemoveOption("quote", "province", "gd", "fj")],
    ids=lambda change: change.kind,
)
def test_what_depends_on_an_option_comes_and_goes_with_it(change: Change) -> None:
    check(after(), after(change))
    assert {"setDependency", "restoreField"} & set(kinds(check(after(change), after())))


@pytest.mark.parametrize("change", ONE_WAY, ids=lambda change: change.kind)
def test_one_change_and_back(change: Change) -> None:
    world = after()
    changed = after(change)
    assert len(check(world, changed)) == 1
    assert len(check(changed, world)) == 1


def test_a_stage_that_goes_takes_its_edges_with_it() -> None:
    without = after(RemoveStage("deal", "sql"))
    assert kinds(check(after(), without)) == ["removeStage"]
    assert sorted(kinds(check(without, after()))) == ["addStage", "addTransition", "addTransition"]


def test_stages_whose_names_changed_places() -> None:
    rule = {"in": [{"var": "stage"}, ["won", "lost"]]}
    world = after(SetGate("deal", stage="sql", rule=rule))
    swapped = after(
        RenameStage("deal", "won", "third"),
        RenameStage("deal", "lost", "won"),
        RenameStage("deal", "third", "lost"),
        catalog=world,
    )
    assert set(kinds(check(world, swapped))) <= {"renameStage", "setGate"}
    assert set(kinds(check(swapped, world))) <= {"renameStage", "setGate"}


def test_a_stage_that_takes_the_name_of_one_that_goes() -> None:
    world = after()
    moved = after(RemoveStage("deal", "sql"), RenameStage("deal", "lost", "sql"))
    assert kinds(check(world, moved)) == ["removeStage", "renameStage"]
    assert {"addStage", "renameStage"} <= set(kinds(check(moved, world)))


def test_a_new_stage_of_an_old_name_is_another() -> None:
    world = after()
    anew = after(RemoveStage("deal", "sql"), AddStage("deal", NewStage("sql", probability=30), before="won"))
    assert {"addStage", "removeStage"} <= set(kinds(check(world, anew)))


def test_nothing_leads_to_the_same() -> None:
    assert check(after(), after()) == ()


def test_what_is_removed_comes_back_under_its_id() -> None:
    world = after()
    changed = after(SetGate("deal", source="sql", target="won"), RemoveField("deal", "amount"))
    changes = check(changed, world)
    assert sorted(kinds(changes)) == ["restoreField", "setGate"]
    assert sorted(kinds(check(world, changed))) == ["removeField", "setGate"]


def test_names_that_change_places() -> None:
    swapped = after(
        RenameField("deal", "title", "third"),
        RenameField("deal", "amount", "title"),
        RenameField("deal", "third", "amount"),
    )
    assert set(kinds(check(after(), swapped))) <= {"renameField", "setGate"}
    assert set(kinds(check(swapped, after()))) <= {"renameField", "setGate"}
    objects = after(
        RenameObject("deal", "third", "thirds"),
        RenameObject("account", "deal", "deals"),
        RenameObject("third", "account", "accounts"),
    )
    assert set(kinds(check(after(), objects))) == {"renameObject"}


@pytest.mark.parametrize(
    ("first", "exchange", "kind"),
    [
        (
            [AddValidation("deal", "second", {"filled": {"var": "title"}}, {"en": "Name it."})],
            [
                SetValidation("deal", "second", name="third"),
                SetValidation("deal", "dated", name="second"),
                SetValidation("deal", "third", name="dated"),
            ],
            "setValidation",
        ),
        (
            [],
            [
                RenameObject("deal", "deal", "thirds"),
                RenameObject("account", "account", "deals"),
                RenameObject("deal", "deal", "accounts"),
            ],
            "renameObject",
        ),
        (
            [],
            [
                RenameObject("deal", "third", "thirds"),
                RenameObject("account", "deals", "accountList"),
                RenameObject("third", "accounts", "dealList"),
            ],
            "renameObject",
        ),
    ],
    ids=["validations", "plurals", "names and plurals"],
)
def test_other_names_that_change_places(first: list[Change], exchange: list[Change], kind: str) -> None:
    """They were refused: only some kinds of definitions had names for the meantime."""
    one = after(*first)
    other = after(*exchange, catalog=one)
    assert set(kinds(check(one, other))) == {kind}
    assert set(kinds(check(other, one))) == {kind}


def test_objects_that_point_at_each_other() -> None:
    one = AddObject("one", "ones", fields=(NewField("name", "text"),), id="obj_one")
    two = AddObject(
        "two", "twos", fields=(NewField("one", "relation", target="one", reverse="twos"),), id="obj_two"
    )
    back = AddField("one", NewField("two", "relation", target="two", reverse="ones"))
    wanted = after(one, two, back)
    assert kinds(check(after(), wanted)) == ["addObject", "addObject", "addField", "addField"]
    assert set(kinds(check(wanted, after()))) == {"removeField", "removeObject"}


def test_a_whole_world_from_nothing_and_to_nothing() -> None:
    nothing = initial_catalog()
    assert kinds(check(nothing, after()))[:3] == ["addObject", "addField", "addObject"]
    assert set(kinds(check(after(), nothing))) <= {"removeObject", "removeField", "removeRole"}


def test_what_no_change_makes_is_named() -> None:
    world = after()
    renamed = replace(
        world,
        roles=tuple(replace(each, name="root") if each.name == "admin" else each for each in world.roles),
    )
    with pytest.raises(SluiceError) as refused:
        changes_between(world, renamed)
    (problem,) = refused.value.problems
    assert problem.code == "CATALOG_IRREVERSIBLE"
    assert problem.path == ("roles", world.role_by_name["admin"].id, "name")


@pytest.mark.parametrize(
    "change",
    [
        SetLabels("deal", {"en": "Chances", "zh-CN": "机会"}, plural=True),
        SetRoleLabels("rep", {"en": "Seller", "zh-CN": "销售"}),
        SetDisplay("deal", "title"),
    ],
    ids=lambda change: change.kind,
)
def test_how_people_call_it_there_and_back(change: Change) -> None:
    changed = after(change)
    assert kinds(check(after(), changed)) == [change.kind]
    assert kinds(check(changed, after())) == [change.kind]


def test_the_field_that_names_records_goes_and_another_comes() -> None:
    before = after(SetDisplay("deal", "title"))
    renamed = after(RenameField("deal", "title", "headline"), catalog=before)
    assert kinds(check(before, renamed)) == ["renameField"]
    gone = after(SetDisplay("deal", "slogan"), catalog=after(AddField("deal", NewField("slogan", "text"))))
    assert set(kinds(check(before, gone))) == {"addField", "setDisplay"}
    assert set(kinds(check(gone, before))) == {"removeField", "setDisplay"}


def test_a_removed_object_comes_back_with_all_that_changed_since() -> None:
    world = after()
    gone = after(RemoveObject("deal"), RenameField("account", "sector", "industry"))
    assert kinds(check(gone, world)) in (["restoreObject", "renameField"], ["renameField", "restoreObject"])
    taken = after(AddObject("deal", "deals"), catalog=gone)
    assert {"restoreObject", "removeObject"} <= set(kinds(check(taken, world)))
    erased = after(EraseObject("deal"), catalog=gone)
    assert {"addObject", "addPipeline"} <= set(kinds(check(erased, world)))


def test_a_removed_pipeline_comes_back_or_is_made_anew() -> None:
    world = after()
    gone = after(RemovePipeline("deal"))
    assert kinds(check(world, gone)) == ["removePipeline"]
    assert kinds(check(gone, world)) == ["restorePipeline"]
    other = after(AddPipeline("deal", "other", stages=(NewStage("a"),)), catalog=gone)
    assert kinds(check(other, world)) == ["removePipeline", "restorePipeline"]
    assert kinds(check(world, other)) == ["removePipeline", "addPipeline"]
    assert "addPipeline" in kinds(check(after(ErasePipeline("deal", "sales"), catalog=gone), world))


def test_a_removed_formula_that_reads_what_is_erased_is_made_anew() -> None:
    world = after()
    changed = after(
        SetFormula("deal", "heading", {"cat": ["x", {"var": "budgetText"}]}),
        RemoveField("deal", "headed"),
        RemoveField("deal", "heading"),
        RemoveField("deal", "budgetText"),
        EraseField("deal", "budgetText"),
        catalog=after(AddField("deal", NewField("budgetText", "text"))),
    )
    assert {"eraseField", "addField"} <= set(kinds(check(changed, world)))


@pytest.mark.parametrize("seed", range(60))
def test_random_catalogs(seed: int) -> None:
    """Some tens of random changes, and from any of the catalogs to any other."""
    author = Author(seed)
    catalogs = [initial_catalog()]
    for _ in range(30):
        try:
            catalogs.append(applied(catalogs[-1], [author.change(catalogs[-1])])[-1])
        except SluiceError:
            continue
    one, other = random.Random(seed).sample(catalogs, 2)
    if numbered_anew(one, other):
        with pytest.raises(SluiceError, match="numbering what it was"):
            changes_between(one, other)
    else:
        check(one, other)


def numbered_anew(one: Catalog, other: Catalog) -> bool:
    """Whether a field that has another type would become an autoNumber, which none does."""
    before = {each.id: each for definition in one.objects for each in definition.fields}
    return any(
        each.numbering is not None and each.id in before and before[each.id].numbering is None
        for definition in other.objects
        for each in definition.fields
    )
