"""`percent`: an exact number of percent; 12.5 means 12.5 %."""

from metadata.field_types.base import FIELD_TYPES
from metadata.field_types.decimal import DecimalType


class PercentType(DecimalType):
    name = "percent"
    title = "An exact number of percent, 12.5 for 12.5 %, with `scale` decimals and `precision` digits in all"


FIELD_TYPES.add("percent", PercentType())
