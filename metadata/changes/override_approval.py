"""The change of whether an override needs a second person."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.changes.base import Change, object_named, pipeline_of, raise_problems, with_pipeline
from metadata.pipeline_checks import approval_problems


@dataclass(frozen=True)
class SetOverrideApproval(Change):
    """That overrides need a second person's approval, and for how many hours one holds; none is needed without.

    It holds for all pipelines of the object. An approval that was given keeps its end.
    """

    kind: ClassVar[str] = "setOverrideApproval"

    object: str
    hours: int | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        definition = object_named(catalog, self.object, "object")
        pipeline = replace(pipeline_of(definition, "object"), approval_hours=self.hours)
        raise_problems([each.within("hours") for each in approval_problems(self.hours)])
        return with_pipeline(catalog, definition, pipeline)

    def sentence(self) -> Sentence:
        if self.hours is None:
            return Sentence("Overrides of {} need no second person.", "{} 的强制推进不需要第二人批准。").of(
                self.object
            )
        return Sentence(
            "Overrides of {} need a second person, whose approval holds {} hours.",
            "{} 的强制推进需要第二人批准，批准在 {} 小时内有效。",
        ).of(self.object, self.hours)
