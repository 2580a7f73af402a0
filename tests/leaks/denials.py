"""Every kind of denial: what a role, a tenant or the end of a membership keeps from a caller."""

from dataclasses import dataclass
from typing import Any, Literal

from metadata.field_types.all_types import FIELD_TYPES

FIELDS = (*(f"{name}Value" for name in FIELD_TYPES), "uniqueValue", "doubled", "worded")
"""What is hidden where fields are: those of every type, and what is computed of them."""
MASKED = (
    *(f"{name}Value" for name, kind in FIELD_TYPES.items() if "all" in kind.masks),
    "uniqueValue",
)
"""Of these, what a role can see as a masked text."""
ACTIONS = ("read", "create", "update", "delete", "restore", "promote", "override", "backdate")
OTHERS: list[dict[str, Any]] = [
    {"object": "place", "action": "read"},
    {"object": "place", "action": "read", "field": "total", "effect": "deny"},
    {"object": "holder", "action": "read"},
]

Hides = Literal["fields", "rows", "object", "everything"]


@dataclass(frozen=True)
class Denial:
    """One kind.

    Attributes:
        hides: `fields` of every record, or somebody else's `rows`, or the whole `object`, or `everything` there is.
        grants: of the role that is denied by it; none where it is not a role that denies.
        masked: of the fields, those that are there, as a text that tells nothing of the value.
        refused: the code that every request is answered with, where nothing else is.
        briefly: that it is put into statements in the place of another denial, of which every way is asked: of this one
            a way of each family is.
    """

    name: str
    hides: Hides
    grants: tuple[dict[str, Any], ...] = ()
    masked: tuple[str, ...] = ()
    refused: str | None = None
    briefly: bool = False

    @property
    def role(self) -> str:
        """Name of its role."""
        first, *rest = self.name.replace("-", " ").split()
        return first + "".join(each.title() for each in rest)


def _all(**narrowed: Any) -> tuple[dict[str, Any], ...]:
    return tuple({"object": "vault", "action": each, **narrowed} for each in ACTIONS)


def _but(**denied: Any) -> tuple[dict[str, Any], ...]:
    return (*_all(), *_all(effect="deny", **denied), *OTHERS)


def _begins(word: str) -> dict[str, Any]:
    """The label of the record begins so, before and after it was altered behind everybody's back."""
    return {"or": [{"starts_with": [{"var": "label"}, each]} for each in (word, f"altered {word}")]}


DENIALS = (
    Denial(
        "object",
        "object",
        ({"object": "place", "action": "read"}, OTHERS[1], {"object": "holder", "action": "read"}),
    ),
    Denial(
        "allow-list of fields",
        "fields",
        (
            *({"object": "vault", "action": each, "field": "label"} for each in ("read", "create", "update")),
            *({"object": "vault", "action": each} for each in ("delete", "restore", "promote")),
            *OTHERS,
        ),
    ),
    Denial(
        "deny of fields",
        "fields",
        (
            *_all(),
            *(
                {"object": "vault", "action": action, "field": each, "effect": "deny"}
                for each in FIELDS
                for action in ("read", "create", "update")
            ),
            *OTHERS,
        ),
    ),
    Denial(
        "masked fields",
        "fields",
        (
            *_all(),
            *(
                {"object": "vault", "action": "read", "field": each, "mask": {"kind": "all"}}
                for each in MASKED
            ),
            *(
                {"object": "vault", "action": "read", "field": each, "effect": "deny"}
                for each in FIELDS
                if each not in MASKED
            ),
            *OTHERS,
        ),
        masked=MASKED,
    ),
    Denial("own rows", "rows", (*_all(rows="own"), *OTHERS)),
    Denial("rows of the team", "rows", (*_all(rows="team"), *OTHERS), briefly=True),
    Denial("rows of the subtree", "rows", (*_all(rows="subtree"), *OTHERS), briefly=True),
    Denial("rows by a rule", "rows", (*_all(rule=_begins("mine")), *OTHERS)),
    Denial("deny of rows", "rows", _but(rule=_begins("theirs"))),
    Denial("deny by stage", "rows", _but(rule={"==": [{"var": "stage"}, "done"]}), briefly=True),
    Denial("another tenant", "everything"),
    Denial("membership ended", "everything", refused="FORBIDDEN"),
    Denial("tenant suspended", "everything", refused="TENANT_SUSPENDED"),
    Denial("tenant closed", "everything", refused="TENANT_CLOSED"),
)
