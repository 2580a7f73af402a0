"""What the tables of bad requests are made of: a request and the code and path of what it is refused with.

A path is looked for in `path` and in `extensions.inputPath` of errors and in `path` of refusals that are data.
"""

from dataclasses import dataclass, field
from typing import Any

REFUSALS = " { errors { code path hint } } }"


@dataclass(frozen=True)
class Bad:
    """One request that is refused.

    Attributes:
        raw: the body as it is, in place of document and variables.
        path: what the path ends with; None where the fault has no place.
    """

    code: str
    path: list[str | int] | None
    document: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    raw: bytes | None = None


def create(value: Any, code: str, *path: str, name: str) -> Bad:
    """A creation with one bad value; `path` as in a refusal that is data."""
    document = """mutation ($input: DealCreateInput!) {
      createDeal(input: $input) { deal { id } errors { code message path hint } } }"""
    return Bad(code, list(path), document, {"input": {"name": "Bad", name: value}})


def update(value: Any, code: str, *path: str, name: str) -> Bad:
    document = """mutation ($input: DealUpdateInput!) {
      updateDeal(id: "@alpha", input: $input) { deal { id } errors { code message path hint } } }"""
    return Bad(code, list(path), document, {"input": {name: value}})


def listing(arguments: str, code: str, *path: str) -> Bad:
    return Bad(code, list(path) or None, f"{{ deals({arguments}) {{ nodes {{ name }} totalCount }} }}")


CHANGE = """mutation ($changes: [CatalogChange!]!) {
  changeCatalog(changes: $changes) { version errors { code message path hint } } }"""


def change(code: str, path: list[str | int], *changes: dict[str, Any]) -> Bad:
    return Bad(code, path, CHANGE, {"changes": list(changes)})


def new_field(code: str, setting: str, **definition: Any) -> Bad:
    given = {"name": "extra", "type": "text", **definition}
    return change(code, [0, "addField", "field", setting], {"addField": {"object": "deal", "field": given}})


def new_object(code: str, setting: str, **definition: Any) -> Bad:
    given = {"name": "extra", "plural": "extras", **definition}
    return change(code, [0, "addObject", setting], {"addObject": given})
