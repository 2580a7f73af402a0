"""Moves of the lists of tasks that stages have. A task that is to stand in another stage goes and comes again."""

from collections.abc import Iterator

from metadata.catalog import Catalog
from metadata.changes.base import Change
from metadata.changes.stage_tasks import AddStageTask, MoveStageTask, RemoveStageTask, SetStageTask
from metadata.differences.moves import Move, order_move, pipeline_now, successor
from metadata.pipelines import Pipeline, Stage, StageTask


def task_moves(object_id: str, old: Pipeline | None, new: Pipeline) -> Iterator[Move]:
    """What is other in the tasks of stages that stay or come; those of others go with their stage."""
    for stage in new.stages:
        was = None if old is None else old.stage_by_id.get(stage.id)
        known = {} if was is None else {each.id: each for each in was.tasks}
        wanted = {each.id for each in stage.tasks}
        yield from (_removed(object_id, each) for each in known.values() if each.id not in wanted)
        for each in stage.tasks:
            before = known.get(each.id)
            if before is None:
                yield _added(object_id, stage, each)
            elif before != each:
                yield _set(object_id, each)
        yield from (_ordered(object_id, stage) for _ in stage.tasks)


def task_renamed(object_id: str, task: StageTask, name: str) -> Move:
    """Another name for a task."""
    return lambda now: SetStageTask(
        now.object_by_id[object_id].name, _tasks_now(now, object_id)[task.id][1].name, name
    )


def _tasks_now(now: Catalog, object_id: str) -> dict[str, tuple[Stage, StageTask]]:
    """By id the tasks of all stages, each with its stage."""
    found = pipeline_now(now, object_id).task_by_name.values()
    return {task.id: (stage, task) for stage, task in found}


def _added(object_id: str, stage: Stage, task: StageTask) -> Move:
    def made(now: Catalog) -> Change:
        known = _tasks_now(now, object_id)
        if task.id in known:
            raise KeyError("it is still to go from another stage")
        there = pipeline_now(now, object_id).stage_by_id[stage.id]
        names = {each.id: each.name for each in there.tasks}
        before = successor(task.id, [each.id for each in stage.tasks], names)
        return AddStageTask(
            now.object_by_id[object_id].name,
            there.name,
            task.name,
            task.labels,
            task.required,
            None if before is None else names[before],
            task.id,
        )

    return made


def _set(object_id: str, wanted: StageTask) -> Move:
    def made(now: Catalog) -> Change | None:
        _, current = _tasks_now(now, object_id)[wanted.id]
        if current == wanted:
            return None
        of = now.object_by_id[object_id].name
        return SetStageTask(of, current.name, wanted.name, wanted.labels, wanted.required)

    return made


def _removed(object_id: str, task: StageTask) -> Move:
    def made(now: Catalog) -> Change | None:
        found = _tasks_now(now, object_id).get(task.id)
        return None if found is None else RemoveStageTask(now.object_by_id[object_id].name, found[1].name)

    return made


def _ordered(object_id: str, stage: Stage) -> Move:
    """One step towards the order of the tasks of a stage."""

    def made(now: Catalog) -> Change | None:
        of, there = now.object_by_id[object_id].name, pipeline_now(now, object_id).stage_by_id[stage.id]
        names = {each.id: each.name for each in there.tasks}
        return order_move(
            [*names],
            [each.id for each in stage.tasks],
            lambda task, before: MoveStageTask(of, names[task], names[before]),
        )

    return made
