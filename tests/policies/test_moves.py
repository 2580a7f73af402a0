"""Grants of some moves, as an Access keeps them: each edge with the records that may take it."""

from dataclasses import replace

from metadata.catalog import Grant, Role
from metadata.pipelines import Pipeline, Stage, Transition
from policies.access import NO_ROWS, ObjectAccess, RowRule
from policies.decide import decide
from tests.policies.world import DEAL, NAMESPACE, catalog, role

PIPELINE = Pipeline(
    "pip_sales",
    "sales",
    {},
    (
        Stage("stg_lead", "lead"),
        Stage("stg_sql", "sql"),
        Stage("stg_won", "won", "won"),
        Stage("stg_lost", "lost", "lost"),
    ),
    (
        Transition("lead", "sql"),
        Transition("sql", "lead"),
        Transition("sql", "won"),
        Transition("lead", "lost"),
        Transition("lost", "lead"),
    ),
)
READ = Grant("obj_deal", "read")
ALL, OWN = RowRule(everything=True), RowRule(owners="own")


def access(*roles: Role) -> ObjectAccess:
    made = catalog(*roles)
    funnel = replace(DEAL, pipeline=PIPELINE)
    made = replace(made, objects=tuple(funnel if each is DEAL else each for each in made.objects))
    return decide(made, NAMESPACE, [each.id for each in roles]).objects["obj_deal"]


def moves(found: ObjectAccess) -> dict[str, RowRule]:
    """The edges that any record may take, by the names of their stages."""
    edges = {f"{each.source} {each.target}": each for each in PIPELINE.transitions}
    rules = {name: found.move(f"stg_{each.source}", f"stg_{each.target}") for name, each in edges.items()}
    return {name: rule for name, rule in rules.items() if not rule.nothing}


def promote(**narrowed: object) -> Grant:
    return replace(Grant("obj_deal", "promote"), **narrowed)  # type: ignore[arg-type]


def test_without_narrowed_grants_nothing_is_kept_of_edges():
    found = access(role("one", READ, promote(rows="own")))
    assert found.moves is None
    assert moves(found) == dict.fromkeys((f"{e.source} {e.target}" for e in PIPELINE.transitions), OWN)


def test_a_role_that_may_only_go_forward():
    found = access(role("one", READ, promote(moves=("forward", "win"))))
    assert moves(found) == {"lead sql": ALL, "sql won": ALL}
    assert found.rows["promote"] == ALL


def test_single_edges_and_ends():
    assert moves(access(role("one", READ, promote(leaving="stg_sql", entering="stg_won")))) == {
        "sql won": ALL
    }
    assert moves(access(role("one", READ, promote(entering="stg_lead", moves=("reopen",))))) == {
        "lost lead": ALL
    }


def test_a_deny_takes_its_moves_from_whatever_allows_them():
    one = role("one", READ, Grant("*", "*"))
    other = role("other", promote(effect="deny", moves=("back", "reopen")))
    assert set(moves(access(one, other))) == {"lead sql", "sql won", "lead lost"}
    assert moves(access(one, role("other", promote(effect="deny")))) == {}


def test_each_edge_reaches_the_records_of_its_own_grants():
    found = access(role("one", READ, promote(rows="own")), role("other", promote(moves=("forward",)), READ))
    assert moves(found) == {
        "lead sql": ALL,
        **dict.fromkeys(("sql lead", "sql won", "lead lost", "lost lead"), OWN),
    }
    assert found.rows["promote"] == ALL


def test_what_is_no_edge_is_nobodys_and_no_grant_of_all_is_one_of_none():
    found = access(role("one", READ, promote(moves=("skip",))))
    assert found.move("stg_lead", "stg_won") == NO_ROWS
    assert not found.may("promote")


def test_a_narrowed_grant_of_another_action_gives_nothing_and_denies_all():
    """No catalog with one is published."""
    assert not access(role("one", READ, replace(promote(moves=("back",)), action="delete"))).may("delete")
    denied = replace(promote(moves=("back",), effect="deny"), action="delete")
    assert not access(role("one", READ, Grant("obj_deal", "delete"), denied)).may("delete")
