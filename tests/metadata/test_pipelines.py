"""Several pipelines of one object: what changes make of them, what is refused, and how others' changes are followed."""

from dataclasses import replace

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk
from metadata.changes.criteria import AddCriterion
from metadata.changes.labels import SetLabels
from metadata.changes.override_approval import SetOverrideApproval
from metadata.changes.pipelines import AddPipeline, MovePipeline, NewStage, RenamePipeline
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, MoveStage, RenameStage
from metadata.changes.transitions import AddTransition
from metadata.codec import decoded, encoded
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of
from metadata.merging.follow import followed
from metadata.merging.rebase import rebased
from metadata.merging.words import named
from metadata.passed_criteria import stages_past
from metadata.pipelines import Criterion, Pipeline, Transition
from metadata.warnings.stages import stage_warnings
from tests.metadata.world import NAMESPACE, after, refused

RENEWAL = AddPipeline(
    "deal",
    "renewal",
    {"en": "Renewals"},
    (
        NewStage("due", id="stg_due"),
        NewStage("agreed", "open", 60, id="stg_agreed"),
        NewStage("renewed", "won", id="stg_renewed"),
        NewStage("churned", "lost", id="stg_churned"),
    ),
    (
        Transition("due", "agreed"),
        Transition("agreed", "renewed"),
        Transition("due", "churned"),
        Transition("won", "due", {"filled": {"var": "account"}}),
    ),
    "pip_renewal",
)


def pipeline(catalog: Catalog) -> Pipeline:
    found = catalog.object_by_name["deal"].pipeline
    assert found is not None
    return found


def along(catalog: Catalog) -> dict[str, list[str]]:
    """The names of the stages of each pipeline."""
    found = pipeline(catalog)
    return {part.name: [stage.name for stage in found.along(part.name)] for part in found.parts}


SALES = ["lead", "sql", "won", "lost"]


def test_a_further_pipeline_touches_no_record_and_no_table():
    before, catalog = after(), after(RENEWAL)
    assert along(catalog) == {"sales": SALES, "renewal": ["due", "agreed", "renewed", "churned"]}
    assert {name: stage.name for name, stage in pipeline(catalog).entries.items()} == {
        "sales": "lead",
        "renewal": "due",
    }
    assert pipeline(catalog).stages[0].name == "lead"
    assert RENEWAL.ddl(before, catalog, NAMESPACE) == ()
    assert (RENEWAL.risk(before), RENEWAL.touches(before)) == (Risk.SAFE, None)
    assert pipeline(catalog).transitions[-1] == Transition("won", "due", {"filled": {"var": "account"}})


def test_stages_come_and_move_within_their_pipeline():
    assert along(after(RENEWAL, AddStage("deal", NewStage("offer"))))["sales"] == [*SALES, "offer"]
    in_front = after(RENEWAL, AddStage("deal", NewStage("seen"), before="agreed"))
    assert along(in_front)["renewal"] == ["due", "seen", "agreed", "renewed", "churned"]
    at_end = after(RENEWAL, AddStage("deal", NewStage("dead", "lost", pipeline="renewal")))
    assert along(at_end)["renewal"] == ["due", "agreed", "renewed", "churned", "dead"]
    named = after(RENEWAL, AddStage("deal", NewStage("offer", pipeline="sales"), before="won"))
    assert along(named)["sales"] == ["lead", "sql", "offer", "won", "lost"]
    moved = after(RENEWAL, MoveStage("deal", "sql"), MoveStage("deal", "agreed", before="due"))
    assert along(moved) == {
        "sales": ["lead", "won", "lost", "sql"],
        "renewal": ["agreed", "due", "renewed", "churned"],
    }
    # All of the first pipeline stand before all others, for the first of them is the default of the column.
    assert pipeline(after(RENEWAL, MoveStage("deal", "lead", before="won"))).stages[0].name == "sql"


def test_a_further_pipeline_ends_with_its_last_stage():
    gone = [RemoveStage("deal", name, "won") for name in ("agreed", "renewed", "churned", "due")]
    assert along(after(RENEWAL, *gone)) == {"sales": SALES}
    assert pipeline(after(RENEWAL, *gone)).further == ()
    assert "The pipeline renewal of deal ends with it." in gone[-1].breaks(after(RENEWAL, *gone[:-1]))
    assert not any("pipeline" in each for each in gone[0].breaks(after(RENEWAL)))
    assert [
        edge for edge in pipeline(after(RENEWAL, *gone)).transitions if "due" in (edge.source, edge.target)
    ] == []


def test_pipelines_are_renamed_and_labelled():
    catalog = after(
        RENEWAL,
        RenamePipeline("deal", "renewal", "contracts"),
        RenamePipeline("deal", "sales", "newBusiness"),
        SetLabels("deal", {"en": "Contracts"}, pipeline="contracts"),
        SetLabels("deal", {"en": "New business"}, pipeline="newBusiness"),
    )
    assert [*along(catalog)] == ["newBusiness", "contracts"]
    assert along(catalog)["contracts"] == ["due", "agreed", "renewed", "churned"]
    assert [part.labels for part in pipeline(catalog).parts] == [{"en": "New business"}, {"en": "Contracts"}]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ([replace(RENEWAL, name="Sales")], "CATALOG_NAME_TAKEN", ("name",)),
        ([RENEWAL, replace(RENEWAL, name="again")], "CATALOG_NAME_TAKEN", ("name",)),
        ([replace(RENEWAL, name="no name")], "CATALOG_NAME_INVALID", ("name",)),
        ([replace(RENEWAL, stages=())], "CATALOG_INVALID", ("stages",)),
        (
            [replace(RENEWAL, stages=(NewStage("due", "won"),), transitions=())],
            "CATALOG_INVALID",
            ("stages", 0, "kind"),
        ),
        (
            [replace(RENEWAL, stages=(NewStage("due"), NewStage("Won", "won")), transitions=())],
            "CATALOG_NAME_TAKEN",
            ("stages", 1, "name"),
        ),
        (
            [replace(RENEWAL, transitions=(Transition("due", "nowhere"),))],
            "STAGE_UNKNOWN",
            ("transitions", 0, "target"),
        ),
        (
            [replace(RENEWAL, stages=(NewStage("due"), NewStage("x", pipeline="sales")), transitions=())],
            "CATALOG_INVALID",
            ("stages", 1, "pipeline"),
        ),
        (
            [RENEWAL, AddStage("deal", NewStage("x", pipeline="renewals"))],
            "CATALOG_UNKNOWN",
            ("stage", "pipeline"),
        ),
        (
            [RENEWAL, AddStage("deal", NewStage("x", pipeline="sales"), "agreed")],
            "CATALOG_INVALID",
            ("before",),
        ),
        ([RENEWAL, MoveStage("deal", "sql", "agreed")], "CATALOG_INVALID", ("before",)),
        ([RENEWAL, MoveStage("deal", "renewed", "due")], "CATALOG_INVALID", ("stage",)),
        ([RENEWAL, RenamePipeline("deal", "renewal", "sales")], "CATALOG_NAME_TAKEN", ("name",)),
        ([RENEWAL, MovePipeline("deal", "sales", "renewal")], "CATALOG_INVALID", ("pipeline",)),
        ([RENEWAL, MovePipeline("deal", "renewal", "sales")], "CATALOG_INVALID", ("before",)),
        ([RENEWAL, MovePipeline("deal", "renewal", "renewal")], "CATALOG_INVALID", ("before",)),
        ([RENEWAL, MovePipeline("deal", "renewal", "other")], "CATALOG_UNKNOWN", ("before",)),
        ([RENEWAL, RenamePipeline("deal", "renewals", "x")], "CATALOG_UNKNOWN", ("pipeline",)),
        ([RENEWAL, RenamePipeline("deal", "renewal", "a b")], "CATALOG_NAME_INVALID", ("name",)),
        ([RENEWAL, *(RemoveStage("deal", name, "due") for name in SALES)], "CATALOG_INVALID", ("stage",)),
        ([SetLabels("deal", {"en": "A"}, stage="won", pipeline="sales")], "CATALOG_INVALID", ()),
        ([SetLabels("deal", {"en": "A"}, pipeline="renewal")], "CATALOG_UNKNOWN", ("pipeline",)),
    ],
)
def test_what_is_refused(changes: list[Change], code: str, path: tuple[str | int, ...]):
    problem = refused(*changes)[0]
    assert (problem.code, problem.path[3:]) == (code, path)


def test_no_more_pipelines_than_fit():
    def further(at: int) -> AddPipeline:
        return AddPipeline("deal", f"p{at}", stages=(NewStage(f"s{at}"),))

    full = after(*(further(at) for at in range(19)))
    (problem,) = refused(further(19), catalog=full)
    assert (problem.code, problem.path[3:]) == ("CATALOG_LIMIT", ())


CHANGED = after(
    RENEWAL,
    RenamePipeline("deal", "renewal", "contracts"),
    RenameStage("deal", "due", "expiring"),
    AddStage("deal", NewStage("talks", id="stg_talks"), "agreed"),
    AddTransition("deal", Transition("expiring", "talks")),
    AddTransition("deal", Transition("talks", "lost")),
    MoveStage("deal", "churned", "renewed"),
    AddPipeline("deal", "partners", stages=(NewStage("met", id="stg_met"),), id="pip_partners"),
    AddTransition("deal", Transition("met", "lead", {"filled": {"var": "title"}})),
    RenamePipeline("deal", "sales", "newBusiness"),
    SetLabels("deal", {"en": "Contracts"}, pipeline="contracts"),
    MovePipeline("deal", "partners", "contracts"),
    SetOverrideApproval("deal", 24),
)


@pytest.mark.parametrize("start", [after(), after(RENEWAL), CHANGED])
@pytest.mark.parametrize("end", [after(), after(RENEWAL), CHANGED])
def test_differences_lead_from_each_to_each(start: Catalog, end: Catalog):
    changes = changes_between(start, end)
    reached = after(*changes, catalog=start)
    assert along(reached) == along(end)
    assert changes_between(reached, end) == ()


def test_one_that_comes_back_stands_where_it_stood():
    three = after(RENEWAL, AddPipeline("deal", "partners", stages=(NewStage("met", id="stg_met"),)))
    two = after(
        *(RemoveStage("deal", each, "won") for each in ("agreed", "renewed", "churned", "due")), catalog=three
    )
    back = after(*changes_between(two, three), catalog=two)
    assert [*along(back)] == ["sales", "renewal", "partners"]
    assert changes_between(back, three) == ()


def test_documents_and_stored_catalogs_have_them():
    assert decoded(Catalog, encoded(CHANGED)) == CHANGED
    (deal,) = [each for each in document_of(CHANGED)["objects"] if each["name"] == "deal"]
    assert [each["name"] for each in deal["pipeline"]["further"]] == ["partners", "contracts"]
    assert {each["name"]: each.get("pipeline") for each in deal["pipeline"]["stages"]}["talks"] == "contracts"
    assert catalog_of(document_of(CHANGED), after()).object_by_name["deal"].pipeline == pipeline(CHANGED)


def test_who_names_a_pipeline_follows_its_new_name():
    """Two who configure at once: one renames what the other adds to."""
    start, added = after(RENEWAL), AddStage("deal", NewStage("talks", pipeline="renewal", id="stg_talks"))
    new = after(RenamePipeline("deal", "renewal", "contracts"), catalog=start)
    change = followed(added, start, after(added, catalog=start), new)
    assert along(after(change, catalog=new))["contracts"] == ["due", "agreed", "renewed", "churned", "talks"]
    renamed = RenamePipeline("deal", "renewal", "third")
    assert followed(renamed, start, after(renamed, catalog=start), new) == replace(
        renamed, pipeline="contracts"
    )


def test_two_who_add_a_pipeline_at_once_are_merged():
    other = AddPipeline("deal", "partners", stages=(NewStage("met", id="stg_met"),), id="pip_partners")
    outcome = rebased(after(), after(RENEWAL), [other])
    assert outcome.collisions == ()
    assert [*along(after(RENEWAL, *outcome.changes))] == ["sales", "renewal", "partners"]
    with pytest.raises(SluiceError, match="has the pipeline renewal already"):
        rebased(after(), after(RENEWAL), [replace(other, name="renewal")])


def test_a_criterion_with_a_grace_date_is_passed_in_its_own_pipeline():
    found = pipeline(after(RENEWAL))
    entering = Criterion("c", "c", True, entering="sql", grace_until="2026-12-01")
    assert [each.name for each in stages_past(found, entering)] == ["sql"]
    leaving = Criterion("c", "c", True, leaving="due", grace_until="2026-12-01")
    assert [each.name for each in stages_past(found, leaving)] == ["agreed"]
    everywhere = Criterion("c", "c", True, grace_until="2026-12-01")
    assert [each.name for each in stages_past(found, everywhere)] == ["lead", "sql", "due", "agreed"]


def test_each_pipeline_begins_and_ends():
    warned = [each.message for each in stage_warnings(after(RENEWAL).object_by_name["deal"])]
    assert warned == []
    lonely = after(AddPipeline("deal", "partners", stages=(NewStage("met"), NewStage("lonely"))))
    warned = [each.message for each in stage_warnings(lonely.object_by_name["deal"])]
    assert warned == [
        "No way leads from lead or met, where records begin, to the stage lonely.",
        "No way leads from the stage met to one that is won or lost.",
        "No way leads from the stage lonely to one that is won or lost.",
    ]


def test_a_criterion_may_be_of_the_edge_between_two():
    catalog = after(RENEWAL, AddCriterion("deal", "named", {"filled": {"var": "title"}}, "won", "due"))
    assert pipeline(catalog).criteria[0].entering == "due"


@pytest.mark.parametrize("one", ["sales", "partners"])
def test_pipelines_change_names_with_each_other(one: str):
    start = after(RENEWAL, AddPipeline("deal", "partners", stages=(NewStage("met", id="stg_met"),)))
    end = after(
        RenamePipeline("deal", one, "meantime"),
        RenamePipeline("deal", "renewal", one),
        RenamePipeline("deal", "meantime", "renewal"),
        catalog=start,
    )
    reached = after(*changes_between(start, end), catalog=start)
    assert pipeline(reached) == pipeline(end)
    assert along(reached)[one] == ["due", "agreed", "renewed", "churned"]


def test_who_names_a_pipeline_collides_with_who_does_by_its_name():
    start, ours = after(RENEWAL), RenamePipeline("deal", "renewal", "third")
    theirs = after(RenamePipeline("deal", "renewal", "contracts"), catalog=start)
    (met,) = rebased(start, theirs, [ours]).collisions
    assert named(met.place, (start,)) == "the name of pipeline renewal of object deal"
    ends = [RemoveStage("deal", name, "won") for name in ("agreed", "renewed", "churned", "due")]
    places = {named(each.place, (start,)) for each in rebased(start, theirs, ends).collisions}
    assert "the pipeline renewal of object deal" in places
