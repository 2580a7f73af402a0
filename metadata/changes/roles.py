"""Changes of roles: add, rename, set grants, labels, remove."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import ClassVar

from core.errors import Problem, SluiceError, fault
from core.identifiers import new_id
from metadata.catalog import ANY, Catalog, Effect, Grant, Role, RowScope
from metadata.changes.base import (
    Change,
    field_named,
    object_named,
    pipeline_of,
    raise_problems,
    role_named,
    stage_named,
)
from metadata.checks import role_problems
from metadata.initial import ADMIN_ROLE
from metadata.names import name_problems
from metadata.part_checks import label_problems
from metadata.pipelines import MoveKind
from metadata.role_names import with_role_renamed
from metadata.settings import Mask
from metadata.text import listed
from metadata.uses import Use, refuse_in_use, role_uses
from metadata.values import JsonValue, Labels, no_labels


@dataclass(frozen=True)
class NewGrant:
    """A grant to be: `metadata.catalog.Grant` with its object, field and stages by name."""

    object: str
    action: str
    field: str = ANY
    effect: Effect = "allow"
    rows: RowScope = "all"
    rule: JsonValue = None
    moves: tuple[MoveKind, ...] | None = None
    leaving: str | None = None
    entering: str | None = None
    mask: Mask | None = None

    def built(self, catalog: Catalog) -> Grant:
        """The grant of the catalog.

        Raises:
            SluiceError: CATALOG_UNKNOWN where there is no such object, field or stage.
        """
        target, column = ANY, ANY
        ends: dict[str, str | None] = {"leaving": None, "entering": None}
        if self.object != ANY:
            definition = object_named(catalog, self.object, "object")
            target = definition.id
            if self.field != ANY:
                column = field_named(definition, self.field, "field").id
            for end, name in (("leaving", self.leaving), ("entering", self.entering)):
                if name is not None:
                    ends[end] = stage_named(pipeline_of(definition, "object"), name, end).id
        elif self.field != ANY:
            message = "A grant on one field names its object."
            raise fault("CATALOG_INVALID", message, "field", hint="Name the object, or use * for the field.")
        elif self.leaving is not None or self.entering is not None:
            message = "A grant on one stage names its object."
            at = "entering" if self.leaving is None else "leaving"
            raise fault("CATALOG_INVALID", message, at, hint="Name the object, or the kinds of moves.")
        return Grant(
            target, self.action, column, self.effect, self.rows, self.rule, self.moves, **ends, mask=self.mask
        )


@dataclass(frozen=True)
class AddRole(Change):
    """A new role. What no grant allows, it denies."""

    kind: ClassVar[str] = "addRole"

    name: str
    labels: Labels = field(default_factory=no_labels)
    grants: tuple[NewGrant, ...] = ()
    inherits: tuple[str, ...] = ()
    id: str = field(default_factory=lambda: new_id("rol"))

    def apply(self, catalog: Catalog) -> Catalog:
        _refuse_taken(catalog.roles, self.name)
        inherited = _inherited(catalog, self.inherits)
        role = Role(self.id, self.name, self.labels, _built(self.grants, catalog), inherited)
        raise_problems(role_problems(catalog, role))
        return replace(catalog, roles=(*catalog.roles, role))

    def sentence(self) -> str:
        inherited = f" and what {listed(self.inherits)} may do" if self.inherits else ""
        return f"Add the role {self.name} with {len(self.grants)} grants{_masking(self.grants)}{inherited}."


@dataclass(frozen=True)
class RenameRole(Change):
    """Another name for a role. Members and API keys have its id and keep it; rules that ask who acts follow."""

    kind: ClassVar[str] = "renameRole"

    role: str
    name: str

    def apply(self, catalog: Catalog) -> Catalog:
        old = _changeable(catalog, self.role)
        if self.name == self.role:
            raise fault("CATALOG_NAME_TAKEN", "The role has this name already.", "name")
        raise_problems(name_problems(self.name, "word", "name"))
        _refuse_taken((role for role in catalog.roles if role.id != old.id), self.name)
        rewritten = with_role_renamed(catalog, old, self.name)
        return replace(
            rewritten,
            roles=tuple(
                replace(role, name=self.name) if role.id == old.id else role for role in rewritten.roles
            ),
        )

    def sentence(self) -> str:
        return f"Rename the role {self.role} to {self.name}."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        return (f"Clients that give or read the role {self.role} by name must use {self.name}.",)


@dataclass(frozen=True)
class SetGrants(Change):
    """All grants of a role anew."""

    kind: ClassVar[str] = "setGrants"

    role: str
    grants: tuple[NewGrant, ...]

    def apply(self, catalog: Catalog) -> Catalog:
        old = _changeable(catalog, self.role)
        new = replace(old, grants=_built(self.grants, catalog))
        raise_problems(role_problems(catalog, new))
        return replace(catalog, roles=tuple(new if role.id == old.id else role for role in catalog.roles))

    def sentence(self) -> str:
        return f"Set the {len(self.grants)} grants of the role {self.role}{_masking(self.grants)}."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        old = role_named(before, self.role, "role").grants
        newly = [
            f"{each.object}.{each.field}"
            for each, built in zip(self.grants, _built(self.grants, before), strict=True)
            if each.mask is not None and built not in old
        ]
        if not newly:
            return ()
        return (
            f"Clients of the role {self.role} get a text in the place of {listed(newly)}, and can neither filter nor "
            "order nor group by it, unless another of their roles reads it.",
        )


@dataclass(frozen=True)
class SetInherits(Change):
    """The roles whose grants a role has too, all anew."""

    kind: ClassVar[str] = "setInherits"

    role: str
    inherits: tuple[str, ...]

    def apply(self, catalog: Catalog) -> Catalog:
        old = _changeable(catalog, self.role)
        new = replace(old, inherits=_inherited(catalog, self.inherits))
        raise_problems(role_problems(catalog, new))
        return replace(catalog, roles=tuple(new if role.id == old.id else role for role in catalog.roles))

    def sentence(self) -> str:
        if not self.inherits:
            return f"Let the role {self.role} inherit from no other."
        return f"Let whoever has the role {self.role} do what {listed(self.inherits)} may do."

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        inherited = {role.id: role.name for role in before.roles if role.name not in self.inherits}
        lost = [
            inherited[each] for each in role_named(before, self.role, "role").inherits if each in inherited
        ]
        if not lost:
            return ()
        return (f"Members and API keys with the role {self.role} lose what {listed(lost)} may do.",)


@dataclass(frozen=True)
class SetRoleLabels(Change):
    """All labels of a role anew."""

    kind: ClassVar[str] = "setRoleLabels"

    role: str
    labels: Labels

    def apply(self, catalog: Catalog) -> Catalog:
        old = _changeable(catalog, self.role)
        raise_problems(label_problems(self.labels, "labels"))
        new = replace(old, labels=self.labels)
        return replace(catalog, roles=tuple(new if role.id == old.id else role for role in catalog.roles))

    def sentence(self) -> str:
        return f"Set the labels of the role {self.role}."


@dataclass(frozen=True)
class RemoveRole(Change):
    """The end of a role. Whoever has it loses its rights."""

    kind: ClassVar[str] = "removeRole"

    role: str

    def apply(self, catalog: Catalog) -> Catalog:
        old = _changeable(catalog, self.role)
        after = replace(catalog, roles=tuple(role for role in catalog.roles if role.id != old.id))
        refuse_in_use(f"The role {self.role} is", self.uses(catalog), "role")
        return after

    def sentence(self) -> str:
        return f"Remove the role {self.role}."

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        # Who has it is not in the catalog.
        return role_uses(before, role_named(before, self.role, "role"))

    def breaks(self, before: Catalog) -> tuple[str, ...]:
        return (f"Members and API keys with the role {self.role} lose its rights.",)


def _masking(grants: Iterable[NewGrant]) -> str:
    """What the grants mask, in a sentence about them."""
    masked = [f"{each.object}.{each.field}" for each in grants if each.mask is not None]
    return f", {listed(masked)} masked" if masked else ""


def _changeable(catalog: Catalog, name: str) -> Role:
    role = role_named(catalog, name, "role")
    if role.id == ADMIN_ROLE:
        message = "The built-in role admin may do everything; it cannot be removed, renamed or weakened."
        raise fault("CATALOG_INVALID", message, "role", hint="Make another role.")
    return role


def _inherited(catalog: Catalog, names: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the roles that are inherited."""
    found: list[str] = []
    problems: list[Problem] = []
    for index, name in enumerate(names):
        try:
            found.append(role_named(catalog, name, "inherits", index).id)
        except SluiceError as error:
            problems += error.problems
    raise_problems(problems)
    return tuple(found)


def _refuse_taken(roles: Iterable[Role], name: str) -> None:
    """Refuse a name that one of the roles bears, whatever its case."""
    if any(role.name.lower() == name.lower() for role in roles):
        raise fault("CATALOG_NAME_TAKEN", f"There is a role {name} already.", "name")


def _built(grants: tuple[NewGrant, ...], catalog: Catalog) -> tuple[Grant, ...]:
    built: list[Grant] = []
    problems: list[Problem] = []
    for index, grant in enumerate(grants):
        try:
            built.append(grant.built(catalog))
        except SluiceError as error:
            problems += (problem.within("grants", index) for problem in error.problems)
    raise_problems(problems)
    return tuple(built)
