"""The lists of tasks that stages have: their changes, what is refused, and the ways there and back."""

import json

import pytest

from metadata.catalog import Catalog
from metadata.changes.objects import AddObject
from metadata.changes.pipelines import AddPipeline, NewStage
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stage_tasks import AddStageTask, MoveStageTask, RemoveStageTask, SetStageTask
from metadata.changes.stages import AddStage, RenameStage
from metadata.checks import check_catalog
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of
from metadata.merging.rebase import rebased
from metadata.merging.words import named
from metadata.pipelines import StageTask
from metadata.warnings.languages import language_warnings
from tests.metadata.world import after, refused

CALL = AddStageTask("deal", "lead", "call", {"en": "Call them"}, id="tsk_call")
SIGN = AddStageTask("deal", "sql", "sign", {"en": "Sign"}, id="tsk_sign")
NOTE = AddStageTask("deal", "lead", "note", required=False, before="call", id="tsk_note")

REFUSED = [
    (AddStageTask("dael", "lead", "other"), "CATALOG_UNKNOWN", ("object",)),
    (AddStageTask("account", "lead", "other"), "CATALOG_UNKNOWN", ("object",)),
    (AddStageTask("deal", "led", "other"), "STAGE_UNKNOWN", ("stage",)),
    (AddStageTask("deal", "sql", "not a name"), "CATALOG_NAME_INVALID", ("name",)),
    (AddStageTask("deal", "sql", "Call"), "CATALOG_NAME_TAKEN", ("name",)),
    (AddStageTask("deal", "sql", "other", {"en": " "}), "CATALOG_INVALID", ("labels", "en")),
    (AddStageTask("deal", "sql", "other", before="call"), "CATALOG_UNKNOWN", ("before",)),
    (AddStageTask("deal", "sql", "other", id="tsk_call"), "CATALOG_NAME_TAKEN", ("name",)),
    (SetStageTask("deal", "cal"), "CATALOG_UNKNOWN", ("task",)),
    (SetStageTask("deal", "call", name="sign"), "CATALOG_NAME_TAKEN", ("name",)),
    (SetStageTask("deal", "call", labels={"english": "Call"}), "CATALOG_INVALID", ("labels", "english")),
    (MoveStageTask("deal", "call", "call"), "CATALOG_INVALID", ("before",)),
    (MoveStageTask("deal", "call", "sign"), "CATALOG_UNKNOWN", ("before",)),
    (RemoveStageTask("deal", "cal"), "CATALOG_UNKNOWN", ("task",)),
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return after(CALL, SIGN, NOTE)


def tasks(catalog: Catalog, stage: str = "lead") -> tuple[StageTask, ...]:
    pipeline = catalog.object_by_name["deal"].pipeline
    assert pipeline is not None
    return pipeline.stage_by_name[stage].tasks


@pytest.mark.parametrize(("change", "code", "path"), REFUSED, ids=lambda value: str(value)[:60])
def test_it_refuses(catalog, change, code, path):
    problem = refused(change, catalog=catalog)[0]
    expected = ("changes", 0, change.kind, *path)
    assert (problem.code, problem.path[: len(expected)]) == (code, expected)
    assert problem.next_step()


def test_more_than_fit_are_refused(catalog):
    many = [AddStageTask("deal", "lead", f"step{at}") for at in range(48)]
    full = after(*many, catalog=catalog)
    (problem,) = refused(AddStageTask("deal", "lead", "onemore"), catalog=full)
    assert problem.code == "CATALOG_LIMIT"


def test_a_list_is_changed_and_put_in_order(catalog):
    assert check_catalog(catalog) == ()
    assert [(each.name, each.required) for each in tasks(catalog)] == [("note", False), ("call", True)]
    changed = after(
        MoveStageTask("deal", "note"),
        SetStageTask("deal", "call", name="ring", labels={"fr": "Appeler"}, required=False),
        catalog=catalog,
    )
    assert tasks(changed) == (
        StageTask("tsk_call", "ring", {"fr": "Appeler"}, False),
        StageTask("tsk_note", "note", required=False),
    )
    assert "fr" in changed.languages
    assert SetStageTask("deal", "call", required=True).sentence() == "Task call of deal: require it."
    assert SetStageTask("deal", "call").sentence() == "Task call of deal: no change."
    assert SetStageTask("deal", "call", name="ring").breaks(catalog) != ()
    assert SetStageTask("deal", "call", name="call").breaks(catalog) == ()
    assert RemoveStageTask("deal", "call").uses(catalog) == ()
    assert tasks(after(RemoveStageTask("deal", "call"), catalog=catalog)) == (tasks(catalog)[0],)
    assert check_catalog(after(RemoveStage("deal", "sql"), catalog=catalog)) == ()


def test_there_and_back(catalog):
    other = after(
        RenameStage("deal", "sql", "qualified"),
        RemoveStageTask("deal", "sign"),
        # In another stage it is the same task no more: it goes and comes.
        RemoveStageTask("deal", "note"),
        AddStageTask("deal", "qualified", "note", id="tsk_note"),
        SetStageTask("deal", "call", name="sign", required=False),
        AddStage("deal", NewStage("offer", id="stg_offer"), "won"),
        AddStageTask("deal", "offer", "call", id="tsk_recall"),
        AddStageTask("deal", "lead", "first", before="sign", id="tsk_first"),
        catalog=catalog,
    )
    for before, wanted in ((catalog, other), (other, catalog)):
        made = after(*changes_between(before, wanted), catalog=before)
        pipeline = wanted.object_by_name["deal"].pipeline
        for each in pipeline.stages:
            assert tasks(made, each.name) == each.tasks


def test_names_that_are_exchanged(catalog):
    pair = after(AddStageTask("deal", "lead", "meet", id="tsk_meet"), catalog=catalog)
    other = after(
        SetStageTask("deal", "call", name="tmp"),
        SetStageTask("deal", "meet", name="call"),
        SetStageTask("deal", "tmp", name="meet"),
        catalog=pair,
    )
    made = after(*changes_between(pair, other), catalog=pair)
    assert tasks(made) == tasks(other)


def test_a_document_says_the_same(catalog):
    document = json.loads(json.dumps(document_of(catalog)))
    (deal,) = (each for each in document["objects"] if each["name"] == "deal")
    assert deal["pipeline"]["stages"][0]["tasks"] == [
        {"id": "tsk_note", "name": "note", "required": False},
        {"id": "tsk_call", "name": "call", "labels": {"en": "Call them"}},
    ]
    assert catalog_of(document, catalog).objects == catalog.objects
    # Who writes by hand leaves the ids out.
    for task in deal["pipeline"]["stages"][0]["tasks"]:
        del task["id"]
    assert catalog_of(document, catalog).objects == catalog.objects


def test_who_configures_at_once_is_merged_by_the_names_of_the_moment(catalog):
    theirs = after(
        SetStageTask("deal", "call", name="ring"), RenameStage("deal", "sql", "qualified"), catalog=catalog
    )
    ours = [
        MoveStageTask("deal", "note"),
        AddStageTask("deal", "lead", "first", before="call", id="tsk_first"),
        AddStageTask("deal", "sql", "last", before="sign", id="tsk_last"),
        SetStageTask("deal", "call", required=False),
    ]
    outcome = rebased(catalog, theirs, ours)
    assert outcome.changes == (
        MoveStageTask("deal", "note"),
        AddStageTask("deal", "lead", "first", before="ring", id="tsk_first"),
        AddStageTask("deal", "qualified", "last", before="sign", id="tsk_last"),
        SetStageTask("deal", "ring", required=False),
    )
    met = rebased(catalog, theirs, [RemoveStageTask("deal", "call")])
    assert [named(each.place, (catalog,)) for each in met.collisions] == [
        "the task call of stage lead of the pipeline of object deal"
    ]


def test_labels_that_miss_a_language_are_told():
    labels = {"en": "Ticket", "zh-CN": "工单"}
    stages = (NewStage("open", labels=labels, id="stg_open"),)
    before = after(
        AddObject("ticket", "tickets", labels, labels, id="obj_ticket"),
        AddPipeline("ticket", "support", labels, stages),
        AddStageTask("ticket", "open", "answer", {"en": "Answer"}),
    )
    (warning,) = language_warnings(before.object_by_name["ticket"])
    assert warning.message == "ticket has labels in zh-CN, and these have none: ticket.support.open.answer."
