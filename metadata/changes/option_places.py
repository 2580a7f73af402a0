"""A field with options in its object and catalog, as changes of its options see it."""

from dataclasses import dataclass, replace

from core.errors import Problem, fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    field_named,
    object_named,
    option_named,
    with_field,
)
from metadata.checks import field_problems
from metadata.fields import Field, Option


@dataclass(frozen=True)
class OptionPlace:
    """A field with options, in its object and catalog."""

    catalog: Catalog
    object: Object
    field: Field

    def with_options(self, options: tuple[Option, ...]) -> tuple[Catalog, tuple[Problem, ...]]:
        """The catalog with other options of the field, and what is wrong with the field then."""
        changed = replace(self.field, options=options)
        after = with_field(self.catalog, self.object, changed)
        return after, field_problems(after, after.object_by_name[self.object.name], changed)


def option_place(catalog: Catalog, object_name: str, field_name: str) -> OptionPlace:
    definition = object_named(catalog, object_name, "object")
    field = field_named(definition, field_name, "field")
    if not field.options:
        message = Sentence(
            "{}.{} is a {} field: it has no options.", "{}.{} 是 {} 类型的字段，没有选项。"
        ).of(object_name, field_name, field.type)
        raise fault(
            "CATALOG_INVALID",
            message,
            "field",
            hint=Sentence("Name a field with options.", "请使用有选项的字段。"),
        )
    return OptionPlace(catalog, definition, field)


def option_before(place: OptionPlace, key: str | None) -> Option | None:
    return None if key is None else option_named(place.field, key, "before")


def is_default(problems: tuple[Problem, ...]) -> bool:
    """Whether the field's default no longer fits it."""
    return any(each.path[:1] == ("default",) for each in problems)
