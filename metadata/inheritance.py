"""Roles that have what other roles have: who has whose grants, and what may not be."""

from collections.abc import Iterable, Iterator

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Catalog, Role
from metadata.initial import ADMIN_ROLE
from metadata.part_checks import repeated

MOST_LEVELS = 8
"""Roles that inherit, one from the other. Casbin follows at most ten, and says nothing of those beyond."""


def with_inherited(catalog: Catalog, role_ids: Iterable[str]) -> tuple[Role, ...]:
    """The roles with these ids, and all that they inherit, in the order of the catalog. An id of none is left out."""
    by_id = {role.id: role for role in catalog.roles}
    found, waiting = set[str](), [*role_ids]
    while waiting:
        each = waiting.pop()
        if each in by_id and each not in found:
            found.add(each)
            waiting += by_id[each].inherits
    return tuple(role for role in catalog.roles if role.id in found)


def inheriting(catalog: Catalog, role_id: str) -> tuple[Role, ...]:
    """The role with this id, and all that inherit it, in the order of the catalog."""
    return tuple(
        role
        for role in catalog.roles
        if any(each.id == role_id for each in with_inherited(catalog, (role.id,)))
    )


def inheritance_problems(catalog: Catalog, role: Role) -> Iterator[Problem]:
    """What is wrong with what a role inherits, in a catalog that may have it as it was."""
    by_id = {each.id: each for each in catalog.roles}
    for index, each in enumerate(role.inherits):
        path = ("inherits", index)
        if each not in by_id:
            yield Problem(
                "CATALOG_UNKNOWN",
                Sentence("The role inherits none of the catalog.", "所继承的角色不在配置中。"),
                path,
            )
        elif each == ADMIN_ROLE:
            message = Sentence("The built-in role admin is inherited by none.", "内置角色 admin 不能被继承。")
            yield Problem(
                "CATALOG_INVALID",
                message,
                path,
                Sentence("Grant * on * instead.", "请改为授予全部对象的全部操作。"),
            )
        elif each == role.id or any(one.id == role.id for one in with_inherited(catalog, (each,))):
            message = Sentence("{} would inherit itself, by way of {}.", "{} 将通过 {} 继承自身。").of(
                role.name, by_id[each].name
            )
            yield Problem(
                "CATALOG_INVALID",
                message,
                path,
                Sentence(
                    "Leave this role out, or take it out of the other.",
                    "请不要继承此角色，或从另一个角色中去掉。",
                ),
            )
    # Told by the names: the ids are nothing that a reader has given.
    names = [by_id[each].name if each in by_id else each for each in role.inherits]
    yield from repeated(names, "role", "inherits")
    if _is_deeper(by_id, role.inherits, MOST_LEVELS - 1):
        message = Sentence(
            "More than {} roles inherit one from the other.", "角色之间的继承超过了 {} 层。"
        ).of(MOST_LEVELS)
        yield Problem(
            "CATALOG_LIMIT",
            message,
            ("inherits",),
            Sentence("Inherit from fewer, or grant it here.", "请减少继承，或在此直接授权。"),
        )


def _is_deeper(by_id: dict[str, Role], ids: Iterable[str], most: int) -> bool:
    """Whether more than so many levels follow, level by level: a circle is as deep as anything."""
    level = {each for each in ids if each in by_id}
    for _ in range(most):
        level = {each for one in level for each in by_id[one].inherits if each in by_id}
    return bool(level)
