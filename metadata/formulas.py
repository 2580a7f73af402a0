"""Formulas: fields whose value is computed of other fields, of the same record or of those that it points to.

A formula is a setting of a field, whose type says what the value is (decision 19). It is JSONLogic, typed as all rules
are. Where it can be, it is a virtual generated column, else it is written out wherever the value is read
(`metadata.inlined`, decision 23): nothing is stored, it is never stale, and filters, orders, groups and rules see a
value like any other. This file says what is wrong with one; `metadata.formula_sql` makes SQL of it.
"""

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from expressions.comparisons import variables
from expressions.faults import TYPE_WORDS
from expressions.types import ValueType
from metadata.catalog import Catalog, Object
from metadata.codec import camel
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.parsed import parsed_formula
from metadata.reading import closure, size_of
from metadata.roll_ups import roll_up_problems

OF_GIVEN_VALUES = (
    "required",
    "unique",
    "default",
    "searchable",
    "minimum",
    "maximum",
    "min_length",
    "max_length",
    "pattern",
    "pattern_message",
    "required_when",
    "default_formula",
    "writable",
    "track_history",
    "personal",
)
"""Attributes of a field that say what may be given, or index what was."""

_PLAIN = Field(id="", name="", type="")

MOST_COMPUTED = 100
"""Formulas and roll-ups of one object."""
MOST_PARTS = 2_000
"""Parts of a value with those that it reads written out in it."""
MOST_LEVELS = 40
"""Operators within operators, those of the values that it reads included: PostgreSQL reads no deeper."""
MOST_HOPS = 8
"""Relations and roll-ups that it follows one after the other, those of the values that it reads included."""
MOST_ROLL_UPS = 2
"""Roll-ups one within the other: each reads as many records for each that the one around it reads."""
MOST_LOOKS = 50
"""Times that it looks up other records."""

_ACCEPTED = {
    ValueType.TEXT: frozenset({ValueType.TEXT, ValueType.CHOICE}),
    ValueType.CHOICE: frozenset({ValueType.CHOICE, ValueType.TEXT}),
}
"""What a formula may give for a field of the type, where that is more than the type itself."""


def computed_problems(catalog: Catalog, definition: Object, field: Field) -> tuple[Problem, ...]:
    """What is wrong with the formula or the roll-up of a field, and with what is set beside it."""
    if not field.computed:
        return ()
    place, what = "rollUp", Sentence("a roll-up", "汇总")
    if field.formula is not None:
        place, what = "formula", Sentence("a formula", "公式")
    found = [
        Problem(
            "CATALOG_INVALID",
            Sentence(
                "A field with {} has no setting {!r}: its values are not given.",
                "有{}的字段没有设置 {!r}：它的值不由人填写。",
            ).of(what, camel(setting)),
            (camel(setting),),
            Sentence("Leave it out.", "请不要填写。"),
        )
        for setting in OF_GIVEN_VALUES
        if getattr(field, setting) != getattr(_PLAIN, setting)
    ]
    if field.formula is not None and field.roll_up is not None:
        message = Sentence("A field has a formula or a roll-up, not both.", "一个字段只能有公式或汇总之一。")
        return (
            *found,
            Problem(
                "CATALOG_INVALID", message, ("rollUp",), Sentence("Make two fields.", "请做成两个字段。")
            ),
        )
    try:
        found += (
            type_problems(catalog, definition, field)
            if field.formula is not None
            else roll_up_problems(catalog, definition, field)
        )
        if not found:
            found += growth_problems(catalog, definition, field, place)
    except SluiceError as error:
        found += (problem.within(place) for problem in error.problems)
    return tuple(found)


def type_problems(catalog: Catalog, definition: Object, field: Field) -> list[Problem]:
    """What is wrong with the type of what a formula gives, and of what it reads.

    Raises:
        SluiceError: RULE_* where it is no expression over the records of the object.
    """
    expression = parsed_formula(catalog, definition, field)
    found: list[Problem] = []
    wanted = type_of(field).rule_parts(field)[0].type
    if expression.type not in _ACCEPTED.get(wanted, {wanted}):
        message = Sentence(
            "The formula gives {}, and {} holds {}.", "公式的结果是 {}，而 {} 存放的是 {}。"
        ).of(TYPE_WORDS[expression.type], field.name, TYPE_WORDS[wanted])
        hint = Sentence(
            "Change the formula, or make a field of the type that it gives.",
            "请修改公式，或将字段设为其结果的类型。",
        )
        found.append(Problem("RULE_TYPE", message, ("formula",), hint))
    for reference in sorted(variables(expression), key=lambda each: each.path):
        if reference.type is ValueType.ID:
            message = Sentence("A formula reads no ids, and {} is one.", "公式不能读取 id，而 {} 是 id。").of(
                reference.path
            )
            hint = Sentence("Read a field of the related record instead.", "请改为读取关联记录的字段。")
            found.append(Problem("FORMULA_INVALID", message, ("formula",), hint))
    return found


def growth_problems(catalog: Catalog, definition: Object, field: Field, place: str) -> list[Problem]:
    """What is wrong with a formula or a roll-up, which stands at `place`, and all that it reads, taken together."""
    if sum(each.computed for each in definition.fields) > MOST_COMPUTED:
        message = Sentence(
            "An object has at most {} formulas and roll-ups.", "一个对象最多有 {} 个公式和汇总。"
        ).of(MOST_COMPUTED)
        return [Problem("CATALOG_LIMIT", message, (place,), Sentence("Remove some first.", "请先移除一些。"))]
    found = closure(catalog, definition, field)
    if found.circle:
        way = " → ".join(_named(found.circle))
        message = Sentence("The value of {} depends on itself: {}.", "{} 的值依赖自身：{}。").of(
            field.name, way
        )
        return [
            Problem(
                "FORMULA_INVALID",
                message,
                (place,),
                Sentence("Take one of these out of the circle.", "请从循环中去掉其中一个。"),
            )
        ]
    size = size_of(catalog, found.order)
    bounds = (
        (size.parts, MOST_PARTS, "parts"),
        (size.levels, MOST_LEVELS, "levels"),
        (size.hops, MOST_HOPS, "relations one after the other"),
        (size.roll_ups, MOST_ROLL_UPS, "roll-ups one within the other"),
        (size.looks, MOST_LOOKS, "looks at other records"),
    )
    beyond = [f"{there:,} {what}, at most {most:,} fit" for there, most, what in bounds if there > most]
    if beyond:
        message = Sentence(
            "The value has, with the values that it reads, {}.", "该值连同它读取的值共有 {}。"
        ).of("; ".join(beyond))
        return [
            Problem(
                "FORMULA_INVALID",
                message,
                (place,),
                Sentence("Use simpler formulas.", "请使用更简单的公式。"),
            )
        ]
    return []


def _named(circle: tuple[tuple[Object, Field], ...]) -> list[str]:
    """The fields of a circle; with their objects where these are several."""
    several = len({of.id for of, _ in circle}) > 1
    return [f"{of.name}.{field.name}" if several else field.name for of, field in circle]
