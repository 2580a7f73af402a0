"""Changes of the options of a field in use: add, set, move. Labels go by `SetLabels`; a key never changes."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.errors import fault
from core.sentences import Sentence, joined
from metadata.catalog import Catalog
from metadata.changes.base import (
    Change,
    option_named,
    raise_problems,
    standing_before,
)
from metadata.changes.option_places import is_default, option_before, option_place
from metadata.changes.words import NO_CHANGE, moved_to
from metadata.fields import Option
from metadata.text import listed


@dataclass(frozen=True)
class AddOption(Change):
    """A further option of a field, before another one or last."""

    kind: ClassVar[str] = "addOption"

    object: str
    field: str
    option: Option
    before: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = option_place(catalog, self.object, self.field)
        # A value of its own, for an equal one may stand there already.
        made = replace(self.option)
        options = standing_before(place.field.options, made, option_before(place, self.before))
        after, problems = place.with_options(options)
        raise_problems([replace(each, path=("option", *each.path[2:])) for each in problems])
        return after

    def sentence(self) -> Sentence:
        return Sentence("Add the option {0} to {1}.{2}.", "为 {1}.{2} 添加选项 {0}。").of(
            self.option.key, self.object, self.field
        )


@dataclass(frozen=True)
class SetOption(Change):
    """The color of an option, whether records can newly get it, and what it goes with; what is left out stays as it is.

    An inactive option stays where records have it, and can be filtered and grouped by; no record newly gets it.
    An empty color takes it away.
    """

    kind: ClassVar[str] = "setOption"

    object: str
    field: str
    option: str
    color: str | None = None
    active: bool | None = None
    only_with: tuple[str, ...] | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = option_place(catalog, self.object, self.field)
        old = option_named(place.field, self.option, "option")
        new = replace(
            old,
            color=old.color if self.color is None else self.color or None,
            active=old.active if self.active is None else self.active,
            only_with=old.only_with if self.only_with is None else self.only_with,
        )
        options = tuple(new if each is old else each for each in place.field.options)
        after, problems = place.with_options(options)
        if is_default(problems):
            message = Sentence(
                "{} is the default of {}.{}: new records get it.", "{} 是 {}.{} 的默认值，新记录会使用它。"
            ).of(self.option, self.object, self.field)
            hint = Sentence(
                "Give the field another default first, with `setDefault`.", "请先为该字段设置其他默认值。"
            )
            raise fault("CATALOG_IN_USE", message, "active", hint=hint)
        raise_problems([replace(each, path=each.path[2:] or ("active",)) for each in problems])
        return after

    def sentence(self) -> Sentence:
        parts = []
        if self.color is not None:
            colored = Sentence("set its color to {}", "颜色设为 {}").of(self.color)
            parts.append(colored if self.color else Sentence("take away its color", "取消颜色"))
        if self.active is not None:
            stopped = Sentence("let no record newly get it", "停用，其他记录不能再选用")
            parts.append(Sentence("let records get it", "启用") if self.active else stopped)
        if self.only_with is not None:
            some = Sentence("let it go with {}", "只与 {} 搭配").of(listed(self.only_with))
            parts.append(some if self.only_with else Sentence("let it go with all", "可与所有选项搭配"))
        what = joined(parts, " and ", "、") or NO_CHANGE
        return Sentence("Option {0} of {1}.{2}: {3}.", "{1}.{2} 的选项 {0}：{3}。").of(
            self.option, self.object, self.field, what
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        was = option_named(before.object_by_name[self.object].field_by_name[self.field], self.option)
        if self.active is not False or not was.active:
            return ()
        return (
            Sentence(
                "Clients that newly give {}.{} the value {} are refused.",
                "客户端将 {}.{} 新设为 {} 时会被拒绝。",
            ).of(self.object, self.field, self.option),
        )


@dataclass(frozen=True)
class MoveOption(Change):
    """Another place of an option among those of its field: before another one or last. Records stay as they are."""

    kind: ClassVar[str] = "moveOption"

    object: str
    field: str
    option: str
    before: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        place = option_place(catalog, self.object, self.field)
        moved = option_named(place.field, self.option, "option")
        successor = option_before(place, self.before)
        if successor is moved:
            message = Sentence("An option cannot stand before itself.", "选项不能移到自己之前。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "before",
                hint=Sentence("Name another one, or none for the end.", "请选择另一个，或不选以移到末尾。"),
            )
        after, problems = place.with_options(standing_before(place.field.options, moved, successor))
        raise_problems(problems)
        return after

    def sentence(self) -> Sentence:
        return Sentence("Move the option {0} of {1}.{2} {3}.", "将 {1}.{2} 的选项 {0} 移到{3}。").of(
            self.option, self.object, self.field, moved_to(self.before)
        )
