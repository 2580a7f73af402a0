"""The catalog that a new tenant starts with."""

from types import MappingProxyType

from metadata.catalog import Catalog, Grant, Role
from metadata.checks import ADMIN_ROLE
from metadata.rules import ANY


def initial_catalog() -> Catalog:
    """Version 1: no objects, and the role `admin` that may do everything."""
    labels = MappingProxyType({"en": "Administrator", "zh-CN": "管理员"})
    admin = Role(ADMIN_ROLE, "admin", labels, (Grant(ANY, ANY),))
    return Catalog(version=1, roles=(admin,), languages=("en", "zh-CN"))
