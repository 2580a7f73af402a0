"""`__typename`, which can be asked of everything."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TypeName:
    """The name of the GraphQL type, under a response name."""

    name: str
    type_name: str
