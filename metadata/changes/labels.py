"""The change of labels, wherever they stand."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.errors import fault
from core.sentences import NO_WORDS, Sentence
from metadata.catalog import Catalog, Object
from metadata.changes.base import (
    Change,
    field_named,
    object_named,
    option_named,
    pipeline_named,
    pipeline_of,
    raise_problems,
    replaced,
    stage_named,
)
from metadata.fields import Field
from metadata.part_checks import label_problems
from metadata.values import Labels


@dataclass(frozen=True)
class SetLabels(Change):
    """All labels, anew, of an object or its plural, or of a field, a field's option, a stage or a pipeline of it."""

    kind: ClassVar[str] = "setLabels"

    object: str
    labels: Labels
    field: str | None = None
    option: str | None = None
    stage: str | None = None
    pipeline: str | None = None
    plural: bool = False

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        raise_problems(label_problems(self.labels, "labels"))
        match self.field, self.option, self.stage, self.pipeline, self.plural:
            case None, None, None, None, False:
                new = replace(definition, labels=self.labels)
            case None, None, None, None, True:
                new = replace(definition, plural_labels=self.labels)
            case str(), _, None, None, False:
                changed = self._field(field_named(definition, self.field, "field"))
                new = replace(definition, fields=replaced(definition.fields, changed))
            case None, None, str(), None, False:
                new = self._stage(definition, self.stage)
            case None, None, None, str(), False:
                new = self._pipeline(definition, self.pipeline)
            case _:
                message = Sentence("Labels belong to one thing.", "显示名称只能针对一项内容。")
                hint = Sentence(
                    "Give `field`, with or without `option`, `stage`, `pipeline` or `plural`; none for the object.",
                    "请只指定字段（可带选项）、阶段、流程或复数之一；不指定表示对象。",
                )
                raise fault("CATALOG_INVALID", message, hint=hint)
        return replace(catalog, objects=replaced(catalog.objects, new))

    def _field(self, old: Field) -> Field:
        if self.option is None:
            return replace(old, labels=self.labels)
        named = option_named(old, self.option, "option")
        options = (replace(each, labels=self.labels) if each is named else each for each in old.options)
        return replace(old, options=tuple(options))

    def _stage(self, definition: Object, name: str) -> Object:
        pipeline = pipeline_of(definition, "object")
        named = stage_named(pipeline, name, "stage")
        stages = (replace(each, labels=self.labels) if each is named else each for each in pipeline.stages)
        return replace(definition, pipeline=replace(pipeline, stages=tuple(stages)))

    def _pipeline(self, definition: Object, name: str) -> Object:
        pipeline = pipeline_of(definition, "object")
        named = pipeline_named(pipeline, name, "pipeline")
        if named is pipeline:
            return replace(definition, pipeline=replace(pipeline, labels=self.labels))
        further = (replace(each, labels=self.labels) if each is named else each for each in pipeline.further)
        return replace(definition, pipeline=replace(pipeline, further=tuple(further)))

    def sentence(self) -> Sentence:
        parts = (self.object, self.field, self.option, self.stage, self.pipeline)
        thing = ".".join(part for part in parts if part)
        plural = Sentence("the plural of ", "复数") if self.plural else NO_WORDS
        return Sentence("Set the labels of {0}{1}.", "修改 {1} 的{0}显示名称。").of(plural, thing)
