"""Grants of some moves: what is refused, and what becomes of them when stages are renamed, removed and restored."""

import pytest

from metadata.catalog import Catalog, Grant
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.pipelines import NewStage
from metadata.changes.roles import AddRole, NewGrant, SetGrants
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, RenameStage
from metadata.codec import decoded, encoded
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of
from metadata.merging.follow import followed
from metadata.merging.rebase import rebased
from metadata.pipelines import MoveKind
from metadata.removed import without_removed
from metadata.uses import stage_uses
from policies.warnings import warnings_of
from tests.metadata.world import after, refused

GRANTS = (
    NewGrant("*", "promote", moves=("forward", "win")),
    NewGrant("deal", "promote", leaving="lead", entering="lost", rows="own"),
    NewGrant("deal", "promote", effect="deny", entering="won"),
)
CLOSER = AddRole("closer", grants=GRANTS, id="rol_closer")


def grants(catalog: Catalog) -> tuple[Grant, ...]:
    return catalog.role_by_name["closer"].grants


def test_stages_are_kept_by_their_ids():
    assert grants(after(CLOSER)) == (
        Grant("*", "promote", moves=("forward", "win")),
        Grant("obj_deal", "promote", rows="own", leaving="stg_lead", entering="stg_lost"),
        Grant("obj_deal", "promote", effect="deny", entering="stg_won"),
    )


@pytest.mark.parametrize(
    ("grant", "code", "path"),
    [
        (NewGrant("deal", "update", moves=("back",)), "CATALOG_INVALID", "action"),
        (NewGrant("deal", "*", entering="won"), "CATALOG_INVALID", "action"),
        (NewGrant("deal", "promote", moves=()), "CATALOG_INVALID", "moves"),
        (NewGrant("deal", "promote", moves=("back", "back")), "CATALOG_INVALID", "moves"),
        (NewGrant("deal", "promote", leaving="nowhere"), "STAGE_UNKNOWN", "leaving"),
        (NewGrant("*", "promote", entering="won"), "CATALOG_INVALID", "entering"),
        (NewGrant("account", "promote", entering="won"), "CATALOG_UNKNOWN", "object"),
    ],
)
def test_a_grant_that_says_nothing_of_moves_is_refused(grant: NewGrant, code: str, path: str):
    (problem,) = refused(AddRole("closer", grants=(GRANTS[0], grant)))
    assert (problem.code, problem.path[3:6]) == (code, ("grants", 1, path))
    assert problem.hint


def test_a_kind_that_nobody_knows_is_refused():
    strange: MoveKind = "sideways"  # type: ignore[assignment]
    (problem,) = refused(AddRole("closer", grants=(NewGrant("deal", "promote", moves=(strange,)),)))
    assert (problem.code, problem.path[3:]) == ("CATALOG_UNKNOWN", ("grants", 0, "moves", 0))


def test_grants_follow_a_stage_that_is_renamed():
    renamed = after(CLOSER, RenameStage("deal", "lost", "gone"))
    assert grants(renamed) == grants(after(CLOSER))
    roles = {each["name"]: each for each in document_of(renamed)["roles"]}
    assert roles["closer"]["grants"][1]["entering"] == "gone"


def test_grants_go_with_a_stage_that_is_removed():
    base = after(CLOSER)
    left = after(RemoveStage("deal", "lost", "lead"), catalog=base)
    assert grants(left) == (grants(base)[0], grants(base)[2])
    deal = base.object_by_name["deal"]
    assert deal.pipeline is not None
    used = [each for each in stage_uses(base, deal, deal.pipeline, "lost") if each.kind == "grant"]
    assert [(each.place, each.blocks) for each in used] == [("the role closer", False)]


def test_grants_come_back_with_a_pipeline_that_is_restored():
    base = after(CLOSER)
    gone = after(RemovePipeline("deal"), catalog=base)
    assert grants(gone) == grants(base)[:1]
    assert decoded(Catalog, encoded(gone)) == gone
    back = after(RestorePipeline("deal", "sales"), catalog=gone)
    assert sorted(map(str, grants(back))) == sorted(map(str, grants(base)))


def test_documents_and_differences_have_them():
    base, made = after(), after(CLOSER, AddStage("deal", NewStage("offer", id="stg_offer"), before="won"))
    wider = after(SetGrants("closer", (*GRANTS, NewGrant("deal", "promote", leaving="offer"))), catalog=made)
    assert decoded(Catalog, encoded(wider)) == wider
    assert catalog_of(document_of(wider), base).role_by_name["closer"].grants == grants(wider)
    for start, end in ((base, wider), (wider, base), (made, wider)):
        reached = after(*changes_between(start, end), catalog=start)
        assert changes_between(reached, end) == ()
        assert without_removed(reached).roles == without_removed(end).roles


def test_who_grants_a_move_follows_the_new_name_of_its_stage():
    """Two who configure at once."""
    start = after()
    new = after(RenameStage("deal", "lost", "gone"), catalog=start)
    change = followed(CLOSER, start, after(CLOSER, catalog=start), new)
    assert isinstance(change, AddRole)
    assert [each.entering for each in change.grants] == [None, "gone", "won"]


def test_two_who_set_the_grants_of_a_role_collide():
    start = after(CLOSER)
    one = after(SetGrants("closer", (GRANTS[0],)), catalog=start)
    assert rebased(start, one, [SetGrants("closer", GRANTS[:2])]).collisions


def test_an_edge_that_no_role_may_take_is_warned_of():
    def warned(*given: NewGrant) -> list[str]:
        found = warnings_of(after(AddRole("closer", grants=given)))
        return [each.message for each in found if each.code == "MOVE_UNGRANTED"]

    assert warned(NewGrant("deal", "promote")) == []
    assert warned(*GRANTS) == ["No role may move a record of deal from sql to won."]
    assert warned(*GRANTS[:2]) == []
    assert warned(NewGrant("deal", "promote", moves=("back",))) == []
