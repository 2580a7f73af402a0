"""What the parts of a catalog are called in messages."""

from collections.abc import Mapping
from types import MappingProxyType

from core.sentences import Sentence

_CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "object": "对象",
        "objects": "对象",
        "field": "字段",
        "fields": "字段",
        "searchable fields": "可被搜索的字段",
        "option": "选项",
        "options": "选项",
        "stage": "阶段",
        "stages": "阶段",
        "pipeline": "流程",
        "pipelines": "流程",
        "task": "任务",
        "tasks": "任务",
        "criterion": "附加条件",
        "criteria": "附加条件",
        "example": "示例",
        "examples": "示例",
        "transitions": "流转",
        "validation": "记录要求",
        "validations": "记录要求",
        "unique key": "不可重复的组合",
        "unique keys": "不可重复的组合",
        "section": "分区",
        "sections": "分区",
        "role": "角色",
        "roles": "角色",
        "grants": "授权",
        "grant": "授权",
        "edge": "流转",
        "removed objects": "已移除的对象",
        "removed fields": "已移除的字段",
        "removed pipelines": "已移除的流程",
        "holidays": "节假日",
        "extra working days": "调休工作日",
        "parts of a working day": "工作时段",
    }
)


def part_called(what: str) -> Sentence:
    """A kind of part, one or many, as messages call it."""
    return Sentence(what, _CHINESE.get(what, what))
