"""Labels that are missing in a language that the object otherwise speaks."""

from collections.abc import Iterator

from core.errors import PathPart
from metadata.catalog import Object
from metadata.values import Labels
from metadata.warnings.base import CatalogWarning

MOST_NAMED = 5
"""Of the things without a label that a message names; the details have all."""


def language_warnings(definition: Object) -> Iterator[CatalogWarning]:
    """One warning for each language that some of the object's labels have and others lack.

    A language that no label of the object has is not missed: nobody is to label an object in a language that the
    people of the tenant do not read.
    """
    labelled = [*_labelled(definition)]
    for tag in sorted({tag for _, labels in labelled for tag in labels}):
        without = [".".join(str(part) for part in path) for path, labels in labelled if tag not in labels]
        if without:
            named = ", ".join(without[:MOST_NAMED])
            more = f" and {len(without) - MOST_NAMED} more" if len(without) > MOST_NAMED else ""
            message = f"{definition.name} has labels in {tag}, and these have none: {named}{more}."
            path = ("objects", definition.name, "labels", tag)
            yield CatalogWarning("LABEL_MISSING", message, path, details={"without": without})


def _labelled(definition: Object) -> Iterator[tuple[tuple[PathPart, ...], Labels]]:
    """What bears labels, by its path within the object; where it says nothing in any language, it need not."""
    name = definition.name
    yield (name,), definition.labels
    yield (name, "plural"), definition.plural_labels
    for field in definition.fields:
        yield (name, field.name), field.labels
        for option in field.options:
            yield (name, field.name, option.key), option.labels
        if field.pattern_message:
            yield (name, field.name, "patternMessage"), field.pattern_message
        if field.deprecated:
            yield (name, field.name, "deprecated"), field.deprecated
    for validation in definition.validations:
        yield (name, validation.name, "messages"), validation.messages
    for key in definition.unique_keys:
        if key.messages:
            yield (name, key.name, "messages"), key.messages
    if definition.pipeline is not None:
        yield (name, definition.pipeline.name), definition.pipeline.labels
        for further in definition.pipeline.further:
            yield (name, further.name), further.labels
        for stage in definition.pipeline.stages:
            yield (name, definition.pipeline.name, stage.name), stage.labels
            if stage.objective:
                yield (name, definition.pipeline.name, stage.name, "objective"), stage.objective
            for task in stage.tasks:
                yield (name, definition.pipeline.name, stage.name, task.name), task.labels
        for criterion in definition.pipeline.criteria:
            if criterion.messages:
                yield (name, definition.pipeline.name, criterion.name, "messages"), criterion.messages
