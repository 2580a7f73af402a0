"""What is wrong with a pipeline: its stages, its edges, its gates and criteria."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import get_close_matches

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from expressions.comparisons import asks_who_acts
from expressions.parse import parse_rule
from metadata.catalog import Catalog, Object
from metadata.examples import example_problems
from metadata.names import enum_value_problems, name_problems
from metadata.part_checks import count_problems, label_problems, repeated
from metadata.pipelines import Criterion, GateExample, Pipeline, Stage, Transition
from metadata.required import required_problems
from metadata.rules import rule_problems
from metadata.scope import ObjectScope
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
    message = f"An approval cannot hold {hours:,} hours."
    return (Problem("CATALOG_LIMIT", message, (), f"Give 1 to {MOST_APPROVAL_HOURS:,} hours."),)


def pipeline_problems(
    catalog: Catalog, definition: Object, pipeline: Pipeline, sound: Pipeline | None = None
) -> tuple[Problem, ...]:
    """What is wrong with the pipeline of `definition`, its gates included.

    Args:
        sound: the pipeline before, where nothing of the catalog has changed but its criteria or its examples. What
            they have in common is not read again: many that are added one by one would each read all.
    """
    kept = () if sound is None else (*sound.stages, *sound.transitions, *sound.criteria, *sound.examples)
    known = frozenset(map(id, kept))
    names = [stage.name for stage in pipeline.stages]
    found = [
        *name_problems(pipeline.name, "word", "name"),
        *label_problems(pipeline.labels, "labels"),
        *count_problems(len(names), MOST_STAGES, "stages", "stages"),
        *repeated(names, "stage", "stages", part="name"),
        *count_problems(len(pipeline.criteria), MOST_CRITERIA, "criteria", "criteria"),
        *repeated([each.name for each in pipeline.criteria], "criterion", "criteria", part="name"),
        *count_problems(len(pipeline.examples), MOST_EXAMPLES, "examples", "examples"),
        *repeated([each.name for each in pipeline.examples], "example", "examples", part="name"),
    ]
    found += (each.within("approvalHours") for each in approval_problems(pipeline.approval_hours))
    if not pipeline.stages:
        message = Sentence("A pipeline needs at least one stage.", "流程至少需要一个阶段。")
        found.append(
            Problem(
                "CATALOG_INVALID",
                message,
                ("stages",),
                Sentence("Begin with an open one.", "请以一个进行中的阶段开始。"),
            )
        )
    else:
        found += _entry_problems(pipeline)
    found += _further_problems(pipeline)
    if pipeline.further and any(each.name.lower() == PIPELINE for each in definition.fields):
        message = Sentence(
            "{} has several pipelines, so `pipeline` is what its records are in, and no field.",
            "{}有多个流程，`pipeline` 表示记录所在的流程，不能作为字段名称。",
        ).of(called(definition))
        hint = Sentence("Rename the field.", "请修改字段的名称。")
        found.append(Problem("CATALOG_NAME_TAKEN", message, ("further",), hint))
    for index, stage in enumerate(pipeline.stages):
        if id(stage) not in known:
            problems = _stage_problems(catalog, definition, stage)
            found += (problem.within("stages", index) for problem in problems)
    found += _task_problems(pipeline)
    seen: set[tuple[str, str]] = set()
    for index, edge in enumerate(pipeline.transitions):
        if id(edge) not in known:
            problems = _edge_problems(catalog, definition, edge, names, seen)
            found += (problem.within("transitions", index) for problem in problems)
        seen.add((edge.source, edge.target))
    for index, criterion in enumerate(pipeline.criteria):
        if id(criterion) not in known:
            problems = _criterion_problems(catalog, definition, pipeline, criterion)
            found += (problem.within("criteria", index) for problem in problems)
    for index, example in enumerate(pipeline.examples):
        if id(example) not in known:
            problems = _example_problems(catalog, definition, pipeline, example)
            found += (problem.within("examples", index) for problem in problems)
    return tuple(found)


def _entry_problems(pipeline: Pipeline) -> Iterator[Problem]:
    """What is wrong with the stages where new records start."""
    if pipeline.stages[0].pipeline is not None:
        message = (
            f"The stages of {pipeline.name} stand first, as records start there where no pipeline is named."
        )
        hint = "Let one of these stay and stand first; `removePipeline` ends all pipelines of the object."
        yield Problem("CATALOG_INVALID", message, ("stages", 0, "pipeline"), hint)
    for stage in pipeline.entries.values():
        if stage.kind != "open":
            message = f"A new record starts in {stage.name}, so that stage must be open."
            hint = "Make it open, or let another one stand first."
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
            message = f"The pipeline {each.name} stands twice; names that differ only in case count as one."
            yield Problem("CATALOG_NAME_TAKEN", message, ("further", index, "name"))
        taken.add(each.name.lower())
        if not any(stage.pipeline == each.name for stage in pipeline.stages):
            message = f"The pipeline {each.name} needs at least one stage."
            yield Problem(
                "CATALOG_INVALID",
                message,
                ("further", index),
                Sentence("Begin with an open one.", "请以一个进行中的阶段开始。"),
            )
    for index, stage in enumerate(pipeline.stages):
        if stage.pipeline is not None and stage.pipeline not in names:
            message = f"There is no further pipeline {stage.pipeline[:60]!r}."
            hint = (
                Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(names))
                if names
                else "Add it first."
            )
            yield Problem("CATALOG_UNKNOWN", message, ("stages", index, "pipeline"), hint)


def _stage_problems(catalog: Catalog, definition: Object, stage: Stage) -> Iterator[Problem]:
    yield from enum_value_problems(stage.name, "name")
    yield from label_problems(stage.labels, "labels")
    yield from label_problems(stage.objective, "objective")
    yield from rule_problems(catalog, definition, stage.gate, "gate", has_before=True)
    yield from required_problems(definition, stage)
    if not 0 <= stage.probability <= 100:
        message = f"The probability is a percentage, 0 to 100, and not {stage.probability:,}."
        yield Problem("CATALOG_INVALID", message, ("probability",), "Use one of these.")
    elif stage.kind != "open" and stage.probability != (100 if stage.kind == "won" else 0):
        sure = 100 if stage.kind == "won" else 0
        message = f"A record in {stage.name} is {stage.kind}, so the probability is {sure}."
        yield Problem("CATALOG_INVALID", message, ("probability",), f"Use {sure}, or leave it out.")


def _task_problems(pipeline: Pipeline) -> Iterator[Problem]:
    """What is wrong with the tasks of all stages, which no two of them call the same."""
    taken: set[str] = set()
    for index, stage in enumerate(pipeline.stages):
        yield from count_problems(len(stage.tasks), MOST_TASKS, "tasks", "stages", index, "tasks")
        for position, task in enumerate(stage.tasks):
            found = [*name_problems(task.name, "word", "name"), *label_problems(task.labels, "labels")]
            if task.name.lower() in taken:
                message = f"The task {task.name} stands twice; names that differ only in case count as one."
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
    yield from _end_problems(stages, source=edge.source, target=edge.target)
    if edge.source == edge.target:
        yield Problem(
            "CATALOG_INVALID",
            Sentence("An edge leads to another stage.", "流转必须通往另一个阶段。"),
            ("target",),
            Sentence("Remove this edge.", "请移除这条流转。"),
        )
    if (edge.source, edge.target) in seen:
        message = f"The edge from {edge.source} to {edge.target} stands twice."
        yield Problem("CATALOG_INVALID", message, (), "Keep one, with both rules under an `and`.")
    yield from rule_problems(catalog, definition, edge.gate, "gate", has_before=True)


def _criterion_problems(
    catalog: Catalog, definition: Object, pipeline: Pipeline, criterion: Criterion
) -> Iterator[Problem]:
    yield from name_problems(criterion.name, "word", "name")
    yield from label_problems(criterion.messages, "messages")
    yield from rule_problems(catalog, definition, criterion.rule, "rule", has_before=True)
    if criterion.rule is None:
        hint = "Write what holds of a record that may go on."
        yield Problem(
            "CATALOG_INVALID",
            Sentence("A criterion needs a rule.", "附加条件需要一条规则。"),
            ("rule",),
            hint,
        )
    stages = [stage.name for stage in pipeline.stages]
    yield from _end_problems(stages, leaving=criterion.leaving, entering=criterion.entering)
    yield from _part_problems(pipeline, criterion)
    if criterion.leaving is not None and criterion.leaving == criterion.entering:
        message = "A record goes from one stage to another."
        yield Problem("CATALOG_INVALID", message, ("entering",), "Name one of them, or two that differ.")
    yield from _date_problems(criterion.enforced_from, "enforcedFrom")
    yield from _date_problems(criterion.grace_until, "graceUntil")
    yield from _grace_problems(pipeline, criterion)
    if criterion.grace_until is not None and _asks_who_acts(catalog, definition, criterion):
        message = "It asks who moves the record, and nobody moves one that has passed it."
        yield Problem(
            "CATALOG_INVALID", message, ("graceUntil",), "Leave it out, or make two criteria of it."
        )
    if criterion.enforced_from is not None and criterion.mode == "enforce":
        message = "It is enforced already, so no day can come from which on it is."
        yield Problem(
            "CATALOG_INVALID", message, ("enforcedFrom",), "Say what it does until then: warn, or shadow."
        )


def _asks_who_acts(catalog: Catalog, definition: Object, criterion: Criterion) -> bool:
    try:
        return asks_who_acts(parse_rule(criterion.rule, ObjectScope(catalog, definition)))
    except SluiceError:
        # It is told of by another problem.
        return False


def _part_problems(pipeline: Pipeline, criterion: Criterion) -> Iterator[Problem]:
    """What is wrong with the pipeline that a criterion is asked in."""
    if criterion.pipeline is None:
        return
    names = [each.name for each in pipeline.parts]
    if criterion.pipeline not in names:
        close = get_close_matches(criterion.pipeline, names, n=1)
        hint = (
            f"Did you mean {close[0]}?"
            if close
            else Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(names))
        )
        message = f"There is no pipeline {criterion.pipeline[:60]!r}."
        yield Problem("CATALOG_UNKNOWN", message, ("pipeline",), hint)
        return
    entered = pipeline.stage_by_name.get(criterion.entering or "")
    if entered is not None and pipeline.named_of(entered) != criterion.pipeline:
        message = Sentence(
            "The stage {} belongs to another pipeline than {}.", "阶段 {} 与 {} 属于不同的流程。"
        ).of(entered.name, criterion.pipeline)
        hint = "Leave `pipeline` out, which the stage tells, or `entering`."
        yield Problem("CATALOG_INVALID", message, ("pipeline",), hint)


def _grace_problems(pipeline: Pipeline, criterion: Criterion) -> Iterator[Problem]:
    """What is wrong with a date until which records that have passed the criterion may be put right."""
    until, since = criterion.grace_until, criterion.enforced_from
    if until is None:
        return
    left = pipeline.stage_by_name.get(criterion.leaving or "")
    if left is not None and criterion.entering is not None:
        message = "It is asked on one edge, and nobody knows which records took it."
        hint = "Leave `leaving` out to ask of all that have entered the stage, or `entering` of all that left it."
        yield Problem("CATALOG_INVALID", message, ("graceUntil",), hint)
    elif left is not None and criterion.pipeline not in (None, pipeline.named_of(left)):
        message = (
            "It is asked on the way from one pipeline to another, and nobody knows which records took it."
        )
        hint = "Leave `leaving` out to ask of all records of the pipeline."
        yield Problem("CATALOG_INVALID", message, ("graceUntil",), hint)
    if criterion.mode == "shadow":
        message = "Nobody is told of a criterion in the shadow, so nobody can put records right."
        yield Problem("CATALOG_INVALID", message, ("graceUntil",), "Let it warn, or enforce it.")
    elif criterion.mode == "warn" and (since is None or since > until):
        message = "It keeps back records that have passed it before it keeps back those that come."
        hint = "Give `enforcedFrom` too, a day that is not later."
        yield Problem("CATALOG_INVALID", message, ("graceUntil",), hint)


def _date_problems(given: str | None, name: str) -> Iterator[Problem]:
    if given is None:
        return
    try:
        date.fromisoformat(given)
    except ValueError:
        yield Problem("INVALID_VALUE", f"{given[:60]!r} is no date.", (name,), "Write it as 2026-12-01.")


def _example_problems(
    catalog: Catalog, definition: Object, pipeline: Pipeline, example: GateExample
) -> Iterator[Problem]:
    yield from name_problems(example.name, "word", "name")
    yield from example_problems(catalog, definition, pipeline, example)
    if example.now is None:
        return
    try:
        moment = datetime.fromisoformat(example.now)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = f"{example.now[:60]!r} is no moment with its offset."
        yield Problem("INVALID_VALUE", message, ("now",), "Write it as 2026-12-01T08:00:00Z.")


def _end_problems(stages: Sequence[str], **ends: str | None) -> Iterator[Problem]:
    """Of names of stages, by where they stand, those that no stage bears."""
    for end, name in ends.items():
        if name is not None and name not in stages:
            close = get_close_matches(name, stages, n=1)
            hint = (
                f"Did you mean {close[0]}?"
                if close
                else Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(stages))
            )
            yield Problem(
                "STAGE_UNKNOWN",
                Sentence("There is no stage {!r}.", "没有阶段 {!r}。").of(name[:60]),
                (end,),
                hint,
            )
