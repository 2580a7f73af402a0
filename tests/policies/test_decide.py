"""What roles add up to. The fields of `deal` are name, amount, margin and the relation account."""

from dataclasses import replace
from typing import Any

import pytest

from core.errors import SluiceError
from metadata.actions import ACTIONS
from metadata.catalog import Catalog, Grant, Object, RowScope
from metadata.fields import Field
from policies.access import NO_ROWS, Access, ObjectAccess, RowRule
from policies.decide import AccessCache, access_weight, decide
from policies.enforcer import RoleEnforcer
from tests.policies.world import DEAL, NAMESPACE, catalog, role

EVERYTHING = RowRule(everything=True)
ALL_FIELDS = {"fld_name", "fld_amount", "fld_margin", "fld_account"}
BIG = {">=": [{"var": "amount"}, 1000]}
SMALL = {"<": [{"var": "amount"}, 10]}


def access_of(*grants: Grant) -> Access:
    return decide(catalog(role("one", *grants)), NAMESPACE, ["rol_one"])


def deal_of(*grants: Grant) -> ObjectAccess:
    return access_of(*grants).objects["obj_deal"]


READ = Grant("obj_deal", "read")
READ_ACCOUNTS = Grant("obj_account", "read")


@pytest.mark.parametrize("action", [name for name, each in ACTIONS.items() if each.on == "object"])
def test_an_action_is_allowed_where_it_is_granted_and_only_there(action: str) -> None:
    deal = deal_of(READ, Grant("obj_deal", action))
    assert {name for name in ACTIONS if deal.may(name)} == {"read", action}
    assert deal.rows[action] == EVERYTHING
    assert "obj_account" not in access_of(READ, Grant("obj_deal", action)).objects


@pytest.mark.parametrize("action", [name for name, each in ACTIONS.items() if each.on == "tenant"])
def test_a_tenant_action_is_allowed_where_it_is_granted_and_only_there(action: str) -> None:
    assert access_of(Grant("*", action)).tenant_actions == {action}
    assert access_of(Grant("obj_deal", action)).tenant_actions == frozenset()


def test_nothing_is_allowed_without_a_grant() -> None:
    assert access_of() == Access("rol_one", {}, frozenset(), frozenset({"rol_one"}))
    assert decide(catalog(role("one", Grant("*", "*"))), NAMESPACE, []) == Access("", {}, frozenset())


def test_a_wildcard_covers_every_object_action_field_and_the_tenant() -> None:
    access = access_of(Grant("*", "*"))
    assert access.tenant_actions == {"configure", "provision", "administer"}
    deal = access.objects["obj_deal"]
    assert deal.read == deal.create == deal.update == ALL_FIELDS
    assert all(deal.may(name) for name, each in ACTIONS.items() if each.on == "object")
    assert not deal.may("configure")


def test_a_deny_overrides_every_allow_of_every_role() -> None:
    roles = (role("open", Grant("*", "*")), role("strict", Grant("obj_deal", "delete", effect="deny")))
    deal = decide(catalog(*roles), NAMESPACE, ["rol_open", "rol_strict"]).objects["obj_deal"]
    assert not deal.may("delete")
    assert deal.may("restore")
    account = decide(catalog(*roles), NAMESPACE, ["rol_open", "rol_strict"]).objects["obj_account"]
    assert account.may("delete")


def test_a_denied_field_is_hidden_and_the_others_stay() -> None:
    deal = deal_of(Grant("*", "*"), Grant("obj_deal", "read", "fld_margin", "deny"))
    assert deal.read == ALL_FIELDS - {"fld_margin"}
    assert deal.update == ALL_FIELDS
    assert deal.rows["read"] == EVERYTHING


def test_an_object_that_may_not_be_read_is_absent_whatever_else_is_granted() -> None:
    access = access_of(Grant("*", "*"), Grant("obj_deal", "read", effect="deny"))
    assert set(access.objects) == {"obj_account"}


def test_named_fields_give_these_fields_and_the_object() -> None:
    deal = deal_of(Grant("obj_deal", "read", "fld_name"), Grant("obj_deal", "update", "fld_amount"))
    assert deal.read == {"fld_name"}
    assert deal.update == {"fld_amount"}
    assert deal.create == frozenset()
    assert deal.rows == {"read": EVERYTHING, "update": EVERYTHING}


def test_a_named_field_with_any_action_says_nothing_about_deletion_or_promotion() -> None:
    allowed = deal_of(Grant("obj_deal", "*", "fld_name"))
    assert set(allowed.rows) == {"read", "create", "update"}
    denied = deal_of(Grant("*", "*"), Grant("obj_deal", "*", "fld_name", "deny"))
    assert denied.may("delete")
    assert denied.may("promote")
    assert "fld_name" not in denied.read | denied.create | denied.update


def test_an_action_without_fields_ignores_the_field_of_its_grant() -> None:
    assert deal_of(READ, Grant("obj_deal", "delete", "fld_name")).may("delete")
    assert not deal_of(Grant("*", "*"), Grant("obj_deal", "delete", "fld_name", effect="deny")).may("delete")


def test_roles_add_up_and_unknown_ones_give_nothing() -> None:
    roles = (role("reader", READ), role("remover", Grant("obj_deal", "delete")))
    access = decide(catalog(*roles), NAMESPACE, ["rol_remover", "rol_gone", "rol_reader", "rol_reader"])
    assert access.key == "rol_reader,rol_remover"
    assert set(access.objects["obj_deal"].rows) == {"read", "delete"}
    assert "obj_deal" not in decide(catalog(*roles), NAMESPACE, ["rol_remover"]).objects


@pytest.mark.parametrize("name", ["one", "*", "role:rol_one", "actor:caller", "caller", ""])
def test_only_the_id_of_a_role_gives_its_grants(name: str) -> None:
    assert decide(catalog(role("one", Grant("*", "*"))), NAMESPACE, [name]).objects == {}


def test_a_role_whose_id_looks_like_the_caller_is_not_held() -> None:
    impostor = replace(role("x", Grant("*", "*")), id="actor:caller")
    enforcer = RoleEnforcer(NAMESPACE, ["rol_one"], [role("one", READ)])
    assert enforcer.allows("obj_deal", "read")
    assert decide(catalog(impostor, role("one")), NAMESPACE, ["rol_one"]).objects == {}


# Rows


def test_own_rows() -> None:
    deal = deal_of(READ, Grant("obj_deal", "update", rows="own"))
    assert deal.rows["update"] == RowRule(owners="own")
    assert deal.update == ALL_FIELDS - {"fld_account"}
    assert deal.rows["read"] == EVERYTHING


def test_the_widest_scope_reaches_what_the_others_do() -> None:
    scopes: tuple[RowScope, ...] = ("own", "subtree", "team")
    deal = deal_of(*(replace(READ, rows=each) for each in scopes))
    assert deal.rows["read"] == RowRule(owners="subtree")
    # A field of a narrower scope is not on all of these records, one of the widest is, and by its name alone too.
    named = [
        Grant("obj_deal", "read", "fld_name", rows="subtree"),
        Grant("obj_deal", "read", "fld_amount", rows="own"),
    ]
    assert deal_of(*named).read == {"fld_name"}
    total = replace(DEAL, fields=(*DEAL.fields, TOTAL))
    grants = (
        Grant("obj_deal", "read", "fld_total", rows="team"),
        Grant("obj_deal", "read", rows="own"),
        Grant("obj_deal", "read", "fld_amount", "deny"),
    )
    held = catalog(role("one", *grants))
    held = replace(held, objects=(held.objects[0], total))
    assert decide(held, NAMESPACE, ["rol_one"]).objects["obj_deal"].read == {"fld_total"}


TOTAL = Field("fld_total", "total", "decimal", formula={"*": [{"var": "amount"}, 2]})


def test_rules_are_parsed_and_add_up_with_own() -> None:
    deal = deal_of(
        Grant("obj_deal", "read", rule=BIG), Grant("obj_deal", "read", rule=SMALL), replace(READ, rows="own")
    )
    rule = deal.rows["read"]
    assert (rule.owners, rule.everything, len(rule.rules)) == ("own", False, 2)
    assert deal.read == ALL_FIELDS - {"fld_account"}


def test_the_same_rule_in_two_roles_is_one_rule() -> None:
    roles = (role("a", Grant("obj_deal", "read", rule=BIG)), role("b", Grant("obj_deal", "*", rule=BIG)))
    deal = decide(catalog(*roles), NAMESPACE, ["rol_a", "rol_b"]).objects["obj_deal"]
    assert len(deal.rows["read"].rules) == 1
    assert deal.rows["read"] == deal.rows["update"]


def test_an_unconditional_allow_reaches_everything() -> None:
    assert (
        deal_of(replace(READ, rows="own"), Grant("obj_deal", "read", rule=BIG), READ).rows["read"]
        == EVERYTHING
    )


def test_a_deny_closes_a_conditional_allow() -> None:
    deal = deal_of(READ, Grant("obj_deal", "update", rows="own"), Grant("obj_deal", "update", effect="deny"))
    assert deal.rows.get("update", NO_ROWS).nothing


def test_a_conditional_deny_denies_everywhere_and_own_with_a_rule_gives_nothing() -> None:
    deal = deal_of(
        READ,
        Grant("obj_deal", "delete"),
        Grant("obj_deal", "delete", effect="deny", rows="own", rule=BIG),
        Grant("obj_deal", "update", rows="own", rule=BIG),
    )
    assert set(deal.rows) == {"read"}


def test_a_conditional_wildcard_gives_no_tenant_action() -> None:
    assert access_of(Grant("*", "*", rows="own")).tenant_actions == frozenset()


def test_a_rule_may_refer_to_a_field_that_is_hidden() -> None:
    rule = {"<": [{"var": "margin"}, 5]}
    deal = deal_of(Grant("obj_deal", "read", "fld_name", rule=rule))
    assert deal.read == {"fld_name"}
    assert len(deal.rows["read"].rules) == 1


def test_a_rule_that_does_not_fit_the_object_is_refused() -> None:
    with pytest.raises(SluiceError) as refused:
        deal_of(Grant("obj_deal", "read", rule={"==": [{"var": "nowhere"}, 1]}))
    assert refused.value.problems[0].code == "RULE_UNKNOWN_PATH"


def test_no_combination_shows_a_field_on_records_for_which_it_was_not_granted() -> None:
    deal = deal_of(Grant("obj_deal", "read", "fld_name"), replace(READ, rows="own"))
    assert deal.rows["read"] == EVERYTHING
    assert deal.read == {"fld_name"}
    updates = deal_of(
        READ,
        Grant("obj_deal", "update", "fld_name", rows="own"),
        Grant("obj_deal", "update", "fld_amount", rule=BIG),
    )
    assert updates.update == frozenset()


# Relations


def test_a_relation_to_a_hidden_object_is_neither_read_nor_written() -> None:
    blind = deal_of(READ, Grant("obj_deal", "create"), Grant("obj_deal", "update"))
    assert "fld_account" not in blind.read | blind.create | blind.update
    assert "fld_account" in deal_of(READ, READ_ACCOUNTS).read


# Cost and memory


def _large(objects: int, fields: int, roles: int, *, by_field: bool) -> Catalog:
    kinds = tuple(
        Object(
            id=f"obj_{number}",
            name=f"thing{number}",
            plural=f"things{number}",
            fields=tuple(Field(f"fld_{number}_{each}", f"field{each}", "text") for each in range(fields)),
        )
        for number in range(objects)
    )
    grants = tuple(
        Grant(kind.id, action, field.id if by_field else "*")
        for kind in kinds
        for action in ("read", "update")
        for field in (kind.fields if by_field else kind.fields[:1])
    )
    return Catalog(version=7, objects=kinds, roles=tuple(role(f"r{each}", *grants) for each in range(roles)))


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions of the questions that were asked of Casbin."""
    asked: list[str] = []
    allows = RoleEnforcer.allows

    def counted(self: RoleEnforcer, object_id: str, action: str, *rest: Any) -> bool:
        asked.append(action)
        return allows(self, object_id, action, *rest)

    monkeypatch.setattr(RoleEnforcer, "allows", counted)
    return asked


@pytest.mark.parametrize(("by_field", "expected"), [(False, 30 * 2 + 3), (True, 30 * 2 * (1 + 25) + 3)])
def test_one_question_for_all_fields_and_one_for_each_named(
    questions: list[str], by_field: bool, expected: int
) -> None:
    large = _large(30, 25, 5, by_field=by_field)
    access = decide(large, NAMESPACE, [each.id for each in large.roles])
    assert len(access.objects) == 30
    assert all(len(each.read) == len(each.update) == 25 for each in access.objects.values())
    assert len(questions) == expected


def test_policies_do_not_multiply_with_fields() -> None:
    large = _large(3, 25, 5, by_field=True)
    assert len(RoleEnforcer(NAMESPACE, [], large.roles).policies.about("obj_1", "read")) == 5


def test_the_cache_answers_again_without_a_question(questions: list[str]) -> None:
    cache = AccessCache()
    small = catalog(role("one", READ), role("two", READ))
    first = cache.access(small, NAMESPACE, ("rol_one", "rol_two"))
    asked = len(questions)
    assert cache.access(small, NAMESPACE, ("rol_two", "rol_one")) is first
    assert len(questions) == asked


def test_the_cache_tells_versions_namespaces_and_role_sets_apart_and_is_bounded() -> None:
    before, after = catalog(role("one", READ)), catalog(role("one"), version=2)
    room = access_weight(decide(before, NAMESPACE, ("rol_one",))) + access_weight(
        decide(before, NAMESPACE, ())
    )
    cache = AccessCache(room)
    kept = cache.access(before, NAMESPACE, ("rol_one",))
    assert cache.access(after, NAMESPACE, ("rol_one",)).objects == {}
    assert cache.access(before, NAMESPACE, ("rol_one",)) is kept
    assert cache.access(before, NAMESPACE, ()).objects == {}
    assert cache.access(before, NAMESPACE, ("rol_one",)) is kept
    assert cache.access(before, "t_other", ("rol_one",)) == kept
    assert cache.access(before, "t_other", ()).objects == {}
    assert cache.access(before, NAMESPACE, ("rol_one",)) is not kept
    assert DEAL.id in kept.objects
