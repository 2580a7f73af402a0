"""Places of a catalog in words, for whoever has to settle a conflict."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from core.sentences import Sentence
from metadata.catalog import Catalog
from metadata.merging.places import ORDER, Place
from metadata.words import part_called

_ONE = {"objects": "object", "fields": "field", "options": "option", "stages": "stage", "examples": "example",
        "transitions": "edge", "criteria": "criterion", "validations": "validation", "uniqueKeys": "unique key",
        "sections": "section",
        "roles": "role", "grants": "grant", "tasks": "task", "further": "pipeline"}  # fmt: skip
"""The list that a part of a place stands in, to what one of it is called."""
_ALONE = {"api": "policy of the API", "timeZone": "time zone", "workingCalendar": "working calendar",
          "reverse": "reverse list"}  # fmt: skip


_IN_CHINESE = {
    "api": "API 策略",
    "timeZone": "时区",
    "workingCalendar": "工作日历",
    "reverse": "另一侧的列表",
    "labels": "显示名称",
    "pluralLabels": "复数显示名称",
    "name": "名称",
    "plural": "复数名称",
    "type": "类型",
    "required": "必填设置",
    "unique": "不可重复设置",
    "default": "默认值",
    "formula": "公式",
    "rule": "规则",
    "messages": "提示",
    "gate": "关卡",
    "pipeline": "流程",
    "display": "记录名称",
    "probability": "概率",
    "kind": "类型",
    "objective": "目标",
    "order": "顺序",
    "active": "启用状态",
    "color": "颜色",
    "inherits": "继承",
    "grants": "授权",
}
"""What stands alone in a place; what is not here is called by its key."""


def named(place: Place, catalogs: Sequence[Catalog]) -> Sentence:
    """The place in words: `the labels of field amount of object deal`, by the names of the first that has it."""
    names: dict[str, str] = {}
    for catalog in reversed(catalogs):
        names.update(_names(catalog))
    parts: list[str] = []
    chinese: list[str] = []
    waiting = [*place]
    while waiting:
        part = waiting.pop(0)
        if part in _ONE and waiting and waiting[0] != ORDER:
            key = " ".join(names.get(each, each) for each in waiting.pop(0).split(" "))
            if part == "further":
                # It is no part of the first pipeline, though it stands within.
                parts.pop()
                chinese.pop()
            parts.append(f"{_ONE[part]} {key[:80]}")
            chinese.append(f"{part_called(_ONE[part]).chinese} {key[:80]} ")
        else:
            parts.append(f"the {_ALONE.get(part, part)}")
            chinese.append(_IN_CHINESE.get(part, part))
    if not parts[-1].startswith("the "):
        parts[-1] = f"the {parts[-1]}"
    return Sentence(" of ".join(reversed(parts)), "的".join(chinese).strip())


def _names(value: object) -> Iterator[tuple[str, str]]:
    """Ids to names, of everything within a catalog that has both."""
    if isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif is_dataclass(value):
        id_, name = getattr(value, "id", None), getattr(value, "name", None)
        if isinstance(id_, str) and isinstance(name, str):
            yield id_, name
        for each in fields(value):
            yield from _names(getattr(value, each.name))


_CHANGED, _ADDED = Sentence("changed", "修改"), Sentence("added", "添加")
_REMOVED = Sentence("removed", "移除")


def verb(place: Place, there: bool, before: bool) -> Sentence:
    """What was done to a place, as a participle."""
    if place[-1] == ORDER:
        return _CHANGED
    return _CHANGED if there and before else _ADDED if there else _REMOVED
