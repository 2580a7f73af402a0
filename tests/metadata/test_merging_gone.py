"""Changes that name what others have removed since: a conflict that says what, and no word of a check."""

import pytest

from core.errors import SluiceError
from metadata.changes.base import Change
from metadata.changes.constraints import SetDefault
from metadata.changes.criteria import AddCriterion, AddGateExample
from metadata.changes.fields import AddField, NewField, RemoveField
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RemoveObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.pipeline_removal import RemovePipeline
from metadata.changes.pipelines import NewStage, SetGate
from metadata.changes.roles import AddRole, NewGrant, RemoveRole
from metadata.changes.roll_ups import NewRollUp
from metadata.changes.stage_removal import RemoveStage
from metadata.changes.stage_tasks import AddStageTask, MoveStageTask, RemoveStageTask
from metadata.changes.stages import AddStage, MoveStage
from metadata.changes.transitions import AddTransition, RemoveTransition
from metadata.changes.unique_keys import AddUniqueKey
from metadata.changes.validations import AddValidation
from metadata.merging.rebase import rebased
from metadata.merging.words import named
from metadata.pipelines import Transition
from tests.metadata.test_merging import CLOSED
from tests.metadata.world import after

NO_GATES = [SetGate("deal", source="sql", target="won"), SetGate("deal", stage="sql")]
ASKED = {"in": ["rep", {"var": "actor.roles"}]}
TECH = {"==": [{"var": "account.sector"}, "tech"]}
VISIT = AddObject("visit", "visits", fields=(NewField("deal", "relation", target="deal", reverse="visits"),))


@pytest.mark.parametrize(
    ("theirs", "ours", "missed"),
    [
        (
            [RemoveStage("deal", "lost")],
            AddTransition("deal", Transition("won", "lost")),
            ["the stage lost of the pipeline of object deal"],
        ),
        (
            [RemoveStage("deal", "lost")],
            AddStage("deal", NewStage("late"), before="lost"),
            ["the stage lost of the pipeline of object deal"],
        ),
        (
            [RemoveStage("deal", "lost")],
            MoveStage("deal", "sql", before="lost"),
            ["the stage lost of the pipeline of object deal"],
        ),
        (
            [RemoveStage("deal", "lost")],
            AddRole("loser", grants=(NewGrant("deal", "promote", entering="lost"),)),
            ["the stage lost of the pipeline of object deal"],
        ),
        (
            [RemoveStage("deal", "lost")],
            SetGate("deal", stage="won", rule={"!=": [{"var": "before.stage"}, "lost"]}),
            ["the stage lost of the pipeline of object deal"],
        ),
        (
            [RemoveStage("deal", "lost")],
            AddGateExample("deal", "said", "lead", "lost", {}, open=True),
            ["the stage lost of the pipeline of object deal"],
        ),
        (
            [RemoveTransition("deal", "lead", "lost")],
            AddGateExample("deal", "said", "lead", "lost", {}, open=True),
            ["the edge lead lost of the pipeline of object deal"],
        ),
        (
            [*NO_GATES, RemoveField("deal", "amount")],
            SetGate("deal", stage="won", rule=CLOSED),
            ["the field amount of object deal"],
        ),
        (
            [RemoveField("deal", "budget")],
            AddUniqueKey("deal", "alone", ("budget", "title")),
            ["the field budget of object deal"],
        ),
        (
            [RemoveField("deal", "budget")],
            AddField(
                "account",
                NewField("budgets", "decimal", roll_up=NewRollUp("deals", "count", where={"var": "budget"})),
            ),
            ["the field budget of object deal"],
        ),
        (
            [RemoveObject("quote")],
            AddField("deal", NewField("quote", "relation", target="quote")),
            ["the object quote"],
        ),
        ([RemoveObject("quote")], AddRole("x", grants=(NewGrant("quote", "read"),)), ["the object quote"]),
        (
            [RemoveRole("rep")],
            SetGate("deal", stage="won", rule=ASKED),
            ["the role rep"],
        ),
        (
            [SetGate("deal", stage="sql"), RemoveOption("account", "sector", "tech")],
            AddCriterion("deal", "asked", TECH, entering="won"),
            ["the option tech of field sector of object account"],
        ),
        (
            [RemoveOption("quote", "province", "fj", "gd")],
            SetDefault("quote", "province", "fj"),
            ["the option fj of field province of object quote"],
        ),
        (
            [RemovePipeline("deal")],
            AddValidation("deal", "open", {"!=": [{"var": "stage"}, "won"]}, {"en": "No."}),
            ["the pipeline of object deal"],
        ),
    ],
)
def test_what_is_gone_is_named(theirs: list[Change], ours: Change, missed: list[str]) -> None:
    base, head = after(), after(*theirs)
    outcome = rebased(
        base, head, [SetLabels("quote", {"en": "Q"}) if "quote" not in str(theirs) else AddRole("y"), ours]
    )
    assert outcome.changes == ()
    assert [named(each.theirs, (base, head)) for each in outcome.collisions] == missed
    assert {(each.change, each.named) for each in outcome.collisions} == {(1, True)}


def test_the_records_of_an_object_that_went() -> None:
    base = after(VISIT)
    head = after(RemoveObject("visit"), catalog=base)
    rule = {"some": [{"var": "visits"}, {"filled": {"var": "createdAt"}}]}
    outcome = rebased(base, head, [SetGate("deal", stage="won", rule=rule)])
    assert [named(each.theirs, (base, head)) for each in outcome.collisions] == ["the object visit"]


def test_a_task_that_another_was_to_stand_before() -> None:
    base = after(AddStageTask("deal", "lead", "call"), AddStageTask("deal", "lead", "write"))
    head = after(RemoveStageTask("deal", "write"), catalog=base)
    outcome = rebased(base, head, [AddStageTask("deal", "lead", "meet", before="write")])
    (collision,) = outcome.collisions
    assert named(collision.theirs, (base, head)).startswith("the task write of stage lead")
    assert MoveStageTask("deal", "call", before="write")


def test_what_fails_for_another_reason_is_told_as_ever() -> None:
    """Others have removed a thing that has nothing to do with it."""
    with pytest.raises(SluiceError) as caught:
        rebased(after(), after(RemoveStage("deal", "lost"), AddRole("x")), [AddRole("x")])
    assert [problem.code for problem in caught.value.problems] == ["CATALOG_NAME_TAKEN"]


def test_a_removed_object_without_a_pipeline_that_the_change_does_not_name() -> None:
    """It failed with an assertion while the object was looked through for what the change may name."""
    base = after(VISIT)
    head = after(RemoveObject("visit"), AddRole("clerk"), catalog=base)
    with pytest.raises(SluiceError) as caught:
        rebased(base, head, [AddRole("clerk")])
    (problem,) = caught.value.problems
    assert (problem.code, problem.path[:2]) == ("CATALOG_NAME_TAKEN", ("changes", 0))
