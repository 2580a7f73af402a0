"""What a writer is told whose record would share the values of a unique key with another.

The key itself is an index (`metadata.unique_keys`): PostgreSQL refuses the write and names the index. That there is
another record is told to whoever writes one like it; which fields make the key, only to who may read them all.
"""

from collections.abc import Mapping

from core.errors import Problem
from core.sentences import Sentence, as_told
from metadata.catalog import Object, UniqueKey
from metadata.field_types.all_types import input_name
from metadata.unique_keys import message_of
from records.build import Build
from records.plans.writes import Create, Delete, Operation, Promote, Restore, Update

HIDDEN = Sentence(
    "Another record has the same values of fields that your role may not all read.",
    "已有另一条记录具有相同的值，其中有你的角色无权查看的字段。",
)
"""Instead of a message: an author writes it about fields that not everybody who meets the key may read."""
TOO_LONG = Sentence(
    "The values are longer, taken together, than a unique key can hold.",
    "这些值合起来超出了唯一键可容纳的长度。",
)


def key_refusals(build: Build, of: Object, operation: Operation) -> Mapping[str, tuple[Problem, ...]]:
    """Id of each unique key of the object to the refusal of a record that shares its values with another."""
    return {key.id: tuple(_refusal(build, of, key, operation)) for key in of.unique_keys}


def too_long(problem: Problem) -> Problem:
    """A refusal of a key as that of values which its index cannot hold."""
    return Problem("OUT_OF_RANGE", TOO_LONG, problem.path, Sentence("Shorten them.", "请缩短这些值。"))


def _refusal(build: Build, of: Object, key: UniqueKey, operation: Operation) -> list[Problem]:
    """The message at each of the fields that are given, or at the whole record."""
    whole: tuple[str, ...] = ("id",) if isinstance(operation, Delete | Restore) else ("input",)
    if not build.access_to(of).read.issuperset(key.fields):
        return [Problem("UNIQUE", HIDDEN, whole)]
    message, details = as_told(message_of(of, key, build.language)), {"uniqueKey": key.name}
    given = [of.field_by_id[each] for each in key.fields if each in _given(operation)]
    paths: list[tuple[str, ...]] = [("input", input_name(each)) for each in given]
    return [Problem("UNIQUE", message, path, details=details) for path in paths or [whole]]


def _given(operation: Operation) -> frozenset[str]:
    """Ids of the fields that the write gives a value."""
    if isinstance(operation, Create | Update | Promote):
        return frozenset(each.field.id for each in operation.patch.assignments)
    return frozenset()
