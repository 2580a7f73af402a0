"""The names of roles in rules that ask who acts, and how they follow when a role is renamed.

Members, API keys and grants hold the ids of roles, so nothing else has to.
"""

from expressions.types import Reference
from metadata.actor import ACTOR_ROLES
from metadata.catalog import Catalog, Object, Role
from metadata.renamed_keys import with_key_renamed

ROLES = ACTOR_ROLES.rpartition(".")[2]
"""The last part of a path of the roles of whoever acts."""


def with_role_renamed(catalog: Catalog, role: Role, name: str) -> Catalog:
    """`catalog`, in which `role` still has its old name, with every rule written for the new one.

    Raises:
        SluiceError: CATALOG_IN_USE where a rule looks for another choice that has this key among the roles.
    """
    return with_key_renamed(catalog, "role", ROLES, role.name, name, lambda _: is_roles)


def is_roles(_: Object, reference: Reference) -> bool:
    """Whether what a rule reads are the roles of whoever acts."""
    return reference.actor and reference.field == ACTOR_ROLES
