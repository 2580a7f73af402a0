"""The languages that a catalog speaks: those of its labels and messages."""

from dataclasses import replace

from metadata.catalog import Catalog
from metadata.values import Labels


def with_languages(catalog: Catalog) -> Catalog:
    """The catalog with the languages its labels speak; English is always among them."""
    spoken = {tag for labels in _all_labels(catalog) for tag in labels}
    languages = tuple(dict.fromkeys(("en", *catalog.languages, *sorted(spoken))))
    return catalog if languages == catalog.languages else replace(catalog, languages=languages)


def _all_labels(catalog: Catalog) -> list[Labels]:
    found = [role.labels for role in catalog.roles]
    for definition in catalog.objects:
        found += [definition.labels, definition.plural_labels]
        found += (each.messages for each in definition.validations)
        found += (each.messages for each in definition.unique_keys)
        found += (each.labels for each in definition.sections)
        for field in definition.fields:
            found += [field.labels, field.deprecated, field.pattern_message]
            found += (option.labels for option in field.options)
        if definition.pipeline is not None:
            found.append(definition.pipeline.labels)
            found += (each.labels for each in definition.pipeline.further)
            found += (each.messages for each in definition.pipeline.criteria)
            for stage in definition.pipeline.stages:
                found += [stage.labels, stage.objective]
                found += (task.labels for task in stage.tasks)
    return found
