"""Roll-ups: fields whose value is computed over the records of a list that their own has.

The number of an account's deals, the sum of their amounts, the date of the last: a count, sum, smallest, largest or
mean, over all records that point there by one relation or reference, or are linked with it, and satisfy a condition.
Deleted records do not count. The value is the same for whoever may read the field, whatever records the reader may see
(decision 23). It is written out wherever it is read, as are formulas over relations.

Amounts of different currencies are never added or compared: a roll-up of money has a value where all amounts that
count are of one currency, else none. A condition on the currency makes sure of it.
"""

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from expressions.faults import TYPE_WORDS
from expressions.types import ValueType
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field, RollUp
from metadata.lists import rolled_list
from metadata.parsed import parsed_condition
from metadata.text import called

NUMBER_TYPES = frozenset({"decimal", "percent"})
"""Types that hold a number with decimals."""


def roll_up_problems(catalog: Catalog, definition: Object, field: Field) -> list[Problem]:
    """What is wrong with the roll-up of a field, its size aside."""
    rolled = field.roll_up
    over = rolled_list(catalog, definition, rolled) if rolled is not None else None
    if rolled is None or over is None:
        message = Sentence("{} has no such list of records.", "{}没有这个记录列表。").of(called(definition))
        return [
            Problem(
                "CATALOG_UNKNOWN",
                message,
                ("rollUp", "relation"),
                Sentence("Name a list of related records.", "请选择一个相关记录的列表。"),
            )
        ]
    owner = over.object
    problem = _field_problem(owner, rolled) or _type_problem(owner, field, rolled)
    if problem is not None:
        return [problem]
    try:
        condition = parsed_condition(catalog, owner, field)
    except SluiceError as error:
        return [each.within("rollUp", "where") for each in error.problems]
    if condition is not None and condition.type is not ValueType.BOOLEAN:
        message = Sentence(
            "A condition is true or false; this one is {}.", "条件的结果应为真或假，而它是 {}。"
        ).of(TYPE_WORDS[condition.type])
        return [
            Problem(
                "RULE_TYPE",
                message,
                ("rollUp", "where"),
                Sentence("Compare it with something.", "请将它与某个值比较。"),
            )
        ]
    return []


def rolled_field(owner: Object, rolled: RollUp) -> Field | None:
    """The field that is rolled up; None for a count."""
    return owner.field_by_id[rolled.field] if rolled.field is not None else None


def _field_problem(owner: Object, rolled: RollUp) -> Problem | None:
    at = ("rollUp", "field")
    if rolled.function == "count":
        if rolled.field is None:
            return None
        message = Sentence("A count is of records, not of a field.", "计数针对记录，不针对字段。")
        return Problem(
            "CATALOG_INVALID",
            message,
            at,
            Sentence(
                "Leave the field out, and say in `where` what counts.",
                "请去掉该字段，并在 `where` 中说明哪些记录计数。",
            ),
        )
    if rolled.field is None:
        message = Sentence("The roll-up takes the {} of a field.", "该汇总需要对一个字段取 {}。").of(
            rolled.function
        )
        return Problem(
            "CATALOG_INVALID",
            message,
            at,
            Sentence("Name a field of {}.", "请指定{}的一个字段。").of(called(owner)),
        )
    field = owner.field_by_id.get(rolled.field)
    if field is None:
        return Problem(
            "CATALOG_UNKNOWN", Sentence("{} has no such field.", "{}没有这个字段。").of(called(owner)), at
        )
    if rolled.function not in type_of(field).aggregates:
        message = Sentence("Of {}.{} ({}) there is no {}.", "{}.{}（{}）不能取 {}。").of(
            owner.name, field.name, field.type, rolled.function
        )
        return Problem(
            "RULE_TYPE",
            message,
            at,
            Sentence("Roll up a number, an amount or a date.", "请汇总数字、金额或日期。"),
        )
    return None


def _type_problem(owner: Object, field: Field, rolled: RollUp) -> Problem | None:
    fitting = _fitting_types(rolled_field(owner, rolled), rolled)
    if field.type in fitting:
        return None
    message = Sentence("The roll-up gives {}, and {} is {}.", "汇总的结果是 {}，而 {} 是 {}。").of(
        " or ".join(sorted(fitting)), field.name, field.type
    )
    return Problem(
        "RULE_TYPE",
        message,
        ("type",),
        Sentence("Make the field {}.", "请将字段设为 {} 类型。").of(sorted(fitting)[0]),
    )


def _fitting_types(of: Field | None, rolled: RollUp) -> frozenset[str]:
    """The types of field that hold what a roll-up gives."""
    if of is None:
        return frozenset({"integer", "decimal"})
    if type_of(of).rule_parts(of)[0].type is not ValueType.NUMBER or of.type in ("money", "duration"):
        return frozenset({of.type})
    if of.type in NUMBER_TYPES:
        return NUMBER_TYPES
    return NUMBER_TYPES | ({"integer"} if rolled.function in ("min", "max") else frozenset())
