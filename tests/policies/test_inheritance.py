"""What a role may do that inherits others: their allows and denies, and those of what they inherit."""

from dataclasses import replace

from metadata.catalog import Catalog, Grant, Role
from metadata.inheritance import MOST_LEVELS
from policies.access import RowRule
from policies.decide import decide, given_by, tenant_actions
from tests.policies.world import DEAL, NAMESPACE, catalog, role


def heir(name: str, *of: str, grants: tuple[Grant, ...] = ()) -> Role:
    return replace(role(name, *grants), inherits=tuple(f"rol_{each}" for each in of))


READ = Grant("obj_deal", "read")


def test_a_role_may_do_what_it_inherits_and_no_more():
    held = catalog(
        role("low", READ, Grant("*", "configure")),
        heir("high", "low"),
        role("other", Grant("obj_account", "read")),
    )
    high = decide(held, NAMESPACE, ["rol_high"])
    assert high.objects == decide(held, NAMESPACE, ["rol_low"]).objects
    assert high.tenant_actions == {"configure"}
    assert tenant_actions(held, NAMESPACE, ["rol_high"]) == {"configure"}
    assert (high.key, high.roles) == ("rol_high", {"rol_high", "rol_low"})
    # What is inherited does not inherit.
    above = catalog(role("low"), heir("high", "low", grants=(READ,)))
    assert decide(above, NAMESPACE, ["rol_low"]).objects == {}


def test_the_whole_chain_is_followed():
    chain = [
        heir(f"r{at}", *([f"r{at - 1}"] if at else []), grants=() if at else (READ,))
        for at in range(MOST_LEVELS)
    ]
    held = catalog(*chain)
    assert set(decide(held, NAMESPACE, [chain[-1].id]).objects) == {"obj_deal"}


def test_a_deny_anywhere_in_the_chain_overrides():
    deny = replace(READ, effect="deny", field="fld_margin")
    for roles in (
        (role("low", READ), heir("high", "low", grants=(deny,))),
        (role("low", deny), heir("high", "low", grants=(READ,))),
        (role("low", deny), heir("mid", "low"), heir("high", "mid", grants=(READ,))),
        (role("low", READ), role("side", deny), heir("high", "low", "side")),
    ):
        deal = decide(catalog(*roles), NAMESPACE, ["rol_high"]).objects["obj_deal"]
        assert deal.read == {"fld_name", "fld_amount"}


def test_rows_of_the_chain_add_up():
    own, team = (replace(READ, rows=each) for each in ("own", "team"))
    held = catalog(role("low", own), heir("high", "low", grants=(team,)))
    assert decide(held, NAMESPACE, ["rol_high"]).objects["obj_deal"].rows["read"] == RowRule(owners="team")


def test_a_diamond_and_what_is_asked_of_one_role_alone():
    held = catalog(
        role("base", Grant("obj_deal", "update", "fld_name")), heir("left", "base"), heir("right", "base"),
        heir("top", "left", "right"),
    )  # fmt: skip
    assert given_by(held, DEAL, held.role_by_name["top"]) == {"fld_name"}
    assert isinstance(held, Catalog)
