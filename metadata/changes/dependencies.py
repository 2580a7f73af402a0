"""Changes of what the options of a field depend on."""

from dataclasses import dataclass
from typing import ClassVar

from core.errors import Problem, SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change, field_named, object_named, option_named, raise_problems, with_field
from metadata.checks import field_problems
from metadata.dependencies import with_limits


@dataclass(frozen=True)
class OptionDependency:
    """An option, and the keys of the other field's options that it goes with."""

    option: str
    only_with: tuple[str, ...]


@dataclass(frozen=True)
class SetDependency(Change):
    """The field that the options of a field depend on, and which go with which; all of it anew.

    Options that are not named go with every option. Records keep what they have, and are held to it when either value
    is given again.
    """

    kind: ClassVar[str] = "setDependency"

    object: str
    field: str
    depends_on: str | None = None
    options: tuple[OptionDependency, ...] = ()

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        old = field_named(definition, self.field, "field")
        on = None if self.depends_on is None else field_named(definition, self.depends_on, "dependsOn").id
        only_with: dict[str, tuple[str, ...]] = {}
        for index, each in enumerate(self.options):
            key = option_named(old, each.option, "options", index, "option").key
            if key in only_with:
                message = Sentence("{} stands twice.", "{} 出现了两次。").of(key)
                raise fault(
                    "CATALOG_INVALID",
                    message,
                    "options",
                    index,
                    "option",
                    hint=Sentence("Keep one.", "请只保留一个。"),
                )
            only_with[key] = each.only_with
        changed = with_limits(old, on, only_with)
        after = with_field(catalog, definition, changed)
        problems = field_problems(after, after.object_by_id[definition.id], changed)
        raise_problems([self._placed(problem, [each.key for each in old.options]) for problem in problems])
        return after

    def _placed(self, problem: Problem, keys: list[str]) -> Problem:
        """A problem of the field where this change says what is wrong."""
        match problem.path:
            case ("options", int(index), *rest):
                named = [each.option for each in self.options]
                path = ("options", named.index(keys[index]), *rest) if keys[index] in named else ("options",)
                return Problem(problem.code, problem.message, path, problem.hint)
            case _:
                return problem

    def sentence(self) -> Sentence:
        if self.depends_on is None:
            return Sentence(
                "Let the options of {}.{} depend on no other field.", "{}.{} 的选项不再依赖其他字段。"
            ).of(self.object, self.field)
        return Sentence("Let the options of {}.{} depend on {}.", "{}.{} 的选项依赖于 {}。").of(
            self.object, self.field, self.depends_on
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        try:
            after = self.apply(before)
        except SluiceError:
            return ()
        if after == before or not any(each.only_with for each in self.options):
            return ()
        said = Sentence(
            "Clients that give {}.{} an option that does not go with {} are refused.",
            "客户端为 {}.{} 提供与 {} 不匹配的选项时会被拒绝。",
        )
        return (said.of(self.object, self.field, self.depends_on),)
