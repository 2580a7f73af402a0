"""Criteria that are asked in one pipeline of an object that has several: where, how they follow, how they end."""

from typing import Any

import pytest

from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.criteria import AddCriterion, SetCriterion
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.pipelines import AddPipeline, NewStage, RenamePipeline
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.transitions import AddTransition
from metadata.codec import decoded, encoded
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of
from metadata.merging.rebase import rebased
from metadata.passed_criteria import stages_past
from metadata.pipelines import Criterion, Transition
from metadata.uses import stage_uses
from metadata.warnings.base import WARNING_CODES
from metadata.warnings.criteria import criterion_warnings
from tests.metadata.test_pipelines import RENEWAL, pipeline
from tests.metadata.world import after, refused

RULE = {"filled": {"var": "title"}}
BACK = AddTransition("deal", Transition("churned", "lead"))
NAMED = AddCriterion("deal", "named", RULE, pipeline="renewal", id="cri_named")


def made(**asked: Any) -> AddCriterion:
    return AddCriterion("deal", "named", RULE, **asked)


def criterion(catalog: Catalog) -> Criterion:
    (found,) = pipeline(catalog).criteria
    return found


def edges_asked(catalog: Catalog) -> set[str]:
    found = pipeline(catalog)
    asked = (edge for edge in found.transitions if found.asked_along(criterion(catalog), edge))
    return {f"{edge.source} {edge.target}" for edge in asked}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"pipeline": "renewal"}, {"due agreed", "agreed renewed", "due churned", "won due"}),
        ({"pipeline": "sales"}, {"lead sql", "sql won", "lead lost", "churned lead"}),
        ({"pipeline": "renewal", "leaving": "due"}, {"due agreed", "due churned"}),
        ({"pipeline": "renewal", "leaving": "won"}, {"won due"}),
        ({"pipeline": "renewal", "entering": "churned"}, {"due churned"}),
        ({"leaving": "churned"}, {"churned lead"}),
    ],
)
def test_it_is_asked_of_moves_to_stages_of_its_pipeline(asked: dict[str, str], expected: set[str]):
    assert edges_asked(after(RENEWAL, BACK, made(**asked))) == expected


def test_an_object_with_one_pipeline_may_name_it():
    alone = after(made(pipeline="sales"))
    assert edges_asked(alone) == {"lead sql", "sql won", "lead lost"}
    assert edges_asked(after(RENEWAL, BACK, catalog=alone)) == edges_asked(alone) | {"churned lead"}


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (made(pipeline="renewals"), "CATALOG_UNKNOWN", ("pipeline",)),
        (made(pipeline=""), "CATALOG_UNKNOWN", ("pipeline",)),
        (made(pipeline="续约" * 5_000), "CATALOG_UNKNOWN", ("pipeline",)),
        (made(pipeline="renewal", entering="sql"), "CATALOG_INVALID", ("pipeline",)),
        (made(pipeline="sales", entering="due"), "CATALOG_INVALID", ("pipeline",)),
        (made(pipeline="renewal", entering="deu"), "STAGE_UNKNOWN", ("entering",)),
        (made(pipeline="renewal", leaving="won", grace_until="2027-06-01"), "CATALOG_INVALID", ("graceUntil",)),
    ],
)  # fmt: skip
def test_what_is_refused(change: AddCriterion, code: str, path: tuple[str, ...]):
    (problem,) = refused(RENEWAL, change)
    assert (problem.code, problem.path[3:]) == (code, path)
    assert problem.next_step()
    assert len(problem.message) < 200


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["due", "agreed"]),
        ({"leaving": "due"}, ["agreed"]),
        ({"entering": "agreed"}, ["agreed"]),
    ],
)
def test_with_a_grace_date_it_is_passed_in_its_pipeline(asked: dict[str, str], expected: list[str]):
    found = after(RENEWAL, made(pipeline="renewal", grace_until="2027-06-01", **asked))
    assert [each.name for each in stages_past(pipeline(found), criterion(found))] == expected


def test_it_follows_the_name_of_its_pipeline():
    renamed = [RenamePipeline("deal", "renewal", "contracts"), RenamePipeline("deal", "sales", "first")]
    assert criterion(after(RENEWAL, NAMED, *renamed)).pipeline == "contracts"
    assert criterion(after(RENEWAL, made(pipeline="sales"), *renamed)).pipeline == "first"
    assert criterion(after(RENEWAL, made(entering="due"), *renamed)).pipeline is None


def test_it_ends_with_the_last_stage_of_its_pipeline():
    start = after(RENEWAL, NAMED)
    gone = [RemoveStage("deal", name, "won") for name in ("agreed", "renewed", "churned", "due")]
    left = after(*gone[:3], catalog=start)
    assert criterion(left) == criterion(start)
    (use,) = [each for each in stage_uses(left, left.object_by_name["deal"], pipeline(left), "due")
              if each.kind == "criterion"]  # fmt: skip
    assert (use.blocks, use.path[-2:]) == (False, ("criteria", 0))
    assert not any(
        each.kind == "criterion"
        for each in stage_uses(start, start.object_by_name["deal"], pipeline(start), "due")
    )
    assert pipeline(after(*gone, catalog=start)).criteria == ()


def test_it_comes_back_with_all_pipelines():
    start = after(RENEWAL, NAMED)
    removed = after(RemovePipeline("deal"), catalog=start)
    assert pipeline(after(RestorePipeline("deal", "sales"), catalog=removed)) == pipeline(start)


@pytest.mark.parametrize("start", [(), (RENEWAL,), (RENEWAL, NAMED)])
@pytest.mark.parametrize(
    "end",
    [
        (),
        (RENEWAL, NAMED),
        (RENEWAL, NAMED, RenamePipeline("deal", "renewal", "contracts")),
        (RENEWAL, AddCriterion("deal", "named", RULE, pipeline="sales", id="cri_named")),
        (RENEWAL, AddCriterion("deal", "named", RULE, id="cri_named")),
        (RENEWAL, AddCriterion("deal", "named", True, "due", pipeline="renewal", id="cri_named")),
    ],
)
def test_differences_lead_from_each_to_each(start: tuple[Change, ...], end: tuple[Change, ...]):
    one, other = after(*start), after(*end)
    reached = after(*changes_between(one, other), catalog=one)
    assert pipeline(reached).criteria == pipeline(other).criteria
    back = after(*changes_between(reached, one), catalog=reached)
    assert pipeline(back).criteria == pipeline(one).criteria


def test_a_rename_alone_is_no_change_of_it():
    start = after(RENEWAL, NAMED)
    end = after(RenamePipeline("deal", "renewal", "contracts"), catalog=start)
    assert changes_between(start, end) == (RenamePipeline("deal", "renewal", "contracts"),)


def test_documents_and_kept_catalogs_have_it_and_older_ones_need_not():
    catalog = after(RENEWAL, NAMED)
    kept = encoded(catalog)
    assert decoded(Catalog, kept) == catalog
    assert catalog_of(document_of(catalog), after()).object_by_name["deal"].pipeline == pipeline(catalog)
    older = encoded(after(RENEWAL, AddCriterion("deal", "named", RULE, id="cri_named")))
    assert "'pipeline': None" not in str(older)
    assert criterion(decoded(Catalog, older)).pipeline is None


@pytest.mark.parametrize("first", [True, False])
def test_two_who_configure_at_once(first: bool):
    start = after(RENEWAL)
    old, new = ("sales", "first") if first else ("renewal", "contracts")
    renamed, added = RenamePipeline("deal", old, new), made(pipeline=old)
    outcome = rebased(start, after(renamed, catalog=start), [added])
    assert outcome.collisions == ()
    assert criterion(after(renamed, *outcome.changes, catalog=start)).pipeline == new
    # The other way round the rename takes it along.
    outcome = rebased(start, after(added, catalog=start), [renamed])
    assert outcome.collisions == ()
    assert criterion(after(added, *outcome.changes, catalog=start)).pipeline == new


def test_one_ends_the_pipeline_that_another_asks_in():
    start = after(AddPipeline("deal", "partners", stages=(NewStage("met", id="stg_met"),), id="pip_partners"))
    ends, asks = RemoveStage("deal", "met", "lead"), made(pipeline="partners")
    (collision,) = rebased(start, after(ends, catalog=start), [asks]).collisions
    assert (collision.theirs[-2:], collision.named) == (("further", "pip_partners"), True)
    assert rebased(start, after(asks, catalog=start), [ends]).collisions != ()
    # One of the same name is another one.
    again = AddPipeline("deal", "partners", stages=(NewStage("met"),))
    assert rebased(start, after(ends, again, catalog=start), [asks]).collisions != ()


def warned(*changes: Change) -> list[tuple[str, tuple[object, ...]]]:
    found = [*criterion_warnings(after(*changes).object_by_name["deal"])]
    assert all(each.code in WARNING_CODES and each.next_step() for each in found)
    return [(each.code, each.path[-2:]) for each in found]


def test_of_one_that_no_edge_leads_past_is_warned():
    never = ("CRITERION_NEVER_ASKED", ("criteria", 0))
    assert warned(RENEWAL, NAMED) == []
    assert warned(RENEWAL, made(leaving="lost", pipeline="renewal")) == [never]
    assert warned(made(leaving="won")) == [never]
    assert warned(made(leaving="lead", entering="won")) == [never]
    assert warned(RENEWAL, made(leaving="won", pipeline="renewal")) == []
    alone = AddPipeline("deal", "partners", stages=(NewStage("met"),))
    assert warned(alone, made(pipeline="partners")) == [never]
    # It is asked of those that are there.
    assert warned(alone, made(pipeline="partners", grace_until="2027-06-01")) == []


def test_what_it_says_of_itself():
    assert NAMED.sentence() == "Add the criterion named of deal to enter a stage of the pipeline renewal."
    assert made(leaving="won", pipeline="renewal").sentence() == (
        "Add the criterion named of deal to leave won and enter a stage of the pipeline renewal."
    )
    assert made(pipeline="renewal", entering="due").sentence() == (
        "Add the criterion named of deal to enter due."
    )


def test_what_else_is_set_leaves_it_where_it_is():
    assert criterion(after(RENEWAL, NAMED, SetCriterion("deal", "named", rule=True))).pipeline == "renewal"
