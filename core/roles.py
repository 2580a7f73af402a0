"""Which role of PostgreSQL a statement is run by: a tenant's own, or the owner that the process signed in as.

A tenant's role bears the name of its namespace and has no rights beyond it (`tenants.walls`). It is taken by a
statement of its own, whenever a connection that last served one tenant serves another.
"""

import re
from functools import lru_cache

from core.errors import Problem, SluiceError

NAMESPACE = re.compile(r"t_[a-z0-9_]{1,56}")
"""The name of a tenant's namespace, and of its role. PostgreSQL takes it as it is, without quotes."""

BEGINNINGS = ("SELECT ", "WITH ", "INSERT ", "UPDATE ", "DELETE ")
"""What SQLAlchemy's queries begin with; all that others may begin with is looked for more slowly."""

QUERY = re.compile(r"[\s(]*(SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|VALUES)\b", re.IGNORECASE)
"""What a statement of a tenant begins with."""


class NoRoleError(SluiceError):
    """The tenant has no role: it is erased, or was put back and `sluice migrate` has not been run since."""

    def __init__(self) -> None:
        super().__init__(Problem("UNAVAILABLE", "the tenant's role is missing in the database"))


@lru_cache(maxsize=10_000)
def role_of(affinity: str) -> str | None:
    """The role for statements of that affinity; None for the owner."""
    return affinity if NAMESPACE.fullmatch(affinity) else None


def refuse_commands(sql: str) -> None:
    """Let nothing pass that is no query.

    PostgreSQL lets a session take up another role, or its own again, by `SET ROLE` and `RESET ROLE` whatever role it
    has at the moment. They are commands: they cannot stand within a query, nor behind one, for what is sent with
    values is one statement. So who takes queries only lets none of them pass.

    Raises:
        ValueError: a fault of the program.
    """
    if not (sql.startswith(BEGINNINGS) or QUERY.match(sql)):
        raise ValueError(f"no command is run by the role of a tenant: {sql[:40]!r}")


def taking(role: str | None) -> str:
    """The statement by which a connection takes the role.

    Raises:
        ValueError: when `role` is not the name of a tenant's namespace.
    """
    if role is None:
        return "RESET ROLE"
    if not NAMESPACE.fullmatch(role):
        raise ValueError(f"{role!r} is not the name of a tenant's role")
    return f"SET ROLE {role}"
