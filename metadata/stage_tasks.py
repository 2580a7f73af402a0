"""The tasks of stages as conditions of moves: that one is done, as a rule over the record.

Rules that people write cannot read tasks: a list begins anew with each entry into its stage, and what was done for a
record before says nothing of the record. Only the moves that leave the stage are asked.
"""

from expressions.nodes import Variable
from expressions.types import Reference, ValueType
from metadata.pipelines import StageTask

TASK = "tsk_"
"""What the ids of tasks begin with; no column of a table does."""


def is_done(task: StageTask) -> Variable:
    """The condition that a task of the stage that the record is in is done."""
    return Variable(
        Reference(
            path=f"stageTasks.{task.name}",
            type=ValueType.BOOLEAN,
            steps=(),
            field=task.id,
            column=task.id,
            labels=task.labels or {"en": task.name},
            task=True,
        )
    )


def task_in(column: str) -> str | None:
    """The id of the task that a column of the record stands for; None where it is another column."""
    return column if column.startswith(TASK) else None
