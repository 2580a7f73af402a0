"""Labels that are missing in a language that the object, or the roles, otherwise speak."""

from collections.abc import Iterator, Sequence

from core.errors import PathPart
from core.sentences import NO_WORDS, Sentence, joined
from metadata.catalog import Catalog, Object
from metadata.initial import ADMIN_ROLE
from metadata.values import Labels
from metadata.warnings.base import CatalogWarning

MOST_NAMED = 5
"""Of the things without a label that a message names; the details have all."""


def language_warnings(definition: Object) -> Iterator[CatalogWarning]:
    """One warning for each language that some of the object's labels have and others lack.

    A language that no label of the object has is not missed: nobody is to label an object in a language that the
    people of the tenant do not read.
    """
    for tag, without in _missing([*_labelled(definition)]):
        message = Sentence(
            "{} has labels in {}, and these have none: {}.", "{} 有 {} 的显示名称，而以下内容没有：{}。"
        ).of(definition.name, tag, _named(without))
        path = ("objects", definition.name, "labels", tag)
        yield CatalogWarning("LABEL_MISSING", message, path, details={"without": without})


def role_language_warnings(catalog: Catalog) -> Iterator[CatalogWarning]:
    """The same of the roles: one warning for each language that some are labelled in and others are not.

    Which languages the built-in administrator is labelled in says nothing of the tenant's people.
    """
    roles = [role for role in catalog.roles if role.id != ADMIN_ROLE]
    for tag, without in _missing([((role.name,), role.labels) for role in roles]):
        message = Sentence(
            "The roles have labels in {}, and these have none: {}.",
            "角色有 {} 的显示名称，而以下角色没有：{}。",
        ).of(tag, _named(without))
        path = ("roles", without[0], "labels", tag)
        hint = Sentence("Add them with `setRoleLabels`.", "请为它们填写显示名称。")
        yield CatalogWarning("LABEL_MISSING", message, path, hint, {"without": without})


_Labelled = tuple[tuple[PathPart, ...], Labels]


def _missing(labelled: Sequence[_Labelled]) -> Iterator[tuple[str, list[str]]]:
    """Each language that some have and others have not, and these others."""
    for tag in sorted({tag for _, labels in labelled for tag in labels}):
        without = [".".join(str(part) for part in path) for path, labels in labelled if tag not in labels]
        if without:
            yield tag, without


def _named(without: Sequence[str]) -> Sentence:
    more = NO_WORDS
    if len(without) > MOST_NAMED:
        more = Sentence(" and {} more", " 等，另有 {} 项").of(len(without) - MOST_NAMED)
    return joined([joined(without[:MOST_NAMED], ", ", "、"), more], "", "")


def _labelled(definition: Object) -> Iterator[_Labelled]:
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
    for section in definition.sections:
        yield (name, "sections", section.name), section.labels
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
