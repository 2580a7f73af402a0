"""How names of Python become names of the fixed part's GraphQL types: each of them once."""

from strawberry.schema.name_converter import NameConverter


class KnownNames(NameConverter):
    """strawberry's own way. It asks for the name of every field of an input anew for each value that is given."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}

    def apply_naming_config(self, name: str) -> str:
        """The name in camel case."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = super().apply_naming_config(name)
        return known
