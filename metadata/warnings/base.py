"""What a warning is: something in a catalog that is allowed and hardly meant.

Errors keep a catalog from being published (`metadata.checks`); warnings are told, and who publishes acknowledges them.
They are derived from the catalog alone, so which ones a version had can be said at any time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

from core.errors import PathPart
from core.sentences import Sentence


@dataclass(frozen=True)
class WarningCode:
    """What one code means.

    Attributes:
        title: what was noticed, in a few words.
        hint: what to do about it, unless the warning says something more exact.
    """

    title: Sentence
    hint: Sentence


WARNING_CODES: Mapping[str, WarningCode] = MappingProxyType(
    {
        "RULE_NEVER_HOLDS": WarningCode(
            Sentence("A rule that no record can satisfy", "没有记录能满足的规则"),
            Sentence(
                "Take out or mend one of the clauses that contradict.", "请移除或修改互相矛盾的条件之一。"
            ),
        ),
        "RULE_ALWAYS_HOLDS": WarningCode(
            Sentence("A rule, or a clause of one, that every record satisfies", "所有记录都满足的规则或条件"),
            Sentence("Take it out, or say what is meant.", "请移除它，或改为真正想要的条件。"),
        ),
        "STAGE_UNREACHABLE": WarningCode(
            Sentence("A stage that no way leads to", "没有流转通往的阶段"),
            Sentence(
                "Add a transition to it with `addTransition`, or remove it.",
                "请添加通往它的流转，或移除该阶段。",
            ),
        ),
        "STAGE_WITHOUT_END": WarningCode(
            Sentence("A stage from which no way leads to a won or lost one", "无法到达赢单或输单阶段的阶段"),
            Sentence("Add a transition that leads on.", "请添加后续的流转。"),
        ),
        "CRITERION_NEVER_ASKED": WarningCode(
            Sentence("A criterion that is asked of no move", "不会被任何移动用到的附加条件"),
            Sentence(
                "Add the transition that it is meant for, or add it again with other ends or another pipeline.",
                "请添加它所针对的流转，或以其他起止阶段或流程重新添加它。",
            ),
        ),
        "TASK_NEVER_NEEDED": WarningCode(
            Sentence(
                "A required task of a stage that no way leads on from: nothing asks whether it is done",
                "没有后续流转的阶段中的必做任务：不会检查它是否完成",
            ),
            Sentence(
                "Add a transition that leads on, or set the task's `required` to false with `setStageTask`.",
                "请添加后续的流转，或将该任务设为选做。",
            ),
        ),
        "GATE_UNMEETABLE": WarningCode(
            Sentence(
                "A gate needs a field that nobody may write who may promote",
                "关卡需要的字段，可以推进的人都不能修改",
            ),
            Sentence(
                "Grant `update` on the field to a role that may promote, or `promote` to one that may write it.",
                "请将该字段的修改权限授予可以推进的角色，或将推进权限授予可以修改该字段的角色。",
            ),
        ),
        "MOVE_UNGRANTED": WarningCode(
            Sentence(
                "An edge that no role may take, though some may take others",
                "没有角色可以使用的流转，而其他流转有角色可以使用",
            ),
            Sentence(
                "Grant `promote` for this kind of move or edge to a role, or remove the edge.",
                "请将此类流转的推进权限授予某个角色，或移除这条流转。",
            ),
        ),
        "MASK_MOOT": WarningCode(
            Sentence(
                "A role masks a field that it reads whole by way of a role that it inherits",
                "角色对字段脱敏，但又通过继承的角色完整读取它",
            ),
            Sentence(
                "Inherit from a role that does not read the field, or mask it there too.",
                "请改为继承不读取该字段的角色，或在被继承的角色中也脱敏。",
            ),
        ),
        "DEFAULT_DISCLOSES": WarningCode(
            Sentence(
                "A default stores what a role may not read in a field that it may",
                "默认值会将角色不能读取的内容存入它能读取的字段",
            ),
            Sentence(
                "Deny that role the field with `setGrants`, or let the default read something else.",
                "请禁止该角色读取此字段，或让默认值读取其他内容。",
            ),
        ),
        "PERSONAL_UNTAGGED": WarningCode(
            Sentence(
                "Fields whose values look like a person's data and are not said to be",
                "看起来是个人数据但未标明的字段",
            ),
            Sentence(
                "Say so with `setPersonal`, so that they are exported and erased for the person; acknowledge it "
                "where the values are of companies.",
                "请标明为个人数据，以便按个人导出和清除；如果是公司的数据，请确认此警告。",
            ),
        ),
        "LABEL_MISSING": WarningCode(
            Sentence(
                "Labels are missing in a language that the object, or the roles, speak",
                "缺少对象或角色所用语言的显示名称",
            ),
            Sentence("Add them with `setLabels`, or `setRoleLabels`.", "请补充这些显示名称。"),
        ),
    }
)


@dataclass(frozen=True)
class CatalogWarning:
    """One warning.

    Attributes:
        code: a key of `WARNING_CODES`.
        message: one sentence that names the thing it is about.
        path: in the catalog, of names.
        hint: what to do about it.
        details: further JSON values for machines.
    """

    code: str
    message: Sentence
    path: tuple[PathPart, ...]
    hint: str = ""
    details: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """Names the warning as long as what it says and where stay the same: 16 hexadecimal digits."""
        said = json.dumps([self.code, *self.path, self.message], ensure_ascii=True)
        return sha256(said.encode()).hexdigest()[:16]

    def next_step(self) -> str:
        """The hint of this warning, or its code's."""
        return self.hint or WARNING_CODES[self.code].hint
