"""What is wrong with the criteria of a pipeline, and with the examples of its gates."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import get_close_matches

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from expressions.comparisons import asks_who_acts
from expressions.parse import parse_rule
from metadata.catalog import Catalog, Object
from metadata.examples import example_problems
from metadata.names import name_problems
from metadata.part_checks import label_problems
from metadata.pipelines import Criterion, GateExample, Pipeline
from metadata.rules import rule_problems
from metadata.scope import ObjectScope


def criterion_problems(
    catalog: Catalog, definition: Object, pipeline: Pipeline, criterion: Criterion
) -> Iterator[Problem]:
    """What is wrong with a criterion of the pipeline."""
    yield from name_problems(criterion.name, "word", "name")
    yield from label_problems(criterion.messages, "messages")
    yield from rule_problems(catalog, definition, criterion.rule, "rule", has_before=True)
    if criterion.rule is None:
        hint = Sentence("Write what holds of a record that may go on.", "请填写可以继续的记录应满足的条件。")
        yield Problem(
            "CATALOG_INVALID",
            Sentence("A criterion needs a rule.", "附加条件需要一条规则。"),
            ("rule",),
            hint,
        )
    stages = [stage.name for stage in pipeline.stages]
    yield from end_problems(stages, leaving=criterion.leaving, entering=criterion.entering)
    yield from _part_problems(pipeline, criterion)
    if criterion.leaving is not None and criterion.leaving == criterion.entering:
        message = Sentence("A record goes from one stage to another.", "记录只能从一个阶段移到另一个阶段。")
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("entering",),
            Sentence("Name one of them, or two that differ.", "请只指定其中一个，或指定两个不同的阶段。"),
        )
    yield from _date_problems(criterion.enforced_from, "enforcedFrom")
    yield from _date_problems(criterion.grace_until, "graceUntil")
    yield from _grace_problems(pipeline, criterion)
    if criterion.grace_until is not None and _asks_who_acts(catalog, definition, criterion):
        message = Sentence(
            "It asks who moves the record, and nobody moves one that has passed it.",
            "它判断由谁移动记录，而已通过的记录没有人在移动。",
        )
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("graceUntil",),
            Sentence("Leave it out, or make two criteria of it.", "请不要填写，或拆成两个附加条件。"),
        )
    if criterion.enforced_from is not None and criterion.mode == "enforce":
        message = Sentence(
            "It is enforced already, so no day can come from which on it is.",
            "它已经强制执行，因此不能再设置开始强制的日期。",
        )
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("enforcedFrom",),
            Sentence("Say what it does until then: warn, or shadow.", "请说明在此之前的方式：警告或只记录。"),
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
        message = Sentence("There is no pipeline {!r}.", "没有流程 {!r}。").of(criterion.pipeline[:60])
        yield Problem("CATALOG_UNKNOWN", message, ("pipeline",), hint)
        return
    entered = pipeline.stage_by_name.get(criterion.entering or "")
    if entered is not None and pipeline.named_of(entered) != criterion.pipeline:
        message = Sentence(
            "The stage {} belongs to another pipeline than {}.", "阶段 {} 与 {} 属于不同的流程。"
        ).of(entered.name, criterion.pipeline)
        hint = Sentence(
            "Leave `pipeline` out, which the stage tells, or `entering`.",
            "请不要填写流程（阶段已经说明），或不要填写进入的阶段。",
        )
        yield Problem("CATALOG_INVALID", message, ("pipeline",), hint)


def _grace_problems(pipeline: Pipeline, criterion: Criterion) -> Iterator[Problem]:
    """What is wrong with a date until which records that have passed the criterion may be put right."""
    until, since = criterion.grace_until, criterion.enforced_from
    if until is None:
        return
    left = pipeline.stage_by_name.get(criterion.leaving or "")
    if left is not None and criterion.entering is not None:
        message = Sentence(
            "It is asked on one edge, and nobody knows which records took it.",
            "它只针对一条流转，无法得知哪些记录走过它。",
        )
        hint = Sentence(
            "Leave `leaving` out to ask of all that have entered the stage, or `entering` of all that left it.",
            "不填离开的阶段则针对所有进入过该阶段的记录；不填进入的阶段则针对所有离开过的记录。",
        )
        yield Problem("CATALOG_INVALID", message, ("graceUntil",), hint)
    elif left is not None and criterion.pipeline not in (None, pipeline.named_of(left)):
        message = Sentence(
            "It is asked on the way from one pipeline to another, and nobody knows which records took it.",
            "它针对从一个流程转到另一个流程的路径，无法得知哪些记录走过它。",
        )
        hint = Sentence(
            "Leave `leaving` out to ask of all records of the pipeline.",
            "不填离开的阶段则针对该流程的所有记录。",
        )
        yield Problem("CATALOG_INVALID", message, ("graceUntil",), hint)
    if criterion.mode == "shadow":
        message = Sentence(
            "Nobody is told of a criterion in the shadow, so nobody can put records right.",
            "只记录的附加条件不会告知任何人，因此无人能补齐记录。",
        )
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("graceUntil",),
            Sentence("Let it warn, or enforce it.", "请设为警告或强制。"),
        )
    elif criterion.mode == "warn" and (since is None or since > until):
        message = Sentence(
            "It keeps back records that have passed it before it keeps back those that come.",
            "它对已通过的记录生效的日期早于对新来的记录。",
        )
        hint = Sentence(
            "Give `enforcedFrom` too, a day that is not later.", "请同时填写不晚于它的强制开始日期。"
        )
        yield Problem("CATALOG_INVALID", message, ("graceUntil",), hint)


def _date_problems(given: str | None, name: str) -> Iterator[Problem]:
    if given is None:
        return
    try:
        date.fromisoformat(given)
    except ValueError:
        yield Problem(
            "INVALID_VALUE",
            Sentence("{!r} is no date.", "{!r} 不是日期。").of(given[:60]),
            (name,),
            Sentence("Write it as 2026-12-01.", "请按 2026-12-01 的格式填写。"),
        )


def gate_example_problems(
    catalog: Catalog, definition: Object, pipeline: Pipeline, example: GateExample
) -> Iterator[Problem]:
    """What is wrong with an example of its gates."""
    yield from name_problems(example.name, "word", "name")
    yield from example_problems(catalog, definition, pipeline, example)
    if example.now is None:
        return
    try:
        moment = datetime.fromisoformat(example.now)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = Sentence("{!r} is no moment with its offset.", "{!r} 不是带时区偏移的日期时间。").of(
            example.now[:60]
        )
        yield Problem(
            "INVALID_VALUE",
            message,
            ("now",),
            Sentence("Write it as 2026-12-01T08:00:00Z.", "请按 2026-12-01T08:00:00Z 的格式填写。"),
        )


def end_problems(stages: Sequence[str], **ends: str | None) -> Iterator[Problem]:
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
