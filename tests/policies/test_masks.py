"""Grants of masked fields: which roles see what of a field. The masks themselves are tested with SQL."""

from dataclasses import replace

import pytest

from metadata.catalog import Grant, Role
from metadata.settings import Mask
from policies.access import ObjectAccess, RowRule
from policies.decide import access_weight, decide
from policies.warnings import warnings_of
from tests.policies.world import DEAL, NAMESPACE, catalog, role

READ = Grant("obj_deal", "read")
ENDS, MORE, NOTHING = Mask("keep", 1, 1), Mask("keep", 2, 2), Mask("all")
SHOWN = {"fld_amount", "fld_margin"}


def masked(mask: Mask = ENDS, **changed: object) -> Grant:
    return replace(Grant("obj_deal", "read", "fld_name", mask=mask), **changed)  # type: ignore[arg-type]


def named(**changed: object) -> Grant:
    return replace(Grant("obj_deal", "read", "fld_name"), **changed)  # type: ignore[arg-type]


def access(*roles: Role, held: tuple[str, ...] | None = None) -> ObjectAccess:
    ids = [each.id for each in roles] if held is None else [f"rol_{each}" for each in held]
    return decide(catalog(*roles), NAMESPACE, ids).objects["obj_deal"]


def sees(*roles: Role, held: tuple[str, ...] | None = None) -> Mask | str | None:
    """What is seen of the name: the mask, `whole`, or None for nothing."""
    found = access(*roles, held=held)
    if "fld_name" in found.read:
        assert not found.masked
        return "whole"
    return found.masked.get("fld_name")


def test_a_mask_takes_its_field_out_of_the_grants_of_every_field_of_its_role():
    for every in (READ, Grant("obj_deal", "*"), Grant("*", "read"), Grant("*", "*")):
        found = access(role("one", every, masked()))
        assert found.masked == {"fld_name": ENDS}
        assert found.read == SHOWN | ({"fld_account"} if every.object == "*" else set())
        assert found.rows["read"] == RowRule(everything=True)
        # Nothing but the reading of it is masked.
        assert ("fld_name" in found.update) is (every.action == "*")


def test_a_masked_field_is_enough_to_see_records():
    found = access(role("one", masked()))
    assert (found.read, found.masked) == (frozenset(), {"fld_name": ENDS})
    assert found.may("read")


def test_of_several_roles_the_one_that_shows_most_counts():
    assert sees(role("one", masked()), role("two", READ)) == "whole"
    assert sees(role("one", masked()), role("two", named())) == "whole"
    assert sees(role("one", masked()), role("two", Grant("*", "*"))) == "whole"
    assert sees(role("one", masked(NOTHING)), role("two", masked(MORE)), role("three", masked())) == MORE
    assert sees(role("one", READ, masked(NOTHING)), role("two", READ, masked(ENDS))) == ENDS


@pytest.mark.parametrize("denied", [named(effect="deny"), Grant("obj_deal", "read", effect="deny")])
def test_a_deny_overrides_a_mask(denied: Grant):
    for roles in (
        (role("one", READ, masked(), denied),),
        (role("one", READ, masked()), role("two", denied)),
        (role("one", READ, masked()), role("two", READ), role("three", denied)),
    ):
        made = catalog(*roles)
        found = decide(made, NAMESPACE, [each.id for each in roles]).objects.get("obj_deal")
        assert found is None or ("fld_name" not in found.read and not found.masked)


def test_roles_inherit_masks():
    one = role("one", READ, masked())
    heir = replace(role("heir"), inherits=(one.id,))
    assert sees(one, heir, held=("heir",)) == ENDS
    # What the heir itself may read of every field unmasks it, as another role would.
    assert sees(one, replace(heir, grants=(READ,)), held=("heir",)) == "whole"
    assert sees(one, replace(heir, grants=(named(effect="deny"),)), held=("heir",)) is None


def test_a_field_is_shown_on_all_records_or_as_far_as_on_all():
    own = role("own", replace(READ, rows="own"))
    all_ = role("all", Grant("obj_deal", "read", "fld_amount"), masked())
    found = access(own, all_)
    assert found.rows["read"] == RowRule(everything=True)
    assert (found.read, found.masked) == ({"fld_amount"}, {"fld_name": ENDS})
    # Of two masks the one that is given on all records, be it the one that shows less.
    assert sees(role("own", masked(MORE, rows="own")), role("all", masked(NOTHING))) == NOTHING
    # One that is given on some of the records is not given.
    assert sees(role("own", masked(rows="own")), role("all", Grant("obj_deal", "read", "fld_amount"))) is None


def test_a_mask_that_is_no_grant_of_read_gives_nothing():
    """A catalog is checked; were there such a grant all the same, it would give nothing."""
    found = access(role("one", READ, masked(action="update"), masked(action="*")))
    assert "fld_name" not in found.update


def test_a_computed_value_of_a_masked_field_is_hidden():
    double = replace(DEAL.fields[1], id="fld_double", name="double", formula={"*": [{"var": "margin"}, 2]})
    made = catalog(role("one", READ, Grant("obj_deal", "read", "fld_margin", mask=NOTHING)))
    deal = replace(DEAL, fields=(*DEAL.fields, double))
    made = replace(made, objects=tuple(deal if each is DEAL else each for each in made.objects))
    found = decide(made, NAMESPACE, ["rol_one"]).objects["obj_deal"]
    assert "fld_double" not in found.read
    assert found.masked == {"fld_margin": NOTHING}


def test_masks_weigh():
    with_, without = (
        decide(catalog(role("one", *g)), NAMESPACE, ["rol_one"]) for g in ((READ, masked()), (READ,))
    )
    assert access_weight(with_) > access_weight(without)


def test_a_mask_of_what_is_inherited_whole_is_warned_of():
    whole = role("whole", READ)
    heir = replace(role("heir", masked()), inherits=(whole.id,))
    found = [each for each in warnings_of(catalog(whole, heir)) if each.code == "MASK_MOOT"]
    assert [each.path for each in found] == [("roles", "heir", "grants")]
    assert not [
        each for each in warnings_of(catalog(role("one", READ, masked()))) if each.code == "MASK_MOOT"
    ]
