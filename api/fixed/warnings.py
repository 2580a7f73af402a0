"""What a catalog is warned of, as clients see it, and the acknowledgement of what a publish brings."""

from collections.abc import Callable, Sequence

import strawberry

from api.context import RequestContext
from api.types.scalars import Json
from core.errors import Problem, SluiceError
from core.sentences import Sentence, said_in
from metadata.catalog import Catalog
from metadata.warnings.base import CatalogWarning
from policies.warnings import warnings_between, warnings_of

Info = strawberry.Info[RequestContext, None]


@strawberry.type(
    name="CatalogWarning", description="Something in a catalog that is allowed and hardly meant."
)
class WarningInfo:
    """`metadata.warnings.base.CatalogWarning`."""

    id: str = strawberry.field(
        description="For `acknowledge`; the same as long as the warning says the same of the same place."
    )
    code: str = strawberry.field(description="Stable; see the reference of warnings.")
    message: str
    path: Json = strawberry.field(description="Where in the catalog: names and positions.")
    hint: str = strawberry.field(description="What to do about it.")
    details: Json | None = strawberry.field(
        description="Further values, such as the JSON pointers of the clauses that contradict each other."
    )


def warning_infos(warnings: Sequence[CatalogWarning], language: str) -> list[WarningInfo]:
    """Warnings as data, for who reads `language`."""
    return [
        WarningInfo(
            id=each.id,
            code=each.code,
            message=said_in(each.message, language),
            path=Json([*each.path]),
            hint=said_in(each.next_step(), language),
            details=Json(dict(each.details)) if each.details else None,
        )
        for each in warnings
    ]


def catalog_warnings(info: Info) -> list[WarningInfo]:
    """Every warning of the catalog in force."""
    info.context.require_action("configure")
    current, _ = info.context.require_catalog()
    return warning_infos(warnings_of(current), info.context.own_language)


_OR_ACKNOWLEDGE = Sentence("{} Or give its id in `acknowledge`.", "{}或确认已阅读。")


def acknowledging(ids: Sequence[str] | None) -> Callable[[Catalog, Catalog], tuple[CatalogWarning, ...]]:
    """From the catalogs before and after a publish to the warnings that it brings.

    Args:
        ids: of the warnings that are known to who publishes; None where they were not asked for.

    Raises:
        SluiceError: WARNING_NOT_ACKNOWLEDGED for each that is not among `ids`.
    """

    def warned(before: Catalog, after: Catalog) -> tuple[CatalogWarning, ...]:
        brought = warnings_between(before, after)
        unknown = [] if ids is None else [each for each in brought if each.id not in ids]
        if unknown:
            raise SluiceError(
                [
                    Problem(
                        "WARNING_NOT_ACKNOWLEDGED",
                        each.message,
                        ("acknowledge",),
                        _OR_ACKNOWLEDGE.of(each.next_step()),
                        {"id": each.id, "code": each.code, "path": [*each.path]},
                    )
                    for each in unknown
                ]
            )
        return brought

    return warned
