"""Values that definitions are made of: JSON, numbers and labels."""

from collections.abc import Mapping
from types import MappingProxyType

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
Number = int | float | str
"""A number as JSON has it, or an exact decimal as text (`12.50`)."""

Labels = Mapping[str, str]
"""Language tag (BCP 47, for example `en`, `zh-CN`) to text."""

NO_LABELS: Labels = MappingProxyType({})


def no_labels() -> Labels:
    """The default of labels. A factory because dataclasses take a mapping proxy for mutable."""
    return NO_LABELS
