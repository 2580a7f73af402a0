"""A change says the names of one catalog; here it learns those that the same things bear in another.

Names are known by the attributes they stand in, as all changes have them: `object`, `field`, `role`, `stage` and so on.
What is written in another way is not followed. Whoever merges looks at the outcome (`metadata.merging.rebase`), so
that is a conflict then, and never a change of something else.
"""

import dataclasses
from dataclasses import dataclass, is_dataclass
from typing import cast

from metadata.catalog import Catalog, Object, Stage
from metadata.changes.base import Change
from metadata.changes.fields import NewField
from metadata.fields import Field
from metadata.rules import with_names
from metadata.stage_names import with_stages_named
from metadata.values import JsonValue

STAGES = frozenset({"stage", "source", "target", "before", "replacement"})
"""Attributes that name stages, unless the change is about a field: then they are keys of its options."""
RULES = frozenset({"rule", "formula"})


def followed(change: Change, old: Catalog, new: Catalog) -> Change:
    """The change, written for `old`, with the names of `new`; what `new` has no more keeps its name."""
    names = _Names(old, new)
    assert is_dataclass(change)
    given: dict[str, object] = {each.name: getattr(change, each.name) for each in dataclasses.fields(change)}
    owner = old.object_by_name.get(str(given.get("object")))
    about_field = isinstance(given.get("field"), str)
    found = {
        key: names.value(key, value, owner, about_field) for key, value in given.items() if value is not None
    }
    return dataclasses.replace(change, **found)


@dataclass(frozen=True)
class _Names:
    """From the names of `old` to those of `new`, by ids."""

    old: Catalog
    new: Catalog

    def value(self, key: str, value: object, owner: Object | None, about_field: bool) -> object:
        """What an attribute of a change about `owner` holds, in new names."""
        match key, value:
            case "object", str():
                return self.object(value)
            case "role", str():
                return self.role(value)
            case _, NewField():
                return self.new_field(value)
            case "fields", tuple():
                return tuple(self.new_field(each) if isinstance(each, NewField) else each for each in value)
        if owner is None:
            return value
        match key, value:
            case "field", str():
                field = owner.field_by_name.get(value)
                return value if field is None else self.field_name(field)
            case _, str() if key in STAGES and not about_field and owner.pipeline is not None:
                stage = owner.pipeline.stage_by_name.get(value)
                return value if stage is None else self.stage_name(stage)
        return self.rule(owner, cast(JsonValue, value)) if key in RULES else value

    def object(self, name: str) -> str:
        definition = self.old.object_by_name.get(name)
        there = None if definition is None else self.new.object_by_id.get(definition.id)
        return name if there is None else there.name

    def role(self, name: str) -> str:
        role = self.old.role_by_name.get(name)
        return next((each.name for each in self.new.roles if role is not None and each.id == role.id), name)

    def new_field(self, field: NewField) -> NewField:
        target = None if field.target is None else self.object(field.target)
        return dataclasses.replace(field, target=target, targets=tuple(map(self.object, field.targets)))

    def field_name(self, field: Field) -> str:
        found = (each.field_by_id[field.id] for each in self.new.objects if field.id in each.field_by_id)
        return next(found, field).name

    def stage_name(self, stage: Stage) -> str:
        pipelines = (each.pipeline for each in self.new.objects if each.pipeline is not None)
        found = (each.stage_by_id[stage.id] for each in pipelines if stage.id in each.stage_by_id)
        return next(found, stage).name

    def rule(self, of: Object, rule: JsonValue) -> JsonValue:
        staged = with_stages_named(self.old, of, rule, self.stage_name)
        return with_names(self.old, of, staged, self.field_name)
