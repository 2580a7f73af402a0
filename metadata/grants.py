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
        found.append(
            Problem(
                "CATALOG_UNKNOWN",
                Sentence("The grant names no object of the catalog.", "授权所指的对象不在配置中。"),
                ("object",),
            )
        )
    elif grant.field != ANY and (definition is None or grant.field not in definition.field_by_id):
        found.append(
            Problem(
                "CATALOG_UNKNOWN",
                Sentence("The grant names no field of that object.", "授权所指的字段不属于该对象。"),
                ("field",),
            )
        )
    found += _action_problems(grant)
    found += _move_problems(definition, grant)
    found += mask_problems(grant, None if definition is None else definition.field_by_id.get(grant.field))
    conditional = grant.rows != "all" or grant.rule is not None
    if grant.effect == "deny" and conditional and grant.field != ANY:
        # A field is given on every record that an action reaches, or on none.
        message = "A deny of a field holds for all records; it takes no row scope and no rule."
        hint = "Deny the action on these records, or the field on all."
        found.append(Problem("CATALOG_INVALID", message, ("field",), hint))
    if grant.rows != "all" and grant.rule is not None:
        message = "A grant has a row scope or a rule, not both."
        hint = "Say the scope in the rule, or write two grants where either is enough."
        found.append(Problem("CATALOG_INVALID", message, ("rule",), hint))
    if grant.rule is not None:
        if definition is None:
            message = "A row rule needs one object whose fields it can read."
            found.append(Problem("CATALOG_INVALID", message, ("rule",), "Name the object instead of *."))
        else:
            found += rule_problems(catalog, definition, grant.rule, "rule")
    return tuple(found)


def _action_problems(grant: Grant) -> Iterator[Problem]:
    if grant.action == ANY:
        if grant.field != ANY:
            message = "A grant on one field names its action."
            yield Problem("CATALOG_INVALID", message, ("action",), "Use read, create or update.")
        return
    action = ACTIONS.get(grant.action)
    if action is None:
        known = ", ".join((*ACTIONS, ANY))
        message = f"There is no action {grant.action[:60]!r}."
        yield Problem(
            "CATALOG_UNKNOWN",
            message,
            ("action",),
            Sentence("Use one of {}.", "请使用其中之一：{}。").of(known),
        )
        return
    if action.on == "tenant" and grant.object != ANY:
        message = f"The action {grant.action} is about the whole tenant."
        yield Problem("CATALOG_INVALID", message, ("object",), "Use * for the object.")
    if action.on == "tenant" and (grant.rows != "all" or grant.rule is not None):
        message = f"The action {grant.action} is not about records."
        yield Problem("CATALOG_INVALID", message, ("rows",), "Leave out the row scope and the rule.")
    if grant.field != ANY and not action.per_field:
        message = f"The action {grant.action} is about whole records."
        yield Problem("CATALOG_INVALID", message, ("field",), "Use * for the field.")


def _move_problems(definition: Object | None, grant: Grant) -> Iterator[Problem]:
    """What is wrong with the moves to which a grant is narrowed."""
    if not grant.narrowed:
        return
    if grant.action != "promote":
        message = f"The action {grant.action[:60]} moves no record along the pipeline."
        hint = "Leave out moves, leaving and entering, or grant promote."
        yield Problem("CATALOG_INVALID", message, ("action",), hint)
    if grant.moves is not None:
        known = ", ".join(MOVE_KINDS)
        if not grant.moves:
            message = "A grant of no kind of move says nothing."
            yield Problem(
                "CATALOG_INVALID", message, ("moves",), f"Leave it out for all, or name some of {known}."
            )
        for index, kind in enumerate(grant.moves):
            if kind not in MOVE_KINDS:
                message = f"There is no kind of move {kind[:60]!r}."
                yield Problem(
                    "CATALOG_UNKNOWN",
                    message,
                    ("moves", index),
                    Sentence("Use one of {}.", "请使用其中之一：{}。").of(known),
                )
            elif kind in grant.moves[:index]:
                message = f"The kind of move {kind} stands twice."
                yield Problem("CATALOG_INVALID", message, ("moves", index), "Leave one of them out.")
    pipeline = None if definition is None else definition.pipeline
    for end in ("leaving", "entering"):
        stage = grant.leaving if end == "leaving" else grant.entering
        if stage is not None and (pipeline is None or stage not in pipeline.stage_by_id):
            message = "The grant names no stage of the object."
            hint = "Name the object and one of its stages, or leave it out for all."
            yield Problem("CATALOG_UNKNOWN", message, (end,), hint)


def admin_problems(catalog: Catalog) -> Iterator[Problem]:
    """What has become of the built-in role that may do everything."""
    admin = next((role for role in catalog.roles if role.id == ADMIN_ROLE), None)
    if admin is None or admin.grants != (Grant(ANY, ANY),) or admin.inherits:
        message = "The built-in role admin may do everything; it cannot be removed or weakened."
        yield Problem(
            "CATALOG_INVALID",
            message,
            ("roles", "admin"),
            Sentence("Make another role.", "请新建另一个角色。"),
        )
