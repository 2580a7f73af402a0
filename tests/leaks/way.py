"""What a way to learn a value is, and how several are asked at once."""

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Way:
    """One way.

    Attributes:
        family: its row in the table.
        root: a root field with arguments and selection; `$name` are its variables.
        variables: name to (GraphQL type, value).
        hidden: the field that it asks about, by name; "" where it asks about whole records.
        writes: whether it is a mutation, which an admin would succeed with.
        as_text: the root where the field is a masked text, which has no parts; "" where it is then as none.
        kind: what it is alike to but for the field: of ways of one kind, one is asked about whole records.
    """

    family: str
    name: str
    root: str
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    hidden: str = ""
    writes: bool = False
    kind: str = ""
    as_text: str = ""

    def numbered(self, number: int) -> "Way":
        """The same with an alias and variables of its own, to stand beside others in one document."""
        root = self.root
        for name in self.variables:
            root = root.replace(f"${name}", f"${name}{number}")
        variables = {f"{name}{number}": value for name, value in self.variables.items()}
        return replace(self, root=f"w{number}: {root}", variables=variables)


def document_of(ways: list[Way]) -> tuple[str, dict[str, Any]]:
    """One document of the ways, and its variables."""
    numbered = [way.numbered(number) for number, way in enumerate(ways)]
    declared = [f"${name}: {type_}" for way in numbered for name, (type_, _) in way.variables.items()]
    values = {name: value for way in numbered for name, (_, value) in way.variables.items()}
    kind = "mutation" if ways[0].writes else "query"
    head = f"{kind} ({', '.join(declared)})" if declared else kind
    return f"{head} {{ {' '.join(way.root for way in numbered)} }}", values


def one_of_each_kind(ways: list[Way]) -> list[Way]:
    """Whether a record is there is asked once in each kind of way, whatever the name of the field."""
    return list({(way.family, way.kind or way.name): way for way in reversed(ways)}.values())
