"""Masks as the catalog shows them, and as changes give them."""

from decimal import Decimal
from enum import Enum

import strawberry
from strawberry import UNSET

from api.fixed.inputs import number_of
from metadata.field_types.bounds import as_decimal
from metadata.settings import Mask


@strawberry.enum(
    name="MaskKind",
    description="What a mask shows of a value: of `all` nothing, `****`; of `keep` the first and the last characters, "
    "`138****5678`; of `email` the first character and the host; of `year` the year; of `round` a number or an amount, "
    "cut to a multiple of a step, `≈12000 CNY`; of `city` the city, the province and the country.",
)
class MaskKindName(Enum):
    """`metadata.settings.MaskKind`."""

    all = "all"
    keep = "keep"
    email = "email"
    year = "year"
    round = "round"
    city = "city"


@strawberry.type(name="CatalogMask")
class MaskInfo:
    """What is shown of a field's values in their place."""

    kind: MaskKindName
    first: int = strawberry.field(description="Of `keep`: characters at the beginning.")
    last: int = strawberry.field(description="Of `keep`: characters at the end.")
    step: Decimal | None = strawberry.field(description="Of `round`.")


@strawberry.input(name="MaskInput")
class MaskInput:
    """What a role sees of a field's values in their place."""

    kind: MaskKindName
    first: int = strawberry.field(default=0, description="Of `keep`: characters at the beginning.")
    last: int = strawberry.field(default=0, description="Of `keep`: characters at the end.")
    step: Decimal | None = strawberry.field(
        default=UNSET, description="Of `round`: a multiple of it is shown."
    )


def mask_info(mask: Mask | None) -> MaskInfo | None:
    """A mask as it is shown."""
    if mask is None:
        return None
    return MaskInfo(
        kind=MaskKindName(mask.kind), first=mask.first, last=mask.last, step=as_decimal(mask.step)
    )


def mask_of(given: MaskInput | None) -> Mask | None:
    """A mask as it is given."""
    if not isinstance(given, MaskInput):
        return None
    return Mask(given.kind.value, given.first, given.last, number_of(given.step))
