"""What a write is refused for by a constraint of the table."""

from collections.abc import Collection

import asyncpg

from core.errors import PathPart, Problem
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.tables import NEW, constraint_field
from metadata.text import called


def refusal_of(error: asyncpg.PostgresError, of: Object, hidden: Collection[str], *, by_id: bool) -> Problem:
    """A constraint's refusal as a problem of the field it stands on, if the caller may know that there is one.

    Args:
        hidden: ids of fields that the caller may not know of.
        by_id: the record is named by its id, and nothing else is given.

    Raises:
        asyncpg.PostgresError: the error itself, where it is no refusal of a value.
    """
    constraint = getattr(error, "constraint_name", None) or ""
    constrained = constraint_field(of, constraint)
    name = constrained.name if constrained is not None else getattr(error, "column_name", None)
    if constrained is not None and constrained.field is not None and constrained.field.id in hidden:
        name = None
    path: tuple[PathPart, ...] = ("input", name) if name else ("input",)
    if by_id:
        path = ("id",)
    subject = Sentence("A value", "有一个值")
    if name and constrained is not None and constrained.field is not None:
        subject = Sentence(name, called(constrained.field).chinese)
    elif name:
        subject = Sentence(name, name)
    match error:
        case asyncpg.UniqueViolationError():
            same = Sentence("value, in a field that your role may not know", "值，所在字段你的角色无权查看")
            if name:
                same = Sentence(name, subject.chinese)
            if constrained is None and constraint.startswith(NEW):
                # An index binds writers from when it is built, before the publish that it is made for takes effect.
                same = Sentence(
                    "combination of values, which a unique key that is being published keeps to one record",
                    "值的组合，而正在发布的唯一键只允许一条记录使用它",
                )
            message = Sentence("Another {} has this {}", "已有另一条{}使用相同的{}")
            return Problem("UNIQUE", message.of(called(of), same), path)
        case asyncpg.ForeignKeyViolationError():
            message = Sentence("{} names a record that does not exist", "{}所关联的记录不存在")
            return Problem("RELATION_NOT_FOUND", message.of(subject), path)
        case asyncpg.NotNullViolationError():
            return Problem("REQUIRED", Sentence("{} cannot be empty", "{}不能为空").of(subject), path)
        case asyncpg.CheckViolationError():
            message = Sentence("{} does not fit the field", "{}不符合字段的要求")
            return Problem("INVALID_VALUE", message.of(subject), path)
        case asyncpg.NumericValueOutOfRangeError() | asyncpg.DatetimeFieldOverflowError():
            return Problem(
                "OUT_OF_RANGE",
                Sentence("A value is out of the field's range", "有一个值超出了字段的范围"),
                path,
            )
        case asyncpg.DataError():
            return Problem(
                "INVALID_VALUE",
                Sentence("A value cannot be used: {}", "有一个值无法使用：{}").of(error.args[0]),
                path,
            )
    raise error
