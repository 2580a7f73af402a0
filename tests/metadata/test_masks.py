"""Grants of masked fields in the catalog: what is refused, documents, differences, and two who configure at once."""

from dataclasses import replace

import pytest

from metadata.catalog import Catalog, Grant
from metadata.changes.field_types import SetFieldType
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.kept import change_from_json, change_to_json
from metadata.changes.restorations import RestoreField
from metadata.changes.roles import AddRole, NewGrant, SetGrants
from metadata.checks import check_catalog
from metadata.codec import decoded, encoded
from metadata.differences.between import changes_between
from metadata.document.form import document_of
from metadata.document.reading import catalog_of
from metadata.masks import MASK_KINDS, MASKS, in_words, width
from metadata.merging.follow import followed
from metadata.merging.rebase import rebased
from metadata.removed import without_removed
from metadata.settings import Mask, MaskKind
from tests.metadata.world import after, refused

ENDS, STEP = Mask("keep", 3, 4), Mask("round", step=1000)


def title(mask: Mask | None = ENDS) -> NewGrant:
    return NewGrant("deal", "read", "title", mask=mask)


GRANTS = (NewGrant("deal", "read"), title(), NewGrant("deal", "read", "amount", mask=STEP))
CLERK = AddRole("clerk", grants=GRANTS, id="rol_clerk")


NOTED = (
    AddField("deal", NewField("note", "text")),
    AddRole("noted", grants=(NewGrant("deal", "read", "note", mask=ENDS),)),
)


def grants(catalog: Catalog) -> tuple[Grant, ...]:
    return catalog.role_by_name["clerk"].grants


def test_fields_are_kept_by_their_ids():
    assert grants(after(CLERK)) == (
        Grant("obj_deal", "read"),
        Grant("obj_deal", "read", "fld_title", mask=ENDS),
        Grant("obj_deal", "read", "fld_amount", mask=STEP),
    )


@pytest.mark.parametrize(
    ("grant", "path"),
    [
        (replace(title(), action="update"), ("mask",)),
        (replace(title(), action="*"), ("mask",)),
        (replace(title(), effect="deny"), ("mask",)),
        (replace(title(), field="*"), ("field",)),
        (NewGrant("*", "read", mask=ENDS), ("field",)),
        (NewGrant("deal", "read", "account", mask=Mask("all")), ("mask", "kind")),
        (NewGrant("deal", "read", "budget", mask=ENDS), ("mask", "kind")),
        (title(STEP), ("mask", "kind")),
        (title(Mask("keep")), ("mask", "kind")),
        (title(Mask("keep", -1, 4)), ("mask", "first")),
        (title(Mask("keep", 3, 51)), ("mask", "last")),
        (title(Mask("all", first=1)), ("mask", "first")),
        (title(Mask("all", step=10)), ("mask", "step")),
        *(
            (NewGrant("deal", "read", "amount", mask=Mask("round", step=step)), ("mask", "step"))
            for step in (None, 0, -10, "0.01", "no", "1e400", 10**16)
        ),
    ],
)
def test_a_mask_that_shows_nothing_meant_is_refused(grant: NewGrant, path: tuple[str, ...]):
    problems = refused(AddRole("clerk", grants=(GRANTS[0], grant)))
    found = [each for each in problems if each.path[3:] == ("grants", 1, *path)]
    assert found, problems
    assert found[0].code == "CATALOG_INVALID"
    assert found[0].hint


def test_a_kind_that_nobody_knows_is_refused():
    strange: MaskKind = "blur"  # type: ignore[assignment]
    assert refused(AddRole("clerk", grants=(title(Mask(strange)),)))


@pytest.mark.parametrize("other", [title(None), title(Mask("all")), replace(title(None), rows="own")])
def test_a_role_reads_a_field_in_one_way(other: NewGrant):
    (problem,) = refused(AddRole("clerk", grants=(title(), other)))
    assert (problem.code, problem.path[3:]) == ("CATALOG_INVALID", ("grants", 1, "mask"))
    # A deny beside it is none, and neither is the same mask for other records.
    after(
        AddRole("clerk", grants=(title(), replace(title(None), effect="deny"), replace(title(), rows="own")))
    )


def test_a_field_that_gets_a_type_without_its_mask_is_refused():
    base = after(*NOTED)
    (problem,) = check_catalog(after(SetFieldType("deal", "note", "boolean"), catalog=base))
    assert (problem.code, problem.path) == (
        "CATALOG_INVALID",
        ("roles", "noted", "grants", 0, "mask", "kind"),
    )
    assert not check_catalog(after(SetFieldType("deal", "note", "longText"), catalog=base))


def test_masks_follow_a_field_that_is_renamed_removed_and_restored():
    base = after(*NOTED)
    masked = base.role_by_name["noted"].grants
    assert after(RenameField("deal", "note", "memo"), catalog=base).role_by_name["noted"].grants == masked
    gone = after(RemoveField("deal", "note"), catalog=base)
    assert gone.role_by_name["noted"].grants == ()
    assert decoded(Catalog, encoded(gone)) == gone
    assert after(RestoreField("deal", "note"), catalog=gone).role_by_name["noted"].grants == masked


def test_documents_and_differences_have_them():
    base, made = after(), after(CLERK)
    other = after(SetGrants("clerk", (GRANTS[0], title(Mask("all")))), catalog=made)
    assert decoded(Catalog, encoded(made)) == made
    roles = {each["name"]: each for each in document_of(made)["roles"]}
    assert roles["clerk"]["grants"][1]["mask"] == {"kind": "keep", "first": 3, "last": 4}
    assert catalog_of(document_of(made), base).role_by_name["clerk"].grants == grants(made)
    for start, end in ((base, made), (made, base), (made, other), (other, made)):
        reached = after(*changes_between(start, end), catalog=start)
        assert changes_between(reached, end) == ()
        assert without_removed(reached).roles == without_removed(end).roles
    assert change_from_json(change_to_json(CLERK)) == CLERK


def test_two_who_configure_at_once():
    start = after()
    new = after(RenameField("deal", "amount", "worth"), catalog=start)
    change = followed(CLERK, start, after(CLERK, catalog=start), new)
    assert isinstance(change, AddRole)
    assert [(each.field, each.mask) for each in change.grants] == [
        ("*", None),
        ("title", ENDS),
        ("worth", STEP),
    ]
    both = after(CLERK)
    one = after(SetGrants("clerk", (GRANTS[0], title(Mask("all")))), catalog=both)
    assert rebased(both, one, [SetGrants("clerk", (GRANTS[0], title(Mask("keep", 1))))]).collisions


def test_sentences_name_what_is_masked_and_what_clients_lose():
    base = after(CLERK)
    assert CLERK.sentence() == "Add the role clerk with 3 grants, deal.title, deal.amount masked."
    change = SetGrants("clerk", (*GRANTS[:2], NewGrant("deal", "read", "heading", mask=Mask("all"))))
    assert change.sentence() == "Set the 3 grants of the role clerk, deal.title, deal.heading masked."
    (told,) = change.breaks(base)
    assert "deal.heading" in told
    assert "deal.title" not in told
    assert SetGrants("clerk", GRANTS[:1]).breaks(base) == ()


def test_every_kind_is_told_in_words_and_compares():
    assert {*MASKS} == {*MASK_KINDS}
    for kind in MASK_KINDS:
        mask = Mask(kind, 1, 2, 10)
        assert {*in_words(mask)} == {"en", "zh-CN"}
        assert width(Mask("all")) <= width(mask)
    assert width(Mask("keep", 1, 1)) < width(Mask("keep", 1, 2)) < width(Mask("email"))
    assert width(Mask("round", step=100)) > width(Mask("round", step="1000"))
