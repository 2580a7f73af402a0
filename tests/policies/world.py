"""A small catalog for the tests of this room: deals and their accounts."""

from metadata.catalog import Catalog, Grant, Object, Role
from metadata.fields import Field

NAMESPACE = "t_test"

ACCOUNT = Object(
    id="obj_account",
    name="account",
    plural="accounts",
    fields=(Field("fld_title", "title", "text"), Field("fld_sector", "sector", "text")),
)
DEAL = Object(
    id="obj_deal",
    name="deal",
    plural="deals",
    fields=(
        Field("fld_name", "name", "text"),
        Field("fld_amount", "amount", "decimal"),
        Field("fld_margin", "margin", "decimal"),
        Field("fld_account", "account", "relation", target="obj_account", reverse="deals"),
    ),
)


def role(name: str, *grants: Grant) -> Role:
    return Role(id=f"rol_{name}", name=name, grants=grants)


def catalog(*roles: Role, version: int = 1) -> Catalog:
    return Catalog(version=version, objects=(ACCOUNT, DEAL), roles=roles)
