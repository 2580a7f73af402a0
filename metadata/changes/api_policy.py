"""The change of what the tenant's API lets callers do who may not configure it."""

from dataclasses import dataclass, replace
from typing import ClassVar

from core.errors import fault
from metadata.catalog import Catalog
from metadata.changes.base import Change


@dataclass(frozen=True)
class SetApiPolicy(Change):
    """What callers without the action `configure` may do with the API. What is left out stays as it is."""

    kind: ClassVar[str] = "setApiPolicy"

    trusted_documents_only: bool | None = None
    introspection: bool | None = None
    suggestions: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        given = self._given()
        if not given:
            hint = "Give `trustedDocumentsOnly`, `introspection` or `suggestions`."
            raise fault("CATALOG_INVALID", "Nothing is set.", hint=hint)
        return replace(catalog, api=replace(catalog.api, **given))

    def _given(self) -> dict[str, bool]:
        values = {
            "trusted_documents_only": self.trusted_documents_only,
            "introspection": self.introspection,
            "suggestions": self.suggestions,
        }
        return {name: value for name, value in values.items() if value is not None}

    def sentence(self) -> str:
        words = {
            "trusted_documents_only": ("Take registered documents only", "Take any document"),
            "introspection": ("Allow introspection", "Refuse introspection"),
            "suggestions": ("Suggest names", "Suggest no names"),
        }
        parts = [words[name][0 if value else 1] for name, value in self._given().items()]
        return f"{'; '.join(parts)}, for callers who may not configure."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        found = []
        if self.trusted_documents_only and not before.api.trusted_documents_only:
            found.append("Documents that are not registered are refused.")
        if self.introspection is False and before.api.introspection:
            found.append("Tools that read the GraphQL schema by introspection are refused.")
        return tuple(found)
