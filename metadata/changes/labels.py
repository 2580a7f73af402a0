"""The change of labels, wherever they stand."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.errors import fault
from metadata.catalog import Catalog, Field, Labels, Object, replaced
from metadata.changes.base import Change, field_named, object_named, raise_problems
from metadata.checks import label_problems


@dataclass(frozen=True)
class SetLabels(Change):
    """All labels, anew, of an object, or of a field, a field's option or a stage of it."""

    kind: ClassVar[str] = "setLabels"

    object: str
    labels: Labels
    field: str | None = None
    option: str | None = None
    stage: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        raise_problems(label_problems(self.labels, "labels"))
        match self.field, self.option, self.stage:
            case None, None, None:
                new = replace(definition, labels=self.labels)
            case str(), _, None:
                changed = self._field(field_named(definition, self.field, "field"))
                new = replace(definition, fields=replaced(definition.fields, changed))
            case None, None, str():
                new = self._stage(definition, self.stage)
            case _:
                message = "Labels belong to one thing."
                hint = "Give `field`, `field` and `option`, or `stage`, or none for the object itself."
                raise fault("CATALOG_INVALID", message, hint=hint)
        return replace(catalog, objects=replaced(catalog.objects, new))

    def _field(self, old: Field) -> Field:
        if self.option is None:
            return replace(old, labels=self.labels)
        if all(option.key != self.option for option in old.options):
            message = f"{self.object}.{old.name} has no option {self.option[:60]!r}."
            raise fault("CATALOG_UNKNOWN", message, "option")
        options = (
            replace(option, labels=self.labels) if option.key == self.option else option
            for option in old.options
        )
        return replace(old, options=tuple(options))

    def _stage(self, definition: Object, name: str) -> Object:
        pipeline = definition.pipeline
        if pipeline is None or name not in pipeline.stage_by_name:
            raise fault("STAGE_UNKNOWN", f"{self.object} has no stage {name[:60]!r}.", "stage")
        stages = (
            replace(stage, labels=self.labels) if stage.name == name else stage for stage in pipeline.stages
        )
        return replace(definition, pipeline=replace(pipeline, stages=tuple(stages)))

    def sentence(self) -> str:
        thing = ".".join(part for part in (self.object, self.field, self.option, self.stage) if part)
        return f"Set the labels of {thing}."
