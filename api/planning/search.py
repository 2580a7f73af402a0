"""The argument `search` of a list."""

from api.planning.planning import Arguments, Planning, given
from metadata.catalog import Object
from metadata.search import readable_tags
from records.plans.search import Search


def search_of(planning: Planning, arguments: Arguments, of: Object) -> Search | None:
    """The search of a list, None where there is none."""
    text = given(arguments, "search")
    return None if text is None else Search(text, readable_tags(of, planning.access.objects[of.id].read))
