"""What a plan says of the steps: what each holds, and all in a sentence."""

from metadata.changes.base import Change, Lock, Risk
from metadata.changes.constraints import SetRequired
from metadata.changes.field_settings import SetSearchable
from metadata.changes.fields import AddField, NewField, RemoveField
from metadata.changes.labels import SetLabels
from metadata.changes.options import RemoveOption
from metadata.changes.stages import RenameStage
from metadata.steps import Step, summary
from tests.metadata.world import after

DESTROYS = Step("Remove the field a.b.", Risk.DESTROYS, 1_200, ("b leaves.", "c too."), Lock.BRIEF)
REWRITES = Step("Make a.b searchable.", Risk.REWRITES, 30_000, (), Lock.WRITES)
SCANS = Step("Make a.b required.", Risk.SCANS, 1_000_000, ("b is never null.",), Lock.READS)
SAFE = Step("Add a.c.", Risk.SAFE, 0, (), Lock.BRIEF)


def lock_of(change: Change) -> Lock:
    return change.lock(after())


def test_what_is_held() -> None:
    assert lock_of(SetLabels("deal", {"en": "A"})) is Lock.BRIEF
    assert lock_of(RemoveField("deal", "amount")) is Lock.BRIEF
    assert lock_of(AddField("deal", NewField("x", "text", default="y"))) is Lock.BRIEF
    assert lock_of(AddField("deal", NewField("x", "text", searchable=True))) is Lock.WRITES
    made = after(SetSearchable("deal", "title", searchable=True))
    assert RemoveField("deal", "title").lock(made) is Lock.WRITES
    assert lock_of(SetSearchable("deal", "title", searchable=True)) is Lock.WRITES
    assert lock_of(RenameStage("deal", "won", "victory")) is Lock.WRITES
    assert lock_of(RemoveOption("account", "sector", "retail")) is Lock.WRITES
    assert lock_of(SetRequired("deal", "title", required=True)) is Lock.READS
    assert lock_of(SetRequired("deal", "title", required=False)) is Lock.BRIEF


def test_seconds() -> None:
    assert [each.seconds for each in (DESTROYS, REWRITES, SCANS, SAFE)] == [0, 2.0, 2.0, 0]


def test_all_in_a_sentence() -> None:
    assert summary([SAFE]) == (
        "1 change: 1 to leave records alone. The tenant's other requests wait for less than a second."
    )
    assert all(summary([Step("a", risk, 1, (), Lock.BRIEF)]) for risk in Risk)
    assert summary([SAFE, SCANS, DESTROYS, REWRITES]) == (
        "4 changes: 1 to destroy values (1,200 records), 1 to give records a value (30,000 records), "
        "1 to read records (1,000,000 records), 1 to leave records alone. Clients meet 3 breaks. "
        "The tenant's other requests wait for some 4 seconds."
    )
