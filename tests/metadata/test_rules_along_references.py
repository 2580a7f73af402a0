"""Rules that go along a reference: what their paths mean, and that they follow renames, merges and removals."""

import json
from collections.abc import Sequence
from difflib import get_close_matches

import pytest

from core.errors import SluiceError
from expressions import parse
from expressions.types import Step, ValueType
from metadata.catalog import Catalog
from metadata.changes.base import Change, applied
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.formulas import SetFormula
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.pipelines import AddPipeline, NewStage, SetGate
from metadata.changes.restorations import RestoreObject
from metadata.changes.roles import AddRole, NewGrant
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.validations import AddValidation, SetRequiredWhen
from metadata.checks import check_catalog
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.inlined import inlined_fields
from metadata.merging.places import places_of, touched
from metadata.merging.rebase import rebased
from metadata.rules import rules_of
from metadata.scope import ObjectScope
from policies.warnings import warnings_of
from tests.metadata.random_author import Author
from tests.metadata.test_differences import check
from tests.metadata.world import refused

IS_ALPHA = {"==": [{"var": "about.object"}, "alpha"]}
BASE: tuple[Change, ...] = (
    AddObject(
        "alpha",
        "alphas",
        {"en": "Alpha", "zh-CN": "甲"},
        fields=(
            NewField("size", "decimal", {"en": "Size", "zh-CN": "大小"}, id="fld_size"),
            NewField("note", "text", id="fld_alpha_note"),
        ),
        id="obj_alpha",
    ),
    AddObject("beta", "betas", fields=(NewField("note", "text", id="fld_beta_note"),), id="obj_beta"),
    AddObject("gamma", "gammas", fields=(NewField("kind", "text", id="fld_kind"),), id="obj_gamma"),
    AddField(
        "gamma",
        NewField(
            "about",
            "reference",
            {"en": "About", "zh-CN": "关于"},
            targets=("alpha", "beta", "gamma"),
            reverse="notes",
            id="fld_about",
        ),
    ),
    AddPipeline(
        "gamma",
        "sales",
        stages=(
            NewStage("todo", id="stg_todo"),
            NewStage("done", "won", gate={"and": [IS_ALPHA, {">": [{"var": "about.alpha.size"}, 1]}]}),
        ),
    ),
    AddField(
        "gamma",
        NewField(
            "total",
            "decimal",
            formula={"+": [{"var": ["about.alpha.size", 0]}, {"var": ["about.gamma.about.alpha.size", 0]}]},
            id="fld_total",
        ),
    ),
    AddField("gamma", NewField("named", "text", formula={"cat": [{"var": "about.object"}]}, id="fld_named")),
    AddField(
        "gamma",
        NewField("copied", "text", default_formula={"cat": ["beta", {"var": "about.beta.note"}]}, id="fld_c"),
    ),
    SetRequiredWhen("gamma", "kind", {"in": [{"var": "about.object"}, ["alpha", "gamma"]]}),
    AddField(
        "alpha",
        NewField("number", "decimal", roll_up=NewRollUp("notes", "count", where=IS_ALPHA), id="fld_n"),
    ),
    AddValidation("gamma", "not_beta", {"!=": [{"var": "about.object"}, "beta"]}, {"en": "No."}),
    AddRole(
        "reader",
        grants=(NewGrant("gamma", "read", rule={"or": [IS_ALPHA, {"filled": {"var": "about.beta.note"}}]}),),
        id="rol_reader",
    ),
)


def after(*changes: Change, of: Catalog | None = None) -> Catalog:
    """The world of this file after the changes."""
    if of is None:
        return applied(initial_catalog(), [*BASE, *changes])[-1]
    return applied(of, changes)[-1] if changes else of


def rules(catalog: Catalog) -> str:
    return json.dumps([each.rule for each in rules_of(catalog)])


@pytest.mark.parametrize(
    ("path", "kind", "steps", "field", "column"),
    [
        ("about", ValueType.ID, (), "fld_about", "aboutId"),
        ("aboutId", ValueType.ID, (), "fld_about", "aboutId"),
        ("about.object", ValueType.CHOICE, (), "fld_about", "aboutObject"),
        ("about.alpha.size", ValueType.NUMBER, ("obj_alpha",), "fld_size", "size"),
        ("about.alpha.id", ValueType.ID, ("obj_alpha",), "id", "id"),
        ("about.gamma.stage", ValueType.CHOICE, ("obj_gamma",), "stage", "stage"),
        ("about.gamma.about", ValueType.ID, ("obj_gamma",), "fld_about", "aboutId"),
        ("about.gamma.about.object", ValueType.CHOICE, ("obj_gamma",), "fld_about", "aboutObject"),
        ("about.gamma.about.beta.note", ValueType.TEXT, ("obj_gamma", "obj_beta"), "fld_beta_note", "note"),
    ],
)
def test_a_path(path: str, kind: ValueType, steps: Sequence[str], field: str, column: str) -> None:
    catalog = after()
    found = ObjectScope(catalog, catalog.object_by_name["gamma"]).resolve(path)
    assert found is not None
    assert (found.path, found.type, found.field, found.column) == (path, kind, field, column)
    assert found.steps == tuple(Step("fld_about", each) for each in steps)


@pytest.mark.parametrize(
    "path",
    [
        "about.alpha",
        "about.delta.size",
        "about.size",
        "about.object.x",
        "about.alpha.nothing",
        "about.alpha.",
        "about..size",
        "aboutObject",
        "aboutId.alpha.size",
        "about.gamma." * 5 + "kind",
    ],
)
def test_no_path(path: str) -> None:
    catalog = after()
    assert ObjectScope(catalog, catalog.object_by_name["gamma"]).resolve(path) is None


def test_an_object_that_is_called_object() -> None:
    """`about.object` is which object it is, whatever objects there are."""
    catalog = after(RenameObject("beta", "object", "objects"))
    scope = ObjectScope(catalog, catalog.object_by_name["gamma"])
    which, note = scope.resolve("about.object"), scope.resolve("about.object.note")
    assert which is not None
    assert note is not None
    assert (which.column, [*(which.options or ())]) == ("aboutObject", ["alpha", "object", "gamma"])
    assert (note.column, note.steps[0].object) == ("note", "obj_beta")
    again = after(RenameObject("object", "delta", "deltas"), of=catalog)
    assert '"about.object"' in rules(again)
    assert '"about.delta.note"' in rules(again)
    assert check_catalog(again) == ()


def test_labels_tell_of_which_object() -> None:
    catalog = after()
    scope = ObjectScope(catalog, catalog.object_by_name["gamma"])
    size, which = scope.resolve("about.alpha.size"), scope.resolve("about.object")
    assert size is not None
    assert which is not None
    assert size.labels == {"en": "About › Alpha › Size", "zh-CN": "关于 › 甲 › 大小"}
    assert which.labels == {"en": "About › Object", "zh-CN": "关于 › 对象"}
    assert which.options == {"alpha": {"en": "Alpha", "zh-CN": "甲"}, "beta": {}, "gamma": {}}


def test_hints_know_the_paths() -> None:
    gate = SetGate("gamma", stage="todo", rule={">": [{"var": "about.alpha.siz"}, 1]})
    (problem,) = refused(gate, catalog=after())
    assert (problem.code, "about.alpha.size" in problem.hint) == ("RULE_UNKNOWN_PATH", True)
    gate = SetGate("gamma", stage="todo", rule={"==": [{"var": "about.object"}, "alfa"]})
    (problem,) = refused(gate, catalog=after())
    assert (problem.code, "alpha" in problem.hint) == ("RULE_UNKNOWN_OPTION", True)


@pytest.mark.parametrize("path", ["about.alfa.size", "abuot.alpha.size", "about.size", "about.alpha.siz"])
def test_a_misspelt_path_is_answered_with_the_one_that_was_meant(path: str) -> None:
    (problem,) = refused(SetGate("gamma", stage="todo", rule={">": [{"var": path}, 1]}), catalog=after())
    assert "`about.alpha.size`" in problem.hint


def test_many_misspelt_paths_are_not_compared_with_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twenty objects of 200 fields, each misspelt path was compared with each of 4,000: a minute for a rule."""
    fields = [tuple(NewField(f"someNumber{at}", "integer") for at in range(200)) for _ in range(20)]
    wide = [AddObject(f"wide{at}", f"wide{at}s", fields=each) for at, each in enumerate(fields)]
    targets = tuple(each.name for each in wide)
    catalog = after(*wide, AddField("gamma", NewField("mark", "reference", targets=targets)))
    rule = {"or": [{"filled": {"var": f"mark.wide{at % 20}.someNumbr{at}"}} for at in range(120)]}
    compared = []

    def close_matches(name: str, known: Sequence[str], n: int) -> list[str]:
        compared.append(len(known))
        return get_close_matches(name, known, n)

    monkeypatch.setattr(parse, "get_close_matches", close_matches)
    problems = refused(SetGate("gamma", stage="todo", rule=rule), catalog=catalog)
    assert len(compared) == 10
    assert sum(compared) < 10 * 4_500
    assert len(problems) == 120
    assert [bool(each.hint) for each in problems] == [True] * 10 + [False] * 110


def test_what_goes_beyond_the_record_has_no_column() -> None:
    gamma = after().object_by_name["gamma"]
    assert inlined_fields(gamma) == {"fld_total", "fld_named"}


def test_a_renamed_object_is_renamed_in_every_rule() -> None:
    catalog = after(RenameObject("alpha", "delta", "deltas"), RenameField("gamma", "about", "topic"))
    assert check_catalog(catalog) == ()
    written = rules(catalog)
    assert '"alpha"' not in written
    assert '"about' not in written
    assert written.count('{"var": "topic.object"}, "delta"') == 3
    assert '{"var": "topic.object"}, ["delta", "gamma"]' in written
    assert '"topic.delta.size"' in written
    assert '"topic.gamma.topic.delta.size"' in written
    # What is not a name stays.
    renamed = after(RenameObject("beta", "delta", "deltas"))
    assert '["beta", {"var": "about.delta.note"}]' in rules(renamed)
    assert rules(after(RenameObject("delta", "beta", "betas"), of=renamed)) == rules(after())


def test_an_object_is_not_renamed_where_it_would_no_longer_equal_an_option() -> None:
    options = (Option("alpha"), Option("other"))
    catalog = after(
        AddField("gamma", NewField("sort", "choice", options=options)),
        SetGate("gamma", stage="todo", rule={"==": [{"var": "about.object"}, {"var": "sort"}]}),
    )
    (problem,) = refused(RenameObject("alpha", "delta", "deltas"), catalog=catalog)
    assert (problem.code, problem.path[-1]) == ("CATALOG_IN_USE", "name")
    assert "the gate of stage todo of gamma" in problem.message
    assert check_catalog(after(RenameObject("beta", "delta", "deltas"), of=catalog)) == ()


def test_rules_of_removed_objects_follow() -> None:
    catalog = after(
        RemoveField("alpha", "number"), RemoveObject("gamma"), RenameObject("beta", "delta", "deltas")
    )
    back = after(RestoreObject("gamma", "epsilon", "epsilons"), of=catalog)
    assert check_catalog(back) == ()
    written = rules(back)
    assert '"about.delta.note"' in written
    assert '"about.epsilon.about.alpha.size"' in written
    assert '["alpha", "epsilon"]' in written
    assert RestoreObject("gamma", "epsilon", "epsilons").breaks(catalog) == ()


def test_where_used() -> None:
    catalog = after()
    found = [each for each in RemoveObject("alpha").uses(catalog) if each.blocks]
    assert {each.place: each.does for each in found} == {
        "the relation gamma.about": "points to it",
        "the condition to require a value of gamma.kind": "names it",
        "the formula of gamma.total": "reads it",
        "the gate of stage done of gamma": "reads it",
        "the row rule of role reader": "names it",
    }
    (problem,) = refused(RemoveObject("alpha"), catalog=catalog)
    assert problem.code == "CATALOG_IN_USE"
    (problem,) = refused(RemoveField("beta", "note"), catalog=catalog)
    assert (problem.code, "the default of gamma.copied" in problem.message) == ("CATALOG_IN_USE", True)
    (problem,) = refused(RemoveField("gamma", "about"), catalog=catalog)
    assert "the roll-up alpha.number" in problem.message


def test_a_gate_that_never_holds_is_told() -> None:
    two = {"and": [IS_ALPHA, {"==": [{"var": "about.object"}, "beta"]}]}
    known = {each.id for each in warnings_of(after())}
    found = warnings_of(after(SetGate("gamma", stage="todo", rule=two)))
    assert [each.code for each in found if each.id not in known] == ["RULE_NEVER_HOLDS"]


def test_a_circle_along_a_reference_is_refused() -> None:
    (problem,) = refused(
        SetFormula("gamma", "total", {"+": [{"var": "about.gamma.total"}, 1]}), catalog=after()
    )
    assert (problem.code, "total → total" in problem.message) == ("FORMULA_INVALID", True)


def test_a_rename_touches_the_name_alone() -> None:
    before, renamed = after(), after(RenameObject("alpha", "delta", "deltas"))
    places = touched(places_of(before), places_of(renamed))
    assert {place[-1] for place in places} == {"name", "plural"}


def test_a_rule_follows_a_rename_that_is_merged() -> None:
    ours = SetGate("gamma", stage="todo", rule={"and": [IS_ALPHA, {"filled": {"var": "about.alpha.note"}}]})
    before, theirs = after(), after(RenameObject("alpha", "delta", "deltas"))
    rule = {"and": [{"==": [{"var": "about.object"}, "delta"]}, {"filled": {"var": "about.delta.note"}}]}
    outcome = rebased(before, theirs, [ours])
    assert (outcome.changes, outcome.collisions) == ((SetGate("gamma", stage="todo", rule=rule),), ())


@pytest.mark.parametrize("seed", range(25))
def test_random_changes_of_a_catalog_with_such_rules(seed: int) -> None:
    """It stays sound after each, and the changes between two of them lead both ways."""
    author = Author(seed)
    before = catalog = after()
    for _ in range(50):
        try:
            catalog = after(author.change(catalog), of=catalog)
        except SluiceError:
            continue
        assert check_catalog(catalog) == ()
    check(before, catalog)
    check(catalog, before)
