"""What plans have in common that are made for one question about an object, and not kept."""

from dataclasses import dataclass

from metadata.catalog import Catalog, Object
from policies.access import Access


@dataclass(frozen=True)
class Question:
    """Who asks about which object, under the catalog and the rights of today.

    Attributes:
        catalog: in force; `object` is of it.
        language: of what is said.
    """

    catalog: Catalog
    namespace: str
    language: str
    access: Access
    object: Object
