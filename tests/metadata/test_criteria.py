"""The changes of criteria, required fields and examples of gates: what they refuse, how they follow, how they go."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.errors import Problem
from metadata import criterion_checks
from metadata.catalog import Catalog, Object
from metadata.changes.base import Change
from metadata.changes.criteria import (
    AddCriterion,
    AddGateExample,
    RemoveCriterion,
    RemoveGateExample,
    SetCriterion,
    SetGateExample,
    SetStageRequired,
)
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stage_tasks import AddStageTask
from metadata.changes.stages import RenameStage
from metadata.changes.transitions import RemoveTransition
from metadata.checks import check_catalog
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of
from metadata.examples import example_problems
from metadata.fields import Option
from metadata.passed_criteria import stages_past
from metadata.pipelines import Criterion, GateExample, Pipeline, Stage
from metadata.uses import stage_uses
from metadata.values import JsonValue
from tests.metadata.world import after, refused

RULE = {"filled": {"var": "title"}}
SAYS = {"en": "Name it.", "zh-CN": "请填写名称。"}
ADDED = AddCriterion("deal", "named", RULE, "lead", "sql", SAYS, "warn", "2026-12-01", id="cri_named")
RECORD = {"title": "One", "amount": 5, "account.sector": "tech", "stage": "lead"}
EXAMPLE = AddGateExample("deal", "large", "lead", "sql", RECORD, True, id="exa_large")


def example(path: str, value: JsonValue) -> AddGateExample:
    return AddGateExample("deal", "other", "lead", "sql", {path: value}, True)


REFUSED: list[tuple[Change, str, tuple[object, ...]]] = [
    (AddCriterion("dael", "other", RULE), "CATALOG_UNKNOWN", ("object",)),
    (AddCriterion("account", "other", RULE), "CATALOG_UNKNOWN", ("object",)),
    (AddCriterion("deal", "not a name", RULE), "CATALOG_NAME_INVALID", ("name",)),
    (AddCriterion("deal", "Named", RULE), "CATALOG_NAME_TAKEN", ("name",)),
    (AddCriterion("deal", "other", None), "CATALOG_INVALID", ("rule",)),
    (AddCriterion("deal", "other", {"var": "tilte"}), "RULE_UNKNOWN_PATH", ("rule", "var")),
    (AddCriterion("deal", "other", {"var": "amount"}), "RULE_TYPE", ("rule",)),
    (AddCriterion("deal", "other", RULE, leaving="led"), "STAGE_UNKNOWN", ("leaving",)),
    (AddCriterion("deal", "other", RULE, entering="wno"), "STAGE_UNKNOWN", ("entering",)),
    (AddCriterion("deal", "other", RULE, "won", "won"), "CATALOG_INVALID", ("entering",)),
    (AddCriterion("deal", "other", RULE, messages={"en": " "}), "CATALOG_INVALID", ("messages", "en")),
    (AddCriterion("deal", "other", RULE, enforced_from="2026-12-01"), "CATALOG_INVALID", ("enforcedFrom",)),
    (AddCriterion("deal", "other", RULE, mode="warn", enforced_from="soon"), "INVALID_VALUE", ("enforcedFrom",)),
    (AddCriterion("deal", "other", RULE, grace_until="soon"), "INVALID_VALUE", ("graceUntil",)),
    (AddCriterion("deal", "other", RULE, "lead", "sql", grace_until="2026-12-01"), "CATALOG_INVALID", ("graceUntil",)),
    (AddCriterion("deal", "other", RULE, mode="shadow", grace_until="2026-12-01"), "CATALOG_INVALID", ("graceUntil",)),
    (AddCriterion("deal", "other", RULE, mode="warn", grace_until="2026-12-01"), "CATALOG_INVALID", ("graceUntil",)),
    (AddCriterion("deal", "other", RULE, id="cri_named"), "CATALOG_NAME_TAKEN", ("name",)),
    (SetCriterion("deal", "other", rule=RULE), "CATALOG_UNKNOWN", ("criterion",)),
    (SetCriterion("deal", "named", rule={"var": 1}), "RULE_MALFORMED", ("rule", "var")),
    (SetCriterion("deal", "named", mode="enforce", enforced_from="2026-12-01"), "CATALOG_INVALID", ("enforcedFrom",)),
    (RemoveCriterion("deal", "other"), "CATALOG_UNKNOWN", ("criterion",)),
    (AddGateExample("deal", "large", "lead", "sql", {}, True), "CATALOG_NAME_TAKEN", ("name",)),
    (AddGateExample("deal", "other", "won", "lead", {}, True), "TRANSITION_NOT_ALLOWED", ("entering",)),
    (AddGateExample("deal", "other", "lead", "sql", [], True), "CATALOG_INVALID", ("record",)),
    (example("tilte", "a"), "RULE_UNKNOWN_PATH", ("record", "tilte")),
    (example("title", 1), "RULE_TYPE", ("record", "title")),
    (example("title", {"a": 1}), "RULE_UNKNOWN_OPERATOR", ("record", "title")),
    (example("account.sector", "tch"), "RULE_UNKNOWN_OPTION", ("record", "account.sector")),
    (AddGateExample("deal", "other", "lead", "sql", {}, True, "today"), "INVALID_VALUE", ("now",)),
    (AddGateExample("deal", "other", "lead", "sql", {}, True, "2026-12-01T08:00:00"), "INVALID_VALUE", ("now",)),
    (RemoveGateExample("deal", "other"), "CATALOG_UNKNOWN", ("example",)),
    (SetGateExample("deal", "other", "more"), "CATALOG_UNKNOWN", ("example",)),
    (SetGateExample("deal", "large", "no name"), "CATALOG_NAME_INVALID", ("name",)),
    (SetGateExample("deal", "large", record={"tilte": "a"}), "RULE_UNKNOWN_PATH", ("record", "tilte")),
    (SetGateExample("deal", "large", now="today"), "INVALID_VALUE", ("now",)),
    (SetStageRequired("deal", "led", ("title",)), "STAGE_UNKNOWN", ("stage",)),
    (SetStageRequired("deal", "won", ("title", "tilte")), "CATALOG_UNKNOWN", ("fields", 1)),
    (SetStageRequired("deal", "won", ("title", "title")), "CATALOG_NAME_TAKEN", ("fields", 1)),
    (SetStageRequired("deal", "won", ("notes",)), "CATALOG_INVALID", ("fields", 0)),
]  # fmt: skip


@pytest.fixture
def catalog() -> Catalog:
    return after(AddField("deal", NewField("notes", "json", id="fld_notes")), ADDED, EXAMPLE)


def stage(catalog: Catalog, name: str) -> Stage:
    pipeline = catalog.object_by_name["deal"].pipeline
    assert pipeline is not None
    return pipeline.stage_by_name[name]


def criteria(catalog: Catalog) -> tuple[Criterion, ...]:
    pipeline = catalog.object_by_name["deal"].pipeline
    assert pipeline is not None
    return pipeline.criteria


def examples(catalog: Catalog) -> tuple[GateExample, ...]:
    pipeline = catalog.object_by_name["deal"].pipeline
    assert pipeline is not None
    return pipeline.examples


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(catalog, change, code, path):
    problem = refused(change, catalog=catalog)[0]
    expected = ("changes", 0, change.kind, *path)
    assert (problem.code, problem.path[: len(expected)]) == (code, expected)
    assert problem.next_step()


def test_a_mode_takes_its_date_with_it(catalog):
    (warned,) = criteria(after(SetCriterion("deal", "named", name="titled"), catalog=catalog))
    assert (warned.name, warned.mode, warned.enforced_from) == ("titled", "warn", "2026-12-01")
    (later,) = criteria(after(SetCriterion("deal", "named", enforced_from="2027-01-01"), catalog=catalog))
    assert (later.mode, later.enforced_from) == ("warn", "2027-01-01")
    (enforced,) = criteria(after(SetCriterion("deal", "named", mode="enforce"), catalog=catalog))
    assert (enforced.mode, enforced.enforced_from) == ("enforce", None)


def test_a_mode_takes_its_grace_date_with_it():
    dated = after(AddCriterion("deal", "named", RULE, entering="sql", grace_until="2027-06-01"))
    (kept,) = criteria(after(SetCriterion("deal", "named", name="titled"), catalog=dated))
    assert kept.grace_until == "2027-06-01"
    warns = SetCriterion("deal", "named", mode="warn", enforced_from="2027-01-01", grace_until="2027-02-01")
    (later,) = criteria(after(warns, catalog=dated))
    assert (later.enforced_from, later.grace_until) == ("2027-01-01", "2027-02-01")
    (gone,) = criteria(after(SetCriterion("deal", "named", mode="warn"), catalog=dated))
    assert (gone.mode, gone.grace_until) == ("warn", None)


def test_which_stages_have_passed_a_criterion():
    def names(**ends: str) -> list[str]:
        made = after(AddCriterion("deal", "named", RULE, grace_until="2027-06-01", **ends))
        pipeline = made.object_by_name["deal"].pipeline
        assert pipeline is not None
        return [each.name for each in stages_past(pipeline, pipeline.criteria[0])]

    assert names() == ["lead", "sql"]
    assert names(entering="sql") == ["sql"]
    assert names(entering="won") == ["won"]
    assert names(leaving="lead") == ["sql"]
    assert names(leaving="sql") == []


def test_rules_and_ends_follow_what_is_renamed(catalog):
    renamed = after(
        SetCriterion("deal", "named", rule={"and": [RULE, {"!=": [{"var": "stage"}, "won"]}]}),
        SetStageRequired("deal", "won", ("title",)),
        RenameField("deal", "title", "subject"),
        RenameStage("deal", "won", "victory"),
        RenameStage("deal", "sql", "qualified"),
        catalog=catalog,
    )
    (found,) = criteria(renamed)
    assert (found.leaving, found.entering) == ("lead", "qualified")
    assert found.rule == {"and": [{"filled": {"var": "subject"}}, {"!=": [{"var": "stage"}, "victory"]}]}
    assert stage(renamed, "victory").required == ("fld_title",)
    (example,) = examples(renamed)
    assert (example.leaving, example.entering) == ("lead", "qualified")
    assert example.record == {"subject": "One", "amount": 5, "account.sector": "tech", "stage": "lead"}
    assert check_catalog(renamed) == ()


def test_what_an_example_says_follows_what_is_renamed(catalog):
    channels = NewField(
        "channels", "multiChoice", options=(Option("mail"), Option("phone")), id="fld_channels"
    )
    record = {"channels": ["phone", "mail"], "budget": None, "account.sector": None}
    renamed = after(
        AddField("deal", channels),
        AddGateExample("deal", "called", "lead", "sql", record, False, id="exa_called"),
        AddGateExample("deal", "silent", "lead", "lost", {"channels": []}, True, id="exa_silent"),
        RenameField("deal", "channels", "ways"),
        RenameField("account", "sector", "industry"),
        RenameStage("deal", "lead", "prospect"),
        catalog=catalog,
    )
    large, called, silent = examples(renamed)
    assert isinstance(large.record, dict)
    assert (large.record["stage"], large.record["account.industry"]) == ("prospect", "tech")
    assert called.record == {"ways": ["phone", "mail"], "budget": None, "account.industry": None}
    assert silent.record == {"ways": []}
    assert check_catalog(renamed) == ()


def test_what_is_left_out_of_a_changed_example_stays(catalog):
    (old,) = examples(catalog)
    (renamed,) = examples(after(SetGateExample("deal", "large", "big"), catalog=catalog))
    assert renamed == replace(old, name="big")
    timed = after(
        SetGateExample("deal", "large", now="2026-12-01T08:00:00Z", open=not old.open), catalog=catalog
    )
    assert examples(timed) == (replace(old, now="2026-12-01T08:00:00Z", open=not old.open),)
    (other,) = examples(after(SetGateExample("deal", "large", record={"budget": True}), catalog=timed))
    assert other == replace(old, record={"budget": True}, open=not old.open)


def test_examples_whose_names_changed_places(catalog):
    one = after(AddGateExample("deal", "small", "lead", "sql", {}, False, id="exa_small"), catalog=catalog)
    other = after(
        SetGateExample("deal", "small", "third"),
        SetGateExample("deal", "large", "small"),
        SetGateExample("deal", "third", "large"),
        catalog=one,
    )
    for before, wanted in ((one, other), (other, one)):
        changes = changes_between(before, wanted)
        assert {each.kind for each in changes} == {"setGateExample"}
        assert after(*changes, catalog=before) == wanted


def test_an_example_that_followed_a_rename_is_no_difference(catalog):
    renamed = after(RenameField("deal", "title", "subject"), catalog=catalog)
    assert [each.kind for each in changes_between(catalog, renamed)] == ["renameField"]


def test_an_example_goes_with_its_edge(catalog):
    gone = RemoveTransition("deal", "lead", "sql")
    assert [each.sentence for each in gone.uses(catalog)] == ["The example large of deal goes with it."]
    assert examples(after(gone, catalog=catalog)) == ()


def test_what_a_criterion_or_a_stage_needs_stays(catalog):
    whole = after(
        RemoveField("deal", "headed"),
        RemoveField("deal", "heading"),
        SetStageRequired("deal", "won", ("title",)),
        catalog=catalog,
    )
    (problem,) = refused(RemoveField("deal", "title"), catalog=whole)
    assert "the criterion named of deal" in problem.message
    assert "the list of required fields of stage won of deal" in problem.message
    assert "the example large of deal" in problem.message
    unused = (
        RemoveCriterion("deal", "named"),
        SetStageRequired("deal", "won"),
        RemoveGateExample("deal", "large"),
    )
    less = after(*unused, catalog=whole)
    assert check_catalog(after(RemoveField("deal", "title"), catalog=less)) == ()


def test_a_criterion_goes_with_a_stage_at_its_end(catalog):
    definition = catalog.object_by_name["deal"]
    assert definition.pipeline is not None
    goes = [each.sentence for each in stage_uses(catalog, definition, definition.pipeline, "sql")]
    assert "The criterion named of deal goes with it." in goes
    assert "The example large of deal goes with it." in goes
    assert criteria(after(RemoveStage("deal", "sql"), catalog=catalog)) == ()


def test_a_plan_tells_what_goes_with_a_stage_or_an_edge(catalog):
    """Criteria, examples and tasks too: it used to name edges alone."""
    tasks = after(AddStageTask("deal", "sql", "call"), catalog=catalog)
    assert RemoveStage("deal", "sql").breaks(tasks) == (
        "The value sql leaves the enum DealStage of the GraphQL schema.",
        "The edge from lead to sql of deal goes with it.",
        "The edge from sql to won of deal goes with it.",
        "The criterion named of deal goes with it.",
        "The example large of deal goes with it.",
        "The task call of deal goes with it.",
    )
    assert RemoveTransition("deal", "lead", "sql").breaks(catalog) == (
        "No record of deal can be promoted from lead to sql any more.",
        "The example large of deal goes with it.",
    )


def test_a_restored_pipeline_closes_criteria_that_read_what_is_gone(catalog):
    whole = after(
        SetStageRequired("deal", "won", ("title", "amount")),
        RemoveField("deal", "headed"),
        RemoveField("deal", "heading"),
        RemovePipeline("deal"),
        RemoveField("deal", "title"),
        catalog=catalog,
    )
    restored = RestorePipeline("deal", "sales")
    assert restored.breaks(whole) == (
        "The criterion named of deal is closed: it reads what is gone.",
        "Stage won of deal no longer requires a field that is gone.",
        "The example large of deal is left out: it reads what is gone.",
    )
    again = after(restored, catalog=whole)
    (closed,) = criteria(again)
    assert (closed.rule, stage(again, "won").required) == (False, ("fld_amount",))
    assert examples(again) == ()
    assert check_catalog(again) == ()


def test_a_document_names_stages_and_fields_and_says_the_same(catalog):
    whole = after(SetStageRequired("deal", "won", ("title", "amount")), catalog=catalog)
    document = json.loads(json.dumps(document_of(whole)))
    (deal,) = (each for each in document["objects"] if each["name"] == "deal")
    assert deal["pipeline"]["criteria"][0]["entering"] == "sql"
    assert deal["pipeline"]["stages"][2]["required"] == ["title", "amount"]
    assert catalog_of(document, whole).objects == whole.objects


def test_there_and_back(catalog):
    one = after(SetStageRequired("deal", "won", ("title",)), catalog=catalog)
    other = after(
        RenameStage("deal", "sql", "qualified"),
        RemoveCriterion("deal", "named"),
        AddCriterion("deal", "named", RULE, entering="won", grace_until="2027-01-01", id="cri_other"),
        AddCriterion("deal", "budgeted", {"var": "budget"}, "qualified", mode="shadow", id="cri_named"),
        SetStageRequired("deal", "won", ("amount",)),
        SetStageRequired("deal", "qualified", ("account",)),
        RemoveGateExample("deal", "large"),
        AddGateExample("deal", "large", "lead", "qualified", {"title": None}, False, id="exa_other"),
        catalog=one,
    )
    for before, wanted in ((one, other), (other, one)):
        made = after(*changes_between(before, wanted), catalog=before)
        assert {each.id: each for each in criteria(made)} == {each.id: each for each in criteria(wanted)}
        assert {each.id: each for each in examples(made)} == {each.id: each for each in examples(wanted)}
        for each in ("lead", "won"):
            assert stage(made, each).required == stage(wanted, each).required


def test_messages_speak_languages():
    french = AddCriterion("deal", "named", RULE, messages={"fr": "Nommez-la."})
    assert "fr" in after(french).languages


def test_of_many_that_are_added_each_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each was read again with every one after it, and the gates too: a hundred examples took minutes to publish."""
    read: list[str] = []

    def problems_of(
        of: Catalog, definition: Object, pipeline: Pipeline, found: GateExample
    ) -> Iterator[Problem]:
        read.append(found.name)
        return example_problems(of, definition, pipeline, found)

    monkeypatch.setattr(criterion_checks, "example_problems", problems_of)
    names = [f"example{at}" for at in range(20)]
    after(*(AddGateExample("deal", name, "lead", "sql", {"amount": 5}, True) for name in names))
    assert read == names
