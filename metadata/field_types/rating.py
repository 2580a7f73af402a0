"""`rating`: a whole number from 1 to the field's maximum."""

from core.errors import Problem, fault
from metadata.catalog import Field
from metadata.field_types.base import FIELD_TYPES, Check
from metadata.field_types.integer import IntegerType

LEAST_MAXIMUM, MOST_MAXIMUM = 2, 10


class RatingType(IntegerType):
    name = "rating"
    title = "A whole number from 1, the worst, to `maximum`"
    settings = frozenset({"unique", "default", "maximum"})

    def check(self, field: Field) -> Check | None:
        return lambda columns: columns[field.name].between(1, field.maximum)

    def converted(self, field: Field, value: object) -> object:
        number = super().converted(field, value)
        if number not in range(1, field.maximum + 1):
            raise fault(
                "OUT_OF_RANGE",
                f"{field.name} takes 1 to {field.maximum}.",
                hint=f"Use 1 for the worst and {field.maximum} for the best; leave it empty for none.",
            )
        return number

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if not LEAST_MAXIMUM <= field.maximum <= MOST_MAXIMUM:
            message = f"The maximum of a rating is {LEAST_MAXIMUM} to {MOST_MAXIMUM}."
            return (Problem("CATALOG_INVALID", message, ("maximum",)),)
        return super().problems(field)


FIELD_TYPES.add("rating", RatingType())
