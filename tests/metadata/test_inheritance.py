"""Roles that inherit others: how they are configured, compared, merged and kept in documents."""

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.roles import AddRole, NewGrant, RemoveRole, RenameRole, SetInherits
from metadata.checks import check_catalog
from metadata.document.form import document_of
from metadata.document.reading import changes_to
from metadata.inheritance import MOST_LEVELS, inheriting, with_inherited
from tests.metadata.test_differences import check
from tests.metadata.test_merging import collisions, merged
from tests.metadata.world import after, refused

LEAD = AddRole("lead", grants=(NewGrant("account", "read"),), inherits=("rep",), id="rol_lead")
HEAD = AddRole("head", inherits=("lead",), id="rol_head")


def staffed() -> Catalog:
    return after(LEAD, HEAD)


def names(roles: object) -> list[str]:
    return [each.name for each in roles]  # type: ignore[attr-defined]


def test_a_role_has_what_it_inherits_and_what_that_inherits():
    catalog = staffed()
    assert names(with_inherited(catalog, ["rol_head"])) == ["rep", "lead", "head"]
    assert names(with_inherited(catalog, ["rol_lead", "rol_gone"])) == ["rep", "lead"]
    assert names(inheriting(catalog, catalog.role_by_name["rep"].id)) == ["rep", "lead", "head"]
    assert LEAD.sentence() == "Add the role lead with 1 grants and what rep may do."
    fewer = SetInherits("lead", ())
    assert fewer.breaks(catalog) == ("Members and API keys with the role lead lose what rep may do.",)
    assert SetInherits("head", ("lead", "rep")).breaks(catalog) == ()
    assert SetInherits("head", ("lead", "rep")).sentence() == (
        "Let whoever has the role head do what lead, rep may do."
    )


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (SetInherits("rep", ("head",)), "CATALOG_INVALID", ("inherits", 0)),
        (SetInherits("rep", ("rep",)), "CATALOG_INVALID", ("inherits", 0)),
        (SetInherits("rep", ("nobody",)), "CATALOG_UNKNOWN", ("inherits", 0)),
        (SetInherits("lead", ("rep", "rep")), "CATALOG_NAME_TAKEN", ("inherits", 1)),
        (SetInherits("lead", ("rep", "admin")), "CATALOG_INVALID", ("inherits", 1)),
        (SetInherits("admin", ("rep",)), "CATALOG_INVALID", ("role",)),
        (AddRole("new", inherits=("lead", "x"), id="rol_new"), "CATALOG_UNKNOWN", ("inherits", 1)),
        (RemoveRole("rep"), "CATALOG_IN_USE", ("role",)),
    ],
)
def test_what_may_not_be(change: Change, code: str, path: tuple[str | int, ...]):
    (problem,) = refused(change, catalog=staffed())
    assert (problem.code, problem.path[3:]) == (code, path)


def test_a_role_that_is_inherited_twice_is_told_by_its_name():
    (problem,) = refused(SetInherits("lead", ("rep", "rep")), catalog=staffed())
    assert problem.message.startswith("The role rep stands twice;")


def test_a_chain_is_bounded_from_both_ends():
    chain = [AddRole(f"r{at}", inherits=(f"r{at - 1}",) if at else ()) for at in range(MOST_LEVELS)]
    longest = after(*chain)
    assert check_catalog(longest) == ()
    (problem,) = refused(AddRole("more", inherits=(f"r{MOST_LEVELS - 1}",)), catalog=longest)
    assert (problem.code, problem.path[3:]) == ("CATALOG_LIMIT", ("inherits",))
    lower = after(AddRole("below"), SetInherits("r0", ("below",)), catalog=longest)
    (problem,) = check_catalog(lower)
    assert (problem.code, problem.path) == ("CATALOG_LIMIT", ("roles", f"r{MOST_LEVELS - 1}", "inherits"))


def test_differences_lead_there_and_back():
    plain, made = after(), staffed()
    check(plain, made)
    check(made, plain)
    turned = after(SetInherits("head", ()), SetInherits("lead", ("head",)), catalog=made)
    check(made, turned)
    check(turned, made)
    # Each of these waits for what another has now.
    pairs = after(*(AddRole(each, id=f"rol_{each}") for each in "abcd"), catalog=plain)
    one = after(SetInherits("a", ("b",)), SetInherits("c", ("d",)), catalog=pairs)
    other = after(SetInherits("b", ("c",)), SetInherits("d", ("a",)), catalog=pairs)
    check(one, other)
    check(other, one)
    renamed = after(RenameRole("rep", "seller"), catalog=made)
    assert check(made, renamed) == (RenameRole("rep", "seller"),)


def test_a_document_names_the_roles():
    made = staffed()
    given = document_of(made)
    roles = {each["name"]: each for each in given["roles"]}  # type: ignore[union-attr,index,call-overload]
    assert roles["lead"]["inherits"] == ["rep"]
    assert changes_to(given, made) == ()
    roles["head"]["inherits"] = ["rep"]
    assert changes_to(given, made) == (SetInherits("head", ("rep",)),)
    # Without ids, and named before it stands there.
    bare = {"roles": [{"name": "top", "inherits": ["rep"], "grants": []}, *given["roles"]]}  # type: ignore[misc]
    kinds = [each.kind for each in changes_to(bare, made)]
    assert sorted(kinds) == ["addRole", "setInherits", "setInherits"]
    for wrong, code in (
        (["nobody"], "CATALOG_UNKNOWN"),
        (["lead"], "CATALOG_INVALID"),
        (["admin"], "CATALOG_UNKNOWN"),
    ):
        roles["rep"]["inherits"] = wrong
        with pytest.raises(SluiceError) as found:
            changes_to(given, made)
        assert code in {each.code for each in found.value.problems}


def test_what_others_publish_meanwhile():
    assert merged([RenameRole("rep", "seller")], [LEAD]) == (
        AddRole("lead", grants=LEAD.grants, inherits=("seller",), id="rol_lead"),
    )
    other = AddRole("other", inherits=("rep",), id="rol_other")
    assert merged([LEAD, SetInherits("rep", ())], [other]) == (other,)
    assert collisions([RemoveRole("rep")], [other]) == ["the role rep"]
    staff = [LEAD, HEAD]
    assert collisions([*staff, SetInherits("rep", ())], [*staff]) != []
