"""The catalog that a new tenant starts with."""

from types import MappingProxyType

from metadata.catalog import ANY, Catalog, Grant, Role

ADMIN_ROLE = "rol_admin"
"""Id of the built-in role that may do everything, so that nobody can lock a tenant up."""


def initial_catalog() -> Catalog:
    """Version 1: no objects, and the role `admin` that may do everything."""
    labels = MappingProxyType({"en": "Administrator", "zh-CN": "管理员"})
    admin = Role(ADMIN_ROLE, "admin", labels, (Grant(ANY, ANY),))
    return Catalog(version=1, roles=(admin,), languages=("en", "zh-CN"))
