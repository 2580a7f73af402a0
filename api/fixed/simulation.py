"""`simulateGate`: what changes of the catalog would do to live records at their gates, before they are published."""

from dataclasses import replace

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.change_inputs import CatalogChange
from api.fixed.change_mapping import changes_aside
from api.fixed.drafts import catalog_with, draft_of
from api.fixed.inputs import json_of, or_none, readable_object
from api.fixed.one_catalog import under_one_catalog
from api.fixed.selection import asks_for
from api.fixed.simulation_types import SimulationInfo, simulation_info
from api.types.scalars import Json
from core.errors import SluiceError, fault
from expressions.nodes import Expression
from expressions.parse import parse_rule
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import Scalar
from metadata.fields import Field
from metadata.planning import plan_aside
from metadata.values import JsonValue
from policies.access import Access
from policies.readable import ReadableScope
from records.plans.simulations import SimulationPlan
from records.simulated import simulate

Info = strawberry.Info[RequestContext, None]

MOST_SAMPLES = 100
MOST_OWNERS = 500


async def simulate_gate(
    info: Info,
    object: str,
    changes: list[CatalogChange] | None = UNSET,
    draft: strawberry.ID | None = UNSET,
    where: Json | None = UNSET,
    value: str | None = UNSET,
    owners: int = 20,
    samples: int = 10,
) -> SimulationInfo | None:
    """What a draft would do to live records at their gates."""
    context, trees = info.context, asks_for(info, "samples", "moves", "tree")
    context.require_action("configure")

    async def simulated() -> SimulationInfo:
        asked = await trial(
            context, object, or_none(changes), or_none(draft), json_of(where), or_none(value), owners, samples
        )
        asked = replace(asked, trees=trees)
        return simulation_info(await simulate(context.engine.database, asked, context.require_caller()))

    async with context.engine.simulations:
        return await under_one_catalog(context, simulated)


async def trial(
    context: RequestContext,
    object_name: str,
    changes: list[CatalogChange] | None,
    draft: str | None,
    where: JsonValue,
    value: str | None,
    owners: int,
    samples: int,
) -> SimulationPlan:
    """What is tried on which records, under the catalog and the rights in the context.

    Raises:
        SluiceError: what is wrong with an argument.
    """
    within("owners", owners, MOST_OWNERS)
    within("samples", samples, MOST_SAMPLES)
    catalog, access = context.require_catalog()
    of = judged_object(catalog, access, object_name)
    return SimulationPlan(
        catalog,
        context.require_caller().namespace,
        context.language,
        access,
        of,
        await drafted(context, changes, draft),
        asked_for(catalog, access, of, where),
        worth_field(access, of, value),
        owners,
        samples,
    )


def within(argument: str, given: int, most: int) -> None:
    """See that a number of rows is one.

    Raises:
        SluiceError: PAGE_SIZE.
    """
    if not 0 <= given <= most:
        hint = f"Ask for at most {most}."
        raise fault("PAGE_SIZE", f"`{argument}` is {given}; 0 to {most} are allowed", argument, hint=hint)


def judged_object(catalog: Catalog, access: Access, name: str) -> Object:
    """The object of that name, which the caller may read and which has a pipeline.

    Raises:
        SluiceError: CATALOG_UNKNOWN, CATALOG_INVALID.
    """
    of = readable_object(catalog, access, name, "object")
    if of.pipeline is None:
        hint = "Name an object whose records have stages."
        raise fault("CATALOG_INVALID", f"{of.name} has no pipeline, and so no gates", "object", hint=hint)
    return of


def asked_for(catalog: Catalog, access: Access, of: Object, rule: JsonValue) -> Expression | None:
    """The rule that the records are to satisfy; None for all of them.

    Raises:
        SluiceError: RULE_*, at `where`.
    """
    if rule is None:
        return None
    try:
        return parse_rule(rule, ReadableScope(access, catalog, of))
    except SluiceError as error:
        raise SluiceError([each.within("where") for each in error.problems]) from None


def worth_field(access: Access, of: Object, name: str | None) -> Field | None:
    """The field whose sum is told; None where none is named.

    Raises:
        SluiceError: CATALOG_UNKNOWN where the caller may read none of that name; CATALOG_INVALID where it has no sum.
    """
    if name is None:
        return None
    field = of.field_by_name.get(name)
    if field is None or field.id not in access.objects[of.id].read:
        message = f"{of.name} has no field named {name[:60]!r} that the caller may read"
        raise fault("CATALOG_UNKNOWN", message, "value")
    kind = type_of(field)
    if "sum" not in kind.aggregates or kind.totals is not Scalar.DECIMAL:
        hint = "Name a field of money or of numbers."
        raise fault("CATALOG_INVALID", f"{of.name}.{name} has no sum", "value", hint=hint)
    return field


async def drafted(context: RequestContext, changes: list[CatalogChange] | None, draft: str | None) -> Catalog:
    """The catalog in force with the changes, or with those of a draft.

    Raises:
        SluiceError: what is wrong with the changes; BAD_USER_INPUT where not just one of the two is given; NOT_FOUND;
            CATALOG_CONFLICT where the draft collides with what others have published.
    """
    catalog, _ = context.require_catalog()
    catalogs, namespace = context.engine.catalogs, context.require_caller().namespace
    if (changes is None) is (draft is None):
        hint = "Give `changes`, or `draft` with the id of a draft that is kept."
        raise fault("BAD_USER_INPUT", "Either changes are tried or a draft", "changes", hint=hint)
    if changes is not None:
        return (await plan_aside(catalogs, namespace, catalog, await changes_aside(context, changes))).result
    return await catalog_with(context, await draft_of(context, draft or "", argument="draft"))
