"""Dependent options: those of a field that go with some options only of the choice that it depends on.

A city goes with its province: `city` depends on `province`, and each of its options says with which ones it goes. What
says nothing goes with every option, and with none at all.
"""

from collections.abc import Mapping
from dataclasses import replace

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import Scalar
from metadata.fields import Field, Option
from metadata.text import listed

MOST_PAIRS = 5_000
"""Of the options of one field with those that they go with: all stand in the statement of a write."""


def dependents(definition: Object, field: Field) -> tuple[Field, ...]:
    """The fields whose options depend on those of `field`."""
    return tuple(each for each in definition.fields if each.depends_on == field.id)


def limits(field: Field) -> Mapping[str, tuple[str, ...]]:
    """Key of an option to the keys that it goes with, of the options that do not go with every one."""
    return {option.key: option.only_with for option in field.options if option.only_with}


def with_limits(field: Field, depends_on: str | None, only_with: Mapping[str, tuple[str, ...]]) -> Field:
    """The field with another dependency; options that are not named go with every one."""
    options = (replace(option, only_with=only_with.get(option.key, ())) for option in field.options)
    return replace(field, depends_on=depends_on, options=tuple(options))


def with_key_replaced(definition: Object, field: Field, key: str, replacement: str | None) -> Object:
    """The object with `replacement` for a key of `field` wherever an option goes with it; nothing where it is None."""
    for dependent in dependents(definition, field):
        options = tuple(_without(option, key, replacement) for option in dependent.options)
        changed = replace(dependent, options=options)
        fields = tuple(changed if each.id == changed.id else each for each in definition.fields)
        definition = replace(definition, fields=fields)
    return definition


def _without(option: Option, key: str, replacement: str | None) -> Option:
    if key not in option.only_with:
        return option
    keys = (replacement if each == key else each for each in option.only_with)
    return replace(option, only_with=tuple(dict.fromkeys(each for each in keys if each is not None)))


def dependency_problems(definition: Object, field: Field) -> tuple[Problem, ...]:
    """What is wrong with what the options of a field depend on, the paths relative to the field."""
    if field.depends_on is None:
        return tuple(
            Problem(
                "CATALOG_INVALID",
                Sentence("{} depends on no other field.", "{} 没有依赖其他字段。").of(field.name),
                ("options", index, "onlyWith"),
                Sentence("Name one with `dependsOn`, or leave this out.", "请选择所依赖的字段，或不填此项。"),
            )
            for index, option in enumerate(field.options)
            if option.only_with
        )
    choice = definition.field_by_id.get(field.depends_on)
    if choice is None or type_of(choice).scalar is not Scalar.ENUM:
        message = Sentence(
            "Options depend on those of a choice of the same object.", "选项只能依赖同一对象的单选字段。"
        )
        hint = Sentence("Name such a field.", "请选择这样的字段。")
        return (Problem("CATALOG_UNKNOWN", message, ("dependsOn",), hint),)
    if _is_circle(definition, field):
        message = Sentence("{} would depend on itself.", "{} 将依赖自身。").of(field.name)
        return (
            Problem(
                "CATALOG_INVALID",
                message,
                ("dependsOn",),
                Sentence("Take one field out of the circle.", "请从循环中去掉一个字段。"),
            ),
        )
    pairs = sum(len(option.only_with) for option in field.options)
    if pairs > MOST_PAIRS:
        message = Sentence(
            "The options go with {:,} others; at most {:,} fit.",
            "这些选项共与 {:,} 个其他选项搭配，最多 {:,} 个。",
        ).of(pairs, MOST_PAIRS)
        return (
            Problem(
                "CATALOG_LIMIT",
                message,
                ("options",),
                Sentence("Leave out what goes with every option.", "与所有选项搭配的请不要填写。"),
            ),
        )
    return _key_problems(field, choice) or _default_problems(field, choice)


def _key_problems(field: Field, choice: Field) -> tuple[Problem, ...]:
    known = [option.key for option in choice.options]
    found = []
    for index, option in enumerate(field.options):
        seen: set[str] = set()
        for position, key in enumerate(option.only_with):
            path = ("options", index, "onlyWith", position)
            if key not in known:
                message = Sentence("{} has no option {!r}.", "{} 没有选项 {!r}。").of(choice.name, key[:60])
                found.append(
                    Problem(
                        "CATALOG_UNKNOWN",
                        message,
                        path,
                        Sentence("Use some of {}.", "请从以下选项中选择：{}。").of(listed(known)),
                    )
                )
            elif key in seen:
                found.append(
                    Problem(
                        "CATALOG_INVALID",
                        Sentence("{} stands twice.", "{} 出现了两次。").of(key),
                        path,
                        Sentence("Keep one.", "请只保留一个。"),
                    )
                )
            seen.add(key)
    return tuple(found)


def _default_problems(field: Field, choice: Field) -> tuple[Problem, ...]:
    """New records get both defaults, so they go together. What a formula gives is seen when a record is made."""
    if choice.default_formula is not None:
        return ()
    given = field.default if isinstance(field.default, list) else [field.default]
    wrong = [key for key, only in limits(field).items() if key in given and choice.default not in only]
    if not wrong:
        return ()
    message = Sentence(
        "The default {} does not go with the default of {}.", "默认值 {} 与 {} 的默认值不匹配。"
    ).of(listed(wrong), choice.name)
    hint = Sentence(
        "Give {} a default that it goes with, or leave this one out.",
        "请为 {} 设置匹配的默认值，或去掉这一个。",
    ).of(choice.name)
    return (Problem("CATALOG_INVALID", message, ("default",), hint),)


def _is_circle(definition: Object, field: Field) -> bool:
    seen = {field.id}
    on = field.depends_on
    while on is not None and on not in seen:
        seen.add(on)
        next_ = definition.field_by_id.get(on)
        on = None if next_ is None else next_.depends_on
    return on is not None
