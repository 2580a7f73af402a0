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
        message = f"{definition.name} has no such list of records."
        return [
            Problem("CATALOG_UNKNOWN", message, ("rollUp", "relation"), "Name a list of related records.")
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
        message = f"A condition is true or false; this one is {condition.type}."
        return [Problem("RULE_TYPE", message, ("rollUp", "where"), "Compare it with something.")]
    return []


def rolled_field(owner: Object, rolled: RollUp) -> Field | None:
    """The field that is rolled up; None for a count."""
    return owner.field_by_id[rolled.field] if rolled.field is not None else None


def _field_problem(owner: Object, rolled: RollUp) -> Problem | None:
    at = ("rollUp", "field")
    if rolled.function == "count":
        if rolled.field is None:
            return None
        message = "A count is of records, not of a field."
        return Problem("CATALOG_INVALID", message, at, "Leave the field out, and say in `where` what counts.")
    if rolled.field is None:
        message = f"The roll-up takes the {rolled.function} of a field."
        return Problem("CATALOG_INVALID", message, at, f"Name a field of {owner.name}.")
    field = owner.field_by_id.get(rolled.field)
    if field is None:
        return Problem(
            "CATALOG_UNKNOWN", Sentence("{} has no such field.", "{}没有这个字段。").of(called(owner)), at
        )
    if rolled.function not in type_of(field).aggregates:
        message = f"Of {owner.name}.{field.name} ({field.type}) there is no {rolled.function}."
        return Problem("RULE_TYPE", message, at, "Roll up a number, an amount or a date.")
    return None


def _type_problem(owner: Object, field: Field, rolled: RollUp) -> Problem | None:
    fitting = _fitting_types(rolled_field(owner, rolled), rolled)
    if field.type in fitting:
        return None
    message = f"The roll-up gives {' or '.join(sorted(fitting))}, and {field.name} is {field.type}."
    return Problem("RULE_TYPE", message, ("type",), f"Make the field {sorted(fitting)[0]}.")


def _fitting_types(of: Field | None, rolled: RollUp) -> frozenset[str]:
    """The types of field that hold what a roll-up gives."""
    if of is None:
        return frozenset({"integer", "decimal"})
    if type_of(of).rule_parts(of)[0].type is not ValueType.NUMBER or of.type in ("money", "duration"):
        return frozenset({of.type})
    if of.type in NUMBER_TYPES:
        return NUMBER_TYPES
    return NUMBER_TYPES | ({"integer"} if rolled.function in ("min", "max") else frozenset())
