"""Changes of roles: add, rename, set grants, labels, remove."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import ClassVar

from core.errors import Problem, SluiceError, fault
from core.identifiers import new_id
from core.sentences import NO_WORDS, Sentence
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
            message = Sentence("A grant on one field names its object.", "对单个字段的授权需要指定对象。")
            raise fault(
                "CATALOG_INVALID",
                message,
                "field",
                hint=Sentence("Name the object, or use * for the field.", "请指定对象，或字段使用 *。"),
            )
        elif self.leaving is not None or self.entering is not None:
            message = Sentence("A grant on one stage names its object.", "对单个阶段的授权需要指定对象。")
            at = "entering" if self.leaving is None else "leaving"
            raise fault(
                "CATALOG_INVALID",
                message,
                at,
                hint=Sentence("Name the object, or the kinds of moves.", "请指定对象，或指定流转类型。"),
            )
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

    def sentence(self) -> Sentence:
        inherited = NO_WORDS
        if self.inherits:
            inherited = Sentence(" and what {} may do", "，并继承 {} 的权限").of(listed(self.inherits))
        return Sentence("Add the role {} with {} grants{}{}.", "添加角色 {}，含 {} 项授权{}{}。").of(
            self.name, len(self.grants), _masking(self.grants), inherited
        )


@dataclass(frozen=True)
class RenameRole(Change):
    """Another name for a role. Members and API keys have its id and keep it; rules that ask who acts follow."""

    kind: ClassVar[str] = "renameRole"

    role: str
    name: str

    def apply(self, catalog: Catalog) -> Catalog:
        old = _changeable(catalog, self.role)
        if self.name == self.role:
            raise fault(
                "CATALOG_NAME_TAKEN",
                Sentence("The role has this name already.", "该角色已是此名称。"),
                "name",
            )
        raise_problems(name_problems(self.name, "word", "name"))
        _refuse_taken((role for role in catalog.roles if role.id != old.id), self.name)
        rewritten = with_role_renamed(catalog, old, self.name)
        return replace(
            rewritten,
            roles=tuple(
                replace(role, name=self.name) if role.id == old.id else role for role in rewritten.roles
            ),
        )

    def sentence(self) -> Sentence:
        return Sentence("Rename the role {} to {}.", "将角色 {} 改名为 {}。").of(self.role, self.name)

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "Clients that give or read the role {} by name must use {}.",
                "按名称使用角色 {} 的客户端须改用 {}。",
            ).of(self.role, self.name),
        )


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

    def sentence(self) -> Sentence:
        return Sentence("Set the {0} grants of the role {1}{2}.", "设置角色 {1} 的 {0} 项授权{2}。").of(
            len(self.grants), self.role, _masking(self.grants)
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        old = role_named(before, self.role, "role").grants
        newly = [
            f"{each.object}.{each.field}"
            for each, built in zip(self.grants, _built(self.grants, before), strict=True)
            if each.mask is not None and built not in old
        ]
        if not newly:
            return ()
        return (
            Sentence(
                "Clients of the role {} get a text in the place of {}, and can neither filter nor order nor group "
                "by it, unless another of their roles reads it.",
                "角色 {} 的客户端读到的 {} 将是脱敏后的文本，也不能据此筛选、排序或分组，除非其另一个角色可以读取它。",
            ).of(self.role, listed(newly)),
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

    def sentence(self) -> Sentence:
        if not self.inherits:
            return Sentence("Let the role {} inherit from no other.", "角色 {} 不再继承其他角色。").of(
                self.role
            )
        return Sentence("Let whoever has the role {} do what {} may do.", "角色 {} 拥有 {} 的权限。").of(
            self.role, listed(self.inherits)
        )

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        inherited = {role.id: role.name for role in before.roles if role.name not in self.inherits}
        lost = [
            inherited[each] for each in role_named(before, self.role, "role").inherits if each in inherited
        ]
        if not lost:
            return ()
        return (
            Sentence(
                "Members and API keys with the role {} lose what {} may do.",
                "拥有角色 {} 的成员和 API 密钥将失去 {} 的权限。",
            ).of(self.role, listed(lost)),
        )


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

    def sentence(self) -> Sentence:
        return Sentence("Set the labels of the role {}.", "修改角色 {} 的显示名称。").of(self.role)


@dataclass(frozen=True)
class RemoveRole(Change):
    """The end of a role. Whoever has it loses its rights."""

    kind: ClassVar[str] = "removeRole"

    role: str

    def apply(self, catalog: Catalog) -> Catalog:
        old = _changeable(catalog, self.role)
        after = replace(catalog, roles=tuple(role for role in catalog.roles if role.id != old.id))
        refuse_in_use(Sentence("The role {} is", "角色 {} ").of(self.role), self.uses(catalog), "role")
        return after

    def sentence(self) -> Sentence:
        return Sentence("Remove the role {}.", "移除角色 {}。").of(self.role)

    def uses(self, before: Catalog) -> tuple[Use, ...]:
        # Who has it is not in the catalog.
        return role_uses(before, role_named(before, self.role, "role"))

    def breaks(self, before: Catalog) -> tuple[Sentence, ...]:
        return (
            Sentence(
                "Members and API keys with the role {} lose its rights.",
                "拥有角色 {} 的成员和 API 密钥将失去该角色的权限。",
            ).of(self.role),
        )


def _masking(grants: Iterable[NewGrant]) -> Sentence:
    """What the grants mask, in a sentence about them."""
    masked = [f"{each.object}.{each.field}" for each in grants if each.mask is not None]
    return Sentence(", {} masked", "，{} 脱敏").of(listed(masked)) if masked else NO_WORDS


def _changeable(catalog: Catalog, name: str) -> Role:
    role = role_named(catalog, name, "role")
    if role.id == ADMIN_ROLE:
        message = Sentence(
            "The built-in role admin may do everything; it cannot be removed, renamed or weakened.",
            "内置角色 admin 拥有全部权限，不能移除、改名或削弱。",
        )
        raise fault(
            "CATALOG_INVALID", message, "role", hint=Sentence("Make another role.", "请新建另一个角色。")
        )
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
        raise fault(
            "CATALOG_NAME_TAKEN", Sentence("There is a role {} already.", "已有角色 {}。").of(name), "name"
        )


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
