"""Denies that are limited to some records: what they take from every allow, and nothing else."""

from dataclasses import replace

from metadata.catalog import Catalog, Grant, Object
from metadata.pipelines import Pipeline, Stage, Transition
from policies.access import ObjectAccess, RowRule
from policies.decide import decide
from tests.policies.world import ACCOUNT, DEAL, NAMESPACE, role

SMALL = {"<": [{"var": "amount"}, 10]}
BIG = {">=": [{"var": "amount"}, 1000]}
READ, UPDATE = Grant("obj_deal", "read"), Grant("obj_deal", "update")
STAGED = replace(
    DEAL,
    pipeline=Pipeline(
        "pip_sales",
        "sales",
        {},
        stages=(
            Stage("stg_lead", "lead"),
            Stage("stg_offer", "offer"),
            Stage("stg_won", "won", kind="won"),
        ),
        transitions=(Transition("lead", "offer"), Transition("offer", "won")),
    ),
)


def deal_of(*roles: tuple[Grant, ...], of: Object = DEAL) -> ObjectAccess:
    held = [role(f"r{at}", *grants) for at, grants in enumerate(roles)]
    catalog = Catalog(version=1, objects=(ACCOUNT, of), roles=tuple(held))
    return decide(catalog, NAMESPACE, [each.id for each in held]).objects["obj_deal"]


def denying(grant: Grant, **condition: object) -> Grant:
    return replace(grant, effect="deny", **condition)  # type: ignore[arg-type]


def test_it_takes_records_from_every_role_and_leaves_other_actions_alone():
    deal = deal_of((Grant("*", "*"),), (READ, denying(UPDATE, rule=BIG)))
    update = deal.rows["update"]
    assert not update.everything
    assert update.denied is not None
    assert len(update.denied.rules) == 1
    assert (len(update.rules), update.owners) == (1, None)
    assert deal.rows["read"] == deal.rows["delete"] == RowRule(everything=True)
    # On the records that are left all fields are given.
    assert deal.update == {"fld_name", "fld_amount", "fld_margin"} | {"fld_account"}


def test_it_narrows_what_is_narrow():
    own = replace(UPDATE, rows="own")
    update = deal_of((READ, own, denying(UPDATE, rule=BIG), denying(UPDATE, rule=SMALL))).rows["update"]
    assert update.owners == "own"
    assert update.rules == ()
    assert update.denied is not None
    assert len(update.denied.rules) == 2
    team = deal_of((READ, replace(UPDATE, rows="team"), denying(UPDATE, rows="own"))).rows["update"]
    assert team == RowRule(owners="team", denied=RowRule(owners="own"))


def test_nothing_is_left_of_what_is_denied_whole():
    for scope in ("own", "team", "subtree"):
        assert not deal_of((READ, replace(UPDATE, rows="own"), denying(UPDATE, rows=scope))).may("update")
    assert not deal_of((READ, replace(UPDATE, rule=BIG), denying(UPDATE, rule=BIG))).may("update")
    assert not deal_of((READ, UPDATE, denying(UPDATE), denying(UPDATE, rule=BIG))).may("update")


def test_one_that_is_denied_is_as_one_of_every_action():
    deal = deal_of((Grant("*", "*"), denying(Grant("obj_deal", "*"), rule=BIG)))
    assert all(rule.denied is not None for rule in deal.rows.values())


def test_what_checks_refuse_denies_everywhere():
    deal = deal_of((READ, denying(Grant("obj_deal", "read", "fld_margin"), rule=BIG)))
    assert "fld_margin" not in deal.read
    assert deal.rows["read"].everything
    both = denying(UPDATE, rows="own", rule=BIG)
    assert not deal_of((READ, UPDATE, both)).may("update")


def test_of_moves_it_takes_those_that_it_speaks_of():
    promote = Grant("obj_deal", "promote")
    deal = deal_of((READ, promote, denying(replace(promote, entering="stg_won"), rule=SMALL)), of=STAGED)
    assert deal.move("stg_lead", "stg_offer").everything
    assert deal.move("stg_offer", "stg_won").denied is not None
    # What may be moved at all may take the other edge.
    assert deal.rows["promote"].everything
    own, winning = replace(promote, rows="own"), denying(replace(promote, entering="stg_won"))
    both = deal_of((READ, own, denying(promote, rule=SMALL), winning), of=STAGED)
    assert both.move("stg_offer", "stg_won").nothing
    assert both.move("stg_lead", "stg_offer").denied is not None
    assert both.rows["promote"].owners == "own"
