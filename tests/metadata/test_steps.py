"""What a plan says of the steps: what each holds, and all in a sentence."""

from core.sentences import as_told
from metadata.changes.base import Change, Lock, Risk
from metadata.changes.constraints import SetRequired
from metadata.changes.field_settings import SetSearchable
from metadata.changes.fields import AddField, NewField, RemoveField
from metadata.changes.labels import SetLabels
from metadata.changes.option_removal import RemoveOption
from metadata.changes.stages import RenameStage
from metadata.steps import Step, summary
from tests.metadata.world import after

DESTROYS = Step(
    as_told("Remove a.b."), Risk.DESTROYS, 1_200, (as_told("b leaves."), as_told("c too.")), Lock.BRIEF
)
REWRITES = Step(as_told("Make a.b searchable."), Risk.REWRITES, 30_000, (), Lock.WRITES)
SCANS = Step(as_told("Require a.b."), Risk.SCANS, 1_000_000, (as_told("b is never null."),), Lock.READS)
SAFE = Step(as_told("Add a.c."), Risk.SAFE, 0, (), Lock.BRIEF)


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
    assert summary([SAFE]).chinese == "共 1 项修改：1 项不影响记录。其他请求等待不到一秒。"
    assert all(summary([Step(as_told("a"), risk, 1, (), Lock.BRIEF)]) for risk in Risk)
    assert summary([SAFE, SCANS, DESTROYS, REWRITES]) == (
        "4 changes: 1 to destroy values (1,200 records), 1 to give records a value (30,000 records), "
        "1 to read records (1,000,000 records), 1 to leave records alone. Clients meet 3 breaks. "
        "The tenant's other requests wait for some 4 seconds."
    )
    assert summary([SCANS, DESTROYS]).chinese.startswith(
        "共 2 项修改：1 项会删除数据（1,200 条记录），1 项会检查记录（1,000,000 条记录）。客户端会受到"
    )
