"""Two who configure at once: what merges, what collides, and what the conflict says."""

import pytest

from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change, applied
from metadata.changes.constraints import SetRequired
from metadata.changes.fields import AddField, NewField, RemoveField, RenameField
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.options import AddOption, SetOption
from metadata.changes.pipelines import NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole, SetGrants
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stages import AddStage, MoveStage, SetStage
from metadata.changes.transitions import AddTransition
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.merging.places import places_of, touched
from metadata.merging.rebase import rebased
from metadata.merging.words import named
from metadata.pipelines import Transition
from tests.metadata.random_author import Author
from tests.metadata.world import after

AMOUNT = ("objects", "obj_deal", "fields", "fld_amount")
STAGES = ("objects", "obj_deal", "pipeline", "stages")
CLOSED = {"==": [{"var": "amount"}, 7]}


def merged(theirs: list[Change], ours: list[Change]) -> tuple[Change, ...]:
    base = after()
    outcome = rebased(base, after(*theirs), ours)
    assert outcome.collisions == ()
    return outcome.changes


def collisions(theirs: list[Change], ours: list[Change]) -> list[str]:
    base, head = after(), after(*theirs)
    outcome = rebased(base, head, ours)
    assert outcome.changes == ()
    return [named(each.place, (base, head)) for each in outcome.collisions]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ([SetLabels("deal", {"en": "A"})], [SetLabels("account", {"en": "B"})]),
        ([SetLabels("deal", {"en": "A"}, field="amount")], [SetRequired("deal", "amount", required=True)]),
        ([AddField("deal", NewField("x", "text"))], [AddField("deal", NewField("y", "text"))]),
        ([AddOption("account", "sector", Option("a"))], [AddOption("account", "sector", Option("b"))]),
        (
            [SetOption("account", "sector", "tech", active=False)],
            [SetLabels("account", {"en": "R"}, "sector", "retail")],
        ),
        ([MoveStage("deal", "lost", "won")], [AddStage("deal", NewStage("offer"), "won")]),
        ([AddTransition("deal", Transition("won", "lost"))], [SetGate("deal", source="lead", target="sql")]),
        ([SetApiPolicy(introspection=False)], [SetApiPolicy(suggestions=False)]),
        ([AddRole("a")], [AddRole("b"), SetGrants("rep", ())]),
        ([SetLabels("deal", {"en": "A", "de": "Ä"})], [SetLabels("account", {"fr": "B"})]),
        ([RemoveRole("rep")], [SetGate("deal", stage="won", rule=CLOSED)]),
        ([RemoveField("deal", "budget")], [RemoveField("deal", "headed")]),
        ([SetLabels("deal", {"en": "A"})], [SetLabels("deal", {"en": "A"}), AddRole("b")]),
    ],
)
def test_what_merges_stays_as_it_is(theirs: list[Change], ours: list[Change]) -> None:
    """And it does not matter who comes first."""
    assert merged(theirs, ours) == tuple(ours)
    assert merged(ours, theirs) == tuple(theirs)
    one, other = places_of(after(*theirs, *ours)), places_of(after(*ours, *theirs))
    assert {place[-1] for place in touched(one, other)} <= {"order"}


@pytest.mark.parametrize(
    ("theirs", "ours", "places"),
    [
        ([SetLabels("deal", {"en": "A"})], [SetLabels("deal", {"en": "B"})], ["the labels of object deal"]),
        (
            [RenameField("deal", "amount", "a")],
            [RenameField("deal", "amount", "b")],
            ["the name of field amount of object deal"],
        ),
        ([RemoveRole("rep")], [SetGrants("rep", ())], ["the grant read account * allow of role rep"]),
        ([SetGrants("rep", ())], [RemoveRole("rep")], ["the role rep"]),
        (
            [AddOption("account", "sector", Option("a"))],
            [AddOption("account", "sector", Option("a"))],
            ["the option a of field sector of object account"],
        ),
        (
            [MoveStage("deal", "lost", "won")],
            [MoveStage("deal", "lost", "sql")],
            ["the order of the stages of the pipeline of object deal"],
        ),
        (
            [SetStage("deal", "lead", probability=5)],
            [RemoveStage("deal", "lead")],
            ["the stage lead of the pipeline of object deal"],
        ),
        (
            [SetGate("deal", source="lead", target="sql")],
            [SetGate("deal", source="lead", target="sql", rule=CLOSED)],
            ["the gate of edge lead sql of the pipeline of object deal"],
        ),
        ([SetApiPolicy(introspection=False)], [SetApiPolicy(introspection=False, suggestions=False)], []),
    ],
)
def test_what_collides_is_named(theirs: list[Change], ours: list[Change], places: list[str]) -> None:
    if places:
        found = collisions(theirs, ours)
        assert set(places) <= set(found)
    else:
        assert merged(theirs, ours) == tuple(ours)


def test_what_is_removed_collides_with_what_is_in_it() -> None:
    theirs = [SetGate("deal", source="sql", target="won"), RemoveField("deal", "amount")]
    assert collisions(theirs, [SetRequired("deal", "amount", required=True)]) == [
        "the required of field amount of object deal"
    ]
    assert (
        collisions([SetRequired("deal", "amount", required=True)], theirs)[0]
        == "the field amount of object deal"
    )
    assert collisions([RemoveObject("deal")], [AddField("deal", NewField("x", "text"))]) != []


def test_a_list_set_anew_would_take_back_what_others_put_into_it() -> None:
    read = (NewGrant("account", "read"), NewGrant("deal", "read"))
    theirs = [SetGrants("rep", (*_grants(), NewGrant("account", "create")))]
    ours = [SetGrants("rep", (*_grants(), NewGrant("deal", "create")))]
    assert collisions(theirs, ours) == ["the grant create account * allow of role rep"]
    assert collisions(theirs, [SetGrants("rep", read)]) != []


def _grants() -> tuple[NewGrant, ...]:
    return (
        NewGrant("account", "read", rule={"missing": ["parent.name", "sector"]}),
        NewGrant("deal", "read", rows="own"),
        NewGrant("deal", "update", "amount"),
    )


@pytest.mark.parametrize(
    ("theirs", "ours", "code"),
    [
        (
            [AddField("deal", NewField("x", "text"))],
            [AddField("deal", NewField("x", "date"))],
            "CATALOG_NAME_TAKEN",
        ),
        (
            [RenameField("deal", "amount", "x")],
            [AddField("deal", NewField("x", "date"))],
            "CATALOG_NAME_TAKEN",
        ),
        ([AddObject("thing", "things")], [RenameObject("deal", "thing", "thingList")], "CATALOG_NAME_TAKEN"),
    ],
)
def test_what_cannot_be_together_is_the_problem_of_the_check(
    theirs: list[Change], ours: list[Change], code: str
) -> None:
    with pytest.raises(SluiceError) as caught:
        rebased(after(), after(*theirs), [AddRole("clerk"), *ours])
    assert {(problem.code, problem.path[:2]) for problem in caught.value.problems} == {(code, ("changes", 1))}


def test_a_wrong_change_is_told_as_ever() -> None:
    with pytest.raises(SluiceError) as caught:
        rebased(after(), after(AddRole("a")), [SetRequired("deal", "nothing", required=True)])
    assert caught.value.problems[0].path == ("changes", 0, "setRequired", "field")


@pytest.mark.parametrize("seed", range(40))
def test_random_changes_of_two(seed: int) -> None:
    """What merges is what both wanted: on either side of the other it does the same, and nothing else."""
    author = Author(seed)
    base = initial_catalog()
    for _ in range(3):
        base = ([base, *applied(base, author.batch(base))])[-1]
    theirs, ours = author.batch(base), author.batch(base)
    head: Catalog = ([base, *applied(base, theirs)])[-1]
    try:
        outcome = rebased(base, head, ours)
    except SluiceError:
        return
    if outcome.collisions:
        return
    both = ([head, *applied(head, outcome.changes)])[-1]
    alone = ([base, *applied(base, ours)])[-1]
    wanted = touched(places_of(base), places_of(alone))
    done = touched(places_of(head), places_of(both))
    there = touched(places_of(base), places_of(head))
    assert done == {place: tree for place, tree in wanted.items() if place not in there}
