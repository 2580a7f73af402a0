"""The history of a record's fields as part of a plan."""

from graphql import GraphQLField

from api.planning.pages import size_of
from api.planning.planning import Planning, given, names_of, object_type
from api.planning.selections import Selected
from core.errors import fault
from metadata.fields import Field
from metadata.text import listed
from records.binding import DEFAULT_PAGE
from records.plans.selections import (
    FieldChanges,
    FieldHistory,
    HistoryPart,
    MemberValue,
    PageInfo,
    TotalCount,
)
from records.plans.type_name import TypeName


def field_history_of(
    planning: Planning, selected: Selected, field: GraphQLField, fields: tuple[Field, ...]
) -> FieldHistory:
    """A page of the history of a record.

    Args:
        fields: those whose history is kept and that the caller may read.

    Raises:
        SluiceError: BAD_USER_INPUT where another field is asked for, PAGE_SIZE.
    """
    arguments = planning.arguments(selected, field)
    asked = arguments.get("fields")
    if asked is not None:
        names = planning.shape.literal(asked)
        assert isinstance(names, list)
        known = {each.name: each for each in fields}
        for name in names:
            if name not in known:
                message = f"There is no history of a field {name!r:.80}"
                raise fault("BAD_USER_INPUT", message, "fields", hint=f"It is kept of {listed([*known])}.")
        fields = tuple(known[name] for name in dict.fromkeys(names))
    size = size_of(planning, arguments, "first", DEFAULT_PAGE)
    parts = tuple(_parts(planning, selected, field))
    return FieldHistory(selected.name, fields, size, given(arguments, "after"), parts)


def _parts(planning: Planning, selected: Selected, field: GraphQLField) -> list[HistoryPart]:
    type_ = object_type(field)
    found: list[HistoryPart] = []
    for inner in planning.inner(selected, field):
        match inner.field:
            case "nodes":
                found.append(_changes(planning, inner, type_.fields["nodes"]))
            case "pageInfo":
                found.append(PageInfo(inner.name, planning.parts(inner, type_.fields["pageInfo"])))
            case "totalCount":
                found.append(TotalCount(inner.name))
            case _:
                found.append(TypeName(inner.name, type_.name))
    return found


def _changes(planning: Planning, selected: Selected, field: GraphQLField) -> FieldChanges:
    type_ = object_type(field)
    inner = planning.inner(selected, field)
    members = tuple(
        MemberValue(each.name, "actor", planning.parts(each, type_.fields["by"]))
        for each in inner
        if each.field == "by"
    )
    parts = tuple((each.name, each.field) for each in inner if each.field != "by")
    return FieldChanges(selected.name, names_of(inner), parts, members)
