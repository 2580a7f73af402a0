"""What of an answer is asked for, where to find it out costs something."""

from collections.abc import Sequence

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from api.context import RequestContext

Info = strawberry.Info[RequestContext, None]


def asks_for(info: Info, *path: str) -> bool:
    """Whether a field is selected of the answer; `path` are the fields that lead there."""
    return _leads(info.selected_fields, (info.field_name, *path))


def _leads(selections: Sequence[Selection], path: tuple[str, ...]) -> bool:
    if not path:
        return True
    for each in selections:
        if not isinstance(each, SelectedField):
            # A fragment is on the way, and no step of it.
            if _leads(each.selections, path):
                return True
        elif each.name == path[0] and _leads(each.selections, path[1:]):
            return True
    return False
