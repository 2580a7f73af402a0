"""Casbin's own walls: subjects, domains and the documentation of actions."""

import casbin

from metadata.catalog import Grant
from policies.enforcer import ALL_MOVES, ALL_ROWS, ANY_MOVE, MODEL, OWNERS, RoleEnforcer, rows_named
from policies.reference import PAGE, with_generated
from tests.policies.world import NAMESPACE, role


def raw(*policies: list[object]) -> casbin.Enforcer:
    """The model by itself, with `actor:caller` holding `role:rol_one` in the test's namespace."""
    enforcer = casbin.Enforcer(str(MODEL))
    enforcer.add_grouping_policy("actor:caller", "role:rol_one", NAMESPACE)
    enforcer.get_model()["p"]["p"].policy.extend(policies)
    return enforcer


EVERY_ROW = rows_named(ALL_ROWS)
ALLOW = ["role:rol_one", NAMESPACE, "obj_deal", "read", frozenset("*"), frozenset(), ALL_MOVES, "*", "allow"]


def test_the_role_is_held_by_the_caller_alone() -> None:
    enforcer = raw(ALLOW)
    assert enforcer.enforce("actor:caller", NAMESPACE, "obj_deal", "read", "", ANY_MOVE, EVERY_ROW)
    for stranger in ("rol_one", "actor:rol_one", "member:rol_one", "caller", "*", ""):
        assert not enforcer.enforce(stranger, NAMESPACE, "obj_deal", "read", "", ANY_MOVE, EVERY_ROW)


def test_a_policy_of_another_tenant_is_no_policy() -> None:
    enforcer = raw(["role:rol_one", "t_other", *ALLOW[2:]])
    for domain in (NAMESPACE, "t_other", "*", ""):
        assert not enforcer.enforce("actor:caller", domain, "obj_deal", "read", "", ANY_MOVE, EVERY_ROW)


def test_nothing_is_allowed_by_no_policy() -> None:
    enforcer = raw()
    assert not enforcer.enforce("actor:caller", NAMESPACE, "obj_deal", "read", "", ANY_MOVE, EVERY_ROW)


def test_limited_rows_answer_for_themselves_alone() -> None:
    enforcer = RoleEnforcer(NAMESPACE, ["rol_one"], [role("one", Grant("obj_deal", "read", rows="own"))])
    assert enforcer.allows("obj_deal", "read", rows="own")
    assert not enforcer.allows("obj_deal", "read")
    assert not enforcer.allows("obj_deal", "read", rows="rule 1")
    assert not enforcer.allows("obj_deal", "update", rows="own")


def test_a_wider_scope_reaches_what_a_narrower_one_does() -> None:
    for at, rows in enumerate(OWNERS):
        enforcer = RoleEnforcer(NAMESPACE, ["rol_one"], [role("one", Grant("obj_deal", "read", rows=rows))])
        reached = [each for each in OWNERS if enforcer.allows("obj_deal", "read", rows=each)]
        assert reached == [*OWNERS[: at + 1]]
        assert not enforcer.allows("obj_deal", "read")


def test_every_action_and_mask_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_generated(page) == page, "run python -m policies.reference"
