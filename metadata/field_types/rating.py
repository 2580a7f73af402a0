"""`rating`: a whole number from 1 to the field's maximum."""

from dataclasses import replace
from decimal import Decimal

from core.errors import Problem, fault
from core.sentences import Sentence
from expressions.domains import at_least, at_most
from metadata.field_types.base import FIELD_TYPES, Check, Masks, RulePart
from metadata.field_types.bounds import as_decimal
from metadata.field_types.integer import IntegerType
from metadata.fields import Field
from metadata.text import about

LEAST_MAXIMUM, USUAL_MAXIMUM, MOST_MAXIMUM = 2, 5, 10


class RatingType(IntegerType):
    name = "rating"
    title = "A whole number from 1, the worst, to `maximum`"
    settings = frozenset({"unique", "default", "default_formula", "maximum"})
    masks: Masks = ("all",)

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        domain = at_least(Decimal(1), itself=True).met(at_most(Decimal(_best(field)), itself=True))
        return (replace(super().rule_parts(field)[0], domain=domain),)

    def neutral(self, field: Field) -> object:
        return 1

    def check(self, field: Field) -> Check | None:
        return lambda columns: columns[field.name].between(1, _best(field))

    def converted(self, field: Field, value: object) -> object:
        best = _best(field)
        if isinstance(value, int) and not isinstance(value, bool) and value not in range(1, best + 1):
            raise fault(
                "OUT_OF_RANGE",
                about(field, "{} takes 1 to {}.", "{}应为 1 到 {}。", best),
                hint=Sentence(
                    "Use 1 for the worst and {0} for the best; leave it empty for none.",
                    "1 为最低，{0} 为最高；没有评分则留空。",
                ).of(best),
            )
        return super().converted(field, value)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        given = as_decimal(field.maximum)
        if field.maximum is not None and given not in range(LEAST_MAXIMUM, MOST_MAXIMUM + 1):
            message = Sentence("The maximum of a rating is {} to {}.", "评分的最大值应为 {} 到 {}。").of(
                LEAST_MAXIMUM, MOST_MAXIMUM
            )
            hint = Sentence(
                "Use one of these, or leave it out for {}.", "请填写此范围内的值；不填则为 {}。"
            ).of(USUAL_MAXIMUM)
            return (Problem("CATALOG_INVALID", message, ("maximum",), hint),)
        return super().problems(field)


def _best(field: Field) -> int:
    best = as_decimal(field.maximum)
    return USUAL_MAXIMUM if best is None else int(best)


FIELD_TYPES.add("rating", RatingType())
