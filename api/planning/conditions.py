"""`where` inputs as conditions."""

from collections.abc import Iterator, Mapping
from typing import cast

from graphql import GraphQLInputObjectType, GraphQLNamedType, get_named_type

from api.planning.parameters import as_input
from api.planning.planning import Planning
from api.types.bindings import (
    FilterColumn,
    FilterComposite,
    FilterDue,
    FilterLogic,
    FilterMany,
    FilterOneOf,
    FilterPipeline,
    FilterRelation,
    FilterRule,
    FilterTasks,
    input_binding,
)
from core.errors import SluiceError, fault
from core.sentences import Sentence
from expressions.parse import parse_rule
from metadata.catalog import Object
from metadata.field_types.all_types import parts_of, type_of
from metadata.fields import Field
from metadata.pipelines import Stage, StageTask
from metadata.system_fields import PIPELINE, STAGE, STAGE_TASKS
from metadata.text import listed
from policies.readable import ReadableScope
from records.plans.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Due,
    IsNull,
    Not,
    Quantifier,
    Related,
    RelatedIsNull,
    RelatedMany,
    Rule,
    Tasked,
)
from records.plans.inputs import Constant


def condition_of(planning: Planning, given: object, type_: object, of: Object) -> Condition:
    """A `where` input: all its entries must hold."""
    fields = cast(GraphQLInputObjectType, get_named_type(cast(GraphQLNamedType, type_))).fields
    found: list[Condition] = []
    for name, value in cast("Mapping[str, object]", given).items():
        entry = fields[name]
        binding = input_binding(entry)
        if value is None and not isinstance(binding, FilterRelation | FilterOneOf):
            raise fault("BAD_USER_INPUT", f"The filter {name} is null", "where", name, hint="Leave it out.")
        match binding:
            case FilterLogic(operator):
                found.append(logic_of(planning, operator, value, entry.type, of))
            case FilterRule():
                found.append(rule_of(planning, value, of))
            case FilterPipeline():
                found.extend(pipelines_of(planning, value, of))
            case FilterDue():
                found.append(due_of(planning, value, of))
            case FilterTasks():
                found.append(tasked_of(planning, value, of))
            case FilterRelation(relation, target):
                found.append(related_of(planning, relation, target, value, entry.type))
            case FilterOneOf():
                found.append(one_of(planning, binding, value, entry.type))
            case FilterMany():
                found.extend(quantified(planning, binding, value, entry.type))
            case FilterColumn(column, field):
                found.extend(comparisons(column, value, field))
            case FilterComposite(field):
                found.extend(composite(field, value))
            case other:
                raise TypeError(f"{other} filters nothing")
    return found[0] if len(found) == 1 else AllOf(tuple(found))


def logic_of(planning: Planning, operator: str, value: object, type_: object, of: Object) -> Condition:
    """`and`, `or` over a list, `not` over one."""
    if operator == "not":
        return Not(condition_of(planning, value, type_, of))
    inner = tuple(condition_of(planning, each, type_, of) for each in cast("list[object]", value))
    return AllOf(inner) if operator == "and" else AnyOf(inner)


def related_of(
    planning: Planning, relation: Field, target: Object, value: object, type_: object
) -> Condition:
    """A condition on the record that a relation points to; null asks for there being none."""
    if not value:
        return RelatedIsNull(relation, (target,), null=value is None)
    return Related(relation, target, condition_of(planning, value, type_, target))


def one_of(planning: Planning, binding: FilterOneOf, value: object, type_: object) -> Condition:
    """Conditions on the record that a reference names, by its object, one of which must hold; null asks for none.

    Raises:
        SluiceError: BAD_USER_INPUT where the condition of an object is null.
    """
    if not value:
        return RelatedIsNull(binding.reference, binding.targets, null=value is None)
    fields = cast(GraphQLInputObjectType, get_named_type(cast(GraphQLNamedType, type_))).fields
    found: list[Condition] = []
    for target in binding.targets:
        if target.name not in cast("Mapping[str, object]", value):
            continue
        where = cast("Mapping[str, object]", value)[target.name]
        if where is None:
            message = f"The filter {target.name} is null"
            hint = "Leave it out, or write {} for any record of it."
            raise fault("BAD_USER_INPUT", message, "where", binding.reference.name, target.name, hint=hint)
        found.append(related_of(planning, binding.reference, target, where, fields[target.name].type))
    return AnyOf(tuple(found))


def quantified(planning: Planning, binding: FilterMany, value: object, type_: object) -> list[Condition]:
    """How many of the records that point here must meet a condition."""
    fields = cast(GraphQLInputObjectType, get_named_type(cast(GraphQLNamedType, type_))).fields
    found: list[Condition] = []
    for name, where in cast("Mapping[str, object]", value).items():
        if where is None:
            raise fault(
                "BAD_USER_INPUT",
                f"The filter {name} is null",
                "where",
                binding.name,
                name,
                hint="Leave it out, or write {} for any record.",
            )
        condition = condition_of(planning, where, fields[name].type, binding.owner)
        found.append(RelatedMany(binding.owner, binding.via, cast(Quantifier, name), condition))
    return found


def rule_of(planning: Planning, value: object, of: Object) -> Condition:
    """A JSONLogic filter, over nothing that the caller may not read."""
    scope = ReadableScope(planning.access, planning.catalog, of)
    try:
        return Rule(parse_rule(planning.shape.literal(value), scope))
    except SluiceError as error:
        raise SluiceError([problem.within("where", "rule") for problem in error.problems]) from None


def pipelines_of(planning: Planning, value: object, of: Object) -> Iterator[Condition]:
    """In which pipelines records are: in which stages, so that the index on the stage finds them.

    Raises:
        SluiceError: BAD_USER_INPUT where an operator is given null.
    """
    for operator, operand in cast("Mapping[str, object]", value).items():
        named = planning.shape.literal(operand)
        if named is None:
            message = f"{PIPELINE} cannot be compared with null"
            raise fault("BAD_USER_INPUT", message, "where", PIPELINE, operator, hint="Leave it out.")
        names = {str(each) for each in named} if isinstance(named, list | tuple) else {str(named)}
        pipeline = of.pipeline
        stages = (
            () if pipeline is None else (each for each in pipeline.stages if pipeline.named_of(each) in names)
        )
        among = [each.name for each in stages]
        yield Compare(STAGE, "in" if operator in ("eq", "in") else "notIn", Constant(among))


def due_of(planning: Planning, value: object, of: Object) -> Condition:
    """What records are to be put right for: a criterion of this name, or any, in time or too late, or either.

    Raises:
        SluiceError: BAD_USER_INPUT where no criterion with a grace date bears the name.
    """
    given = {name: planning.shape.literal(each) for name, each in cast("Mapping[str, object]", value).items()}
    for name, each in given.items():
        if each is None:
            message = f"The filter {name} is null"
            raise fault("BAD_USER_INPUT", message, "where", "dueCriteria", name, hint="Leave it out.")
    criterion, overdue = given.get("criterion"), given.get("overdue")
    criteria = () if of.pipeline is None else of.pipeline.criteria
    dated = [each.name for each in criteria if each.grace_until is not None]
    if criterion is not None and criterion not in dated:
        message = f"{of.name} has no criterion {str(criterion)[:60]!r} with a grace date"
        hint = (
            Sentence("Use one of {}.", "请使用以下选项之一：{}。").of(", ".join(dated))
            if dated
            else "None of its criteria has one."
        )
        raise fault("BAD_USER_INPUT", message, "where", "dueCriteria", "criterion", hint=hint)
    return Due(criterion, None if overdue is None else overdue is True)


def tasked_of(planning: Planning, value: object, of: Object) -> Condition:
    """A task of the record's stage, of this name or any, that is so.

    Raises:
        SluiceError: BAD_USER_INPUT where a part is null, TASK_UNKNOWN.
    """
    given = {name: planning.shape.literal(each) for name, each in cast("Mapping[str, object]", value).items()}
    for name, each in given.items():
        if each is None:
            message = f"The filter {name} is null"
            raise fault("BAD_USER_INPUT", message, "where", STAGE_TASKS, name, hint="Leave it out.")
    task, required, done = (given.get(name) for name in ("task", "required", "done"))
    if task is not None:
        task_named(of, str(task), "where", STAGE_TASKS, "task")
    return Tasked(
        None if task is None else str(task),
        None if required is None else required is True,
        None if done is None else done is True,
    )


def task_named(of: Object, name: str, *path: str) -> tuple[Stage, StageTask]:
    """A task of the object and its stage.

    Raises:
        SluiceError: TASK_UNKNOWN.
    """
    known = {} if of.pipeline is None else of.pipeline.task_by_name
    if name not in known:
        hint = f"Its tasks: {listed([*known])}." if known else "None of its stages has any."
        raise fault("TASK_UNKNOWN", f"{of.name} has no task {name!r:.80}", *path, hint=hint)
    return known[name]


def comparisons(column: str, value: object, field: Field | None = None) -> list[Condition]:
    """The operators of a filter over one column."""
    found: list[Condition] = []
    for operator, operand in cast("Mapping[str, object]", value).items():
        if operand is None:
            raise fault(
                "BAD_USER_INPUT",
                f"{column} cannot be compared with null",
                "where",
                column,
                operator,
                hint="Use `isNull: true` or `isNull: false`.",
            )
        if operator == "isNull":
            found.append(IsNull(column, bool(operand), field))
        else:
            found.append(Compare(column, operator, as_input(operand), field))
    return found


def composite(field: Field, value: object) -> list[Condition]:
    """A filter over a composite: over its first column, and over the parts that it names."""
    given = dict(cast("Mapping[str, object]", value))
    found: list[Condition] = []
    for part, column in parts_of(field):
        if part.operators and part.name in given:
            over = given.pop(part.name)
            if over is None:
                message = f"The filter {part.name} is null"
                raise fault("BAD_USER_INPUT", message, "where", field.name, part.name, hint="Leave it out.")
            found += comparisons(column, over)
    return [*comparisons(type_of(field).columns(field)[0].name, given), *found]
