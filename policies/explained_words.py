"""What is said of why somebody may do something, or may not, in the language of who asks."""

from collections.abc import Mapping

from expressions.languages import label_in, words_in
from metadata.actions import named_in_chinese
from metadata.catalog import ANY, Catalog, Grant
from policies.explaining import Missing, Reason
from policies.speaking import Question, Speaking

_SENTENCES: Mapping[Reason, tuple[str, str]] = {
    Reason.GRANTED: ("{action} of {what} is allowed.", "允许{action}{what}。"),
    Reason.NOT_GRANTED: (
        "No grant of these roles allows {action} of {what}.",
        "这些角色没有任何授权允许{action}{what}。",
    ),
    Reason.DENIED: (
        "A deny takes {action} of {what} away; it overrides every allow.",
        "一条拒绝授权禁止{action}{what}；它优先于所有允许授权。",
    ),
    Reason.NO_PIPELINE: (
        "{what} has no pipeline, so {action} is not offered.",
        "{what}没有流程，因此不提供{action}。",
    ),
    Reason.NOT_ON_ALL_RECORDS: (
        "{what} is granted on some of the records that {action} reaches and not on all, so it is not given at all.",
        "{what}只在{action}所及的部分记录上获得授权，因此完全不予提供。",
    ),
    Reason.HIDDEN_TARGET: (
        "{what} names records that these roles may not read.",
        "{what}指向这些角色无权查看的记录。",
    ),
    Reason.HIDDEN_PARTS: (
        "{what} is computed of something that these roles may not read.",
        "{what}由这些角色无权查看的内容计算得出。",
    ),
    Reason.MASKED: (
        "Of {what} these roles see a masked text, and not its value.",
        "这些角色只能看到{what}脱敏后的文本，看不到其值。",
    ),
    Reason.NEVER_WRITTEN: (
        "Nobody gives {what} a value: it is computed, numbered or read-only.",
        "任何人都不能填写{what}：它是计算、编号或只读字段。",
    ),
    Reason.WRITTEN_ONCE: (
        "{what} is given a value when the record is made, and not changed afterwards.",
        "{what}只能在创建记录时填写，之后不能修改。",
    ),
    Reason.NO_SUCH_MOVE: (
        "No transition leads from the stage of the record to that one.",
        "没有从该记录所在阶段通往目标阶段的流转。",
    ),
    Reason.NOT_REACHED: (
        "{action} of {what} is granted on some records, and this is none of them.",
        "{action}{what}的授权只涉及部分记录，而该记录不在其中。",
    ),
    Reason.TAKEN_AWAY: (
        "{action} of {what} is granted, and a deny of some records takes this one away.",
        "{action}{what}已获授权，但一条针对部分记录的拒绝授权排除了该记录。",
    ),
    Reason.NO_RECORD: (
        "There is no such record of {what} that you may read.",
        "没有你有权查看的这样一条{what}记录。",
    ),
    Reason.DELETED: (
        "The record is deleted; until it is restored nobody sees or changes it.",
        "该记录已删除；恢复之前任何人都不能查看或修改它。",
    ),
    Reason.NOT_DELETED: (
        "The record is not deleted, so there is nothing to restore.",
        "该记录未被删除，无需恢复。",
    ),
    Reason.INACTIVE: (
        "The member is deactivated and may do nothing, whatever the roles say.",
        "该成员已停用，无论拥有什么角色都不能执行任何操作。",
    ),
    Reason.ENDED: (
        "The membership has ended, and nothing may be done by it, whatever the roles say.",
        "该成员资格已到期，无论拥有什么角色都不能执行任何操作。",
    ),
    Reason.KEY_ENDED: (
        "The key is revoked or has expired, and opens nothing.",
        "该密钥已被吊销或已过期，不能再使用。",
    ),
}

_ROWS: Mapping[str, tuple[str, str]] = {
    "own": ("own records", "本人的记录"),
    "team": ("records of the own units", "团队的记录"),
    "subtree": ("records of the own units and of those below", "团队及下级单位的记录"),
}


def reason_told(catalog: Catalog, question: Question, reason: Reason, language: str) -> str:
    """Why, in a sentence."""
    said = _in(_SENTENCES[reason], language)
    told = said.format(action=_action(question.action, language), what=_what(catalog, question, language))
    return told[:1].upper() + told[1:]


def grant_told(catalog: Catalog, each: Speaking, language: str) -> str:
    """What a grant says, whose it is and by which way it is had."""
    return _in(_GRANTS[each.grant.effect], language).format(
        role=each.role.name,
        granted=_granted(catalog, each.grant, language),
        way=_way(each.chains, language),
    )


_GRANTS: Mapping[str, tuple[str, str]] = {
    "allow": ("The role {role}{way} allows {granted}.", "角色“{role}”{way}允许{granted}。"),
    "deny": ("The role {role}{way} denies {granted}.", "角色“{role}”{way}拒绝{granted}。"),
}


def missing_told(catalog: Catalog, missing: Missing, language: str) -> str:
    """What a role would have to be granted."""
    joint = _in((" and ", "，以及"), language)
    granted = joint.join(_granted(catalog, each, language) for each in missing.grants)
    said = _in(("Grant the role {role} {granted}.", "授予角色“{role}”{granted}的权限。"), language)
    return said.format(role=missing.role.name, granted=granted)


def _way(chains: tuple[tuple[str, ...], ...], language: str) -> str:
    """By which other roles a role is had; nothing where it is held itself."""
    if not chains or any(len(each) == 1 for each in chains):
        return ""
    arrow = " → "
    said = _in((" (inherited: {0})", "（继承：{0}）"), language)
    return said.format("; ".join(arrow.join(each) for each in chains))


def _granted(catalog: Catalog, grant: Grant, language: str) -> str:
    of = catalog.object_by_id.get(grant.object)
    field = None if of is None else of.field_by_id.get(grant.field)
    action = (
        _in(("every action", "一切操作"), language)
        if grant.action == ANY
        else _action(grant.action, language)
    )
    what = _in(("everything", "全部内容"), language)
    if of is not None:
        what = _what(catalog, Question(grant.action, of, field), language)
    said = _in(("{0} of {1}", "{0}{1}"), language).format(action, what)
    if grant.mask is not None:
        said = _in(("{0}, masked", "{0}（脱敏）"), language).format(said)
    if grant.rows in _ROWS:
        limited = _in(_ROWS[grant.rows], language)
    elif grant.rule is not None:
        limited = _in(("records that satisfy its rule", "符合其规则的记录"), language)
    else:
        return said
    return _in(("{0}, for {1}", "{0}，限于{1}"), language).format(said, limited)


def _what(catalog: Catalog, question: Question, language: str) -> str:
    of, field = question.object, question.field
    if of is None:
        return _in(("the tenant", "租户"), language)
    called = label_in(of.labels, language, of.name)
    if field is not None:
        called = f"{called}.{label_in(field.labels, language, field.name)}"
    return _in(("“{0}”", "“{0}”"), language).format(called)


def _action(name: str, language: str) -> str:
    return _in((f"`{name}`", named_in_chinese(name)), language)


def _in(said: tuple[str, str], language: str) -> str:
    english, chinese = said
    return chinese if words_in(language)[0] == "zh-CN" else english
