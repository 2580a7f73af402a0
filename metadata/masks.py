"""Masks: what of a value a role sees that may not see all of it, and what it is in SQL.

Each kind has one meaning, here alone (`MASKS`); which of them a field type knows, it says itself (`FieldType.masks`).
Whatever the field is, what is shown is a text, and no type takes it for a value: who reads it and writes it back
destroys nothing (decision 72). It does not tell how long a value is. That there is one, it tells.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, assert_never, get_args

from sqlalchemy import ColumnElement, DateTime, Numeric, Text, case, cast, func, literal_column

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.catalog import ANY, Grant
from metadata.field_types.all_types import FIELD_TYPES, type_of
from metadata.field_types.base import Scalar
from metadata.field_types.bounds import as_decimal
from metadata.fields import Field
from metadata.settings import Mask, MaskKind
from metadata.text import about
from metadata.values import Labels

MASKS: Mapping[MaskKind, tuple[str, str]] = MappingProxyType(
    {
        "all": ("Nothing of the value", "****"),
        "keep": (
            "The first `first` and the last `last` characters, where at least half as many as these stay hidden; else "
            "nothing. Of a phone number of the field's region without its country code",
            "138****5678",
        ),
        "email": ("The first character, where there are more, and the host", "a***@example.com"),
        "year": ("The year; of a moment that in the tenant's time zone", "2026"),
        "round": ("The number, or the amount with its currency, cut to a multiple of `step`", "≈12000 CNY"),
        "city": ("The city, the province and the country", "深圳市, 广东省, CN"),
    }
)
"""Kind to what it shows, and an example."""

MASK_KINDS: tuple[MaskKind, ...] = get_args(MaskKind)
MOST_KEPT = 50
"""Characters at one end."""
MOST_STEP = Decimal(10) ** 15
MARK = "***"
"""What stands in every masked text of a type that takes any text."""

Column = ColumnElement[Any]


# What a grant may say


def mask_problems(grant: Grant, field: Field | None) -> Iterator[Problem]:
    """What is wrong with the mask of a grant on a field; None where the grant names none."""
    mask = grant.mask
    if mask is None:
        return
    if grant.action != "read" or grant.effect != "allow":
        message = Sentence(
            "A mask says how a field is read; only a grant that allows read has one.",
            "脱敏说明如何读取字段，只有允许查看的授权才有。",
        )
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("mask",),
            Sentence("Grant read, or leave the mask out.", "请授权查看，或不设置脱敏。"),
        )
    elif field is None:
        message = Sentence("A mask is of one field.", "脱敏只针对一个字段。")
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("field",),
            Sentence("Name the object and the field.", "请指定对象和字段。"),
        )
    else:
        yield from _unfitting(field, mask)


def _unfitting(field: Field, mask: Mask) -> Iterator[Problem]:
    kind = FIELD_TYPES.get(field.type)
    known = () if kind is None else kind.masks
    if mask.kind not in known:
        message = Sentence(
            "{} is of the type {}, which has no mask {!r}.", "{} 是 {} 类型，没有脱敏方式 {!r}。"
        ).of(field.name, field.type, str(mask.kind)[:60])
        hint = (
            Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(known))
            if known
            else Sentence("Deny read of the field instead.", "请改为禁止查看该字段。")
        )
        yield Problem("CATALOG_INVALID", message, ("mask", "kind"), hint)
        return
    if mask.kind == "keep":
        for end, kept in (("first", mask.first), ("last", mask.last)):
            if not 0 <= kept <= MOST_KEPT:
                message = Sentence(
                    "A mask keeps 0 to {} characters at each end.", "脱敏时首尾各保留 0 到 {} 个字符。"
                ).of(MOST_KEPT)
                yield Problem(
                    "CATALOG_INVALID", message, ("mask", end), Sentence("Keep fewer.", "请减少保留的字符。")
                )
        if mask.first == mask.last == 0:
            message = Sentence(
                "A mask that keeps no characters shows nothing.", "不保留任何字符的脱敏不显示内容。"
            )
            yield Problem(
                "CATALOG_INVALID",
                message,
                ("mask", "kind"),
                Sentence("Use all, or say first or last.", "请使用完全隐藏，或填写首尾保留的字符数。"),
            )
    elif mask.first or mask.last:
        message = Sentence(
            "Only the mask keep has first and last characters.", "只有保留首尾字符的脱敏方式才有首尾字符数。"
        )
        yield Problem(
            "CATALOG_INVALID", message, ("mask", "first"), Sentence("Leave them out.", "请不要填写。")
        )
    yield from _step_problems(field, mask)


def _step_problems(field: Field, mask: Mask) -> Iterator[Problem]:
    if mask.kind != "round":
        if mask.step is not None:
            message = Sentence("Only the mask round has a step.", "只有取整的脱敏方式才有倍数。")
            yield Problem(
                "CATALOG_INVALID", message, ("mask", "step"), Sentence("Leave it out.", "请不要填写。")
            )
        return
    step = as_decimal(mask.step)
    smallest = Decimal(1).scaleb(-field.scale) if "scale" in type_of(field).settings else Decimal(1)
    if step is None or not smallest < step <= MOST_STEP:
        message = Sentence(
            "A step is a number of more than {}, which is the finest {} has.",
            "倍数应大于 {}，即 {} 的最小精度。",
        ).of(smallest, field.name)
        hint = Sentence('Write it as 1000 or "0.5", for example.', "请按 1000 或 0.5 的格式填写。")
        yield Problem("CATALOG_INVALID", message, ("mask", "step"), hint)


def whole_beside_masked(grants: Iterable[Grant]) -> Iterator[Problem]:
    """Grants that name a field which another one of the same role masks: one of the two would mean nothing."""
    seen: dict[tuple[str, str], list[tuple[int, Mask | None]]] = {}
    for index, each in enumerate(grants):
        if (each.action, each.effect) == ("read", "allow") and each.field != ANY:
            seen.setdefault((each.object, each.field), []).append((index, each.mask))
    for (_, first), *others in seen.values():
        for index, mask in others:
            if mask != first:
                message = Sentence(
                    "The role reads the field by one grant otherwise than by another.",
                    "该角色的两项授权对此字段的显示方式不同。",
                )
                hint = Sentence("Keep one of them, or deny the field.", "请只保留其中一项，或禁止该字段。")
                yield Problem("CATALOG_INVALID", message, ("grants", index, "mask"), hint)


# Of several


def width(mask: Mask) -> tuple[int, Decimal, int]:
    """How much a mask shows, for comparing those of one field: the larger, the more."""
    match mask.kind:
        case "all":
            return (0, Decimal(0), 0)
        case "keep":
            return (1, Decimal(mask.first + mask.last), mask.first)
        case "round":
            return (2, -(as_decimal(mask.step) or Decimal(0)), 0)
        case "year" | "email" | "city":
            return (2, Decimal(0), 0)
    assert_never(mask.kind)


def mask_key(mask: Mask) -> str:
    """A mask in a word, the same for equal ones."""
    return f"{mask.kind}:{mask.first}:{mask.last}:{mask.step}"


# What is shown


def masked_text(field: Field, mask: Mask, columns: Mapping[str, Column], zone: str) -> Column:
    """What a mask shows of a value, as a text; null where there is none.

    Args:
        columns: those of the field, by name.
        zone: IANA name of the zone whose days count.
    """
    kind = type_of(field)
    specs = kind.columns(field)
    value = columns[specs[0].name]
    parts = {spec.part: columns[spec.name] for spec in specs if spec.part is not None}
    return case((value.is_not(None), _shown(field, mask, value, parts, zone)), else_=None)


def _shown(field: Field, mask: Mask, value: Column, parts: Mapping[str, Column], zone: str) -> Column:
    match mask.kind:
        case "all":
            return _text("****")
        case "keep":
            return _ends(mask, type_of(field).worded(field, value))
        case "email":
            named = func.char_length(func.split_part(value, _text("@"), _number(1))) > _number(1)
            first = case((named, func.left(value, _number(1))), else_=_text(""))
            return _joined(first, _text("***@"), func.split_part(value, _text("@"), _number(2)))
        case "year":
            moment = type_of(field).scalar is Scalar.DATETIME
            at = func.timezone(_text(zone), value) if moment else cast(value, DateTime())
            return func.to_char(at, _text("YYYY"), type_=Text())
        case "round":
            step = literal_column(f"{as_decimal(mask.step):f}", Numeric())
            cut = cast(func.div(cast(value, Numeric), step) * step, Text)
            unit = (_text(" "), parts["currency"]) if "currency" in parts else ()
            return _joined(_text("≈"), cut, *unit)
        case "city":
            told = (parts[each] for each in ("city", "province", "country"))
            return func.concat_ws(_text(", "), *told, type_=Text())
    assert_never(mask.kind)


def _ends(mask: Mask, text: Column) -> Column:
    """The ends of a text of which half as much as they are stays hidden, at least; else nothing."""
    kept = mask.first + mask.last
    shown = _joined(func.left(text, _number(mask.first)), _text("****"), func.right(text, _number(mask.last)))
    return case((func.char_length(text) >= _number(kept + (kept + 1) // 2), shown), else_=_text("****"))


def _joined(*texts: Column) -> Column:
    return func.concat(*texts, type_=Text())


def _text(text: str) -> Column:
    quoted = text.replace("'", "''").replace("%", "%%")
    return literal_column(f"'{quoted}'", Text())


def _number(number: int) -> Column:
    return literal_column(str(number))


# What comes back


def refuse_masked(field: Field, value: object) -> None:
    """Refuse what a role may have read in the place of a value that it sees masked: it would destroy the value.

    Only texts: what a mask shows of another type is none of its values.

    Raises:
        SluiceError: VALUE_MASKED.
    """
    if isinstance(value, str) and MARK in value:
        message = about(
            field, "{} was given with the stars of its mask.", "{}填写的是脱敏后的显示内容，不是它的值。"
        )
        raise fault("VALUE_MASKED", message)


# In words


def in_words(mask: Mask) -> Labels:
    """What a mask shows, by language."""
    match mask.kind:
        case "all":
            return {"en": "Masked: nothing of it is shown.", "zh-CN": "已脱敏：不显示任何内容。"}
        case "keep":
            return {
                "en": f"Masked: the first {mask.first} and the last {mask.last} characters are shown.",
                "zh-CN": f"已脱敏：仅显示前 {mask.first} 位和后 {mask.last} 位。",
            }
        case "email":
            return {
                "en": "Masked: the first character and the host are shown.",
                "zh-CN": "已脱敏：仅显示首字符和域名。",
            }
        case "year":
            return {"en": "Masked: the year is shown.", "zh-CN": "已脱敏：仅显示年份。"}
        case "round":
            return {
                "en": f"Masked: cut to a multiple of {mask.step}.",
                "zh-CN": f"已脱敏：按 {mask.step} 的倍数取整。",
            }
        case "city":
            return {
                "en": "Masked: the city, the province and the country are shown.",
                "zh-CN": "已脱敏：仅显示城市、省份和国家。",
            }
    assert_never(mask.kind)
