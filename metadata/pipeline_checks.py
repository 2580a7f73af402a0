"""What is wrong with a pipeline: its stages, its edges and its gates."""

from collections.abc import Iterator, Sequence

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.criterion_checks import criterion_problems, end_problems, gate_example_problems
from metadata.names import enum_value_problems, name_problems
from metadata.part_checks import count_problems, label_problems, repeated
from metadata.pipelines import Pipeline, Stage, Transition
from metadata.required import required_problems
from metadata.rules import rule_problems
from metadata.system_fields import PIPELINE
from metadata.text import called

MOST_STAGES = 50
MOST_TASKS = 50
"""Of one stage."""
MOST_CRITERIA = 200
MOST_EXAMPLES = 200
MOST_PIPELINES = 20
MOST_APPROVAL_HOURS = 8_760
"""A year."""


def approval_problems(hours: int | None) -> tuple[Problem, ...]:
    """What is wrong with the hours that an approval of an override holds."""
    if hours is None or 1 <= hours <= MOST_APPROVAL_HOURS:
        return ()
    message = Sentence("An approval cannot hold {:,} hours.", "批准的有效期不能是 {:,} 小时。").of(hours)
    return (
        Problem(
            "CATALOG_LIMIT",
            message,
            (),
            Sentence("Give 1 to {:,} hours.", "请填写 1 到 {:,} 小时。").of(MOST_APPROVAL_HOURS),
        ),
    )


def pipeline_problems(
    catalog: Catalog, definition: Object, pipeline: Pipeline, sound: Pipeline | None = None
) -> tuple[Problem, ...]:
    """What is wrong with the pipeline of `definition`, its gates included.

    Args:
        sound: the pipeline before, where nothing of the catalog has changed but its criteria or its examples. What
            they have in common is not read again: many that are added one by one would each read all.
    """
    kept = () if sound is None else (*sound.stages, *sound.transitions, *sound.criteria, *sound.examples)
    names = [stage.name for stage in pipeline.stages]
    return (
        *name_problems(pipeline.name, "word", "name"),
        *label_problems(pipeline.labels, "labels"),
        *count_problems(len(names), MOST_STAGES, "stages", "stages"),
        *repeated(names, "stage", "stages", part="name"),
        *count_problems(len(pipeline.criteria), MOST_CRITERIA, "criteria", "criteria"),
        *repeated([each.name for each in pipeline.criteria], "criterion", "criteria", part="name"),
        *count_problems(len(pipeline.examples), MOST_EXAMPLES, "examples", "examples"),
        *repeated([each.name for each in pipeline.examples], "example", "examples", part="name"),
        *(each.within("approvalHours") for each in approval_problems(pipeline.approval_hours)),
        *_entry_problems(pipeline),
        *_further_problems(pipeline),
        *_field_problems(definition, pipeline),
        *_part_problems(catalog, definition, pipeline, frozenset(map(id, kept))),
    )


def _part_problems(
    catalog: Catalog, definition: Object, pipeline: Pipeline, known: frozenset[int]
) -> Iterator[Problem]:
    """What is wrong with each stage, edge, criterion and example, but for those whose ids in Python are `known`."""
    for index, stage in enumerate(pipeline.stages):
        if id(stage) not in known:
            problems = _stage_problems(catalog, definition, stage)
            yield from (problem.within("stages", index) for problem in problems)
    yield from _task_problems(pipeline)
    names = [stage.name for stage in pipeline.stages]
    seen: set[tuple[str, str]] = set()
    for index, edge in enumerate(pipeline.transitions):
        if id(edge) not in known:
            problems = _edge_problems(catalog, definition, edge, names, seen)
            yield from (problem.within("transitions", index) for problem in problems)
        seen.add((edge.source, edge.target))
    for index, criterion in enumerate(pipeline.criteria):
        if id(criterion) not in known:
            problems = criterion_problems(catalog, definition, pipeline, criterion)
            yield from (problem.within("criteria", index) for problem in problems)
    for index, example in enumerate(pipeline.examples):
        if id(example) not in known:
            problems = gate_example_problems(catalog, definition, pipeline, example)
            yield from (problem.within("examples", index) for problem in problems)


def _field_problems(definition: Object, pipeline: Pipeline) -> Iterator[Problem]:
    """Where a field has the name by which several pipelines are told apart."""
    if pipeline.further and any(each.name.lower() == PIPELINE for each in definition.fields):
        message = Sentence(
            "{} has several pipelines, so `pipeline` is what its records are in, and no field.",
            "{}有多个流程，`pipeline` 表示记录所在的流程，不能作为字段名称。",
        ).of(called(definition))
        hint = Sentence("Rename the field.", "请修改字段的名称。")
        yield Problem("CATALOG_NAME_TAKEN", message, ("further",), hint)


def _entry_problems(pipeline: Pipeline) -> Iterator[Problem]:
    """What is wrong with the stages where new records start."""
    if not pipeline.stages:
        message = Sentence("A pipeline needs at least one stage.", "流程至少需要一个阶段。")
        hint = Sentence("Begin with an open one.", "请以一个进行中的阶段开始。")
        yield Problem("CATALOG_INVALID", message, ("stages",), hint)
        return
    if pipeline.stages[0].pipeline is not None:
        message = Sentence(
            "The stages of {} stand first, as records start there where no pipeline is named.",
            "{} 的阶段必须排在最前，未指定流程的记录从那里开始。",
        ).of(pipeline.name)
        hint = Sentence(
            "Let one of these stay and stand first; `removePipeline` ends all pipelines of the object.",
            "请保留其中一个并排在最前；`removePipeline` 会移除该对象的所有流程。",
        )
        yield Problem("CATALOG_INVALID", message, ("stages", 0, "pipeline"), hint)
    for stage in pipeline.entries.values():
        if stage.kind != "open":
            message = Sentence(
                "A new record starts in {}, so that stage must be open.",
                "新记录从 {} 开始，因此该阶段必须是进行中。",
            ).of(stage.name)
            hint = Sentence(
                "Make it open, or let another one stand first.", "请将其设为进行中，或让另一个阶段排在最前。"
            )
            place = ("stages", pipeline.stages.index(stage), "kind")
            yield Problem("CATALOG_INVALID", message, place, hint)


def _further_problems(pipeline: Pipeline) -> Iterator[Problem]:
    """What is wrong with the pipelines beside the first, and with the stages that name one."""
    names = [each.name for each in pipeline.further]
    yield from count_problems(len(names) + 1, MOST_PIPELINES, "pipelines", "further")
    taken = {pipeline.name.lower()}
    for index, each in enumerate(pipeline.further):
        for problem in (*enum_value_problems(each.name, "name"), *label_problems(each.labels, "labels")):
            yield problem.within("further", index)
        if each.name.lower() in taken:
            message = Sentence(
                "The pipeline {} stands twice; names that differ only in case count as one.",
                "流程 {} 出现了两次；仅大小写不同的名称视为相同。",
            ).of(each.name)
            yield Problem("CATALOG_NAME_TAKEN", message, ("further", index, "name"))
        taken.add(each.name.lower())
        if not any(stage.pipeline == each.name for stage in pipeline.stages):
            message = Sentence("The pipeline {} needs at least one stage.", "流程 {} 至少需要一个阶段。").of(
                each.name
            )
            yield Problem(
                "CATALOG_INVALID",
                message,
                ("further", index),
                Sentence("Begin with an open one.", "请以一个进行中的阶段开始。"),
            )
    for index, stage in enumerate(pipeline.stages):
        if stage.pipeline is not None and stage.pipeline not in names:
            message = Sentence("There is no further pipeline {!r}.", "没有其他流程 {!r}。").of(
                stage.pipeline[:60]
            )
            hint = (
                Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(names))
                if names
                else Sentence("Add it first.", "请先添加它。")
            )
            yield Problem("CATALOG_UNKNOWN", message, ("stages", index, "pipeline"), hint)


def _stage_problems(catalog: Catalog, definition: Object, stage: Stage) -> Iterator[Problem]:
    yield from enum_value_problems(stage.name, "name")
    yield from label_problems(stage.labels, "labels")
    yield from label_problems(stage.objective, "objective")
    yield from rule_problems(catalog, definition, stage.gate, "gate", has_before=True)
    yield from required_problems(definition, stage)
    if not 0 <= stage.probability <= 100:
        message = Sentence(
            "The probability is a percentage, 0 to 100, and not {:,}.",
            "概率应为 0 到 100 的百分数，不能是 {:,}。",
        ).of(stage.probability)
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("probability",),
            Sentence("Use one of these.", "请填写此范围内的值。"),
        )
    elif stage.kind != "open" and stage.probability != (100 if stage.kind == "won" else 0):
        sure = 100 if stage.kind == "won" else 0
        message = Sentence(
            "A record in {} is {}, so the probability is {}.", "{} 是 {} 阶段，因此概率为 {}。"
        ).of(stage.name, stage.kind, sure)
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("probability",),
            Sentence("Use {}, or leave it out.", "请填写 {}，或不填。").of(sure),
        )


def _task_problems(pipeline: Pipeline) -> Iterator[Problem]:
    """What is wrong with the tasks of all stages, which no two of them call the same."""
    taken: set[str] = set()
    for index, stage in enumerate(pipeline.stages):
        yield from count_problems(len(stage.tasks), MOST_TASKS, "tasks", "stages", index, "tasks")
        for position, task in enumerate(stage.tasks):
            found = [*name_problems(task.name, "word", "name"), *label_problems(task.labels, "labels")]
            if task.name.lower() in taken:
                message = Sentence(
                    "The task {} stands twice; names that differ only in case count as one.",
                    "任务 {} 出现了两次；仅大小写不同的名称视为相同。",
                ).of(task.name)
                found.append(Problem("CATALOG_NAME_TAKEN", message, ("name",)))
            taken.add(task.name.lower())
            yield from (problem.within("stages", index, "tasks", position) for problem in found)


def _edge_problems(
    catalog: Catalog,
    definition: Object,
    edge: Transition,
    stages: Sequence[str],
    seen: set[tuple[str, str]],
) -> Iterator[Problem]:
    yield from end_problems(stages, source=edge.source, target=edge.target)
    if edge.source == edge.target:
        yield Problem(
            "CATALOG_INVALID",
            Sentence("An edge leads to another stage.", "流转必须通往另一个阶段。"),
            ("target",),
            Sentence("Remove this edge.", "请移除这条流转。"),
        )
    if (edge.source, edge.target) in seen:
        message = Sentence("The edge from {} to {} stands twice.", "从 {} 到 {} 的流转出现了两次。").of(
            edge.source, edge.target
        )
        yield Problem(
            "CATALOG_INVALID",
            message,
            (),
            Sentence("Keep one, with both rules under an `and`.", "请只保留一条，并将两条规则合并。"),
        )
    yield from rule_problems(catalog, definition, edge.gate, "gate", has_before=True)
