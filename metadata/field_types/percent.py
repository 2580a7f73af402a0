"""`percent`: an exact number of percent; 12.5 means 12.5 %."""

from metadata.field_types.base import FIELD_TYPES
from metadata.field_types.cells import plain
from metadata.field_types.decimal import DecimalType
from metadata.fields import Field


class PercentType(DecimalType):
    name = "percent"
    title = "An exact number of percent, 12.5 for 12.5 %, with `scale` decimals and `precision` digits in all"

    def read_text(self, field: Field, text: str) -> object:
        return super().read_text(field, plain(text).removesuffix("%"))


FIELD_TYPES.add("percent", PercentType())
