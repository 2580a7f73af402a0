"""The static checks of grants, and of the role that nobody can take away."""

from collections.abc import Iterator

from core.errors import Problem
from core.sentences import Sentence
from metadata.actions import ACTIONS
from metadata.catalog import ANY, Catalog, Grant, Object
from metadata.initial import ADMIN_ROLE
from metadata.masks import mask_problems
from metadata.move_kinds import MOVE_KINDS
from metadata.rules import rule_problems


def grant_problems(catalog: Catalog, grant: Grant) -> tuple[Problem, ...]:
    """What is wrong with one line of a role."""
    found = []
    definition = catalog.object_by_id.get(grant.object)
    if definition is None and grant.object != ANY:
        message = Sentence("The grant names no object of the catalog.", "授权所指的对象不在配置中。")
        found.append(Problem("CATALOG_UNKNOWN", message, ("object",)))
    elif grant.field != ANY and (definition is None or grant.field not in definition.field_by_id):
        message = Sentence("The grant names no field of that object.", "授权所指的字段不属于该对象。")
        found.append(Problem("CATALOG_UNKNOWN", message, ("field",)))
    found += _action_problems(grant)
    found += _move_problems(definition, grant)
    found += mask_problems(grant, None if definition is None else definition.field_by_id.get(grant.field))
    found += _condition_problems(catalog, definition, grant)
    return tuple(found)


def _condition_problems(catalog: Catalog, definition: Object | None, grant: Grant) -> Iterator[Problem]:
    """What is wrong with the row scope and the rule."""
    if grant.effect == "deny" and grant.field != ANY and (grant.rows != "all" or grant.rule is not None):
        # A field is given on every record that an action reaches, or on none.
        message = Sentence(
            "A deny of a field holds for all records; it takes no row scope and no rule.",
            "禁止某个字段对所有记录都有效，不能再限定记录范围或规则。",
        )
        hint = Sentence(
            "Deny the action on these records, or the field on all.",
            "请禁止对这些记录的操作，或对所有记录禁止该字段。",
        )
        yield Problem("CATALOG_INVALID", message, ("field",), hint)
    if grant.rows != "all" and grant.rule is not None:
        message = Sentence(
            "A grant has a row scope or a rule, not both.", "一项授权只能有记录范围或规则之一。"
        )
        hint = Sentence(
            "Say the scope in the rule, or write two grants where either is enough.",
            "请将范围写入规则，或写成两项授权（满足其一即可）。",
        )
        yield Problem("CATALOG_INVALID", message, ("rule",), hint)
    if grant.rule is None:
        return
    if definition is None:
        message = Sentence(
            "A row rule needs one object whose fields it can read.",
            "记录规则需要指定一个对象，才能读取其字段。",
        )
        hint = Sentence("Name the object instead of *.", "请指定对象，不要使用 *。")
        yield Problem("CATALOG_INVALID", message, ("rule",), hint)
    else:
        yield from rule_problems(catalog, definition, grant.rule, "rule")


def _action_problems(grant: Grant) -> Iterator[Problem]:
    if grant.action == ANY:
        if grant.field != ANY:
            message = Sentence("A grant on one field names its action.", "对单个字段的授权需要指定操作。")
            yield Problem(
                "CATALOG_INVALID",
                message,
                ("action",),
                Sentence("Use read, create or update.", "请使用查看、创建或修改。"),
            )
        return
    action = ACTIONS.get(grant.action)
    if action is None:
        known = ", ".join((*ACTIONS, ANY))
        message = Sentence("There is no action {!r}.", "没有操作 {!r}。").of(grant.action[:60])
        yield Problem(
            "CATALOG_UNKNOWN",
            message,
            ("action",),
            Sentence("Use one of {}.", "请使用其中之一：{}。").of(known),
        )
        return
    if action.on == "tenant" and grant.object != ANY:
        message = Sentence("The action {} is about the whole tenant.", "操作 {} 针对整个公司。").of(
            grant.action
        )
        yield Problem(
            "CATALOG_INVALID", message, ("object",), Sentence("Use * for the object.", "对象请使用 *。")
        )
    if action.on == "tenant" and (grant.rows != "all" or grant.rule is not None):
        message = Sentence("The action {} is not about records.", "操作 {} 与记录无关。").of(grant.action)
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("rows",),
            Sentence("Leave out the row scope and the rule.", "请不要填写记录范围和规则。"),
        )
    if grant.field != ANY and not action.per_field:
        message = Sentence("The action {} is about whole records.", "操作 {} 针对整条记录。").of(grant.action)
        yield Problem(
            "CATALOG_INVALID", message, ("field",), Sentence("Use * for the field.", "字段请使用 *。")
        )


def _move_problems(definition: Object | None, grant: Grant) -> Iterator[Problem]:
    """What is wrong with the moves to which a grant is narrowed."""
    if not grant.narrowed:
        return
    if grant.action != "promote":
        message = Sentence(
            "The action {} moves no record along the pipeline.", "操作 {} 不会在流程中移动记录。"
        ).of(grant.action[:60])
        hint = Sentence(
            "Leave out moves, leaving and entering, or grant promote.",
            "请不要填写流转、离开和进入的阶段，或改为授权推进。",
        )
        yield Problem("CATALOG_INVALID", message, ("action",), hint)
    if grant.moves is not None:
        known = ", ".join(MOVE_KINDS)
        if not grant.moves:
            message = Sentence("A grant of no kind of move says nothing.", "没有任何流转类型的授权没有意义。")
            yield Problem(
                "CATALOG_INVALID", message, ("moves",), f"Leave it out for all, or name some of {known}."
            )
        for index, kind in enumerate(grant.moves):
            if kind not in MOVE_KINDS:
                message = Sentence("There is no kind of move {!r}.", "没有流转类型 {!r}。").of(kind[:60])
                yield Problem(
                    "CATALOG_UNKNOWN",
                    message,
                    ("moves", index),
                    Sentence("Use one of {}.", "请使用其中之一：{}。").of(known),
                )
            elif kind in grant.moves[:index]:
                message = Sentence("The kind of move {} stands twice.", "流转类型 {} 出现了两次。").of(kind)
                yield Problem(
                    "CATALOG_INVALID",
                    message,
                    ("moves", index),
                    Sentence("Leave one of them out.", "请去掉其中一个。"),
                )
    pipeline = None if definition is None else definition.pipeline
    for end in ("leaving", "entering"):
        stage = grant.leaving if end == "leaving" else grant.entering
        if stage is not None and (pipeline is None or stage not in pipeline.stage_by_id):
            message = Sentence("The grant names no stage of the object.", "授权所指的阶段不属于该对象。")
            hint = Sentence(
                "Name the object and one of its stages, or leave it out for all.",
                "请指定对象及其一个阶段；不填表示全部。",
            )
            yield Problem("CATALOG_UNKNOWN", message, (end,), hint)


def admin_problems(catalog: Catalog) -> Iterator[Problem]:
    """What has become of the built-in role that may do everything."""
    admin = next((role for role in catalog.roles if role.id == ADMIN_ROLE), None)
    if admin is None or admin.grants != (Grant(ANY, ANY),) or admin.inherits:
        message = Sentence(
            "The built-in role admin may do everything; it cannot be removed or weakened.",
            "内置角色 admin 拥有全部权限，不能移除或削弱。",
        )
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("roles", "admin"),
            Sentence("Make another role.", "请新建另一个角色。"),
        )
