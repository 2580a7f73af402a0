"""Labels in GraphQL: lists of language and text, because a language tag is no GraphQL name."""

from collections.abc import Sequence

import strawberry

from core.errors import PathPart, Problem
from metadata.values import Labels


@strawberry.type
class Label:
    """A text in one language."""

    language: str = strawberry.field(description="BCP 47, for example `en` or `zh-CN`.")
    text: str


@strawberry.input
class LabelInput:
    """A text in one language."""

    language: str = strawberry.field(description="BCP 47, for example `en` or `zh-CN`.")
    text: str


def no_labels() -> list[LabelInput]:
    """The default of every list of labels."""
    return []


def label_list(labels: Labels) -> list[Label]:
    """Labels in the order in which they were given."""
    return [Label(language=language, text=text) for language, text in labels.items()]


def labels_of(inputs: Sequence[LabelInput], problems: list[Problem], *path: PathPart) -> dict[str, str]:
    """Language to text; a language that is given twice becomes one of `problems`."""
    labels: dict[str, str] = {}
    for position, each in enumerate(inputs):
        if each.language in labels:
            problems.append(
                Problem(
                    "INVALID_VALUE",
                    f"The language {each.language!r} is given twice",
                    (*path, position, "language"),
                    "Give one text for each language.",
                )
            )
        labels[each.language] = each.text
    return labels
