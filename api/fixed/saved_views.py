"""Saved views of lists: a member's own, and those that are shared with everybody who may read the object."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import json_of, or_none, readable_object, uuid_of
from api.fixed.user_error import UserError, refusals
from api.types.scalars import Json
from core.errors import PathPart, Problem, SluiceError, fault
from core.sentences import Sentence
from metadata import saved_views as kept
from metadata.catalog import Object
from metadata.saved_filters import Filter, called, fields_of, filter_json, filter_of
from metadata.system_fields import PIPELINE, system_fields

Info = strawberry.Info[RequestContext, None]


@strawberry.type(name="SavedOrder")
class SavedOrderInfo:
    """One key of the order of a saved view."""

    field: str
    descending: bool


@strawberry.type(name="SavedView")
class SavedViewInfo:
    """How a list of records is looked at. It has what the caller may read: the rest is left out."""

    id: strawberry.ID
    object: str
    name: str
    shared: bool = strawberry.field(description="Everybody who may read the object sees it.")
    mine: bool
    may_change: bool = strawberry.field(
        description="It is the caller's; a shared one may also be changed by who may `configure`."
    )
    revision: int = strawberry.field(description="One more with each saving.")
    columns: list[str] = strawberry.field(description="Names of fields, in order.")
    filters: Json | None = strawberry.field(
        description='`{"all": […]}`, `{"any": […]}` or `{"field": …, "operator": …, "value": …}`.'
    )
    order_by: list[SavedOrderInfo]
    group_by: str | None = strawberry.field(description="Name of a field.")
    updated_at: datetime


@strawberry.input
class SavedOrderInput:
    """One key of an order."""

    field: str
    descending: bool = False


@strawberry.input
class SavedViewInput:
    """How a list of records is to be looked at. Fields are given by their names, system fields too."""

    object: str
    name: str
    shared: bool = strawberry.field(
        default=False, description="With everybody who may read the object; else it is the caller's own."
    )
    columns: list[str] = strawberry.field(default_factory=list)
    filters: Json | None = strawberry.field(
        default=UNSET,
        description='`{"all": […]}`, `{"any": […]}` or `{"field": …, "operator": …, "value": …}`; what operators and '
        "values mean is the client's.",
    )
    order_by: list[SavedOrderInput] = strawberry.field(default_factory=list)
    group_by: str | None = UNSET


@strawberry.type
class SaveViewPayload:
    """The view as it is now kept. With errors nothing was saved."""

    view: SavedViewInfo | None
    errors: list[UserError]


@strawberry.type
class RemoveViewPayload:
    """The id of what is gone; null where refused."""

    id: strawberry.ID | None
    errors: list[UserError]


async def saved_views(info: Info, object: str) -> list[SavedViewInfo]:
    """The caller's own views of an object and those that are shared, by name."""
    context = info.context
    caller = context.require_caller()
    of = readable_object(*context.require_catalog(), object, "object")
    # Who looks as somebody else sees what everybody sees.
    member = None if caller.viewer is not None else caller.member_id
    found = await kept.saved_views(context.engine.database, caller.namespace, of.id, member)
    return [_info(context, of, each) for each in found]


async def save_view(
    info: Info,
    input: SavedViewInput,
    id: strawberry.ID | None = UNSET,
    expected_revision: int | None = UNSET,
) -> SaveViewPayload:
    """Keep a new view, or replace one that the caller may change."""
    context = info.context
    caller = context.require_caller()
    try:
        of = readable_object(*context.require_catalog(), input.object, "input", "object")
        try:
            new = kept.saving(of.id, input.name, input.shared, _content(context, of, input))
        except SluiceError as error:
            raise SluiceError([each.within("input") for each in error.problems]) from error
        objects = [each.id for each in context.require_catalog()[0].objects]
        wanted = or_none(id)
        async with context.engine.database.transaction(affinity=caller.namespace, walled=True) as connection:
            if wanted is None:
                saved = await kept.add(connection, caller.namespace, new, caller.member_id, objects)
            else:
                known = uuid_of(wanted, "saved view", "id")
                old = await kept.seen_view(connection, caller.namespace, known, caller.member_id)
                if old.object_id != of.id:
                    raise fault(
                        "NOT_FOUND",
                        Sentence("There is no such saved view of the object", "该对象没有这个视图"),
                        "id",
                    )
                _check_may_change(context, old)
                if or_none(expected_revision) not in (None, old.revision):
                    raise kept.conflict()
                saved = await kept.replace(connection, caller.namespace, old, new, objects)
    except SluiceError as error:
        return SaveViewPayload(view=None, errors=refusals(error))
    return SaveViewPayload(view=_info(context, of, saved), errors=[])


async def remove_view(info: Info, id: strawberry.ID) -> RemoveViewPayload:
    """The end of a view that the caller may change."""
    context = info.context
    caller = context.require_caller()
    try:
        wanted = uuid_of(id, "saved view", "id")
        async with context.engine.database.transaction(affinity=caller.namespace, walled=True) as connection:
            old = await kept.seen_view(connection, caller.namespace, wanted, caller.member_id)
            if (
                old.member_id != caller.member_id
                and old.object_id not in context.require_catalog()[1].objects
            ):
                raise fault("NOT_FOUND", Sentence("There is no such saved view", "没有这个视图"), "id")
            _check_may_change(context, old)
            await kept.remove(connection, caller.namespace, old)
    except SluiceError as error:
        return RemoveViewPayload(id=None, errors=refusals(error))
    return RemoveViewPayload(id=id, errors=[])


def _may_change(context: RequestContext, view: kept.SavedView) -> bool:
    return view.member_id == context.require_caller().member_id or context.may("configure")


def _check_may_change(context: RequestContext, view: kept.SavedView) -> None:
    if not _may_change(context, view):
        hint = Sentence(
            "Save one of your own, or ask whose it is.", "请另存为自己的视图，或联系该视图的主人。"
        )
        raise fault(
            "FORBIDDEN", Sentence("The view is another member's", "这是其他成员的视图"), "id", hint=hint
        )


def _readable(context: RequestContext, of: Object) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What the caller may compare, and what they may see, which may be masked: names to what they are kept by."""
    rights = context.require_catalog()[1].objects[of.id]
    system = {each.name: each.name for each in system_fields(of) if each.readable}
    if of.pipeline is not None:
        system[PIPELINE] = PIPELINE
    compared = {each.name: each.id for each in of.fields if each.id in rights.read}
    masked = {each.name: each.id for each in of.fields if each.id in rights.masked}
    return {**compared, **system}, {**compared, **masked, **system}


def _content(context: RequestContext, of: Object, given: SavedViewInput) -> kept.Content:
    """What is kept of it.

    Raises:
        SluiceError: CATALOG_UNKNOWN for each name of no field that the caller may read; those of `filter_of`.
    """
    compared, seen = _readable(context, of)
    asked = json_of(given.filters)
    filters = None if asked is None else filter_of(asked, "filters")
    group = or_none(given.group_by)
    unknown = [
        *_unknown(given.columns, seen, "columns"),
        *_unknown([] if filters is None else sorted(fields_of(filters)), compared, "filters"),
        *_unknown([each.field for each in given.order_by], compared, "orderBy"),
        *_unknown([] if group is None else [group], compared, "groupBy"),
    ]
    if unknown:
        raise SluiceError(unknown)
    return kept.Content(
        tuple(dict.fromkeys(seen[each] for each in given.columns)),
        None if filters is None else called(filters, compared),
        tuple(kept.Order(compared[each.field], each.descending) for each in given.order_by),
        None if group is None else compared[group],
    )


def _unknown(names: Iterable[str], known: Mapping[str, str], *path: PathPart) -> list[Problem]:
    return [
        Problem("CATALOG_UNKNOWN", f"There is no field named {each[:60]!r} that the caller may read", path)
        for each in names
        if each not in known
    ]


def _info(context: RequestContext, of: Object, view: kept.SavedView) -> SavedViewInfo:
    compared, seen = ({kept_by: name for name, kept_by in names.items()} for names in _readable(context, of))
    content = view.content
    filters: Filter | None = None if content.filters is None else called(content.filters, compared)
    return SavedViewInfo(
        id=strawberry.ID(str(view.id)),
        object=of.name,
        name=view.name,
        shared=view.shared,
        mine=view.member_id == context.require_caller().member_id,
        may_change=_may_change(context, view),
        revision=view.revision,
        columns=[seen[each] for each in content.columns if each in seen],
        filters=None if filters is None else Json(filter_json(filters)),
        order_by=[
            SavedOrderInfo(field=compared[each.field], descending=each.descending)
            for each in content.order
            if each.field in compared
        ],
        group_by=None if content.group is None else compared.get(content.group),
        updated_at=view.updated_at,
    )
